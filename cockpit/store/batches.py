"""Batches and their problems: nouns in, nouns out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from cockpit.model import Batch, Equation, Guide, Level, Problem, Verdict
from cockpit.store import tables
from cockpit.store.types import day_number, day_of, instant, seconds

PLAIN = (
    "id", "source", "kind", "file", "sha256", "size", "place", "closed", "undoes", "undone_by", "mtime_ns", "origin", "released_by",
)  # fmt: skip
LIVE = (Verdict.ACCEPTED.value, Verdict.PARTIAL.value)
"""Verdicts of batches whose rows count."""


def write(conn: sa.Connection, batch: Batch, *, catalog: str) -> None:
    """Write one batch; `catalog` is the hash of the catalogue it was read with."""
    conn.execute(sa.insert(tables.batch).values(**_values(batch), catalog=catalog))


def mark_undone(conn: sa.Connection, batch: int, *, by: int) -> None:
    """Note which batch undid this one; 0 when that was undone in its turn."""
    conn.execute(sa.update(tables.batch).where(tables.batch.c.id == batch).values(undone_by=by))


def mark_released(conn: sa.Connection, batch: int, *, by: int) -> None:
    """Note which batch confirmed this held one."""
    conn.execute(sa.update(tables.batch).where(tables.batch.c.id == batch).values(released_by=by))


def get(conn: sa.Connection, batch: int) -> Batch | None:
    found = conn.execute(sa.select(tables.batch).where(tables.batch.c.id == batch)).first()
    return _batch(found) if found else None


def listing(conn: sa.Connection, *, source: str = "", before: int = 0, after: int = 0, limit: int = 0) -> list[Batch]:
    """Batches, newest first; of one source, with ids below `before` and above `after`, at most `limit` (0: no bound)."""
    chosen = sa.select(tables.batch).where(tables.batch.c.id > after).order_by(tables.batch.c.id.desc())
    if source:
        chosen = chosen.where(tables.batch.c.source == source)
    if before:
        chosen = chosen.where(tables.batch.c.id < before)
    return [_batch(row) for row in conn.execute(chosen.limit(limit) if limit else chosen)]


def newest(conn: sa.Connection) -> int:
    """Id of the newest batch, 0 when there is none."""
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(tables.batch.c.id), 0))).scalar_one())


def twins(conn: sa.Connection, source: str, sha256: str) -> list[Batch]:
    """Live batches of this source with these bytes, newest first."""
    columns = tables.batch.c
    same = sa.and_(columns.sha256 == sha256, columns.source == source, columns.verdict.in_(LIVE), columns.undone_by == 0)
    return [_batch(row) for row in conn.execute(sa.select(tables.batch).where(same).order_by(columns.id.desc()))]


def of_origin(conn: sa.Connection, batch: int) -> list[Batch]:
    """Batches that brought in rows of this one again, oldest first."""
    columns = tables.batch.c
    return [_batch(row) for row in conn.execute(sa.select(tables.batch).where(columns.origin == batch).order_by(columns.id))]


def held(conn: sa.Connection, source: str, *, limit: int = 20) -> list[Batch]:
    """The newest batches of this source that wait for a person, newest first."""
    columns = tables.batch.c
    waits = sa.and_(columns.source == source, columns.verdict == Verdict.HELD.value, columns.released_by == 0)
    return [_batch(row) for row in conn.execute(sa.select(tables.batch).where(waits).order_by(columns.id.desc()).limit(limit))]


def write_problems(conn: sa.Connection, batch: int, problems: Iterable[Problem]) -> None:
    """Write a batch's problems in their order. Source and file are the batch's."""
    rows = [
        {
            "batch": batch,
            "code": problem.code,
            "level": problem.level.value,
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "found": problem.found,
            "expected": problem.expected,
            "values": json.dumps(dict(problem.values), ensure_ascii=False, sort_keys=True),
        }
        for problem in problems
    ]
    if rows:
        conn.execute(sa.insert(tables.problem), rows)


def problems(conn: sa.Connection, batch: int, *, limit: int = 0) -> list[Problem]:
    """A batch's problems in the order in which they were found."""
    chosen = (
        sa.select(tables.problem, tables.batch.c.source, tables.batch.c.file)
        .join(tables.batch, tables.batch.c.id == tables.problem.c.batch)
        .where(tables.problem.c.batch == batch)
        .order_by(tables.problem.c.id)
    )
    return [_problem(row._mapping) for row in conn.execute(chosen.limit(limit) if limit else chosen)]


def _problem(row: sa.RowMapping) -> Problem:
    names = ("code", "source", "file", "sheet", "row", "column", "found", "expected")
    return Problem(**{name: row[name] for name in names}, level=Level(row["level"]), values=json.loads(row["values"]))


def _values(batch: Batch) -> dict[str, Any]:
    return {
        **{name: getattr(batch, name) for name in PLAIN},
        **{name: getattr(batch.equation, name) for name in tables.COUNTS},
        "received_at": seconds(batch.received_at),
        "verdict": batch.verdict.value,
        "guide": _told(batch.guide),
        "covers_from": None if batch.covers_from is None else day_number(batch.covers_from),
        "covers_to": None if batch.covers_to is None else day_number(batch.covers_to),
    }


def _batch(row: sa.Row[Any]) -> Batch:
    cells = row._mapping
    return Batch(
        **{name: cells[name] for name in PLAIN},
        received_at=instant(cells["received_at"]),
        verdict=Verdict(cells["verdict"]),
        guide=_guide(cells["guide"]),
        equation=Equation(**{name: cells[name] for name in tables.COUNTS}),
        covers_from=None if cells["covers_from"] is None else day_of(cells["covers_from"]),
        covers_to=None if cells["covers_to"] is None else day_of(cells["covers_to"]),
    )


def _told(guide: Guide) -> str:
    """Empty for a file of which nobody said anything."""
    return "" if guide == Guide() else json.dumps({"headers": list(guide.headers), "sheet": guide.sheet}, ensure_ascii=False)


def _guide(text: str) -> Guide:
    told = json.loads(text) if text else {}
    return Guide(tuple((str(header), str(column)) for header, column in told.get("headers", ())), str(told.get("sheet", "")))
