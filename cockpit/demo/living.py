"""Living the demo street through: its files taken in at their times, weeks frozen when they end, so that the store has a past.

It measures once a day at most: every Monday to freeze the week, and every day of the last four weeks. A home that has lived
goes on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import orjson
import yaml

from cockpit import calendar, catalog, demo
from cockpit.house import House, WeekError, archive, pull, receive, taking
from cockpit.model import Batch

_STAMP = "demo.json"
_SCHEDULE = "schedule.yaml"
_DAILY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Lived:
    """What was lived just now."""

    files: int
    rows: int
    version: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a home's demo was begun: `anchor` is the day its story is seen from, `until` how far it has lived."""

    anchor: date
    until: date
    weeks: int
    seed: int
    rows: int | None


def packaged_catalog() -> Path:
    """The demo street's catalogue: in the wheel, or in the source tree."""
    packed = Path(str(resources.files("cockpit"))) / "_demo_catalog"
    return packed if packed.is_dir() else Path(__file__).resolve().parents[2] / "data" / "catalog"


def read_stamp(home: Path) -> Stamp | None:
    place = home / _STAMP
    if not place.exists():
        return None
    found = orjson.loads(place.read_bytes())
    return Stamp(date.fromisoformat(found["anchor"]), date.fromisoformat(found["until"]), found["weeks"], found["seed"], found["rows"])


def _write_stamp(home: Path, stamp: Stamp) -> None:
    days = {"anchor": stamp.anchor.isoformat(), "until": stamp.until.isoformat()}
    body = {**days, "weeks": stamp.weeks, "seed": stamp.seed, "rows": stamp.rows}
    archive.write_whole(home / _STAMP, orjson.dumps(body))


def today(home: Path, now: datetime) -> date:
    """The day a demo made `now` lives up to: the last one whose noon, office time, has passed, so that no file comes from the future."""
    office = calendar.Office(catalog.load_or_raise(home).street.zone)
    return office.local_day(now - timedelta(hours=12))


def is_up_to_date(home: Path, now: datetime) -> bool:
    """Whether the demo has lived through all its days: then there is nothing to do before it is served."""
    stamp = read_stamp(home)
    return stamp is not None and stamp.until >= today(home, now)


def prepare(home: Path, *, until: date, weeks: int) -> None:
    """Write the dated schedules that fit the files to come, before the catalogue is opened. A home that lives already keeps its own."""
    if read_stamp(home) is not None:
        return
    found = catalog.load_or_raise(home)
    fragment = demo.schedule(found, until, weeks)
    place = home / "catalog" / _SCHEDULE
    place.write_text(yaml.safe_dump(_plain(fragment), allow_unicode=True, sort_keys=False), encoding="utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def birthday(home: Path, *, until: date, weeks: int) -> datetime:
    """The moment at which the demo's past begins: what opening the home notes is stamped with it, not with today."""
    stamp = read_stamp(home)
    anchor, length = (stamp.anchor, stamp.weeks) if stamp else (until, weeks)
    found = catalog.load_or_raise(home)
    office = calendar.Office(found.street.zone)
    return office.instant(anchor - timedelta(days=anchor.weekday() + 7 * length))


def live(
    house: House, *, until: date, weeks: int = 60, rows: int | None = None, seed: int = 1, done: Callable[[int], None] = lambda _: None
) -> Lived:
    """Take in every file up to noon of `until` that was not taken in before, with a snapshot a day and a frozen week each Monday."""
    before = read_stamp(house.home)
    stamp = before or Stamp(until, until, weeks, seed, rows)
    last = max(until, stamp.until)
    since = house.office.instant(stamp.until, taking.NOON) if before else None
    arrivals = demo.files(
        house.catalog, until=last, weeks=stamp.weeks, seed=stamp.seed, rows=stamp.rows, anchor=stamp.anchor, since=since
    )
    lived = _live(house, arrivals, last=last, anchor=stamp.anchor, done=done)
    _write_stamp(house.home, Stamp(stamp.anchor, last, stamp.weeks, stamp.seed, stamp.rows))
    return lived


def _live(
    house: House, arrivals: Iterable[demo.Arrival], *, last: date, anchor: date, done: Callable[[int], None]
) -> Lived:
    files = rows = 0
    day: date | None = None
    for arrival in arrivals:
        arrived = house.office.local_day(arrival.at)
        for passed in _days(day, arrived):
            _end_of(house, passed, anchor)
        day = arrived
        batch = _take_in(house, arrival)
        files, rows = files + 1, rows + batch.equation.read
        done(files)
    for passed in _days(day, last):
        _end_of(house, passed, anchor)
    snapshot = _end_of(house, last, anchor) or house.keep(as_of=last, moment=house.office.instant(last, taking.NOON))[0].version
    return Lived(files, rows, snapshot)


def _days(first: date | None, last: date) -> list[date]:
    return [] if first is None else [first + timedelta(days=i) for i in range((last - first).days)]


def _take_in(house: House, arrival: demo.Arrival) -> Batch:
    received = house.receive(receive.Offer(arrival.data, arrival.name, arrival.at))
    pull.explain(house.state, arrival.name, arrival.data, received)
    return received.batch


def _end_of(house: House, day: date, anchor: date) -> str:
    """The look at noon: in the last four weeks a snapshot every day, on the freezing day the week before."""
    moment = house.office.instant(day, taking.NOON)
    version = house.keep(as_of=day, moment=moment)[0].version if day >= anchor - _DAILY else ""
    if day.weekday() == calendar.WEEKDAYS.index(house.catalog.street.freeze_day):
        _freeze(house, house.office.week_id(house.office.last_complete_week(day)), moment)
    return version


def _freeze(house: House, week: str, moment: datetime) -> None:
    try:
        house.freeze(week, moment=moment)
    except WeekError as error:
        if error.code != "nothing_known":  # of the week before the very first file nothing can be known
            raise


def files_into(folder: Path, arrivals: Iterable[demo.Arrival]) -> int:
    """Write the files themselves, with the times at which they came."""
    folder.mkdir(parents=True, exist_ok=True)
    return demo.write(folder, arrivals)


def copy_catalog(home: Path) -> None:
    """A home without a catalogue gets the demo street's."""
    target = home / "catalog"
    if not any(target.glob("*.yaml")):
        shutil.copytree(packaged_catalog(), target, dirs_exist_ok=True)
