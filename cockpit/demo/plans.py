"""The phased annual plan: what should stand at the end of each month."""

from __future__ import annotations

from datetime import date

from cockpit import calendar
from cockpit.demo import environment, growth
from cockpit.demo.feed import Feed, Look
from cockpit.demo.stage import VILLAGES, Row, Stage
from cockpit.demo.timetable import Slot

BUILDINGS_PLANNED = 9


def feeds() -> dict[str, Feed]:
    return {"plan_phase": Feed(_plan, Look("utf-8-sig", title="年度计划序时进度表"))}


def _plan(stage: Stage, slot: Slot) -> list[Row]:
    """One year's months; the first file also brings the year before, so that history has a plan to stand against."""
    years = {slot.last.year - 1, slot.last.year} if slot.initial else {slot.last.year}
    return [row for year in sorted(years) for month in range(1, 13) for row in _month(stage, calendar.month_end(date(year, month, 1)))]


def _month(stage: Stage, month: date) -> list[Row]:
    rows = [
        _row("talent.introduced_progress", "*", month, growth.talent_plan(month)),
        _row("building.hundred_million_count", "*", month, BUILDINGS_PLANNED),
        _row("demolition.signing_rate", "*", month, environment.signed_plan(stage, month)),
    ]
    return rows + [_row("village.income_progress", village, month, growth.income_plan(village, month)) for village in VILLAGES]


def _row(indicator: str, unit: str, month: date, planned: float) -> Row:
    return {"indicator": indicator, "unit_code": unit, "month": month, "planned_cum": planned}
