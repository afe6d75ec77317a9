"""One offered file from its bytes to its verdict, in one transaction: it counts whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house import archive, follow
from cockpit.house.state import State
from cockpit.intake import patterns
from cockpit.intake.rows import Parsed
from cockpit.model import Batch, Equation, Level, Problem, Verdict
from cockpit.store import acts, batches, change, tables

STOPPED = frozenset({"too_large", "reading_overran", "reading_out_of_memory", "reading_ended"})
"""Codes of files that were put away without being read to their end."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Bytes under a name, at a moment (aware). `folder` is the inbox's sub-folder, which may name the source.

    `mtime_ns` recognises a file whose moving away was interrupted. `stopped` says why a file is not read; then `size` and `sha256` stand
    for its bytes, which the archive has.
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


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `already` says that this very file had been taken in before a stop and only its moving away was missing."""

    batch: Batch
    problems: tuple[Problem, ...]
    already: bool = False


def receive(state: State, offer: Offer) -> Received:
    """Take in one offered file: archive its bytes, read them, compare, and write batch, rows, problems and act together."""
    sha256 = offer.sha256 or archive.keep(state.archive, offer.data)
    source = state.read.identify(offer.data, offer.name, offer.source or offer.folder)
    with state.store.begin() as conn:
        again = _same_file(conn, offer, sha256, "" if isinstance(source, Problem) else source.id)
        if again is not None:
            return Received(again, tuple(batches.problems(conn, again.id)), already=True)
    if isinstance(source, Problem):
        return settle(state, offer, sha256, None, _refused(offer.stopped or source))
    if offer.stopped is not None:
        return settle(state, offer, sha256, source, _refused(offer.stopped))
    return settle(state, offer, sha256, source, state.read.parse(offer.data, offer.name, source, offer.received))


def _refused(problem: Problem) -> Parsed:
    """A file of which no row is read: quarantined whole."""
    return Parsed(None, Equation(), (problem,), quarantine=problem)


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


def settle(state: State, offer: Offer, sha256: str, source: schema.Source | None, parsed: Parsed, *, kind: str = "file") -> Received:
    """Write the verdict and everything that follows from it."""
    problems = tuple(replace(p, file=offer.name, source=source.id if source else "") for p in parsed.problems)
    with state.change() as conn:
        number = batches.newest(conn) + 1
        done = _apply(state, conn, source, parsed, number)
        batch = _batch(state, conn, offer, sha256, source, parsed, done, number, kind)
        batches.write(conn, batch, catalog=state.catalog.hash)
        batches.write_problems(conn, number, problems)
        body = {"id": number, "source": batch.source, "file": offer.name, "sha256": sha256, "verdict": batch.verdict.value, "kind": kind}
        body |= {"folder": offer.folder, "mtime_ns": offer.mtime_ns}
        acts.append(conn, "batch", body | _stopped(parsed), offer.received)
        if source is not None:
            follow.after(state, conn, source, number, done)
    state.arrived(batch)
    acts.mirror(state.store, state.acts_path)
    return Received(batch, problems)


def _stopped(parsed: Parsed) -> dict[str, str]:
    """Why a file was not read to its end: that hung on the machine and its hour, so a rebuild takes it from the act."""
    why = parsed.quarantine
    return {"stopped": why.code, "found": why.found, "expected": why.expected} if why and why.code in STOPPED else {}


def _apply(state: State, conn: sa.Connection, source: schema.Source | None, parsed: Parsed, number: int) -> change.Change:
    if source is None or parsed.rows is None or not len(parsed.rows.key):
        return change.Change()
    return change.apply(conn, state.store, source, parsed.rows, batch=number)


def _batch(
    state: State,
    conn: sa.Connection,
    offer: Offer,
    sha256: str,
    source: schema.Source | None,
    parsed: Parsed,
    done: change.Change,
    number: int,
    kind: str,
) -> Batch:
    counted = replace(parsed.equation, new=done.new, changed=done.changed, unchanged=done.unchanged)
    first, last = parsed.covers or (None, None)
    if parsed.covers is None and source is not None:
        first = last = state.office.local_day(offer.received) - calendar.DAY
    return Batch(
        id=number,
        source=source.id if source else "",
        file=offer.name,
        sha256=sha256,
        received_at=offer.received,
        verdict=_verdict(state, conn, offer, sha256, source, parsed, counted, done),
        equation=counted,
        kind=kind,
        size=offer.size or len(offer.data),
        mtime_ns=offer.mtime_ns,
        covers_from=first,
        covers_to=last,
        place=parsed.place,
        closed=done.closed,
    )


def _verdict(
    state: State,
    conn: sa.Connection,
    offer: Offer,
    sha256: str,
    source: schema.Source | None,
    parsed: Parsed,
    counted: Equation,
    done: change.Change,
) -> Verdict:
    if parsed.quarantine is not None:
        return Verdict.RESTRICTED if parsed.quarantine.code == "personal_data" else Verdict.QUARANTINED
    assert source is not None
    twins = batches.twins(conn, source.id, sha256) if done.nothing and counted.accepted else []
    if twins and not _another_period(state, offer, source, twins):
        return Verdict.DUPLICATE
    refused = any(p.level is Level.REFUSE for p in parsed.problems) or counted.refused or counted.held
    return Verdict.PARTIAL if refused else Verdict.ACCEPTED


def _another_period(state: State, offer: Offer, source: schema.Source, twins: Sequence[Batch]) -> bool:
    """Whether the name tells days that no twin told: a ledger in which nothing changed is a delivery all the same, not a duplicate."""
    named = patterns.read(offer.name, source, state.catalog) if source.covers == "name" else None
    if named is None or named.covers is None:
        return False
    first, last = named.covers
    told = [(t.covers_from, t.covers_to) for t in twins if t.place == named.place]
    return not any(since and until and since <= first and last <= until for since, until in told)


def words(problems: Sequence[Problem], say: Any, lang: str = "zh") -> str:
    """The text of a `.reason.txt`: one sentence a line."""
    return "\n".join(say(problem, lang) for problem in problems) + "\n"
