"""Taking and keeping snapshots: measured from the store, written once per version, read back by whoever shows them."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from cockpit import calendar
from cockpit.house import ledger, selfwatch
from cockpit.house.state import State
from cockpit.measure import tallies
from cockpit.model import Level, Problem, Snapshot
from cockpit.snapshot import codec, expected, panels, take
from cockpit.snapshot.workbench import Bench
from cockpit.store import acts, batches, snapshots, tables, totals

NOON = time(12)
"""When a day is looked at that no clock tells."""
_PROBLEMS_SHOWN = 200
_PROBLEMS_SINCE = timedelta(days=14)


def refresh_definitions(state: State) -> None:
    """Day tallies for every definition in force; those of definitions that went are dropped. Costs nothing when none changed."""
    wanted = take.tallied(state.catalog)
    t = tables.meta.c
    with state.store.begin() as conn:
        known = set(conn.execute(sa.select(t.value).where(t.key.startswith("tally:"))).scalars())
        ctx = state.context(conn)
        tallies.forget(ctx, known - wanted.keys())
        for key in known - wanted.keys():
            conn.execute(sa.delete(tables.meta).where(t.key == f"tally:{key}"))
        for key in wanted.keys() - known:
            tallies.record(ctx, key, tallies.queries(ctx, wanted[key]), batch=None)
            conn.execute(sa.insert(tables.meta).values(key=f"tally:{key}", value=key))


def bench(
    state: State, conn: sa.Connection, *, as_of: date, moment: datetime, seq: int, week_end: date | None = None, masked: bool = True
) -> Bench:
    """Everything one taking works with, as the store stands in this transaction."""
    ctx = state.context(conn)
    arrivals = expected.arrivals_by_source(state.catalog, state.deliveries)
    counts = totals.all_of(conn)
    limit = as_of - calendar.DAY
    reports = {
        name: expected.report(
            a, state.plan, state.deliveries.get(name, ()), moment=moment, limit=limit, rows=counts[name].rows if name in counts else 0
        )
        for name, a in arrivals.items()
    }
    for name in state.lost.keys() & reports.keys():
        reports[name] = replace(reports[name], unreachable_since=state.lost[name].since, unreachable=state.lost[name].why)
    plans = ledger.plans(conn, state.store.facts, state.catalog)
    return Bench(
        ctx, state.plan, arrivals, reports, state.touches(), state.cache if seq else panels.Cache(), plans, as_of, moment, week_end, masked
    )


def snapshot(
    state: State, *, as_of: date, moment: datetime, week_end: date | None = None, masked: bool = True
) -> Snapshot:
    """Measure as of `as_of` without keeping anything."""
    with state.store.begin() as conn:
        return _measure(state, conn, 0, as_of=as_of, moment=moment, week_end=week_end, masked=masked)


def recorded(state: State, conn: sa.Connection, *, as_of: date, moment: datetime, week_end: date) -> Snapshot:
    """Measure inside the transaction of the act that records it; panels measured on the way are kept."""
    selfwatch.note(state, conn, as_of=as_of, moment=moment)
    return _measure(state, conn, _next_seq(conn), as_of=as_of, moment=moment, week_end=week_end)


def _measure(
    state: State, conn: sa.Connection, seq: int, *, as_of: date, moment: datetime, week_end: date | None = None, masked: bool = True
) -> Snapshot:
    work = bench(state, conn, as_of=as_of, moment=moment, seq=seq, week_end=week_end, masked=masked)
    standing = {name: (total.rows, total.hash) for name, total in totals.all_of(conn).items()}
    count = conn.execute(sa.select(sa.func.count()).select_from(tables.batch)).scalar_one()
    found = take.take(work, totals=standing, problems=_problems(conn, moment), batches=count)
    if seq:
        panels.flush(conn, work.cache, seq)
    return found


def _next_seq(conn: sa.Connection) -> int:
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(tables.snapshot.c.seq), 0))).scalar_one()) + 1


def keep(state: State, *, as_of: date, moment: datetime) -> tuple[Snapshot, bool]:
    """Take the snapshot of this moment and keep it, unless the newest one already is of the same version. Says whether it is new."""
    with state.change() as conn:
        selfwatch.note(state, conn, as_of=as_of, moment=moment)
        seq = _next_seq(conn)
        found = _measure(state, conn, seq, as_of=as_of, moment=moment)
        before = snapshots.newest(conn, body=False)
        new = before is None or before.version != found.version
        if new:
            body = {"as_of": as_of.isoformat(), "version": found.version, "seq": seq}
            number = acts.append(conn, "snapshot", body, moment)
            body_bytes = zlib.compress(codec.dumps(found), 6)
            snapshots.write(
                conn, snapshots.Kept(seq, found.version, as_of, moment, found.catalog, number, batches.newest(conn), body_bytes)
            )
            _thin_out(conn, as_of)
    if new:
        acts.mirror(state.store, state.acts_path)
    _forget_old(state)
    return found, new


def _thin_out(conn: sa.Connection, as_of: date) -> None:
    """Two weeks back only the last snapshot of each day keeps its body; the figures themselves stay in the panels."""
    t = tables.snapshot
    last = sa.select(sa.func.max(t.c.seq)).group_by(t.c.as_of)
    old = calendar.day_number(as_of) - 14
    conn.execute(sa.delete(t).where(t.c.as_of < old, t.c.seq.not_in(last)))


def _forget_old(state: State, most: int = 40_000) -> None:
    """Panels are in the store; memory keeps only a working set."""
    if len(state.cache.entries) > most:
        state.cache.clear()


def behind(conn: sa.Connection) -> bool:
    """Whether there is a batch newer than the newest snapshot."""
    newest = snapshots.newest(conn, body=False)
    return newest is None or newest.batch < batches.newest(conn)


def newest_seq(conn: sa.Connection) -> int:
    return _next_seq(conn) - 1


def newest(conn: sa.Connection) -> tuple[int, Snapshot] | None:
    """The newest kept snapshot with its number."""
    found = snapshots.newest(conn)
    return None if found is None or found.body is None else (found.seq, codec.loads(zlib.decompress(found.body)))


def of_version(conn: sa.Connection, version: str) -> Snapshot | None:
    found = snapshots.of_version(conn, version)
    return None if found is None or found.body is None else codec.loads(zlib.decompress(found.body))


def _problems(conn: sa.Connection, moment: datetime) -> list[Problem]:
    """What was refused or held lately, newest first, for the pages; notes are told on the batch."""
    b, p = tables.batch.c, tables.problem.c
    since = int((moment - _PROBLEMS_SINCE).timestamp())
    recent = sa.select(b.id).where(b.received_at >= since, b.undone_by == 0, b.released_by == 0).order_by(b.id.desc())
    found: list[Problem] = []
    for number in conn.execute(recent.where(sa.exists().where(p.batch == b.id, p.level != Level.NOTE.value))).scalars().all():
        found += [x for x in batches.problems(conn, number, limit=50) if x.level is not Level.NOTE]
        if len(found) >= _PROBLEMS_SHOWN:
            break
    return found[:_PROBLEMS_SHOWN]
