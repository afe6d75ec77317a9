"""Fact tables, made from the catalogue: one per source, rows stamped with the batch that opened and the one that closed them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.store.errors import StoreError
from cockpit.store.types import INTEGER, TEXT, TEXTUAL

LINEAGE = ("_id", "_key", "_hash", "_in", "_out", "_from", "_sheet", "_row")
"""Fixed columns. `_from` is the batch whose bytes hold the row where that is not `_in` (rows an undo opened again), else NULL."""


def stored_columns(source: schema.Source) -> dict[str, Any]:
    """Name → type of the columns cells go into, `<datetime>__day` right after its datetime."""
    stored: dict[str, Any] = {}
    for column in source.columns.values():
        stored[column.name] = TEXT if column.type in TEXTUAL else INTEGER
        if column.type == "datetime":
            stored[f"{column.name}__day"] = INTEGER
    return stored


def table(source: schema.Source, metadata: sa.MetaData, *, windows: frozenset[str] = frozenset()) -> sa.Table:
    """The fact table of `source`; `windows` are the date columns to index.

    Cells may all be NULL: what must be there is the gate's business, and the catalogue may change its mind.
    """
    name = f"f_{source.id}"
    made = sa.Table(
        name,
        metadata,
        sa.Column("_id", INTEGER, primary_key=True),
        *(sa.Column(column, type_, nullable=True) for column, type_ in stored_columns(source).items()),
        sa.Column("_key", INTEGER, nullable=False),
        sa.Column("_hash", INTEGER, nullable=False),
        sa.Column("_in", INTEGER, nullable=False),
        sa.Column("_out", INTEGER, nullable=True),
        sa.Column("_from", INTEGER, nullable=True),
        sa.Column("_sheet", TEXT, nullable=False, server_default=sa.text("''")),
        sa.Column("_row", INTEGER, nullable=False),
        sqlite_strict=True,
    )
    _index(made, source, windows)
    return made


def _index(made: sa.Table, source: schema.Source, windows: frozenset[str]) -> None:
    standing, gone = made.c["_out"].is_(None), made.c["_out"].is_not(None)
    sa.Index(_name(made, "key"), made.c["_key"], unique=True, sqlite_where=standing, postgresql_where=standing)
    sa.Index(_name(made, "in"), made.c["_in"])
    sa.Index(_name(made, "out"), made.c["_out"], sqlite_where=gone, postgresql_where=gone)
    for column in sorted(windows):
        sa.Index(_name(made, f"by_{column}"), made.c[column])
    scope = scope_columns(source)
    if scope:
        columns = [made.c[name] for name in scope]
        sa.Index(_name(made, "scope"), *columns, sqlite_where=standing, postgresql_where=standing)


def scope_columns(source: schema.Source) -> tuple[str, ...]:
    """Columns that make the scope a delivery restates; empty for events and where the whole table is restated."""
    return () if source.restates == ("*",) else source.restates


def _name(made: sa.Table, part: str) -> str:
    """An index name within the 63 bytes PostgreSQL keeps."""
    name = f"ix_{made.name}_{part}"
    return name if len(name) <= 60 else f"{name[:50]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def tables(catalog: schema.Catalog) -> dict[str, sa.Table]:
    """Source id → fact table, in a metadata of their own."""
    metadata = sa.MetaData()
    windows = window_columns(catalog)
    return {source.id: table(source, metadata, windows=windows.get(source.id, frozenset())) for source in catalog.sources.values()}


def window_columns(catalog: schema.Catalog) -> dict[str, frozenset[str]]:
    """Source id → stored date columns by which an indicator or a series puts rows in a window."""
    found: dict[str, set[str]] = {}
    for table_id, column in _windows(catalog):
        source = catalog.sources.get(table_id)
        if source is None or column not in source.columns:
            continue
        stored = f"{column}__day" if source.columns[column].type == "datetime" else column
        found.setdefault(table_id, set()).add(stored)
    return {table_id: frozenset(columns) for table_id, columns in found.items()}


def _windows(catalog: schema.Catalog) -> Iterator[tuple[str, str]]:
    for indicator in catalog.indicators.values():
        for formula in (indicator.formula, *([indicator.companion.formula] if indicator.companion else [])):
            yield from ((each.table, each.when) for each in _selections(formula))
    for series in catalog.series.values():
        dated = [part.partition(":")[2] for part in series.by.split(",") if part.startswith(("month:", "week:", "days_left:"))]
        for formula in series.measures.values():
            for each in _selections(formula):
                yield from ((each.table, column) for column in (each.when, *dated))


def _selections(formula: schema.Formula) -> Iterator[schema.Selection]:
    todo = [formula.n, *([formula.N] if formula.N else [])]
    while todo:
        selection = todo.pop()
        yield selection
        todo.extend(member.selection for member in selection.inside)


def ensure(conn: sa.Connection, facts: dict[str, sa.Table]) -> list[str]:
    """Make the tables, columns and indexes the catalogue has gained; returns what was made, `table` or `table.column`.

    Nothing is ever dropped: a column the catalogue no longer declares stays, empty in new rows.
    """
    inspector = sa.inspect(conn)
    there = set(inspector.get_table_names())
    made: list[str] = []
    for fact in facts.values():
        if fact.name not in there:
            fact.create(conn)
            made.append(fact.name)
            continue
        made.extend(_grow(conn, fact, {column["name"]: column["type"] for column in inspector.get_columns(fact.name)}))
        indexes = {index["name"] for index in inspector.get_indexes(fact.name)}
        for index in sorted(fact.indexes, key=lambda each: str(each.name)):
            if index.name not in indexes:
                index.create(conn)
    return made


def _grow(conn: sa.Connection, fact: sa.Table, there: dict[str, Any]) -> Iterator[str]:
    quote = conn.dialect.identifier_preparer.quote
    for column in fact.columns:
        expected = column.type.compile(conn.dialect)
        if column.name not in there:
            conn.exec_driver_sql(f"ALTER TABLE {quote(fact.name)} ADD COLUMN {quote(column.name)} {expected}")
            yield f"{fact.name}.{column.name}"
        elif (found := there[column.name].compile(conn.dialect)) != expected:
            raise StoreError("column_type", source=fact.name.removeprefix("f_"), column=column.name, found=found, expected=expected)


def missing(conn: sa.Connection, facts: dict[str, sa.Table]) -> list[str]:
    """Tables and columns the catalogue declares and the store lacks; what `ensure` would make."""
    inspector = sa.inspect(conn)
    there = set(inspector.get_table_names())
    lacking = [fact.name for fact in facts.values() if fact.name not in there]
    for fact in facts.values():
        if fact.name in there:
            columns = {column["name"] for column in inspector.get_columns(fact.name)}
            lacking.extend(f"{fact.name}.{column.name}" for column in fact.columns if column.name not in columns)
    return lacking
