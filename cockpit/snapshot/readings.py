"""From panels to readings: period, coverage, target, state, and why there is no value where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import evaluate, judge, selections, tallies, touches
from cockpit.measure.context import Context
from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import NOWHERE, STREET, Period, Point, Reading, SourceReport, SourceState, State, Target, Why
from cockpit.snapshot import expected, masking, panels


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


def measured(bench: Bench, key: str, formula: schema.Formula, period: Period) -> panels.Entry:
    """One panel: by tallies where they serve, else by asking the rows; only when something it reads was touched."""
    fingerprint = touches.fingerprint(bench.ctx, bench.touched, formula, period)

    def ask() -> tuple[Panel, dict[str, object]]:
        if tallies.additive(formula):
            return tallies.panel(bench.ctx, key, formula, period), {}
        return evaluate.panel(bench.ctx, formula, period), {}

    return panels.lookup(bench.ctx.conn, bench.cache, key, period, fingerprint=fingerprint, measure=ask)


@dataclass(frozen=True, slots=True)
class _Measured:
    """One indicator's panels: the current window, the previous, the one a year ago, the history, and its companion's current one."""

    indicator: schema.Indicator
    period: Period
    now: panels.Entry
    previous: panels.Entry | None
    year_ago: panels.Entry | None
    history: tuple[tuple[Period, panels.Entry | None], ...]
    companion: panels.Entry | None
    rows: Panel | None
    stale: bool
    hidden: Mapping[int, frozenset[str]]
    low: frozenset[Period]
    targets: Mapping[Period, Target | None]


def of_indicator(bench: Bench, indicator: schema.Indicator) -> tuple[list[Reading], dict[str, tuple[Point, ...]]]:
    """Readings of the street and every place of one indicator, and their histories."""
    covered = reach(bench, indicator.formula)
    if covered is None:
        return [_nothing(bench, indicator)], {}
    found = _measure(bench, indicator, calendar.close(indicator.window, covered))
    readings = [_reading(bench, found, place) for place in _places(bench, found)]
    return readings, {reading.place: _points(bench, found, reading.place) for reading in readings}


def _nothing(bench: Bench, indicator: schema.Indicator) -> Reading:
    missing = [s for s in dated_sources(bench.ctx.catalog, indicator.formula) if bench.reports[s].data_as_of is None]
    period = calendar.close(indicator.window, bench.as_of - calendar.DAY)
    return Reading(indicator.id, STREET, period, None, None, None, State.NONE, why=Why("never_delivered", {"source": missing[0]}))


def _measure(bench: Bench, indicator: schema.Indicator, period: Period) -> _Measured:
    key, formula = definition(indicator), indicator.formula
    first = max((a.first for s in dated_sources(bench.ctx.catalog, formula) if (a := bench.arrivals.get(s)) and a.first), default=date.min)

    def at(window: Period | None) -> panels.Entry | None:
        return None if window is None or window.end < first else measured(bench, key, formula, window)

    current = measured(bench, key, formula, period)
    past = tuple((p, at(p) if p != period else current) for p in calendar.history(period))
    companion = indicator.companion
    other = measured(bench, f"{key}~", companion.formula, calendar.close(indicator.window, period.end)) if companion else None
    silent = any((report := bench.reports.get(s)) is not None and report.state is SourceState.SILENT for s in touches.sources_of(formula))
    rows = evaluate.panel(bench.ctx, _counting(formula), period) if indicator.min_n_of == "rows" else None
    before, year_ago = at(calendar.previous(period)), at(calendar.year_ago(period))
    entries = [current, before, year_ago, other, *(entry for _, entry in past)]
    hidden = {id(e): masking.hidden(e.now, indicator.mask_below) if bench.masked else frozenset() for e in entries if e is not None}
    low = frozenset(p for p, entry in past if entry is not None and _is_low(bench, formula, p))
    targets = {p: indicator.target_on(p.end) for p, _ in past}
    return _Measured(indicator, period, current, before, year_ago, past, other, rows, silent, hidden, low, targets)


def _is_low(bench: Bench, formula: schema.Formula, period: Period) -> bool:
    share = _coverage(bench, formula, period, STREET)[0]
    return share is not None and share < bench.ctx.catalog.street.coverage_floor


def _counting(formula: schema.Formula) -> schema.Formula:
    base = formula.N if formula.N is not None else formula.n
    return schema.Formula("count", replace(base, word="count", of="", elapsed=None))


def _places(bench: Bench, found: _Measured) -> list[str]:
    """The street, every community when the formula has places, and what belongs to none when there are such rows."""
    if all(s.place.none for s in (found.indicator.formula.n, *([found.indicator.formula.N] if found.indicator.formula.N else []))):
        return [STREET]
    nowhere = [NOWHERE] if NOWHERE in found.now.now.cells else []
    return [STREET, *bench.ctx.catalog.communities, *nowhere]


def _is_hidden(found: _Measured, entry: panels.Entry | None, place: str) -> bool:
    return entry is not None and place in found.hidden[id(entry)]


def _reading(bench: Bench, found: _Measured, place: str) -> Reading:
    indicator, formula, catalog = found.indicator, found.indicator.formula, bench.ctx.catalog
    target, floor = _bounds(bench, found, found.period, place)
    share = _coverage(bench, formula, found.period, place)
    dated = [r.data_as_of for s in dated_sources(catalog, formula) if (r := bench.reports[s]).data_as_of]
    bare = Reading(
        indicator.id,
        place,
        found.period,
        None,
        None,
        None,
        State.NONE,
        target=target,
        floor=floor,
        coverage=share[0],
        data_as_of=min(dated, default=found.period.end),
    )
    if _is_hidden(found, found.now, place):
        return replace(bare, masked=True, why=Why("masked", {"below": str(indicator.mask_below)}))
    cell = found.now.now.get(place) or true_zero(formula, place)
    value = None if cell is None else evaluate.value(catalog, formula, cell)
    if share[0] is not None and share[0] < catalog.street.coverage_floor:
        return replace(bare, why=Why("low_coverage", {"have": f"{share[0] * share[1]:.0f}", "expected": str(share[1]), "source": share[2]}))
    if cell is None or value is None:
        return replace(bare, why=Why("no_rows" if cell is None else "zero_denominator"))
    return _judged(bench, found, replace(bare, value=value), cell)


def _judged(bench: Bench, found: _Measured, bare: Reading, cell: Ratio) -> Reading:
    indicator, catalog, place = found.indicator, bench.ctx.catalog, bare.place
    value = bare.value
    assert value is not None
    n = evaluate.natural(cell.n, selections.scale(catalog, indicator.formula.n))
    whole = evaluate.natural(cell.N, evaluate.denominator_scale(catalog, indicator.formula))
    rows_cell = found.rows.get(place) if found.rows else None
    rows = rows_cell.n if rows_cell else None
    said = judge.opinion(indicator, value, n=n, whole=whole, rows=rows, target=bare.target, floor=bare.floor)
    companion = _companion(bench, found, place)
    return replace(
        bare,
        n=n,
        N=whole,
        state=State.STALE if found.stale else said,
        last_state=said if found.stale else None,
        previous=_value_at(bench, found, found.previous, place),
        year_ago=_value_at(bench, found, found.year_ago, place),
        partial=bare.coverage is not None and bare.coverage < 1,
        companion=companion[0],
        companion_n=companion[1],
        companion_N=companion[2],
    )


def true_zero(formula: schema.Formula, place: str) -> Ratio | None:
    """A count over delivered data in which nothing qualifies is a nought, not an absence; a share of nothing is not."""
    return Ratio(0, None) if formula.N is None and formula.word in ("count", "count_distinct") and place == STREET else None


def _companion(bench: Bench, found: _Measured, place: str) -> tuple[float | None, float | None, float | None]:
    companion, entry = found.indicator.companion, found.companion
    cell = entry.now.get(place) if entry is not None else None
    if companion is None or cell is None or _is_hidden(found, entry, place):
        return None, None, None
    catalog, formula = bench.ctx.catalog, companion.formula
    n = evaluate.natural(cell.n, selections.scale(catalog, formula.n))
    return evaluate.value(catalog, formula, cell), n, evaluate.natural(cell.N, evaluate.denominator_scale(catalog, formula))


def _value_at(bench: Bench, found: _Measured, entry: panels.Entry | None, place: str) -> float | None:
    if entry is None or _is_hidden(found, entry, place):
        return None
    cell = entry.now.get(place)
    return None if cell is None else evaluate.value(bench.ctx.catalog, found.indicator.formula, cell)


def _points(bench: Bench, found: _Measured, place: str) -> tuple[Point, ...]:
    return tuple(_point(bench, found, period, entry, place) for period, entry in found.history)


def _point(bench: Bench, found: _Measured, period: Period, entry: panels.Entry | None, place: str) -> Point:
    """One past window. A street's value under the coverage floor is no value, then as now."""
    cell = entry.now.get(place) if entry is not None else None
    if entry is None or cell is None or (place == STREET and period in found.low) or _is_hidden(found, entry, place):
        return Point(period, None, None, None)
    catalog, formula = bench.ctx.catalog, found.indicator.formula
    value = evaluate.value(catalog, formula, cell)
    reported = value if entry.first is entry.now else _first(catalog, formula, entry, place)
    n = evaluate.natural(cell.n, selections.scale(catalog, formula.n))
    whole = evaluate.natural(cell.N, evaluate.denominator_scale(catalog, formula))
    return Point(period, value, n, whole, reported, _bounds(bench, found, period, place)[0])


def _first(catalog: schema.Catalog, formula: schema.Formula, entry: panels.Entry, place: str) -> float | None:
    reported = entry.first.get(place)
    return None if reported is None else evaluate.value(catalog, formula, reported)


def _bounds(bench: Bench, found: _Measured, period: Period, place: str) -> tuple[judge.Bound, judge.Bound]:
    target = found.targets[period]
    plan = None
    if target is not None and target.plan:
        month = calendar.close("month", period.end).end
        plan = bench.plans.get((found.indicator.id, place, month))
    return judge.bounds(target, plan)


def _coverage(bench: Bench, formula: schema.Formula, period: Period, place: str) -> tuple[float | None, int, str]:
    """The worst coverage among the formula's dated sources: (share, deliveries expected, source)."""
    found: list[tuple[float, int, str]] = []
    for source in dated_sources(bench.ctx.catalog, formula):
        share = expected.coverage(bench.arrivals[source], bench.plan, period, "" if place in (STREET, NOWHERE) else place)
        if share is not None:
            found.append((*share, source))
    return min(found, default=(None, 0, ""))


def each(
    bench: Bench, indicators: Iterable[schema.Indicator], done: Callable[[str], None] = lambda _: None
) -> tuple[dict[tuple[str, str], Reading], dict[tuple[str, str], tuple[Point, ...]]]:
    """Readings and histories of all indicators."""
    readings: dict[tuple[str, str], Reading] = {}
    histories: dict[tuple[str, str], tuple[Point, ...]] = {}
    for indicator in indicators:
        found, past = of_indicator(bench, indicator)
        readings |= {(r.indicator, r.place): r for r in found}
        histories |= {(indicator.id, place): points for place, points in past.items()}
        done(indicator.id)
    return readings, histories
