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
from cockpit.intake.rows import Blocks, Parsed, collect, whole
from cockpit.model import Batch, Equation, Guide, Level, Problem, Verdict
from cockpit.store import batches, change


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be entered. `of` is the batch whose rows come in with this one; `part`: only its own rows count.

    `blocks` stands for `parsed` where the file is still being read. `than`: newer than this batch is what a part leaves alone (where not
    said: newer than `of`). `judged`: stop rules are asked; they are not of what a person released. `heeded` False lets it count all the
    same. A part of a batch that waits, waits with it.
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
    heeded: bool = True
    blocks: Blocks | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """The batch as written, with its problems, and what was read; `stopped` is what the stop rules found, first among the problems of a
    batch that is held."""

    batch: Batch
    problems: tuple[Problem, ...]
    parsed: Parsed
    stopped: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class _Applied:
    """An entry whose rows were applied, or taken back: `parsed` is all there, `confirmed` the waiting batch that it confirms."""

    entry: Entry
    done: change.Change
    stopped: Sequence[Problem] = ()
    confirmed: Batch | None = None
    held: bool = False
    worth: follow.Worth | None = None
    delivery: stops.Delivery | None = None


def enter(state: State, conn: sa.Connection, entry: Entry) -> Entered:
    """Write batch, rows and problems and what follows from them; acts are the caller's."""
    number = batches.newest(conn) + 1
    entry, left = _unclaimed(state, conn, entry)
    applied = _applied(state, conn, entry, number)
    entry = applied.entry
    told = (*(applied.stopped if applied.held else ()), *entry.parsed.problems)
    problems = tuple(replace(p, file=entry.file, source=entry.source.id if entry.source else "") for p in told)
    batch = _batch(state, conn, entry, applied.done, number, left=left, held=applied.held)
    batches.write(conn, batch, catalog=state.catalog.hash)
    batches.write_problems(conn, number, problems)
    if applied.confirmed is not None:
        batches.mark_released(conn, applied.confirmed.id, by=number)
    if applied.delivery is not None and not applied.held and not entry.part:
        state.profiles[number] = applied.delivery
    if entry.source is not None:
        follow.after(state, conn, entry.source, number, applied.done, worth=applied.worth)
    return Entered(batch, problems, entry.parsed, applied.stopped)


def _applied(state: State, conn: sa.Connection, entry: Entry, number: int) -> _Applied:
    """Apply the rows as they are read. What turns out to be no good at the end, or is held, is taken back whole."""
    source, blocks = entry.source, entry.blocks or whole(entry.parsed)
    if source is None:
        return _Applied(replace(entry, parsed=collect(blocks), blocks=None), change.Change())
    nested = conn.begin_nested()
    applying = change.Applying(conn, state.store, source, number, restated=not entry.part)
    worth, watch = follow.Worth.of(state, conn, source, number), stops.Watch(source)
    entry = replace(entry, parsed=_taken(blocks, applying, worth, watch), blocks=None)
    rows = entry.parsed.rows
    good = rows is not None and entry.parsed.quarantine is None
    done = applying.finish(rows.mentioned) if good and rows is not None else change.Change()
    stopped = _stopped(state, conn, entry, watch, done, number)
    confirmed = stops.confirmed(state, conn, source, entry.parsed, entry.sha256) if stopped and entry.heeded and not entry.part else None
    held = bool(stopped) and entry.heeded and confirmed is None
    if good and not held:
        nested.commit()
    else:
        nested.rollback()
        done = change.Change()
    seen = watch.rows()
    delivery = stops.of(source, seen, entry.parsed.equation) if seen is not None else None
    return _Applied(entry, done, stopped, confirmed, held, worth, delivery)


def _taken(blocks: Blocks, applying: change.Applying, worth: follow.Worth, watch: stops.Watch) -> Parsed:
    while True:
        try:
            rows = next(blocks)
        except StopIteration as end:
            parsed: Parsed = end.value
            return parsed
        chosen = applying.take(rows)
        worth.add(rows, chosen)
        watch.add(rows, chosen)


def _unclaimed(state: State, conn: sa.Connection, entry: Entry) -> tuple[Entry, int]:
    """A part leaves alone what a newer batch holds; how many rows that were. Parts are small, and looked at as a whole."""
    if entry.part and entry.blocks is not None:
        entry = replace(entry, parsed=collect(entry.blocks), blocks=None)
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


def _stopped(
    state: State, conn: sa.Connection, entry: Entry, watch: stops.Watch, done: change.Change, number: int
) -> Sequence[Problem]:  # fmt: skip
    if entry.source is None or not entry.judged or entry.parsed.quarantine is not None:
        return ()
    if entry.part:
        waits = entry.of is not None and entry.of.verdict is Verdict.HELD
        return (Problem("fix_waits", Level.HOLD, found=str(entry.of.id)),) if waits and entry.of is not None else ()
    return () if done.nothing else stops.found(state, conn, entry.source, entry.parsed, watch, batch=number)


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
