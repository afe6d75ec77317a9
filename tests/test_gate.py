"""The gate: true types, and the limits of section B for every kind of file that can be opened."""

from __future__ import annotations

import struct
import time
import tracemalloc
from datetime import date

import office_files as office
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_street import NOW, catalog, notes, read, source, text_file, workbook
from test_readers import HEAD, ROWS, sheets, tried

from cockpit.intake import compound, gate
from cockpit.intake.limits import Limits
from cockpit.intake.reader_process import ReaderProcess
from cockpit.model import Problem

XLS, ODS = office.xls(ROWS), office.ods(office.ods_table(ROWS))
CSV, XLSX = text_file(ROWS).encode(), workbook(ROWS)
HTML = "<table><tr><td>编号</td><td>接收日期</td></tr><tr><td>a</td><td>2026-11-01</td></tr></table>".encode()
LINES = '{"编号":"a","接收日期":"2026-11-01"}\n{"编号":"b","接收日期":"2026-11-02"}\n'.encode()
RECORDS = '[{"编号":"a","接收日期":"2026-11-01"}]'.encode()
FEATURES = '{"type":"FeatureCollection","features":[{"properties":{"编号":"a","接收日期":"2026-11-01"}}]}'.encode()
KINDS = {"csv": CSV, "xlsx": XLSX, "xls": XLS, "ods": ODS, "html": HTML, "jsonl": LINES, "json": RECORDS, "geojson": FEATURES}


def why(data: bytes | str, name: str = "案件.xls", **limits: float) -> str:
    found = tried(data, name, None, **limits)
    assert isinstance(found, Problem), "it was read"
    return found.code


@pytest.mark.parametrize("suffix", [*KINDS, "txt", "xlsm", "docx", "dat"])
@pytest.mark.parametrize("true", KINDS)
def test_A08_types_are_told_by_content_and_another_suffix_is_noted(true: str, suffix: str) -> None:
    parsed = read(KINDS[true], name=f"案件.{suffix}")
    assert parsed.rows is not None and parsed.rows.columns["case_id"][0] == "a"
    ours = {"csv": {"txt"}, "jsonl": {"json"}, "geojson": {"json"}}.get(true, set()) | {true, "dat"}
    noted = [(p.found, p.expected) for p in parsed.problems if p.code == "other_suffix"]
    assert noted == ([] if suffix in ours else [(true, suffix)])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "mhtml"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "xml"),
        (office.compound({"WordDocument": b"x"}), "doc"),
        (office.compound({"PowerPoint Document": b"x"}), "ppt"),
        (office.compound({"__substg1.0_001A001F": b"x"}), "ole"),
        (office.packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "odt"),
        (office.packed({"xl/workbook.bin": b"x"}), "xlsb"),
        (office.packed({"a.csv": CSV}), "zip"),
    ],
)
def test_A08_what_cannot_be_read_is_named_by_its_true_type(data: bytes, found: str) -> None:
    problem = gate.examine(data, name="案件.xls", source=source(), limits=Limits())
    assert isinstance(problem, Problem) and (problem.code, problem.found) == ("wrong_type", found)


@pytest.mark.parametrize("true", ["xlsx", "xls", "ods"])
def test_A07_a_workbook_cut_off(true: str) -> None:
    rows = [HEAD, *([f"k{i}", "2026-11-01", f"{i * 7919 % 10007}"] for i in range(400))]
    whole = {"xlsx": workbook(rows), "xls": office.xls(rows), "ods": office.ods(office.ods_table(rows))}[true]
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        assert why(whole[: int(len(whole) * share)], f"案件.{true}") in ("broken_file", "wrong_type"), share


def test_A07_a_compound_file_that_bites_its_tail() -> None:
    broken = bytearray(XLS)
    table = 512 + (len(XLS) - 1024)
    broken[table : table + 8] = struct.pack("<II", 1, 0)
    assert why(bytes(broken)) == "broken_file"


def test_a_workbook_with_a_password() -> None:
    locked = office.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})
    assert why(locked, "案件.xlsx") == why(office.xls(ROWS, more=office.record(0x2F, b"\1\0" * 3))) == "encrypted_workbook"
    manifest = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    assert why(office.ods(office.ods_table(ROWS), parts={"META-INF/manifest.xml": manifest}), "a.ods") == "encrypted_workbook"
    assert why(office.ods(parts={"encrypted-package": b"x"}), "a.ods") == "encrypted_workbook"


def test_B15_formulas_without_their_values() -> None:
    def sheet(cell: str) -> bytes:
        return office.crafted(office.cell_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>'))

    for lacking in ("<f>1+1</f>", "<f>1+1</f><v/>", "<f>1+1</f><v></v>", "<f/>"):
        assert why(sheet(f'<c r="A2">{lacking}</c>'), "a.xlsx") == "formula_without_value", lacking
    assert len(sheets(sheet('<c r="A2" t="str"><f>IF(1,"")</f><v></v></c>'), "a.xlsx")) == 1, "an empty text is a value"
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cell = '<x:row r="1"><x:c r="A1"><x:f>1</x:f></x:c></x:row>'
    prefixed = f"<x:worksheet {space}><x:sheetData>{cell}</x:sheetData></x:worksheet>"
    assert why(office.crafted(prefixed), "a.xlsx") == "formula_without_value"
    lacking = '<table:table-cell table:formula="of:=1&gt;0"><text:p>1</text:p></table:table-cell>'
    assert why(office.ods(office.ods_table(ROWS, more=f"<table:table-row>{lacking}</table:table-row>")), "a.ods") == "formula_without_value"


def test_B15_a_library_that_writes_0_for_every_result() -> None:
    def book(*values: int, asked: bool = True) -> bytes:
        cells = "".join(f'<row r="{r}"><c r="A{r}"><f>B{r}+1</f><v>{value}</v></c></row>' for r, value in enumerate(values, start=1))
        told = office.parts_of(office.crafted(office.cell_sheet(cells)))
        assert b'fullCalcOnLoad="1"' in told["xl/workbook.xml"]
        silent = {"xl/workbook.xml": told["xl/workbook.xml"].replace(b' fullCalcOnLoad="1"', b"")}
        return office.packed(told if asked else told | silent)

    assert why(book(0, 0, 0), "a.xlsx") == "formula_without_value"
    assert len(sheets(book(0, 7, 0), "a.xlsx")) == len(sheets(book(0, 0, asked=False), "a.xlsx")) == 1


FAR = {
    "small letters": '<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "blanks": '<row r="1"><c r = "XFD1048576"><v>1</v></c></row>',
    "line break": '<row r="1"><c\nr=\n"XFD1048576"><v>1</v></c></row>',
    "a later attribute": '<row r="1"><c s="/>" r="XFD1048576"><v>1</v></c></row>',
    "single quotes": "<row r='1'><c r='XFD1048576'><v>1</v></c></row>",
    "row only": '<row r="1048576"><c><v>1</v></c></row>',
    "no references": '<row r="1">' + "<c><v>1</v></c>" * 600 + "</row>",
}


@pytest.mark.parametrize("cells", FAR.values(), ids=FAR)
def test_B22_a_lone_far_cell_however_it_is_written(cells: str) -> None:
    assert why(office.crafted(office.cell_sheet(cells)), "a.xlsx") in ("too_many_rows", "too_many_columns")


def test_B22_a_sheet_under_another_name_or_with_a_prefix() -> None:
    parts = office.parts_of(office.crafted(office.cell_sheet(FAR["single quotes"])))
    parts["xl/evil.dat"] = parts.pop("xl/worksheets/sheet1.xml")
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"evil.dat")
    assert why(office.packed(parts), "a.xlsx") == "too_many_rows"


def test_B22_many_sheets_add_up() -> None:
    parts = office.parts_of(workbook(ROWS, **{f"s{i}": ROWS for i in range(9)}))
    far = office.cell_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="9000"><c r="CV9000"><v>1</v></c></row>').encode()
    parts |= {name: far for name in parts if name.startswith("xl/worksheets/sheet")}
    assert why(office.packed(parts), "a.xlsx") == "too_many_cells"
    assert why(office.ods(*[office.ods_table(ROWS, more=_far_row(9_000, 100))] * 10), "a.ods") == "too_many_cells"
    assert why(office.xls(*[ROWS] * 3, extra=office.cell(60_000, 99, 1.0)), cells=5_000_000) == "too_many_cells"


def test_B22_empty_cells_far_away_do_no_harm() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFD900000" s="1"/></row>'
    assert len(sheets(office.crafted(office.cell_sheet(cells)), "a.xlsx")[0].head) == 1
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    trailing = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    assert len(sheets(office.ods(office.ods_table(ROWS, more=trailing)), "a.ods")[0].head) == 3


def _far_row(row: int, columns: int, *, rows_repeated: int = 1) -> str:
    gap = f'<table:table-row table:number-rows-repeated="{row}"/><table:table-row table:number-rows-repeated="{rows_repeated}">'
    return gap + f'<table:table-cell table:number-columns-repeated="{columns - 1}"/>' + office.ods_cell(1.0) + "</table:table-row>"


WIDE = 'table:number-columns-repeated="16384"'


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (_far_row(1_048_000, 2), "too_many_rows"),
        (_far_row(3, 2, rows_repeated=1_000_000), "too_many_rows"),
        (_far_row(3, 16_384), "too_many_columns"),
        (_far_row(150_000, 400), "too_many_cells"),
        (f"<table:table-row>{office.ods_cell(1.0, WIDE)}</table:table-row>", "too_many_columns"),
    ],
)
def test_B22_B24_repeats_in_ods(more: str, code: str) -> None:
    begin = time.perf_counter()
    tracemalloc.start()
    assert why(office.ods(office.ods_table(ROWS, more=more)), "a.ods") == code
    assert tracemalloc.get_traced_memory()[1] < 20_000_000 and time.perf_counter() - begin < 2
    tracemalloc.stop()


def test_B22_B24_far_cells_in_an_old_workbook() -> None:
    assert why(office.xls(ROWS, extra=office.cell(65_535, 255, 1.0))) == "too_many_cells"
    assert why(office.xls(ROWS, extra=office.cell(65_535, 1, 1.0)), xlsx_rows=1_000) == "too_many_rows"
    many = office.record(0xBD, struct.pack("<HH", 1, 0) + struct.pack("<HI", 0, 0) * 200 + struct.pack("<H", 199))
    assert why(office.xls(ROWS, extra=many), columns=100) == "too_many_columns"


def test_B23_what_unpacks_to_too_much() -> None:
    bomb = office.ods(office.ods_table(ROWS), parts={"Pictures/x.xml": b" " * 12_000_000})
    assert len(bomb) < 100_000 and why(bomb, "a.ods") == "unpacks_too_big"
    assert why(office.ods(office.ods_table(ROWS)), "a.ods", xlsx_unpacked_mb=0.0001) == "unpacks_too_big"


def test_B23_one_long_text_used_a_hundred_thousand_times_costs_the_child_only() -> None:
    parts = office.parts_of(workbook([["长" * 30_000]]))
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>0</v></c></row>' for r in range(1, 100_001))
    bomb = office.packed(parts | {"xl/worksheets/sheet1.xml": office.cell_sheet(cells).encode()})
    assert len(bomb) < 1_000_000
    street = catalog(limits={"reading_mb": 400, "reading_s": 30})
    with ReaderProcess() as reader:
        parsed = reader.parse(bomb, name="案件.xlsx", source=street.sources["case"], catalog=street, received=NOW)
        assert parsed.quarantine is not None and parsed.quarantine.code in ("reading_out_of_memory", "reading_ended"), parsed.quarantine
        assert reader.parse(CSV, name="案件.csv", source=street.sources["case"], catalog=street, received=NOW).rows is not None


def test_C02_the_limits_of_the_reading_process_are_the_offices_own() -> None:
    slow, quick = catalog(limits={"reading_s": 0.01}), catalog(limits={"reading_mb": 700})
    large = text_file([HEAD, *([f"a{i}", "2026年11月1日", ""] for i in range(100_000))]).encode()
    with ReaderProcess() as reader:
        reader.start(slow)
        parsed = reader.parse(large, name="案件.csv", source=slow.sources["case"], catalog=slow, received=NOW)
        assert parsed.quarantine is not None and (parsed.quarantine.code, parsed.quarantine.expected) == ("reading_overran", "0.01 s")
        assert reader.parse(CSV, name="案件.csv", source=quick.sources["case"], catalog=quick, received=NOW).rows is not None
        assert reader._child_mb == 700


def test_B25_entities_in_any_part() -> None:
    declared = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert why(office.ods(office.ods_table(ROWS), parts={"styles.xml": declared}), "a.ods") == "dangerous"
    assert why(office.crafted(office.cell_sheet(""), **{"xl__odd.part": declared}), "a.xlsx") == "dangerous"


def test_B26_macros_links_and_objects() -> None:
    assert why(office.xls(ROWS, storages=["_VBA_PROJECT_CUR"])) == why(office.xls(ROWS, ROWS, kinds={1: 1})) == "macro_workbook"
    assert why(office.xls(ROWS, storages=["MBD0001"])) == "embedded_content"
    own, other = struct.pack("<HH", 1, 0x0401), struct.pack("<HHB", 1, 8, 1) + b"\1D:\\x.xls"
    assert why(office.xls(ROWS, more=office.record(0x1AE, other))) == "embedded_content"
    assert len(sheets(office.xls(ROWS, more=office.record(0x1AE, own)), "a.xls")) == 1
    table = office.ods_table(ROWS)
    assert why(office.ods(table, parts={"Basic/Standard/Module1.xml": b"<x/>"}), "a.ods") == "macro_workbook"
    assert why(office.ods(table, parts={"Scripts/python/x.py": b"x"}), "a.ods") == "macro_workbook"
    assert why(office.ods(table, parts={"Object 1": b"x"}), "a.ods") == "embedded_content"
    linked = '<table:table table:name="x"><table:table-source xlink:href="file:///x.ods"/></table:table>'
    assert why(office.ods(table, linked), "a.ods") == "embedded_content"
    parts = office.parts_of(XLSX)
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = parts["[Content_Types].xml"].replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert types != parts["[Content_Types].xml"]
    assert why(office.packed(parts | {"[Content_Types].xml": types}), "a.xlsm") == "macro_workbook"


@pytest.mark.parametrize("true", KINDS)
def test_A26_every_kind_has_its_size_limit(true: str) -> None:
    every = {name: 0.00001 for name in ("csv_mb", "lines_mb", "json_mb", "html_mb", "xlsx_mb", "xls_mb")}
    assert why(KINDS[true], f"案件.{true}", **every) == "too_large"


def test_B27_a_huge_cell_in_a_workbook() -> None:
    rows: list[list[office.Cell]] = [[*HEAD], ["b", date(2026, 11, 2), "x"], ["a", "2026-11-01", "长" * 200_000]]
    lines = ["".join(f'<c t="inlineStr"><is><t>{value}</t></is></c>' for value in row) for row in rows]
    for form in ("ods", "xlsx"):
        crafted = office.crafted(office.cell_sheet("".join(f"<row>{line}</row>" for line in lines)))
        data = office.ods(office.ods_table(rows)) if form == "ods" else crafted
        parsed = read(data, name=f"案件.{form}")
        assert parsed.quarantine is not None and (parsed.quarantine.code, parsed.quarantine.row) == ("cell_too_long", 3), form


def test_readable_files_without_faults_are_noted_nothing() -> None:
    for true in ("csv", "xlsx", "xls", "ods"):
        assert notes(read(KINDS[true], name=f"案件.{true}")) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(list(KINDS)), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6), st.floats(0, 1))
def test_any_bytes_are_read_or_refused_and_never_crash(true: str, changes: list[tuple[float, bytes]], end: float) -> None:
    data = bytearray(KINDS[true])
    for place, content in changes:
        at = int(place * len(data))
        data[at : at + len(content)] = content
    found = tried(bytes(data[: max(1, int(len(data) * max(end, 0.2)))]), f"案件.{true}", reading_s=5)
    if isinstance(found, Problem):
        return
    for sheet in found:
        width = max(map(len, sheet.head), default=0)
        for chunk in sheet.body(1, range(width), width):
            assert isinstance(chunk, Problem) or all(len(column) == chunk.length for column in chunk.columns.values())


BEGINS = (b"", b"PK\x03\x04", compound.MAGIC, b"{", b"[", b"<html><table>", b"\xff\xfe", b'{"type":"FeatureCollection",')


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(BEGINS), st.binary(max_size=2000))
def test_bytes_that_only_begin_like_something(begin: bytes, rest: bytes) -> None:
    parsed = read(begin + rest, name="案件.csv")
    assert parsed.quarantine is not None or parsed.equation.accepted == 0
