"""Care for the old: counts only. Devices, calls, home visits, meals and beds; never a person."""

from __future__ import annotations

from datetime import date, timedelta

from cockpit.demo import lives
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.stage import CODES, DAY, WEIGHT, Dice, Row, Stage
from cockpit.demo.timetable import Slot

SOS_WEEKLY = 80
DEVICES = {"door": 0.62, "infrared": 0.5, "sos": 1.0, "mattress": 0.16}
"""Installed per hundred inhabitants of weight."""
CENTRES = (
    ("Z01", "c01", "云桥居家养老照料中心", "community", 24),
    ("Z02", "c04", "梧桐居家养老照料中心", "community", 28),
    ("Z03", "c05", "锦湾嵌入式养老站", "embedded", 16),
    ("Z04", "c09", "渡口居家养老照料中心", "community", 30),
    ("Z05", "c12", "星河嵌入式养老站", "embedded", 18),
    ("Z06", "c13", "丰乐街道养老服务中心", "street", 60),
    ("Z07", "c15", "长堤居家养老照料中心", "community", 26),
    ("Z08", "c16", "石泉村居家养老照料中心", "community", 20),
)
WINTER = (1.18, 1.1, 1.0, 0.95, 0.93, 0.95, 1.02, 1.0, 0.94, 0.96, 1.02, 1.12)


def feeds() -> dict[str, Feed]:
    return {
        "care_month": Feed(_care, Look("utf-8-sig", title="居家养老服务月报", cells=True)),
        "device_day": Feed(_devices, Look("utf-8")),
        "sos_event": Feed(lambda stage, slot: lives.told(stage, _calls, slot, back=1), Look("utf-8-sig", seconds=True)),
        "meal_month": Feed(_meals, Look("gb18030", title="助餐服务月报")),
        "care_center": Feed(_centres, Look("utf-8-sig", title="居家养老照料中心名册")),
        "care_center_day": Feed(_beds, Look("utf-8-sig", date="年")),
    }


def _places(slot: Slot) -> tuple[str, ...]:
    return (slot.place,) if slot.place else CODES


def _care(stage: Stage, slot: Slot) -> list[Row]:
    return [_care_row(stage, place, slot.last) for place in _places(slot)]


def _care_row(stage: Stage, place: str, month: date) -> Row:
    dice = stage.dice("care_month", place, month)
    families = WEIGHT[place] * 45 // 100 + dice.between(0, 2)
    missed = 1 if dice.chance(0.18) else 0
    clients = WEIGHT[place] * 14 // 10 + dice.between(-3, 3)
    planned = clients * 8
    done = stages.whole(planned * (0.988 - 0.00016 * max(0.0, stage.weeks_before(month)) + dice.around(0, 0.003)))
    return {
        "community_code": place,
        "month": month,
        "disabled_families": families,
        "disabled_families_contacted": families - missed,
        "homecare_clients": clients,
        "visits_planned": planned,
        "visits_done": min(planned, done),
        "complaints": dice.between(0, 2),
    }


def _meals(stage: Stage, slot: Slot) -> list[Row]:
    return [_meal_row(stage, place, month) for place in _places(slot) for month in stages.month_ends(slot.first, slot.last)]


def _meal_row(stage: Stage, place: str, month: date) -> Row:
    dice = stage.dice("meal_month", place, month)
    need = WEIGHT[place] * 22 // 10
    served = stages.whole(need * (0.83 - 0.0022 * max(0.0, stage.weeks_before(month)) + dice.around(0, 0.01)))
    meals = served * dice.between(15, 18)
    delivered = meals * dice.between(28, 36) // 100
    return {
        "community_code": place,
        "month": month,
        "elders_need": need,
        "elders_served": served,
        "meals_dine_in": meals - delivered,
        "meals_delivered": delivered,
    }


def _devices(stage: Stage, slot: Slot) -> list[Row]:
    return [row for day in stages.days(slot.first, slot.last) for place in CODES for row in _device_rows(stage, place, day)]


def _device_rows(stage: Stage, place: str, day: date) -> list[Row]:
    """Once, nine weeks before the anchor, a gateway fails and a whole community reads nought for a day and a half."""
    dice = stage.dice("device_day", place, day)
    gateway = place == "c10" and 63 <= (stage.anchor - day).days <= 64
    rows: list[Row] = []
    for kind, share in DEVICES.items():
        installed = stages.whole(WEIGHT[place] * share * (1.1 - 0.0022 * stage.weeks_before(stages.monday(day))))
        online = 0 if gateway else dice.hits(installed, 0.99)
        rows.append(
            {
                "community_code": place,
                "date": day,
                "device_kind": kind,
                "devices_installed": installed,
                "devices_online": online,
                "low_battery": min(online, stages.whole(dice.skewed(installed * 0.03))),
            }
        )
    return rows


def _calls(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("sos_event", week)
    count = stages.whole(SOS_WEEKLY * stage.scale * stages.season(week, WINTER) * dice.around(1, 0.07))
    return [_call(stage, week + dice.between(0, 6) * DAY, dice) for _ in range(count)]


def _call(stage: Stage, day: date, dice: Dice) -> Life:
    """Answers grow a little slower over the year; in the two newest weeks all of them come within the minute."""
    called = stages.moment(day, dice, 0, 24)
    slow = 27 - 0.08 * max(0.0, stage.weeks_before(day))
    wait = min(57, max(4, int(dice.around(slow, 9))))
    if dice.chance(0.006) and stage.weeks_before(day) > 2:
        wait = dice.between(64, 140)
    answered = called + timedelta(seconds=wait)
    outcome = dice.pick({"false_touch": 52, "real": 37, "test": 6, "unknown": 5})
    arrived = answered + timedelta(minutes=dice.between(6, 19)) if outcome == "real" else None
    closed = (arrived or answered) + timedelta(minutes=dice.between(3, 45))
    life = Life(
        day,
        {
            "event_id": "HJ" + dice.code(9),
            "community_code": dice.pick(WEIGHT),
            "device_kind": dice.pick({"sos": 62, "door": 9, "infrared": 17, "mattress": 12}),
            "called_at": called,
            "answered_at": answered,
            "arrived_at": None,
            "closed_at": None,
            "outcome": outcome,
            "is_test": outcome == "test",
        },
    )
    life.turn(closed.date(), arrived_at=arrived, closed_at=closed)
    return life


def _centres(stage: Stage, slot: Slot) -> list[Row]:
    return [{"center_id": code, "community_code": place, "name": name, "kind": kind} for code, place, name, kind, _ in CENTRES]


def _beds(stage: Stage, slot: Slot) -> list[Row]:
    return [_bed_row(stage, centre, day) for day in stages.days(slot.first, slot.last) for centre in CENTRES]


def _bed_row(stage: Stage, centre: tuple[str, str, str, str, int], day: date) -> Row:
    code, beds = centre[0], centre[4]
    share = 0.8 + stage.dice("centre", code).around(0, 0.05) - 0.0012 * stage.weeks_before(day)
    share += stage.dice("beds", code, stages.monday(day)).around(0, 0.03)
    visits = stage.dice("visits", code, day).between(beds // 3, beds) * (2 if day.weekday() < 5 else 1) // 2
    return {
        "center_id": code,
        "date": day,
        "beds_open": beds,
        "beds_occupied": min(beds, stages.whole(beds * share)),
        "day_care_visits": visits,
    }
