"""Whole files: where the header is, what counts as a row, what a delivery covers, whose file it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from intake_street import CASE, NOW, assert_equation, catalog, codes, column, notes, read, rule, source, text_file, triple, workbook

from cockpit import intake
from cockpit.calendar import day_number
from cockpit.intake import personal
from cockpit.model import Level, Problem, Text

HEAD = "编号,社区,接收日期,类型,面积,人数"
ROW = "a1,丰乐,2026-11-01,诉求,12.50,3"


def test_rows_come_out_encoded_with_their_place_in_the_file() -> None:
    parsed = read(f"{HEAD}\n{ROW}\na2,和平,2026-11-02,,,\n")
    assert parsed.rows is not None
    assert parsed.rows.columns["area"] == [1250, None] and parsed.rows.columns["people"] == [3, None]
    assert parsed.rows.columns["received_on"][0] == day_number(date(2026, 11, 1))
    assert parsed.rows.row == [2, 3] and parsed.rows.sheet == ["", ""]
    assert set(parsed.rows.columns) == {*(c.name for c in CASE), "closed_at__day"}
    assert parsed.header["case_id"] == "编号" and parsed.equation.read == 2


def test_columns_come_in_any_order_and_undeclared_ones_never_enter() -> None:
    one = read("编号,接收日期,人数\na,2026-11-01,3\n")
    two = read("天气,人 数,RECEIVED_ON,事项编号\n晴,3,2026-11-01,a\n")
    assert one.rows is not None and two.rows is not None
    assert one.rows.columns == two.rows.columns and one.rows.hash.tolist() == two.rows.hash.tolist()


def test_title_rows_above_the_header_are_no_data() -> None:
    parsed = read(f"示例街道案件台账,,,,,\n填报日期：2026年11月,,,,,\n{HEAD}\n{ROW}\n")
    assert (parsed.equation.read, parsed.equation.not_data) == (3, 2)
    assert parsed.rows is not None and parsed.rows.row == [4]


def test_blank_rows_totals_and_footnotes_are_no_data() -> None:
    text = f"{HEAD}\n{ROW}\n\n,,,,,\n合 计,,,,12.5,3\n,小计：,,,12.5,3\n备注：本表不含撤回件,,,,,\nTotal,,,,12.5,3\n制表人：办公室\n"
    parsed = read(text)
    assert (parsed.equation.read, parsed.equation.not_data, parsed.equation.refused) == (8, 7, 0)


def test_a_file_whose_only_rows_are_totals_is_an_empty_ledger() -> None:
    parsed = read(f"{HEAD}\n合计,,,,0,0\n")
    assert parsed.rows is None and "empty_ledger" in notes(parsed)


def test_repeated_keys_the_later_row_stands() -> None:
    parsed = read(f"{HEAD}\n{ROW}\na2,,2026-11-02,,,1\n{ROW}\na2,,2026-11-02,,,2\n")
    assert parsed.rows is not None and parsed.equation.merged == 2
    assert parsed.rows.row == [4, 5] and parsed.rows.columns["people"] == [3, 2]
    assert {p.code: p.row for p in parsed.problems if p.code.endswith("_row")} == {"repeated_row": 2, "replaced_row": 3}


def test_a_workbook_with_a_title_two_sheets_and_native_cells() -> None:
    title: list[list[Any]] = [["案件台账"], []]
    rows = [*title, ["编号", "接收日期", "面积（㎡）", "办结时间"], ["a", date(2026, 11, 1), 12.5, ""], ["合计", "", 12.5, ""]]
    parsed = read(workbook(rows, 说明=[["本表由各社区填报"]], 续表=[["编号", "接收日期"], ["b", "2026/11/2"]]), name="案件.xlsx")
    assert parsed.rows is not None
    assert (parsed.rows.sheet, parsed.rows.row) == (["明细", "续表"], [4, 2])
    assert parsed.rows.columns["area"] == [1250, None] and "sheet_skipped" in notes(parsed)
    assert (parsed.equation.read, parsed.equation.not_data) == (5, 3)


def test_the_declared_sheet_only() -> None:
    book = workbook([["编号", "接收日期"], ["a", "2026-11-01"]], 旧表=[["编号", "接收日期"], ["b", "2026-11-01"]])
    parsed = read(book, source(reader={"sheet": "旧表"}), name="案件.xlsx")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["b"]
    missing = read(book, source(reader={"sheet": "新表"}), name="案件.xlsx")
    assert missing.quarantine is not None and missing.quarantine.code == "no_sheet"


def test_a_list_without_a_header() -> None:
    of = source(column("name", "text"), column("flag", "int"), key=("name",), reader={"header": False, "names": ["name", "flag"]})
    parsed = read("阿司匹林,2\n艾草,4\n", of)
    assert parsed.rows is not None and parsed.rows.columns == {"name": ["阿司匹林", "艾草"], "flag": [2, 4]}
    assert parsed.rows.row == [1, 2]


def test_json_records_by_path() -> None:
    of = source(
        column("ccn", "code"), column("beds", "int"), column("open", "bool"),
        column("score", "dec", scale=1, path="quality.mds.0", null=True),
        key=("ccn",), format="json", records="data.homes",
    )  # fmt: skip
    text = (
        '{"data":{"homes":[{"ccn":"0415","beds":200,"quality":{"mds":[4.5]},"open":true,"owner":"x"},{"ccn":"2","beds":[1],"open":null}]}}'
    )
    parsed = read(text, of, name="homes.json")
    assert parsed.rows is not None
    assert parsed.rows.columns == {"ccn": ["0415"], "beds": [200], "score": [45], "open": [1]} and parsed.rows.row == [1]
    assert codes(parsed) == [("not_a_number", 2), ("missing_value", 2)]
    empty = read('{"data":{"homes":[]}}', of, name="homes.json")
    assert empty.rows is None and "empty_ledger" in notes(empty)


@pytest.mark.parametrize(
    ("text", "code"),
    [('{"data": 3}', "no_records"), ('{"data":{"homes":[1]}}', "no_records"), ('{"data":', "bad_json"), ("[" * 200_000, "bad_json")],
    ids=["a number", "no objects", "cut", "deep"],
)
def test_json_that_is_none(text: str, code: str) -> None:
    of = source(column("ccn", "code"), key=("ccn",), format="json", records="data.homes")
    parsed = read(text, of, name="homes.json")
    assert parsed.quarantine is not None and parsed.quarantine.code == code


def test_a_default_fills_a_column_the_file_lacks() -> None:
    of = source(column("key", "code"), column("kind", "code", default="other"), key=("key",))
    parsed = read("key\na\n\n", of)
    assert parsed.rows is not None and parsed.rows.columns["kind"] == ["other"]


def test_separators_are_found_by_the_header() -> None:
    rows = [["编号", "接收日期", "备注"], ["a", "2026-11-01", "甲,乙;丙"]]
    for mark in ",\t;|":
        parsed = read(text_file(rows, mark))
        assert parsed.rows is not None and parsed.rows.columns["remark"] == ["甲,乙;丙"], mark


def test_quoted_cells_with_line_breaks_count_as_one_row() -> None:
    parsed = read('编号,接收日期,备注\na,2026-11-01,"第一行\n第二行"\nb,x,"说""好"""\nc,2026-11-01,\n')
    assert parsed.rows is not None and parsed.rows.row == [2, 4] and codes(parsed) == [("not_a_date", 3)]
    assert parsed.rows.columns["remark"] == ["第一行\n第二行", None]


# --- coverage ---------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("案件_{date}.csv", "案件_2026-11-22.csv", (date(2026, 11, 22), date(2026, 11, 22))),
        ("案件_{date}.csv", "案件_20261122 (1).csv", (date(2026, 11, 22), date(2026, 11, 22))),
        ("案件_{date}_{date}.csv", "案件_2026-11-01_2026-11-15.csv", (date(2026, 11, 1), date(2026, 11, 15))),
        ("案件_{week}.csv", "案件_2026-W47 - 副本.csv", (date(2026, 11, 16), date(2026, 11, 22))),
        ("案件_{month}.csv", "案件_2026-10.CSV", (date(2026, 10, 1), date(2026, 10, 31))),
        ("案件_{quarter}.csv", "案件_2026-Q3.csv", (date(2026, 7, 1), date(2026, 9, 30))),
        ("案件_{year}.csv", "案件_2025.csv", (date(2025, 1, 1), date(2025, 12, 31))),
        ("{place}_{*}_{month}.csv", "丰乐社区_台账_2026-10.csv", (date(2026, 10, 1), date(2026, 10, 31))),
    ],
)
def test_a_name_tells_what_it_covers(pattern: str, name: str, expected: tuple[date, date]) -> None:
    parsed = read(f"{HEAD}\n{ROW}\n", source(files=(pattern,), covers="name"), name=name)
    assert parsed.covers == expected and parsed.place == ("fengle" if "{place}" in pattern else "")


def test_a_week_that_does_not_start_on_monday_bears_the_week_of_its_last_day() -> None:
    of = source(files=("案件_{week}.csv",), covers="name")
    parsed = intake.parse(
        f"{HEAD}\n{ROW}\n".encode(), name="案件_2026-W47.csv", source=of, catalog=catalog(of, week_starts="fri"), received=NOW
    )
    assert parsed.covers == (date(2026, 11, 13), date(2026, 11, 19))


def test_coverage_by_a_column_and_by_arrival() -> None:
    text = f"{HEAD}\na,,2026-11-03,,,\nb,,2026-11-09,,,\nc,,不详,,,\n"
    assert read(text, source(covers="column:received_on")).covers == (date(2026, 11, 3), date(2026, 11, 9))
    assert read(text).covers == (date(2026, 11, 22), date(2026, 11, 22))
    unnamed = read(text, source(covers="name"), name="新建表格.csv")
    assert unnamed.covers == (date(2026, 11, 22), date(2026, 11, 22)) and "no_period" in notes(unnamed)


def test_A14_future_period() -> None:
    of = source(files=("案件_{month}.csv",), covers="name")
    future = read(f"{HEAD}\n{ROW}\n", of, name="案件_2027-01.csv")
    assert future.quarantine is not None and future.quarantine.code == "future_period"
    assert read(f"{HEAD}\n{ROW}\n", of, name="案件_2026-11.csv").quarantine is None
    plans = source(files=("案件_{month}.csv",), covers="name", plans=True)
    assert read(f"{HEAD}\n{ROW}\n", plans, name="案件_2027-01.csv").quarantine is None


def test_A14_rows_of_the_future() -> None:
    of = source(covers="column:received_on")
    parsed = read(f"{HEAD}\na,,2026-11-03,,,\nb,,2062-11-09,,,\n", of)
    assert codes(parsed) == [("future_date", 3)] and parsed.covers == (date(2026, 11, 3), date(2026, 11, 3))
    whole = read(f"{HEAD}\nb,,2062-11-09,,,\n", of)
    assert whole.quarantine is not None and whole.quarantine.code == "future_period"


def test_each_community_sends_its_own() -> None:
    of = source(files=("案件_{place}_{month}.csv",), covers="name", each="place")
    parsed = read("编号,接收日期\na,2026-11-01\n", of, name="案件_丰乐_2026-10.csv")
    assert parsed.rows is not None and parsed.rows.columns["community"] == ["fengle"] and parsed.place == "fengle"
    other = read("编号,接收日期,社区\na,2026-11-01,和平\nb,2026-11-01,丰乐\n", of, name="案件_丰乐_2026-10.csv")
    assert codes(other) == [("other_place", 2)] and other.equation.refused == 1
    unknown = read("编号,接收日期\na,2026-11-01\n", of, name="案件_不详_2026-10.csv")
    assert unknown.quarantine is not None and unknown.quarantine.code == "unknown_place_in_name"


# --- rules ------------------------------------------------------------------------------------------------------------------------------


def test_B17_B18_B21_rules_refuse_or_note() -> None:
    of = source(
        column("key", "code"), column("bad", "int", null=True), column("all", "int", null=True), column("part", "dec", scale=1, null=True),
        column("rest", "dec", scale=2, null=True), column("whole", "dec", scale=1, null=True), column("days", "int", null=True),
        column("from", "date", null=True), column("to", "date", null=True), column("granted", "bool", null=True),
        key=("key",),
        rules=(
            rule("bad_in_all", triple("bad", "<=", column="all")),
            rule("area_sum", sum_of=("part", "rest"), whole="whole", within_pct=0.5),
            rule("extend", triple("days", "<=", 30), when=[triple("days", "present")]),
            rule("granted", triple("granted", "is", True), when=[triple("days", ">", 0)]),
            rule("order", triple("to", ">=", column="from", days=2), level="note", blank=("to",)),
        ),
    )  # fmt: skip
    head = "key,bad,all,part,rest,whole,days,from,to,granted\n"
    rows = (
        "a,5,3,,,,,,,\nb,,3,60.0,43.11,100.0,,,,\nc,3,3,60.0,40.40,100,,,,\nd,,,,,,45,,,是\ne,,,,,,5,,,否\n"
        "f,,,,,,,2026-01-01,2026-01-02,\ng,,,,,,,2026-01-01,2026-01-03,\n"
    )
    parsed = read(head + rows, of)
    broken = [(p.row, p.expected, p.level) for p in parsed.problems if p.code in ("rule_broken", "rule_noted")]
    assert broken == [
        (2, "bad_in_all", Level.REFUSE), (3, "area_sum", Level.REFUSE), (5, "extend", Level.REFUSE), (6, "granted", Level.REFUSE),
        (7, "order", Level.NOTE),
    ]  # fmt: skip
    assert parsed.rows is not None and parsed.rows.columns["key"] == ["c", "f", "g"]
    assert parsed.rows.columns["to"] == [None, None, day_number(date(2026, 1, 3))]
    assert parsed.equation.refused == 4


def test_rules_over_words_and_dates() -> None:
    of = source(
        rules=(
            rule("kinds", triple("kind", "in", values=("appeal", "report")), when=[triple("community", "=", "fengle")]),
            rule("since", triple("received_on", ">=", "2026-01-01")),
            rule("closed", triple("closed_at", ">=", column="received_on")),
            rule("remark", triple("remark", "present"), when=[triple("kind", "not_in", values=("appeal",)), triple("people", "!=", 3)]),
        )
    )  # fmt: skip
    head = "编号,社区,接收日期,类型,办结时间,人数,备注\n"
    rows = (
        "a,丰乐,2026-01-01,无,,3,x\nb,,2025-12-31,诉求,,,\nc,,2026-02-01,诉求,2026-01-31 23:59:59,,\n"
        "d,,2026-02-01,举报,2026-02-01 00:00:00,,\ne,,2026-02-01,,,,\n"
    )
    parsed = read(head + rows, of)
    assert [(p.row, p.expected) for p in parsed.problems if p.code == "rule_broken"] == [
        (2, "kinds"), (3, "since"), (4, "closed"), (5, "remark"), (6, "remark"),
    ]  # fmt: skip


def test_the_keys_of_refused_rows_are_mentioned() -> None:
    good = read(f"{HEAD}\na,,2026-11-01,,,\nb,,2026-11-01,,,\n")
    bad = read(f"{HEAD}\na,,不详,,,\nb,,2026-11-01,,,\n")
    assert good.rows is not None and bad.rows is not None and bad.rows.mentioned.tolist() == [good.rows.key.tolist()[0]]


# --- personal data ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["姓名", "身份证号", "手机号（必填）", "家庭住址", "诊断", "Mobile Phone"])
def test_F01_a_header_of_personal_data(title: str) -> None:
    parsed = read(f"编号,接收日期,{title}\na,2026-11-01,某人某事\n")
    assert parsed.quarantine is not None and parsed.quarantine.code == "personal_data" and parsed.quarantine.column == title
    assert "某人某事" not in repr(parsed)


def test_F01_an_address_of_a_building_is_none() -> None:
    assert read("编号,接收日期,楼宇地址,电话亭\na,2026-11-01,示例路1号,2\n").quarantine is None


def test_F02_numbers_that_look_personal() -> None:
    number = next(f"11010519491231002{check}" for check in "0123456789X" if personal.looks_personal(f"11010519491231002{check}"))
    assert not personal.looks_personal("110105194912310021") and not personal.looks_personal("编号 2026112300012345678901")
    rows = "".join(f"a{i},2026-11-01,{text}\n" for i, text in enumerate([f"证号{number}", "电话13912345678。", "2026-11-01"]))
    parsed = read(f"编号,接收日期,备注\n{rows}")
    assert codes(parsed) == [("personal_value", 2), ("personal_value", 3)] and parsed.equation.refused == 2
    assert number not in repr(parsed.problems) and "13912345678" not in repr(parsed.problems)
    many = read("编号,接收日期,备注\n" + "".join(f"a{i},2026-11-01,电话1391234567{i}\n" for i in range(4)))
    assert many.quarantine is not None and many.quarantine.code == "personal_data" and len(many.problems) == 1


@pytest.mark.parametrize("kind", ["code", "enum", "date", "int", "dec", "bool", "place"])
def test_F02_a_persons_number_in_any_column_is_told_by_nobody(kind: str) -> None:
    """It cannot be what the column asks for; the sentence that says so must not repeat it."""
    asked: dict[str, dict[str, Any]] = {"enum": {"values": {"a": Text("甲", "a")}}, "place": {"place": True}}
    odd = column("odd", "code" if kind == "place" else kind, null=True, **asked.get(kind, {}))
    parsed = read("case_id,received_on,odd\na,2026-11-01,请打13912345678\nb,2026-11-01,\n", source(*CASE, odd))
    assert codes(parsed) == [("personal_value", 2)] and parsed.equation.refused == 1 and parsed.rows is not None and len(parsed.rows) == 1
    assert "13912345678" not in repr(parsed)


def test_F02_a_code_may_look_like_a_number() -> None:
    parsed = read("case_id,received_on,odd\na,2026-11-01,13912345678\n", source(*CASE, column("odd", "code")))
    assert parsed.rows is not None and parsed.rows.columns["odd"] == ["13912345678"]


@pytest.mark.parametrize("kind", ["date", "datetime"])
def test_A14_what_has_happened_lies_not_ahead(kind: str) -> None:
    """NOW is the day after the last day such a file can speak of."""
    closed = column("closed", kind, null=True, past=True)
    told = (f"{letter},2026-11-01,{day}" for letter, day in zip("abc", ("2026-11-22", "2027-01-05", ""), strict=True))
    parsed = read("\n".join(["case_id,received_on,closed", *told, ""]), source(*CASE, closed))
    assert codes(parsed) == [("future_date", 3)] and parsed.rows is not None and len(parsed.rows) == 2


# --- whose file -------------------------------------------------------------------------------------------------------------------------


def test_a_file_is_known_by_folder_then_name_then_columns() -> None:
    case = source()
    bins = source(
        column("route", "code"),
        column("day", "date"),
        column("tons", "dec", scale=2),
        id="bins",
        key=("route",),
        files=("bins_{date}.csv",),
    )
    street = catalog(case, bins)
    text = f"{HEAD}\n{ROW}\n".encode()
    assert intake.identify("x.csv", "bins", head=text, catalog=street) is bins
    assert intake.identify("案件_2026-11-22.csv", "", head=b"", catalog=street) is case
    assert intake.identify("导出结果.csv", "", head=text, catalog=street) is case
    assert intake.identify("导出结果.xlsx", "", head=workbook([["route", "day", "tons"]]), catalog=street) is bins
    lost = intake.identify("bin_2026.csv", "", head=b"a,b\n1,2\n", catalog=street)
    assert isinstance(lost, Problem) and lost.code == "unknown_source" and lost.expected == "bins_{date}.csv"
    folder = intake.identify("x.csv", "binz", head=b"", catalog=street)
    assert isinstance(folder, Problem) and folder.expected == "bins"


def test_problems_beyond_a_bound_are_counted() -> None:
    parsed = read("编号,接收日期\n" + "".join(f"a{i},x\n" for i in range(10_050)))
    assert len(parsed.problems) < 10_020 and parsed.equation.refused == 10_050
    assert parsed.problems[-1].code == "problems_cut" and int(parsed.problems[-1].values["count"]) >= 50
    assert_equation(parsed)
