"""What a batch led to: the rows it opened and closed, and the readings that differ between the snapshots around it."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house.state import State
from cockpit.measure import rows, touches
from cockpit.model import STREET, Batch, Reading, Snapshot
from cockpit.snapshot import codec
from cockpit.store import snapshots


@dataclass(frozen=True, slots=True)
class Facts:
    """Rows a batch `opened`, of which so many are still `standing`, and rows it `closed`. `withheld`: small numbers are made of such rows,
    so they are counted and not shown. `after` continues the list."""

    opened: int
    standing: int
    closed: int
    rows: tuple[Mapping[str, Any], ...] = ()
    after: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Readings before (None: there was none) and after. `before` and `after` are the days of the snapshots, `along` how many other
    batches came between them too: then nobody can say which of them moved what."""

    before: date | None = None
    after: date | None = None
    along: int = 0
    readings: tuple[tuple[Reading | None, Reading], ...] = ()


def facts(state: State, conn: sa.Connection, batch: Batch, *, limit: int = 0, after: str = "") -> Facts:
    source = state.catalog.sources.get(batch.source)
    if source is None:
        return Facts(0, 0, 0)
    t = state.store.facts[source.id]
    count, mine = sa.func.count(), t.c["_in"] == batch.id
    opened, standing = conn.execute(sa.select(count, count.filter(t.c["_out"].is_(None))).where(mine)).one()
    closed = conn.execute(sa.select(count).where(t.c["_out"] == batch.id)).scalar_one()
    if masked(state.catalog, source.id):
        return Facts(opened, standing, closed, withheld=True)
    found, cursor = rows.of_batch(state.context(conn), source, batch.id, limit=limit, after=after) if limit else ((), "")
    return Facts(opened, standing, closed, found, cursor)


def masked(catalog: schema.Catalog, source: str) -> bool:
    """Whether a reading or a series made of its rows hides small cells."""
    return any(i.mask_below and source in reads(i) for i in catalog.indicators.values()) or any(
        s.mask_below and source in {each.table for f in s.measures.values() for each in touches.selections_of(f)}
        for s in catalog.series.values()
    )


def reads(indicator: schema.Indicator) -> set[str]:
    """Every source an indicator reads, registers that only name a place included."""
    formulas = [indicator.formula, *([indicator.companion.formula] if indicator.companion else [])]
    selections = [s for formula in formulas for s in touches.selections_of(formula)]
    return {s.table for s in selections} | {s.place.via for s in selections if s.place.via}


def moved(state: State, conn: sa.Connection, batch: Batch) -> Moved:
    """By the newest snapshot that did not know the batch and the oldest that did; older than two weeks one of each day is kept."""
    known_before, known_after = snapshots.around(conn, batch.id)
    if known_after is None:
        return Moved()
    then, now = _body(known_before), _body(known_after)
    assert now is not None
    asked = {i.id: i for i in state.catalog.indicators.values() if batch.source in reads(i)}
    changed = tuple(
        (was, reading)
        for key, reading in sorted(now.readings.items())
        if key[0] in asked
        # 小数目的指标只说全街道：一批的增减会说出遮住的数。
        and (key[1] == STREET or not asked[key[0]].mask_below)
        and _said(was := then.readings.get(key) if then else None) != _said(reading)
    )
    along = known_after.batch - (known_before.batch if known_before else 0) - 1
    return Moved(known_before.as_of if known_before else None, known_after.as_of, along, changed)


def _said(reading: Reading | None) -> tuple[Any, ...] | None:
    """What a reading says; one without a value says nothing, whatever the reason."""
    if reading is None or (reading.value is None and reading.n is None):
        return None
    return reading.value, reading.n, reading.N, reading.state


def _body(kept: snapshots.Kept | None) -> Snapshot | None:
    return None if kept is None or not kept.body else codec.loads(zlib.decompress(kept.body))
