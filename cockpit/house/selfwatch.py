"""The two tables the house keeps about itself: which deliveries were expected, and what each batch brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import follow
from cockpit.house.state import State
from cockpit.intake import hashing
from cockpit.intake.rows import Rows
from cockpit.model import Batch, Equation, Verdict
from cockpit.snapshot import expected
from cockpit.store import batches, change

_LOOK_BACK = timedelta(days=45)
"""How far back an expected delivery may still come and be entered as accepted (late)."""


def _rows(source: schema.Source, records: Sequence[dict[str, Any]]) -> Rows:
    names: list[str] = []
    for name, column in source.columns.items():
        names += [name, f"{name}__day"] if column.type == "datetime" else [name]
    columns = {name: [record.get(name) for record in records] for name in names}
    told = tuple(name for name in source.columns if name != "batch_id")  # no id in a hash: a duplicate file must not change the version
    key, content = (_hashes(columns, chosen, len(records)) for chosen in (source.key, told))
    return Rows(source.id, columns, key, content, [0] * len(records), [""] * len(records))


def _hashes(columns: dict[str, list[Any]], chosen: Sequence[str], length: int) -> npt.NDArray[np.int64]:
    """Keys and contents hashed as intake hashes the rows of files."""
    parts = []
    for name in chosen:
        absent = np.array([value is None for value in columns[name]], dtype=bool)
        filled = [0 if value is None else value for value in columns[name]]
        words = any(isinstance(value, str) for value in filled)
        values = np.array([str(v) for v in filled], dtype=object) if words else np.array(filled, dtype=np.int64)
        parts.append((name, hashing.of_cells(values), absent))
    return hashing.of_rows(parts, length=length)


def _moment(state: State, name: str, moment: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {name: None, f"{name}__day": None}
    from_epoch = (state.office.local_day(moment) - date(1970, 1, 1)).days
    return {name: int(moment.timestamp()), f"{name}__day": from_epoch}


def note(state: State, conn: sa.Connection, *, as_of: date, moment: datetime) -> None:
    """Before a snapshot: what each new batch brought, and what was due and when it came. One batch of its own, kind `expected`."""
    known = conn.execute(sa.select(sa.func.max(state.store.facts["import_batch"].c.batch_id))).scalar() or 0
    came = ("file", "accept")
    since = [b for b in batches.listing(conn, after=int(known)) if b.kind in came and b.verdict in (Verdict.ACCEPTED, Verdict.PARTIAL)]
    owed = _owed(state, as_of, moment)
    source = state.catalog.sources["feed_expectation"]
    nothing = not owed or change.preview(conn, state.store, source, _rows(source, owed)).nothing
    if nothing and not since:
        return
    number = batches.newest(conn) + 1
    done = [_enter(state, conn, "feed_expectation", owed, number)] if owed else []
    done += [_enter(state, conn, "import_batch", [_brought(state, b) for b in since], number)] if since else []
    counted = Equation(
        read=len(owed) + len(since),
        new=sum(d.new for d in done),
        changed=sum(d.changed for d in done),
        unchanged=sum(d.unchanged for d in done),
    )
    own = Batch(number, "feed_expectation", "", "", moment, Verdict.ACCEPTED, counted, kind="expected")
    batches.write(conn, own, catalog=state.catalog.hash)


def _brought(state: State, batch: Batch) -> dict[str, Any]:
    """An offered file's counts; a file refused whole brings none and is counted apart."""
    accepted, refused = batch.equation.accepted, batch.equation.refused
    return {
        "batch_id": batch.id,
        "feed": batch.source,
        "file_name": batch.file,
        "period": "",
        "status": batch.verdict.value,
        "rows_accepted": accepted,
        "rows_rejected": refused,
        "rows_checked": accepted + refused,
        **_moment(state, "received_at", batch.received_at),
    }


def _enter(state: State, conn: sa.Connection, name: str, records: Sequence[dict[str, Any]], number: int) -> change.Change:
    source = state.catalog.sources[name]
    done = change.apply(conn, state.store, source, _rows(source, records), batch=number)
    follow.after(state, conn, source, number, done)
    return done


def _owed(state: State, as_of: date, moment: datetime) -> list[dict[str, Any]]:
    arrivals = expected.arrivals_by_source(state.catalog, state.deliveries)
    return [r for name, a in arrivals.items() for r in _expected(state, state.catalog.sources[name], a, as_of, moment)]


def _expected(state: State, source: schema.Source, arrivals: expected.Arrivals, as_of: date, moment: datetime) -> list[dict[str, Any]]:
    if arrivals.first is None:
        return []
    since = max(as_of - _LOOK_BACK, arrivals.first)
    owed = [e for e in state.plan.owed(source, since, as_of) if e.due_at <= moment]
    found = []
    for each in owed:
        came = _came(state, source, each)
        found.append(
            {
                "feed": source.id,
                "period": each.period,
                "waived_reason": None,
                **_moment(state, "due_at", each.due_at),
                **_moment(state, "accepted_at", came),
            }
        )
    return found


def _came(state: State, source: schema.Source, each: expected.Expected) -> datetime | None:
    """When the delivery was there: of a source that every place sends, when enough places had sent it."""
    places = len(state.catalog.communities) if source.each else 1
    needed = places * state.catalog.street.coverage_floor if source.each else 1
    seen: set[str] = set()
    for delivery in state.deliveries.get(source.id, ()):
        if delivery.first <= each.last <= delivery.last:
            seen.add(delivery.place)
            if len(seen) >= needed or not delivery.place:
                return datetime.fromtimestamp(delivery.received, each.due_at.tzinfo)
    return None
