"""What became of every row of a file, for those who want to see it beside the row: the first two thousand, and only when asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_ROWS = 2_000
_ORDER = ("blank", "skip", "title", "header", "total", "ok", "held", "refused")
"""From the mildest to the worst: a wide sheet's row has one cell for each verdict and shows the worst."""


@dataclass(frozen=True, slots=True)
class RowFate:
    """`verdict`: ok note held refused, or of rows that are no data header title total blank skip (notes below, headings between).
    `codes` are the problems that say why."""

    sheet: str
    row: int
    verdict: str
    codes: tuple[str, ...] = ()


@dataclass(slots=True)
class Fates:
    """Collects them while a file is read; one sheet at a time."""

    sheet: str = ""
    rows: dict[tuple[str, int], str] = field(default_factory=dict)
    codes: dict[tuple[str, int], dict[str, None]] = field(default_factory=dict)

    def begin(self, sheet: str) -> None:
        self.sheet = sheet

    def tell(self, row: int, verdict: str) -> None:
        """This row's verdict; the worst of several stands."""
        known = self.rows.get((self.sheet, row))
        if known is None and len(self.rows) >= MOST_ROWS:
            return
        if known is None or _ORDER.index(verdict) > _ORDER.index(known):
            self.rows[self.sheet, row] = verdict

    def note(self, code: str, rows: Iterable[int], sheet: str | None = None) -> None:
        """A code that says something of these rows."""
        where = self.sheet if sheet is None else sheet
        for row in rows:
            if len(self.codes) >= MOST_ROWS and (where, row) not in self.codes:
                return
            self.codes.setdefault((where, row), {})[code] = None

    def all(self) -> tuple[RowFate, ...]:
        """In the order of the sheets and rows as they were read."""
        found = []
        for (sheet, row), verdict in self.rows.items():
            codes = tuple(self.codes.get((sheet, row), ()))
            found.append(RowFate(sheet, row, "note" if verdict == "ok" and codes else verdict, codes))
        return tuple(found)
