"""Held deliveries: what the stop rules set aside counts once a person releases it, or a second file says the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import entering, replaying, tracing
from cockpit.house.state import State
from cockpit.model import Batch, Verdict
from cockpit.store import acts, batches


class AcceptError(ValueError):
    """What cannot be released; `code`: unknown, not_held, already_released, superseded (by the newer batch `by`), belongs (to `by`)."""

    def __init__(self, code: str, number: int, *, by: int = 0) -> None:
        super().__init__(f"{code}: {number}")
        self.code = code
        self.number = number
        self.by = by


def accept(state: State, number: int, *, moment: datetime) -> Batch:
    """Release held batch `number`: the same bytes again, as a batch of kind `accept`, without stop rules. Raises AcceptError.

    Rows of it that were mended meanwhile come with it.
    """
    with state.change() as conn:
        held = _acceptable(state, conn, number)
        own = _release(state, conn, held, moment)
        mended = [b for b in batches.of_origin(conn, number) if b.kind == "file" and b.verdict is Verdict.HELD and not _released(conn, b)]
        along = [_release(state, conn, each, moment, than=own.id) for each in mended]
        body = {"id": own.id, "accepts": number, "source": held.source}
        acts.append(conn, "accept", body | ({"along": [[b.id, b.origin] for b in along]} if along else {}), moment)
    for each in (own, *along):
        state.arrived(each)
    acts.mirror(state.store, state.acts_path)
    return own


def _release(state: State, conn: sa.Connection, held: Batch, moment: datetime, *, than: int = 0) -> Batch:
    source = state.catalog.sources[held.source]
    parsed = replaying.parsed(state, conn, held, under=state.catalog)
    entry = entering.Entry(
        source, parsed, held.file, held.sha256, moment, kind="accept", size=held.size, of=held, part=bool(than), than=than, judged=False
    )
    own = entering.enter(state, conn, entry).batch
    batches.mark_released(conn, held.id, by=own.id)
    return own


def _acceptable(state: State, conn: sa.Connection, number: int) -> Batch:
    held = batches.get(conn, number)
    if held is None or held.source not in state.catalog.sources:
        raise AcceptError("unknown", number)
    if held.verdict is not Verdict.HELD:
        raise AcceptError("not_held", number)
    if _released(conn, held):
        raise AcceptError("already_released", number, by=held.released_by)
    if held.origin:
        raise AcceptError("belongs", number, by=held.origin)
    newer = superseded(conn, state.catalog.sources[held.source], held)
    if newer:
        raise AcceptError("superseded", number, by=newer)
    return held


def _released(conn: sa.Connection, held: Batch) -> bool:
    """A release that was taken back is none."""
    by = batches.get(conn, held.released_by) if held.released_by else None
    return by is not None and not by.undone_by


def superseded(conn: sa.Connection, source: schema.Source, held: Batch) -> int:
    """The newest live file that came after a held one for the same period and place: what it says must not be overwritten unasked."""
    for batch in batches.listing(conn, source=source.id, after=held.id):
        live = batch.verdict.value in batches.LIVE and not batch.undone_by and batch.equation.accepted
        if not live or batch.kind not in ("file", "accept") or tracing.is_part(conn, batch):
            continue
        if source.restates == ("*",) or (_overlap(batch, held) and (batch.place == held.place or not (batch.place and held.place))):
            return batch.id
    return 0


def _overlap(one: Batch, other: Batch) -> bool:
    if not (one.covers_from and one.covers_to and other.covers_from and other.covers_to):
        return True
    return one.covers_from <= other.covers_to and other.covers_from <= one.covers_to
