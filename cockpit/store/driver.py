"""The two calls that go past SQLAlchemy's result and parameter handling, for many rows: half the time of a large batch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from cockpit.store import errors
from cockpit.store.rows import Matrix

ROWS_A_STATEMENT = 25
_PARAMETERS = 900
"""Fewer than any SQLite takes."""


def fetch(conn: sa.Connection, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement without parameters, as the driver's own tuples."""
    with _cursor(conn) as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def many(conn: sa.Connection, head: str, row: str, cells: Matrix) -> None:
    """Insert rows of cells, several with one statement: `head` is the statement up to VALUES, `row` the placeholders of one row."""
    count, width = cells.shape
    at_once = max(1, min(ROWS_A_STATEMENT, _PARAMETERS // max(width, 1)))
    whole = count // at_once * at_once
    with _cursor(conn) as cursor:
        if whole:
            groups = cells[:whole].reshape(whole // at_once, at_once * width).tolist()
            cursor.executemany(head + ", ".join([row] * at_once), groups)
        if whole < count:
            cursor.execute(head + ", ".join([row] * (count - whole)), cells[whole:].ravel().tolist())


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
