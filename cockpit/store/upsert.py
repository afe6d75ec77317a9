"""Insert, or write over the row with the same primary key."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = dict[str, Any]


def replace(conn: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    """Write rows; where a primary key is there already its other columns are written over."""
    if not rows:
        return
    statement = _insert(conn, table)
    others = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
    conn.execute(statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=others), rows)


def once(conn: sa.Connection, table: sa.Table, row: Row) -> bool:
    """Write a row unless its primary key is there already; whether it was written."""
    statement = _insert(conn, table).values(**row).on_conflict_do_nothing(index_elements=list(table.primary_key.columns))
    return conn.execute(statement, execution_options={"preserve_rowcount": True}).rowcount == 1


def _insert(conn: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)
