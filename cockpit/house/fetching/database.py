"""Asking a database: one query, read only, its rows streamed, within a time and a number of rows."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from cockpit.catalog import schema
from cockpit.house.fetching import answer
from cockpit.house.fetching.answer import Answer, Bounds, Fault
from cockpit.house.fetching.since import Since

CONNECT_S = 10
ROWS_AT_ONCE = 2000
ANSWER_MB = 300
"""As large as a file that may be dropped."""
_CANCELLED = "57014"


def ask(feed: schema.Database, since: Since | None, *, tz: ZoneInfo, bounds: Bounds) -> Answer:
    """Run the query and write its rows as a file; raises Fault. Where the engine knows it, the transaction may only read."""
    engine = _engine(_url(feed.url_env), feed)
    try:
        with engine.connect() as conn:
            _prepare(conn, feed, tz)
            return _rows(conn, feed, _bound(conn, since), bounds)
    except sa.exc.DBAPIError as error:
        raise _said(error, feed) from None
    except sa.exc.SQLAlchemyError as error:
        raise Fault("fetch_query", found=type(error).__name__) from None
    finally:
        engine.dispose()


def _url(name: str) -> sa.URL:
    try:
        return sa.make_url(os.environ.get(name, "").strip())
    except (sa.exc.ArgumentError, ValueError):
        raise Fault("fetch_not_set", expected=name) from None


def _engine(url: sa.URL, feed: schema.Database) -> sa.Engine:
    """No pool: a connection that is kept a day is a dead one. A SQLite file is opened as it lies and never made."""
    arguments: dict[str, Any] = {}
    try:
        backend = url.get_backend_name()
        if backend == "postgresql":
            # 主机突然消失时，没有这几项会一直等下去。
            arguments = {"connect_timeout": CONNECT_S, "tcp_user_timeout": feed.timeout_s * 1000, "keepalives_idle": 10}
        if backend == "sqlite" and url.database:
            url = url.set(database=f"file:{quote(url.database)}", query={"mode": "ro", "uri": "true"})
        return sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)
    except (sa.exc.NoSuchModuleError, ModuleNotFoundError):
        raise Fault("fetch_no_driver", found=url.drivername) from None


def _prepare(conn: sa.Connection, feed: schema.Database, tz: ZoneInfo) -> None:
    """What only one engine knows: a transaction that may not write, the time of a statement, and in which zone moments are told."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET TRANSACTION READ ONLY")
        conn.exec_driver_sql(f"SET LOCAL statement_timeout = {feed.timeout_s * 1000}")
        conn.execute(sa.text("SELECT set_config('TimeZone', :zone, true)"), {"zone": tz.key})
    elif conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA query_only = ON")


def _bound(conn: sa.Connection, since: Since | None) -> dict[str, Any]:
    """Databases whose columns know no zone hold the office's wall-clock time; SQLite holds it as text."""
    if since is None:
        return {}
    if isinstance(since, datetime) and conn.dialect.name != "postgresql":
        since = since.replace(tzinfo=None)
    if isinstance(since, date) and conn.dialect.name == "sqlite":
        return {"since": since.isoformat(" ", "seconds") if isinstance(since, datetime) else since.isoformat()}
    return {"since": since}


def _rows(conn: sa.Connection, feed: schema.Database, bound: dict[str, Any], bounds: Bounds) -> Answer:
    streamed = conn.execution_options(stream_results=True, max_row_buffer=ROWS_AT_ONCE)
    sheet = answer.Sheet(bounds)
    with streamed.execute(sa.text(feed.query), bound) as result:
        sheet.add(result.keys())
        for part in result.partitions(ROWS_AT_ONCE):
            bounds.in_time()
            for row in part:
                sheet.add(map(answer.cell, row))
    return sheet.answer()


def _said(error: sa.exc.DBAPIError, feed: schema.Database) -> Fault:
    """The kind of error and its number; the driver's words may hold cells or an address."""
    number = str(getattr(error.orig, "sqlstate", None) or "")
    if number == _CANCELLED:
        return Fault("fetch_overran", expected=f"{feed.timeout_s} s")
    if number.startswith("28"):
        return Fault("fetch_denied", found=number)
    lost = error.connection_invalidated or (isinstance(error, sa.exc.OperationalError) and (not number or number[:2] in ("08", "57", "53")))
    return Fault("fetch_unreachable" if lost else "fetch_query", found=number or type(error.orig).__name__)
