"""ODS workbooks, looked into before any reader opens them: repeated rows and cells spread a small file over a whole grid."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from cockpit.intake import extent, package
from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*?)"""
_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")
_REPEATED = re.compile(rb"""\stable:number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})\d*["']""")
_SPANNED = re.compile(rb"""\stable:number-(rows|columns)-spanned\s*=\s*["'](\d{1,9})\d*["']""")
_TYPED = re.compile(rb"""\soffice:value-type\s*=""")
_FORMULA = re.compile(rb"""\stable:formula\s*=""")
_LINKED = re.compile(rb"<table:(?:table-source|cell-range-source|dde-link)\b")
_MACRO = re.compile(r"(?:Basic/[^/]+/(?!script-lb\.xml)[^/]+\.xml|Scripts/.+)")
_OBJECT = re.compile(r"(?:\./)?Object \d+")


@dataclass(slots=True)
class Table:
    """What one sheet holds: the rows and columns its cells reach, its merged ranges, whether a formula lacks its value."""

    rows: int = 0
    columns: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncalculated: bool = False


def inspect(data: bytes, *, limits: Limits) -> Problem | None:
    """None when the workbook may be opened; what `package.inspect` asks of an XLSX."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = opened.namelist()
            found = _active(names) or package.sizes(opened, limits) or _encrypted(opened, names) or package.dangerous(opened)
            return found or _content(opened.read("content.xml"), limits)
    except package.BROKEN as error:
        return _stop("broken_file", found=type(error).__name__)


def merged(data: bytes) -> list[tuple[tuple[int, int, int, int], ...]]:
    """The merged ranges of every sheet, in the order of the file."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        content = opened.read("content.xml")
    if b"-spanned" not in content:
        return []
    return [tuple(table.merged) for table in tables(content)]


def tables(content: bytes) -> Iterator[Table]:
    """Walk the cells of a `content.xml`."""
    found, row, column, held, row_repeat = Table(), 0, 0, 0, 1
    for match in _TAG.finditer(content):
        close, tag, attributes, lone = match.groups()
        if tag == b"table":
            if close or lone:
                yield found
            found, row = Table(), 0
        elif tag == b"table-row":
            if not close:
                row_repeat, column, held = _repeats(attributes), 0, 0
            if close or lone:
                if held:
                    found.rows, found.columns = row + row_repeat, max(found.columns, held)
                row += row_repeat
        elif not close:
            last = column + _repeats(attributes)
            if not lone or _TYPED.search(attributes):
                held = last
                _cell(found, row, column, attributes)
            column = last


def _cell(table: Table, row: int, column: int, attributes: bytes) -> None:
    spans = dict(_SPANNED.findall(attributes)) if b"-spanned" in attributes else {}
    down, right = int(spans.get(b"rows", 1)), int(spans.get(b"columns", 1))
    if down > 1 or right > 1:
        table.merged.append((row, column, row + max(down, 1) - 1, column + max(right, 1) - 1))
    table.uncalculated |= b"table:formula" in attributes and bool(_FORMULA.search(attributes)) and not _TYPED.search(attributes)


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes) if b"-repeated" in attributes else None
    return max(int(found[1]), 1) if found else 1


def _content(content: bytes, limits: Limits) -> Problem | None:
    if found := _LINKED.search(content):
        return _stop("embedded_content", found=found[0].decode("ascii", "replace").removeprefix("<table:"))
    cells = 0
    for table in tables(content):
        cells += table.rows * table.columns
        if stopped := extent.stop(table.rows, table.columns, cells, limits):
            return stopped
        if table.uncalculated:
            return _stop("formula_without_value")
    return None


def _active(names: list[str]) -> Problem | None:
    if any(_MACRO.fullmatch(name) for name in names):
        return _stop("macro_workbook")
    found = next((name for name in names if _OBJECT.fullmatch(name)), "")
    return _stop("embedded_content", found=found) if found else None


def _encrypted(opened: zipfile.ZipFile, names: list[str]) -> Problem | None:
    manifest = opened.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    is_locked = "encrypted-package" in names or b"encryption-data" in manifest
    return _stop("encrypted_workbook", found="ods") if is_locked else None


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
