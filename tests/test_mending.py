"""Fix files: what was refused comes back as a workbook, is mended in it, and only then counts."""

from __future__ import annotations

import hashlib
import io
import time
from dataclasses import replace
from datetime import date
from typing import Any

import intake_street
import messy
import openpyxl
import pytest
import xlsxwriter
from intake_street import NOW, catalog, column, source, text_file, workbook

from cockpit import intake
from cockpit.catalog import wide
from cockpit.catalog.schema import Source
from cockpit.intake import Parsed, mending
from cockpit.intake.marker import SHEET
from cockpit.intake.patterns import Named
from cockpit.model import Batch, Problem, Verdict
from cockpit.views import text

HEAD = ["编号", "社区", "接收日期", "面积", "类型", "备注", "没人要的列"]
GOOD = ["A1", "丰乐", "2026-11-02", "12.5", "诉求", "好", "x"]
TORN = [
    ["A2", "丰乐", "2026-11-02", "约800", "诉求", "", "x"],
    ["A3", "风乐", "2026-11-31", "3", "投诉", "", "y"],
    ["=A4", "和平", "2026-11-02", "@SUM(1)", "诉求", "+86 1", "-1"],
]
MENDED = {("A2", "面积"): "800", ("A3", "社区"): "丰乐", ("A3", "接收日期"): "2026-11-30", ("A3", "类型"): "举报", ("=A4", "面积"): "1"}


def batch(data: bytes, parsed: Parsed, *, name: str, of: Source) -> Batch:
    sha256 = hashlib.sha256(data).hexdigest()
    return Batch(7, of.id, name, sha256, NOW, Verdict.PARTIAL, parsed.equation)


def fix(data: bytes | str, of: Source | None = None, *, name: str = "案件.csv", **more: Any) -> tuple[bytes | None, Parsed]:
    """The fix file of one file of the little street, and what was read of the file."""
    known, raw = of or source(), data.encode() if isinstance(data, str) else data
    parsed = intake_street.read(raw, known, name=name, **more)
    told = batch(raw, parsed, name=name, of=known)
    return mending.write(raw, told, problems=parsed.problems, source=known, catalog=catalog(known), say=text.problem), parsed


def sheet_of(made: bytes | None, at: int = 0) -> Any:
    assert made is not None
    return openpyxl.load_workbook(io.BytesIO(made)).worksheets[at]


def rows_of(made: bytes | None) -> list[list[Any]]:
    return [list(row) for row in sheet_of(made).iter_rows(values_only=True)]


def mend(made: bytes | None, values: dict[tuple[str, str], Any]) -> bytes:
    """The same workbook after a person changed these cells: (first cell of the row, header) → value."""
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    page = book.worksheets[0]
    titles = {str(cell.value): cell.column for row in page.iter_rows() for cell in row if cell.value in HEAD}
    for row in page.iter_rows(min_row=2):
        for (key, title), value in values.items():
            if row[0].value == key:
                page.cell(row[0].row, titles[title]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, of: Source | None = None, *, name: str = "案件.fix.xlsx", told: Named | None = None) -> Parsed:
    return intake_street.read(data, of, name=name, told=told)


def keys(parsed: Parsed) -> list[str]:
    return list(parsed.rows.columns["case_id"]) if parsed.rows else []


def test_only_the_refused_and_held_rows_are_in_it_with_their_header_and_reasons() -> None:
    made, parsed = fix(text_file([HEAD, GOOD, *TORN]))
    shown = rows_of(made)
    assert shown[0] == [*HEAD, "原文件行号", "原因", "Reason"]
    assert [row[:7] for row in shown[1:]] == [[cell or None for cell in row] for row in TORN]
    assert [row[7] for row in shown[1:]] == [3, 4, 5]
    assert "约800" in shown[1][8] and "处理" in shown[1][8] and "To do" in shown[1][9]
    assert shown[2][8].count("\n") == 2 and parsed.equation.refused == 3


def test_the_cells_are_marked_and_say_why() -> None:
    page = sheet_of(fix(text_file([HEAD, GOOD, *TORN]))[0])
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFE3DE"}
    assert marked == {"D2", "B3", "C3", "E3", "D4"}
    assert "约800" in page["D2"].comment.text
    assert page.freeze_panes == "A2" and page.column_dimensions["I"].width > 50


def test_a_cell_that_takes_certain_words_has_a_list_to_choose_from() -> None:
    made, _ = fix(text_file([HEAD, GOOD, *TORN]))
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    checks = {str(check.sqref): check.formula1 for check in book.worksheets[0].data_validations.dataValidation}
    assert checks == {"B2:B4": "'可选值'!$A$2:$A$4", "E2:E4": "'可选值'!$B$2:$B$4"}
    assert [[cell.value for cell in row] for row in book["可选值"].iter_rows(max_row=2)] == [["社区", "类型"], ["丰乐", "诉求"]]
    mark = mending.marker(made)
    assert mark is not None and mark.aside == ("说明", "About", "可选值")


def test_nothing_in_it_runs() -> None:
    page = sheet_of(fix(text_file([HEAD, GOOD, *TORN]))[0])
    assert all(cell.data_type in ("s", "n") for row in page.iter_rows() for cell in row)
    assert (page["A4"].value, page["D4"].value, page["F4"].value, page["G4"].value) == ("=A4", "@SUM(1)", "+86 1", "-1")
    assert page["A4"].data_type == "s" and page["A4"].number_format == "@"


def test_a_mended_file_is_taken_in_whole_and_knows_where_it_came_from() -> None:
    made, _ = fix(text_file([HEAD, GOOD, *TORN]))
    mended = mend(made, MENDED)
    parsed = read(mended, told=Named((date(2026, 11, 2), date(2026, 11, 2)), "", "", 0))
    assert keys(parsed) == ["A2", "A3", "=A4"] and not [p for p in parsed.problems if p.level != "note"]
    assert parsed.covers == (date(2026, 11, 2), date(2026, 11, 2))
    assert parsed.equation.read == 3
    mark = mending.marker(mended)
    assert mark is not None
    assert (mark.source, mark.batch, mark.file, len(mark.sha256)) == ("case", 7, "案件.csv", 64)
    assert mark.rows == {("待改正", 2): ("", 3), ("待改正", 3): ("", 4), ("待改正", 4): ("", 5)}


def test_an_unmended_file_is_refused_for_the_same_reasons_at_its_own_rows() -> None:
    made, parsed = fix(text_file([HEAD, GOOD, *TORN]))
    assert made is not None
    again = read(made)
    before = [(p.code, p.column) for p in parsed.problems if p.level != "note"]
    assert [(p.code, p.column) for p in again.problems if p.level != "note"] == before
    assert {p.row for p in again.problems if p.level != "note"} == {2, 3, 4} and again.rows is None


def test_the_same_rows_give_the_same_bytes() -> None:
    content = text_file([HEAD, GOOD, *TORN])
    assert fix(content)[0] == fix(content)[0]


def test_titles_and_units_above_the_header_come_along() -> None:
    above = [["案件台账（单位：万㎡）"], [], ["编号", "社区", "接收日期", "面积（万㎡）"]]
    rows = [*above, ["A1", "丰乐", "2026-11-02", "1"], ["A2", "丰乐", "坏", "2"]]
    made, _ = fix(workbook(rows), name="案件.xlsx")
    shown = rows_of(made)
    assert shown[0][0] == "案件台账（单位：万㎡）" and shown[2][:4] == rows[2] and shown[3][0] == "A2"
    parsed = read(mend(made, {("A2", "接收日期"): "2026-11-02"}))
    assert parsed.rows is not None and parsed.rows.columns["area"] == [2_000_000]


def test_every_sheet_keeps_its_name() -> None:
    rows = [["编号", "接收日期"], ["A1", "坏"]]
    made, _ = fix(workbook(rows, 东区=[["编号", "接收日期"], ["B1", "2026-11-02"], ["B2", "坏"]]), name="案件.xlsx")
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["明细", "东区", "说明", "About", SHEET] and book[SHEET].sheet_state == "veryHidden"
    mark = mending.marker(made)
    assert mark is not None and mark.rows == {("明细", 2): ("明细", 2), ("东区", 2): ("东区", 3)}


def test_F02_rows_with_personal_data_are_left_out_and_only_their_numbers_said() -> None:
    person = ["A9", "丰乐", "2026-11-02", "坏", "诉求", "电话13812345678", "x"]
    beside = ["A8", "丰乐", "2026-11-02", "坏", "诉求", "", "13912345678"]
    made, _ = fix(text_file([HEAD, GOOD, person, beside, *TORN]))
    assert made is not None
    told = [cell.value for page in openpyxl.load_workbook(io.BytesIO(made)) for row in page.iter_rows() for cell in row]
    assert not any("13812345678" in str(value) or "13912345678" in str(value) for value in told)
    assert "A9" not in told and "A8" in told
    assert any("原文件行号：3" in str(value) for value in told)


def test_F01_a_file_set_aside_whole_gets_none() -> None:
    assert fix(text_file([["编号", "姓名", "接收日期"], ["A1", "某人", "坏"]]))[0] is None
    person = [[f"A{i}", "丰乐", "坏", "", "", f"1381234567{i}", ""] for i in range(3)]
    assert fix(text_file([HEAD, *person]))[0] is None


def test_a_file_without_refusals_gets_none() -> None:
    assert fix(text_file([HEAD, GOOD]))[0] is None


@pytest.mark.parametrize("torn", ["A2,丰乐,2026-11-02,5,诉求,,x,多出", "A2,丰乐,2026-11-02,5"])
def test_B11_a_row_with_the_wrong_number_of_cells_stays_refused_until_it_is_mended(torn: str) -> None:
    made, _ = fix(text_file([HEAD, GOOD]) + torn + "\n")
    assert made is not None and rows_of(made)[1][:4] == ["A2", "丰乐", "2026-11-02", "5"]
    assert read(made).rows is None
    book = openpyxl.load_workbook(io.BytesIO(made))
    for row in book.worksheets[0].iter_rows(min_row=2):
        for cell in row:
            cell.value = None if cell.value in ("多出", "#N/A") else cell.value
    out = io.BytesIO()
    book.save(out)
    assert keys(read(out.getvalue())) == ["A2"]


def test_B16_what_a_text_file_may_not_mean_is_not_meant_by_its_fix_file() -> None:
    made, parsed = fix(text_file([HEAD, ["A1", "丰乐", "46000", "1", "诉求", "", ""]]))
    assert parsed.rows is None and made is not None
    assert read(made).rows is None, "a bare number of a text file became a date by way of the workbook"


def test_what_a_workbook_cannot_hold_stays_refused() -> None:
    torn = [["A\x01B", "丰乐", "2026-11-02"], ["A2", "丰乐", "2026-11-02"], ["B" * 40_000, "丰乐", "2026-11-02"]]
    made, parsed = fix(text_file([HEAD[:3], *torn]))
    assert keys(parsed) == ["A2"] and made is not None
    assert read(made).rows is None


def test_a_mended_file_with_a_fault_left_gets_a_fix_file_of_its_own() -> None:
    made, _ = fix(text_file([HEAD, GOOD, *TORN]))
    half = mend(made, {key: value for key, value in MENDED.items() if key[0] != "A2"})
    again, parsed = fix(half, name="案件.fix.xlsx")
    assert len(keys(parsed)) == 2
    shown = rows_of(again)
    assert shown[0] == [*HEAD, "原文件行号", "原因", "Reason"] and len(shown) == 2 and shown[1][7] == 2
    assert keys(read(mend(again, {("A2", "面积"): "800"}))) == ["A2"]


def test_a_source_with_a_column_called_like_ours_keeps_it() -> None:
    known = source(*intake_street.CASE, column("why", "text", "原因", null=True))
    made, _ = fix(text_file([["编号", "接收日期", "原因"], ["A1", "坏", "下雨"]]), known)
    assert rows_of(made)[0] == ["编号", "接收日期", "原因", "原文件行号", "退回原因", "Reason"]
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    book.worksheets[0]["B2"] = "2026-11-02"
    out = io.BytesIO()
    book.save(out)
    parsed = read(out.getvalue(), known)
    assert parsed.rows is not None and parsed.rows.columns["why"] == ["下雨"]


def test_single_cells_corrected_by_the_program_are_such_a_file_too() -> None:
    known = source()
    data = text_file([HEAD, GOOD, *TORN]).encode()
    told = batch(data, intake_street.read(data), name="案件.csv", of=known)
    values = {("", 3, "面积"): "800", ("", 2, "remark"): "改过", ("", 3, "没有这列"): "x"}
    made = mending.corrected(data, told, values=values, source=known, catalog=catalog(known))
    assert made is not None
    parsed = read(made)
    assert keys(parsed) == ["A1", "A2"] and parsed.rows is not None
    assert parsed.rows.columns["area"] == [1250, 80_000] and parsed.rows.columns["remark"][0] == "改过"
    assert mending.corrected(data, told, values={("", 99, "面积"): "1"}, source=known, catalog=catalog(known)) is None


def test_B14_a_header_of_two_rows_with_merged_cells_and_units_below_comes_along_whole() -> None:
    known = source(
        column("case_id", "code", "编号"), column("received_on", "date", "接收日期"), column("plan", "dec", "投资计划", unit="元"),
        column("done", "dec", "投资完成", unit="元"),
    )  # fmt: skip
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("明细")
        page.write_row(0, 0, ["编号", "接收日期"])
        page.merge_range(0, 2, 0, 3, "投资")
        page.write_row(1, 2, ["计划", "完成"])
        page.write_row(2, 2, ["万元", "万元"])
        for at, row in enumerate([["A1", "2026-11-02", "1", "2"], ["A2", "坏", "3", "4"]], start=3):
            for column_at, text_of in enumerate(row):
                page.write_string(at, column_at, text_of)
    made, parsed = fix(out.getvalue(), known, name="案件.xlsx")
    assert parsed.rows is not None and parsed.rows.columns["plan"] == [10_000]
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    book.worksheets[0]["B4"] = "2026-11-02"
    out = io.BytesIO()
    book.save(out)
    again = read(out.getvalue(), known)
    assert again.rows is not None and (again.rows.columns["plan"], again.rows.columns["done"]) == ([30_000], [40_000])


def test_B14_a_merged_cell_beside_several_rows_stands_in_each_of_them() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("明细")
        page.write_row(0, 0, HEAD[:4])
        page.merge_range(1, 1, 3, 1, "丰乐")
        for at, row in enumerate([["A1", None, "2026-11-02", 1], ["A2", None, "坏", 2], ["A3", None, "2026-11-02", 3]], start=1):
            for column_at, cell in enumerate(row):
                if cell is not None:
                    page.write(at, column_at, cell)
    made, parsed = fix(out.getvalue(), name="案件.xlsx")
    assert keys(parsed) == ["A1", "A3"]
    assert rows_of(made)[1][:4] == ["A2", "丰乐", "坏", "2"]


def test_a_line_of_a_wide_sheet_is_there_once_with_the_cell_marked() -> None:
    shape = wide.Wide("month", "area", headers=("{month}",))
    columns = [c for c in intake_street.CASE if c.name in ("case_id", "area")]
    known = source(*columns, column("month", "month", "月份"), key=("case_id", "month"), reader={"wide": shape})
    rows = [["编号", "2026-09", "2026-10"], ["A1", "1", "2"], ["A2", "3", "约4"], ["A3", "坏", "坏"]]
    made, parsed = fix(text_file(rows), known)
    assert parsed.equation.refused == 3
    shown = rows_of(made)
    assert [row[:3] for row in shown] == [rows[0], *rows[2:]]
    marked = {cell.coordinate for row in sheet_of(made).iter_rows() for cell in row if cell.fill.fgColor.rgb == "FFFFE3DE"}
    assert marked == {"C2", "B3", "C3"}
    assert made is not None
    book = openpyxl.load_workbook(io.BytesIO(made))
    book.worksheets[0]["C2"] = "4"
    out = io.BytesIO()
    book.save(out)
    again = read(out.getvalue(), known)
    assert again.rows is not None and again.rows.columns["area"] == [300, 400] and again.equation.refused == 2


def test_a_header_that_lacks_the_running_number_is_put_right() -> None:
    lines = ["编号,社区,接收日期", "1,A1,丰乐,2026-11-02", "2,A2,丰乐,坏", "3,A3,丰乐,2026-11-02"]
    whole, _ = fix("\n".join(lines) + "\n")
    assert rows_of(whole)[1][:4] == ["A2", "丰乐", "坏", 3]
    assert keys(read(mend(whole, {("A2", "接收日期"): "2026-11-02"}))) == ["A2"]
    many = [*lines, *[f"{n},B{n},丰乐,2026-11-02" for n in range(4, 40)], "40,A4,丰乐", "A5,丰乐,2026-11-02", "2,A6,丰乐,2026-11-02"]
    torn, parsed = fix("\n".join(many) + "\n")
    assert parsed.rows is not None and len(parsed.rows) == 38 and parsed.equation.refused == 4
    assert torn is not None and read(torn).rows is None, "no row may come in that nobody mended"


def test_a_fix_file_saved_as_csv_is_sent_back_instead_of_standing_for_the_whole() -> None:
    shown = rows_of(fix(text_file([HEAD, GOOD, *TORN]))[0])
    content = text_file([["" if cell is None else str(cell) for cell in row] for row in shown])
    parsed = intake_street.read(content, name="案件.csv")
    assert parsed.quarantine is not None and parsed.quarantine.code == "fix_unmarked"


def test_records_have_a_fix_file_too() -> None:
    made, _ = fix('[{"编号": "A1", "接收日期": "2026-11-02"}, {"编号": "A2", "接收日期": "坏", "面积": 1.50}]', name="案件.json")
    assert rows_of(made)[1][:3] == ["A2", "坏", "1.50"]
    assert keys(read(mend(made, {("A2", "接收日期"): "2026-11-02"}))) == ["A2"]


def test_a_file_without_a_header_keeps_its_order() -> None:
    known = source(reader={"header": False, "names": ["case_id", "received_on", "community"]})
    made, _ = fix("A1,2026-11-02,丰乐\nA2,坏,丰乐\n", known)
    assert rows_of(made)[0][:4] == ["A2", "坏", "丰乐", 2]
    assert made is not None and [p.row for p in read(made, known).problems if p.level != "note"] == [1]


def test_more_rows_than_fit_are_counted_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mending, "MOST_ROWS", 5)
    made, _ = fix(text_file([HEAD, *[[f"A{i}", "丰乐", "坏", "", "", "", ""] for i in range(12)]]))
    assert len(rows_of(made)) == 6
    assert any("另有7行" in str(cell.value) for row in sheet_of(made, 1).iter_rows() for cell in row)


def test_ten_thousand_rows_are_written_in_a_few_seconds() -> None:
    rows = [[f"A{i}", "丰乐", "坏", "1", "诉求", "备注", "x"] for i in range(10_000)]
    content, known = text_file([HEAD, *rows]).encode(), source()
    parsed = intake_street.read(content, known)
    told = batch(content, parsed, name="案件.csv", of=known)
    began = time.process_time()
    made = mending.write(content, told, problems=parsed.problems, source=known, catalog=catalog(known), say=text.problem)
    assert time.process_time() - began < 6, "under three seconds on a machine that does nothing else"
    mark = mending.marker(made or b"")
    listed = sum(p.level == "refuse" for p in parsed.problems)
    assert mark is not None and len(mark.rows) == listed > 9_900, "as many as a file's problems are listed at most"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", text_file([HEAD, GOOD]).encode(), workbook([HEAD, GOOD])])
def test_other_files_bear_no_marker(data: bytes) -> None:
    assert mending.marker(data) is None


def test_a_forged_marker_is_none() -> None:
    assert mending.marker(workbook([HEAD], _cockpit=[["cockpit", "1"], ["kind", "fix"], ["source", "case"], ["batch", "many"]])) is None
    assert mending.marker(workbook([HEAD], _cockpit=[["cockpit", "9"], ["kind", "fix"], ["source", "case"]])) is None


def test_a_problem_without_a_row_makes_no_row() -> None:
    data, known = text_file([HEAD, GOOD]).encode(), source()
    told = batch(data, intake_street.read(data), name="案件.csv", of=known)
    gone = [Problem("not_a_number", row=999), Problem("missing_value", row=0)]
    assert mending.write(data, told, problems=gone, source=known, catalog=catalog(known), say=text.problem) is None
    assert mending.write(data, replace(told, id=8), problems=[], source=known, catalog=catalog(known), say=text.problem) is None


def test_no_row_of_a_messy_file_comes_in_unmended_by_way_of_its_fix_file() -> None:
    """Whatever the layout: what was refused is refused again, and what is read was read before, with the same values."""
    street = catalog(messy.LEDGER, messy.MONTHS, messy.YEARBOOK)
    written = 0
    for case in messy.corpus(60, 7):
        before = intake.parse(case.data, name=case.name, source=case.of, catalog=street, received=NOW)
        told = batch(case.data, before, name=case.name, of=case.of)
        made = mending.write(case.data, told, problems=before.problems, source=case.of, catalog=street, say=text.problem)
        if made is None:
            continue
        written += 1
        after = intake.parse(made, name="x.fix.xlsx", source=case.of, catalog=street, received=NOW)
        assert after.quarantine is None, (case.name, case.quirks, after.quarantine)
        assert values(after) <= values(before), (case.name, case.quirks)
        bad = [p for p in before.problems if p.row and p.level in ("refuse", "hold")]
        secret = {(p.sheet, p.row) for p in bad if p.code == "personal_value"}
        mark = mending.marker(made)
        assert mark is not None and set(mark.rows.values()) == {(p.sheet, p.row) for p in bad} - secret, (case.name, case.quirks)
        wide_rows = case.of.reader.get("wide") is not None
        assert wide_rows or after.rows is None, (case.name, case.quirks)
    assert written > 20


def values(parsed: Parsed) -> set[tuple[Any, ...]]:
    return set(zip(*parsed.rows.columns.values(), strict=True)) if parsed.rows else set()
