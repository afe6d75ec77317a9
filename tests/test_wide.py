"""Sheets that do not stand one row per thing: two-row headers, units above, wide and transposed sheets, a sheet per period, totals."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from intake_street import NOW, assert_equation, catalog, codes, column, enum, notes, read, source, text_file, workbook

from cockpit import intake
from cockpit.calendar import day_number
from cockpit.catalog import load, load_or_raise, wide
from cockpit.catalog.wide import SheetAs, Wide
from cockpit.intake import chinese, header, labels, units
from cockpit.intake.header import Header
from cockpit.model import Level, Problem

PLACE = column("place", "code", "社区", place=True, aliases=("社区名称",))
BIRTHS = column("births", "int", "年内出生人数", unit="人", null=True)
BIRTH_RATE = column("birth_rate", "dec", "年内出生率", scale=2, unit="‰", low=0, high=100, null=True, aliases=("年内出生出生率",))
DEATHS = column("deaths", "int", "年内死亡人数", unit="人", null=True)
AMOUNT = column("amount", "dec", "金额", scale=2, unit="元", null=True)
MOVED = source(PLACE, BIRTHS, BIRTH_RATE, DEATHS, key=("place",))
BY_MONTH = source(
    PLACE, column("month", "month", "月份"), column("tons", "dec", "吨数", scale=2, unit="吨"),
    key=("place", "month"), reader={"wide": Wide("month", "tons", ("{month}",))}, covers="name",
    files=("垃圾_{year}.csv", "垃圾_{year}.xlsx"),
)  # fmt: skip
BY_PLACE = source(
    enum("item", "指标", births="出生人口", men="男性", rate="出生率"), column("unit", "text", "单位", null=True), PLACE,
    column("year", "int", "年份"), column("value", "dec", "数值", scale=2),
    key=("year", "item", "place"),
    reader={"wide": Wide("place", "value", (), "unit", ("比.*",)), "sheet_as": SheetAs("year", "{year}")},
)  # fmt: skip


def columns(parsed: Any, *names: str) -> list[tuple[Any, ...]]:
    assert parsed.rows is not None, parsed.problems
    return list(zip(*(parsed.rows.columns[name] for name in names), strict=True))


def noted(parsed: Any, code: str) -> Problem:
    found: Problem = next(p for p in parsed.problems if p.code == code)
    return found


# --- headers ----------------------------------------------------------------------------------------------------------------------------

DOWNWARDS = "date,Light\n7,2015-02-02,5\n3,2015-02-03,6\n"
TWO_ROWS: list[list[Any]] = [
    ["各社区人口", "", "", ""], ["单位:人、‰", "", "", ""], ["社 区", "年内出生", "", "年内死亡"], ["", "人数", "出生率", "人数"],
    ["全 街 道", 9, 9.5, 5], ["丰乐", 5, 10.5, 2], ["和平", 4, 8.5, 3],
]  # fmt: skip


def test_B14_a_two_row_header_whose_upper_labels_carry_right() -> None:
    parsed = read(workbook(TWO_ROWS[:4] + TWO_ROWS[5:]), MOVED, name="案件.xlsx")
    assert columns(parsed, "place", "births", "birth_rate", "deaths") == [("fengle", 5, 1050, 2), ("heping", 4, 850, 3)]
    assert parsed.rows is not None and parsed.rows.row == [5, 6] and parsed.header["births"] == "年内出生人数"
    assert (parsed.equation.read, parsed.equation.not_data) == (4, 2)


def test_B14_merged_header_cells_are_spread_over_their_ranges() -> None:
    rows = [["社区", "年内出生", "", "年内死亡"], ["", "人数", "出生率", "人数"], ["丰乐", "5", "1", "2"]]
    names = next(c for c in labels.candidates(rows, [(0, 1, 0, 2), (0, 0, 1, 0)]) if (c.top, c.bottom) == (0, 1)).names
    assert [called[0] for called in names] == ["社区", "年内出生人数", "年内出生出生率", "年内死亡人数"]
    apart = next(c for c in labels.candidates(rows, [(0, 1, 0, 1)]) if (c.top, c.bottom) == (0, 1)).names
    assert apart[2] == ["出生率"], "a label that was not merged over a field does not stand for it"


def test_a_single_header_row_is_never_joined_with_data() -> None:
    rows = [["编号", "接收日期", "备注"], ["a", "2026-11-01", ""], ["b", "2026-11-02", "社区"]]
    found = header.find(rows, source(), learned={})
    assert isinstance(found, Header) and (found.at, found.rows) == (0, 1)


@pytest.mark.parametrize(
    ("above", "head", "expected"),
    [
        ([["单位：万元"]], ["社区", "金额"], [1_500_000]),
        ([["2026年11月统计表 单位：万元", ""]], ["社区", "金额"], [1_500_000]),
        ([["填报单位：民政办"]], ["社区", "金额"], [150]),
        ([["单位：元"]], ["社区", "金额"], [150]),
        ([["单位：万元"]], ["社区", "金额（元）"], [150]),
        ([], ["社区", "金额/万元"], [1_500_000]),
        ([["指标：金额(千元)"]], ["社区", "金额"], [150_000]),
    ],
)
def test_units_from_a_line_above_or_the_header(above: list[list[str]], head: list[str], expected: list[int]) -> None:
    parsed = read(text_file([*above, head, ["丰乐", "1.5"]]), source(PLACE, AMOUNT, key=("place",)))
    assert parsed.rows is not None and parsed.rows.columns["amount"] == expected
    lent = bool(above) and expected != [150]
    assert ("unit_lent" in notes(parsed)) == lent and ("normalised" in notes(parsed)) == (expected != [150])


def test_a_row_of_units_below_the_header_belongs_to_it() -> None:
    parsed = read("社区,金额,年内出生人数\n,万元,人\n丰乐,1.5,3\n", source(PLACE, AMOUNT, BIRTHS, key=("place",)))
    assert columns(parsed, "amount", "births") == [(1_500_000, 3)] and parsed.equation.read == 1


@pytest.mark.parametrize("text", ["社区,金额（亩）\n丰乐,1\n", "单位：吨\n社区,金额\n丰乐,1\n", "社区,金额\n,公斤\n丰乐,1\n"])
def test_a_unit_that_cannot_be_converted_stops_the_file(text: str) -> None:
    parsed = read(text, source(PLACE, AMOUNT, key=("place",)))
    assert parsed.quarantine is not None and parsed.quarantine.code == "unit_differs" and parsed.quarantine.expected == "元"


def test_units_are_powers_of_ten_of_one_kind() -> None:
    assert [units.shift(*pair) for pair in (("万元", "元"), ("元", "万元"), ("公斤", "吨"), ("‰", "%"), ("万", "千克"), ("㎡", "m2"))] == [
        4, -4, -3, -1, 4, 0,
    ]  # fmt: skip
    assert [units.shift(*pair) for pair in (("人", "户"), ("亩", "㎡"), ("%", ""), ("元", "吨"))] == [None] * 4


def test_B14_a_header_with_one_name_fewer_than_the_rows() -> None:
    of = source(column("at", "datetime", "date"), column("light", "dec", "Light", scale=1), key=("at",))
    lines = ['"date","Light"', *(f'"{140 + i}","2015-02-02 14:{10 + i}:00",{i}.5' for i in range(25)), '"141","2015-02-02 15:21:00",1']
    parsed = read("\n".join(lines), of)
    assert parsed.rows is not None and parsed.rows.columns["light"] == [10 * i + 5 for i in range(25)]
    assert "header_shifted" in notes(parsed)
    assert codes(parsed) == [("extra_cells", 27)], "a row whose first field does not go on counting is not shifted"
    for wrong in ("date,Light\n2015-02-02,585.2,x\n2015-02-03,5,x\n", "date,Light\n1,5,\n2,6,\n", DOWNWARDS):
        assert "header_shifted" not in notes(read(wrong, of)), wrong


# --- totals, sections, merged cells -----------------------------------------------------------------------------------------------------


def test_B13_a_total_that_agrees_is_said_and_one_that_does_not_as_well() -> None:
    of = source(PLACE, AMOUNT, BIRTHS, BIRTH_RATE, key=("place",))
    parsed = read("社区,金额,年内出生人数,年内出生率\n丰乐,1.5,3,5\n和平,2.5,4,6\n合计,4,8,11\n", of)
    assert len(columns(parsed, "place")) == 2 and parsed.equation.not_data == 1
    found = noted(parsed, "total_mismatch")
    assert (found.row, found.column, found.found, found.expected, found.values["difference"]) == (4, "年内出生人数", "8", "7", "1")
    assert [p.column for p in parsed.problems if p.code == "total_mismatch"] == ["年内出生人数"], "a rate does not add up"
    agrees = read("社区,金额,年内出生人数\n丰乐,1.5,3\n和平,2.5,4\n合计,4,7\n", of)
    assert noted(agrees, "total_checked").row == 4


def test_B13_subtotals_grand_totals_and_a_total_on_top() -> None:
    of = source(PLACE, AMOUNT, key=("place",))
    parsed = read("社区,金额\n丰乐,1\n和平,2\n小计,3\n新河,4\n小计,4\n总计,7\n", of)
    assert noted(parsed, "total_checked").values["rows"] == "4,6,7" and "total_mismatch" not in notes(parsed)
    top = read("社区,金额\n全市,3\n丰乐,1\n和平,2\n", of)
    assert noted(top, "total_checked").row == 2 and top.equation.not_data == 1
    unread = read("社区,金额\n丰乐,1\n和平,约2\n合计,3\n", of)
    assert "total_mismatch" not in notes(unread), "a sum of what could not be read proves nothing"


def test_B13_a_total_beside_a_running_number_or_a_month() -> None:
    of = source(column("month", "month", "月份"), PLACE, AMOUNT, key=("month", "place"))
    parsed = read("序号,月份,社区,金额\n1,2026-10,丰乐,1\n2,2026-10,和平,2\n3,2026-10,合计,3\n4,,,\n", of)
    assert (parsed.equation.read, parsed.equation.not_data) == (4, 2) and noted(parsed, "total_checked").row == 4


def test_a_declared_name_is_data_whatever_else_it_may_mean() -> None:
    of = source(enum("kind", "类型", all="合计", one="单项"), AMOUNT, key=("kind",))
    parsed = read("类型,金额\n单项,1\n合计,2\n", source(*of.columns.values(), key=("kind",)))
    assert parsed.rows is not None and parsed.rows.columns["kind"] == ["one", "all"]


def test_headings_between_the_rows_are_said_and_not_counted() -> None:
    of = source(enum("item", "指标", births="出生人口", deaths="死亡人口"), AMOUNT, column("n", "int", "人数"), key=("item",))
    parsed = read("指标,金额,人数\n人口变动情况,,\n一、出生人口,1,2\n其中：死亡人口,3,4\n", of)
    assert columns(parsed, "item", "n") == [("births", 2), ("deaths", 4)] and parsed.equation.not_data == 1
    assert {"section_row", "name_trimmed"} <= set(notes(parsed))
    lacking = read("指标,金额,人数\n出生人口,,\n", of)
    assert codes(lacking) == [("missing_value", 2)], "a name the catalogue knows is a row that lacks its numbers"


def test_a_header_that_stands_again_is_no_data_and_one_in_another_order_stops_the_file() -> None:
    of = source(PLACE, BIRTHS, DEATHS, key=("place",))
    parsed = read("社区,年内出生人数,年内死亡人数\n丰乐,1,2\n社区,年内出生人数,年内死亡人数\n和平,3,4\n", of, fates=True)
    assert columns(parsed, "births", "deaths") == [(1, 2), (3, 4)] and parsed.equation.not_data == 1
    assert [f.verdict for f in parsed.fates] == ["header", "ok", "header", "ok"]
    turned = read("社区,年内出生人数,年内死亡人数\n丰乐,1,2\n社区,年内死亡人数,年内出生人数\n和平,3,4\n", of)
    assert turned.quarantine is not None and (turned.quarantine.code, turned.quarantine.row) == ("second_table", 3)


def test_B07_a_multiple_under_a_header_that_has_one_is_refused() -> None:
    of = source(PLACE, AMOUNT, key=("place",))
    parsed = read("社区,金额（万元）\n丰乐,1.2万\n和平,1.2万元\n新河,一百五\n", of)
    assert columns(parsed, "place", "amount") == [("heping", 1_200_000)]
    assert codes(parsed) == [("unit_twice", 2), ("chinese_number_spoken", 4)]
    assert noted(parsed, "chinese_number_spoken").values["nearest"] == "150"


def test_B07_footnote_marks_are_no_digits() -> None:
    of = source(PLACE, BIRTHS, key=("place",))
    parsed = read("社区,年内出生人数\n丰乐,12①\n和平,5²\n新河,３\n", of)
    assert columns(parsed, "births") == [(3,)] and codes(parsed) == [("not_a_number", 2), ("not_a_number", 3)]


def test_B07_a_percentage_that_a_workbook_may_keep_as_a_fraction_is_held() -> None:
    of = source(PLACE, column("rate", "dec", "准确率", scale=1, unit="%"), key=("place",))
    held = read(workbook([["社区", "准确率"], ["丰乐", 0.85], ["和平", 0], ["新河", "92.5%"]]), of, name="案件.xlsx")
    assert codes(held) == [("percent_or_fraction", 2)] and noted(held, "percent_or_fraction").values["nearest"] == "85"
    assert columns(held, "rate") == [(0,), (925,)]
    plain = read(workbook([["社区", "准确率"], ["丰乐", 0.85], ["和平", 92.5]]), of, name="案件.xlsx")
    assert columns(plain, "rate") == [(9,), (925,)], "in a column that goes beyond 1 a number means what it says"


def test_dates_without_a_year_take_that_of_the_files_period() -> None:
    of = source(PLACE, column("day", "date", "日期"), key=("place",), files=("案件_{week}.csv", "案件.csv"))
    text = "社区,日期\n丰乐,12月31日\n和平,1月2日\n"
    parsed = read(text, of, name="案件_2025-W01.csv")
    assert columns(parsed, "day") == [(day_number(date(2024, 12, 31)),), (day_number(date(2025, 1, 2)),)] and "year_taken" in notes(parsed)
    assert codes(read(text, of)) == [("date_without_year", 2), ("date_without_year", 3)]


@pytest.mark.parametrize(
    ("written", "month"),
    [
        (("2016.09", "2016.1", "2016.11"), 10), (("2016.11", "2016.1", "2016.09"), 10), (("2016.1", "2016.11"), 10),
        (("2015.12", "2016.1", "2016.2"), 1), (("2016.1", "2016.2", "2016.3"), 1), (("2016.1", "2016.02"), None), (("2016.1",), None),
        (("2016.8", "2016.1", "2016.12"), None), (("2016.1", "2016.2", "2016.9", "2016.1", "2016.11"), None),
    ],
)  # fmt: skip
def test_a_shortened_month_is_decided_by_its_neighbours_or_refused(written: tuple[str, ...], month: int | None) -> None:
    of = source(column("id", "code", "编号"), column("month", "month", "月份"), key=("id",))
    parsed = read(text_file([["编号", "月份"], *([f"k{i}", text] for i, text in enumerate(written))]), of)
    at = [i for i, text in enumerate(written) if text == "2016.1"]
    if month is None:
        assert [code for code in codes(parsed) if code[0] == "ambiguous_date"] == [("ambiguous_date", i + 2) for i in at]
    else:
        end = day_number(date(2016, month, 31))
        assert parsed.rows is not None and parsed.rows.columns["month"][at[0]] == end and "month_by_neighbours" in notes(parsed)


def test_a_merged_name_stands_for_each_of_its_rows_and_a_merged_number_does_not() -> None:
    from cockpit.intake import merged
    from cockpit.intake.frames import texts
    from cockpit.intake.sheet import Chunk

    of = source(PLACE, column("day", "date", "日期"), AMOUNT, key=("place", "day"))
    chunk = Chunk(2, 3, {0: texts(["丰乐", "", ""]), 1: texts(["a", "b", "c"]), 2: texts(["9", "", ""])})
    spread, filled = merged.spread(chunk, [(1, 0, 3, 0), (1, 2, 3, 2)], {"place": 0, "day": 1, "amount": 2}, of)
    assert spread.columns[0].tolist() == ["丰乐"] * 3 and spread.columns[2].tolist() == ["9", "", ""] and filled == {"place": [1, 2]}


def hidden(rows: list[list[str]], behind: list[list[str]]) -> bytes:
    """A workbook with a second, hidden sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, content in (("明细", rows), ("旧表", behind)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(content):
                sheet.write_row(at, 0, row)
        sheet.hide()
    return out.getvalue()


def test_a_hidden_sheet_is_said_and_not_read() -> None:
    rows = [["编号", "接收日期"], ["a", "2026-11-01"]]
    parsed = read(hidden(rows, [rows[0], ["b", "2026-11-01"]]), name="案件.xlsx")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["a"] and noted(parsed, "hidden_sheet").sheet == "旧表"


def test_F01_personal_data_in_a_hidden_sheet_set_the_file_aside() -> None:
    parsed = read(hidden([["编号", "接收日期"], ["a", "2026-11-01"]], [["编号", "身份证号"]]), name="案件.xlsx")
    assert parsed.quarantine is not None and (parsed.quarantine.code, parsed.quarantine.sheet) == ("personal_data", "旧表")


# --- wide sheets ------------------------------------------------------------------------------------------------------------------------


def test_months_as_columns_become_rows_that_keep_their_place() -> None:
    text = "2026年各社区垃圾,,,,\n社区,1月,2月,备注,合计\n丰乐,1.5,2.5,x,4\n和平,3,,,3\n合计,4.5,2.5,,7\n\n"
    parsed = read(text, BY_MONTH, name="垃圾_2026.csv")
    january, february = day_number(date(2026, 1, 31)), day_number(date(2026, 2, 28))
    assert columns(parsed, "place", "month", "tons") == [("fengle", january, 150), ("fengle", february, 250), ("heping", january, 300)]
    assert parsed.rows is not None and parsed.rows.row == [3, 3, 4]
    assert (parsed.equation.read, parsed.equation.not_data) == (9, 6), "title 1, a blank cell, a total of 2 cells, a blank line of 2"
    assert noted(parsed, "columns_unread").found == "备注" and noted(parsed, "total_checked").values["rows"] == "3,4,5"


def test_what_is_wrong_in_a_wide_sheet_names_the_cells_own_header() -> None:
    parsed = read(workbook([["社区", "2026-01", "2026-02"], ["丰乐", "7.8S", 2], ["不详", 1, 2]]), BY_MONTH, name="垃圾_2026.xlsx")
    found = [(p.code, p.row, p.column, p.values.get("cell")) for p in parsed.problems if p.level != Level.NOTE]
    assert found == [("not_a_number", 2, "2026-01", "B2"), ("unknown_place", 3, "社区", "A3"), ("unknown_place", 3, "社区", "A3")]
    assert (parsed.equation.read, parsed.equation.refused, parsed.equation.held) == (4, 1, 2)


def test_indicators_in_rows_districts_in_columns_one_sheet_per_year() -> None:
    rows: list[list[Any]] = [
        ["各区人口(2025年)", "", "", "", "", ""], ["指标", "计量", "全市", "丰乐", "和平", "比上年"], ["", "单位", "", "", "", "+-%"],
        ["一、出生人口", "万人", 3.5, 1.5, 2, 5], ["    其中:男性", "人", 30, 10, 21, 1], ["二、出生率", "‰", 9.9, 9.8, 10.1, 0],
    ]  # fmt: skip
    of = source(
        *[c if c.name != "unit" else column("unit", "text", "计量单位", null=True) for c in BY_PLACE.columns.values()],
        key=BY_PLACE.key, reader=BY_PLACE.reader,
    )  # fmt: skip
    street = catalog(of)
    book = workbook([["说明"]], **{"2025年": rows, "2024年": [rows[1], rows[2], rows[3]]})
    parsed = intake.parse(book, name="案件.xlsx", source=of, catalog=street, received=NOW)
    assert_equation(parsed)
    got = columns(parsed, "year", "item", "place", "value", "unit")
    assert got[:4] == [
        (2025, "births", "fengle", 1_500_000, "人"), (2025, "births", "heping", 2_000_000, "人"),
        (2025, "men", "fengle", 1000, "人"), (2025, "men", "heping", 2100, "人"),
    ]  # fmt: skip
    assert len(got) == 8 and got[-1][:3] == (2024, "births", "heping")
    wrong = noted(parsed, "total_mismatch")
    assert (wrong.row, wrong.column, wrong.found, wrong.expected) == (5, "全市", "30.00", "31.00")
    assert "columns_unread" in notes(parsed), "比上年 is said"


def test_an_unknown_place_among_the_columns_is_held_cell_by_cell_never_lost() -> None:
    year: list[list[Any]] = [["指标", "单位", "丰乐", "新城"], ["出生人口", "人", 1, 2], ["男性", "人", 3, 4]]
    book = workbook([["x"]], **{"2025": year})
    parsed = intake.parse(book, name="案件.xlsx", source=BY_PLACE, catalog=catalog(BY_PLACE), received=NOW)
    assert (parsed.equation.read, parsed.equation.held) == (4, 2)
    assert {(p.column, p.found) for p in parsed.problems if p.level is Level.HOLD} == {("新城", "新城")}


def test_a_preface_gives_a_column() -> None:
    of = source(
        column("area", "code", "地区"), column("item", "text", "指标"), column("year", "int", "年份"), column("n", "int", "数", unit="人"),
        key=("area", "year"), reader={"wide": Wide("year", "n", ("{year}",)), "preface": {"item": "指标"}},
    )  # fmt: skip
    above, below = "数据库：分省年度数据\n指标：年末人口(万人)\n时间：最近2年\n", "注：常住，不含港澳。\n数据来源：统计局\n"
    text = f"{above}地区,2024年,2023年\n北京市,2183,2186\n{below}"
    parsed = read(text.encode("gb2312"), of)
    assert columns(parsed, "item", "year", "n") == [("年末人口", 2024, 21_830_000), ("年末人口", 2023, 21_860_000)]
    assert noted(parsed, "unit_lent").found == "万人"
    lacking = read("地区,2024年\n北京市,1\n", of)
    assert lacking.quarantine is not None and lacking.quarantine.code == "missing_columns" and lacking.quarantine.expected == "指标"


def test_a_wide_sheet_without_any_of_its_columns_is_stopped() -> None:
    parsed = read("社区,备注\n丰乐,x\n", BY_MONTH, name="垃圾_2026.csv")
    assert parsed.quarantine is not None and parsed.quarantine.code == "missing_columns" and parsed.quarantine.expected == "月份"


# --- fates ------------------------------------------------------------------------------------------------------------------------------


def test_what_became_of_every_row_is_told_when_asked() -> None:
    rows = "丰乐,1,2,2026-11-01\n不详,1,2,2026-11-02\n和平,x,2,2026-11-03\n新河,\"1,000\",—,2026-11-04\n"
    text = f"台账,,,\n社区,金额,人数,日期\n{rows},,,\n合计,3,6,\n注：完\n"
    of = source(PLACE, AMOUNT, column("n", "int", "人数", null=True), column("day", "date", "日期"), key=("place",))
    parsed = read(text, of, fates=True)
    told = {fate.row: (fate.verdict, fate.codes) for fate in parsed.fates}
    assert {row: verdict for row, (verdict, _) in told.items()} == {
        1: "title", 2: "header", 3: "ok", 4: "held", 5: "refused", 6: "note", 7: "blank", 8: "total", 9: "skip",
    }  # fmt: skip
    assert told[4][1] == ("unknown_place",) and told[6][1] == ("normalised", "absent_mark")
    assert read(text, of).fates == ()


def test_merged_rows_are_told_as_noted() -> None:
    parsed = read("编号,接收日期\na,2026-11-01\na,2026-11-01\n", fates=True)
    assert [(f.row, f.verdict, f.codes) for f in parsed.fates] == [(1, "header", ()), (2, "note", ("repeated_row",)), (3, "ok", ())]


@pytest.mark.parametrize(
    ("text", "value", "spoken"),
    [("一百五十", 150, False), ("一百五", 150, True), ("一百零五", 105, False), ("两千三", 2300, True), ("十五", 15, False),
     ("二〇二六", 2026, False), ("三千二百一十万", 32_100_000, False), ("三万五", 35_000, True), ("壹佰伍拾", 150, False),
     ("零", 0, False)],
)  # fmt: skip
def test_numbers_in_chinese_words(text: str, value: int, spoken: bool) -> None:
    found = chinese.read(text)
    assert found is not None and (found.value, found.spoken) == (value, spoken)


@pytest.mark.parametrize("text", ["三五", "百五", "一百零五十", "一千零零三", "亿", "五百六百", "一百十", "三千万亿", "十十"])
def test_ill_formed_numbers_in_chinese_words_are_none(text: str) -> None:
    assert chinese.read(text) is None


def test_every_number_below_a_million_reads_back() -> None:
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")

    def said(n: int) -> str:
        if n >= 10_000:
            rest = n % 10_000
            gap = "零" if 0 < rest < 1000 else ""
            return said(n // 10_000) + "万" + gap + (said(rest) if rest else "")
        text = "".join(digits[int(c)] + (places[len(str(n)) - 1 - i] if c != "0" else "") for i, c in enumerate(str(n)))
        while "零零" in text:
            text = text.replace("零零", "零")
        return text.rstrip("零") or "零"

    for n in (*range(0, 12_000, 7), *range(12_000, 1_000_000, 4_999)):
        found = chinese.read(said(n))
        assert found is not None and (found.value, found.spoken) == (n, False), (n, said(n))


# --- the catalogue ----------------------------------------------------------------------------------------------------------------------

HOME = """
street: {id: x, name: 某市, zone: Asia/Shanghai, week: {starts: mon, freeze: {day: mon, at: "09:00"}}, holidays: none}
communities:
- {code: fengle, name: 丰乐, kind: community}
departments:
- {code: stats, name: 统计}
priorities:
- {id: 1, name: 人口, short: 人口, lift: 人口}
sources:
- id: tons
  name: 吨数
  owner: stats
  level: L2
  key: [place, month]
  files: ["吨数.csv"]
  covers: day_before
  due: none
  reader: READER
  columns:
    place: {type: code, zh: 社区, place: true}
    month: {type: month, zh: 月份}
    tons: {type: dec, scale: 2, zh: 吨数, unit: 吨}
    unit: {type: text, zh: 单位, null: true, clean: [numbering]}
"""


def test_wide_sheets_are_declared_under_reader(tmp_path: Path) -> None:
    reader = '{wide: {column: month, headers: "{year}年{month}", value: tons}, sheet_as: {column: place}, preface: {unit: 计量单位}}'
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "a.yaml").write_text(HOME.replace("READER", reader), "utf-8")
    found = load_or_raise(tmp_path).sources["tons"]
    assert wide.of(found) == Wide("month", "tons", ("{year}年{month}",)) and wide.sheet_as(found) == SheetAs("place")
    assert wide.preface(found) == {"unit": "计量单位"} and wide.told_elsewhere(found) == {"month", "tons", "place", "unit"}


@pytest.mark.parametrize(
    ("reader", "complaint"),
    [
        ("{wide: {column: moon, headers: x, value: tons}}", "unknown_column"),
        ("{wide: {column: month, value: tons}}", "missing_field"),
        ("{wide: {column: month, headers: '(', value: tons}}", "bad_pattern"),
        ("{wide: {column: month, headers: x, value: place}}", "wrong_column_type"),
        ("{wide: {column: month, headers: x, value: tons, units: unit}}", "unknown_field"),
        ("{sheet_as: {column: year}}", "unknown_column"),
        ("{preface: {units: 单位}}", "unknown_column"),
    ],
)
def test_what_is_wrong_in_a_wide_declaration_is_said(tmp_path: Path, reader: str, complaint: str) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "a.yaml").write_text(HOME.replace("READER", reader), "utf-8")
    found, complaints = load(tmp_path)
    assert found is None and complaint in {c.code for c in complaints}
    assert all(c.file.endswith("a.yaml") and c.line for c in complaints)
