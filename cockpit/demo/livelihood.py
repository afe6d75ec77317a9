"""Ten livelihood projects a year, their progress and what was paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit import calendar
from cockpit.demo.environment import planned
from cockpit.demo.feed import Feed, Look
from cockpit.demo.stage import DAY, Row, Stage
from cockpit.demo.timetable import Slot

WORKS = (
    ("新改扩建幼儿园", "education", "livelihood", 18_600_000),
    ("社区卫生服务站提升", "health", "livelihood", 6_400_000),
    ("居家养老照料中心扩容", "elderly", "livelihood", 5_200_000),
    ("社区托育点", "childcare", "livelihood", 3_100_000),
    ("老旧小区加装电梯", "safety", "community", 12_800_000),
    ("电动车充电设施", "safety", "community", 2_700_000),
    ("口袋公园与健身步道", "environment", "city", 7_900_000),
    ("河道生态修复", "environment", "city", 9_300_000),
    ("邻里文化客厅", "culture", "party", 3_600_000),
    ("背街小巷路灯", "other", "city", 2_200_000),
)
PAID = 0.972
"""Share of the planned payments that was paid."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    year: int
    name: str
    field: str
    dept: str
    budget: int
    voted: bool
    start: date
    end: date


def feeds() -> dict[str, Feed]:
    return {
        "livelihood_project": Feed(_register, Look("utf-8-sig", title="民生实事项目清单", thousands=True, cells=True)),
        "livelihood_project_month": Feed(_progress, Look("utf-8-sig", title="民生实事项目月进度", thousands=True)),
    }


def projects(stage: Stage, year: int) -> list[Project]:
    return stage.once(("livelihood", year), lambda: [_project(stage, year, number) for number in range(len(WORKS))])


def _project(stage: Stage, year: int, number: int) -> Project:
    dice = stage.dice("livelihood", year, number)
    name, field, dept, budget = WORKS[number]
    start = date(year, dice.between(2, 4), 1)
    end = calendar.month_end(date(year, dice.between(9, 12), 1))
    return Project(f"MS{year}-{number + 1:02d}", year, f"{year}年{name}", field, dept, budget, number % 3 != 2, start, end)


def _register(stage: Stage, slot: Slot) -> list[Row]:
    years = range(stage.start.year, (slot.last + DAY).year + 1)
    return [
        {
            "project_id": work.id,
            "year": work.year,
            "name": work.name,
            "field": work.field,
            "dept": work.dept,
            "voted": work.voted,
            "budget_yuan": work.budget,
            "start_plan": work.start,
            "end_plan": work.end,
        }
        for year in years
        for work in projects(stage, year)
    ]


def _progress(stage: Stage, slot: Slot) -> list[Row]:
    return [_month(stage, work, slot.last) for work in projects(stage, slot.last.year)]


def _month(stage: Stage, work: Project, month: date) -> Row:
    plan = planned(work.start, work.end, month)
    actual = min(1000, plan + stage.dice("ahead", work.id).between(3, 35)) if plan else 0
    due = work.budget * plan // 1000 // 100 * 95
    paid = int(due * (PAID + stage.dice("paid", work.id).around(0, 0.012)))
    status = "pending" if month < work.start else "done" if actual >= 1000 else "running"
    return {
        "project_id": work.id,
        "month": month,
        "planned_pct": plan / 10,
        "actual_pct": actual / 10,
        "planned_paid_yuan_cum": due,
        "paid_yuan_cum": min(work.budget, paid),
        "status": status,
    }
