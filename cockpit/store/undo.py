"""Undoing a batch as if it had never come, and undoing that: what would stand without it, replayed, against what stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.store import change, driver, facts, history, standing, totals
from cockpit.store.change import Change
from cockpit.store.engine import Store
from cockpit.store.rows import Ids, Rows, records, scopes

Replay = Callable[[int], Rows]
"""Reads the archived bytes of a batch again. A re-reading gives the rows of the files that are live now."""

KEYS_AT_ONCE = 4000


@dataclass(frozen=True, slots=True)
class Held:
    """What stands under one key: the row `at` of a replayed batch, or (`rows` None) the stored row of that id. `origin`: whose bytes."""

    hash: int
    origin: int
    scope: tuple[Any, ...]
    at: int
    rows: Rows | None = None


State = dict[int, Held]


def restore(
    conn: sa.Connection,
    store: Store,
    source: schema.Source,
    *,
    batch: int,
    undoes: int,
    replay: Replay,
    upserts: Collection[int] = (),
) -> Change:
    """As batch `batch`, bring the source's rows to what its live batches give without `undoes`, or with it again if that is an undo.

    Only the keys it could touch are looked at; later live batches are replayed for them, since one that merely restated a key left no trace
    in the rows. `upserts` are batches which were applied with `restated=False`. Rows opened again keep sheet and row, and name
    in `_from` the batch whose bytes hold them. In the Change, `unchanged` counts rows that only got another origin.
    """
    table = store.facts[source.id]
    past = history.of(conn, source.id, before=batch).switched(undoes, by=batch)
    root = past.switches[-1].root
    since = past.settled_before(root)
    clean = since == root and not any(each >= root for each in past.rereads)
    keys = _stamped(conn, table, root)
    if not clean:
        keys = np.union1d(keys, _reach(conn, table, source, replay(root), upsert=root in upserts))
    state = _closed_by(conn, table, source, root) if clean else _before(conn, table, source, since, keys)
    for each in sorted(each for each in past.live_now if each >= since) if len(keys) else ():
        _play(state, source, each, replay(each), keys=keys, upsert=each in upserts)
    return _settle(conn, table, source, state, keys, batch=batch)


def _stamped(conn: sa.Connection, table: sa.Table, batch: int) -> Ids:
    """Keys of which the batch opened or closed a row."""
    by = sa.or_(table.c["_in"] == batch, table.c["_out"] == batch)
    return np.unique(np.array(conn.execute(sa.select(table.c["_key"]).where(by)).scalars().all(), dtype=np.int64))


def _reach(conn: sa.Connection, table: sa.Table, source: schema.Source, rows: Rows, *, upsert: bool) -> Ids:
    """Every key whose fate may hang on the batch: those it states, and those ever seen in the scopes it restates."""
    if upsert or not source.restates or not len(rows.key):
        return rows.key
    columns = facts.scope_columns(source)
    conditions = standing.in_scopes(table, columns, set(scopes(rows, columns))) if columns else iter([sa.true()])
    seen = [conn.execute(sa.select(table.c["_key"]).where(within)).scalars().all() for within in conditions]
    return np.union1d(rows.key, np.array([key for part in seen for key in part], dtype=np.int64))


def _closed_by(conn: sa.Connection, table: sa.Table, source: schema.Source, batch: int) -> State:
    """What stood under the batch's keys just before it, when nothing older has been switched since: what it closed."""
    return _stored(conn, table, source, table.c["_out"] == batch)


def _before(conn: sa.Connection, table: sa.Table, source: schema.Source, batch: int, keys: Ids) -> State:
    stood = sa.and_(table.c["_in"] < batch, sa.or_(table.c["_out"].is_(None), table.c["_out"] >= batch))
    wanted = set(keys.tolist())
    return {key: held for key, held in _stored(conn, table, source, stood).items() if key in wanted}


def _stored(conn: sa.Connection, table: sa.Table, source: schema.Source, where: sa.ColumnElement[bool]) -> State:
    scope = [table.c[name] for name in facts.scope_columns(source)]
    found = conn.execute(sa.select(table.c["_key"], table.c["_hash"], change.origin(table), table.c["_id"], *scope).where(where))
    return {row[0]: Held(row[1], row[2], tuple(row[4:]), row[3]) for row in found}


def _play(state: State, source: schema.Source, batch: int, rows: Rows, *, keys: Ids, upsert: bool) -> None:
    """One batch upon the state, by the rules of `change.apply`: the same content does nothing, lacking keys of its scopes end."""
    if not len(rows.key):
        return
    row_scopes = scopes(rows, facts.scope_columns(source))
    stated = {*rows.key.tolist(), *rows.mentioned.tolist()}
    for at in np.flatnonzero(np.isin(rows.key, keys)).tolist():
        key, content = int(rows.key[at]), int(rows.hash[at])
        if key not in state or state[key].hash != content:
            state[key] = Held(content, batch, row_scopes[at], at, rows)
    if source.restates and not upsert:
        restated = set(row_scopes)
        for key in [key for key, held in state.items() if key not in stated and held.scope in restated]:
            del state[key]


def _settle(conn: sa.Connection, table: sa.Table, source: schema.Source, state: State, keys: Ids, *, batch: int) -> Change:
    """Close and open what differs between the wanted state and what stands under these keys."""
    now = _now(conn, table, keys)
    done = {key for key, (_, content, origin) in now.items() if key in state and (state[key].hash, state[key].origin) == (content, origin)}
    ended = [key for key in now if key not in done]
    wanted = [held for key, held in state.items() if key not in done]
    change.close(conn, table, _ids(now[key][0] for key in ended), batch=batch)
    _reopen(conn, table, [held.at for held in wanted if held.rows is None], batch=batch)
    _open(conn, table, [held for held in wanted if held.rows is not None], batch=batch)
    opened, closed = (totals.sum_of(_ids(hashes)) for hashes in ((held.hash for held in wanted), (now[key][1] for key in ended)))
    totals.move(conn, source.id, rows=len(wanted) - len(ended), hashes=opened - closed)
    moved = [key for key in ended if key in state]
    unchanged = sum(state[key].hash == now[key][1] for key in moved)
    return Change(len(wanted) - len(moved), len(moved) - unchanged, unchanged, len(ended) - len(moved))


def _now(conn: sa.Connection, table: sa.Table, keys: Ids) -> dict[int, tuple[int, int, int]]:
    """Key → (_id, _hash, origin) of the standing rows."""
    name = conn.dialect.identifier_preparer.format_table(table)
    found: dict[int, tuple[int, int, int]] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        listed = ",".join(map(str, keys[start : start + KEYS_AT_ONCE].tolist()))
        head = f"SELECT _key, _id, _hash, COALESCE(_from, _in) FROM {name} WHERE _out IS NULL"
        found.update({row[0]: (row[1], row[2], row[3]) for row in driver.fetch(conn, f"{head} AND _key IN ({listed})")})
    return found


def _reopen(conn: sa.Connection, table: sa.Table, ids: list[int], *, batch: int) -> None:
    """Open stored rows again: the same cells, sheet and row, under a new stamp."""
    fresh = {"_in": sa.literal(batch), "_from": change.origin(table)}
    kept = {column.name: column for column in table.columns if column.name not in ("_id", "_in", "_out", "_from")}
    for start in range(0, len(ids), KEYS_AT_ONCE):
        again = sa.select(*kept.values(), *fresh.values()).where(table.c["_id"].in_(ids[start : start + KEYS_AT_ONCE]))
        conn.execute(sa.insert(table).from_select([*kept, *fresh], again))


def _open(conn: sa.Connection, table: sa.Table, wanted: list[Held], *, batch: int) -> None:
    """Open rows as the replayed batches hold them."""
    by_origin: dict[int, list[Held]] = {}
    for held in wanted:
        by_origin.setdefault(held.origin, []).append(held)
    for origin, part in by_origin.items():
        rows = part[0].rows
        if rows is not None:
            for names, cells in records(rows, _ids(held.at for held in part)):
                change.insert(conn, table, names, cells, {"_in": batch, "_from": origin})


def _ids(numbers: Iterable[int]) -> Ids:
    return np.fromiter(numbers, dtype=np.int64)
