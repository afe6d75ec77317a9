"""The control tables: what happened, what was found, what was said. Days are day numbers, instants UTC epoch seconds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from cockpit.store.types import BLOB, INTEGER, TEXT

SCHEMA = 2
"""Version of these tables and of the fixed columns of fact tables. A store of another version is refused and rebuilt."""

metadata = sa.MetaData()


def _int(name: str, *, key: bool = False, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INTEGER, primary_key=key, nullable=null, autoincrement=False)


def _text(name: str, *, key: bool = False, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, TEXT, primary_key=key, nullable=null)


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *parts, sqlite_strict=True)


meta = _table("meta", _text("key", key=True), _text("value"))

act = _table("act", _int("id", key=True), _int("at"), _text("kind"), _text("body"))

COUNTS = ("read", "new", "changed", "unchanged", "merged", "held", "refused", "not_data")
"""Columns of `batch` that hold its Equation."""

batch = _table(
    "batch",
    _int("id", key=True),
    *(_text(name) for name in ("source", "kind", "file", "sha256")),
    _int("size"),
    _int("received_at"),
    _text("verdict"),
    _int("covers_from", null=True),
    _int("covers_to", null=True),
    _text("place"),
    *(_int(name) for name in COUNTS),
    *(_int(name) for name in ("closed", "undoes", "undone_by", "mtime_ns", "origin", "released_by")),
    _text("guide"),
    _text("catalog"),
    sa.Index("ix_batch_source", "source", "id"),
    sa.Index("ix_batch_sha256", "sha256"),
    sa.Index("ix_batch_origin", "origin"),
)

problem = _table(
    "problem",
    sa.Column("id", INTEGER, primary_key=True),
    _int("batch"),
    *(_text(name) for name in ("code", "level", "sheet")),
    _int("row"),
    *(_text(name) for name in ("column", "found", "expected", "values")),
    sa.Index("ix_problem_batch", "batch"),
)

tally = _table(
    "tally",
    _text("indicator", key=True),
    _text("side", key=True),
    _int("day", key=True),
    _text("place", key=True),
    _int("batch", key=True),
    _int("amount"),
)

panel = _table(
    "panel", _text("indicator", key=True), _text("period", key=True), _int("seq", key=True), sa.Column("body", BLOB, nullable=False)
)

snapshot = _table(
    "snapshot",
    _int("seq", key=True),
    _text("version"),
    *(_int(name) for name in ("as_of", "taken_at")),
    _text("catalog"),
    *(_int(name) for name in ("act", "batch")),
    sa.Column("body", BLOB, nullable=False),
    sa.Index("ix_snapshot_version", "version"),
)

week = _table("week", _text("week", key=True), _int("frozen_at"), _int("late"), _text("version"), _text("sha256"))

issue = _table("issue", _text("week", key=True), _text("format", key=True), _text("lang", key=True), _text("sha256"), _text("file"))

run = _table("run", _text("job", key=True), _text("period", key=True), _int("started_at"), _int("ended_at", null=True), _text("outcome"))

total = _table("total", _text("source", key=True), _int("rows"), _int("hash"))

touch = _table("touch", _text("source", key=True), _text("column", key=True), _int("batch", key=True), _int("low"), _int("high"))
"""First and last day, per date column, of the rows a batch opened or closed; column "" says that it changed the source at all."""
