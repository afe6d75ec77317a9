"""The rows of a batch, read again from the archived bytes as they were read when it came."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import archive, memory, reading, tracing
from cockpit.house.state import State
from cockpit.house.tracing import Place
from cockpit.intake.rows import Parsed, Rows
from cockpit.model import Batch, Level, Verdict
from cockpit.store import batches, facts, history, standing
from cockpit.store.rows import Ids, scopes, taken

_KEYS_AT_ONCE = 500
_ROWS_REMEMBERED = 2_000_000


@contextmanager
def remembering(state: State) -> Iterator[None]:
    """While it lasts no batch is read again twice: of a hundred files each would ask every newer one."""
    state.replays = {}
    try:
        yield
    finally:
        state.replays = None


def rows(state: State, conn: sa.Connection, number: int) -> Rows:
    """What batch `number` brought in: of its bytes the rows it chose, without those it left to a newer one."""
    known = state.replays if state.replays is not None else {}
    if number not in known:
        found = _rows(state, conn, number)
        if sum(map(len, known.values())) + len(found) > _ROWS_REMEMBERED:
            return found
        known[number] = found
    return known[number]


def _rows(state: State, conn: sa.Connection, number: int) -> Rows:
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
    newer = _newer(conn, source, than)
    if not len(found) or not newer:
        return claimed
    columns = facts.scope_columns(source)
    own = scopes(found, columns) if source.restates else []
    claimed |= np.isin(found.key, _stamped(state, conn, source, found.key, [b.id for b in newer]))
    for batch in newer:
        if claimed.all():
            break
        if not source.restates and not batch.equation.unchanged:
            continue
        other = rows(state, conn, batch.id)
        claimed |= np.isin(found.key, other.key)
        if source.restates and not tracing.is_part(conn, batch):
            restated, spared = set(scopes(other, columns)), set(other.mentioned.tolist())
            claimed |= np.array([s in restated and k not in spared for s, k in zip(own, found.key.tolist(), strict=True)], dtype=np.bool_)
    return claimed


def told_since(state: State, conn: sa.Connection, source: schema.Source, found: Rows, *, than: int) -> bool:
    """Whether a newer live batch opened a row that stands in a scope which these rows restate."""
    newer = {batch.id for batch in _newer(conn, source, than)}
    if not newer:
        return False
    table, columns = state.store.facts[source.id], facts.scope_columns(source)
    by = sa.func.coalesce(table.c["_from"], table.c["_in"])
    stands = sa.select(by).distinct().where(table.c["_out"].is_(None), by >= min(newer))
    conditions = standing.in_scopes(table, columns, set(scopes(found, columns))) if columns else iter([sa.true()])
    return any(newer & set(conn.execute(stands.where(within)).scalars()) for within in conditions)


def _newer(conn: sa.Connection, source: schema.Source, than: int) -> list[Batch]:
    """Live batches of the source that are newer than this one, oldest first."""
    live = history.of(conn, source.id).live_now
    since = [b for b in reversed(batches.listing(conn, source=source.id, after=than)) if b.id in live]
    # 重读的行不会比它所在的文件新：来处不晚于此的不必再查。
    return [b for b in since if not (b.kind == "reread" and b.origin <= than) and position(conn, b) > than]


def position(conn: sa.Connection, batch: Batch) -> int:
    """What is read again is as old as the file it stands in; what a person mended or released is as new as that."""
    if batch.kind not in ("reread", "accept"):
        return batch.id
    file = tracing.came(conn, batch)
    return file.id if batch.kind == "reread" or file.verdict is Verdict.QUARANTINED else batch.id


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
