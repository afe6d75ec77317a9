"""A snapshot and its parts as the JSON that programs hold on to: the form of the HTTP API, `show --json` and the weekly JSON.

Field names and their meaning are promises (docs/api.md): add, never change. Values are unrounded; a masked reading has no numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from cockpit.catalog.schema import Catalog, Companion
from cockpit.house import Facts, Moved
from cockpit.model import Batch, Json, Point, PriorityReport, Problem, Reading, Snapshot, SourceReport, Text, Why
from cockpit.views import sentences

Band = float | tuple[float, float] | None


def snapshot(taken: Snapshot, catalog: Catalog, *, lang: str = "zh") -> Json:
    """The whole snapshot; problems are said in `lang`."""
    return {
        "version": taken.version,
        "as_of": _day(taken.as_of),
        "taken_at": moment(taken.taken_at),
        "catalog": taken.catalog,
        "street": {"id": catalog.street.id, "name": _name(catalog.street.name)},
        "priorities": [priority(p, catalog) for p in taken.priorities],
        "readings": readings(taken.readings.values(), catalog),
        "sources": [source(s) for s in taken.sources.values()],
        "problems": [problem(p, lang=lang) for p in taken.problems],
    }


def readings(told: Iterable[Reading], catalog: Catalog) -> list[Json]:
    return [reading(r, catalog) for r in told if r.indicator in catalog.indicators]


def reading(told: Reading, catalog: Catalog) -> Json:
    indicator = catalog.indicators[told.indicator]
    open_ = not told.masked
    return {
        "indicator": told.indicator,
        "place": told.place,
        "period": str(told.period),
        "value": told.value if open_ else None,
        "n": told.n if open_ else None,
        "N": told.N if open_ else None,
        "unit": indicator.unit,
        "state": told.state.value,
        "target": _band(told.target),
        "floor": _band(told.floor),
        "better": indicator.better,
        "previous": told.previous if open_ else None,
        "year_ago": told.year_ago if open_ else None,
        "data_as_of": _day(told.data_as_of),
        "coverage": told.coverage,
        "partial": told.partial,
        "why": why(told.why),
        "masked": told.masked,
        "last_state": told.last_state.value if told.last_state else None,
        "companion": _companion(told, indicator.companion),
    }


def _companion(told: Reading, beside: Companion | None) -> Json | None:
    """What must always be read with the value: a response share, a 90th percentile."""
    if beside is None or told.masked:
        return None
    return {"name": _name(beside.name), "value": told.companion, "n": told.companion_n, "N": told.companion_N, "unit": beside.unit}


def why(reason: Why | None) -> Json | None:
    if reason is None:
        return None
    return {"code": reason.code, "zh": sentences.why(reason, "zh"), "en": sentences.why(reason, "en")}


def point(told: Point) -> Json:
    """One past window: `first` as first reported, `now` as known now."""
    return {"period": str(told.period), "first": told.first, "now": told.value, "n": told.n, "N": told.N, "target": _band(told.target)}


def priority(report: PriorityReport, catalog: Catalog) -> Json:
    return {
        "id": report.id,
        "name": _name(catalog.priorities[report.id].name),
        "state": report.state.value,
        "ok": report.ok,
        "assessable": report.assessable,
        "declared": report.declared,
        "oldest": _day(report.oldest),
        "watch": report.watch,
        "missed": report.missed,
        "stale": report.stale,
        "none": report.none,
        "plain": report.plain,
    }


def source(report: SourceReport) -> Json:
    return {
        "id": report.id,
        "state": report.state.value,
        "data_as_of": _day(report.data_as_of),
        "received_at": moment(report.received_at),
        "due_at": moment(report.due_at),
        "owner": report.owner,
        "rows": report.rows,
        "batch": report.batch,
        "next_due": moment(report.next_due),
        "missed": report.missed,
        "places_missing": list(report.places_missing),
        "unreachable_since": moment(report.unreachable_since),
        "unreachable": problem(report.unreachable) if report.unreachable else None,
    }


def problem(found: Problem, *, lang: str = "zh") -> Json:
    said = sentences.problem(found, lang)
    return {
        "source": found.source,
        "where": said.where,
        "found": found.found,
        "expected": sentences.WANTED.get(found.expected, (found.expected,) * 2)[lang == "en"],
        "remedy": said.remedy,
        "code": found.code,
        "level": found.level.value,
        "sentence": said.whole,
    }


def led(facts: Facts, moved: Moved, catalog: Catalog) -> Json:
    """What a batch led to: its rows counted, and the readings that changed with it."""
    counted = {"opened": facts.opened, "standing": facts.standing, "closed": facts.closed, "withheld": facts.withheld}
    changed = [
        {**{name: reading(now, catalog)[name] for name in ("indicator", "place", "unit")}, "before": _point(was), "after": _point(now)}
        for was, now in moved.readings
        if now.indicator in catalog.indicators
    ]
    return {"facts": counted, "moved": {"from": _day(moved.before), "to": _day(moved.after), "along": moved.along, "readings": changed}}


def _point(told: Reading | None) -> Json | None:
    if told is None or told.masked:
        return None
    return {"period": str(told.period), "value": told.value, "n": told.n, "N": told.N, "state": told.state.value}


def batch(told: Batch, problems: Iterable[Problem], *, lang: str = "zh") -> Json:
    """A batch with its equation: read = new + changed + unchanged + merged + held + refused + not_data."""
    sums = told.equation
    return {
        "id": told.id,
        "source": told.source,
        "kind": told.kind,
        "file": told.file,
        "sha256": told.sha256,
        "size": told.size,
        "received_at": moment(told.received_at),
        "verdict": told.verdict.value,
        "covers": {"from": _day(told.covers_from), "to": _day(told.covers_to)},
        "place": told.place,
        "equation": {
            "read": sums.read,
            "accepted": sums.accepted,
            "new": sums.new,
            "changed": sums.changed,
            "unchanged": sums.unchanged,
            "merged": sums.merged,
            "held": sums.held,
            "refused": sums.refused,
            "not_data": sums.not_data,
        },
        "closed": told.closed,
        "undoes": told.undoes or None,
        "undone_by": told.undone_by or None,
        "origin": told.origin or None,
        "released_by": told.released_by or None,
        "problems": [problem(p, lang=lang) for p in problems],
    }


def moment(value: datetime | None) -> str | None:
    """UTC with a Z, whole seconds."""
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _band(value: Band) -> float | list[float] | None:
    return list(value) if isinstance(value, tuple) else value


def _name(value: Text) -> Json:
    return {"zh": value.zh, "en": value.en}
