"""n and N of one formula over one window, for every place at once. The only formula path there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from cockpit.catalog import schema
from cockpit.measure import conditions, selections
from cockpit.measure.context import Context
from cockpit.model import NOWHERE, STREET, Period


@dataclass(frozen=True, slots=True)
class Ratio:
    """Exact sums as stored (scaled integers). `Ratio(n, 0)` reads as no value, never as 0 %. `exact` is a quantile's own value."""

    n: int | None
    N: int | None
    exact: float | None = None

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(_plus(self.n, other.n), _plus(self.N, other.N))


def _plus(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else a + b


@dataclass(frozen=True, slots=True)
class Panel:
    """One formula in one window: a Ratio per place (`*` the street, `-` what belongs to none). Places without rows are absent."""

    cells: Mapping[str, Ratio] = field(default_factory=dict)

    def get(self, place: str) -> Ratio | None:
        return self.cells.get(place)


Key = tuple[str, ...]


def panel(ctx: Context, formula: schema.Formula, period: Period) -> Panel:
    """Measure `formula` in `period` for the street and every place it has."""
    if formula.word == "quantile":
        return _quantiles(ctx, formula, period)
    cells = {key[0]: ratio for key, ratio in grouped(ctx, formula, period, ()).items() if _says(ratio)}
    places = not _placeless(formula)
    street = _whole_street(ctx, formula, period) if _distinct(formula) else _total(list(cells.values()))
    cells = {place: ratio for place, ratio in cells.items() if places and place != STREET}
    if street is not None:
        cells[STREET] = street
    return Panel(cells)


def _says(ratio: Ratio) -> bool:
    """A share of nothing says nothing, and neither does a sum over cells that are all absent; a plain nought does."""
    return bool(ratio.n or ratio.N) or (ratio.N is None and ratio.n is not None)


def _whole_street(ctx: Context, formula: schema.Formula, period: Period) -> Ratio | None:
    """Units that stand in two places count once for the street: their places' counts do not add up."""
    return grouped(ctx, formula, period, (), places=False).get((NOWHERE,))


def _total(ratios: Sequence[Ratio]) -> Ratio | None:
    if not ratios:
        return None
    total = ratios[0]
    for ratio in ratios[1:]:
        total = total + ratio
    return total


def _placeless(formula: schema.Formula) -> bool:
    return formula.n.place.none and (formula.N is None or formula.N.place.none)


def _distinct(formula: schema.Formula) -> bool:
    return "distinct" in (formula.n.word, formula.N.word if formula.N else "")


def grouped(ctx: Context, formula: schema.Formula, period: Period, dimensions: Sequence[str], *, places: bool = True) -> dict[Key, Ratio]:
    """Sums by place and by columns of the table; keys are `(place, *dimension values as text)`."""
    if formula.independent and formula.N is not None:
        left = _side(ctx, formula.n, period, dimensions, places=places)
        right = _side(ctx, formula.N, period, dimensions, places=places)
        return {key: Ratio(left.get(key, 0), right.get(key)) for key in left.keys() | right.keys()}
    base = formula.N if formula.N is not None and formula.hit is not None else formula.n
    rowset = selections.paired(selections.build(ctx, base, period), formula)
    n, total = _expressions(rowset, formula)
    keys = _keys(rowset, dimensions, places=places)
    query = rowset.select(*keys, n, total).group_by(*keys)
    two_sided = formula.N is not None or formula.word == "mean"
    return {
        tuple(_text(k) for k in row[:-2]): Ratio(_whole(row[-2]), _whole(row[-1])) if two_sided else Ratio(_known(row[-2]), None)
        for row in ctx.conn.execute(query)
    }


def _keys(rowset: selections.Rowset, dimensions: Sequence[str], *, places: bool) -> list[Any]:
    place = rowset.place.label("place") if places else sa.literal_column(f"'{NOWHERE}'").label("place")
    return [place, *(rowset.rows.c[selections.day_column(rowset.source, name)] for name in dimensions)]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _whole(value: Any) -> int:
    return 0 if value is None else int(value)


def _known(value: Any) -> int | None:
    return None if value is None else int(value)


def _side(ctx: Context, selection: schema.Selection, period: Period, dimensions: Sequence[str], *, places: bool) -> dict[Key, int]:
    rowset = selections.build(ctx, selection, period)
    keys = _keys(rowset, dimensions, places=places)
    query = rowset.select(*keys, _amount(rowset, selection)).group_by(*keys)
    return {tuple(_text(k) for k in row[:-1]): _whole(row[-1]) for row in ctx.conn.execute(query)}


def _amount(rowset: selections.Rowset, selection: schema.Selection) -> sa.ColumnElement[Any]:
    if selection.word == "distinct":
        return sa.func.count(sa.distinct(rowset.rows.c[selection.of]))
    if selection.per and selection.word == "count":
        return sa.func.count(sa.distinct(_group_key(rowset, selection)))
    if selection.word == "count":
        return sa.func.count()
    return sa.func.sum(selections.worth(rowset, selection))


def _group_key(rowset: selections.Rowset, selection: schema.Selection) -> sa.ColumnElement[Any]:
    key: sa.ColumnElement[Any] = rowset.rows.c[selection.per[0]]
    for name in selection.per[1:]:
        key = key.concat("|").concat(rowset.rows.c[name])
    return key


def _expressions(rowset: selections.Rowset, formula: schema.Formula) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    """Aggregates for n and N over the same rows."""
    if formula.hit is not None and formula.N is not None:
        hit = sa.and_(sa.true(), *conditions.where(rowset.rows, rowset.source, formula.hit, end=rowset.end))
        worth = selections.worth(rowset, formula.N)
        return sa.func.sum(sa.case((hit, worth), else_=0)), _amount(rowset, formula.N)
    if formula.word == "mean":
        worth = selections.worth(rowset, formula.n)
        return sa.func.sum(worth), sa.func.count(worth)
    n = _amount(rowset, formula.n)
    return n, _amount(rowset, formula.N) if formula.N is not None else sa.literal_column("0")


def _quantiles(ctx: Context, formula: schema.Formula, period: Period) -> Panel:
    """From the pooled rows of each place; linear between neighbours. Never from other quantiles."""
    rowset = selections.build(ctx, formula.n, period)
    worth = selections.worth(rowset, formula.n)
    by_place: dict[str, list[int]] = {}
    for place, amount in ctx.conn.execute(rowset.select(rowset.place, worth).where(worth.is_not(None))):
        by_place.setdefault(str(place), []).append(int(amount))
    everything = [amount for amounts in by_place.values() for amount in amounts]
    cells = {} if _placeless(formula) else {place: amounts for place, amounts in by_place.items() if place != STREET}
    if everything:
        cells[STREET] = everything
    unit = selections.scale(ctx.catalog, formula.n)
    return Panel({place: Ratio(None, len(found), float(quantile(found, formula.q) / unit)) for place, found in cells.items()})


def quantile(amounts: Sequence[int], q: float) -> Fraction:
    """The q-quantile of the amounts, linear between the two nearest (Hyndman–Fan type 7)."""
    ordered = sorted(amounts)
    at = Fraction(str(q)) * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return Fraction(ordered[low]) + (at - low) * (ordered[high] - ordered[low])


def value(catalog: schema.Catalog, formula: schema.Formula, ratio: Ratio) -> float | None:
    """The value in the indicator's unit: divided once, at the end, from exact sums; None where N is 0.

    Whole numbers divide to the nearest float, so no order of rows and no machine changes the last digit.
    """
    if ratio.exact is not None:
        return ratio.exact
    if ratio.n is None:
        return None
    up, down = _factor(formula.factor)
    scale_n = selections.scale(catalog, formula.n)
    if formula.N is None and formula.word != "mean":
        return ratio.n * up / (scale_n * down)
    if not ratio.N:
        return None
    n, whole = ratio.n * denominator_scale(catalog, formula), ratio.N * scale_n
    return (whole - n) * up / (whole * down) if formula.complement else n * up / (whole * down)


@lru_cache(maxsize=64)
def _factor(factor: float) -> tuple[int, int]:
    found = Fraction(str(factor))
    return found.numerator, found.denominator


def denominator_scale(catalog: schema.Catalog, formula: schema.Formula) -> int:
    return 1 if formula.N is None or formula.word == "mean" else selections.scale(catalog, formula.N)


def natural(amount: int | None, scale: int) -> float | int | None:
    """A stored sum in natural units: an int where nothing was scaled."""
    return amount if amount is None or scale == 1 else amount / scale
