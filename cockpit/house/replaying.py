"""The rows of a batch, read again from the archived bytes as they were read when it came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import archive, memory, reading, tracing
from cockpit.house.state import State
from cockpit.house.tracing import Place
from cockpit.intake.rows import Parsed, Rows
from cockpit.model import Batch, Level
from cockpit.store import batches, facts, history
from cockpit.store.rows import Ids, scopes, taken

_KEYS_AT_ONCE = 500


def rows(state: State, conn: sa.Connection, number: int) -> Rows:
    """What batch `number` brought in: of its bytes the rows it chose, without those it left to a newer one."""
    batch = batches.get(conn, number)
    assert batch is not None
    found = parsed(state, conn, batch).rows or _none(state.catalog.sources[batch.source])
    chosen, left = tracing.noted(conn, number, tracing.CHOSEN), tracing.noted(conn, number, tracing.LEFT)
    wanted = np.array([(chosen is None or p in chosen) and (left is None or p not in left) for p in places(found)], dtype=np.bool_)
    return found if chosen is None and left is None else picked(found, wanted)


def _none(source: schema.Source) -> Rows:
    """Of a file all of whose rows were refused or held."""
    nothing = np.zeros(0, dtype=np.int64)
    return Rows(source.id, {name: [] for name in facts.stored_columns(source)}, nothing, nothing, [], [])


def parsed(state: State, conn: sa.Connection, batch: Batch, *, under: schema.Catalog | None = None) -> Parsed:
    """The bytes of a batch as they were understood then, or with another catalogue."""
    found = under or memory.at(state, conn, batch.id)
    data = archive.fetch(state.archive, batch.sha256)
    return _read(state, conn, found, data, tracing.came(conn, batch))


def _read(state: State, conn: sa.Connection, found: schema.Catalog, data: bytes, came: Batch) -> Parsed:
    if came.origin:
        of = batches.get(conn, came.origin)
        assert of is not None
        return mended(state, conn, data, of, found=found)
    source = found.sources[came.source]
    return reading.parse(memory.reader(state, found), found, data, came.file, source, came.received_at, guide=came.guide)


def mended(
    state: State, conn: sa.Connection, data: bytes, of: Batch, *, found: schema.Catalog | None = None, fates: bool = False
) -> Parsed:  # fmt: skip
    """A mended file as part of the batch it mends: same name, same moment, same period and place; notes on its form are dropped."""
    found = found or state.catalog
    first = tracing.first(conn, of)
    source = found.sources[first.source]
    reader = memory.reader(state, found)
    read = reading.parse(reader, found, data, first.file, source, first.received_at, guide=first.guide, fates=fates)
    told = tuple(p for p in read.problems if p.level is not Level.NOTE)
    span = (of.covers_from, of.covers_to) if of.covers_from and of.covers_to else read.covers
    return replace(read, problems=told, covers=span, place=of.place)


def places(found: Rows) -> list[Place]:
    return list(zip(found.sheet, found.row, strict=True))


def picked(found: Rows, wanted: np.typing.NDArray[np.bool_]) -> Rows:
    """These rows alone; what else was in the file is not even mentioned."""
    at = np.flatnonzero(wanted)
    columns = {name: taken(cells, at) for name, cells in found.columns.items()}
    row, sheet = [found.row[i] for i in at.tolist()], [found.sheet[i] for i in at.tolist()]
    return Rows(found.source, columns, found.key[wanted], found.hash[wanted], row, sheet)


def held_by_newer(
    state: State, conn: sa.Connection, source: schema.Source, found: Rows, *, than: int
) -> np.typing.NDArray[np.bool_]:  # fmt: skip
    """Rows whose fate a newer live batch decided: it states their key, or restates their scope without it."""
    claimed = np.zeros(len(found), dtype=np.bool_)
    live = [b for n in sorted(history.of(conn, source.id).live_now) if n > than and (b := batches.get(conn, n)) is not None]
    newer = [b for b in live if _position(conn, b) > than]
    if not len(found) or not newer:
        return claimed
    columns = facts.scope_columns(source)
    own = scopes(found, columns) if source.restates else []
    claimed |= np.isin(found.key, _stamped(state, conn, source, found.key, [b.id for b in newer]))
    for batch in newer:
        if not source.restates and not batch.equation.unchanged:
            continue
        other = rows(state, conn, batch.id)
        claimed |= np.isin(found.key, other.key)
        if source.restates and not tracing.is_part(conn, batch):
            restated, spared = set(scopes(other, columns)), set(other.mentioned.tolist())
            claimed |= np.array([s in restated and k not in spared for s, k in zip(own, found.key.tolist(), strict=True)], dtype=np.bool_)
    return claimed


def _position(conn: sa.Connection, batch: Batch) -> int:
    """Rows read again are as old as the file they stand in; what a person mended or released is as new as that."""
    return tracing.came(conn, batch).id if batch.kind == "reread" else batch.id


def _stamped(state: State, conn: sa.Connection, source: schema.Source, keys: Ids, newer: Collection[int]) -> Ids:
    """Keys of which one of these batches' bytes opened a row."""
    table = state.store.facts[source.id]
    by = sa.func.coalesce(table.c["_from"], table.c["_in"])
    live, found = set(newer), []
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        listed = keys[start : start + _KEYS_AT_ONCE].tolist()
        asked = sa.select(table.c["_key"], by).where(table.c["_key"].in_(listed), by >= min(live))
        found += [key for key, number in conn.execute(asked) if number in live]
    return np.array(found, dtype=np.int64)
