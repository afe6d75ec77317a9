"""One offered file from its bytes to its verdict, in one transaction: it counts whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import archive, entering, mends, reading, replaying
from cockpit.house.state import State
from cockpit.intake.rows import NOTHING, Blocks, Parsed, begun, whole
from cockpit.model import Batch, Equation, Guide, Problem
from cockpit.store import acts, batches, tables

STOPPED = frozenset({"too_large", "declared_mismatch", "reading_overran", "reading_out_of_memory", "reading_ended"})
"""Codes of files that were put away without being read to their end, or because of what lay beside them."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Bytes under a name, at a moment (aware). `folder` is the inbox's sub-folder, which may name the source.

    `mtime_ns` recognises a file whose moving away was interrupted. `stopped` says why a file is not read; then `size` and `sha256` stand
    for its bytes, which the archive has. `guide` is what a person said about reading it. `first` is the first day which the answer of an
    asked source tells of, where no column tells.
    """

    data: bytes
    name: str
    received: datetime
    folder: str = ""
    source: str = ""
    mtime_ns: int = 0
    size: int = 0
    sha256: str = ""
    stopped: Problem | None = None
    guide: Guide = field(default_factory=Guide)
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `already` says that this very file had been taken in before a stop and only its moving away was missing."""

    batch: Batch
    problems: tuple[Problem, ...]
    already: bool = False


def receive(state: State, offer: Offer) -> Received:
    """Take in one offered file: read its bytes, keep them, compare, and write batch, rows, problems and act together."""
    sha256 = offer.sha256 or archive.digest(offer.data)
    mended = mends.of(state, offer.data)
    source = mended.source if isinstance(mended, mends.Mended) else mended or _source(state, offer)
    with state.store.begin() as conn:
        again = _same_file(conn, offer, sha256, "" if isinstance(source, Problem) else source.id)
        if again is not None:
            return Received(again, tuple(batches.problems(conn, again.id)), already=True)
    of = mended.batch if isinstance(mended, mends.Mended) else None
    known = None if isinstance(source, Problem) else source
    aside = None if offer.sha256 else archive.Aside(state.archive, offer.data, sha256)
    with contextlib.closing(aside) if aside else contextlib.nullcontext(), contextlib.closing(_blocks(state, offer, source, of)) as blocks:
        # 读到第一块才开事务：打不开、认不出的文件不占着库。
        return settle(state, offer, sha256, known, _reaching_back(begun(blocks), offer, source), of=of, aside=aside)


def _source(state: State, offer: Offer) -> schema.Source | Problem:
    return state.read.identify(offer.data, offer.name, offer.source or offer.folder)


def _blocks(state: State, offer: Offer, source: schema.Source | Problem, of: Batch | None) -> Blocks:
    if isinstance(source, Problem) or offer.stopped is not None:
        why = offer.stopped or source
        assert isinstance(why, Problem)
        return whole(Parsed(None, Equation(), (why,), quarantine=why))
    if of is None:
        return reading.blocks(state.read, state.catalog, offer.data, offer.name, source, offer.received, guide=offer.guide)
    with state.store.begin() as conn:
        return whole(replaying.mended(state, conn, offer.data, of))


def _reaching_back(blocks: Blocks, offer: Offer, source: schema.Source | Problem) -> Blocks:
    """What an asked source answers after a pause tells of the days of the pause too."""
    parsed = yield from blocks
    if offer.first is None or parsed.covers is None or isinstance(source, Problem) or source.covers.startswith("column:"):
        return parsed
    return replace(parsed, covers=(min(offer.first, parsed.covers[0]), parsed.covers[1]))


def keep(aside: archive.Aside, parsed: Parsed) -> None:
    """The sender's bytes into the archive; those with personal data where nobody else can read them."""
    personal = parsed.quarantine is not None and parsed.quarantine.code == "personal_data"
    (aside.seal if personal else aside.keep)()


def _same_file(conn: sa.Connection, offer: Offer, sha256: str, source: str) -> Batch | None:
    """The batch of this very file, whose moving away was interrupted: same bytes, name and modification time.

    Only the newest batch of that name can be it: an older version put in again, or one put in again after an undo, is a delivery.
    """
    if not offer.mtime_ns:
        return None
    b = tables.batch.c
    named = sa.select(b.id).where(b.file == offer.name, b.source == source, b.kind == "file")
    number = conn.execute(named.order_by(b.id.desc()).limit(1)).scalar()
    found = None if number is None else batches.get(conn, number)
    same = found is not None and (found.sha256, found.mtime_ns, found.undone_by) == (sha256, offer.mtime_ns, 0)
    return found if same else None


def settle(
    state: State, offer: Offer, sha256: str, source: schema.Source | None, blocks: Blocks, *, of: Batch | None = None,
    aside: archive.Aside | None = None,
) -> Received:  # fmt: skip
    """Read to the end, and write the verdict and everything that follows from it. `of` is the batch whose rows this file mends, `aside`
    its bytes where the archive has not got them yet."""
    size = offer.size or len(offer.data)
    entry = entering.Entry(
        source, NOTHING, offer.name, sha256, offer.received, size=size, mtime_ns=offer.mtime_ns, guide=offer.guide, of=of,
        part=of is not None, blocks=blocks,
    )  # fmt: skip
    with state.change() as conn:
        done = entering.enter(state, conn, entry)
        batch = done.batch
        if aside is not None:
            keep(aside, done.parsed)
        body = {"id": batch.id, "source": batch.source, "file": offer.name, "sha256": sha256, "verdict": batch.verdict.value}
        body |= {"kind": "file", "folder": offer.folder, "mtime_ns": offer.mtime_ns}
        body |= {"first": offer.first.isoformat()} if offer.first else {}
        acts.append(conn, "batch", body | _stopped(done.parsed) | _guided(offer), offer.received)
    state.arrived(batch)
    acts.mirror(state.store, state.acts_path)
    return Received(batch, done.problems)


def _guided(offer: Offer) -> dict[str, Any]:
    """What a person said about reading this file: a rebuild reads it the same way."""
    said = offer.guide
    return {} if said == Guide() else {"guide": {"headers": [list(pair) for pair in said.headers], "sheet": said.sheet}}


def _stopped(parsed: Parsed) -> dict[str, str]:
    """Why a file was not read to its end: that hung on the machine and its hour, so a rebuild takes it from the act."""
    why = parsed.quarantine
    return {"stopped": why.code, "found": why.found, "expected": why.expected} if why and why.code in STOPPED else {}


def words(problems: Sequence[Problem], say: Any, lang: str = "zh") -> str:
    """The text of a `.reason.txt`: one sentence a line."""
    return "\n".join(say(problem, lang) for problem in problems) + "\n"
