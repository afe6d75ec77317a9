"""Tables of an HTML page, as many systems save them under the name .xls. Only text is taken; nothing is fetched, no script is run.

A cell over several columns or rows stands in its first place and its range in `Sheet.merged`, as in a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cockpit.catalog.schema import Source
from cockpit.intake import decode, extent, frames
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_OTHER_SCRIPTS = frozenset(("big5", "big5-hkscs", "shift-jis", "euc-jp", "euc-kr", "windows-1251", "windows-1252", "iso-8859-1"))
_SILENT = frozenset(("script", "style"))
_MOST_COLUMNS, _MOST_ROWS = 1000, 65_534
"""How far a cell may span, as HTML has it."""
Span = tuple[int, int, int, int]


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """A sheet per table that has a row of two filled cells; `wrong_type` names the page when there is none."""
    text = decode.text_of(data, declared=str(source.reader.get("encoding", "")) or _declared(data))
    if isinstance(text, Problem):
        return text
    page = _Page(limits)
    try:
        page.feed(text)
        # A mark left open at the end is a page cut off; closing it would look for its end again from every place.
        is_cut = "<" in page.rawdata
        if not is_cut:
            page.close()
    except _Stopped as stopped:
        return stopped.problem
    except (ValueError, AssertionError, RecursionError) as error:
        return Problem("broken_file", Level.QUARANTINE, found=type(error).__name__)
    if is_cut or page.open:
        return Problem("broken_file", Level.QUARANTINE, found="<table>")
    tables = [table for table in page.done if any(sum(map(bool, row)) > 1 for row in table.rows)]
    if not tables:
        return Problem("wrong_type", Level.QUARANTINE, found="html", expected=source.format)
    return [_sheet(table, str(at) if len(tables) > 1 else "") for at, table in enumerate(tables, start=1)]


def _declared(data: bytes) -> str:
    """The encoding the page names where it is of another script than those that are tried anyway."""
    found = _CHARSET.search(data[:2048])
    named = found[1].decode("ascii", "replace").lower().replace("_", "-") if found else ""
    return named if named in _OTHER_SCRIPTS else ""


def _sheet(table: _Table, name: str) -> Sheet:
    width = max(map(len, table.rows))
    rows = [[*row, *[""] * (width - len(row))] for row in table.rows]

    def body(skip: int, wanted: Sequence[int], asked: int) -> Iterator[Chunk | Problem]:
        below = rows[skip:]
        yield Chunk(skip + 1, len(below), {index: frames.texts([row[index] for row in below]) for index in wanted})

    merged = tuple((r1, c1, min(r2, len(rows) - 1), min(c2, width - 1)) for r1, c1, r2, c2 in table.merged)
    return Sheet(name, rows[:HEAD_ROWS], body, named=True, merged=tuple(span for span in merged if span[:2] != span[2:]))


class _Stopped(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(slots=True)
class _Table:
    """One table while it is read. `taken` tells until which row (from 0) a column is covered by a cell above, `next` the column where
    the next cell stands at the earliest."""

    rows: list[list[str]] = field(default_factory=list)
    merged: list[Span] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)
    next: int = 0
    widest: int = 0
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)

    def begin_row(self) -> None:
        self.rows.append([])
        self.next = 0

    def place(self, text: str) -> None:
        """Put one cell into the last row, beside those that reach down into it."""
        (down, right), row, at, first = self.span, self.rows[-1], len(self.rows) - 1, self.next
        while self.taken.get(first, -1) >= at:
            first += 1
        row += [*[""] * (first - len(row)), text]
        self.next = first + right
        self.widest = max(self.widest, len(row))
        if down > 1:
            self.taken.update((column, at + down - 1) for column in range(first, first + right))
        if down > 1 or right > 1:
            self.merged.append((at, first, at + down - 1, first + right - 1))


class _Page(HTMLParser):
    """Tables inside one another are separate; a cell's text is its own, without that of tables in it."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.open: list[_Table] = []
        self.done: list[_Table] = []
        self.silent = 0
        self.laid_out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "table":
            self.open.append(_Table())
        elif tag == "tr" and self.open:
            self._end_cell()
            self._begin_row()
        elif tag in ("td", "th") and self.open:
            self._end_cell()
            if not self.open[-1].rows:
                self._begin_row()
            told = dict(attrs)
            self.open[-1].cell = []
            self.open[-1].span = _number(told.get("rowspan"), _MOST_ROWS), _number(told.get("colspan"), _MOST_COLUMNS)
        elif tag in ("br", "p", "div") and self.open and self.open[-1].cell:
            self.open[-1].cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("td", "th", "tr") and self.open:
            self._end_cell()
        elif tag == "table" and self.open:
            self._end_cell()
            self.done.append(self.open.pop())
            self.laid_out += len(self.done[-1].rows) * self.done[-1].widest

    def handle_data(self, data: str) -> None:
        if self.open and not self.silent and self.open[-1].cell is not None:
            self.open[-1].cell.append(data.replace("\n", " "))

    def _begin_row(self) -> None:
        self.open[-1].begin_row()
        self._check()

    def _end_cell(self) -> None:
        table = self.open[-1]
        if table.cell is None:
            return
        text = "\n".join(line for line in (" ".join(part.split()) for part in "".join(table.cell).split("\n")) if line)
        if len(text) > self.limits.cell_chars:
            raise _Stopped(Problem("cell_too_long", Level.QUARANTINE, row=len(table.rows), expected=f"{self.limits.cell_chars:g}"))
        table.cell = None
        table.place(text)
        self._check()

    def _check(self) -> None:
        """Short rows are filled up to the widest one, so that is what counts, in all tables together."""
        table = self.open[-1]
        rows, columns = len(table.rows), table.widest
        if found := extent.stop(rows, columns, self.laid_out + rows * columns, self.limits):
            raise _Stopped(found)


def _number(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdecimal() and len(text) < 7 else 1
