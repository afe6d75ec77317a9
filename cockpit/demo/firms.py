"""The firms in the twelve buildings: one per tenant of a lease, with a made-up trade name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.demo import tenancy
from cockpit.demo.stage import DAY, WEEK, Row, Stage
from cockpit.demo.timetable import Slot

INDUSTRIES = {"fashion": 27, "cross_border_ecommerce": 24, "tech": 18, "professional": 12, "trade": 9, "finance": 4, "other": 6}
FIRST = (
    "云",
    "澜",
    "恒",
    "启",
    "星",
    "禾",
    "锦",
    "青",
    "远",
    "泽",
    "瑞",
    "博",
    "辰",
    "盛",
    "嘉",
    "翎",
    "拓",
    "方",
    "景",
    "越",
    "序",
    "屿",
    "沐",
    "衡",
)
SECOND = (
    "帆",
    "图",
    "川",
    "石",
    "桥",
    "迈",
    "纬",
    "象",
    "泰",
    "创",
    "原",
    "线",
    "维",
    "页",
    "杉",
    "润",
    "谷",
    "航",
    "织",
    "联",
    "信",
    "舟",
    "壤",
    "塔",
)
TRADES = {
    "fashion": "服饰",
    "cross_border_ecommerce": "跨境电商",
    "tech": "数智科技",
    "professional": "企业服务",
    "trade": "贸易",
    "finance": "商业保理",
    "other": "文化传播",
}


@dataclass(frozen=True, slots=True)
class Firm:
    """`left_on` is the last day in the building, or far off."""

    id: str
    name: str
    building: str
    industry: str
    moved_in: date
    left_on: date
    tax_here: bool
    obliged: bool


def firms(stage: Stage) -> list[Firm]:
    return stage.once("firms", lambda: [firm for unit in tenancy.units(stage) for firm in _of(stage, unit)])


def _of(stage: Stage, unit: tenancy.Unit) -> list[Firm]:
    spans: dict[str, tuple[date, date]] = {}
    for lease in unit.leases:
        began = spans.get(lease.tenant, (lease.starts_on, lease.ends_on))[0]
        spans[lease.tenant] = (began, lease.ends_on)
    return [_firm(stage, unit.tower.id, tenant, span) for tenant, span in spans.items()]


def _firm(stage: Stage, building: str, tenant: str, span: tuple[date, date]) -> Firm:
    dice = stage.dice("firm", tenant)
    industry = dice.pick(INDUSTRIES)
    name = f"{dice.one(FIRST)}{dice.one(SECOND)}{TRADES[industry]}有限公司"
    obliged = dice.chance(0.92)
    return Firm("QY-" + tenant.replace("-T", "-"), name, building, industry, span[0], span[1], obliged and dice.chance(0.735), obliged)


def rows(stage: Stage, slot: Slot) -> list[Row]:
    """Firms in the buildings, and those that left within the last year."""
    return [_row(firm, slot.last) for firm in firms(stage) if firm.moved_in <= slot.last <= firm.left_on + 56 * WEEK]


def _row(firm: Firm, day: date) -> Row:
    here = day <= firm.left_on
    return {
        "enterprise_id": firm.id,
        "name": firm.name,
        "building_id": firm.building if here else None,
        "industry": firm.industry,
        "in_building": here,
        "moved_in": firm.moved_in,
        "moved_out": None if here else firm.left_on + DAY,
        "tax_here": firm.tax_here,
        "obliged_local": firm.obliged,
    }
