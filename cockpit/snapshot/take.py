"""Taking a snapshot: everything known at one moment, measured only where something changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

import orjson
import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import dimensions, judge, tallies, touches
from cockpit.measure.evaluate import Panel
from cockpit.model import (
    STREET,
    Deadline,
    Period,
    PriorityReport,
    Problem,
    Reading,
    Series,
    Snapshot,
    SourceState,
    State,
)
from cockpit.snapshot import masking, panels, readings, workbench
from cockpit.snapshot.workbench import Bench
from cockpit.store import tables

_DUTIES_SINCE = 400
"""Days back in which an open duty is still looked for."""


def take(bench: Bench, *, totals: Mapping[str, tuple[int, int]], problems: Sequence[Problem], batches: int) -> Snapshot:
    """Measure everything and freeze it. `totals`: standing rows and their hash sum per source; with the arrivals they make the version."""
    catalog = bench.ctx.catalog
    found, histories = readings.each(bench, catalog.indicators.values())
    return Snapshot(
        version=version(bench, totals),
        as_of=bench.as_of,
        taken_at=bench.moment,
        catalog=catalog.hash,
        readings=found,
        history=histories,
        series={s.id: _series(bench, s) for s in catalog.series.values()},
        deadlines=_deadlines(bench),
        priorities=tuple(_priority(bench, p, found) for p in catalog.priorities.values()),
        sources=dict(bench.reports),
        problems=tuple(problems),
        batches=batches,
    )


def version(bench: Bench, totals: Mapping[str, tuple[int, int]]) -> str:
    """Hash of what went in: catalogue, standing rows, arrivals, source states, what is out of reach, the date. No clock, no id, no path."""
    arrivals = {
        s: [[d.first.isoformat(), d.last.isoformat(), d.place, d.received] for d in known] for s, known in bench.ctx.deliveries.items()
    }
    states = {s: r.state.value for s, r in bench.reports.items()}
    week = bench.week_end.isoformat() if bench.week_end else ""
    lost = sorted(s for s, r in bench.reports.items() if r.unreachable)
    went_in = [bench.ctx.catalog.hash, bench.as_of.isoformat(), week, sorted(totals.items()), arrivals, states]
    went_in += [lost] if lost else []
    return hashlib.sha256(orjson.dumps(went_in, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def _series(bench: Bench, series: schema.SeriesDef) -> Series:
    covered = min((day for f in series.measures.values() if (day := workbench.reach(bench, f)) is not None), default=None)
    if covered is None:
        return Series(series.id, (), (), {name: () for name in series.measures}, None, False)
    window = calendar.close(series.window, covered)
    period = Period(window.window, covered) if window.window.startswith("next") else window
    formulas = tuple(series.measures.values())
    fingerprint = max(touches.fingerprint(bench.ctx, bench.touched, f, period) for f in formulas)

    def ask() -> tuple[Panel, dict[str, object]]:
        keys, values = dimensions.measure(bench.ctx, series, period)
        return Panel(), {"k": keys, "v": {name: list(found) for name, found in values.items()}}

    mark = hashlib.sha256(repr(series).encode()).hexdigest()[:8]
    entry = panels.lookup(bench.ctx.conn, bench.cache, f"~{series.id}#{mark}", period, fingerprint=fingerprint, measure=ask)
    keys: list[str] = entry.extra["k"]  # type: ignore[assignment]
    values: dict[str, list[float | None]] = entry.extra["v"]  # type: ignore[assignment]
    if bench.masked and series.mask_below:
        values = masking.of_series(values, series.mask_below)
    silent = any(r.state is SourceState.SILENT for f in formulas for s in touches.sources_of(f) if (r := bench.reports.get(s)))
    labels = dimensions.labels(bench.ctx, series, keys)
    return Series(series.id, tuple(keys), labels, {name: tuple(v) for name, v in values.items()}, covered, silent)


def duty_formula(source: schema.Source) -> schema.Formula | None:
    """Open duties of a source as a formula, so that day tallies count them: due on a day, not done, by responsible unit."""
    rule = source.deadline
    if rule is None:
        return None
    place = schema.Place(column=rule.owner) if rule.owner else schema.Place(none=True)
    tests = schema.Where(all=(*rule.where, schema.Triple(rule.done, "absent")))
    return schema.Formula("count", schema.Selection(source.id, where=tests, when=rule.due, place=place))


def _deadlines(bench: Bench) -> tuple[Deadline, ...]:
    found: list[Deadline] = []
    t = tables.tally.c
    since = calendar.day_number(bench.as_of - timedelta(days=_DUTIES_SINCE))
    for source in bench.ctx.catalog.sources.values():
        if source.deadline is None:
            continue
        query = sa.select(t.place, t.day, sa.func.sum(t.amount)).where(t.indicator == duty_key(source), t.day >= since, t.side == "n")
        by_owner: dict[str, dict[int, int]] = {}
        for owner, day, count in bench.ctx.conn.execute(query.group_by(t.place, t.day).having(sa.func.sum(t.amount) != 0)):
            left = day - calendar.day_number(bench.as_of)
            unit = owner if owner in bench.ctx.catalog.departments else source.owner
            days = by_owner.setdefault(unit, {})
            days[left] = days.get(left, 0) + int(count)
        found += [Deadline(source.id, owner, dict(sorted(days.items()))) for owner, days in sorted(by_owner.items())]
    return tuple(found)


def duty_key(source: schema.Source) -> str:
    return f"~due:{source.id}#{hashlib.sha256(repr(source.deadline).encode()).hexdigest()[:8]}"


def tallied(catalog: schema.Catalog) -> dict[str, schema.Formula]:
    """Every formula that keeps day tallies, by its key."""
    found = {workbench.definition(i): i.formula for i in catalog.indicators.values() if tallies.additive(i.formula)}
    for indicator in catalog.indicators.values():
        if indicator.companion and tallies.additive(indicator.companion.formula):
            found[f"{workbench.definition(indicator)}~"] = indicator.companion.formula
    for source in catalog.sources.values():
        if (formula := duty_formula(source)) is not None:
            found[duty_key(source)] = formula
    return found


def _priority(bench: Bench, priority: schema.Priority, found: Mapping[tuple[str, str], Reading]) -> PriorityReport:
    own = [(i, found[i.id, STREET]) for i in bench.ctx.catalog.indicators.values() if i.priority == priority.id]
    states = [(r.state, r.last_state, i.gate, r.target is not None) for i, r in own]

    def count(state: State) -> int:
        return sum(s is state for s, *_ in states)

    oldest = min((r.data_as_of for _, r in own if r.data_as_of is not None and r.value is not None), default=None)
    return PriorityReport(
        priority.id,
        judge.priority(states),
        ok=count(State.OK),
        watch=count(State.WATCH),
        missed=count(State.MISSED),
        stale=count(State.STALE),
        none=count(State.NONE),
        plain=count(State.PLAIN),
        assessable=count(State.OK) + count(State.WATCH) + count(State.MISSED),
        declared=len(own),
        oldest=oldest,
        ok_before=_ok_before(own),
    )


def _ok_before(own: Sequence[tuple[schema.Indicator, Reading]]) -> int | None:
    """How many met their target one window earlier; None when nothing is known of then."""
    known = [(i, r) for i, r in own if r.previous is not None and r.target is not None and r.state in (State.OK, State.WATCH, State.MISSED)]
    if not known:
        return None
    return sum(judge.reaches(r.previous, r.target, i.better) for i, r in known if r.previous is not None and r.target is not None)
