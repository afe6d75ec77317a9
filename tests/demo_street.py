"""A demo street that has lived for some weeks, for tests that need a whole house: its home, and the files that made it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from cockpit import catalog, demo, house
from cockpit.demo import living
from cockpit.house import House, receive, taking

UNTIL = date(2026, 11, 23)
WEEKS = 10
DAILY = timedelta(days=4)
YEARLY = ("building_tax_month", "enterprise_intake", "talent_month", "village_month")
"""Monthly reports with windows of a year: these come for sixty weeks, however short the street's life."""
LOOKED, FROZEN = timedelta(weeks=5), timedelta(weeks=2)
"""How many weeks back Mondays have a snapshot, and weeks are frozen when they end."""


@dataclass(frozen=True, slots=True)
class DemoHome:
    """The lived home (read it, or copy it before writing), the day up to which it lived, and every file in the order it came."""

    path: Path
    until: date
    arrivals: tuple[demo.Arrival, ...]

    def open(self) -> House:
        """For reading only."""
        return house.open_house(self.path)


def live(home: Path, *, weeks: int = WEEKS, yearly: bool = True) -> DemoHome:
    """Let the street live in an empty home: weekly snapshots, at the end daily. `yearly`: sixty weeks of what is counted over a year."""
    living.copy_catalog(home)
    living.prepare(home, until=UNTIL, weeks=weeks)
    arrivals = files(home, weeks=weeks, long=YEARLY if yearly else ())
    opened = house.open_house(home, write=True, moment=arrivals[0].at)
    try:
        _live(opened, arrivals, since=UNTIL - min(LOOKED, timedelta(weeks=weeks)))
    finally:
        opened.close()
    return DemoHome(home, UNTIL, tuple(arrivals))


def files(home: Path, *, weeks: int, long: Collection[str]) -> list[demo.Arrival]:
    """So many weeks of everything, sixty of the `long` ones."""
    known = catalog.load_or_raise(home)
    recent = [arrival for arrival in demo.files(known, until=UNTIL, weeks=weeks) if arrival.source not in long]
    few = replace(known, sources={name: source for name, source in known.sources.items() if name in long})
    return sorted([*recent, *demo.files(few, until=UNTIL, weeks=60)])


def _live(opened: House, arrivals: list[demo.Arrival], *, since: date) -> None:
    day = since
    for arrival in arrivals:
        while day < arrival.at.date():
            _look(opened, day)
            day += timedelta(days=1)
        opened.receive(receive.Offer(arrival.data, arrival.name, arrival.at))
    _look(opened, UNTIL)


def _look(opened: House, day: date) -> None:
    """Mondays and the last days have a snapshot at noon; the last weeks are frozen."""
    monday = day.weekday() == 0
    if monday or day > UNTIL - DAILY:
        moment = opened.office.instant(day, taking.NOON)
        opened.keep(as_of=day, moment=moment)
        if monday and day > UNTIL - FROZEN:
            opened.freeze(opened.office.week_id(day - timedelta(days=1)), moment=moment)
