"""What must never be merged: rows counted by two methods, or scored on two versions of a sheet, are two series."""

from __future__ import annotations

from cockpit.catalog import schema
from cockpit.measure import evaluate
from cockpit.measure.context import Context
from cockpit.model import STREET, Period


def mixed(ctx: Context, formula: schema.Formula, period: Period, *, column: str) -> dict[str, list[str]]:
    """Places (and the street) whose rows in `period` hold more than one value of `column`, with those values in order."""
    found: dict[str, set[str]] = {STREET: set()}
    for place, value in evaluate.grouped(ctx, formula, period, [column]):
        found.setdefault(place, set()).add(value)
        found[STREET].add(value)
    return {place: sorted(values) for place, values in found.items() if len(values) > 1}
