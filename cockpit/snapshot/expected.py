"""Which deliveries a source owes, by when, which came, and what that says about it. One rule for lateness and for coverage."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure.context import Delivery
from cockpit.model import Period, SourceReport, SourceState


@dataclass(frozen=True, slots=True)
class Expected:
    """One delivery owed: the period it covers, its name in the office's words, and the moment it is due (UTC)."""

    first: date
    last: date
    due_at: datetime
    period: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Every delivery owed between two days; `ends` are their last days, for finding."""

    first: date
    last: date
    owed: list[Expected]
    ends: list[date]


def _run(source: schema.Source, first: date, last: date, office: calendar.Office) -> _Run:
    days = (first + timedelta(days=i) for i in range((last - first).days + 1))
    owed = [found for day in days if (found := expected_on(source, day, office)) is not None]
    return _Run(first, last, owed, [each.last for each in owed])


class Plan:
    """Expected deliveries by source, remembered: the same days are asked for at every snapshot."""

    def __init__(self, catalog: schema.Catalog, office: calendar.Office) -> None:
        self.catalog = catalog
        self.office = office
        self._known: dict[str, _Run] = {}

    def owed(self, source: schema.Source, since: date, until: date) -> list[Expected]:
        """Deliveries whose period ends in [since, until], in order."""
        run = self._known.get(source.id)
        if run is None or since < run.first or until > run.last:
            first, last = (min(since, run.first), max(until, run.last)) if run else (since, until)
            run = self._known[source.id] = _run(source, first, last + timedelta(days=31), self.office)
        return run.owed[bisect_left(run.ends, since) : bisect_right(run.ends, until)]


def expected_on(source: schema.Source, day: date, office: calendar.Office) -> Expected | None:
    """The delivery whose period ends on `day`, by the schedule in force that day; None when none ends there."""
    due = max((d for d in source.due if d.since <= day), key=lambda d: d.since, default=None)
    if due is None or due.cadence == "none":
        return None
    if due.cadence == "daily":
        return Expected(day, day, _moment(day + calendar.DAY, due, office), day.isoformat())
    if due.cadence == "weekly":
        return _weekly(due, day, office)
    return _monthly(due, day, office)


def _moment(day: date, due: schema.Due, office: calendar.Office) -> datetime:
    return office.instant(office.workday_from(day) if due.workdays else day, due.at)


def _weekly(due: schema.Due, day: date, office: calendar.Office) -> Expected | None:
    if office.week_end(day) != day:
        return None
    weekday = calendar.WEEKDAYS.index(due.day or "mon")
    handed = next(d for d in (day + i * calendar.DAY for i in range(1, 8)) if d.weekday() == weekday)
    return Expected(day - 6 * calendar.DAY, day, _moment(handed, due, office), office.week_id(day))


def _monthly(due: schema.Due, day: date, office: calendar.Office) -> Expected | None:
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[due.cadence]
    if calendar.month_end(day) != day or day.month % months:
        return None
    following = day + calendar.DAY
    handed = following.replace(day=min(int(due.day or 5), calendar.month_end(following).day))
    first = calendar.add_months(day, 1 - months).replace(day=1)
    name = {1: day.isoformat()[:7], 3: f"{day.year}-Q{(day.month + 2) // 3}", 12: str(day.year)}[months]
    return Expected(first, day, _moment(handed, due, office), name)


class Arrivals:
    """Which days of a source are covered, by place where each sends its own."""

    def __init__(self, source: schema.Source, deliveries: Sequence[Delivery], places: Iterable[str], floor: float) -> None:
        self.source = source
        self.places = tuple(places) if source.each else ("",)
        self.floor = floor
        spans: dict[str, list[tuple[date, date]]] = {}
        for delivery in deliveries:
            for place in self.places if not delivery.place or not source.each else (delivery.place,):
                spans.setdefault(place, []).append((delivery.first, delivery.last))
        self._spans = {place: _merged(found) for place, found in spans.items()}
        self.first = min((d.first for d in deliveries), default=None)

    def share(self, day: date) -> float:
        """Share of the places (1 place when the source comes whole) that have delivered a period ending on `day`."""
        return sum(self._has(place, day) for place in self.places) / len(self.places)

    def delivered(self, day: date, place: str = "") -> bool:
        return self._has(place if self.source.each else "", day)

    def _has(self, place: str, day: date) -> bool:
        spans = self._spans.get(place, ())
        at = bisect_right(spans, (day, date.max)) - 1
        return at >= 0 and spans[at][0] <= day <= spans[at][1]

    def covered(self, limit: date) -> date | None:
        """The last day, not after `limit`, covered by enough places."""
        ends = {min(last, limit) for spans in self._spans.values() for first, last in spans if first <= limit}
        if not self.source.each:
            return max(ends, default=None)
        return max((day for day in ends if self.share(day) >= self.floor), default=None)


def _merged(spans: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """Overlapping and adjoining spans as one, in order."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + calendar.DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def coverage(arrivals: Arrivals, plan: Plan, period: Period, place: str = "") -> tuple[float, int] | None:
    """(Deliveries there ÷ expected, expected) of a window; None where nothing is expected: no schedule, or before the first delivery.

    A stock needs only the newest delivery on or before its day.
    """
    if arrivals.first is None:
        return None
    since = max(calendar.start(period), arrivals.first)
    if period.window in ("stock", "all"):
        since = max(since, period.end - timedelta(days=400))
    owed = plan.owed(arrivals.source, since, calendar.last_day(period) if not period.window.startswith("next") else period.end)
    if period.window == "stock":
        owed = owed[-1:]
    if not owed:
        return None
    if place and arrivals.source.each:
        return math.fsum(arrivals.delivered(e.last, place) for e in owed) / len(owed), len(owed)
    return math.fsum(arrivals.share(e.last) for e in owed) / len(owed), len(owed) * len(arrivals.places)


def report(arrivals: Arrivals, plan: Plan, deliveries: Sequence[Delivery], *, moment: datetime, limit: date, rows: int) -> SourceReport:
    """How a source stands at `moment`: what was due and did not come, and whether it is beyond its grace."""
    source, office = arrivals.source, plan.office
    covered = arrivals.covered(limit)
    newest = max(deliveries, key=lambda d: d.batch, default=None)
    start = covered + calendar.DAY if covered else limit - timedelta(days=62)
    owed = plan.owed(source, start, limit + timedelta(days=100))
    missed = [e for e in owed if e.due_at <= moment]
    coming = next((e.due_at for e in owed if e.due_at > moment), None)
    last_due = plan.owed(source, limit - timedelta(days=62), limit)
    told = next((e for e in reversed(last_due) if e.due_at <= moment), None)
    missing = tuple(p for p in arrivals.places if told and not arrivals.delivered(told.last, p)) if source.each else ()
    return SourceReport(
        id=source.id,
        state=_state(source, covered, missed, bool(missing), moment, office),
        data_as_of=covered,
        received_at=datetime.fromtimestamp(newest.received, tz=moment.tzinfo) if newest else None,
        due_at=missed[0].due_at if missed else None,
        next_due=coming,
        owner=source.owner,
        rows=rows,
        batch=newest.batch if newest else 0,
        missed=len(missed),
        places_missing=missing,
        silent_at=_grace_ends(source, owed[0], office) if covered and owed else None,
    )


def _state(
    source: schema.Source, covered: date | None, missed: Sequence[Expected], missing: bool, moment: datetime, office: calendar.Office
) -> SourceState:
    if covered is None:
        return SourceState.NEVER
    if not missed:
        return SourceState.LATE if missing else SourceState.FRESH
    return SourceState.SILENT if moment > _grace_ends(source, missed[0], office) else SourceState.LATE


def _grace_ends(source: schema.Source, owed: Expected, office: calendar.Office) -> datetime:
    """Until when a delivery may be late before its source counts as silent."""
    due = max((d for d in source.due if d.since <= owed.last), key=lambda d: d.since)
    day = office.local_day(owed.due_at)
    end = office.add_workdays(day, due.grace) if due.workdays else day + timedelta(days=due.grace)
    return office.instant(end, due.at)


def arrivals_by_source(catalog: schema.Catalog, deliveries: Mapping[str, Sequence[Delivery]]) -> dict[str, Arrivals]:
    floor = catalog.street.coverage_floor
    return {
        source.id: Arrivals(source, deliveries.get(source.id, ()), _places(catalog, source), floor)
        for source in catalog.sources.values()
        if not source.system
    }


def _places(catalog: schema.Catalog, source: schema.Source) -> list[str]:
    return list(catalog.communities) if source.each else []
