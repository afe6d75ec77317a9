"""What follows from rows that a batch opened and closed: which days were touched, and the day tallies."""

from __future__ import annotations

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import ledger
from cockpit.house.state import State
from cockpit.intake.rows import Rows
from cockpit.measure import arrays, tallies, touches
from cockpit.measure.context import Context
from cockpit.snapshot import take
from cockpit.store import change

MANY = 500
"""From so many rows on, what they are worth is worked out in memory; the database would sort them once per definition."""


def after(
    state: State, conn: sa.Connection, source: schema.Source, number: int, done: change.Change, *, rows: Rows | None = None
) -> None:
    """Keep touches and day tallies in step with what the batch opened and closed. `rows`: what was read, where it is still in memory."""
    if done.nothing:
        return
    table = state.store.facts[source.id]
    columns = touches.date_columns(state.catalog).get(source.id, ())
    fresh = arrays.Table.of(rows.columns, done.opened) if rows is not None and done.new + done.changed >= MANY else None
    for name, touch in ledger.record_touches(conn, table, source, columns, number, fresh=fresh):
        state.touch(source.id, name, touch)
    ctx = state.context(conn)
    closed = bool(done.changed or done.closed)
    for key, (formula, asked) in _kept(state, ctx).get(source.id, {}).items():
        known = None if fresh is None else tallies.opened(ctx, formula, source.id, fresh, batch=number)
        wanted = [q for q in asked if (q.sign > 0 and known is None) or (q.sign < 0 and closed)]
        tallies.record(ctx, key, wanted, batch=number, known=known)


def _kept(state: State, ctx: Context) -> dict[str, dict[str, tuple[schema.Formula, tuple[tallies.Query, ...]]]]:
    """The tallies a source feeds, with formulas and prepared questions; worked out once per opened catalogue."""
    if not state.tallies:
        for key, formula in take.tallied(state.catalog).items():
            asked = tallies.queries(ctx, formula)
            for source in touches.sources_of(formula):
                state.tallies.setdefault(source, {})[key] = formula, asked
    return state.tallies
