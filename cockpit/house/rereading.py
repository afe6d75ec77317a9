"""What a confirmed word lets the house read that it could not read before: the files that wait for it, read once more.

Rows that were held come in, and the cells of a column that nobody knew by its heading, as a part of the file they stand in. A file that
was set aside for its headings comes in whole, as the delivery it would have been. What a newer file says is left alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from cockpit.catalog import names, schema
from cockpit.catalog.learned import Alias
from cockpit.house import entering, replaying, stops, tracing
from cockpit.house.entering import Entered, Entry
from cockpit.house.state import State
from cockpit.intake import ledger
from cockpit.intake.rows import Parsed, Rows
from cockpit.model import Batch, Level, Problem, Verdict
from cockpit.store import batches, change, tables

Mask = npt.NDArray[np.bool_]
WHOLE = "reread_file"
"""The note of a file that was set aside and came in with a word."""
_HELD_AS = {"place": "unknown_place", "department": "unknown_department", "value": "unknown_value"}
"""Under which code a row waits for a word of each kind."""
_ABSENT, _LACKING = "column_absent", "missing_columns"
_HEADINGS = (_LACKING, "no_header", "other_source_columns")
"""Why a file is set aside whose headings are not understood."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is confirmed at this moment, and the catalogue that knows it."""

    alias: Alias
    catalog: schema.Catalog
    moment: datetime


# -- what waits


def waiting(conn: sa.Connection, word: Word) -> list[Batch]:
    """The batches that may wait for it, oldest first."""
    numbers = _of_heading(conn, word) if word.alias.kind == "column" else _of_value(conn, word)
    return [each for number in sorted(numbers) if (each := batches.get(conn, number)) is not None]


def _of_value(conn: sa.Connection, word: Word) -> set[int]:
    """Live batches with rows held for it."""
    alias, b, p = word.alias, tables.batch.c, tables.problem.c
    code, wanted = _HELD_AS[alias.kind], names.fold(ledger.cut(alias.alias))
    held = sa.or_(sa.and_(p.code == code, p.level == Level.HOLD.value), p.code == "problems_cut")
    asked = sa.select(b.id, b.source, p.found, p.code).join(tables.problem, p.batch == b.id).where(_live(), held)
    numbers: set[int] = set()
    for number, source, found, why in conn.execute(asked):
        of_source = not alias.where or source == alias.where[0]
        if of_source and source in word.catalog.sources and (why != code or names.fold(found) == wanted):
            numbers.add(number)
    return numbers


def _of_heading(conn: sa.Connection, word: Word) -> set[int]:
    """Of its source: live batches without the column, what was mended out of them, and files set aside for their headings."""
    b, p, (source,) = tables.batch.c, tables.problem.c, word.alias.where
    asked = sa.select(b.id, p.code, p.expected, p["values"]).join(tables.problem, p.batch == b.id).where(b.source == source)
    aside = sa.and_(b.verdict == Verdict.QUARANTINED.value, b.released_by == 0, b.origin == 0, p.code.in_(_HEADINGS))
    numbers: set[int] = set()
    for number, code, expected, values in conn.execute(asked.where(sa.or_(aside, sa.and_(_live(), p.code == _ABSENT)))):
        if code == _ABSENT and json.loads(values).get("column") == word.alias.code:
            numbers |= {number, *(each.id for each in batches.of_origin(conn, number) if _is_live(each))}
        elif code in _HEADINGS and (code != _LACKING or _lacks(expected, word)):
            numbers.add(number)
    return numbers


def _live() -> sa.ColumnElement[bool]:
    b = tables.batch.c
    return sa.and_(b.verdict.in_(batches.LIVE), b.undone_by == 0, b.kind.in_(("file", "accept")))


def _is_live(mended: Batch) -> bool:
    return mended.kind == "file" and mended.verdict.value in batches.LIVE and not mended.undone_by


def _lacks(expected: str, word: Word) -> bool:
    """Whether the column is one of those told missing; a list that was cut short may have told it."""
    column = word.catalog.sources[word.alias.where[0]].columns[word.alias.code]
    return len(expected) >= ledger.MOST_CHARS or (column.label.zh or column.name) in expected.split("、")


# -- reading it again


def again(state: State, conn: sa.Connection, batch: Batch, word: Word) -> Entered | None:
    """What of a waiting batch is understood only now, entered as a batch of its own; None where there is nothing."""
    now = replaying.parsed(state, conn, batch, under=word.catalog)
    if now.rows is None or now.quarantine is not None:
        return None
    if batch.verdict is Verdict.QUARANTINED:
        return _released(state, conn, batch, now, word)
    of_column = word.alias.kind == "column"
    chosen = _filled(state, conn, batch, now.rows, word) if of_column else _new(state, conn, batch, now.rows)
    if not chosen.any():
        return None
    part = _part(batch, now, now.rows, chosen, word)
    return entering.enter(state, conn, replace(part, than=batches.newest(conn)) if of_column else part)


def _part(batch: Batch, now: Parsed, rows: Rows, chosen: Mask, word: Word) -> Entry:
    """These rows alone of a file that was read once more."""
    places = [place for place, wanted in zip(replaying.places(rows), chosen.tolist(), strict=True) if wanted]
    note = tracing.note(tracing.CHOSEN, places, values=_told(batch, word))
    return Entry(
        word.catalog.sources[batch.source], entering.read_again(now, chosen, note=note), batch.file, batch.sha256, word.moment,
        kind="reread", size=batch.size, of=batch, part=True,
    )  # fmt: skip


def _told(batch: Batch, word: Word) -> dict[str, str]:
    return {"word": word.alias.alias, "code": word.alias.code, "of": str(batch.id)}


def _new(state: State, conn: sa.Connection, batch: Batch, now: Rows) -> Mask:
    """Rows that neither came in when the file came, nor were read again since."""
    then = replaying.parsed(state, conn, batch).rows
    known = set(replaying.places(then)) if then is not None else set()
    for other in batches.of_origin(conn, batch.id):
        if other.kind == "reread" and not other.undone_by:
            known |= tracing.noted(conn, other.id, tracing.CHOSEN) or set()
    return np.array([place not in known for place in replaying.places(now)], dtype=np.bool_)


def _filled(state: State, conn: sa.Connection, batch: Batch, now: Rows, word: Word) -> Mask:
    """Rows that say something in the column, and with it something else than what stands; none that a newer file holds.

    Those are not even told: in a source that repeats its cases day by day, it would be most rows of most files.
    """
    filled = np.array([cell is not None for cell in now.columns[word.alias.code]], dtype=np.bool_)
    if not filled.any():
        return filled
    source = word.catalog.sources[batch.source]
    fresh = change.outlook(conn, state.store, source, now)[1]
    filled &= np.isin(np.arange(len(now)), fresh)
    than = replaying.position(conn, batch)
    return filled & ~replaying.held_by_newer(state, conn, source, now, than=than) if filled.any() else filled


def _released(state: State, conn: sa.Connection, aside: Batch, now: Parsed, word: Word) -> Entered | None:
    """The file that was set aside, whole; of events what newer files hold is left alone."""
    source = word.catalog.sources[aside.source]
    if not _may_come_in(state, conn, aside, now, source):
        return None
    told = replace(now, problems=(*now.problems, Problem(WHOLE, Level.NOTE, values=_told(aside, word))))
    part = not source.restates
    entry = Entry(source, told, aside.file, aside.sha256, word.moment, kind="accept", size=aside.size, of=aside, part=part, judged=False)
    done = entering.enter(state, conn, entry)
    batches.mark_released(conn, aside.id, by=done.batch.id)
    return done


def _may_come_in(state: State, conn: sa.Connection, aside: Batch, now: Parsed, source: schema.Source) -> bool:
    """Else a person has to put it in again: where its bytes came in meanwhile, where newer files hold all of it or (of what it restates)
    any part, and where a stop rule has a question."""
    rows, told = now.rows, (*(now.covers or (None, None)), now.place)
    twins = batches.twins(conn, source.id, aside.sha256)
    if rows is None or any((each.covers_from, each.covers_to, each.place) == told for each in twins):
        return False
    claimed = replaying.held_by_newer(state, conn, source, rows, than=aside.id)
    if claimed.all() or (source.restates and (claimed.any() or replaying.told_since(state, conn, source, rows, than=aside.id))):
        return False
    return not stops.outlook(state, conn, source, now)
