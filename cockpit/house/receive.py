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


@dataclass(frozen=True, slots=True)
class Offer:
    """Bytes under a name, at a moment (aware). `folder` is the inbox's sub-folder, which may name the source.

    `mtime_ns` recognises a file whose moving away was interrupted.
    """

    data: bytes
    name: str
    received: datetime
    folder: str = ""
    source: str = ""
    mtime_ns: int = 0


@dataclass(frozen=True, slots=True)
class Received:
    """What became of it. `already` says that this very file had been taken in before a stop and only its moving away was missing."""

    batch: Batch
    problems: tuple[Problem, ...]
    already: bool = False


def receive(state: State, offer: Offer) -> Received:
    """Take in one offered file: archive its bytes, read them, compare, and write batch, rows, problems and act together."""
    sha256 = archive.keep(state.archive, offer.data)
    with state.store.begin() as conn:
        again = _same_file(conn, offer, sha256)
    if again is not None:
        return Received(again, (), already=True)
    source = state.read.identify(offer.data, offer.name, offer.source or offer.folder)
    if isinstance(source, Problem):
        return settle(state, offer, sha256, None, _refused(source))
    parsed = state.read.parse(offer.data, offer.name, source, offer.received)
    return settle(state, offer, sha256, source, parsed)


def _refused(problem: Problem) -> Parsed:
    """A file that belongs to no source: quarantined whole."""
    return Parsed(None, Equation(), (problem,), quarantine=problem)


def _same_file(conn: sa.Connection, offer: Offer, sha256: str) -> Batch | None:
    """The batch of the same bytes, name and modification time: a file whose moving away was interrupted."""
    if not offer.mtime_ns:
        return None
    b = tables.batch.c
    same = sa.select(b.id).where(b.sha256 == sha256, b.file == offer.name, b.mtime_ns == offer.mtime_ns)
    number = conn.execute(same.order_by(b.id.desc()).limit(1)).scalar()
    return None if number is None else batches.get(conn, number)


def settle(state: State, offer: Offer, sha256: str, source: schema.Source | None, parsed: Parsed, *, kind: str = "file") -> Received:
    """Write the verdict and everything that follows from it."""
    problems = tuple(replace(p, file=offer.name, source=source.id if source else "") for p in parsed.problems)
    with state.store.begin() as conn:
        number = batches.newest(conn) + 1
        done = _apply(state, conn, source, parsed, number)
        batch = _batch(state, conn, offer, sha256, source, parsed, done, number, kind)
        batches.write(conn, batch, catalog=state.catalog.hash)
        batches.write_problems(conn, number, problems)
        body = {"id": number, "source": batch.source, "file": offer.name, "sha256": sha256, "verdict": batch.verdict.value, "kind": kind}
        acts.append(conn, "batch", body | {"folder": offer.folder, "mtime_ns": offer.mtime_ns}, offer.received)
        if source is not None:
            follow.after(state, conn, source, number, done)
    acts.mirror(state.store, state.acts_path)
    state.arrived(batch)
    return Received(batch, problems)


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
        size=len(offer.data),
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
