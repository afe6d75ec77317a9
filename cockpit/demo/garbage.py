"""Sorting: inspections, participation, what is weighed at the kerb and at the end, and the plants' daily sheets."""

from __future__ import annotations

import math
from datetime import date

from cockpit.demo import stage as stages
from cockpit.demo import story
from cockpit.demo.feed import Feed, Look
from cockpit.demo.stage import CODES, WEIGHT, Dice, Row, Stage
from cockpit.demo.timetable import Slot

OFFSET = dict(zip(CODES, (1.9, 1.2, 2.0, -0.4, -1.8, 0.4, 1.7, 1.0, -1.2, 0.9, 0.8, 0.5, -2.6, 0.6, 0.1, -3.2, -0.3, 0.2), strict=True))
SHEET = "2025版"
PER_DAY = 4
ORGANIC_SEASON = (0.95, 0.93, 0.96, 0.98, 1.02, 1.06, 1.12, 1.12, 1.05, 1.0, 0.97, 0.95)
TONS = {"organic": 35.5, "other": 48.5, "recyclable": 20.0, "hazardous": 0.12}
"""Tonnes a day for the whole street."""
DESTINY = {"organic": "biological", "other": "incinerate", "recyclable": "reuse", "hazardous": "hazard_unit"}
PLANTS = (
    ("F1", "云桥易腐处置站", "organic", 27.0),
    ("F2", "长堤易腐处置站", "organic", 19.0),
    ("F3", "南浦分拣中心", "sorting", 26.0),
    ("F4", "望山转运站", "transfer", 66.0),
)
PLANT_SHARE = {"F1": 0.585, "F2": 0.415, "F3": 1.0, "F4": 1.0}
HOUSEHOLD_FACTOR = 31


def feeds() -> dict[str, Feed]:
    return {
        "garbage_inspection": Feed(_inspections, Look("utf-8")),
        "garbage_participation": Feed(_participation, Look("utf-8-sig", title="居民参与分类情况统计表")),
        "garbage_tonnage": Feed(_tonnage, Look("utf-8-sig")),
        "facility": Feed(_plants, Look("utf-8-sig", title="末端设施登记表")),
        "facility_day": Feed(_plant_days, Look("utf-8", date="/")),
    }


def accuracy(stage: Stage, place: str, day: date) -> float:
    """Share of bags sorted right, in points of a hundred: a long rise, a spread between communities, and the planted slip."""
    back = stage.weeks_before(day)
    trend = 91.0 - 0.095 * max(0.0, back - 3) + stages.season(day, (0.1, 0.2, 0, 0, -0.2, -0.4, -0.6, -0.5, -0.1, 0.1, 0.2, 0.1))
    wobble = stage.dice("accuracy", place, stages.monday(day)).around(0, 0.5)
    falling = story.slip(back) if place in story.SLIPPING else max(0.0, 0.3 * (3 - back)) if back < 3 else 0.0
    return min(98.5, trend + OFFSET[place] + wobble - falling)


def _inspections(stage: Stage, slot: Slot) -> list[Row]:
    return [row for day in stages.days(slot.first, slot.last) for place in CODES for row in _rounds(stage, place, day)]


def _rounds(stage: Stage, place: str, day: date) -> list[Row]:
    dice = stage.dice("garbage_inspection", place, day)
    right = accuracy(stage, place, day) / 100
    count = max(1, stages.whole(PER_DAY * stage.scale + dice.unit() - 0.5))
    return [_round(place, day, number, right, dice) for number in range(count)]


def _round(place: str, day: date, number: int, right: float, dice: Dice) -> Row:
    kind = dice.pick({"routine": 70, "spot": 22, "recheck": 8})
    checked = dice.between(18, 40)
    correct = dice.hits(checked, right)
    score = 40 * right + 60 * min(1.0, dice.around(0.935, 0.03))
    return {
        "inspection_id": f"JC{day:%y%m%d}{place[1:]}{number:03d}",
        "community_code": place,
        "point_code": f"P{place[1:]}-{dice.between(1, 12):02d}",
        "inspected_on": day,
        "round": kind,
        "bags_checked": checked,
        "bags_correct": correct,
        "score": int(score * 2) / 2,
        "full_score": 100,
        "sheet_version": SHEET,
    }


def _participation(stage: Stage, slot: Slot) -> list[Row]:
    places = (slot.place,) if slot.place else CODES
    return [_households(stage, place, month) for place in places for month in stages.month_ends(slot.first, slot.last)]


def _households(stage: Stage, place: str, month: date) -> Row:
    dice = stage.dice("participation", place, month)
    total = WEIGHT[place] * HOUSEHOLD_FACTOR + dice.between(-12, 12)
    share = 0.915 - 0.0009 * max(0.0, stage.weeks_before(month)) + OFFSET[place] / 150 + dice.around(0, 0.006)
    active = min(total, stages.whole(total * share))
    return {"community_code": place, "month": month, "households_total": total, "households_active": active, "method": "scan"}


def collected(stage: Stage, day: date, kind: str) -> dict[str, int]:
    """Kilograms fetched in each community; hazardous waste is fetched on Wednesdays only."""
    if kind == "hazardous" and day.weekday() != 2:
        return {}
    dice = stage.dice("tons", day, kind)
    back = stage.weeks_before(day)
    drift = 1 - 0.0016 * back if kind in ("organic", "recyclable") else 1 + 0.0009 * back
    week = (1.06, 1.0, 0.98, 0.98, 1.0, 1.03, 1.05)[day.weekday()] * (7 if kind == "hazardous" else 1)
    street = TONS[kind] * 1000 * drift * week * stages.season(day, ORGANIC_SEASON) / math.fsum(WEIGHT.values())
    return {place: stages.whole(street * WEIGHT[place] * dice.around(1, 0.05)) for place in CODES}


def arrived(stage: Stage, day: date, kind: str) -> int:
    """Kilograms that reached the end of the line: one to two and a half per cent less than was fetched."""
    gone = 0.01 + 0.015 * stage.dice("loss", day, kind).unit()
    return int(math.fsum(collected(stage, day, kind).values()) * (1 - gone))


def _tonnage(stage: Stage, slot: Slot) -> list[Row]:
    return [row for day in stages.days(slot.first, slot.last) for row in _tonnage_day(stage, day)]


def _tonnage_day(stage: Stage, day: date) -> list[Row]:
    rows: list[Row] = []
    for kind, route in DESTINY.items():
        rows += [_weighing(place, day, (kind, "collected", route), kilograms) for place, kilograms in collected(stage, day, kind).items()]
        reached = arrived(stage, day, kind)
        lost = reached * 7 // 100 if kind == "recyclable" else 0
        if reached:
            rows.append(_weighing("*", day, (kind, "received", route), reached - lost))
        if lost:
            rows.append(_weighing("*", day, (kind, "received", "incinerate"), lost))
    return rows


def _weighing(place: str, day: date, what: tuple[str, str, str], kilograms: int) -> Row:
    return {
        "community_code": place,
        "date": day,
        "kind": what[0],
        "stage": what[1],
        "route": what[2],
        "tons": kilograms / 1000,
        "weighed": True,
    }


def _plants(stage: Stage, slot: Slot) -> list[Row]:
    return [{"facility_id": code, "name": name, "kind": kind, "design_tpd": design} for code, name, kind, design in PLANTS]


def _plant_days(stage: Stage, slot: Slot) -> list[Row]:
    return [_plant_day(stage, plant, day) for day in stages.days(slot.first, slot.last) for plant in PLANTS]


def _plant_day(stage: Stage, plant: tuple[str, str, str, float], day: date) -> Row:
    code, _, kind, design = plant
    source = {"organic": "organic", "sorting": "recyclable", "transfer": "other"}[kind]
    closed = day.day == 15 and day.month % 3 == 0 and code == "F2"
    intake = 0 if closed else int(arrived(stage, day, source) * PLANT_SHARE[code])
    if code == "F1" and day.day == 15 and day.month % 3 == 0:
        intake = min(arrived(stage, day, source), int(design * 1000))
    processed = int(intake * (0.975 + 0.02 * stage.dice("plant", code, day).unit()))
    return {
        "facility_id": code,
        "date": day,
        "design_tpd": design,
        "intake_tons": intake / 1000,
        "processed_tons": processed / 1000,
        "residue_tons": processed * 8 // 100 / 1000,
        "planned_shutdown": closed,
    }
