"""Panels kept in the store: measured once, written only when they changed, never overwritten.

The newest entry of a (definition, period) is what is known now; the oldest is what was first reported.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import orjson
import sqlalchemy as sa

from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import Period
from cockpit.store import tables


@dataclass(slots=True)
class Entry:
    """One panel as known now and as first reported; `fingerprint` is the newest batch it can depend on."""

    fingerprint: int
    now: Panel
    first: Panel
    extra: dict[str, object] = field(default_factory=dict)


Cache = dict[tuple[str, str], Entry]


def encode(panel: Panel, fingerprint: int, extra: dict[str, object]) -> bytes:
    cells = {p: [r.n, r.N] if r.exact is None else [r.n, r.N, r.exact] for p, r in sorted(panel.cells.items())}
    return orjson.dumps({"f": fingerprint, "c": cells, **({"x": extra} if extra else {})})


def decode(body: bytes) -> tuple[int, Panel, dict[str, object]]:
    found = orjson.loads(body)
    cells = {p: Ratio(c[0], c[1], c[2] if len(c) > 2 else None) for p, c in found["c"].items()}
    return found["f"], Panel(cells), found.get("x", {})


def lookup(
    conn: sa.Connection,
    cache: Cache,
    key: str,
    period: Period,
    *,
    fingerprint: int,
    seq: int,
    measure: Callable[[], tuple[Panel, dict[str, object]]],
) -> Entry:
    """The panel of `key` in `period`: from memory, from the store, or measured now and stored under `seq` (0 stores nothing)."""
    place = (key, str(period))
    entry = cache.get(place) or _load(conn, key, str(period))
    if entry is None or entry.fingerprint != fingerprint:
        panel, extra = measure()
        fresh = Entry(fingerprint, panel, entry.first if entry else panel, extra)
        if seq:
            _store(conn, key, str(period), seq, entry, fresh)
        entry = fresh
    cache[place] = entry
    return entry


def _store(conn: sa.Connection, key: str, period: str, seq: int, before: Entry | None, now: Entry) -> None:
    body = encode(now.now, now.fingerprint, now.extra)
    if before is None or (now.now, now.extra) != (before.now, before.extra):
        _insert(conn, key, period, seq, body)
    else:
        _stamp(conn, key, period, body)


def _load(conn: sa.Connection, key: str, period: str) -> Entry | None:
    t = tables.panel.c
    found = conn.execute(sa.select(t.body).where(t.indicator == key, t.period == period).order_by(t.seq)).scalars().all()
    if not found:
        return None
    fingerprint, now, extra = decode(found[-1])
    return Entry(fingerprint, now, decode(found[0])[1], extra)


def _insert(conn: sa.Connection, key: str, period: str, seq: int, body: bytes) -> None:
    t = tables.panel
    conn.execute(sa.delete(t).where(t.c.indicator == key, t.c.period == period, t.c.seq == seq))
    conn.execute(sa.insert(t).values(indicator=key, period=period, seq=seq, body=body))


def _stamp(conn: sa.Connection, key: str, period: str, body: bytes) -> None:
    """The content stands; only what it was checked against is newer."""
    t = tables.panel
    newest = sa.select(sa.func.max(t.c.seq)).where(t.c.indicator == key, t.c.period == period).scalar_subquery()
    conn.execute(sa.update(t).where(t.c.indicator == key, t.c.period == period, t.c.seq == newest).values(body=body))


def all_of(conn: sa.Connection, key: str) -> dict[Period, tuple[Panel, Panel]]:
    """Every kept window of one definition: the panel as known now and as first reported."""
    t = tables.panel.c
    found: dict[Period, tuple[Panel, Panel]] = {}
    for row in conn.execute(sa.select(t.period, t.body).where(t.indicator == key).order_by(t.period, t.seq)):
        period, panel = Period.parse(row.period), decode(row.body)[1]
        found[period] = (panel, found[period][1] if period in found else panel)
    return found
