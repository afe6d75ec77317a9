"""One row as it might stand in a source: every column filled with something plain, and the source's rules obeyed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from cockpit import calendar
from cockpit.catalog.schema import Catalog, Column, Operand, Rule, Source, Triple
from cockpit.model import STREET

Row = dict[str, Any]
"""Column → code (also of a value, place or department), text, int, Decimal, bool, date or datetime; None where absent."""
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "is": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ROUNDS = 12
_MORNING = time(9)
_PARTS = 3


def row(source: Source, catalog: Catalog, *, day: date) -> Row:
    """An example told on `day`. Optional columns are filled too, unless a rule forbids it."""
    return obeying({column.name: value(column, catalog, day=day) for column in source.columns.values()}, source, catalog, day=day)


def value(column: Column, catalog: Catalog, *, day: date) -> Any:
    """Something plain that this column takes."""
    if column.place:
        return next((code for code, community in catalog.communities.items() if community.active_to is None), STREET)
    if column.department:
        return next(iter(catalog.departments), None)
    if column.type == "enum":
        return next(iter(column.values))
    made = {
        "code": "A001", "text": column.label.zh, "bool": True, "date": day, "month": calendar.month_end(day),
        "datetime": datetime.combine(day, _MORNING),
    }  # fmt: skip
    return made[column.type] if column.type in made else _number(column)


def _number(column: Column) -> Any:
    low = column.low if column.low is not None else min(0.0, column.high or 0.0)
    high = column.high if column.high is not None else max(low + 1, 100.0)
    middle = Decimal(str(min(max(low, 10.0), high)))
    return middle.quantize(Decimal(1).scaleb(-column.scale)) if column.type == "dec" else int(middle)


def obeying(row: Mapping[str, Any], source: Source, catalog: Catalog, *, day: date) -> Row:
    """The row after what its rules object to was put right; unchanged where it obeys them. `day` stands for the day of filling in."""
    found = dict(row)
    for _ in range(_ROUNDS):
        broken = [rule for rule in source.rules if _broken(rule, found, day)]
        if not broken:
            break
        for rule in broken:
            for triple in rule.test:
                if not holds(triple, found, day=day, absent_is=True):
                    _amend(found, triple, source, catalog, day)
            if rule.whole:
                _add_up(found, rule, source)
    return found


def _broken(rule: Rule, row: Row, day: date) -> bool:
    if not all(holds(triple, row, day=day, absent_is=triple.op in ("!=", "not_in")) for triple in rule.when):
        return False
    parts = [row[name] for name in rule.sum_of]
    uneven = bool(rule.whole) and None not in (*parts, row[rule.whole]) and sum(parts) != row[rule.whole]
    return uneven or not all(holds(triple, row, day=day, absent_is=True) for triple in rule.test)


def holds(triple: Triple, row: Row, *, day: date, absent_is: bool) -> bool:
    """As `rules` judges it, for plain values."""
    left = row[triple.column]
    if triple.op in ("present", "absent"):
        return bool((left is None) == (triple.op == "absent"))
    if triple.op in ("in", "not_in"):
        among = left in (triple.operand.values or triple.operand.value or ())
        return absent_is if left is None else among == (triple.op == "in")
    right = _right(triple.operand, row, day)
    if left is None or right is None:
        return absent_is
    left, right = _alike(left, right)
    return bool(_COMPARE[triple.op](left, right))


def _right(operand: Operand, row: Row, day: date) -> Any:
    if operand.as_of:
        return day + timedelta(days=operand.shift_days)
    if not operand.column:
        return operand.value
    found = row[operand.column]
    return found + timedelta(days=operand.shift_days) if isinstance(found, date) else found


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """A day and a moment are compared as days."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        return left, right
    return (_day(left), _day(right)) if isinstance(left, date) and isinstance(right, date) else (left, right)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _amend(row: Row, triple: Triple, source: Source, catalog: Catalog, day: date) -> None:
    """Give the tested column a value that passes; where its bounds forbid that, move the other side."""
    column = source.columns[triple.column]
    if triple.op in ("present", "absent"):
        row[column.name] = value(column, catalog, day=day) if triple.op == "present" else None
    elif triple.op in ("in", "not_in"):
        allowed = triple.operand.values or tuple(triple.operand.value or ())
        row[column.name] = allowed[0] if triple.op == "in" else next((v for v in column.values if v not in allowed), None)
    elif triple.op == "!=":
        row[column.name] = next((v for v in column.values if v != triple.operand.value), None)
    else:
        _move(row, triple, column, source, day)


def _move(row: Row, triple: Triple, column: Column, source: Source, day: date) -> None:
    step = {"<": -1, ">": 1}.get(triple.op, 0)
    target = _moved(_right(triple.operand, row, day), step)
    if _fits(target, column):
        row[column.name] = _as(target, column)
    elif triple.operand.column:
        row[triple.operand.column] = _as(_moved(row[column.name], -step), source.columns[triple.operand.column])


def _moved(value: Any, step: int) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=step)
    return value + step if step else value


def _fits(value: Any, column: Column) -> bool:
    if column.type not in ("int", "dec"):
        return True
    return (column.low is None or value >= column.low) and (column.high is None or value <= column.high)


def _as(value: Any, column: Column) -> Any:
    """The value in the column's own kind."""
    if column.type == "datetime" and not isinstance(value, datetime):
        return datetime.combine(value, _MORNING)
    if column.type == "date" and isinstance(value, datetime):
        return value.date()
    if column.type == "dec":
        return Decimal(str(value)).quantize(Decimal(1).scaleb(-column.scale))
    return int(value) if column.type == "int" else value


def _add_up(row: Row, rule: Rule, source: Source) -> None:
    """The parts share what the whole says; where one of them is absent there is nothing to add."""
    whole = row[rule.whole]
    if whole is None or any(row[name] is None for name in rule.sum_of):
        return
    first, *others = rule.sum_of
    share = _as(Decimal(str(whole)) / _PARTS, source.columns[others[0]]) if others else 0
    for name in others:
        row[name] = _as(share / len(others) if len(others) > 1 else share, source.columns[name])
    row[first] = _as(Decimal(str(whole)) - sum(Decimal(str(row[name])) for name in others), source.columns[first])
