"""From a batch to the one with whose bytes its rows came, and to the first file of which all others are mended or read again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from cockpit.model import Batch, Level, Problem
from cockpit.store import batches

Place = tuple[str, int]
"""(sheet, row) of the file with whose bytes the batch came."""
CHOSEN, LEFT = "reread_rows", "newer_holds"
"""Notes that say which rows of its bytes a batch brought in, and which it left to a newer batch; replays go by them."""


def came(conn: sa.Connection, batch: Batch) -> Batch:
    """The offered file whose bytes hold the batch's rows: itself, or what it released or read again."""
    while batch.kind != "file":
        batch = _get(conn, batch.origin)
    return batch


def first(conn: sa.Connection, batch: Batch) -> Batch:
    """The file that was mended; its name, moment and guide are those by which a mended one is read."""
    batch = came(conn, batch)
    while batch.origin:
        batch = came(conn, _get(conn, batch.origin))
    return batch


def is_part(conn: sa.Connection, batch: Batch) -> bool:
    """Whether only the batch's own rows count: what it lacks of its scope says nothing."""
    return batch.kind == "reread" or came(conn, batch).origin != 0


def parts(conn: sa.Connection, listed: Iterable[Batch]) -> frozenset[int]:
    """Those of these batches that were applied with `restated=False`."""
    return frozenset(b.id for b in listed if b.origin and b.kind != "undo" and is_part(conn, b))


def _get(conn: sa.Connection, number: int) -> Batch:
    found = batches.get(conn, number)
    assert found is not None, number
    return found


def note(code: str, places: Iterable[Place], *, values: Mapping[str, str] | None = None) -> Problem:
    """A note that names every one of these rows."""
    listed = sorted(places)
    told = {**(values or {}), "count": str(len(listed)), "places": json.dumps(listed, ensure_ascii=False, separators=(",", ":"))}
    sheet, row = listed[0]
    return Problem(code, Level.NOTE, sheet=sheet, row=row, values=told)


def noted(conn: sa.Connection, number: int, code: str) -> frozenset[Place] | None:
    """The rows a batch's note of that code names; None where it has none."""
    found = [p for p in batches.problems(conn, number) if p.code == code]
    return frozenset((sheet, row) for p in found for sheet, row in json.loads(p.values["places"])) if found else None
