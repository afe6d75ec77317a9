"""What one taking works with: the store's context, deliveries, panels; and how far the deliveries reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import touches
from cockpit.measure.context import Context
from cockpit.model import NOWHERE, STREET, Period, SourceReport
from cockpit.snapshot import expected, panels


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything one taking works with. `plans` holds plan_phase: (indicator, unit, month end) → planned, cumulative.

    `week_end` is set when a week is frozen: windows then end with the reporting week.
    """

    ctx: Context
    plan: expected.Plan
    arrivals: Mapping[str, expected.Arrivals]
    reports: Mapping[str, SourceReport]
    touched: touches.Touches
    cache: panels.Cache
    plans: Mapping[tuple[str, str, date], float]
    as_of: date
    moment: datetime
    week_end: date | None = None
    masked: bool = True


def definition(indicator: schema.Indicator) -> str:
    """Name of one definition in panels and tallies: a changed formula is another one."""
    return f"{indicator.id}#{indicator.hash[:8]}"


def dated_sources(catalog: schema.Catalog, formula: schema.Formula) -> list[str]:
    """Sources whose deliveries decide how far a formula's window reaches: dated ones, else its registers."""
    chosen = [s for s in (formula.n, *([formula.N] if formula.N else []))]
    dated = [s.table for s in chosen if s.when and not catalog.sources[s.table].plans and not catalog.sources[s.table].system]
    registers = [s.table for s in chosen if not s.when and _scheduled(catalog.sources[s.table])]
    return list(dict.fromkeys(dated or registers))


def _scheduled(source: schema.Source) -> bool:
    """A register handed in only when it changes does not hold a window back: it stands until the next one comes."""
    return not source.system and any(due.cadence != "none" for due in source.due)


def reach(bench: Bench, formula: schema.Formula) -> date | None:
    """The last day the formula's sources have covered, never later than the day before `as_of`; None before the first delivery."""
    limit = bench.as_of - calendar.DAY
    sources = dated_sources(bench.ctx.catalog, formula)
    days = [bench.reports[s].data_as_of for s in sources]
    if any(day is None for day in days):
        return None
    covered = min([limit, *(day for day in days if day is not None)])
    if bench.week_end is None:
        return covered
    weekly = all(_short(bench.ctx.catalog.sources[s], bench.week_end) for s in sources)
    return bench.week_end if weekly else min(covered, bench.week_end)


def _short(source: schema.Source, day: date) -> bool:
    due = max((d for d in source.due if d.since <= day), key=lambda d: d.since, default=None)
    return due is not None and due.cadence in ("daily", "weekly")


def coverage(bench: Bench, formula: schema.Formula, period: Period, place: str) -> tuple[float | None, int, str]:
    """The worst coverage among the formula's dated sources: (share, deliveries expected, source)."""
    found: list[tuple[float, int, str]] = []
    for source in dated_sources(bench.ctx.catalog, formula):
        share = expected.coverage(bench.arrivals[source], bench.plan, period, "" if place in (STREET, NOWHERE) else place)
        if share is not None:
            found.append((*share, source))
    return min(found, default=(None, 0, ""))
