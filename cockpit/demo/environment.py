"""City quality: the 12+8+N projects, land clearance, water sections and illegal structures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit import calendar
from cockpit.demo import lives, story
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.stage import CODES, DAY, WEIGHT, Dice, Row, Stage
from cockpit.demo.timetable import Slot

GROUPS = (("12", 12), ("8", 8), ("N", 18))
WORKS = (
    "入城口景观提升",
    "沿街立面整治",
    "背街小巷改造",
    "农贸市场提升",
    "河岸绿道贯通",
    "垃圾中转站改建",
    "老旧小区雨污分流",
    "口袋公园",
    "桥下空间整治",
    "架空线入地",
    "公厕提升",
    "停车场建设",
    "村庄庭院整治",
    "慢行道修复",
    "夜景照明",
)
BEHIND = {"8-07": 9, "N-14": 12, "N-16": 8, "N-17": 14}
"""The four projects behind schedule and by how many points."""
PENDING = ("12-12", "8-08", "N-18", "N-05")
SECTIONS = (
    ("W1", "柳浪河", "III"),
    ("W2", "书院河", "III"),
    ("W3", "渡口塘河", "III"),
    ("W4", "锦湾港", "III"),
    ("W5", "丰乐河", "III"),
    ("W6", "莲塘河", "III"),
    ("W7", "石泉溪", "II"),
    ("W8", "望山溪", "II"),
)
CLASS_NO = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5}
BATCHES = (("示例河北片", 236, 0.79, 0.03), ("长堤旧改", 160, 0.588, 0.05), ("石泉安置", 78, 0.78, 0.045))
"""Name, households, share signed at the anchor, share signed a month."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    group: str
    name: str
    place: str
    start: date
    end: date


def feeds() -> dict[str, Feed]:
    return {
        "city_project": Feed(_projects, Look("utf-8-sig", title="“12+8+N”项目清单", cells=True)),
        "city_project_month": Feed(_progress, Look("utf-8-sig", title="“12+8+N”项目月进度")),
        "demolition_month": Feed(_clearance, Look("gb18030", title="征迁工作月报", thousands=True)),
        "water_section": Feed(_sections, Look("utf-8-sig", title="水质断面名录")),
        "water_sample": Feed(_samples, Look("utf-8-sig", date="/")),
        "illegal_structure": Feed(lambda stage, slot: lives.told(stage, _structures, slot, back=15), Look("gb18030", date="/")),
    }


def projects(stage: Stage) -> list[Project]:
    return stage.once("projects", lambda: [_project(stage, group, number) for group, count in GROUPS for number in range(1, count + 1)])


def _project(stage: Stage, group: str, number: int) -> Project:
    """Most ended before the anchor; the pending ones begin after it, the late ones are in their middle."""
    code = f"{group}-{number:02d}"
    dice = stage.dice("project", code)
    if code in PENDING:
        begin, length = 1 + dice.between(0, 2), dice.between(5, 9)
    elif code in BEHIND:
        begin, length = -dice.between(6, 8), dice.between(9, 12)
    elif number % 3 == 0:
        begin, length = -dice.between(4, 9), dice.between(11, 14)
    else:
        begin, length = -dice.between(9, 17), dice.between(5, 8)
    start = calendar.add_months(stage.month(0), begin) + DAY
    place = dice.one(CODES)
    name = stage.catalog.communities[place].name.zh if place in stage.catalog.communities else place
    return Project(
        code, group, f"{name}{WORKS[(number * 7 + len(group)) % len(WORKS)]}", place, start, calendar.add_months(start, length) - DAY
    )


def _projects(stage: Stage, slot: Slot) -> list[Row]:
    return [
        {
            "project_id": work.id,
            "group": work.group,
            "name": work.name,
            "community_code": work.place,
            "dept": "city" if work.group != "N" else "community",
            "start_plan": work.start,
            "end_plan": work.end,
            "cancelled_doc": None,
        }
        for work in projects(stage)
    ]


def planned(start: date, end: date, day: date) -> int:
    """Planned progress in tenths of a point: slow, fast, slow."""
    share = min(1.0, max(0.0, ((day - start).days + 1) / ((end - start).days + 1)))
    return int(share * share * (3 - 2 * share) * 1000)


def _progress(stage: Stage, slot: Slot) -> list[Row]:
    return [_project_month(stage, work, slot.last) for work in projects(stage)]


def _project_month(stage: Stage, work: Project, month: date) -> Row:
    plan = planned(work.start, work.end, month)
    ahead = stage.dice("ahead", work.id).between(5, 40)
    behind = BEHIND.get(work.id, 0) * 10 * max(0, 3 - stages.months_between(month, stage.month(0))) // 3
    actual = plan - behind if behind else min(1000, plan + ahead if plan else 0)
    status = "pending" if month < work.start else "done" if actual >= 1000 else "running"
    return {"project_id": work.id, "month": month, "planned_pct": plan / 10, "actual_pct": max(0, actual) / 10, "status": status}


def _clearance(stage: Stage, slot: Slot) -> list[Row]:
    return [_batch(stage, batch, slot.last) for batch in BATCHES]


def _batch(stage: Stage, batch: tuple[str, int, float, float], month: date) -> Row:
    name, total, share, pace = batch
    back = stages.months_between(month, stage.month(0))
    signed = min(total, stages.whole(total * (share - pace * back)))
    vacated = stages.whole(signed * 0.83)
    return {
        "batch": name,
        "month": month,
        "households_total": total,
        "households_signed_cum": signed,
        "households_vacated_cum": vacated,
        "area_cleared_m2_cum": vacated * 118,
        "active": True,
    }


def signed_plan(stage: Stage, month: date) -> float:
    """The plan for the whole street in per cent of households, by months before the anchor."""
    return min(98.0, max(5.0, 80.5 - 4.0 * stages.months_between(month, stage.month(0))))


def _sections(stage: Stage, slot: Slot) -> list[Row]:
    return [{"section_id": code, "river": river, "target_class": target} for code, river, target in SECTIONS]


def _samples(stage: Stage, slot: Slot) -> list[Row]:
    first = slot.first.replace(day=1)
    rows = [_sample(stage, section, first) for section in SECTIONS]
    return [row for row in rows if slot.first <= _taken(row) <= slot.last]


def _taken(row: Row) -> date:
    day = row["sampled_on"]
    assert isinstance(day, date)
    return day


def _sample(stage: Stage, section: tuple[str, str, str], month: date) -> Row:
    """Section five is in class IV for the two newest months and was worse last winter; two others slipped in winter too."""
    code, _, target = section
    dice = stage.dice("water", code, month)
    back = stages.months_between(month, stage.month(0))
    number = CLASS_NO[target] - (1 if dice.chance(0.3) else 0)
    if code == story.WEAK_SECTION and (back in (0, 1) or month.month == 1):
        number = 5 if month.month == 1 and back > 1 else 4
    elif code in ("W3", "W7") and month.month in (1, 2):
        number = CLASS_NO[target] + 1
    base = (1.6, 3.1, 4.9, 7.8, 12.4, 17.0)[number - 1]
    return {
        "section_id": code,
        "sampled_on": stage.office.workday_from(month.replace(day=8)),
        "target_class_no": CLASS_NO[target],
        "class_no": number,
        "permanganate_mg_l": int(base * dice.around(1, 0.06) * 10) / 10,
        "ammonia_n_mg_l": int(base * 14 * dice.around(1, 0.1)) / 100,
        "total_p_mg_l": int(base * 38 * dice.around(1, 0.08)) / 1000,
        "dissolved_o2_mg_l": int((88 - base * 4) * dice.around(1, 0.05)) / 10,
        "valid": not (dice.chance(0.01) and back > 2),
    }


def _structures(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("illegal_structure", week)
    return [_structure(stage, week + dice.between(0, 6) * DAY, dice) for _ in range(dice.between(7, 11))]


def _structure(stage: Stage, found: date, dice: Dice) -> Life:
    due = found + dice.one((7, 15, 15, 30, 30, 45)) * DAY
    late = dice.chance(0.03) and stage.weeks_before(due) > 4.5
    disposed = due + dice.between(2, 12) * DAY if late else found + dice.between(2, (due - found).days) * DAY
    life = Life(
        found,
        {
            "case_id": "WJ" + dice.code(),
            "community_code": dice.pick(WEIGHT),
            "kind": "new" if dice.chance(0.62) else "stock",
            "area_m2": dice.between(6, 240),
            "found_on": found,
            "due_on": due,
            "disposed_on": None,
            "method": None,
        },
    )
    life.turn(disposed, disposed_on=disposed, method=dice.pick({"self": 52, "assisted": 28, "forced": 12, "rectified": 8}))
    return life
