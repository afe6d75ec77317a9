"""What follows from rows that a batch opened and closed: which days were touched, and the day tallies."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import ledger
from cockpit.house.state import State
from cockpit.measure import tallies, touches
from cockpit.measure.context import Context
from cockpit.snapshot import take
from cockpit.store import change


def after(state: State, conn: sa.Connection, source: schema.Source, number: int, done: change.Change) -> None:
    """Keep touches and day tallies in step with what the batch opened and closed."""
    if done.nothing:
        return
    table = state.store.facts[source.id]
    columns = touches.date_columns(state.catalog).get(source.id, ())
    for name, touch in ledger.record_touches(conn, table, source, columns, number):
        state.touch(source.id, name, touch)
    ctx = state.context(conn)
    closed = bool(done.changed or done.closed)
    for key, asked in _kept(state, ctx).get(source.id, {}).items():
        tallies.record(ctx, key, [q for q in asked if closed or q.sign > 0], batch=number)


def _kept(state: State, ctx: Context) -> dict[str, dict[str, tuple[tallies.Query, ...]]]:
    """The tallies a source feeds, with their prepared questions; worked out once per opened catalogue."""
    if not state.tallies:
        for key, formula in take.tallied(state.catalog).items():
            asked = tallies.queries(ctx, formula)
            for source in touches.sources_of(formula):
                state.tallies.setdefault(source, {})[key] = asked
    return state.tallies
