"""Mended files: workbooks of ours that come back with the refused rows put right. Whose rows they are stands in their hidden sheet."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import archive, memory, reading, tracing
from cockpit.house.state import State
from cockpit.intake import mending
from cockpit.intake.marker import FIX, Marker
from cockpit.model import Batch, Level, Problem, Verdict
from cockpit.store import batches

STOP = "stop_"
"""How the codes of stop rules begin: they ask about the whole file, and no row of it is to be mended."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The batch whose rows are mended (the release of it, where it was held), and its source."""

    batch: Batch
    source: schema.Source


def of(state: State, data: bytes) -> Mended | Problem | None:
    """Whose rows the bytes mend; a Problem when that batch is not here or does not count any more; None for any other file."""
    mark = reading.marker(state.read, data)
    if mark is None or mark.kind != FIX:
        return None
    with state.store.begin() as conn:
        found = _batch(conn, mark)
    if found is None or found.source not in state.catalog.sources:
        return Problem("fix_unknown", Level.QUARANTINE, found=str(mark.batch), expected=mark.file[:60])
    if found.undone_by:
        return Problem("fix_undone", Level.QUARANTINE, found=str(found.id), expected=found.file[:60])
    return Mended(found, state.catalog.sources[found.source])


def _batch(conn: sa.Connection, mark: Marker) -> Batch | None:
    """The batch named; of a draft that had none yet, and of a duplicate, the live batch of the same bytes."""
    found = batches.get(conn, mark.batch) if mark.batch else None
    if mark.batch and (found is None or (found.sha256, found.source) != (mark.sha256, mark.source)):
        return None
    if found is None or found.verdict is Verdict.DUPLICATE:
        return next(iter(batches.twins(conn, mark.source, mark.sha256)), found)
    released = batches.get(conn, found.released_by) if found.released_by else None
    return released if released is not None and not released.undone_by and released.kind == "accept" else found


def workbook(state: State, number: int, data: bytes) -> bytes | None:
    """The refused and held rows of a batch as a workbook to mend; None when there is nothing in it to mend."""
    with state.store.begin() as conn:
        batch = batches.get(conn, number)
        assert batch is not None
        problems = [p for p in batches.problems(conn, number) if not p.code.startswith(STOP)]
        first = tracing.first(conn, batch)
        catalog = memory.at(state, conn, number)
    if batch.verdict not in (Verdict.PARTIAL, Verdict.HELD) or batch.source not in state.catalog.sources:
        return None
    source, read = catalog.sources[batch.source], memory.reader(state, catalog)
    picked = read.pick(data, batch, problems=problems, source=source, headers=dict(first.guide.headers))
    return None if picked is None else mending.draw(picked, batch, source=source, catalog=state.catalog, say=state.say)


def corrected(state: State, batch: Batch, values: dict[mending.Cell, str]) -> bytes | None:
    """A mended file made by the program: the rows of these cells, with these values."""
    data = archive.fetch(state.archive, batch.sha256)
    source = state.catalog.sources[batch.source]
    return state.read.corrected(data, batch, values=values, source=source, headers=dict(batch.guide.headers))
