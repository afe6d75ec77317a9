"""When which file comes: the calendar of arrivals, made from what the catalogue says is due.

The further back, the thicker the files: daily feeds come as weekly bundles until four weeks before the anchor, weekly ledgers
month by month until some weeks before it, and reports of each community begin half a year before it with their past in one file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.demo import stage as stages
from cockpit.demo.stage import DAY, WEEK, Stage

NOON = time(12)
DAILY_WEEKS = 4
BRISK_WEEKS = 26
SLOW_WEEKS = 8
JOINED_MONTHS = 6
BRISK = frozenset({"building_snapshot", "deputy_suggestion", "illegal_structure", "neighbour_case", "link_visit", "petition_rating"})
"""Weekly sources whose weeks are worth looking at one by one for half a year."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One file to come: it covers `first` to `last` and arrives `at` (aware, office zone). `variant` is for planted faults."""

    source: str
    at: datetime
    first: date
    last: date
    kind: str
    place: str = ""
    initial: bool = False
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """From `since` on the source sends by this cadence."""

    since: date
    cadence: str


def phases(source: schema.Source, *, anchor: date, start: date) -> list[Phase]:
    """How often the source sends, earliest first; two phases at most."""
    cadence = source.due[-1].cadence if source.due else "none"
    now = stages.monday(anchor)
    earlier = {
        "daily": Phase(now - DAILY_WEEKS * WEEK, "weekly"),
        "weekly": Phase(now - (BRISK_WEEKS if source.id in BRISK else SLOW_WEEKS) * WEEK, "monthly"),
        "monthly": Phase(calendar.add_months(anchor.replace(day=1), -JOINED_MONTHS) if source.each else start, "none"),
    }.get(cadence)
    if earlier is None or earlier.since <= start:
        return [Phase(start, cadence)]
    return [Phase(start, earlier.cadence), Phase(earlier.since, cadence)]


def slots(stage: Stage, source: schema.Source, until: date) -> list[Slot]:
    """Every file of one source that arrives by `until`, noon, in the order of arrival."""
    end = datetime.combine(until, NOON, stage.office.tz)
    spans = _plans(stage, until) if source.plans else _spans(stage, source, until)
    planned = (replace(slot, place=place) for slot in _first_marked(stage, source, spans) for place in _places(stage, source))
    timed = [replace(slot, at=_clock(stage, source, slot)) for slot in planned]
    return sorted((slot for slot in timed if slot.at <= end), key=lambda slot: (slot.at, slot.place))


Span = tuple[date, date, str]
"""First and last day and the kind of name."""


def _first_marked(stage: Stage, source: schema.Source, spans: Iterator[Span]) -> Iterator[Slot]:
    midnight = datetime.combine(stage.start, time(0), stage.office.tz)
    for number, (first, last, kind) in enumerate(spans):
        yield Slot(source.id, midnight, first, last, kind, initial=number == 0)


def _spans(stage: Stage, source: schema.Source, until: date) -> Iterator[Span]:
    """What each file covers, without gaps from one phase into the next."""
    known = phases(source, anchor=stage.anchor, start=stage.start)
    covered = date.max - DAY
    for phase, following in zip(known, [*known[1:], Phase(until, "")], strict=True):
        for first, last, kind in _periods(phase, following.since, opening=phase is known[0]):
            yield min(first, covered + DAY), last, kind
            covered = last


def _periods(phase: Phase, end: date, *, opening: bool) -> Iterator[Span]:
    """Periods that end before `end`; the opening phase also tells the period before the story begins."""
    since = phase.since
    if phase.cadence == "daily":
        yield from ((day, day, "date") for day in stages.days(since, end - DAY))
    elif phase.cadence == "weekly":
        last = since + (-DAY if opening else 6 * DAY)
        while last < end:
            yield last - 6 * DAY, last, "week"
            last += WEEK
    elif phase.cadence == "none":
        yield (since - DAY).replace(day=1), end - DAY, "month"
    else:
        yield from _months(since, end, {"monthly": 1, "quarterly": 3, "yearly": 12}[phase.cadence], opening=opening)


def _months(since: date, end: date, length: int, *, opening: bool) -> Iterator[Span]:
    last = since.replace(day=1) - DAY if opening else calendar.month_end(since)
    while last.month % length:
        last = last.replace(day=1) - DAY if opening else calendar.month_end(last + DAY)
    while last < end:
        yield calendar.add_months(last, -length) + DAY, last, {1: "month", 3: "quarter", 12: "year"}[length]
        last = calendar.add_months(last, length)


def _plans(stage: Stage, until: date) -> Iterator[Span]:
    yield from ((date(year, 1, 1), date(year, 12, 31), "year") for year in range(stage.start.year, until.year + 1))


def _places(stage: Stage, source: schema.Source) -> tuple[str, ...]:
    return tuple(stage.catalog.communities) if source.each else ("",)


def _clock(stage: Stage, source: schema.Source, slot: Slot) -> datetime:
    """A minute between 07:30 and 08:40 of the day it comes; now and then the office is some hours late."""
    day = max(stage.start, _day(stage, source, slot))
    dice = stage.dice("arrival", source.id, slot.last, slot.place)
    minutes = 7 * 60 + 30 + dice.between(0, 70)
    if dice.chance(0.02) and stage.start + WEEK < day < stage.anchor - 10 * DAY and not source.plans:
        minutes += dice.between(150, 420)
    return datetime.combine(day, time(minutes // 60, minutes % 60, dice.between(0, 59)), stage.office.tz)


def _day(stage: Stage, source: schema.Source, slot: Slot) -> date:
    if source.plans:
        return stage.office.workday_from(slot.first.replace(day=4))
    if slot.kind in ("date", "week"):
        return slot.last + DAY
    due = source.due[-1].day if source.due else ""
    latest = max(1, int(due) - 1) if due.isdigit() else 4
    wanted = min(stage.dice("report", source.id, slot.last, slot.place).between(3, 4), latest)
    return stage.office.workday_from(slot.last + wanted * DAY)


def name(stage: Stage, source: schema.Source, slot: Slot) -> str:
    """The file's name by the source's own patterns: that of the slot's kind of period, else a dated one."""
    by_kind = [pattern for pattern in source.files if f"{{{slot.kind}}}" in pattern]
    dated = [pattern for pattern in source.files if "{date}" in pattern]
    pattern = (by_kind or dated or list(source.files) or [f"{source.name.zh}_{{date}}.{source.format}"])[0]
    last = slot.last
    words = {
        "date": last.isoformat(),
        "week": stage.office.week_id(last),
        "month": f"{last:%Y-%m}",
        "quarter": f"{last.year}-Q{(last.month + 2) // 3}",
        "year": str(last.year),
        "place": stage.catalog.communities[slot.place].name.zh if slot.place else "",
        "*": "",
    }
    for word, text in words.items():
        pattern = pattern.replace(f"{{{word}}}", text)
    return pattern


def schedule(catalog: schema.Catalog, until: date, weeks: int) -> dict[str, Any]:
    """Dated dues for every source that did not always send as it does now, as a piece of catalogue."""
    start = stages.monday(until) - weeks * WEEK
    entries = []
    for source in catalog.sources.values():
        known = phases(source, anchor=until, start=start)
        if len(known) == 2 and not source.system and not source.plans:
            entries.append({"source": source.id, "due": [_due(phase, source.due[-1]) for phase in known]})
    return {"schedules": entries}


def _due(phase: Phase, now: schema.Due) -> dict[str, Any]:
    if phase.cadence == now.cadence:
        day = int(now.day) if now.day.isdigit() else now.day
        kept = {"cadence": now.cadence, "day": day, "at": f"{now.at:%H:%M}", "workdays": now.workdays, "grace": now.grace}
        return {"since": phase.since, **{key: value for key, value in kept.items() if value != ""}}
    earlier: dict[str, dict[str, Any]] = {
        "weekly": {"day": "mon", "at": "09:30", "workdays": True, "grace": now.grace},
        "monthly": {"day": 5, "at": "10:00", "workdays": True, "grace": now.grace},
        "none": {},
    }
    return {"since": phase.since, "cadence": phase.cadence, **earlier[phase.cadence]}
