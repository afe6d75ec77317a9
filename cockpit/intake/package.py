"""A workbook's zip package, looked into before any reader opens it: what it holds, what it unpacks to, how far its cells reach."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

_SMALL = 10 * 1024 * 1024
_BLOCK = 4 * 1024 * 1024
_OVERLAP = 4096
_FAR_ROW = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}(\d{6,})["']""")
_FAR_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]{2,})\d""")
_ANY_REF = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d+)["']""")
_UNCALCULATED = re.compile(rb"(?:</f>|<f(?:\s[^>]*)?/>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)


def kind_of(data: bytes) -> str:
    """`workbook`, or the usual name of this zip file; `workbook` too when it is damaged beyond telling."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = set(opened.namelist())
    except _BROKEN:
        return "workbook"
    if any(name.startswith("xl/") for name in names):
        return "xlsb" if "xl/workbook.bin" in names else "workbook"
    return "docx" if any(name.startswith("word/") for name in names) else "ods" if "content.xml" in names else "zip"


def active_content(data: bytes) -> Problem | None:
    """Macros, embedded objects and links to other files do not come in."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = [name.lower() for name in opened.namelist()]
    except _BROKEN as error:
        return _stop("broken_file", found=type(error).__name__)
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        return _stop("macro_workbook")
    found = next((n for n in names if "/embeddings/" in n or "/externallinks/" in n or "/activex/" in n), "")
    return _stop("embedded_content", found=found) if found else None


def inspect(data: bytes, *, limits: Limits) -> Problem | None:
    """None when the workbook may be opened. Sizes are read from the directory and counted again while unpacking."""
    if found := active_content(data):
        return found
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return _sizes(opened, limits) or _contents(opened, limits)
    except _BROKEN as error:
        return _stop("broken_file", found=type(error).__name__)


def _sizes(opened: zipfile.ZipFile, limits: Limits) -> Problem | None:
    entries = opened.infolist()
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    most = limits.bytes_of(limits.xlsx_unpacked_mb)
    if unpacked > most or (unpacked > _SMALL and unpacked > limits.unpack_ratio * max(packed, 1)):
        return _stop("unpacks_too_big", found=f"{unpacked / 1048576:.0f} MB", expected=f"{limits.xlsx_unpacked_mb:g} MB")
    return None


def _contents(opened: zipfile.ZipFile, limits: Limits) -> Problem | None:
    for entry in opened.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        is_sheet = "worksheets/" in entry.filename and entry.filename.endswith(".xml")
        reach = _Reach(limits) if is_sheet else None
        for block in _blocks(opened, entry):
            if found := _dangerous(block) or (reach.look(block) if reach else None):
                return found
    return None


def _blocks(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes in blocks, each beginning with the tail of the one before, so that no mark is cut in two."""
    tail = b""
    with opened.open(entry) as stream:
        while fresh := stream.read(_BLOCK):
            yield tail + fresh
            tail = fresh[-_OVERLAP:]


def _dangerous(block: bytes) -> Problem | None:
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block or block.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\x00!" in block:
        return _stop("dangerous")
    return None


class _Reach:
    """How far down and right the cells of one sheet lie; a lone far cell would make a reader lay out all between."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.row, self.near, self.column = 0, 0, 26

    def look(self, block: bytes) -> Problem | None:
        """Cheap first: only cells beyond row 99,999 or column Z are looked at one by one."""
        self.row = max([self.row, *(int(r) for r in _FAR_ROW.findall(block))])
        self.column = max([self.column, *(_column(c) for c in set(_FAR_COLUMN.findall(block)))])
        if self.row > self.limits.xlsx_rows:
            return _stop("too_many_rows", found=str(self.row), expected=f"{self.limits.xlsx_rows:g}")
        if self.column > self.limits.columns:
            return _stop("too_many_columns", found=str(self.column), expected=f"{self.limits.columns:g}")
        return self._area(block) or (_stop("formula_without_value") if _UNCALCULATED.search(block) else None)

    def _area(self, block: bytes) -> Problem | None:
        if (self.row or 99_999) * self.column <= self.limits.cells:
            return None
        self.near = max([self.near, *(int(row) for _, row in _ANY_REF.findall(block))])
        deepest = max(self.row, self.near)
        if deepest * self.column <= self.limits.cells:
            return None
        return _stop("too_many_cells", found=f"{deepest} × {self.column}", expected=f"{self.limits.cells:g}")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
