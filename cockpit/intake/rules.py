"""The catalogue's rules over the rows of one chunk, column-wise.

`when` follows the triple's own reading (a comparison with an absent cell is false). A `test` is judged as a table's CHECK is: where a
compared cell is absent there is nothing to judge and the row passes; that a cell be there is said by `present`, or by the column itself.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from cockpit.calendar import day_number
from cockpit.catalog.schema import Column, Operand, Rule, Triple
from cockpit.intake import frames, zone
from cockpit.intake.cells import Cells

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "is": operator.eq,
}  # fmt: skip
_TRUE_WHEN_ABSENT = frozenset(("!=", "not_in"))
_DATED = frozenset(("date", "month"))


@dataclass(frozen=True, slots=True)
class Rows:
    """The encoded columns of one chunk. `today` is the office's day on which the file came, for `as_of`."""

    cells: Mapping[str, Cells]
    length: int
    today: int
    tz: ZoneInfo


def broken(rule: Rule, rows: Rows) -> frames.Mask:
    """True for the rows that break this rule."""
    applies = np.ones(rows.length, dtype=np.bool_)
    for triple in rule.when:
        applies &= _holds(triple, rows, absent_is=triple.op in _TRUE_WHEN_ABSENT)
    kept = np.ones(rows.length, dtype=np.bool_)
    for triple in rule.test:
        kept &= _holds(triple, rows, absent_is=True)
    if rule.whole:
        kept &= _adds_up(rule, rows)
    return applies & ~kept


def columns_of(rule: Rule) -> list[str]:
    """The columns a broken rule is about, the tested one first."""
    named = [name for t in rule.test for name in (t.column, t.operand.column) if name]
    return list(dict.fromkeys([*named, rule.whole, *rule.sum_of, *(t.column for t in rule.when)] if rule.whole else named))


def _holds(triple: Triple, rows: Rows, *, absent_is: bool) -> frames.Mask:
    """Row by row; `absent_is` is the answer where a compared cell is absent."""
    cells = rows.cells[triple.column]
    if triple.op in ("present", "absent"):
        return cells.absent if triple.op == "absent" else ~cells.absent
    if triple.op in ("in", "not_in"):
        allowed = [_encoded(value, cells.column, rows.tz) for value in triple.operand.values or (triple.operand.value or ())]
        among = _among(cells.values, allowed) if cells.values.dtype == object else np.isin(cells.values, allowed)
        found = np.asarray(among, dtype=np.bool_)
        return np.where(cells.absent, absent_is, found if triple.op == "in" else ~found)
    left, right, absent = _sides(cells, triple.operand, rows)
    return np.where(absent, absent_is, np.asarray(_COMPARE[triple.op](left, right), dtype=np.bool_))


def _among(values: Any, allowed: list[Any]) -> list[bool]:
    wanted = set(allowed)
    return [value in wanted for value in values.tolist()]


def _sides(cells: Cells, operand: Operand, rows: Rows) -> tuple[Any, Any, frames.Mask]:
    """(left, right, where either is absent), both in one unit: days, seconds between moments, the finer scale of decimals."""
    kind = cells.column.type
    if operand.as_of:
        return _days(cells), rows.today + operand.shift_days, cells.absent
    if not operand.column:
        return cells.values, _encoded(operand.value, cells.column, rows.tz), cells.absent
    other = rows.cells[operand.column]
    absent = cells.absent | other.absent
    if kind == "datetime" and other.column.type == "datetime":
        return cells.values, other.values + operand.shift_days * zone.DAY_SECONDS, absent
    if kind == "datetime" or kind in _DATED:
        return _days(cells), _days(other) + operand.shift_days, absent
    if cells.values.dtype == object:
        return cells.values, other.values, absent
    finer = max(_scale(cells.column), _scale(other.column))
    return _at_scale(cells, finer), _at_scale(other, finer), absent


def _days(cells: Cells) -> Any:
    return cells.values if cells.day is None else cells.day


def _scale(column: Column) -> int:
    return column.scale if column.type == "dec" else 0


def _at_scale(cells: Cells, scale: int) -> npt.NDArray[Any]:
    """Integers at this scale; where they might not fit, as exact Python integers."""
    factor = 10 ** (scale - _scale(cells.column))
    largest = int(np.abs(cells.values).max(initial=0))
    exact = cells.values if largest * factor < 2**60 else cells.values.astype(object)
    return np.asarray(exact * factor)


def _encoded(value: Any, column: Column, tz: ZoneInfo) -> Any:
    """A literal of the catalogue in the column's own encoding. A decimal between two steps stays between them."""
    if column.type in ("int", "dec"):
        exact = Decimal(str(value)).scaleb(_scale(column))
        return int(exact) if exact == exact.to_integral_value() else float(exact)
    if column.type == "bool":
        return int(value in (True, 1, "true", "1"))
    if column.type in _DATED:
        return day_number(value if type(value) is date else date.fromisoformat(str(value)[:10]))
    if column.type == "datetime":
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return int((moment if moment.tzinfo else moment.replace(tzinfo=tz)).timestamp())
    return str(value)


def _adds_up(rule: Rule, rows: Rows) -> frames.Mask:
    """The parts add to the whole within `within_pct` of it; where any of them is absent there is nothing to add."""
    parts = [rows.cells[name] for name in rule.sum_of]
    whole = rows.cells[rule.whole]
    finer = max(_scale(cells.column) for cells in (whole, *parts))
    absent = whole.absent.copy()
    total = np.zeros(rows.length, dtype=object if len(parts) > 8 else np.int64)
    for part in parts:
        total = total + _at_scale(part, finer)
        absent |= part.absent
    expected = _at_scale(whole, finer)
    difference = np.abs(total - expected).astype(np.float64)
    within = difference <= np.abs(expected).astype(np.float64) * (rule.within_pct / 100)
    return np.asarray(absent | within, dtype=np.bool_)
