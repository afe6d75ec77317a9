"""The fault list's sections A and B, as far as content and format decide."""

from __future__ import annotations

import io
import zipfile

import pytest
from intake_street import codes, column, notes, read, source, workbook

from cockpit import intake
from cockpit.intake import Parsed

HEAD = "编号,社区,接收日期,备注\n"
GOOD = HEAD + "a1,丰乐,2026-11-01,街道\na2,和平,2026-11-02,社区\n"


def quarantined(parsed: Parsed) -> str:
    assert parsed.quarantine is not None and parsed.rows is None and parsed.equation.read == 0, parsed.problems
    assert parsed.quarantine in parsed.problems and parsed.quarantine.file
    return parsed.quarantine.code


def packed(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return out.getvalue()


def crafted(sheet: str, **more: bytes) -> bytes:
    """A real workbook whose sheet is replaced by this XML."""
    base = workbook([["编号", "接收日期"], ["a", "2026-11-01"]])
    with zipfile.ZipFile(io.BytesIO(base)) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    entries["xl/worksheets/sheet1.xml"] = sheet.encode()
    return packed(entries | {name.replace("__", "/"): content for name, content in more.items()})


def cell_sheet(cells: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n  \n"])
def test_A01_A02_empty_files(data: bytes) -> None:
    assert quarantined(read(data)) == "empty_file"


def test_A03_half_written_csv() -> None:
    text = "编号,接收日期,面积\na,2026-11-01,468.25\nb,2026-11-02,469.5\n"
    parsed = read(text[: text.rindex(".") + 1])
    assert codes(parsed) == [("not_a_number", 3)]
    quoted = read('编号,接收日期,备注\na,2026-11-01,"街道')
    assert quarantined(quoted) == "broken_quotes"


def test_A04_half_written_row() -> None:
    assert codes(read(GOOD[: GOOD.rindex(",2026")])) == [("too_few_cells", 3)]


def test_A06_header_only() -> None:
    parsed = read(HEAD)
    assert parsed.rows is None and parsed.equation.read == 0 and "empty_ledger" in notes(parsed) and parsed.quarantine is None


def test_A07_truncated_xlsx() -> None:
    whole = workbook([["编号", "接收日期"], ["a", "2026-11-01"]])
    assert quarantined(read(whole[: len(whole) * 6 // 10], name="案件.xlsx")) == "broken_file"


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "案件.xls", "html"),
        (packed({"word/document.xml": b"<x/>"}), "案件.xlsx", "docx"),
        (b"%PDF-1.7 ...", "案件.csv", "pdf"),
    ],
)
def test_A08_the_true_type_is_named(data: bytes, name: str, found: str) -> None:
    parsed = read(data, name=name)
    assert quarantined(parsed) == "wrong_type" and parsed.quarantine is not None and parsed.quarantine.found == found


def test_A09_files_nobody_meant_to_send() -> None:
    assert all(map(intake.is_ignored, ("~$案件.xlsx", ".案件.csv", "a.tmp", "a.csv.part", "Thumbs.db", "desktop.ini")))
    assert not any(map(intake.is_ignored, ("案件.csv", "thumbs.db.csv", "a_tmp.csv")))


def test_A15_another_sources_columns() -> None:
    bins = source(column("route", "code", "线路"), column("day", "date", "日期"), column("tons", "dec", "吨数"), id="bins", key=("route",))
    parsed = read("线路,日期,吨数\n1,2026-11-01,3\n", others=(bins,))
    assert quarantined(parsed) == "other_source_columns" and parsed.quarantine is not None and parsed.quarantine.expected == "bins"
    unlike = read("甲,乙\n1,2\n", others=(bins,))
    assert quarantined(unlike) == "no_header" and unlike.quarantine is not None and unlike.quarantine.expected == "编号、接收日期"
    half = read("编号,乙\n1,2\n", others=(bins,))
    assert quarantined(half) == "missing_columns" and half.quarantine is not None
    assert (half.quarantine.found, half.quarantine.expected) == ("编号、乙", "接收日期")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le-bom"])
def test_B01_B03_encodings_by_mark_then_strictly(encoding: str) -> None:
    text = GOOD.replace(",", "\t") if "16" in encoding else GOOD
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-bom" else text.encode(encoding)
    parsed = read(data)
    assert parsed.rows is not None and parsed.rows.columns["remark"] == ["街道", "社区"]


def test_B02_a_wrong_declared_encoding_fails_at_the_header() -> None:
    assert quarantined(read(GOOD, source(reader={"encoding": "gb18030"}))) in ("undecodable", "no_header", "missing_columns")
    assert quarantined(read(GOOD, source(reader={"encoding": "klingon"}))) == "unknown_encoding"


def test_B04_mixed_encodings() -> None:
    parsed = read(GOOD.encode("gbk") + "a3,丰乐,2026-11-03,街道社区\n".encode())
    assert quarantined(parsed) == "mixed_encoding" and parsed.quarantine is not None
    assert int(parsed.quarantine.found) >= len(GOOD.encode("gbk"))
    assert quarantined(read(GOOD.encode() + b"\xff\xff\n")) == "undecodable"


def test_B11_one_row_with_an_extra_comma_shifts_nothing() -> None:
    parsed = read(HEAD + "a1,丰乐,2026-11-01,街道,多\na2,和平,2026-11-02,社区\na3,和平,2026-11-02\na4,和平,2026-11-02,好,,\n")
    assert codes(parsed) == [("extra_cells", 2), ("too_few_cells", 4)]
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["a2", "a4"] and parsed.rows.row == [3, 5]
    assert parsed.rows.columns["remark"] == ["社区", "好"]


def test_B12_duplicate_headers() -> None:
    assert quarantined(read("编号,编号,接收日期\na,b,2026-11-01\n")) == "duplicate_column"
    assert quarantined(read("编号,事项编号,接收日期\na,b,2026-11-01\n")) == "duplicate_column"
    assert read("编号,接收日期,x,x\na,2026-11-01,1,2\n").quarantine is None


def test_B15_formula_without_a_value() -> None:
    sheet = cell_sheet('<row r="1"><c r="A1" t="str"><f>"a"&amp;"b"</f></c></row>')
    assert quarantined(read(crafted(sheet), name="案件.xlsx")) == "formula_without_value"


def test_B22_a_lone_far_cell() -> None:
    far = crafted(cell_sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert quarantined(read(far, name="案件.xlsx")) in ("too_many_rows", "too_many_columns")
    wide = crafted(cell_sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="90000"><c r="PA90000"><v>1</v></c></row>'))
    assert quarantined(read(wide, name="案件.xlsx")) == "too_many_cells"
    flat = crafted(cell_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'))
    assert quarantined(read(flat, name="案件.xlsx")) == "too_many_columns"


def test_B23_a_small_file_that_unpacks_large() -> None:
    bomb = crafted(cell_sheet(" " * 12_000_000))
    assert len(bomb) < 100_000
    assert quarantined(read(bomb, name="案件.xlsx")) == "unpacks_too_big"


def test_B24_too_many_rows() -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c></row>' for r in (1, 150_000, 250_000))
    assert quarantined(read(crafted(cell_sheet(rows)), name="案件.xlsx")) == "too_many_rows"


def test_B25_entities() -> None:
    sheet = cell_sheet("").replace('<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>')
    assert quarantined(read(crafted(sheet), name="案件.xlsx")) == "dangerous"


def test_B26_macros_and_embedded_content() -> None:
    macro = crafted(cell_sheet(""), **{"xl__vbaProject.bin": b"x"})
    assert quarantined(read(macro, name="案件.xlsm")) == "macro_workbook" == quarantined(read(macro, name="案件.xlsx"))
    link = crafted(cell_sheet(""), **{"xl__externalLinks__externalLink1.xml": b"<x/>"})
    assert quarantined(read(link, name="案件.xlsx")) == "embedded_content"


def test_B27_a_huge_cell_and_very_many_columns() -> None:
    assert quarantined(read(HEAD + f"a1,丰乐,2026-11-01,{'长' * 200_000}\n")) == "cell_too_long"
    wide = ",".join(["编号", "接收日期", *(f"c{i}" for i in range(2_000))])
    assert quarantined(read(wide + "\n")) == "too_many_columns"


def test_A26_a_file_beyond_the_limit_is_not_parsed() -> None:
    assert quarantined(read(GOOD, limits={"csv_mb": 0.00001})) == "too_large"
