"""The two indicators about deliveries, on the record of what came when; what was due is read from the declarations as plain YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from independent import sums, words
from independent.street import EACH, ENOUGH, Delivery, Street
from independent.sums import Answer

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Owed:
    """One delivery: the last day it tells of, and when it is due (office time)."""

    source: str
    last: date
    due_at: datetime


def dues(folder: Path) -> dict[str, Mapping[str, Any]]:
    """How each source sends these days; sources that send only when something has changed are left out."""
    declared = [source for path in sorted(folder.glob("*.yaml")) for source in yaml.safe_load(path.read_text("utf-8"))["sources"]]
    return {s["id"]: s["due"] for s in declared if s["due"] != "none" and s["due"]["cadence"] != "none"}


def _workday(day: date) -> date:
    """The day or the Monday after it; no public holiday lies in the weeks looked at."""
    return day + DAY * max(0, 7 - day.weekday()) if day.weekday() > 4 else day


def owed(known: Mapping[str, Mapping[str, Any]], first: date, last: date) -> Iterator[Owed]:
    """Deliveries that fall due on the days between."""
    for source, due in known.items():
        for number in range((last - first).days + 45):
            told = last - number * DAY
            handed = _handed(due, told)
            if handed is not None and first <= _workday(handed) <= last:
                yield Owed(source, told, datetime.combine(_workday(handed), time.fromisoformat(due["at"])))


def _handed(due: Mapping[str, Any], told: date) -> date | None:
    """The day on which the delivery of a period that ends on `told` is due; None when no period ends there."""
    following = told + DAY
    if due["cadence"] == "daily":
        return following
    if due["cadence"] == "weekly":
        return following + DAY * WEEKDAYS.index(due["day"]) if following.weekday() == 0 else None
    assert due["cadence"] == "monthly"
    return following.replace(day=due["day"]) if following.day == 1 else None


def _came(street: Street, each: Owed) -> datetime | None:
    """When it was there; of reports by community, when enough of them were."""
    needed = ENOUGH * len(words.PLACES) if each.source in EACH else 1
    places: set[str] = set()
    for delivery in street.deliveries.get(each.source, []):
        if delivery.first <= each.last <= delivery.last:
            places.add(delivery.place)
            if len(places) >= needed:
                return delivery.at.replace(tzinfo=None)
    return None


def _last_week(street: Street) -> tuple[date, date]:
    return street.yesterday - 6 * DAY, street.yesterday


def feeds_on_time(street: Street, known: Mapping[str, Mapping[str, Any]]) -> Answer:
    first, last = _last_week(street)
    expected = list(owed(known, first, last))
    came = [(_came(street, each), each.due_at) for each in expected]
    found = sums.alone(sum(at is not None and at <= due_at for at, due_at in came), len(expected))
    return Answer("week", first, last, (), found, False)


def rows_accepted(street: Street) -> Answer:
    first, last = _last_week(street)
    files: list[Delivery] = [each for known in street.deliveries.values() for each in known if first <= each.at.date() <= last]
    good = sum(len(each.rows) for each in files)
    return Answer("week", first, last, (), sums.alone(good, good + sum(each.refused for each in files)), False)
