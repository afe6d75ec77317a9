"""What the batches say: live deliveries by source, what is needed to measure, and the two tables the house keeps about itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import selections
from cockpit.measure.context import Context, Delivery
from cockpit.measure.touches import Touch, Touches
from cockpit.model import Json, Level, Problem, Verdict
from cockpit.store import acts, tables

REACH, ASKED = "reach", "asked"
"""Kinds of acts: sources that were lost or came back, and one that was asked and had nothing new."""
_LIVE = (Verdict.ACCEPTED.value, Verdict.PARTIAL.value)


def deliveries(conn: sa.Connection, *, after: int = 0) -> dict[str, list[Delivery]]:
    """Live batches that brought rows, by source, in batch order."""
    b = tables.batch.c
    brought = b.new + b.changed + b.unchanged > 0
    query = sa.select(b.id, b.source, b.covers_from, b.covers_to, b.place, b.received_at).where(
        b.id > after, b.verdict.in_(_LIVE), b.undone_by == 0, b.covers_to.is_not(None), brought
    )
    found: dict[str, list[Delivery]] = {}
    for row in conn.execute(query.order_by(b.id)):
        first, last = calendar.from_number(row.covers_from), calendar.from_number(row.covers_to)
        found.setdefault(row.source, []).append(Delivery(row.id, first, last, row.place, row.received_at))
    if not after:
        _answered(conn, found)
    return found


@dataclass(frozen=True, slots=True)
class Lost:
    """Since when a source cannot be reached, and why."""

    since: datetime
    why: Problem


def lost(conn: sa.Connection) -> dict[str, Lost]:
    """What is out of reach, by source, after all acts."""
    found: dict[str, Lost] = {}
    for act in acts.listing(conn, kind=REACH):
        enter_reach(found, act.body, act.at)
    return found


def enter_reach(found: dict[str, Lost], body: Json, at: datetime) -> None:
    """What one act of that kind changes."""
    for source in body["back"]:
        found.pop(source, None)
    for source, (code, said, expected) in body["lost"].items():
        found[source] = Lost(at, Problem(code, Level.HOLD, source=source, found=said, expected=expected))


def asked(body: Json, at: datetime) -> Delivery:
    """A source that was asked and had nothing new, as coverage sees it: the rows of the batch before it, told of later days."""
    return Delivery(body["batch"], date.fromisoformat(body["first"]), date.fromisoformat(body["last"]), "", int(at.timestamp()))


def _answered(conn: sa.Connection, found: dict[str, list[Delivery]]) -> None:
    """What was asked and had nothing new counts as long as the batch stands on which it rests."""
    for act in acts.listing(conn, kind=ASKED):
        known = found.get(act.body["source"], [])
        if any(d.batch == act.body["batch"] for d in known):
            known.append(asked(act.body, act.at))
            known.sort(key=lambda d: (d.batch, d.received))


def context(
    conn: sa.Connection,
    facts: Mapping[str, sa.Table],
    catalog: schema.Catalog,
    office: calendar.Office,
    known: Mapping[str, Iterable[Delivery]],
) -> Context:
    return Context(conn, facts, catalog, office, {source: tuple(ds) for source, ds in known.items()})


def touches(conn: sa.Connection) -> Touches:
    found: dict[tuple[str, str], list[Touch]] = {}
    t = tables.touch.c
    for row in conn.execute(sa.select(t.source, t.column, t.batch, t.low, t.high).order_by(t.batch)):
        found.setdefault((row.source, row.column), []).append(Touch(row.batch, row.low, row.high))
    return Touches({key: tuple(values) for key, values in found.items()})


def record_touches(
    conn: sa.Connection,
    table: sa.Table,
    source: schema.Source,
    columns: Sequence[str],
    batch: int,
    *,
    opened: Mapping[str, tuple[int, int]] | None = None,
) -> list[tuple[str, Touch]]:
    """Enter which days of each date column the rows opened or closed by `batch` lie on. `opened`: of the opened ones, where known."""
    found = [("", Touch(batch, -(10**9), 10**9))]
    names = [selections.day_column(source, name) for name in columns]
    edges = [edge for name in names for edge in (sa.func.min(table.c[name]), sa.func.max(table.c[name]))]
    stamps = ("_in", "_out") if opened is None else ("_out",)
    both = [tuple(conn.execute(sa.select(*edges).where(table.c[stamp] == batch)).one()) for stamp in stamps] if edges else []
    if opened is not None:
        both.append(tuple(edge for name in columns for edge in opened.get(name, (None, None))))
    for i, name in enumerate(columns):
        lows = [row[2 * i] for row in both if row[2 * i] is not None]
        highs = [row[2 * i + 1] for row in both if row[2 * i + 1] is not None]
        if lows:
            found.append((name, Touch(batch, min(lows), max(highs))))
    rows = [{"source": source.id, "column": name, "batch": batch, "low": t.low, "high": t.high} for name, t in found]
    conn.execute(sa.insert(tables.touch), rows)
    return found


def plans(conn: sa.Connection, facts: Mapping[str, sa.Table], catalog: schema.Catalog) -> dict[tuple[str, str, date], float]:
    """plan_phase as it stands: (indicator, unit, month end) → planned, cumulative, in natural units."""
    source = catalog.sources.get("plan_phase")
    if source is None or not {"indicator", "unit_code", "month", "planned_cum"} <= source.columns.keys():
        return {}
    t = facts["plan_phase"].c
    scale = 10 ** source.columns["planned_cum"].scale
    query = sa.select(t.indicator, t.unit_code, t.month, t.planned_cum).where(t._out.is_(None))
    return {(row[0], row[1], calendar.from_number(row[2])): row[3] / scale for row in conn.execute(query)}
