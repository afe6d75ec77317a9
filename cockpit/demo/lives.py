"""Cases that live: born in one week's cohort, changed on later days, told again in each file that covers a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from cockpit.demo import stage as stages
from cockpit.demo.stage import Row, Stage
from cockpit.demo.timetable import Slot


@dataclass(slots=True)
class Life:
    """`row` as it was on `born`; each turn is a day and what became known on it, in the order of days."""

    born: date
    row: Row
    turns: list[tuple[date, Row]] = field(default_factory=list)
    ends: date = date.min

    def turn(self, day: date, **known: stages.Value) -> None:
        day = max(day, self.born)
        self.turns.append((day, known))
        if day < self.ends:
            self.turns.sort(key=_day)
        self.ends = max(self.ends, day)

    def at(self, day: date) -> Row:
        """The row as the office knew it at the end of `day`."""
        row = dict(self.row)
        for changed_on, known in self.turns:
            if changed_on <= day:
                row.update(known)
        return row

    def touched(self, first: date, last: date) -> bool:
        if self.born > last or self.ends < first:
            return first <= self.born <= last
        return self.born >= first or any(first <= day <= last for day, _ in self.turns)

    def open_at(self, day: date) -> bool:
        """Born before `day` with something still to come."""
        return self.born < day <= self.ends


def _day(turn: tuple[date, Row]) -> date:
    return turn[0]


Cohort = Callable[[Stage, date], list[Life]]


def cohort(stage: Stage, make: Cohort, week: date, *, keep: int = 28) -> list[Life]:
    """The cases of the week that begins on Monday `week`; only the last asked for are kept in mind."""
    known: dict[date, list[Life]] = stage.once(("cohorts", make), dict)
    if week not in known:
        known[week] = make(stage, week)
        while len(known) > keep:
            known.pop(next(iter(known)))
    return known[week]


def cohorts(stage: Stage, make: Cohort, last: date, *, back: int) -> Iterator[Life]:
    """Every case of the `back` weeks up to the one that holds `last`, oldest first."""
    newest = stages.monday(last)
    for step in range(back, -1, -1):
        yield from cohort(stage, make, newest - step * stages.WEEK, keep=back + 2)


def told(stage: Stage, make: Cohort, slot: Slot, *, back: int) -> list[Row]:
    """What a file of changes holds: cases born or changed in the slot; the first file also brings those still open."""
    return changes(cohorts(stage, make, slot.last, back=back), slot)


def changes(lives: Iterable[Life], slot: Slot) -> list[Row]:
    return [life.at(slot.last) for life in lives if life.touched(slot.first, slot.last) or (slot.initial and life.open_at(slot.first))]


def standing(lives: Iterable[Life], day: date) -> list[Row]:
    """What a register lists: every case known at the end of `day`."""
    return [life.at(day) for life in lives if life.born <= day]
