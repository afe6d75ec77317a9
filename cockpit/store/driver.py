"""The two calls that go past SQLAlchemy's result and parameter handling, for many rows: half the time of a large batch."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from cockpit.store import errors

ROWS_A_STATEMENT = 25
_PARAMETERS = 900
"""Fewer than any SQLite takes."""


def fetch(conn: sa.Connection, statement: str) -> list[tuple[Any, ...]]:
    """All rows of a statement without parameters, as the driver's own tuples."""
    with _cursor(conn) as cursor:
        cursor.execute(statement)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def many(conn: sa.Connection, head: str, row: str, cells: Iterator[tuple[Any, ...]], *, width: int) -> None:
    """Insert tuples of `width` cells: `head` is the statement up to VALUES, `row` the placeholders of one tuple.

    Several rows go in with one statement. The iterator is not gathered: its tuples are made and forgotten as they go.
    """
    flat, at_once = itertools.chain.from_iterable(cells), max(1, min(ROWS_A_STATEMENT, _PARAMETERS // width))
    with _cursor(conn) as cursor:
        rest: list[Any] = []
        cursor.executemany(head + ", ".join([row] * at_once), _groups(flat, at_once * width, rest))
        if rest:
            cursor.execute(head + ", ".join([row] * (len(rest) // width)), rest)


def _groups(flat: Iterator[Any], size: int, rest: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Runs of `size` cells; what is left over goes into `rest`."""
    while len(group := tuple(itertools.islice(flat, size))) == size:
        yield group
    rest.extend(group)


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
