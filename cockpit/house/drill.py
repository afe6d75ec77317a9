"""What a reader of the house asks: rows behind a reading, its history, a reading on another day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cockpit.catalog import schema
from cockpit.house.state import State
from cockpit.measure import evaluate, rows, selections, touches
from cockpit.measure.context import Context
from cockpit.model import STREET, Period, Point, Reading
from cockpit.model import State as Mood
from cockpit.snapshot import masking, panels, readings, workbench


@dataclass(frozen=True, slots=True)
class RowsResult:
    """The rows behind one reading; totals are those of the whole, whatever the page holds. `after` continues the list."""

    reading: Reading
    total_hit: float | int | None
    total_of: float | int | None
    rows_hit: int
    rows_of: int
    rows: tuple[Mapping[str, Any], ...]
    after: str


def behind(
    state: State, indicator: schema.Indicator, place: str, period: Period, *, limit: int, after: str, masked: bool = True
) -> RowsResult:
    """Rows of one place and window. A masked cell gives no rows: they would tell what the number must not."""
    with state.store.begin() as conn:
        ctx = state.context(conn)
        panel = evaluate.panel(ctx, indicator.formula, period)
        reading = _reading(state, indicator, place, period, panel, masked=masked)
        if reading.masked:
            return RowsResult(reading, None, None, 0, 0, (), "")
        found = rows.behind(ctx, indicator.formula, period, place, limit=limit, after=after)
    return RowsResult(reading, found.total_hit, found.total_of, found.rows_hit, found.rows_of, found.rows, found.after)


def _reading(state: State, indicator: schema.Indicator, place: str, period: Period, panel: evaluate.Panel, *, masked: bool) -> Reading:
    """The bare reading of any past window: value, n and N as known now, without coverage or state."""
    if masked and place in masking.hidden(panel, indicator.mask_below):
        return Reading(indicator.id, place, period, None, None, None, Mood.NONE, masked=True)
    cell = panel.get(place) or readings.true_zero(indicator.formula, place)
    value = None if cell is None else evaluate.value(state.catalog, indicator.formula, cell)
    if cell is None:
        return Reading(indicator.id, place, period, None, None, None, Mood.NONE)
    n = evaluate.natural(cell.n, selections.scale(state.catalog, indicator.formula.n))
    whole = evaluate.natural(cell.N, evaluate.denominator_scale(state.catalog, indicator.formula))
    return Reading(indicator.id, place, period, value, n, whole, Mood.NONE if value is None else Mood.PLAIN)


def history(
    state: State, indicator: schema.Indicator, place: str, *, first: date | None = None, last: date | None = None, window: str = ""
) -> list[Point]:
    """Every window ever kept of one indicator and place, oldest first: as known now and as first reported."""
    key = workbench.definition(indicator)
    found, touched = [], state.touches()
    with state.store.begin() as conn:
        ctx, kept = state.context(conn), panels.all_of(conn, key)
        for period, entry in sorted(kept.items(), key=lambda item: (item[0].end, item[0].window)):
            if (first and period.end < first) or (last and period.end > last) or (window and period.window != window):
                continue
            now = _as_known_now(ctx, touched, indicator.formula, period, entry)
            found.append(_point(state, indicator, period, place, now, entry.first))
    return found


def _as_known_now(ctx: Context, touched: touches.Touches, formula: schema.Formula, period: Period, entry: panels.Entry) -> evaluate.Panel:
    """Snapshots look at some windows only: one that a later file touched since it was last looked at is measured again."""
    current = entry.fingerprint == touches.fingerprint(ctx, touched, formula, period)
    return entry.now if current else evaluate.panel(ctx, formula, period)


def _point(state: State, indicator: schema.Indicator, period: Period, place: str, now: evaluate.Panel, reported: evaluate.Panel) -> Point:
    target = indicator.target_on(period.end)
    bound = None if target is None else target.target
    reading = _reading(state, indicator, place, period, now, masked=place != STREET)
    first = _reading(state, indicator, place, period, reported, masked=place != STREET)
    return Point(period, reading.value, reading.n, reading.N, first.value, bound)
