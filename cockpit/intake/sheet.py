"""What every reader gives: sheets with a head to look at and a body read column by column, in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cockpit.intake.frames import Ints, Texts
from cockpit.model import Problem

HEAD_ROWS = 20
"""How far down a header row is looked for."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of rows. `first_row` is the row a spreadsheet program shows for position 0; `widths` names the rows that have another
    number of fields than the header (position → fields), of which only the first cell is kept; `mended` the rows (positions) whose
    stray quotes were put right.

    Of an unpivoted wide sheet `rows` are the sheet's rows and `heads` the headers the cells stood under.
    """

    first_row: int
    length: int
    columns: Mapping[int, Texts]
    widths: Mapping[int, int] = field(default_factory=dict)
    mended: Sequence[int] = ()
    rows: Ints | None = None
    heads: Texts | None = None

    def row(self, at: int) -> int:
        """The row a spreadsheet program shows for this position."""
        return self.first_row + at if self.rows is None else int(self.rows[at])


Body = Callable[[int, Sequence[int], int], Iterator["Chunk | Problem"]]
"""(rows to skip, wanted field indexes, fields per row) → chunks, or the problem that ended the reading."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. `native` cells came typed from a workbook (a bare number may be a date's serial); `merged` are its merged
    ranges (first row, first column, last row, last column; from 0, in the sheet); a `hidden` sheet is said, not read."""

    name: str
    head: Sequence[Sequence[str]]
    body: Body
    native: bool = False
    named: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden: bool = False
