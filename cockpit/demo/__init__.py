"""A street that never was, with the files of its offices: what `cockpit demo` lives through and the tests measure.

    for arrival in demo.files(catalog, until=date(2026, 11, 23)):
        ...                                    # in the order in which they came, made one at a time
    demo.write(folder, demo.files(catalog, until=…))
    demo.schedule(catalog, until, weeks=60)    # dated dues that fit these files

Same arguments, same bytes, on any machine and in any time zone. What was planted is listed in `demo.story`.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.demo import faults, feeds, timetable, volume
from cockpit.demo import files as forms
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed
from cockpit.demo.stage import Stage
from cockpit.demo.timetable import Slot, schedule

__all__ = ["Arrival", "files", "schedule", "stage_of", "write"]


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """A file as it came: `at` in the office's zone, `name` without a folder."""

    at: datetime
    name: str
    source: str
    data: bytes


def files(
    catalog: schema.Catalog, *, until: date, weeks: int = 60, seed: int = 1, rows: int | None = None, anchor: date | None = None,
    since: datetime | None = None,
) -> Iterator[Arrival]:
    """Every file that came by noon of `until`, by (at, name), each made when it is asked for.

    `anchor` is the day the planted story is seen from, `until` unless given: with an earlier day the street simply lives on, and the
    files up to that day stay the same. `rows` thickens the event feeds until about so many rows come in all.
    """
    stage = stage_of(catalog, anchor=anchor or until, weeks=weeks, seed=seed, rows=rows)
    known = feeds.all_feeds()
    told = (source for source in catalog.sources.values() if source.id in known and not source.system)
    streams = [_source(stage, source, known[source.id], until, since) for source in told]
    return heapq.merge(*streams, key=lambda arrival: (arrival.at, arrival.name))


def stage_of(catalog: schema.Catalog, *, anchor: date, weeks: int = 60, seed: int = 1, rows: int | None = None) -> Stage:
    """What the generator stands on; tests look at the story's own numbers through it."""
    street = catalog.street
    office = calendar.Office(street.zone, street.week_starts, catalog.holidays, catalog.holiday_years)
    start = stages.monday(anchor) - weeks * stages.WEEK
    return Stage(catalog, office, anchor, start, seed, volume.scale(rows, weeks))


def _source(stage: Stage, source: schema.Source, feed: Feed, until: date, since: datetime | None) -> Iterator[Arrival]:
    came = faults.reschedule(stage, timetable.slots(stage, source, until))
    named = sorted(((slot.at, timetable.name(stage, source, slot), slot) for slot in came), key=lambda each: each[:2])
    for at, name, slot in named:
        if (since is None or at > since) and (at.date() < until or at.hour < timetable.NOON.hour):
            yield _arrival(stage, source, feed, slot, name)


def _arrival(stage: Stage, source: schema.Source, feed: Feed, slot: Slot, name: str) -> Arrival:
    if slot.variant == "fake":
        return Arrival(slot.at, name, source.id, faults.PAGE)
    if slot.variant == "duplicate":
        stem, ending = os.path.splitext(name)
        name = f"{stem}(1){ending}"
    rows = faults.spoil(stage, slot, feed.rows(stage, slot))
    return Arrival(slot.at, name, source.id, forms.write(stage, source, feed.look, rows, name=name))


def write(folder: Path, arrivals: Iterable[Arrival]) -> int:
    """The files in `folder`, each with its arrival as modification time; a name that came twice gets a number. How many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for arrival in arrivals:
        path = _free(folder / arrival.name)
        path.write_bytes(arrival.data)
        os.utime(path, (arrival.at.timestamp(), arrival.at.timestamp()))
        count += 1
    return count


def _free(path: Path) -> Path:
    number = 2
    wanted = path
    while path.exists():
        path = wanted.with_name(f"{wanted.stem}({number}){wanted.suffix}")
        number += 1
    return path
