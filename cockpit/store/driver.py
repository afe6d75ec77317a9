"""The two calls that go past SQLAlchemy's result and parameter handling, for many rows: half the time of a large batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from cockpit.store import errors


def fetch(conn: sa.Connection, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement without parameters, as the driver's own tuples."""
    with _cursor(conn) as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def many(conn: sa.Connection, statement: str, cells: Iterator[tuple[Any, ...]]) -> None:
    """Run a statement once per tuple. The iterator is not gathered: its tuples are made and forgotten one by one."""
    with _cursor(conn) as cursor:
        cursor.executemany(statement, cells)


def mark(conn: sa.Connection) -> str:
    """The placeholder of one parameter."""
    return "?" if conn.dialect.paramstyle == "qmark" else "%s"


@contextmanager
def _cursor(conn: sa.Connection) -> Iterator[Any]:
    cursor = conn.connection.cursor()
    try:
        yield cursor
    except Exception as error:
        said = errors.known(error, conn.engine.url.render_as_string(hide_password=True))
        raise said or error from error
    finally:
        cursor.close()
