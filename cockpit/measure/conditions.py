"""Triples of the catalogue as SQL conditions. Null-safe: an absent cell satisfies only `absent`, `!=` and `not_in`.

Written with operators only, so that the same lines also judge columns in memory (`arrays`).
"""

from __future__ import annotations

import functools
import operator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cockpit import calendar
from cockpit.catalog import schema

_DAY_SECONDS = 86400
_COMPARE = {"=": operator.eq, "is": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def encode(column: schema.Column, value: Any) -> Any:
    """A literal of the catalogue as the store holds it: scaled, day number, 0/1."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, date):
        return calendar.day_number(value)
    if column.type == "dec":
        return int((Decimal(str(value)) * 10**column.scale).to_integral_value())
    return value


def where(rows: Any, source: schema.Source, tests: schema.Where, *, end: date) -> list[Any]:
    """Conditions for one selection's `where` and `any`; `end` is the window's last day, which formulas call `as_of`.

    `rows` is a FROM clause (SQL conditions come) or `arrays.Table` (masks come).
    """
    found = [triple(rows, source, test, end=end) for test in tests.all]
    if tests.any:
        groups = [functools.reduce(operator.and_, [triple(rows, source, test, end=end) for test in group]) for group in tests.any]
        found.append(functools.reduce(operator.or_, groups))
    return found


def triple(rows: Any, source: schema.Source, test: schema.Triple, *, end: date) -> Any:
    left_name, right, scale = _sides(rows, source, test, end=end)
    left = rows.c[left_name]
    if test.op == "present":
        return left.is_not(None)
    if test.op == "absent":
        return left.is_(None)
    if scale != 1:
        left = left * scale
    if test.op in ("in", "not_in"):
        values = [encode(source.columns[test.column], v) for v in test.operand.values]
        return left.in_(values) if test.op == "in" else left.is_(None) | left.not_in(values)
    if test.op == "!=":
        return left.is_distinct_from(right)
    return _COMPARE[test.op](left, right)


def _sides(rows: Any, source: schema.Source, test: schema.Triple, *, end: date) -> tuple[str, Any, int]:
    """Name of the left column, right side, and the factor that brings the left to the right's scale."""
    column, operand = source.columns[test.column], test.operand
    if operand.as_of:
        name = f"{column.name}__day" if column.type == "datetime" else column.name
        return name, calendar.day_number(end) + operand.shift_days, 1
    if column.type == "datetime" and isinstance(operand.value, date) and not isinstance(operand.value, datetime):
        return f"{column.name}__day", calendar.day_number(operand.value), 1
    if not operand.column:
        return column.name, None if test.op in ("present", "absent", "in", "not_in") else encode(column, operand.value), 1
    other = source.columns[operand.column]
    if "datetime" in (column.type, other.type) and column.type != other.type:
        left = f"{column.name}__day" if column.type == "datetime" else column.name
        right = f"{other.name}__day" if other.type == "datetime" else other.name
        return left, rows.c[right] + operand.shift_days, 1
    shift = operand.shift_days * _DAY_SECONDS + operand.shift_seconds if column.type == "datetime" else operand.shift_days
    right_side = rows.c[other.name] + shift if shift else rows.c[other.name]
    if column.scale == other.scale:
        return column.name, right_side, 1
    if column.scale < other.scale:
        return column.name, right_side, int(10 ** (other.scale - column.scale))
    return column.name, right_side * 10 ** (column.scale - other.scale), 1
