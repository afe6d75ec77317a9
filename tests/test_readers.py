"""Readers: what each kind of file gives, cell by cell, before anything is understood; and the same rows whatever the form they came in."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import office_files as office
import pytest
from intake_street import codes, column, notes, read, source, text_file, workbook

from cockpit.catalog.schema import Source
from cockpit.intake import gate
from cockpit.intake.limits import Limits
from cockpit.intake.readers import READERS, delimited, lines
from cockpit.intake.sheet import Chunk, Sheet
from cockpit.model import Problem

HEAD = ["编号", "接收日期", "备注"]
ROWS = [HEAD, ["a", "2026-11-01", "甲"], ["b", "2026-11-02", ""]]


def sheets(data: bytes | str, name: str = "案件.csv", of: Source | None = None, **limits: float) -> Sequence[Sheet]:
    found = tried(data, name, of, **limits)
    assert not isinstance(found, Problem), found
    return found


def tried(data: bytes | str, name: str = "案件.csv", of: Source | None = None, **limits: float) -> Sequence[Sheet] | Problem:
    data = data.encode() if isinstance(data, str) else data
    kind = gate.examine(data, name=name, source=of or source(), limits=Limits.of(limits))
    return kind if isinstance(kind, Problem) else READERS[kind](data, of or source(), Limits.of(limits))


def body(sheet: Sheet, skip: int = 1, width: int = 0) -> list[Chunk]:
    width = width or len(sheet.head[skip - 1])
    found = list(sheet.body(skip, range(width), width))
    assert all(isinstance(chunk, Chunk) for chunk in found), found
    return [chunk for chunk in found if isinstance(chunk, Chunk)]


def cells(sheet: Sheet, skip: int = 1, width: int = 0) -> list[list[str]]:
    return [list(row) for chunk in body(sheet, skip, width) for row in zip(*(chunk.columns[i] for i in chunk.columns), strict=True)]


# --- separators and quotes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", "\t", ";", "|", "，", "；"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-be", "utf-16-le"])
def test_B01_B03_any_separator_in_any_encoding(mark: str, encoding: str) -> None:
    rows = [*ROWS, ["c", "2026-11-03", "一,二;三|四"]]
    found = sheets(text_file(rows, mark).encode(encoding))
    assert [list(row) for row in found[0].head] == rows and cells(found[0]) == rows[1:]


def test_a_cell_full_of_another_separator_changes_nothing() -> None:
    text = "".join(f"k{i};2026-11-01;一,二,三,四,五,六\n" for i in range(30))
    assert sheets("编号;接收日期;备注\n" + text)[0].head[0] == HEAD


def test_a_list_without_a_header_is_cut_where_most_rows_fit() -> None:
    of = source(column("name", "text"), column("flag", "int"), key=("name",), reader={"header": False, "names": ["name", "flag"]})
    assert cells(sheets("阿司匹林;2\n甲,乙,丙;4\n艾草;1\n", of=of)[0], skip=0, width=2) == [
        ["阿司匹林", "2"],
        ["甲,乙,丙", "4"],
        ["艾草", "1"],
    ]


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_a_first_line_names_the_separator_and_is_no_row(first: str) -> None:
    parsed = read(first + text_file(ROWS, ";"))
    assert parsed.rows is not None and parsed.rows.row == [2, 3] and parsed.equation.read == 2


def test_B03_utf16_that_lost_its_mark_and_B06_zero_bytes_are_told_apart() -> None:
    assert sheets(text_file(ROWS, "\t").encode("utf-16-be"))[0].head[0] == HEAD
    parsed = read(text_file([*ROWS, ["c\0", "2026-11-03", ""]]))
    assert parsed.equation.refused == 1 and parsed.rows is not None and len(parsed.rows) == 2


@pytest.mark.parametrize("count", [3, 50_000])
@pytest.mark.parametrize(("head", "row"), [(",,", ""), ("", ",,"), (",,", ",,"), (",", ",,")])
def test_separators_at_the_end_of_lines_do_no_harm(head: str, row: str, count: int) -> None:
    text = f"编号,接收日期,备注{head}\n" + "".join(f"k{i},2026-11-01,甲{row}\n" for i in range(count))
    chunks = body(sheets(text)[0])
    assert not any(chunk.widths for chunk in chunks) and sum(chunk.length for chunk in chunks) == count
    assert all(list(chunk.columns[2][:2]) == ["甲", "甲"] for chunk in chunks)


def test_B11_a_value_beyond_the_header_or_a_missing_one_is_still_named() -> None:
    text = "编号,接收日期,备注,,\na,2026-11-01,甲,,\nb,2026-11-01,甲,,,x\nc,2026-11-01\n"
    chunk = body(sheets(text)[0])[0]
    assert dict(chunk.widths) == {1: 6, 2: 2}


def test_a_row_number_without_a_name_gives_honest_widths() -> None:
    text = '"编号","接收日期"\n"1","a",2026-11-01\n"2","b",2026-11-02\n'
    sheet = sheets(text)[0]
    assert [len(row) for row in sheet.head] == [2, 3, 3] and dict(body(sheet)[0].widths) == {0: 3, 1: 3}
    assert cells(sheet, width=3) == [["1", "a", "2026-11-01"], ["2", "b", "2026-11-02"]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('b,2026-11-02,"说"好"了"', '说"好"了'),
        ('b,2026-11-02,"他说"好""', '他说"好"'),
        ('"b",2026-11-02,"甲"公司', '"甲"公司'),
        ('"b","2026-11-02","6" 管，"新""', '6" 管，"新"'),
        ('b,2026-11-02,6" 管', '6" 管'),
    ],
)
def test_A_stray_quotes_are_put_right_where_there_is_one_way_to_read_them(line: str, expected: str) -> None:
    parsed = read(f'编号,接收日期,备注\na,2026-11-01,"一\n二"\n{line}\nc,2026-11-03,"x"\n')
    assert parsed.rows is not None and parsed.rows.columns["remark"] == ["一\n二", expected, "x"] and parsed.rows.row == [2, 3, 4]
    assert ("stray_quotes" in notes(parsed)) == (line != 'b,2026-11-02,6" 管')


@pytest.mark.parametrize(
    "text",
    [
        'a,2026-11-01,"街道',
        'a,2026-11-01,"街道\nb,2026-11-02,"x"\n',
        'a,2026-11-01,"他"说,"好",x"\n',
        '"a""b"c",2026-11-01,x\n',
        'a,2026-11-01,"一"二"\n三"\nb,2026-11-02,x\n',
    ],
    ids=["cut", "unclosed", "too many", "ambiguous", "over two lines"],
)
def test_A03_quotes_that_can_be_read_in_two_ways_set_the_file_aside(text: str) -> None:
    parsed = read("编号,接收日期,备注\n" + text)
    assert parsed.quarantine is not None and parsed.quarantine.code == "broken_quotes" and parsed.quarantine.row == 2


def test_a_seam_between_blocks_loses_no_mended_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (200,))
    parsed = read("编号,接收日期,备注\n" + "".join(f'k{i},2026-11-01,"说"好"了{i}"\n' for i in range(60)))
    assert parsed.rows is not None and parsed.rows.columns["remark"] == [f'说"好"了{i}' for i in range(60)]
    assert next(p for p in parsed.problems if p.code == "stray_quotes").values["count"] == "60"


# --- workbooks --------------------------------------------------------------------------------------------------------------------------

NATIVE: list[list[Any]] = [["标题", "", ""], HEAD, ["a", date(2026, 11, 1), 3.5], ["b", date(2026, 11, 2), 12]]
AS_TEXT = [["标题", "", ""], HEAD, ["a", "2026-11-01", "3.5"], ["b", "2026-11-02", "12"]]


@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_every_workbook_gives_the_same_cells(form: str) -> None:
    made = {"xlsx": lambda: workbook(NATIVE), "xls": lambda: office.xls(NATIVE), "ods": lambda: office.ods(office.ods_table(NATIVE))}
    found = sheets(made[form](), f"案件.{form}")[0]
    shown = [[cell.removesuffix(" 00:00:00") for cell in row] for row in found.head]
    assert shown == AS_TEXT and found.native and not found.hidden and len(cells(found)) == 3
    parsed = read(made[form](), name=f"案件.{form}")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["a", "b"] and parsed.rows.row == [3, 4]


def _merged_xlsx(rows: list[list[str]]) -> bytes:
    parts = office.parts_of(workbook(rows))
    told = b'<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="C2:C4"/><mergeCell ref="A7:XFD1048576"/></mergeCells>'
    return office.packed(
        parts | {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", b"</sheetData>" + told)}
    )


def test_B14_merged_ranges_come_with_the_sheet() -> None:
    rows = [["标题", "", ""], ["", "", "甲"], ["", "", ""], ["", "", ""], ["a", "b", "c"]]
    wanted = {(0, 0, 0, 1), (1, 2, 3, 2)}
    assert set(sheets(_merged_xlsx(rows), "a.xlsx")[0].merged) == wanted
    assert set(sheets(office.xls(rows, merged=sorted(wanted)), "a.xls")[0].merged) == wanted
    spanned = [
        "<table:table-row>" + office.ods_cell("标题", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/></table:table-row>",
        '<table:table-row><table:table-cell table:number-columns-repeated="2"/>'
        + office.ods_cell("甲", 'table:number-rows-spanned="3"')
        + "</table:table-row>",
        '<table:table-row table:number-rows-repeated="2"/>',
        f"<table:table-row>{''.join(map(office.ods_cell, 'abc'))}</table:table-row>",
    ]
    found = sheets(office.ods(office.ods_table([], more="".join(spanned))), "a.ods")[0]
    assert set(found.merged) == wanted and [list(row) for row in found.head] == rows


def test_hidden_sheets_are_given_and_say_so() -> None:
    hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    made = {
        "a.xls": office.xls(ROWS, ROWS, hidden=[1], names=["明细", "旧"]),
        "a.ods": office.ods(office.ods_table(ROWS), office.ods_table(ROWS, name="旧", style="ta2"), styles=hidden),
        "a.xlsx": _hidden_xlsx("hidden"),
        "b.xlsx": _hidden_xlsx("veryHidden"),
    }
    for name, data in made.items():
        assert [(s.name, s.hidden, len(s.head)) for s in sheets(data, name)] == [("明细", False, 3), ("旧", True, 3)], name
    lone = tried(office.xls(ROWS, hidden=[0]), "a.xls")
    assert isinstance(lone, Problem) and lone.code == "no_sheet"


def _hidden_xlsx(state: str) -> bytes:
    parts = office.parts_of(workbook(ROWS, 旧=ROWS))
    book = parts["xl/workbook.xml"].replace('name="旧"'.encode(), f'name="旧" state="{state}"'.encode())
    return office.packed(parts | {"xl/workbook.xml": book})


@pytest.mark.skipif(shutil.which("soffice") is None, reason="NOT TESTED: no office program here to write .xls and .ods")
def test_what_an_office_program_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.xlsx").write_bytes(workbook(NATIVE, 说明=[["x"]]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for form in ("xls", "ods"):
        subprocess.run(["soffice", profile, "--headless", "--convert-to", form, "m.xlsx"], cwd=tmp_path, check=True, capture_output=True)
        found = sheets((tmp_path / f"m.{form}").read_bytes(), f"m.{form}")
        assert [s.name for s in found] == ["明细", "说明"]
        assert [[cell.removesuffix(" 00:00:00") for cell in row] for row in found[0].head] == AS_TEXT


# --- JSON -------------------------------------------------------------------------------------------------------------------------------

RECORDS = [{"编号": "a", "接收日期": "2026-11-01", "面积": 12.50, "备注": "甲"}, {"编号": "b", "接收日期": "2026-11-02", "人数": 10**20}]


@pytest.mark.parametrize("name", ["案件.jsonl", "案件.ndjson", "案件.json", "案件.txt", "案件.csv"])
def test_json_lines_by_content_with_their_line_as_row(name: str) -> None:
    text = "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS) + "\n\n"
    found = sheets(text, name)[0]
    assert [list(row) for row in found.head] == [
        ["编号", "接收日期", "面积", "备注", "人数"], ["a", "2026-11-01", "12.5", "甲", ""], ["b", "2026-11-02", "", "", str(10**20)],
    ]  # fmt: skip
    assert cells(found) == [list(row) for row in found.head[1:]]


def test_json_lines_in_blocks_with_paths_and_an_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_BLOCK", 7)
    of = source(column("id", "code"), column("beds", "int", path="quality.beds", null=True), key=("id",))
    text = "".join(json.dumps({"id": f"k{i}", "quality": {"beds": i}}) + ("\n\n" if i == 3 else "\n") for i in range(30))
    chunks = body(sheets(text, "x.jsonl", of)[0])
    assert [c.first_row for c in chunks] == [1, 8, 15, 22, 29] and sum(c.length for c in chunks) == 31
    parsed = read(text, of, name="x.jsonl")
    assert parsed.rows is not None and parsed.rows.row == [1, 2, 3, 4, *range(6, 32)] and parsed.rows.columns["beds"] == list(range(30))


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ('{"编号":"a"}\n{"编号":"b"', "bad_json", 2),
        ('{"编号":"a"}\n[1]\n', "bad_json", 2),
        ('{"编号":"a"}\n{"编号":"b","编号":"c"}\n', "repeated_field", 2),
        ("{" + ",".join(f'"c{i}":1' for i in range(600)) + "}\n{}", "too_many_columns", 0),
    ],
    ids=["A03 cut", "no object", "twice", "B27 columns"],
)
def test_json_lines_that_are_not_whole(text: str, code: str, row: int) -> None:
    found = tried(text, "案件.jsonl")
    assert isinstance(found, Problem) and (found.code, found.row) == (code, row)


def test_geojson_gives_the_properties_of_its_features() -> None:
    shape = {"type": "Point", "coordinates": [120.1, 30.2]}
    features = [
        {"type": "Feature", "id": 7, "properties": {"编号": "a", "面积": "1"}, "geometry": shape},
        {"type": "Feature", "properties": None},
    ]
    for text in (
        json.dumps({"type": "FeatureCollection", "features": features}),
        json.dumps({"features": features, "type": "FeatureCollection"}),
    ):
        found = sheets(text, "图.geojson")[0]
        assert [list(row) for row in found.head] == [["id", "编号", "面积"], ["7", "a", "1"], ["", "", ""]]
    declared = source(column("code", "code", path="properties.编号"), key=("code",), records="features")
    assert sheets(text, "图.json", declared)[0].head[1][0] == "a"
    broken = tried('{"type": "FeatureCollection", "features": [3]}', "图.geojson")
    assert isinstance(broken, Problem) and broken.code == "no_records"


def test_a_name_twice_in_one_record_is_a_fault() -> None:
    found = tried('[{"编号": "a", "编号": "b"}]', "案件.json")
    assert isinstance(found, Problem) and (found.code, found.found) == ("repeated_field", "编号")


def test_half_a_character_harms_its_row_only() -> None:
    parsed = read(r'[{"编号":"a\ud800","接收日期":"2026-11-01"},{"编号":"b","接收日期":"2026-11-01"}]', name="案件.json")
    assert parsed.equation.refused == 1 and parsed.rows is not None and parsed.rows.columns["case_id"] == ["b"]


def test_B27_a_huge_value_in_json() -> None:
    for text, name in ((json.dumps([{"编号": "长" * 200_000}]), "a.json"), (json.dumps({"编号": "长" * 200_000}), "a.jsonl")):
        sheet = sheets(text, name)[0]
        found = next(iter(sheet.body(1, [0], 1)))
        assert isinstance(found, Problem) and (found.code, found.row) == ("cell_too_long", 1)


def test_JSON_in_another_encoding_is_still_json() -> None:
    for encoding in ("utf-16", "utf-8-sig", "gb18030"):
        assert sheets(json.dumps(RECORDS, ensure_ascii=False).encode(encoding), "案件.dat")[0].head[1][0] == "a"


def test_one_bad_row_does_not_hide_the_others() -> None:
    text = "\n".join(json.dumps({"编号": f"k{i}", "接收日期": "2026-11-01" if i != 3 else [1]}) for i in range(5))
    parsed = read(text, name="案件.jsonl")
    assert codes(parsed)[0][1] == 4 and parsed.rows is not None and len(parsed.rows) == 4
