"""Series for pages: the same words, by a dimension, without a target."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import evaluate
from cockpit.measure.context import Context
from cockpit.measure.evaluate import Ratio
from cockpit.model import Period, Text

Key = tuple[str, ...]


def measure(ctx: Context, series: schema.SeriesDef, period: Period) -> tuple[list[str], Mapping[str, list[float | None]]]:
    """Keys in order and the values of every measure. Days are folded into months, weeks or days left after summing."""
    dims = series.by.split(",")
    found = {name: _one(ctx, formula, dims, series, period) for name, formula in series.measures.items()}
    keys = sorted({key for measured in found.values() for key in measured}, key=lambda k: _order(dims, k))
    if series.top:
        first = next(iter(found.values()))
        keys = sorted(keys, key=lambda k: (-(first.get(k) or 0.0), k))[: series.top]
    values = {name: [measured.get(key) for key in keys] for name, measured in found.items()}
    return ["|".join(key) for key in keys], values


def _one(ctx: Context, formula: schema.Formula, dims: list[str], series: schema.SeriesDef, period: Period) -> dict[Key, float | None]:
    columns = [_column(formula, dim) for dim in dims if dim != "place"]
    folded: dict[Key, Ratio] = {}
    for key, ratio in evaluate.grouped(ctx, formula, period, columns, places="place" in dims).items():
        rest = list(key[1:])
        parts = [key[0] if dim == "place" else rest.pop(0) for dim in dims]
        if "" in parts:
            continue
        place = tuple(_fold(ctx, dim, part, series, period.end) for dim, part in zip(dims, parts, strict=True))
        folded[place] = folded[place] + ratio if place in folded else ratio
    return {key: evaluate.value(ctx.catalog, formula, ratio) for key, ratio in folded.items()}


def _column(formula: schema.Formula, dim: str) -> str:
    """The column to group by: a selection's own `when` takes the place of the dimension's date column."""
    kind, _, name = dim.partition(":")
    return formula.n.when if kind in ("month", "week") and formula.n.when else name


def _fold(ctx: Context, dim: str, part: str, series: schema.SeriesDef, end: date) -> str:
    kind = dim.partition(":")[0]
    if kind not in ("month", "week", "days_left"):
        return part
    day = calendar.from_number(int(part))
    if kind == "month":
        return day.isoformat()[:7]
    if kind == "week":
        return ctx.office.week_id(day)
    left = (day - end).days
    return str(next((upper for upper in series.bins if left <= upper), "more"))


def _order(dims: list[str], key: Key) -> tuple[Any, ...]:
    def rank(dim: str, part: str) -> tuple[float, str]:
        if dim.startswith("days_left"):
            return (float("inf") if part == "more" else float(part), "")
        return (0.0, part)

    return tuple(rank(dim, part) for dim, part in zip(dims, key, strict=True))


def labels(ctx: Context, series: schema.SeriesDef, keys: list[str]) -> tuple[Text, ...]:
    """Names of the keys: from a register column, a place, an enumeration, else the code itself."""
    first = series.by.split(",")[0]
    names = _register_names(ctx, series.label) if series.label else _known_names(ctx, series, first)
    return tuple(names.get(key.split("|")[0]) or Text(key.split("|")[0], key.split("|")[0]) for key in keys)


def _register_names(ctx: Context, label: str) -> dict[str, Text]:
    source_id, _, column = label.partition(".")
    source, table = ctx.catalog.sources[source_id], ctx.facts[source_id]
    query = sa.select(table.c[source.key[0]], table.c[column]).where(table.c._out.is_(None))
    return {str(code): Text(str(name), str(name)) for code, name in ctx.conn.execute(query) if name is not None}


def _known_names(ctx: Context, series: schema.SeriesDef, first: str) -> Mapping[str, Text]:
    places = {code: c.name for code, c in ctx.catalog.communities.items()}
    if first == "place":
        return places
    table = next(iter(series.measures.values())).n.table
    column = ctx.catalog.sources[table].columns.get(first.partition(":")[2])
    if column is None:
        return {}
    if column.place:
        return places
    if column.name == "feed":
        return {code: s.name for code, s in ctx.catalog.sources.items()}
    return column.values
