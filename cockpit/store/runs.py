"""The ledger of what ran for which period: a job and period run once, whoever asks and however often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cockpit.store import tables, upsert
from cockpit.store.types import instant, seconds


@dataclass(frozen=True, slots=True)
class Run:
    """`ended_at` is None while it runs, or when it never came to its end."""

    job: str
    period: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str


def claim(conn: sa.Connection, job: str, period: str, at: datetime) -> bool:
    """Take this job and period; False when somebody did before."""
    return upsert.once(conn, tables.run, {"job": job, "period": period, "started_at": seconds(at), "ended_at": None, "outcome": ""})


def finish(conn: sa.Connection, job: str, period: str, *, at: datetime, outcome: str) -> None:
    conn.execute(sa.update(tables.run).where(_is(job, period)).values(ended_at=seconds(at), outcome=outcome))


def release(conn: sa.Connection, job: str, period: str) -> None:
    """Give a run back that never came to its end, so that it can be claimed again. A finished one stays."""
    conn.execute(sa.delete(tables.run).where(_is(job, period), tables.run.c.ended_at.is_(None)))


def unfinished(conn: sa.Connection, job: str = "") -> list[Run]:
    """Claimed and not ended, oldest first."""
    chosen = sa.select(tables.run).where(tables.run.c.ended_at.is_(None)).order_by(tables.run.c.started_at, tables.run.c.period)
    return [_run(row) for row in conn.execute(chosen.where(tables.run.c.job == job) if job else chosen)]


def newest(conn: sa.Connection, job: str) -> Run | None:
    """The job's last started run."""
    chosen = sa.select(tables.run).where(tables.run.c.job == job)
    found = conn.execute(chosen.order_by(tables.run.c.started_at.desc(), tables.run.c.period.desc()).limit(1)).first()
    return _run(found) if found else None


def _is(job: str, period: str) -> sa.ColumnElement[bool]:
    return sa.and_(tables.run.c.job == job, tables.run.c.period == period)


def _run(row: sa.Row[Any]) -> Run:
    return Run(row.job, row.period, instant(row.started_at), None if row.ended_at is None else instant(row.ended_at), row.outcome)
