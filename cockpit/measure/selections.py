"""A selection as SQL: which rows of which table, in which window, at which place, and what each is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import conditions
from cockpit.measure.context import Context
from cockpit.model import NOWHERE, Period

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}


@dataclass(frozen=True, slots=True)
class Rowset:
    """Rows that a selection keeps: a FROM clause with all columns of the table, and where each row belongs."""

    rows: sa.FromClause
    source: schema.Source
    place: sa.ColumnElement[Any]
    tests: tuple[sa.ColumnElement[bool], ...]
    joined: sa.FromClause
    end: date

    def select(self, *columns: Any) -> sa.Select[Any]:
        return sa.select(*columns).select_from(self.joined).where(*self.tests)


def own_period(selection: schema.Selection, period: Period) -> Period:
    """The selection's own window, closed at the indicator's last day, or the indicator's period."""
    return calendar.close(selection.window, period.end) if selection.window else period


def day_column(source: schema.Source, name: str) -> str:
    return f"{name}__day" if source.columns[name].type == "datetime" else name


def build(ctx: Context, selection: schema.Selection, period: Period) -> Rowset:
    """The rows of `selection` in `period`: window, conditions, last row per unit, groups, memberships, in this order."""
    period = own_period(selection, period)
    source = ctx.catalog.sources[selection.table]
    table = ctx.facts[source.id].alias()
    tests = _standing_tests(ctx, table, source, selection, period)
    tests += conditions.where(table, source, selection.where, end=period.end)
    rows: sa.FromClause = table
    if selection.last:
        rows, tests = _last_rows(table, source, selection, tests), []
        tests.append(rows.c._nth == 1)
        tests += conditions.where(rows, source, selection.after_last, end=period.end)
    tests += [_member(ctx, rows, member, period) for member in selection.inside]
    if selection.per:
        tests.append(_group_test(rows, source, selection, tests))
    place, joined = _place(ctx, rows, selection.place, period)
    return Rowset(rows, source, place, tuple(tests), joined, period.end)


def _standing_tests(
    ctx: Context, table: sa.FromClause, source: schema.Source, selection: schema.Selection, period: Period
) -> list[sa.ColumnElement[bool]]:
    if not selection.when:
        return [ctx.standing(table, source.id, as_it_stood=period.end)]
    day = table.c[day_column(source, selection.when)]
    tests = [ctx.standing(table, source.id), day <= calendar.day_number(calendar.last_day(period))]
    first = calendar.start(period)
    if first > date.min and not selection.last:
        tests.append(day >= calendar.day_number(first))
    return tests


def _last_rows(
    table: sa.FromClause, source: schema.Source, selection: schema.Selection, tests: list[sa.ColumnElement[bool]]
) -> sa.FromClause:
    """All columns plus `_nth`, 1 on the last row per unit (by day; the later row of a file wins a tie)."""
    order = [table.c[selection.when].desc()] if selection.when else []
    nth = sa.func.row_number().over(partition_by=[table.c[c] for c in selection.last], order_by=[*order, table.c._id.desc()])
    return sa.select(table, nth.label("_nth")).where(*tests).subquery()


def _member(ctx: Context, rows: sa.FromClause, member: schema.Membership, period: Period) -> sa.ColumnElement[bool]:
    inner = build(ctx, member.selection, period)
    keys = inner.select(inner.rows.c[member.column]).where(inner.rows.c[member.column].is_not(None))
    found = rows.c[member.key].in_(keys)
    return sa.not_(found) if member.absent else found


def _group_test(
    rows: sa.FromClause, source: schema.Source, selection: schema.Selection, tests: list[sa.ColumnElement[bool]]
) -> sa.ColumnElement[bool]:
    keys = [rows.c[name] for name in selection.per]
    grouped = sa.select(*keys).where(*tests).group_by(*keys)
    for having in selection.having:
        grouped = grouped.having(_having(rows, source, having))
    return sa.tuple_(*keys).in_(grouped) if len(keys) > 1 else keys[0].in_(grouped)


def _having(rows: sa.FromClause, source: schema.Source, having: schema.Having) -> sa.ColumnElement[bool]:
    if having.word == "count":
        left: sa.ColumnElement[Any] = sa.func.count(rows.c[having.of]) if having.of else sa.func.count()
    elif having.word == "count_distinct":
        left = sa.func.count(sa.distinct(rows.c[having.of]))
    else:
        left = sa.func.sum(rows.c[having.of])
    right = conditions.encode(source.columns[having.of], having.value) if having.word == "sum" else having.value
    operators = {"=": left == right, "!=": left != right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}
    return sa.and_(operators[having.op])


def _place(ctx: Context, rows: sa.FromClause, place: schema.Place, period: Period) -> tuple[sa.ColumnElement[Any], sa.FromClause]:
    """Where each row belongs, and the FROM clause that tells it; rows without a community belong to `-`."""
    if place.none:
        return sa.literal(NOWHERE), rows
    if not place.via:
        return sa.func.coalesce(rows.c[place.column], NOWHERE), rows
    register = ctx.facts[place.via].alias()
    on = sa.and_(
        register.c[place.via_key or place.key] == rows.c[place.key],
        ctx.standing(register, place.via, as_it_stood=period.end, joined=True),
    )
    return sa.func.coalesce(register.c[place.column], NOWHERE), sa.join(rows, register, on, isouter=True)


def paired(rowset: Rowset, formula: schema.Formula) -> Rowset:
    """Of a share over the same rows only those that tell both sides: an absent part is not a part of nothing."""
    if formula.N is None or formula.independent or formula.hit is not None or formula.N.word != "sum":
        return rowset
    both = (worth(rowset, formula.n).is_not(None), worth(rowset, formula.N).is_not(None))
    return replace(rowset, tests=(*rowset.tests, *both))


def worth(rowset: Rowset, selection: schema.Selection) -> sa.ColumnElement[Any]:
    """What one row adds to the selection: 1, a column, or the seconds between two columns (absent where either is)."""
    rows = rowset.rows
    if selection.word == "sum":
        return rows.c[selection.of]
    if selection.word != "elapsed" or selection.elapsed is None:
        return sa.literal_column("1")
    begin, finish = (rowset.source.columns[name] for name in selection.elapsed)
    if begin.type == finish.type:
        factor = 1 if begin.type == "datetime" else SECONDS["days"]
        return (rows.c[finish.name] - rows.c[begin.name]) * factor if factor != 1 else rows.c[finish.name] - rows.c[begin.name]
    first, last = (rows.c[day_column(rowset.source, c.name)] for c in (begin, finish))
    return (last - first) * SECONDS["days"]


def scale(catalog: schema.Catalog, selection: schema.Selection) -> int:
    """By what the stored sum must be divided to stand in natural units."""
    if selection.word == "sum":
        return int(10 ** catalog.sources[selection.table].columns[selection.of].scale)
    if selection.word == "elapsed":
        return SECONDS[selection.unit or "seconds"]
    return 1
