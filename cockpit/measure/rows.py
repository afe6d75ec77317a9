"""The rows behind a reading, by the predicate that made it: `_n` and `_N` are each row's share, and they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import conditions, evaluate, selections
from cockpit.measure.context import Context
from cockpit.model import STREET, Period
from cockpit.store import tables


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of rows. `total_hit` = n and `total_of` = N of the whole, in natural units, whatever the page holds.

    `rows_hit`, `rows_of` count rows with a share in n and in N; `after` continues, empty at the end.
    """

    rows: tuple[Mapping[str, Any], ...]
    total_hit: float | int | None
    total_of: float | int | None
    rows_hit: int
    rows_of: int
    after: str


@dataclass(frozen=True, slots=True)
class _Part:
    """One query for rows: both sides at once, or one of two independent sides."""

    query: sa.Select[Any]
    source: schema.Source
    scale_n: int
    scale_of: int


def behind(ctx: Context, formula: schema.Formula, period: Period, place: str, *, limit: int = 100, after: str = "") -> Behind:
    """Rows of `place` (`*` the street, `-` none) in `period`; `after` is the cursor of the page before."""
    parts = list(_parts(ctx, formula, period, place))
    totals = [_totals(ctx, part) for part in parts]
    hit, of = (_sum([t[i] for t in totals]) for i in (0, 1))
    if hit is None and formula.word in ("count", "count_distinct"):
        hit = 0  # a count in which nothing qualifies is a nought
    start, last_id = (int(x) for x in after.split(".")) if after else (0, 0)
    found: list[Mapping[str, Any]] = []
    cursor = ""
    for index in range(start, len(parts)):
        query = parts[index].query.subquery()
        since = last_id if index == start else 0
        page = sa.select(query).where(query.c._id > since).order_by(query.c._id).limit(limit - len(found) + 1)
        for row in ctx.conn.execute(page).mappings():
            if len(found) == limit:
                return Behind(_with_files(ctx, found), hit, of, _count(totals, 2), _count(totals, 3), cursor)
            found.append(_decoded(ctx, parts[index], row))
            cursor = f"{index}.{row['_id']}"
    return Behind(_with_files(ctx, found), hit, of, _count(totals, 2), _count(totals, 3), "")


def _sum(amounts: list[Any]) -> float | int | None:
    known = [a for a in amounts if a is not None]
    return sum(known) if known else None


def _count(totals: list[tuple[Any, ...]], index: int) -> int:
    return sum(t[index] for t in totals)


def _parts(ctx: Context, formula: schema.Formula, period: Period, place: str) -> Iterator[_Part]:
    if formula.independent and formula.N is not None:
        for side, selection in (("n", formula.n), ("N", formula.N)):
            rowset = selections.build(ctx, selection, period)
            share = _single(rowset, selection)
            n, of = (share, sa.literal_column("0")) if side == "n" else (sa.literal_column("0"), share)
            scale = selections.scale(ctx.catalog, selection)
            yield _Part(_query(rowset, n, of, place), rowset.source, scale, scale)
        return
    base = formula.N if formula.N is not None and formula.hit is not None else formula.n
    rowset = selections.paired(selections.build(ctx, base, period), formula)
    n, of = _shares(rowset, formula)
    scale_n = selections.scale(ctx.catalog, formula.n)
    yield _Part(_query(rowset, n, of, place), rowset.source, scale_n, evaluate.denominator_scale(ctx.catalog, formula))


def _query(rowset: selections.Rowset, n: Any, of: Any, place: str) -> sa.Select[Any]:
    """Rows with their shares as `_hit` and `_of`: SQLite takes `_n` and `_N` for one name."""
    columns = [rowset.rows.c[name] for name in rowset.source.columns]
    origin = sa.func.coalesce(rowset.rows.c._from, rowset.rows.c._in).label("_origin")
    lineage = [rowset.rows.c._id, origin, rowset.rows.c._sheet, rowset.rows.c._row]
    query = rowset.select(*columns, *lineage, rowset.place.label("_place"), n.label("_hit"), of.label("_of"))
    return query if place == STREET else query.where(rowset.place == place)


def _first_of(rowset: selections.Rowset, names: tuple[str, ...]) -> sa.ColumnElement[Any]:
    """1 on the unit's counting row, 0 on its others."""
    keys = [rowset.rows.c[name] for name in names]
    nth = sa.func.row_number().over(partition_by=keys, order_by=rowset.rows.c._id)
    known = sa.and_(*(key.is_not(None) for key in keys))
    return sa.case((sa.and_(known, nth == 1), 1), else_=0)


def _single(rowset: selections.Rowset, selection: schema.Selection) -> sa.ColumnElement[Any]:
    if selection.word == "distinct":
        return _first_of(rowset, (selection.of,))
    if selection.per and selection.word == "count":
        return _first_of(rowset, selection.per)
    return sa.func.coalesce(selections.worth(rowset, selection), 0)


def _shares(rowset: selections.Rowset, formula: schema.Formula) -> tuple[Any, Any]:
    worth = selections.worth(rowset, formula.n)
    if formula.word == "quantile":
        return sa.null(), sa.case((worth.is_not(None), 1), else_=0)
    if formula.word == "mean":
        return sa.func.coalesce(worth, 0), sa.case((worth.is_not(None), 1), else_=0)
    if formula.N is None:
        # The only side of a sum stays absent where the cell is: a sum over absent cells alone is no nought.
        return worth if formula.n.word in ("sum", "elapsed") else _single(rowset, formula.n), sa.null()
    if formula.hit is not None:
        hit = sa.and_(sa.true(), *conditions.where(rowset.rows, rowset.source, formula.hit, end=rowset.end))
        whole = _single(rowset, formula.N)
        return sa.case((hit, whole), else_=0), whole
    return _single(rowset, formula.n), _single(rowset, formula.N)


def _totals(ctx: Context, part: _Part) -> tuple[Any, Any, int, int]:
    rows = part.query.subquery()
    counted = [
        sa.func.coalesce(sa.func.sum(sa.case((rows.c[side].is_not(None) & (rows.c[side] != 0), 1), else_=0)), 0) for side in ("_hit", "_of")
    ]
    n, of, hits, ofs = ctx.conn.execute(sa.select(sa.func.sum(rows.c._hit), sa.func.sum(rows.c._of), *counted)).one()
    whole_n, whole_of = (None if x is None else int(x) for x in (n, of))
    return evaluate.natural(whole_n, part.scale_n), evaluate.natural(whole_of, part.scale_of), int(hits), int(ofs)


def _decoded(ctx: Context, part: _Part, row: Mapping[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {name: decode(column, row[name], ctx.office) for name, column in part.source.columns.items()}
    found["_n"] = evaluate.natural(None if row["_hit"] is None else int(row["_hit"]), part.scale_n)
    found["_N"] = evaluate.natural(None if row["_of"] is None else int(row["_of"]), part.scale_of)
    return found | {
        "_table": part.source.id,
        "_sheet": row["_sheet"],
        "_row": row["_row"],
        "_batch": row["_origin"],
        "_place": row["_place"],
    }


def decode(column: schema.Column, value: Any, office: calendar.Office) -> Any:
    """A stored cell as a program reads it: ISO dates, local times with their offset, numbers in natural units."""
    if value is None:
        return None
    if column.type == "date":
        return calendar.from_number(value).isoformat()
    if column.type == "month":
        return calendar.from_number(value).isoformat()[:7]
    if column.type == "datetime":
        return datetime.fromtimestamp(value, UTC).astimezone(office.tz).isoformat()
    if column.type == "bool":
        return bool(value)
    return evaluate.natural(value, 10**column.scale) if column.type == "dec" else value


def of_batch(ctx: Context, source: schema.Source, batch: int, *, limit: int, after: str = "") -> tuple[tuple[Mapping[str, Any], ...], str]:
    """(Rows that a batch opened, where the list goes on): columns, file, sheet and row; `_standing` tells whether they still count."""
    t = ctx.facts[source.id]
    origin = sa.func.coalesce(t.c["_from"], t.c["_in"]).label("_origin")
    since = t.c["_id"] > (int(after) if after else 0)
    asked = sa.select(t, origin).where(t.c["_in"] == batch, since).order_by(t.c["_id"]).limit(limit + 1)
    found = ctx.conn.execute(asked).mappings().all()
    told: list[Mapping[str, Any]] = [
        {
            **{name: decode(column, row[name], ctx.office) for name, column in source.columns.items()},
            "_sheet": row["_sheet"], "_row": row["_row"], "_batch": row["_origin"], "_standing": row["_out"] is None,
        }
        for row in found[:limit]
    ]  # fmt: skip
    return _with_files(ctx, told), str(found[limit - 1]["_id"]) if len(found) > limit else ""


def _with_files(ctx: Context, rows: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    batches = {row["_batch"] for row in rows}
    found = ctx.conn.execute(sa.select(tables.batch.c.id, tables.batch.c.file).where(tables.batch.c.id.in_(batches)))
    files = {row.id: row.file for row in found}
    return tuple({**row, "_file": files.get(row["_batch"], "")} for row in rows)
