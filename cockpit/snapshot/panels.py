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
from cockpit.store import tables, upsert


@dataclass(slots=True)
class Entry:
    """One panel as known now and as first reported; `fingerprint` is the newest batch it can depend on."""

    fingerprint: int
    now: Panel
    first: Panel
    extra: dict[str, object] = field(default_factory=dict)


Name = tuple[str, Period]
"""A definition and a window."""


@dataclass(slots=True)
class Cache:
    """Panels in memory. `stored` names those the store has (None: not looked up yet); `fresh` and `checked` wait to be written.

    `fresh` panels say something new; `checked` ones say the same as before and only were held against newer batches.
    """

    entries: dict[Name, Entry] = field(default_factory=dict)
    stored: set[tuple[str, str]] | None = None
    fresh: dict[Name, bytes] = field(default_factory=dict)
    checked: dict[Name, bytes] = field(default_factory=dict)

    def clear(self) -> None:
        self.entries.clear()
        self.stored = None
        self.fresh.clear()
        self.checked.clear()


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
    measure: Callable[[], tuple[Panel, dict[str, object]]],
) -> Entry:
    """The panel of `key` in `period`: from memory, from the store, or measured now; `flush` writes what was measured."""
    name = (key, period)
    entry = cache.entries.get(name) or _load(conn, cache, key, period)
    if entry is None or entry.fingerprint != fingerprint:
        panel, extra = measure()
        fresh = Entry(fingerprint, panel, entry.first if entry else panel, extra)
        said_before = entry is not None and (panel, extra) == (entry.now, entry.extra)
        (cache.checked if said_before else cache.fresh)[name] = encode(panel, fingerprint, extra)
        entry = fresh
    cache.entries[name] = entry
    return entry


def _load(conn: sa.Connection, cache: Cache, key: str, period: Period) -> Entry | None:
    t = tables.panel.c
    if cache.stored is None:
        cache.stored = {(row[0], row[1]) for row in conn.execute(sa.select(t.indicator, t.period).distinct())}
    if (key, str(period)) not in cache.stored:
        return None
    found = conn.execute(sa.select(t.body).where(t.indicator == key, t.period == str(period)).order_by(t.seq)).scalars().all()
    fingerprint, now, extra = decode(found[-1])
    return Entry(fingerprint, now, decode(found[0])[1], extra)


def flush(conn: sa.Connection, cache: Cache, seq: int) -> None:
    """Write what was measured since the last time: new panels under `seq`, checked ones over their newest entry."""
    fresh = [{"indicator": k, "period": str(p), "seq": seq, "body": body} for (k, p), body in cache.fresh.items()]
    upsert.replace(conn, tables.panel, fresh)
    if cache.checked:
        t, names = tables.panel, [{"k": k, "p": str(p), "new": body} for (k, p), body in cache.checked.items()]
        same = sa.and_(t.c.indicator == sa.bindparam("k"), t.c.period == sa.bindparam("p"))
        newest = sa.select(sa.func.max(t.c.seq)).where(same).scalar_subquery()
        conn.execute(sa.update(t).where(same, t.c.seq == newest).values(body=sa.bindparam("new")), names)
    if cache.stored is not None:
        cache.stored.update((k, str(p)) for k, p in cache.fresh)
    cache.fresh.clear()
    cache.checked.clear()


def all_of(conn: sa.Connection, key: str) -> dict[Period, Entry]:
    """Every kept window of one definition, as it was last measured and as first reported."""
    t = tables.panel.c
    found: dict[Period, Entry] = {}
    for row in conn.execute(sa.select(t.period, t.body).where(t.indicator == key).order_by(t.period, t.seq)):
        period, (fingerprint, panel, extra) = Period.parse(row.period), decode(row.body)
        found[period] = Entry(fingerprint, panel, found[period].first if period in found else panel, extra)
    return found
