"""As if a file had been taken in: applied in a transaction that is rolled back, and the street's figures measured in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import led, taking
from cockpit.house.state import State
from cockpit.model import STREET, Batch, Json, Reading, Snapshot
from cockpit.snapshot import readings


class _Back(Exception):
    """Takes the transaction back."""


@contextmanager
def as_if(state: State) -> Iterator[sa.Connection]:
    """A transaction that ends as it began, in the store and in memory."""
    deliveries = {source: list(known) for source, known in state.deliveries.items()}
    touched, profiles = {key: list(known) for key, known in state.touched.items()}, dict(state.profiles)
    try:
        with state.change() as conn:
            yield conn
            raise _Back
    except _Back:
        state.deliveries, state.touched, state.profiles, state.doubtful = deliveries, touched, profiles, False


def effect(
    state: State, conn: sa.Connection, source: schema.Source, brought: Sequence[Batch], newest: Snapshot | None, *, moment: datetime
) -> list[Json]:  # fmt: skip
    """The street's readings that the entered batches move, against the newest snapshot, on its own day."""
    if newest is None:
        return []
    for batch in brought:
        state.arrived(batch)
    chosen = {i.id: i for i in state.catalog.indicators.values() if source.id in led.reads(i)}
    bench = taking.bench(state, conn, as_of=newest.as_of, moment=max(moment, newest.taken_at), seq=0)
    bench = replace(bench, ctx=replace(bench.ctx, catalog=replace(bench.ctx.catalog, indicators=chosen)))
    found, _ = readings.each(bench, chosen.values())
    told = (_told(i, newest.readings.get((i.id, STREET)), found.get((i.id, STREET))) for i in chosen.values())
    return [one for one in told if one is not None]


def _told(indicator: schema.Indicator, before: Reading | None, after: Reading | None) -> Json | None:
    """A masked reading has no number, neither before nor after."""
    was, now = (None if r is None or r.masked else r.value for r in (before, after))
    if was == now:
        return None
    name = {"zh": indicator.name.zh, "en": indicator.name.en}
    return {
        "indicator": indicator.id, "name": name, "place": STREET, "before": was, "after": now, "unit": indicator.unit,
        "decimals": indicator.decimals,
    }  # fmt: skip
