"""From panels to readings: period, coverage, target, state, and why there is no value where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import apart, evaluate, judge, selections, tallies, touches
from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import NOWHERE, STREET, Period, Point, Reading, SourceState, State, Target, Text, Why
from cockpit.snapshot import masking, panels, workbench
from cockpit.snapshot.workbench import Bench


def measured(bench: Bench, key: str, formula: schema.Formula, period: Period, *, never_merged: str = "") -> panels.Entry:
    """One panel: by tallies where they serve, else by asking the rows; only when something it reads was touched.

    `never_merged` names a column two values of which make no common figure (a method, a version of a scoring sheet).
    """
    fingerprint = touches.fingerprint(bench.ctx, bench.touched, formula, period)

    def ask() -> tuple[Panel, dict[str, object]]:
        extra: dict[str, object] = {"mixed": found} if never_merged and (found := _mixed(bench, formula, period, never_merged)) else {}
        if tallies.additive(formula):
            return tallies.panel(bench.ctx, key, formula, period), extra
        return evaluate.panel(bench.ctx, formula, period), extra

    return panels.lookup(bench.ctx.conn, bench.cache, key, period, fingerprint=fingerprint, measure=ask)


def _mixed(bench: Bench, formula: schema.Formula, period: Period, column: str) -> dict[str, list[str]]:
    return apart.mixed(bench.ctx, formula, period, column=column)


def _methods(entry: panels.Entry, place: str) -> list[str]:
    """The methods that stand beside each other at a place in this window; empty when there is one, as there should be."""
    found = entry.extra.get("mixed", {})
    assert isinstance(found, dict)
    return list(found.get(place, ()))


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
    covered = workbench.reach(bench, indicator.formula)
    if covered is None:
        return [_nothing(bench, indicator)], {}
    found = _measure(bench, indicator, calendar.close(indicator.window, covered))
    readings = [_reading(bench, found, place) for place in _places(bench, found)]
    return readings, {reading.place: _points(bench, found, reading.place) for reading in readings}


def _nothing(bench: Bench, indicator: schema.Indicator) -> Reading:
    missing = [s for s in workbench.dated_sources(bench.ctx.catalog, indicator.formula) if bench.reports[s].data_as_of is None]
    period = calendar.close(indicator.window, bench.as_of - calendar.DAY)
    return Reading(indicator.id, STREET, period, None, None, None, State.NONE, why=Why("never_delivered", {"source": missing[0]}))


def _measure(bench: Bench, indicator: schema.Indicator, period: Period) -> _Measured:
    key, formula = workbench.definition(indicator), indicator.formula
    dated = workbench.dated_sources(bench.ctx.catalog, formula)
    first = max((a.first for s in dated if (a := bench.arrivals.get(s)) and a.first), default=date.min)

    def at(window: Period | None) -> panels.Entry | None:
        if window is None or window.end < first:
            return None
        return measured(bench, key, formula, window, never_merged=indicator.series)

    current = measured(bench, key, formula, period, never_merged=indicator.series)
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
    share = workbench.coverage(bench, formula, period, STREET)[0]
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
    share = workbench.coverage(bench, formula, found.period, place)
    dated = [r.data_as_of for s in workbench.dated_sources(catalog, formula) if (r := bench.reports[s]).data_as_of]
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
    if methods := _methods(found.now, place):
        return replace(bare, why=_why_apart(catalog, indicator, methods))
    cell = found.now.now.get(place) or true_zero(formula, place)
    value = None if cell is None else evaluate.value(catalog, formula, cell)
    if share[0] is not None and share[0] < catalog.street.coverage_floor:
        return replace(bare, why=Why("low_coverage", {"have": f"{share[0] * share[1]:.0f}", "expected": str(share[1]), "source": share[2]}))
    if cell is None or value is None:
        return replace(bare, why=Why("no_rows" if cell is None else "zero_denominator"))
    return _judged(bench, found, replace(bare, value=value), cell)


def _why_apart(catalog: schema.Catalog, indicator: schema.Indicator, methods: list[str]) -> Why:
    column = catalog.sources[indicator.formula.n.table].columns[indicator.series]
    names = [column.values.get(m, Text(m, m)) for m in methods]
    told = {"column.zh": column.label.zh, "column.en": column.label.en}
    return Why("never_merged", told | {"found.zh": "、".join(n.zh for n in names), "found.en": ", ".join(n.en for n in names)})


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
    whole = evaluate.natural(cell.N, evaluate.denominator_scale(catalog, formula))
    if formula.complement and n is not None and whole is not None:
        n = whole - n
    return evaluate.value(catalog, formula, cell), n, whole


def _value_at(bench: Bench, found: _Measured, entry: panels.Entry | None, place: str) -> float | None:
    if entry is None or _is_hidden(found, entry, place) or _methods(entry, place):
        return None
    cell = entry.now.get(place)
    return None if cell is None else evaluate.value(bench.ctx.catalog, found.indicator.formula, cell)


def _points(bench: Bench, found: _Measured, place: str) -> tuple[Point, ...]:
    return tuple(_point(bench, found, period, entry, place) for period, entry in found.history)


def _point(bench: Bench, found: _Measured, period: Period, entry: panels.Entry | None, place: str) -> Point:
    """One past window. A street's value under the coverage floor is no value, then as now."""
    cell = entry.now.get(place) if entry is not None else None
    low = place == STREET and period in found.low
    if entry is None or cell is None or low or _is_hidden(found, entry, place) or _methods(entry, place):
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
