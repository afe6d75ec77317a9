"""The hidden sheet by which a workbook of ours is known again: a fix file and whose rows it holds, or a template and its source."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

import python_calamine as calamine

from cockpit.catalog.schema import Source
from cockpit.intake import book, compound, gate
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import Chunk, Sheet
from cockpit.model import Problem

SHEET = "_cockpit"
BEYOND = "表头以外的格"
"""Header of a column for cells a row had too many: while one is filled, the row still has a cell too many."""
MISSING = "#N/A"
"""Stands in the cells a short row lacks: whoever mends it says what belongs there; no column takes it."""
ROW_TITLES = ("原文件行号", "被退回的原文件行号")
"""Headers a fix file may give the first column of its own; the second where a source has a column called like the first."""
FIX, TEMPLATE = "fix", "template"
_VERSION = "1"
_DIRECTORIES = ("xl/workbook.xml", "content.xml")
"""Where the names of the sheets stand: XLSX, ODS."""
_BLOCK, _MOST_BLOCKS = 1024 * 1024, 64
_BROKEN = (
    calamine.CalamineError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError, LookupError,
    TypeError,
)  # fmt: skip

_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Marker:
    """What the hidden sheet tells. `kind` is `fix` (of `batch`, whose original bears `file` and `sha256`) or `template`.

    `rows`: place in the fix file as it was written → place in the original. A person may have moved or deleted rows since, so it
    explains, and decides nothing. `aside` are sheets that hold no data; `native` says whether the original's cells came typed, `plain`
    whether its layout is the template's.
    """

    source: str
    batch: int = 0
    sha256: str = ""
    file: str = ""
    rows: Mapping[_Place, _Place] = field(default_factory=dict)
    kind: str = FIX
    aside: tuple[str, ...] = ()
    native: bool = True
    plain: bool = False


def write(made: book.Book, mark: Marker) -> None:
    """Add the hidden sheet to a workbook being written."""
    sheet = made.sheet(SHEET)
    sheet.very_hidden()
    for at, row in enumerate(_rows(mark)):
        for column, text in enumerate(row):
            book.put(sheet, at, column, text)


def _rows(mark: Marker) -> Iterator[Sequence[str]]:
    yield "cockpit", _VERSION
    yield "kind", mark.kind
    yield "source", mark.source
    yield "batch", str(mark.batch)
    yield "sha256", mark.sha256
    yield "file", mark.file
    yield "native", "1" if mark.native else "0"
    yield "plain", "1" if mark.plain else "0"
    yield "aside", *mark.aside
    for (sheet, row), (was_sheet, was_row) in mark.rows.items():
        yield "row", sheet, str(row), was_sheet, str(was_row)


def read(data: bytes) -> Marker | None:
    """What the hidden sheet of these bytes tells; None when they are no workbook of ours (XLSX, or saved anew as XLS or ODS).

    Any other file costs a look at its directory. The sheet is opened only after the bytes have passed the gate.
    """
    if not _names_it(data) or gate.examine(data, name="", source=None, limits=Limits()) not in ("workbook", "legacy"):
        return None
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as opened:
            rows = opened.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
        return _marker([[_text(cell) for cell in row] for row in rows])
    except _BROKEN:
        return None


def _names_it(data: bytes) -> bool:
    if data.startswith(compound.MAGIC):
        return any(SHEET.encode(encoding) in data for encoding in ("ascii", "utf-16-le"))
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            found = next((name for name in _DIRECTORIES if name in opened.NameToInfo), "")
            return bool(found) and _says(opened, found, f'"{SHEET}"'.encode())
    except _BROKEN:
        return False


def _says(opened: zipfile.ZipFile, name: str, wanted: bytes) -> bool:
    """Whether these bytes stand in the part's first 64 MB."""
    tail = b""
    with opened.open(name) as part:
        for _ in range(_MOST_BLOCKS):
            block = part.read(_BLOCK)
            if wanted in tail + block:
                return True
            if not block:
                return False
            tail = block[-len(wanted) :]
    return False


def _text(cell: Any) -> str:
    """Texts as written; a program that turned a number into a number is forgiven."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _marker(rows: Sequence[Sequence[str]]) -> Marker | None:
    """Raises ValueError or IndexError for a sheet that is not as we write it."""
    told = {row[0]: row[1] for row in rows if row[0] != "row"}
    if told.get("cockpit") != _VERSION or told.get("kind") not in (FIX, TEMPLATE) or not told.get("source"):
        return None
    aside = next((_filled(row) for row in rows if row[0] == "aside"), ())
    return Marker(
        source=told["source"],
        batch=int(told.get("batch") or 0),
        sha256=told.get("sha256", ""),
        file=told.get("file", ""),
        rows={(row[1], int(row[2])): (row[3], int(row[4])) for row in rows if row[0] == "row"},
        kind=told["kind"],
        aside=aside,
        native=told.get("native") != "0",
        plain=told.get("plain") == "1",
    )


def _filled(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(takewhile(bool, row[1:]))


def source_of(mark: Marker | None, source: Source) -> Source:
    """The source as this file is read: a template speaks the catalogue's own words, whatever the source's own files are like."""
    return replace(source, reader={}) if mark is not None and (mark.plain or mark.kind == TEMPLATE) else source


def sheets_of(mark: Marker | None, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets that hold data. Those of a fix file are as native as the original's were."""
    if mark is None:
        return list(sheets)
    kept = [sheet for sheet in sheets if sheet.name != SHEET and sheet.name not in mark.aside]
    return kept if mark.kind == TEMPLATE else [_watched(replace(sheet, native=mark.native)) for sheet in kept]


def lost(sheet: Sheet) -> bool:
    """Whether this is a sheet of a fix file that bears no marker any more: nobody can say whose rows these are."""
    return any(cell.strip() in ROW_TITLES for row in sheet.head for cell in row)


def _watched(sheet: Sheet) -> Sheet:
    """The sheet with an eye on the cells beyond its header."""
    spare = sorted({at for row in sheet.head for at, cell in enumerate(row) if cell.strip() == BEYOND})
    if not spare:
        return sheet

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        for chunk in sheet.body(skip, sorted({*wanted, *spare}), width):
            yield chunk if isinstance(chunk, Problem) else _counted(chunk, wanted, spare, width)

    return replace(sheet, body=body)


def _counted(chunk: Chunk, wanted: Sequence[int], spare: Sequence[int], width: int) -> Chunk:
    filled = [[bool(cell.strip()) for cell in chunk.columns[index].tolist()] for index in spare]
    widths = {at: width + sum(row) for at, row in enumerate(zip(*filled, strict=True)) if any(row)}
    columns = {index: chunk.columns[index].copy() for index in wanted}
    for index in wanted[1:]:
        columns[index][list(widths)] = ""
    return replace(chunk, columns=columns, widths={**chunk.widths, **widths})
