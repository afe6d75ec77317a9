"""Day tallies of additive indicators: n and N per place and day, one stamped entry per batch, summed by windows.

A batch adds what the rows it opened are worth and takes back what the rows it closed were worth; nothing is overwritten,
so the sum up to any batch is what was known then, and a window costs its days, not its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import numpy as np
import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import arrays, conditions, selections
from cockpit.measure.context import Context
from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import NOWHERE, STREET, Period
from cockpit.store import change, tables

_SIDES = ("n", "N")
Sums = dict[tuple[str, str, int, int], int]
"""(Side, place, day number, batch) → amount."""


def additive(formula: schema.Formula) -> bool:
    """Whether windows of this formula are sums over days: rows tell their own day, place and worth, and nothing depends on `as_of`."""
    if formula.word in ("quantile", "count_distinct", "balance") or formula.complement:
        return False
    if formula.N is None and formula.word not in ("mean", "count"):
        return False  # a sum that came to nought would be lost: a tally keeps no zeros
    chosen = [formula.n, *([formula.N] if formula.N else [])]
    return all(_additive(s) for s in chosen) and not (formula.hit and _uses_as_of(formula.hit))


def _additive(selection: schema.Selection) -> bool:
    plain = bool(selection.when) and not (selection.last or selection.per or selection.inside or selection.place.via)
    return plain and selection.word in ("count", "sum", "elapsed") and not _uses_as_of(selection.where)


def _uses_as_of(tests: schema.Where) -> bool:
    return any(t.operand.as_of for t in (*tests.all, *(t for group in tests.any for t in group)))


@dataclass(frozen=True, slots=True)
class Query:
    """One prepared question of a formula: what a batch (bind `batch`) opened or closed of `source`, by place and day."""

    source: str
    sides: tuple[str, ...]
    sign: int
    one: sa.Select[Any]
    all: sa.Select[Any]


def queries(ctx: Context, formula: schema.Formula) -> tuple[Query, ...]:
    """The questions that keep a formula's tallies; made once, asked at every batch."""
    return tuple(
        _query(ctx, formula, selection, sides=sides, stamp=stamp, sign=sign)
        for sides, selection in _sides(formula)
        for stamp, sign in (("_in", 1), ("_out", -1))
    )


def opened(ctx: Context, formula: schema.Formula, source: str, rows: arrays.Table, *, batch: int) -> Sums:
    """What rows that `batch` just opened are worth, from memory: the same sums as its prepared questions with sign +1."""
    found: Sums = {}
    for sides, selection in _sides(formula):
        if selection.table == source:
            _add_worth(ctx, formula, selection, rows, sides=sides, batch=batch, into=found)
    return found


def _add_worth(
    ctx: Context,
    formula: schema.Formula,
    selection: schema.Selection,
    rows: arrays.Table,
    *,
    sides: tuple[str, ...],
    batch: int,
    into: Sums,
) -> None:
    source = ctx.catalog.sources[selection.table]
    day = rows[selections.day_column(source, selection.when)]
    bare = selections.Rowset(cast(Any, rows), source, sa.literal(""), (), cast(Any, rows), calendar.EPOCH)
    wanted = conditions.where(rows, source, selection.where, end=calendar.EPOCH)
    kept = np.flatnonzero(np.logical_and.reduce([day.is_not(None), *wanted, *selections.paired(bare, formula).tests]))
    placed, names = (np.zeros(rows.length, dtype=np.int64), [NOWHERE]) if selection.place.none else _places(rows, selection)
    amounts = _worths(formula, selection, bare, rows.length)
    keys, sums = arrays.group_sums([placed[kept], day.values[kept]], [amounts[side][kept] for side in sides])
    for side, total in zip(sides, sums, strict=True):
        for place, on, amount in zip(keys[0].tolist(), keys[1].tolist(), total.tolist(), strict=True):
            into[side, names[place], on, batch] = into.get((side, names[place], on, batch), 0) + amount


def _places(rows: arrays.Table, selection: schema.Selection) -> tuple[arrays.Ints, list[str]]:
    return rows.codes(selection.place.column, absent_as=NOWHERE)


def _worths(formula: schema.Formula, selection: schema.Selection, rowset: selections.Rowset, length: int) -> Mapping[str, arrays.Ints]:
    """As `_amounts`, a number for each row."""
    own, told = _worth(rowset, selection, length)
    if formula.independent or (formula.N is None and formula.word != "mean"):
        return {"n": own, "N": own if formula.independent else np.zeros(length, dtype=np.int64)}
    if formula.word == "mean":
        return {"n": own, "N": told.astype(np.int64)}
    assert formula.N is not None
    if formula.hit is not None:
        tests = conditions.where(rowset.rows, rowset.source, formula.hit, end=rowset.end)
        hit = np.logical_and.reduce([np.ones(length, dtype=np.bool_), *tests])
        return {"n": np.where(hit, own, 0), "N": own}
    return {"n": own, "N": _worth(rowset, formula.N, length)[0]}


def _worth(rowset: selections.Rowset, selection: schema.Selection, length: int) -> tuple[arrays.Ints, arrays.Mask]:
    """(what each row adds, nothing where absent; where it adds at all)."""
    if selection.word == "count":
        return np.ones(length, dtype=np.int64), np.ones(length, dtype=np.bool_)
    column = cast(arrays.Column, selections.worth(rowset, selection))
    return np.where(column.absent, 0, column.values).astype(np.int64), ~column.absent


def record(ctx: Context, key: str, asked: Iterable[Query], *, batch: int | None, known: Sums | None = None) -> None:
    """Enter what `batch` opened and closed for one formula; `None` enters everything there is, batch by batch.

    `known` are sums already worked out (`opened`), of the sides not asked for here.
    """
    sums: Sums = dict(known or {})
    for query in asked:
        rows = ctx.conn.execute(query.all) if batch is None else ctx.conn.execute(query.one, {"batch": batch})
        for row in rows:
            for side, amount in zip(query.sides, row[3:], strict=True):
                place = (side, str(row[0]), int(row[1]), int(row[2]))
                sums[place] = sums.get(place, 0) + query.sign * int(amount or 0)
    entries = [(key, side, place, day, stamped, amount) for (side, place, day, stamped), amount in sums.items() if amount]
    names = ("indicator", "side", "place", "day", "batch", "amount")
    change.insert(ctx.conn, tables.tally, names, np.array(entries, dtype=object).reshape(-1, len(names)))


def _sides(formula: schema.Formula) -> Iterable[tuple[tuple[str, ...], schema.Selection]]:
    if formula.independent and formula.N is not None:
        return (("n",), formula.n), (("N",), formula.N)
    base = formula.N if formula.hit is not None and formula.N is not None else formula.n
    return ((_SIDES, base),)


def _query(ctx: Context, formula: schema.Formula, selection: schema.Selection, *, sides: tuple[str, ...], stamp: str, sign: int) -> Query:
    source = ctx.catalog.sources[selection.table]
    table = ctx.facts[source.id]
    day = table.c[selections.day_column(source, selection.when)]
    place = sa.literal_column(f"'{NOWHERE}'") if selection.place.none else sa.func.coalesce(table.c[selection.place.column], NOWHERE)
    bare = selections.Rowset(table, source, sa.literal(""), (), table, calendar.EPOCH)
    both = selections.paired(bare, formula).tests
    tests = [day.is_not(None), *conditions.where(table, source, selection.where, end=calendar.EPOCH), *both]
    amounts = _amounts(formula, selection, bare)
    asked = sa.select(place, day, table.c[stamp], *(amounts[side] for side in sides)).where(*tests).group_by(place, day, table.c[stamp])
    return Query(source.id, sides, sign, asked.where(table.c[stamp] == sa.bindparam("batch")), asked.where(table.c[stamp].is_not(None)))


def _amounts(
    formula: schema.Formula, selection: schema.Selection, rowset: selections.Rowset
) -> Mapping[str, sa.ColumnElement[Any]]:
    """Sums per side; with `hit` the n side counts only rows that satisfy it."""
    own = sa.func.count() if selection.word == "count" else sa.func.sum(selections.worth(rowset, selection))
    if formula.independent or (formula.N is None and formula.word != "mean"):
        return {"n": own, "N": own if formula.independent else sa.literal_column("0")}
    if formula.word == "mean":
        return {"n": own, "N": sa.func.count(selections.worth(rowset, selection))}
    assert formula.N is not None
    if formula.hit is not None:
        hit = sa.and_(sa.true(), *conditions.where(rowset.rows, rowset.source, formula.hit, end=rowset.end))
        return {"n": sa.func.sum(sa.case((hit, selections.worth(rowset, selection)), else_=0)), "N": own}
    whole = sa.func.count() if formula.N.word == "count" else sa.func.sum(selections.worth(rowset, formula.N))
    return {"n": own, "N": whole}


def forget(ctx: Context, keys: Iterable[str]) -> None:
    """Drop the tallies of definitions that are no longer in force."""
    gone = list(keys)
    if gone:
        ctx.conn.execute(sa.delete(tables.tally).where(tables.tally.c.indicator.in_(gone)))


def panel(ctx: Context, key: str, formula: schema.Formula, period: Period) -> Panel:
    """The same Panel as `evaluate.panel`, from tallies."""
    sums: dict[str, dict[str, int]] = {"n": {}, "N": {}}
    both = formula.N is None or selections.own_period(formula.n, period) == selections.own_period(formula.N, period)
    if both:
        for side, place, amount in ctx.conn.execute(_sum(key, _SIDES, selections.own_period(formula.n, period))):
            sums[side][place] = int(amount)
    else:
        assert formula.N is not None
        for side, selection in zip(_SIDES, (formula.n, formula.N), strict=True):
            for _, place, amount in ctx.conn.execute(_sum(key, (side,), selections.own_period(selection, period))):
                sums[side][place] = int(amount)
    return _panel(formula, sums)


def _sum(key: str, sides: tuple[str, ...], period: Period) -> sa.Select[Any]:
    t = tables.tally.c
    first, last = calendar.start(period), calendar.last_day(period)
    tests = [t.indicator == key, t.side.in_(sides), t.day <= calendar.day_number(last)]
    if first > date.min:
        tests.append(t.day >= calendar.day_number(first))
    return sa.select(t.side, t.place, sa.func.sum(t.amount)).where(*tests).group_by(t.side, t.place)


def _panel(formula: schema.Formula, sums: Mapping[str, Mapping[str, int]]) -> Panel:
    two = formula.N is not None or formula.word == "mean"
    places = {p for side in sums.values() for p, amount in side.items() if amount}
    cells = {p: Ratio(sums["n"].get(p, 0), sums["N"].get(p, 0) if two else None) for p in sorted(places)}
    if not cells:
        return Panel()
    street = Ratio(sum(sums["n"].values()), sum(sums["N"].values()) if two else None)
    placeless = formula.n.place.none and (formula.N is None or formula.N.place.none)
    kept = {} if placeless else {p: ratio for p, ratio in cells.items() if p != STREET}
    return Panel({**kept, STREET: street})
