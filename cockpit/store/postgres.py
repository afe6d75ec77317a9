"""PostgreSQL (and whatever else SQLAlchemy reaches): one writer by an advisory lock, readers on one unchanging view."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

WRITER = 6_020_417
"""Key of the advisory lock which makes writers of one database wait for each other."""


def engine(url: str, *, write: bool) -> sa.Engine:
    """An engine on any SQLAlchemy URL. Readers are read-only and see one state for the length of a transaction."""
    if not url.startswith("postgresql"):
        return _create(url)
    if not write:
        return _create(url, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True})
    made = _create(url)

    @event.listens_for(made, "begin")
    def _begin(conn: sa.Connection) -> None:
        conn.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        conn.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")

    return made


def _create(url: str, **more: Any) -> sa.Engine:
    """What goes wrong is told without the cells of the row: it ends in a log."""
    return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True, **more)
