"""A workbook being written for a person to fill in or to mend: every cell inert, and the same input gives the same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import xlsxwriter

Look = dict[str, Any]
"""A cell's look as xlsxwriter's `add_format` takes it."""
FONT = "Microsoft YaHei"
INERT: Look = dict(in_memory=True, strings_to_formulas=False, strings_to_urls=False, strings_to_numbers=False)
MADE = datetime(2020, 1, 1)
"""The date of making that every workbook bears, so that no clock goes into its bytes."""
TEXT = "@"
"""The number format of text: what is typed stays as typed."""
MOST_CHARS = 32_767
"""Characters a cell can hold."""
_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_FILE = re.compile(r"[:*?/\\<>|\"\x00-\x1f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNREADABLE = "\x01"
"""A mark no column takes: what a workbook cannot carry stays refused instead of being cut in silence."""
_NARROW, _WIDE = 8, 36
_LINE, _TALLEST = 14, 400


@dataclass(slots=True)
class Book:
    """The workbook and the formats made so far."""

    made: io.BytesIO
    book: Any
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(dict(font_name=FONT, font_size=10, valign="top") | properties)
        return self.formats[key]

    def sheet(self, name: str) -> Any:
        """A new sheet under this name, or the nearest one a workbook can have."""
        taken = {sheet.name.lower() for sheet in self.book.worksheets()}
        wanted = _NO_SHEET.sub(" ", name).strip(" '")[:31] or "-"
        free = (n for n in (wanted, *(f"{wanted[:27]} {k}" for k in range(2, 1000))) if n.lower() not in taken)
        return self.book.add_worksheet(next(free))

    def close(self) -> bytes:
        self.book.close()
        return self.made.getvalue()


def new(title: str) -> Book:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, INERT)
    book.set_properties({"title": title, "created": MADE})
    book.set_size(2400, 1400)
    return Book(made, book)


def file_name(name: str) -> str:
    """The name without the characters that a file may not have on some system."""
    return _NO_FILE.sub(" ", name).strip(" .") or "-"


def writable(text: str) -> str:
    """The text as a cell can hold it."""
    text = _SURROGATE.sub(_UNREADABLE, text)
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 1] + _UNREADABLE


def put(sheet: Any, row: int, column: int, text: str, look: Any = None) -> None:
    """Write text as text; an empty cell only keeps its look."""
    if text:
        sheet.write_string(row, column, writable(text), look)
    elif look is not None:
        sheet.write_blank(row, column, None, look)


def width(texts: Sequence[str]) -> int:
    """A column's width in characters that shows most of these texts; a Chinese character takes two."""
    longest = max((_columns(line) for text in texts for line in text[:200].split("\n")), default=0)
    return min(max(longest + 2, _NARROW), _WIDE)


def height(texts: Sequence[str], *, width: int) -> int:
    """A row's height in points that shows these texts whole in columns of this width; not every program finds it by itself."""
    lines = max((sum(-(-_columns(line) // (width - 2)) or 1 for line in text.split("\n")) for text in texts), default=1)
    return min(_LINE * lines + 4, _TALLEST)


def _columns(text: str) -> int:
    return len(text.encode("gb18030", "replace"))
