"""Workbooks (XLSX, old .xls, ODS) through calamine. Cells become the text a person would type: numbers to 15 digits, dates in ISO form."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine as calamine

from cockpit.catalog.schema import Source
from cockpit.intake import frames, opendocument
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_BROKEN = (calamine.CalamineError, ValueError, OSError, IndexError, TypeError, OverflowError)
_Merged = tuple[tuple[int, int, int, int], ...]


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """The declared sheet, or every one; hidden ones say so. Rows are numbered as the spreadsheet program does, blank ones included."""
    wanted = str(source.reader.get("sheet", ""))
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as opened:
            chosen = [(at, s) for at, s in enumerate(_tables(opened)) if not wanted or s.name == wanted]
            if all(_is_hidden(s) for _, s in chosen):
                return Problem("no_sheet", Level.QUARANTINE, found="、".join(opened.sheet_names)[:60], expected=wanted)
            spans = opendocument.merged(data) if data.startswith(b"PK") and "xl/workbook.xml" not in _names(data) else []
            found = [(opened.get_sheet_by_name(s.name), s, spans[at] if at < len(spans) else ()) for at, s in chosen]
            return [_sheet(*each, most=int(limits.cell_chars)) for each in found]
    except calamine.PasswordError:
        return Problem("encrypted_workbook", Level.QUARANTINE)
    except _BROKEN as error:
        return Problem("broken_file", Level.QUARANTINE, found=type(error).__name__)
    except BaseException as error:
        # The library's own panic is no Exception; the file is at fault, not we.
        if type(error).__name__ != "PanicException":
            raise
        return Problem("broken_file", Level.QUARANTINE, found="PanicException")


def _tables(opened: calamine.CalamineWorkbook) -> list[calamine.SheetMetadata]:
    return [s for s in opened.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]


def _is_hidden(sheet: calamine.SheetMetadata) -> bool:
    return sheet.visible != calamine.SheetVisibleEnum.Visible


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return opened.namelist()


def _sheet(found: calamine.CalamineSheet, told: calamine.SheetMetadata, spans: _Merged, *, most: int) -> Sheet:
    rows = found.to_python(skip_empty_area=False)
    head = [[typed(cell) for cell in row] for row in rows[:HEAD_ROWS]]

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        below = rows[skip:]
        columns = {index: _column(below, index) for index in wanted}
        yield _too_long(columns, skip + 1, most) or Chunk(skip + 1, len(below), columns)

    merged = _clipped(spans or _merged(found), rows=len(rows), columns=len(rows[0]) if rows else 0)
    return Sheet(told.name, head, body, native=True, merged=merged, hidden=_is_hidden(told))


def _merged(found: calamine.CalamineSheet) -> _Merged:
    return tuple((r1, c1, r2, c2) for (r1, c1), (r2, c2) in found.merged_cell_ranges or ())


def _clipped(merged: _Merged, *, rows: int, columns: int) -> _Merged:
    """Ranges within the cells that are there: one that is drawn over the whole grid covers no more than these."""
    inside = ((r1, c1, min(r2, rows - 1), min(c2, columns - 1)) for r1, c1, r2, c2 in merged)
    return tuple(span for span in inside if span[0] <= span[2] and span[1] <= span[3] and span[:2] != span[2:])


def _column(rows: list[list[Any]], index: int) -> frames.Texts:
    return frames.texts([cell if cell.__class__ is str else typed(cell) for cell in (row[index] for row in rows)])


def _too_long(columns: Mapping[int, frames.Texts], first_row: int, most: int) -> Problem | None:
    for column in columns.values():
        if max(map(len, column), default=0) > most:
            at = next(at for at, text in enumerate(column) if len(text) > most)
            return Problem("cell_too_long", Level.QUARANTINE, row=first_row + at, expected=str(most))
    return None


def typed(cell: Any) -> str:
    """The text of a native cell, as exactly as the spreadsheet program shows it."""
    return _FORMS[type(cell)](cell)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # A spreadsheet keeps 15 digits: 0.1+0.2 stands there as 0.3.
    text = f"{value:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


_FORMS: Mapping[type, Callable[[Any], str]] = {
    str: str, int: str, float: _number, bool: lambda flag: "TRUE" if flag else "FALSE", type(None): lambda _: "",
    datetime: lambda moment: moment.isoformat(" ", "seconds"), date: date.isoformat, time: time.isoformat, timedelta: str,
}  # fmt: skip
