"""Frozen weeks and the files issued for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cockpit.store import tables, upsert
from cockpit.store.types import instant, seconds


@dataclass(frozen=True, slots=True)
class Week:
    """A frozen reporting week. `late`: frozen after its day had passed; `sha256` is that of its archived snapshot."""

    week: str
    frozen_at: datetime
    late: bool
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One issued file of a week; `sha256` is that of its bytes in the archive."""

    week: str
    format: str
    lang: str
    sha256: str
    file: str


def freeze(conn: sa.Connection, week: Week) -> bool:
    """Write a frozen week; False where it was frozen before, which nothing overwrites."""
    row = {"week": week.week, "frozen_at": seconds(week.frozen_at), "late": int(week.late), "version": week.version, "sha256": week.sha256}
    return upsert.once(conn, tables.week, row)


def get(conn: sa.Connection, week: str) -> Week | None:
    found = conn.execute(sa.select(tables.week).where(tables.week.c.week == week)).first()
    return _week(found) if found else None


def listing(conn: sa.Connection) -> list[Week]:
    """Frozen weeks, newest first."""
    return [_week(row) for row in conn.execute(sa.select(tables.week).order_by(tables.week.c.week.desc()))]


def issue(conn: sa.Connection, issued: Issue) -> bool:
    """Write an issued file; False where one of this week, format and language was issued before."""
    return upsert.once(
        conn,
        tables.issue,
        {"week": issued.week, "format": issued.format, "lang": issued.lang, "sha256": issued.sha256, "file": issued.file},
    )


def issues(conn: sa.Connection, week: str = "") -> list[Issue]:
    """Issued files, of one week where given."""
    columns = tables.issue.c
    chosen = sa.select(tables.issue).order_by(columns.week.desc(), columns.format, columns.lang)
    found = conn.execute(chosen.where(columns.week == week) if week else chosen)
    return [Issue(row.week, row.format, row.lang, row.sha256, row.file) for row in found]


def _week(row: sa.Row[Any]) -> Week:
    return Week(row.week, instant(row.frozen_at), bool(row.late), row.version, row.sha256)
