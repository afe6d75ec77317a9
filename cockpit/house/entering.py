"""One batch into the store, inside its transaction: stopped, confirmed or applied; its verdict, its equation, its problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house import follow, replaying, stops, tracing
from cockpit.house.state import State
from cockpit.intake import patterns
from cockpit.intake.rows import Parsed
from cockpit.model import Batch, Equation, Guide, Level, Problem, Verdict
from cockpit.store import batches, change


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be entered. `of` is the batch whose rows come in with this one; `part`: only its own rows count.

    `than`: newer than this batch is what a part leaves alone (where not said: newer than `of`). `judged`: stop rules are asked; they are
    not of what a person released. A part of a batch that waits, waits with it.
    """

    source: schema.Source | None
    parsed: Parsed
    file: str
    sha256: str
    received: datetime
    kind: str = "file"
    size: int = 0
    mtime_ns: int = 0
    guide: Guide = field(default_factory=Guide)
    of: Batch | None = None
    part: bool = False
    than: int = 0
    judged: bool = True


@dataclass(frozen=True, slots=True)
class Entered:
    """The batch as written, with its problems; what the stop rules found stands first among them."""

    batch: Batch
    problems: tuple[Problem, ...]
    done: change.Change


def enter(state: State, conn: sa.Connection, entry: Entry) -> Entered:
    """Write batch, rows and problems and what follows from them; acts are the caller's."""
    number = batches.newest(conn) + 1
    entry, left = _unclaimed(state, conn, entry)
    stopped = _stopped(state, conn, entry)
    asked = entry.source if stopped and not entry.part else None
    confirmed = None if asked is None else stops.confirmed(state, conn, asked, entry.parsed, entry.sha256)
    held = bool(stopped) and confirmed is None
    done = change.Change() if held else _apply(state, conn, entry, number)
    told = (*(stopped if held else ()), *entry.parsed.problems)
    problems = tuple(replace(p, file=entry.file, source=entry.source.id if entry.source else "") for p in told)
    batch = _batch(state, conn, entry, done, number, left=left, held=held)
    batches.write(conn, batch, catalog=state.catalog.hash)
    batches.write_problems(conn, number, problems)
    if confirmed is not None:
        batches.mark_released(conn, confirmed.id, by=number)
    if entry.source is not None and entry.source.stops and not held and entry.parsed.rows is not None and not entry.part:
        state.profiles[number] = stops.of(entry.source, entry.parsed.rows, entry.parsed.equation)
    if entry.source is not None:
        follow.after(state, conn, entry.source, number, done, rows=entry.parsed.rows)
    return Entered(batch, problems, done)


def _unclaimed(state: State, conn: sa.Connection, entry: Entry) -> tuple[Entry, int]:
    """A part leaves alone what a newer batch holds; how many rows that were."""
    rows = entry.parsed.rows
    if not entry.part or entry.of is None or entry.source is None or rows is None:
        return entry, 0
    than = entry.than or replaying.position(conn, entry.of)
    claimed = replaying.held_by_newer(state, conn, entry.source, rows, than=than)
    if not claimed.any():
        return entry, 0
    left = [place for place, gone in zip(replaying.places(rows), claimed.tolist(), strict=True) if gone]
    kept = replaying.picked(rows, ~claimed)
    problems = (*entry.parsed.problems, tracing.note(tracing.LEFT, left))
    return replace(entry, parsed=replace(entry.parsed, rows=kept, problems=problems)), len(left)


def _stopped(state: State, conn: sa.Connection, entry: Entry) -> Sequence[Problem]:
    if entry.source is None or not entry.judged or entry.parsed.quarantine is not None:
        return ()
    if entry.part:
        waits = entry.of is not None and entry.of.verdict is Verdict.HELD
        return (Problem("fix_waits", Level.HOLD, found=str(entry.of.id)),) if waits and entry.of is not None else ()
    return stops.found(state, conn, entry.source, entry.parsed)


def _apply(state: State, conn: sa.Connection, entry: Entry, number: int) -> change.Change:
    rows = entry.parsed.rows
    if entry.source is None or rows is None or not len(rows.key):
        return change.Change()
    return change.apply(conn, state.store, entry.source, rows, batch=number, restated=not entry.part)


def _batch(
    state: State, conn: sa.Connection, entry: Entry, done: change.Change, number: int, *, left: int, held: bool
) -> Batch:  # fmt: skip
    counted = _counted(entry, done, left=left, held=held)
    first, last = entry.parsed.covers or (None, None)
    if entry.parsed.covers is None and entry.source is not None:
        first = last = state.office.local_day(entry.received) - calendar.DAY
    verdict = Verdict.HELD if held else _verdict(state, conn, entry, counted, done)
    source, origin = entry.source.id if entry.source else "", entry.of.id if entry.of else 0
    return Batch(
        number, source, entry.file, entry.sha256, entry.received, verdict, counted, kind=entry.kind, size=entry.size,
        mtime_ns=entry.mtime_ns, covers_from=first, covers_to=last, place=entry.parsed.place, closed=done.closed, origin=origin,
        guide=entry.guide,
    )  # fmt: skip


def _counted(entry: Entry, done: change.Change, *, left: int, held: bool) -> Equation:
    """The equation of the reading, with what became of the rows that went on."""
    read, rows = entry.parsed.equation, entry.parsed.rows
    waiting = len(rows) if held and rows is not None else 0
    return replace(
        read, new=done.new, changed=done.changed, unchanged=done.unchanged, merged=read.merged + left, held=read.held + waiting
    )  # fmt: skip


def _verdict(state: State, conn: sa.Connection, entry: Entry, counted: Equation, done: change.Change) -> Verdict:
    if entry.parsed.quarantine is not None:
        return Verdict.RESTRICTED if entry.parsed.quarantine.code == "personal_data" else Verdict.QUARANTINED
    assert entry.source is not None
    plain = entry.kind == "file" and done.nothing and counted.accepted
    twins = batches.twins(conn, entry.source.id, entry.sha256) if plain else []
    if twins and not _another_period(state, entry, twins):
        return Verdict.DUPLICATE
    refused = any(p.level is Level.REFUSE for p in entry.parsed.problems) or counted.refused or counted.held
    return Verdict.PARTIAL if refused else Verdict.ACCEPTED


def _another_period(state: State, entry: Entry, twins: Sequence[Batch]) -> bool:
    """Whether the name tells days that no twin told: a ledger in which nothing changed is a delivery all the same, not a duplicate."""
    source = entry.source
    named = patterns.read(entry.file, source, state.catalog) if source is not None and source.covers == "name" else None
    if named is None or named.covers is None:
        return False
    first, last = named.covers
    told = [(t.covers_from, t.covers_to) for t in twins if t.place == named.place]
    return not any(since and until and since <= first and last <= until for since, until in told)


def read_again(found: Parsed, wanted: np.typing.NDArray[np.bool_], *, note: Problem) -> Parsed:
    """These rows alone of a file that was read once more; the equation counts them alone."""
    assert found.rows is not None
    return Parsed(replaying.picked(found.rows, wanted), Equation(read=int(wanted.sum())), (note,), found.covers, found.place)
