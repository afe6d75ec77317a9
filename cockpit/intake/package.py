"""A workbook's zip package, looked into before any reader opens it: what it holds, what it unpacks to, how far its cells reach."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cockpit.intake import extent
from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

_SMALL = 10 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_OVERLAP = 4096
_SHEET = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")
_UNCALCULATED = re.compile(
    rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f(?:\s[^>]*)?/>)\s*(<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL_BEGIN = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_RESULT = re.compile(rb"</(?:\w+:)?f>\s*<(?:\w+:)?v>([^<]*)<")
_RECALCULATE = re.compile(rb"""<(?:\w+:)?calcPr\s[^>]*fullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_MACRO_TYPE = re.compile(rb"application/vnd\.ms-excel\.(?:sheet|template|addin)\.macroEnabled", re.I)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp", ".svg", ".vml", ".bin", ".tif", ".tiff")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)


def kind_of(data: bytes) -> str:
    """`workbook`, or the usual name of this zip file; `workbook` too when it is damaged beyond telling."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = set(opened.namelist())
            mime = opened.read("mimetype")[:80] if "mimetype" in names and opened.getinfo("mimetype").file_size < 200 else b""
    except BROKEN:
        return "ods" if b"application/vnd.oasis.opendocument.spreadsheet" in data[:200] else "workbook"
    if any(name.startswith("xl/") for name in names):
        return "xlsb" if "xl/workbook.bin" in names else "workbook"
    if b"opendocument" in mime:
        return "ods" if b"spreadsheet" in mime else "odt"
    return "docx" if any(name.startswith("word/") for name in names) else "ods" if "content.xml" in names else "zip"


def inspect(data: bytes, *, limits: Limits) -> Problem | None:
    """None when the workbook may be opened. Sizes are read from the directory and counted again while unpacking."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return _active(opened) or sizes(opened, limits) or _contents(opened, limits)
    except BROKEN as error:
        return _stop("broken_file", found=type(error).__name__)


def _active(opened: zipfile.ZipFile) -> Problem | None:
    """Macros, embedded objects and links to other files do not come in."""
    names = [name.lower() for name in opened.namelist()]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        return _stop("macro_workbook")
    found = next((n for n in names if "/embeddings/" in n or "/externallinks/" in n or "/activex/" in n), "")
    return _stop("embedded_content", found=found) if found else None


def sizes(opened: zipfile.ZipFile, limits: Limits) -> Problem | None:
    """What it unpacks to, by the directory."""
    entries = opened.infolist()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    most = limits.bytes_of(limits.xlsx_unpacked_mb)
    if unpacked > most or (unpacked > _SMALL and unpacked > limits.unpack_ratio * max(packed, 1)):
        return _stop("unpacks_too_big", found=f"{unpacked / 1048576:.0f} MB", expected=f"{limits.xlsx_unpacked_mb:g} MB")
    return None


def dangerous(opened: zipfile.ZipFile) -> Problem | None:
    """Document types and entities in any part that is XML."""
    return next((found for entry in _parts(opened) for block in _blocks(opened, entry) if (found := _declares(block))), None)


def _contents(opened: zipfile.ZipFile, limits: Limits) -> Problem | None:
    """Every part that may be XML, whatever it is called: a package may keep its sheets under any name."""
    sheets: list[_Sheet] = []
    recalculate = False
    for entry in _parts(opened):
        sheet = _Sheet(entry)
        for block in _blocks(opened, entry):
            if found := _declares(block) or sheet.look(block):
                return found
            if not sheet.is_sheet:
                if b"macroEnabled" in block and _MACRO_TYPE.search(block):
                    return _stop("macro_workbook")
                recalculate = recalculate or bool(b"fullCalcOnLoad" in block and _RECALCULATE.search(block))
        if sheet.is_sheet:
            sheets.append(sheet)
    # Libraries that write formulas put 0 for results they do not know, and ask for a calculation.
    if recalculate and any(s.results for s in sheets) and not any(s.other_results for s in sheets):
        return _stop("formula_without_value")
    return _spread(opened, sheets, limits)


def _spread(opened: zipfile.ZipFile, sheets: list[_Sheet], limits: Limits) -> Problem | None:
    cells = sum(s.rows * s.columns for s in sheets)
    if cells > limits.cells or any(s.unnamed or extent.stop(s.rows, s.columns, 0, limits) for s in sheets):
        for sheet in sheets:
            sheet.rows, sheet.columns = extent.exact(_blocks(opened, sheet.entry, overlap=0))
    cells = 0
    for sheet in sheets:
        cells += sheet.rows * sheet.columns
        if found := extent.stop(sheet.rows, sheet.columns, cells, limits):
            return found
    return None


def _parts(opened: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (entry for entry in opened.infolist() if not entry.filename.lower().endswith(_PICTURES))


def _blocks(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, *, overlap: int = _OVERLAP) -> Iterator[bytes]:
    """The entry's bytes in blocks, each beginning with the tail of the one before, so that no mark is cut in two."""
    tail = b""
    with opened.open(entry) as stream:
        while fresh := stream.read(_BLOCK):
            yield tail + fresh
            tail = fresh[-overlap:] if overlap else b""


def _declares(block: bytes) -> Problem | None:
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block or block.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00!" in block:
        return _stop("dangerous")
    return None


class _Sheet:
    """What one part is found to hold when it is a sheet."""

    def __init__(self, entry: zipfile.ZipInfo) -> None:
        self.entry = entry
        self.is_sheet = "worksheets/" in entry.filename and entry.filename.endswith(".xml")
        self.rows, self.columns, self.unnamed = 0, 0, False
        self.results, self.other_results = 0, 0

    def look(self, block: bytes) -> Problem | None:
        self.is_sheet = self.is_sheet or bool(b"sheetData" in block and _SHEET.search(block))
        if not self.is_sheet:
            return None
        rows, columns, all_named = extent.rough(block)
        self.rows, self.columns, self.unnamed = max(self.rows, rows), max(self.columns, columns), self.unnamed or not all_named
        if not any(mark in block for mark in (b"</f>", b"<f", b":f")):
            return None
        results = _RESULT.findall(block)
        self.results, self.other_results = self.results + len(results), self.other_results + sum(r.strip() != b"0" for r in results)
        return _stop("formula_without_value") if _lacks_value(block) else None


def _lacks_value(block: bytes) -> bool:
    """A formula cell without its result. An empty text is one: it is written as an empty value in a cell of type `str`."""
    for found in _UNCALCULATED.finditer(block):
        cells = _CELL_BEGIN.finditer(block, max(0, found.start() - _OVERLAP), found.start())
        begin = max((m.start() for m in cells), default=found.start())
        opened = block[begin : block.find(b">", begin) + 1]
        if not (found[1] and re.search(rb"""\st\s*=\s*["']str["']""", opened)):
            return True
    return False


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
