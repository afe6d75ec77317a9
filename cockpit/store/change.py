"""Applying one batch to a source's rows: only what is new or different opens and closes anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.store import driver, facts, standing, totals
from cockpit.store.engine import Store
from cockpit.store.rows import Ids, Rows, records, scopes

ROWS_AT_ONCE = 10_000
BULK_ROWS = 5_000
"""From so many rows on, an empty table gets its indexes after its rows: sorting once is cheaper than finding each place. They come
when nobody waits (`Store.tidy`) or before the next batch, whichever is first; until then nothing looks a row up by its key."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch did. `closed` counts keys it ended without restating them; `opened` are positions of the rows it opened (None: all)."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    opened: Ids | None = field(default=None, compare=False)

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed or self.closed)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done: positions in the batch to open (None: all), ids of rows to close and their hashes."""

    change: Change
    opened: Ids | None
    closed: Ids
    closed_hash: Ids


def preview(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows, *, restated: bool = True) -> Change:
    """What `apply` would do, without doing it."""
    return _plan(conn, store.facts[source.id], source, rows, restated=restated).change


def outlook(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows) -> tuple[Change, Ids]:
    """What `apply` would do, and the positions of the rows that are new or say something else than what stands."""
    plan = _plan(conn, store.facts[source.id], source, rows, restated=True)
    return plan.change, np.arange(len(rows.key), dtype=np.int64) if plan.opened is None else plan.opened


def apply(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows, *, batch: int, restated: bool = True) -> Change:
    """Open the new and changed rows, close what they replace and, where the source restates scopes, what the batch lacks.

    `restated` False upserts only. An empty batch does nothing at all. Runs inside the caller's transaction. Batches must come with
    rising ids: the stamps say what stood when.
    """
    table = store.facts[source.id]
    store.make_up(conn, source.id)
    plan = _plan(conn, table, source, rows, restated=restated)
    close(conn, table, plan.closed, batch=batch)
    hashes = rows.hash if plan.opened is None else rows.hash[plan.opened]
    if len(hashes):
        _open(conn, store, table, rows, plan.opened, batch=batch)
    totals.move(conn, source.id, opened=hashes, closed=plan.closed_hash)
    return replace(plan.change, opened=plan.opened)


def _plan(conn: sa.Connection, table: sa.Table, source: schema.Source, rows: Rows, *, restated: bool) -> Plan:
    none = np.zeros(0, dtype=np.int64)
    if not len(rows.key):
        return Plan(Change(), none, none, none)
    count = totals.of(conn, source.id).rows
    there = standing.of_keys(conn, table, rows.key, standing=count)
    at, known = there.find(rows.key)
    same = known & (there.hash[at] == rows.hash) if len(there.key) else known
    changed = at[known & ~same]
    ended = _ended(conn, table, source, rows) if restated and source.restates and count else standing.arrays([])
    change = Change(int((~known).sum()), len(changed), int(same.sum()), len(ended.id))
    opened = np.flatnonzero(~same) if same.any() else None
    return Plan(change, opened, np.concatenate([there.id[changed], ended.id]), np.concatenate([there.hash[changed], ended.hash]))


def _ended(conn: sa.Connection, table: sa.Table, source: schema.Source, rows: Rows) -> standing.Standing:
    """Standing rows of the scopes the batch restates whose key it lacks."""
    columns = facts.scope_columns(source)
    within = standing.of_scopes(conn, table, columns, set(scopes(rows, columns)))
    gone = np.isin(within.key, np.concatenate([rows.key, rows.mentioned]), invert=True)
    return standing.Standing(within.id[gone], within.key[gone], within.hash[gone])


def close(conn: sa.Connection, table: sa.Table, ids: Ids, *, batch: int) -> None:
    """Stamp these standing rows as closed by `batch`."""
    name = conn.dialect.identifier_preparer.format_table(table)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        part = ",".join(map(str, ids[start : start + ROWS_AT_ONCE].tolist()))
        conn.exec_driver_sql(f"UPDATE {name} SET _out = {int(batch)} WHERE _id IN ({part})")


def _open(conn: sa.Connection, store: Store, table: sa.Table, rows: Rows, chosen: Ids | None, *, batch: int) -> None:
    count = len(rows.key) if chosen is None else len(chosen)
    bulk = count >= BULK_ROWS and conn.execute(sa.select(table.c["_id"]).limit(1)).first() is None
    indexes = sorted(table.indexes, key=lambda each: str(each.name)) if bulk else []
    for index in indexes:
        index.drop(conn)
    insert(conn, table, [*rows.columns, "_key", "_hash", "_sheet", "_row"], records(rows, chosen), {"_in": batch})
    if indexes:
        store.postponed.add(rows.source)


def insert(
    conn: sa.Connection, table: sa.Table, names: Iterable[str], cells: Iterator[tuple[Any, ...]], stamps: dict[str, int] | None = None
) -> None:
    """Insert tuples of cells in the order of `names`; `stamps` are the same for every row. The quick way, past SQL construction."""
    quote = conn.dialect.identifier_preparer.quote
    columns = [table.c[name].name for name in names]
    stamps = stamps or {}
    values = ", ".join([driver.mark(conn)] * len(columns) + [str(int(stamp)) for stamp in stamps.values()])
    into = ", ".join(quote(name) for name in [*columns, *stamps])
    statement = f"INSERT INTO {conn.dialect.identifier_preparer.format_table(table)} ({into}) VALUES ({values})"
    driver.many(conn, statement, cells)


def rows_opened(table: sa.Table, batch: int) -> sa.Select[Any]:
    """The rows a batch opened, whatever became of them since."""
    return sa.select(table).where(table.c["_in"] == batch)


def rows_closed(table: sa.Table, batch: int) -> sa.Select[Any]:
    """The rows a batch closed."""
    return sa.select(table).where(table.c["_out"] == batch)


def standing_after(table: sa.Table, batch: int) -> sa.ColumnElement[bool]:
    """Condition: the row stood when `batch` was the newest."""
    return sa.and_(table.c["_in"] <= batch, sa.or_(table.c["_out"].is_(None), table.c["_out"] > batch))


def origin(table: sa.Table) -> sa.ColumnElement[int]:
    """The batch whose bytes hold a row: for lineage down to file, sheet and row."""
    return sa.func.coalesce(table.c["_from"], table.c["_in"])
