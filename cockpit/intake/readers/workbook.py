"""XLSX workbooks through calamine. Cells become the text a person would type: numbers to 15 digits, dates in ISO form."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine as calamine

from cockpit.catalog.schema import Source
from cockpit.intake import frames
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_BROKEN = (calamine.CalamineError, ValueError, OSError, IndexError, TypeError)


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """The declared sheet, or every visible one. Rows are numbered as the spreadsheet program does, blank ones above included."""
    wanted = str(source.reader.get("sheet", ""))
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as opened:
            names = [s.name for s in opened.sheets_metadata if _is_visible(s) and (not wanted or s.name == wanted)]
            if not names:
                return Problem("no_sheet", Level.QUARANTINE, found="、".join(opened.sheet_names)[:60], expected=wanted)
            return [_sheet(name, opened.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except _BROKEN as error:
        return Problem("broken_file", Level.QUARANTINE, found=type(error).__name__)


def _is_visible(sheet: calamine.SheetMetadata) -> bool:
    return sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet


def _sheet(name: str, rows: list[list[Any]]) -> Sheet:
    head = [[typed(cell) for cell in row] for row in rows[:HEAD_ROWS]]

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        below = rows[skip:]
        yield Chunk(skip + 1, len(below), {index: _column(below, index) for index in wanted})

    return Sheet(name, head, body, native=True)


def _column(rows: list[list[Any]], index: int) -> frames.Texts:
    return frames.texts([cell if cell.__class__ is str else typed(cell) for cell in (row[index] for row in rows)])


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
