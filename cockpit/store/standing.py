"""Which rows of a fact table stand: looked up by key, by scope, or as they stood before a batch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import sqlalchemy as sa

from cockpit.store import driver
from cockpit.store.rows import Ids

KEYS_AT_ONCE = 4000
SCOPES_AT_ONCE = 200
SCAN_SHARE = 5
"""Above one fifth of the standing rows one pass over all of them is quicker than looking each key up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Standing rows as parallel arrays, by ascending key."""

    id: Ids
    key: Ids
    hash: Ids

    def find(self, keys: Ids) -> tuple[Ids, np.typing.NDArray[np.bool_]]:
        """Position of each key, and whether it stands at all (where not, the position means nothing)."""
        if not len(self.key):
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self.key, keys), len(self.key) - 1)
        return at, self.key[at] == keys


def arrays(found: Collection[Sequence[Any]]) -> Standing:
    """Rows of (_id, _key, _hash) as arrays."""
    flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found)).reshape(-1, 3)
    flat = flat[np.argsort(flat[:, 1], kind="stable")]
    return Standing(flat[:, 0], flat[:, 1], flat[:, 2])


@dataclass(slots=True)
class Before:
    """What stood before `batch`, while it is applied: `count` rows in all, looked up key by key, or held whole once that is cheaper."""

    conn: sa.Connection
    table: sa.Table
    batch: int
    count: int
    looked: int = 0
    whole: Standing | None = None

    def of_keys(self, keys: Ids) -> Standing:
        """The rows of these keys, where it is cheaper of more keys than these. What the batch closed of them must stand again."""
        if not self.count or not len(keys):
            return arrays([])
        self.looked += len(keys)
        if self.whole is None and self.looked * SCAN_SHARE > self.count:
            stood = f"_in < {self.batch} AND (_out IS NULL OR _out = {self.batch})"
            self.whole = arrays(driver.fetch(self.conn, f"{_select(self.conn, self.table)} WHERE {stood}"))
        return self.whole or _of_keys(self.conn, self.table, keys, where="_out IS NULL")


def stamped(conn: sa.Connection, table: sa.Table, keys: Ids, *, stamp: str, batch: int) -> Standing:
    """The rows of these keys which the batch opened (`_in`) or closed (`_out`)."""
    return _of_keys(conn, table, keys, where=f"{stamp} = {int(batch)}")


def _of_keys(conn: sa.Connection, table: sa.Table, keys: Ids, *, where: str) -> Standing:
    head, found = f"{_select(conn, table)} WHERE {where}", []
    for part in _parts(np.sort(keys), KEYS_AT_ONCE):
        # 键是 64 位整数，直接写进语句，比逐个绑定快得多，也没有注入之虞。
        found += driver.fetch(conn, f"{head} AND _key IN ({','.join(map(str, part.tolist()))})")
    return arrays(found)


def everything(conn: sa.Connection, table: sa.Table) -> Standing:
    return arrays(driver.fetch(conn, f"{_select(conn, table)} WHERE _out IS NULL"))


def of_scopes(conn: sa.Connection, table: sa.Table, columns: Sequence[str], scopes: Collection[tuple[Any, ...]]) -> Standing:
    """Standing rows in any of these scopes; no columns: all standing rows."""
    if not columns:
        return everything(conn, table)
    wanted = sa.select(table.c["_id"], table.c["_key"], table.c["_hash"]).where(table.c["_out"].is_(None))
    found: list[Any] = []
    for within in in_scopes(table, columns, scopes):
        found += conn.execute(wanted.where(within)).all()
    return arrays(found)


def in_scopes(table: sa.Table, columns: Sequence[str], scopes: Collection[tuple[Any, ...]]) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions which together hold for the rows in these scopes; an absent cell is a scope value like any other."""
    listed = list(scopes)
    for start in range(0, len(listed), SCOPES_AT_ONCE):
        yield sa.or_(*(_is(table, columns, scope) for scope in listed[start : start + SCOPES_AT_ONCE]))


def _is(table: sa.Table, columns: Sequence[str], scope: tuple[Any, ...]) -> sa.ColumnElement[bool]:
    pairs = zip(columns, scope, strict=True)
    return sa.and_(*(table.c[name].is_(None) if value is None else table.c[name] == value for name, value in pairs))


def _select(conn: sa.Connection, table: sa.Table) -> str:
    return f"SELECT _id, _key, _hash FROM {conn.dialect.identifier_preparer.format_table(table)}"


def _parts(ids: Ids, size: int) -> Iterator[Ids]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
