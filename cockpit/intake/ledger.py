"""The list of what was found while a file was read: every problem with its place, up to a bound, and how many there were beyond it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cockpit.model import Level, Problem

MOST_PROBLEMS = 10_000
MOST_CHARS = 60
_MOST_ROWS_NAMED = 20


@dataclass(slots=True)
class Ledger:
    """Problems of one file. Refusals and holds stand one by one; what is alike and costs nothing is gathered in one note."""

    source: str
    file: str
    problems: list[Problem] = field(default_factory=list)
    beyond: Counter[str] = field(default_factory=Counter)
    gathered: dict[tuple[str, str, str], Problem] = field(default_factory=dict)

    def full(self, code: str, count: int) -> int:
        """How many of `count` further problems still go in; the others are counted."""
        room = max(0, min(count, MOST_PROBLEMS - len(self.problems)))
        if room < count:
            self.beyond[code] += count - room
        return room

    def add(self, problem: Problem) -> None:
        self.problems.append(self._signed(problem))

    def gather(
        self, code: str, *, sheet: str, column: str, rows: list[int], found: str = "", values: Mapping[str, str] | None = None
    ) -> None:  # fmt: skip
        """One note for all rows alike: the first row, how many, and the first few of them."""
        if not rows:
            return
        known = self.gathered.get((code, sheet, column))
        if known is not None:
            named = known.values["rows"].split(",") + [str(row) for row in rows]
            counted = {"count": str(int(known.values["count"]) + len(rows)), "rows": ",".join(named[:_MOST_ROWS_NAMED])}
            self.gathered[code, sheet, column] = replace(known, values={**known.values, **counted})
            return
        named = [str(row) for row in rows[:_MOST_ROWS_NAMED]]
        every = {**(values or {}), "count": str(len(rows)), "rows": ",".join(named)}
        note = Problem(code, Level.NOTE, sheet=sheet, row=rows[0], column=column, found=cut(found), values=every)
        self.gathered[code, sheet, column] = self._signed(note)

    def all(self) -> tuple[Problem, ...]:
        """Refusals and holds in the order of the file, then the notes."""
        ordered = sorted(self.problems, key=lambda p: (p.level == Level.NOTE, p.sheet, p.row))
        beyond = ({"code": code, "count": str(count)} for code, count in sorted(self.beyond.items()))
        return (*ordered, *self.gathered.values(), *(self._signed(Problem("problems_cut", Level.NOTE, values=v)) for v in beyond))

    def _signed(self, problem: Problem) -> Problem:
        return replace(problem, source=problem.source or self.source, file=self.file)


def cut(text: str) -> str:
    """What was found, short enough for a sentence and without control characters."""
    shown = "".join(c if c.isprintable() else "?" for c in text[: MOST_CHARS + 1].strip())
    return shown if len(shown) <= MOST_CHARS else shown[: MOST_CHARS - 1] + "…"
