"""How many rows of a source stand, and the sum of their hashes: what a snapshot's version is made of, kept as rows come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from cockpit.store import tables
from cockpit.store.rows import Ids


@dataclass(frozen=True, slots=True)
class Total:
    """`hash` is the sum of the standing rows' hashes modulo 2**64, as a signed integer: the order of rows cannot change it."""

    rows: int = 0
    hash: int = 0


def of(conn: sa.Connection, source: str) -> Total:
    found = conn.execute(sa.select(tables.total.c.rows, tables.total.c.hash).where(tables.total.c.source == source)).first()
    return Total(int(found[0]), int(found[1])) if found else Total()


def all_of(conn: sa.Connection) -> dict[str, Total]:
    columns = tables.total.c
    found = conn.execute(sa.select(columns.source, columns.rows, columns.hash).order_by(columns.source))
    return {source: Total(int(rows), int(hash_)) for source, rows, hash_ in found}


def move(conn: sa.Connection, source: str, *, rows: int, hashes: int) -> Total:
    """Add this many rows and this sum of hashes; both may be below nothing."""
    before = of(conn, source)
    if not rows and not hashes:
        return before
    after = Total(before.rows + rows, _signed(before.hash + hashes))
    where = tables.total.c.source == source
    done = conn.execute(sa.update(tables.total).where(where).values(rows=after.rows, hash=after.hash))
    if not done.rowcount:
        conn.execute(sa.insert(tables.total).values(source=source, rows=after.rows, hash=after.hash))
    return after


def measured(conn: sa.Connection, table: sa.Table) -> Total:
    """The total counted anew from the rows, for doctor and tests."""
    hashes = conn.execute(sa.select(table.c["_hash"]).where(table.c["_out"].is_(None))).scalars().all()
    return Total(len(hashes), _signed(sum(hashes)))


def sum_of(hashes: Ids) -> int:
    """Modulo 2**64, not signed."""
    return int(hashes.view(np.uint64).sum(dtype=np.uint64)) if len(hashes) else 0


def _signed(number: int) -> int:
    return (number + 2**63) % 2**64 - 2**63
