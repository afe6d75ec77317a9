"""A snapshot as JSON and back: the published form (`surface.md`), plus what pages need beside it."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import orjson

from cockpit import model
from cockpit.model import (
    Deadline,
    Period,
    Point,
    PriorityReport,
    Problem,
    Reading,
    Series,
    Snapshot,
    SourceReport,
    SourceState,
    State,
    Text,
    Why,
)


def dumps(snapshot: Snapshot) -> bytes:
    """Compact JSON, keys in a fixed order: equal snapshots give equal bytes."""
    return orjson.dumps(_plain(snapshot), option=orjson.OPT_SORT_KEYS)


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    whole = {f.name: getattr(snapshot, f.name) for f in dataclasses.fields(snapshot)}
    whole["readings"] = [_reading(r) for r in snapshot.readings.values()]
    whole["history"] = [[i, p, [_point(x) for x in points]] for (i, p), points in snapshot.history.items()]
    whole["series"] = [dataclasses.asdict(s) for s in snapshot.series.values()]
    whole["deadlines"] = [[d.source, d.owner, list(map(list, d.days.items()))] for d in snapshot.deadlines]
    whole["priorities"] = [dataclasses.asdict(p) for p in snapshot.priorities]
    whole["sources"] = [dataclasses.asdict(s) for s in snapshot.sources.values()]
    whole["problems"] = [dataclasses.asdict(p) for p in snapshot.problems]
    return whole


def _reading(reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for f in dataclasses.fields(reading):
        value = getattr(reading, f.name)
        default = None if f.default is dataclasses.MISSING else f.default
        if value is not None and value != default:
            found[f.name] = str(value) if isinstance(value, Period) else dataclasses.asdict(value) if isinstance(value, Why) else value
    return found


def _point(point: Point) -> list[Any]:
    first = None if point.first == point.value else point.first
    return [str(point.period), point.value, point.n, point.N, first, point.target]


def loads(body: bytes) -> Snapshot:
    """The snapshot that `dumps` wrote."""
    found = orjson.loads(body)
    return Snapshot(
        version=found["version"],
        as_of=date.fromisoformat(found["as_of"]),
        taken_at=datetime.fromisoformat(found["taken_at"]),
        catalog=found["catalog"],
        readings={(r["indicator"], r["place"]): _to_reading(r) for r in found["readings"]},
        history={(i, p): tuple(_to_point(x) for x in points) for i, p, points in found["history"]},
        series={s["id"]: _to_series(s) for s in found["series"]},
        deadlines=tuple(Deadline(s, o, {int(k): v for k, v in days}) for s, o, days in found["deadlines"]),
        priorities=tuple(PriorityReport(**{**p, "state": State(p["state"]), "oldest": _day(p["oldest"])}) for p in found["priorities"]),
        sources={s["id"]: _to_source(s) for s in found["sources"]},
        problems=tuple(map(_to_problem, found["problems"])),
        batches=found["batches"],
    )


def _to_problem(found: dict[str, Any]) -> Problem:
    return Problem(**{**found, "level": model.Level(found["level"])})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _bound(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _to_reading(found: dict[str, Any]) -> Reading:
    last = found.get("last_state")
    why = found.get("why")
    whole = {
        **found,
        "period": Period.parse(found["period"]),
        "state": State(found["state"]),
        "target": _bound(found.get("target")),
        "floor": _bound(found.get("floor")),
        "data_as_of": _day(found.get("data_as_of")),
        "why": Why(**why) if why else None,
        "last_state": State(last) if last else None,
    }
    for name in ("value", "n", "N"):
        whole.setdefault(name, None)
    return Reading(**whole)


def _to_point(found: list[Any]) -> Point:
    period, value, n, whole, first, target = found
    return Point(Period.parse(period), value, n, whole, value if first is None else first, _bound(target))


def _to_series(found: dict[str, Any]) -> Series:
    labels = tuple(Text(**label) for label in found["labels"])
    values = {name: tuple(values) for name, values in found["values"].items()}
    return Series(found["id"], tuple(found["keys"]), labels, values, _day(found["data_as_of"]), found["stale"])


def _to_source(found: dict[str, Any]) -> SourceReport:
    moments = {name: _moment(found[name]) for name in ("received_at", "due_at", "next_due")}
    return SourceReport(
        **{
            **found,
            **moments,
            "state": SourceState(found["state"]),
            "data_as_of": _day(found["data_as_of"]),
            "places_missing": tuple(found["places_missing"]),
            "silent_at": _moment(found.get("silent_at")),
            "unreachable_since": _moment(found.get("unreachable_since")),
            "unreachable": _to_problem(found["unreachable"]) if found.get("unreachable") else None,
        }
    )
