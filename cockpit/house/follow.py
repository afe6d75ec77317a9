"""What follows from rows that a batch opened and closed: which days were touched, and the day tallies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import ledger
from cockpit.house.state import State
from cockpit.intake.rows import Rows
from cockpit.measure import arrays, selections, tallies, touches
from cockpit.measure.context import Context
from cockpit.snapshot import take
from cockpit.store import change

MANY = 500
"""From so many rows on, what they are worth is worked out in memory; the database would sort them once per definition."""


@dataclass(slots=True)
class Worth:
    """What the rows that one batch opens are worth, added up block by block while they are in memory.

    `known` ends with a first block of few rows (the database works it out quicker) and with a key that comes again, whose rows go.
    """

    state: State
    ctx: Context
    source: schema.Source
    batch: int
    dates: Sequence[str]
    known: bool = True
    length: int = 0
    sums: dict[str, tallies.Sums] = field(default_factory=dict)
    edges: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, state: State, conn: sa.Connection, source: schema.Source, batch: int) -> Worth:
        return cls(state, state.context(conn), source, batch, touches.date_columns(state.catalog).get(source.id, ()))

    def add(self, rows: Rows, chosen: arrays.Ints | None) -> None:
        """The rows of a block, or of these positions in it."""
        count = len(rows) if chosen is None else len(chosen)
        if len(rows.again) or (not self.length and count < MANY):
            self.known = False
        if not self.known or not count:
            return
        self.length += count
        table = arrays.Table.of(rows.columns, chosen)
        for name in self.dates:
            low, high = table[selections.day_column(self.source, name)].edges()
            if low is not None and high is not None:
                known = self.edges.get(name, (low, high))
                self.edges[name] = min(low, known[0]), max(high, known[1])
        for key, (formula, _) in _kept(self.state, self.ctx).get(self.source.id, {}).items():
            sums = self.sums.setdefault(key, {})
            for cell, amount in tallies.opened(self.ctx, formula, self.source.id, table, batch=self.batch).items():
                sums[cell] = sums.get(cell, 0) + amount


def after(
    state: State, conn: sa.Connection, source: schema.Source, number: int, done: change.Change, *, worth: Worth | None = None
) -> None:
    """Keep touches and day tallies in step with what the batch opened and closed. `worth`: of all opened rows, where that is known."""
    if done.nothing:
        return
    table, dates = state.store.facts[source.id], touches.date_columns(state.catalog).get(source.id, ())
    known = worth if worth is not None and worth.known else None
    for name, touch in ledger.record_touches(conn, table, source, dates, number, opened=known.edges if known else None):
        state.touch(source.id, name, touch)
    ctx = state.context(conn)
    closed = bool(done.changed or done.closed)
    for key, (_, asked) in _kept(state, ctx).get(source.id, {}).items():
        wanted = [q for q in asked if (q.sign > 0 and known is None) or (q.sign < 0 and closed)]
        tallies.record(ctx, key, wanted, batch=number, known=known.sums.get(key) if known else None)


def _kept(state: State, ctx: Context) -> dict[str, dict[str, tuple[schema.Formula, tuple[tallies.Query, ...]]]]:
    """The tallies a source feeds, with formulas and prepared questions; worked out once per opened catalogue."""
    if not state.tallies:
        for key, formula in take.tallied(state.catalog).items():
            asked = tallies.queries(ctx, formula)
            for source in touches.sources_of(formula):
                state.tallies.setdefault(source, {})[key] = formula, asked
    return state.tallies
