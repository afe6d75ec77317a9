"""Stop rules: what must look odd in a delivery before a person is asked. Asked before anything of it counts: what was applied is taken
back where a rule says so.

A delivery is held against the live one before it: of the same place and about the same span. A source of events is not, where its
period came already: a supplement may be short.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.house import replaying, tracing
from cockpit.house.state import State
from cockpit.intake.rows import Parsed, Rows, joined, standing
from cockpit.model import NOWHERE, Batch, Equation, Level, Problem
from cockpit.store import batches, change

LEAST_ROWS = 10
"""Below so many rows in the delivery before, a share of them says nothing."""
LEAST_STANDING = 3
"""Below so many standing values there is no median to speak of."""
MOST_NAMED = 20
"""Rows with a jump that are named one by one."""
_SPANS = (1, 10, 45, 100)
"""Days up to which a delivery counts as a day's, a week's, a month's, a quarter's; beyond, a year's."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the rules look at: how many rows it told, the communities in each column that names them, the sums they ask for."""

    told: int
    places: Mapping[str, frozenset[str]]
    totals: Mapping[str, int]


def of(source: schema.Source, rows: Rows, equation: Equation) -> Delivery:
    """`equation` is that of the batch, or of the reading where nothing was entered yet."""
    places = {c.name: _places(rows, c.name) for c in source.columns.values() if c.place}
    summed = [stop.column for stop in source.stops if stop.rule == "total_fell"]
    totals = {name: sum(v for v in rows.columns[name] if v is not None) for name in summed}
    return Delivery(len(rows) + equation.held + equation.refused, places, totals)


@dataclass(slots=True)
class Watch:
    """What the rules of a source look at, of the blocks of one batch as they are applied; nothing of a source without rules."""

    source: schema.Source
    blocks: list[Rows] = field(default_factory=list)
    opened: list[np.typing.NDArray[np.bool_]] = field(default_factory=list)

    def add(self, rows: Rows, chosen: np.typing.NDArray[np.int64] | None) -> None:
        """A block, and the positions of its rows that were opened (None: all)."""
        if not self.source.stops:
            return
        asked = {c.name for c in self.source.columns.values() if c.place} | {stop.column for stop in self.source.stops if stop.column}
        self.blocks.append(replace(rows, columns={name: cells for name, cells in rows.columns.items() if name in asked}))
        fresh = np.zeros(len(rows), dtype=np.bool_)
        fresh[slice(None) if chosen is None else chosen] = True
        self.opened.append(fresh)

    def rows(self) -> Rows | None:
        """All of them, with the columns the rules ask for."""
        return joined(self.blocks) if self.blocks else None

    def fresh(self) -> np.typing.NDArray[np.int64]:
        """Positions among `rows` of those that are new or say something else than what stood."""
        return np.flatnonzero(np.concatenate(self.opened)[standing(self.blocks)])


def found(state: State, conn: sa.Connection, source: schema.Source, parsed: Parsed, watch: Watch, *, batch: int) -> tuple[Problem, ...]:
    """Every stop rule of the source that this delivery meets, which is applied already as `batch` and changes something."""
    rows = watch.rows()
    if rows is None:
        return ()
    now, before = of(source, rows, parsed.equation), _before(state, conn, source, parsed)
    found: list[Problem] = []
    for stop in source.stops:
        if stop.rule == "jump":
            found += _jumps(state, conn, source, stop, rows, watch.fresh(), batch=batch)
        elif before is not None:
            found += _against(state, source, stop, now, *before)
    return tuple(found)


def outlook(state: State, conn: sa.Connection, source: schema.Source, parsed: Parsed) -> tuple[Problem, ...]:
    """What `found` would find of rows that are not applied."""
    if not source.stops or parsed.rows is None or not len(parsed.rows):
        return ()
    would, fresh = change.outlook(conn, state.store, source, parsed.rows)
    watch = Watch(source)
    watch.add(parsed.rows, fresh)
    return () if would.nothing else found(state, conn, source, parsed, watch, batch=change.NEVER)


def _against(
    state: State, source: schema.Source, stop: schema.Stop, now: Delivery, batch: Batch, before: Delivery
) -> Iterator[Problem]:  # fmt: skip
    if stop.rule == "rows_fell":
        return _rows_fell(stop, now, batch, before)
    return _place_missing(state, now, batch, before) if stop.rule == "place_missing" else _total_fell(source, stop, now, batch, before)


def _before(state: State, conn: sa.Connection, source: schema.Source, parsed: Parsed) -> tuple[Batch, Delivery] | None:
    """The live delivery before this one, with its rows."""
    if all(stop.rule == "jump" for stop in source.stops):
        return None
    span = parsed.covers
    for batch in batches.listing(conn, source=source.id, limit=60):
        if not _is_alike(conn, batch, span, parsed.place):
            continue
        if not source.restates and span is not None and (batch.covers_from, batch.covers_to) == span:
            return None
        if batch.id not in state.profiles:
            state.profiles[batch.id] = of(source, replaying.rows(state, conn, batch.id), batch.equation)
        return batch, state.profiles[batch.id]
    return None


def _is_alike(conn: sa.Connection, batch: Batch, span: tuple[Any, Any] | None, place: str) -> bool:
    live = batch.verdict.value in batches.LIVE and not batch.undone_by and batch.kind in ("file", "accept") and batch.equation.accepted
    if not live or batch.place != place or tracing.is_part(conn, batch):
        return False
    own = batch.covers_from, batch.covers_to
    return span is None or None in own or _length(span) == _length(own)


def _length(span: tuple[Any, Any]) -> int:
    days = (span[1] - span[0]).days + 1
    return sum(days > most for most in _SPANS)


def _rows_fell(stop: schema.Stop, now: Delivery, batch: Batch, before: Delivery) -> Iterator[Problem]:
    if before.told >= LEAST_ROWS and now.told < before.told * (1 - stop.limit / 100):
        yield _stop("stop_rows_fell", found=str(now.told), expected=str(before.told), batch=batch, limit=f"{stop.limit:g}")


def _place_missing(state: State, now: Delivery, batch: Batch, before: Delivery) -> Iterator[Problem]:
    for column, places in before.places.items():
        gone = places - now.places[column]
        names = [state.catalog.communities[code].name for code in state.catalog.communities if code in gone]
        if names:
            zh, en = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
            told = _stop("stop_place_missing", found=zh, batch=batch)
            yield replace(told, values={**told.values, "places.zh": zh, "places.en": en, "column": column})


def _places(rows: Rows, column: str) -> frozenset[str]:
    return frozenset(str(code) for code in set(rows.columns[column]) if code not in (None, "", NOWHERE))


def _total_fell(source: schema.Source, stop: schema.Stop, now: Delivery, batch: Batch, before: Delivery) -> Iterator[Problem]:
    column = source.columns[stop.column]
    total, was = now.totals[column.name], before.totals[column.name]
    if was > 0 and total < was * (1 - stop.limit / 100):
        told = _stop("stop_total_fell", found=_number(total, column), expected=_number(was, column), batch=batch, limit=f"{stop.limit:g}")
        yield _about(told, column)


def _jumps(
    state: State, conn: sa.Connection, source: schema.Source, stop: schema.Stop, rows: Rows, fresh: np.typing.NDArray[np.int64],
    *, batch: int,
) -> Iterator[Problem]:  # fmt: skip
    """New or changed rows whose value is so many times the median of what stood before `batch`; one that is only restated is none."""
    column, cells = source.columns[stop.column], rows.columns[stop.column]
    most = max((cells[at] for at in fresh.tolist() if cells[at] is not None), default=0)
    table = state.store.facts[source.id]
    median = _median(conn, table.c[column.name], change.standing_after(table, batch - 1), below=most / stop.limit)
    if median is None:
        return
    far = [at for at in fresh.tolist() if cells[at] is not None and cells[at] > median * stop.limit]
    for at in far[:MOST_NAMED]:
        told = {"times": f"{stop.limit:g}", "median": _number(median, column), "count": str(len(far)), "rule": stop.rule}
        place = Problem("stop_jump", Level.HOLD, sheet=rows.sheet[at], row=rows.row[at], found=_number(cells[at], column), values=told)
        yield _about(place, column)


def _median(conn: sa.Connection, column: sa.Column[Any], stood: sa.ColumnElement[bool], *, below: float) -> int | None:
    """The median of the values above nothing in rows that stood, when it lies below; one pass counts, and sorts only where it must."""
    stands = sa.and_(stood, column > 0)
    low = sa.func.sum(sa.case((column < below, 1), else_=0))
    count, under = conn.execute(sa.select(sa.func.count(), low).where(stands)).one()
    if count < LEAST_STANDING or 2 * int(under or 0) < count:
        return None
    return int(conn.execute(sa.select(column).where(stands).order_by(column).limit(1).offset((count - 1) // 2)).scalar_one())


def _number(stored: int, column: schema.Column) -> str:
    """In the column's natural unit, exactly."""
    if not column.scale:
        return f"{stored}"
    whole, part = divmod(abs(stored), 10**column.scale)
    return f"{'-' if stored < 0 else ''}{whole}.{part:0{column.scale}d}".rstrip("0").rstrip(".")


def _stop(code: str, *, found: str, batch: Batch, expected: str = "", limit: str = "") -> Problem:
    values = {"before": str(batch.id), "file": batch.file, "limit": limit}
    return Problem(code, Level.HOLD, found=found, expected=expected, values=values)


def _about(told: Problem, column: schema.Column) -> Problem:
    names = {"column": column.name, "column.zh": column.label.zh, "column.en": column.label.en, "unit": column.unit}
    return replace(told, column=column.label.zh or column.name, values={**told.values, **names})


def confirmed(state: State, conn: sa.Connection, source: schema.Source, parsed: Parsed, sha256: str) -> Batch | None:
    """The waiting batch that a second file confirms by saying the same: the same bytes, or row for row the same."""
    for held in batches.held(conn, source.id):
        if held.place != parsed.place or (parsed.covers and (held.covers_from, held.covers_to) != parsed.covers):
            continue
        if held.sha256 == sha256 or _same(replaying.parsed(state, conn, held, under=state.catalog).rows, parsed.rows):
            return held
    return None


def _same(one: Rows | None, other: Rows | None) -> bool:
    if one is None or other is None or len(one) != len(other):
        return False
    return all(np.array_equal(np.sort(getattr(one, name)), np.sort(getattr(other, name))) for name in ("key", "hash"))
