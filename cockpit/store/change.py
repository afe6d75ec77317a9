"""Applying one batch to a source's rows, block by block: only what is new or different opens and closes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.store import driver, facts, standing, totals
from cockpit.store.engine import Store
from cockpit.store.rows import Ids, Matrix, Rows, records, scopes

ROWS_AT_ONCE = 10_000
NEVER = 2**62
"""The id of a batch that will not be."""
BULK_ROWS = 1_000
"""From a first block of so many rows on, an empty table gets its indexes after its rows: sorting once is cheaper than finding each
place. They come when nobody waits (`Store.tidy`) or before the next batch, whichever is first; until then nothing looks a row up by its
key."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a batch did. `closed` counts keys it ended without restating them."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.new or self.changed or self.closed)


@dataclass(slots=True)
class Applying:
    """One batch being applied, block by block, inside the caller's transaction: `take` each block, then `finish` once.

    `restated` False upserts only. Batches must come with rising ids: the stamps say what stood when. A key may come in more than one
    block (`Rows.again` tells): then the last counts, and what the batch did before for it is taken back. `dry` counts and writes nothing.
    """

    conn: sa.Connection
    store: Store
    source: schema.Source
    batch: int
    restated: bool = True
    dry: bool = False
    done: Change = Change()
    before: standing.Before | None = None
    opened: int = 0
    closed: int = 0
    keys: list[Ids] = field(default_factory=list)
    scopes: list[tuple[Any, ...]] = field(default_factory=list)
    postponed: bool = False

    @property
    def table(self) -> sa.Table:
        return self.store.facts[self.source.id]

    def take(self, rows: Rows) -> Ids | None:
        """Open the new and changed rows of a block and close what they replace; the positions of the opened ones (None: all)."""
        if self.before is None:
            if not self.dry:
                self.store.make_up(self.conn, self.source.id)
            self.before = standing.Before(self.conn, self.table, self.batch, totals.of(self.conn, self.source.id).rows)
        if len(rows.again):
            self._take_back(rows.again)
        there = self.before.of_keys(rows.key)
        at, known = there.find(rows.key)
        same = known & (there.hash[at] == rows.hash) if len(there.key) else known
        changed = at[known & ~same]
        self._close(there.id[changed], there.hash[changed])
        chosen = np.flatnonzero(~same) if same.any() else None
        self._open(rows, chosen)
        self._count(new=int((~known).sum()), changed=len(changed), unchanged=int(same.sum()))
        if self._ends:
            self.keys.append(rows.key)
            self.scopes += scopes(rows, facts.scope_columns(self.source))
        return chosen

    def finish(self, mentioned: Ids) -> Change:
        """End what the batch lacks of the scopes it restates, but for the `mentioned` keys. An empty batch ends nothing."""
        if self.before is None:
            return self.done
        if self._ends:
            keys = np.concatenate(self.keys)
            # What was said of a key first is replaced, and so is the scope it stood in.
            _, last = np.unique(keys[::-1], return_index=True)
            restated = {self.scopes[len(keys) - 1 - at] for at in last.tolist()}
            within = standing.of_scopes(self.conn, self.table, facts.scope_columns(self.source), restated)
            gone = np.isin(within.key, np.concatenate([keys, mentioned]), invert=True)
            self._close(within.id[gone], within.hash[gone])
            self.done = replace(self.done, closed=int(gone.sum()))
        if not self.dry:
            totals.move(self.conn, self.source.id, rows=self.done.new - self.done.closed, hashes=self.opened - self.closed)
        if self.postponed:
            self.store.postponed.add(self.source.id)
        return self.done

    @property
    def _ends(self) -> bool:
        """Whether rows may have to be ended: the source restates, and something stood before."""
        return bool(self.restated and self.source.restates and self.before is not None and self.before.count)

    def _open(self, rows: Rows, chosen: Ids | None) -> None:
        hashes = rows.hash if chosen is None else rows.hash[chosen]
        if len(hashes) and not self.dry:
            self._bulk(len(hashes))
            for names, cells in records(rows, chosen):
                insert(self.conn, self.table, names, cells, {"_in": self.batch})
            self.opened += totals.sum_of(hashes)

    def _bulk(self, count: int) -> None:
        """Drop the indexes of a table that is empty and about to take many rows."""
        if self.done.new or count < BULK_ROWS or self.before is None or self.before.count:
            return
        if self.conn.execute(sa.select(self.table.c["_id"]).limit(1)).first() is None:
            for index in sorted(self.table.indexes, key=lambda each: str(each.name)):
                index.drop(self.conn)
            self.postponed = True

    def _close(self, ids: Ids, hashes: Ids) -> None:
        if not self.dry:
            close(self.conn, self.table, ids, batch=self.batch)
        self.closed += totals.sum_of(hashes)

    def _take_back(self, keys: Ids) -> None:
        """What an earlier block did for these keys: its rows go (they never counted), what they closed stands again."""
        mine, replaced = (standing.stamped(self.conn, self.table, keys, stamp=stamp, batch=self.batch) for stamp in ("_in", "_out"))
        _each(self.conn, self.table, mine.id, "DELETE FROM {}")
        close(self.conn, self.table, replaced.id, batch=None)
        self.opened -= totals.sum_of(mine.hash)
        self.closed -= totals.sum_of(replaced.hash)
        self._count(new=len(replaced.id) - len(mine.id), changed=-len(replaced.id), unchanged=len(mine.id) - len(keys))

    def _count(self, *, new: int, changed: int, unchanged: int) -> None:
        known = self.done
        self.done = Change(known.new + new, known.changed + changed, known.unchanged + unchanged, known.closed)


def preview(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows) -> Change:
    """What `apply` would do, without doing it."""
    return outlook(conn, store, source, rows)[0]


def outlook(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows) -> tuple[Change, Ids]:
    """What `apply` would do, and the positions of the rows that are new or say something else than what stands."""
    applying = Applying(conn, store, source, NEVER, dry=True)
    chosen = applying.take(rows) if len(rows.key) else None
    return applying.finish(rows.mentioned), np.arange(len(rows.key), dtype=np.int64) if chosen is None else chosen


def apply(conn: sa.Connection, store: Store, source: schema.Source, rows: Rows, *, batch: int, restated: bool = True) -> Change:
    """Open the new and changed rows, close what they replace and, where the source restates scopes, what the batch lacks.

    An empty batch does nothing at all. See `Applying`.
    """
    applying = Applying(conn, store, source, batch, restated)
    if len(rows.key):
        applying.take(rows)
    return applying.finish(rows.mentioned)


def close(conn: sa.Connection, table: sa.Table, ids: Ids, *, batch: int | None) -> None:
    """Stamp these rows as closed by `batch`; None: they stand again."""
    _each(conn, table, ids, f"UPDATE {{}} SET _out = {'NULL' if batch is None else int(batch)}")


def _each(conn: sa.Connection, table: sa.Table, ids: Ids, statement: str) -> None:
    """A statement on the rows with these ids. `{}` stands for the table's name."""
    name = conn.dialect.identifier_preparer.format_table(table)
    for start in range(0, len(ids), ROWS_AT_ONCE):
        part = ",".join(map(str, ids[start : start + ROWS_AT_ONCE].tolist()))
        conn.exec_driver_sql(f"{statement.format(name)} WHERE _id IN ({part})")


def insert(
    conn: sa.Connection, table: sa.Table, names: Sequence[str], cells: Matrix, stamps: dict[str, int] | None = None
) -> None:
    """Insert rows of cells in the order of `names`; `stamps` are the same for every row. The quick way, past SQL construction."""
    quote = conn.dialect.identifier_preparer.quote
    columns = [table.c[name].name for name in names]
    stamps = stamps or {}
    row = ", ".join([driver.mark(conn)] * len(columns) + [str(int(stamp)) for stamp in stamps.values()])
    into = ", ".join(quote(name) for name in [*columns, *stamps])
    head = f"INSERT INTO {conn.dialect.identifier_preparer.format_table(table)} ({into}) VALUES "
    driver.many(conn, head, f"({row})", cells)


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
