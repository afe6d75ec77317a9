"""Snapshots by number: bytes in, bytes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from cockpit.store import tables
from cockpit.store.types import day_number, day_of, instant, seconds


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored snapshot. `seq` is its number, `act` and `batch` the newest of each when it was taken; `body` None when not asked for."""

    seq: int
    version: str
    as_of: date
    taken_at: datetime
    catalog: str
    act: int
    batch: int
    body: bytes | None = None


def write(conn: sa.Connection, kept: Kept) -> int:
    """Write a snapshot under the next number (`kept.seq` is not looked at); returns the number."""
    seq = int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(tables.snapshot.c.seq), 0))).scalar_one()) + 1
    conn.execute(
        sa.insert(tables.snapshot).values(
            seq=seq,
            version=kept.version,
            as_of=day_number(kept.as_of),
            taken_at=seconds(kept.taken_at),
            catalog=kept.catalog,
            act=kept.act,
            batch=kept.batch,
            body=kept.body or b"",
        )
    )
    return seq


def newest(conn: sa.Connection, *, body: bool = True) -> Kept | None:
    return _first(conn, sa.select(*_columns(body=body)).order_by(tables.snapshot.c.seq.desc()))


def get(conn: sa.Connection, seq: int) -> Kept | None:
    return _first(conn, sa.select(*_columns(body=True)).where(tables.snapshot.c.seq == seq))


def of_version(conn: sa.Connection, version: str) -> Kept | None:
    """The newest snapshot of this version."""
    chosen = sa.select(*_columns(body=True)).where(tables.snapshot.c.version == version)
    return _first(conn, chosen.order_by(tables.snapshot.c.seq.desc()))


def around(conn: sa.Connection, batch: int) -> tuple[Kept | None, Kept | None]:
    """(The newest kept snapshot that did not know the batch, the oldest that did)."""
    t, every = tables.snapshot.c, sa.select(*_columns(body=True))
    before = _first(conn, every.where(t.batch < batch).order_by(t.seq.desc()))
    return before, _first(conn, every.where(t.batch >= batch).order_by(t.seq))


def listing(conn: sa.Connection, *, after: int = 0) -> list[Kept]:
    """Snapshots above number `after` without their bodies, oldest first."""
    chosen = sa.select(*_columns(body=False)).where(tables.snapshot.c.seq > after).order_by(tables.snapshot.c.seq)
    return [_kept(row) for row in conn.execute(chosen)]


def _columns(*, body: bool) -> list[sa.Column[Any]]:
    return [column for column in tables.snapshot.columns if body or column.name != "body"]


def _first(conn: sa.Connection, chosen: sa.Select[Any]) -> Kept | None:
    found = conn.execute(chosen.limit(1)).first()
    return _kept(found) if found else None


def _kept(row: sa.Row[Any]) -> Kept:
    cells = dict(row._mapping)
    return Kept(**{**cells, "as_of": day_of(cells["as_of"]), "taken_at": instant(cells["taken_at"])})
