"""New firms, talent and the villages' income."""

from __future__ import annotations

import math
from datetime import date

from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.firms import INDUSTRIES
from cockpit.demo.stage import VILLAGES, Row, Stage
from cockpit.demo.timetable import Slot

TALENT_YEAR = 660
TALENT_SEASON = (0.7, 0.6, 1.2, 1.15, 1.0, 1.1, 1.35, 1.15, 1.1, 0.95, 0.9, 0.8)
LEVELS = {"A": 0.004, "B": 0.016, "C": 0.05, "D": 0.13, "E": 0.34, "other": 0.46}
INCOME_YEAR = dict(zip(VILLAGES, (9_600_000, 7_200_000, 5_400_000), strict=True))
INCOME_SEASON = (1.3, 0.7, 0.95, 1.1, 0.9, 1.05, 1.15, 0.85, 0.95, 1.1, 0.9, 1.05)
INCOME_REACHED = dict(zip(VILLAGES, (0.91, 1.015, 0.98), strict=True))
"""How far each village is along its own phased plan: 石泉村 lags."""
MODES = dict(zip(VILLAGES, ("property_swap", "joint", "self"), strict=True))


def feeds() -> dict[str, Feed]:
    return {
        "enterprise_intake": Feed(_landed, Look("utf-8-sig", date="年")),
        "talent_month": Feed(_talent, Look("utf-8-sig", title="人才引进月报")),
        "village_month": Feed(_villages, Look("gb18030", title="村级集体经济收入月报", thousands=True)),
    }


def _landed(stage: Stage, slot: Slot) -> list[Row]:
    rows: list[Row] = []
    for day in stages.days(slot.first, slot.last):
        dice = stage.dice("landed", day)
        if day.weekday() < 5 and dice.chance(0.585):
            rows.append(
                {"enterprise_id": f"XQ{day:%y%m%d}", "landed_on": day, "industry": _industry(stage, day), "from_outside": dice.chance(0.93)}
            )
    return rows


def _industry(stage: Stage, day: date) -> str:
    """The lead industries take a little more than they have, and more with the months."""
    dice = stage.dice("industry", day)
    lead = 0.68 - 0.0012 * max(0.0, stage.weeks_before(day))
    known = {name: weight for name, weight in INDUSTRIES.items() if name in ("fashion", "cross_border_ecommerce", "tech")}
    return dice.pick(known if dice.chance(lead) else {name: weight for name, weight in INDUSTRIES.items() if name not in known})


def talent_plan(month: date) -> int:
    """Cumulative plan of the year up to that month."""
    return stages.whole(TALENT_YEAR * math.fsum(TALENT_SEASON[: month.month]) / math.fsum(TALENT_SEASON))


def _talent(stage: Stage, slot: Slot) -> list[Row]:
    share = TALENT_SEASON[slot.last.month - 1] / math.fsum(TALENT_SEASON)
    total = TALENT_YEAR * share * stage.dice("talent", slot.last).around(1.045, 0.03)
    upper = {level: stages.whole(total * share) for level, share in LEVELS.items() if level != "other"}
    counts = {**upper, "other": max(0, stages.whole(total) - sum(upper.values()))}
    return [{"month": slot.last, "level": level, "introduced": count} for level, count in counts.items()]


def income_plan(village: str, month: date) -> int:
    """Cumulative plan of the year in yuan, to the thousand."""
    return int(INCOME_YEAR[village] * math.fsum(INCOME_SEASON[: month.month]) / math.fsum(INCOME_SEASON)) // 1000 * 1000


def _villages(stage: Stage, slot: Slot) -> list[Row]:
    return [_village(stage, village, slot.last) for village in ((slot.place,) if slot.place else VILLAGES) if village in VILLAGES]


def _village(stage: Stage, village: str, month: date) -> Row:
    dice = stage.dice("village", village, month)
    operating = int(
        INCOME_YEAR[village] * INCOME_SEASON[month.month - 1] / math.fsum(INCOME_SEASON) * INCOME_REACHED[village] * dice.around(1, 0.012)
    )
    other = int(operating * 0.2 * dice.unit())
    shown = stage.office.workday_from(month.replace(day=28)) if month.month % 3 == 0 else None
    return {
        "village_code": village,
        "month": month,
        "operating_income_yuan": operating,
        "total_income_yuan": operating + other,
        "disclosed_on": shown if shown and shown <= month else None,
        "mode": MODES[village],
    }
