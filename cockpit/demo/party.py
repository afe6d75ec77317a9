"""Party building: five brands and their milestones, buildings visited, rectification, integrity tasks, owners' committees."""

from __future__ import annotations

from datetime import date

from cockpit import calendar
from cockpit.demo import lives, towers
from cockpit.demo import stage as stages
from cockpit.demo.civic import ESTATES
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.stage import CODES, DAY, WEEK, Row, Stage
from cockpit.demo.timetable import Slot

BRANDS = {
    "action": ("先锋行动主题党日", "先锋行动攻坚清单", "先锋行动成效评估"),
    "bench": ("板凳评议团季度议题", "板凳评议团成员轮训", "板凳评议成果公示"),
    "link": ("组团联楼需求摸排", "组团联楼服务日", "组团联楼问题交办会"),
    "neighbour": ("邻里汇三方联席", "邻里汇阵地提升", "邻里汇物业评星"),
    "alliance": ("党建联盟项目签约", "党建联盟资源清单", "党建联盟联席会议"),
}
DEPTS = (
    "general",
    "party",
    "discipline",
    "congress",
    "economy",
    "city",
    "clearance",
    "lawful",
    "community",
    "livelihood",
    "enforcement",
    "rural",
)
TOPICS = {"politics": 20, "organisation": 26, "discipline": 18, "livelihood": 16, "finance": 12, "other": 8}
ELIGIBLE = 36
FORMED = 33
LINKED = tuple(tower.id for tower in towers.ALL if tower.reason != "整体改造停租")


def feeds() -> dict[str, Feed]:
    return {
        "brand_milestone": Feed(
            lambda stage, slot: lives.standing(_milestones(stage), slot.last), Look("utf-8-sig", date="年", title="党建品牌节点清单")
        ),
        "link_assignment": Feed(_teams, Look("utf-8-sig", title="组团联楼分配表")),
        "link_visit": Feed(_visits, Look("utf-8-sig", date="/")),
        "building_party_org": Feed(_organisations, Look("utf-8-sig", title="楼宇党组织名册")),
        "rectification_item": Feed(
            lambda stage, slot: lives.standing(_items(stage), slot.last), Look("gb18030", date="年", title="巡察整改台账")
        ),
        "integrity_task": Feed(lambda stage, slot: lives.standing(_tasks(stage), slot.last), Look("utf-8-sig", title="清廉建设任务清单")),
        "owner_committee": Feed(_committees, Look("utf-8-sig", title="业委会（物管会）组建情况")),
    }


def _spread(stage: Stage, every: int, ahead: int = 20) -> list[date]:
    """One day every so many days, from half a year before the start until some weeks after the anchor."""
    first = stage.start - 26 * WEEK
    return stages.days(first, stage.anchor + ahead * WEEK)[::every]


def _milestones(stage: Stage) -> list[Life]:
    return stage.once("milestones", lambda: [_milestone(stage, number, day) for number, day in enumerate(_spread(stage, 3))])


def _milestone(stage: Stage, number: int, due: date) -> Life:
    dice = stage.dice("milestone", due)
    brand = tuple(BRANDS)[number % 5]
    life = Life(
        due - 120 * DAY,
        {
            "milestone_id": f"PP{due:%y%m%d}",
            "brand": brand,
            "title": f"{due.month}月{dice.one(BRANDS[brand])}",
            "dept": "party" if dice.chance(0.6) else dice.one(DEPTS),
            "due_on": due,
            "done_on": None,
        },
    )
    late = dice.chance(0.06) if stage.weeks_before(due) > 13 else number % 32 == 7
    done = due + dice.between(2, 12) * DAY if late else due - dice.between(0, 9) * DAY
    life.turn(done, done_on=done)
    return life


def _teams(stage: Stage, slot: Slot) -> list[Row]:
    began = stage.start - 100 * DAY
    return [
        {"building_id": code, "team_code": f"LL{place % 9 + 1:02d}", "active_from": began, "active_to": None}
        for place, code in enumerate(LINKED)
    ]


def _visits(stage: Stage, slot: Slot) -> list[Row]:
    """Each building is seen every two to four weeks; what was raised is mostly settled on the spot."""
    rows: list[Row] = []
    for place, code in enumerate(LINKED):
        for day in stages.days(slot.first, slot.last):
            dice = stage.dice("visit", code, day)
            turn = (day.toordinal() // 7 + place) % 3 == 0 and day.weekday() == place % 5
            if turn and dice.chance(0.9):
                raised = dice.pick({0: 30, 1: 34, 2: 22, 3: 10, 4: 4})
                settled = raised - (1 if raised and dice.chance(0.2) else 0)
                rows.append(
                    {
                        "visit_id": f"ZF{day:%y%m%d}{code}",
                        "building_id": code,
                        "team_code": f"LL{place % 9 + 1:02d}",
                        "visited_on": day,
                        "issues_raised": raised,
                        "issues_closed": settled,
                    }
                )
    return rows


def _organisations(stage: Stage, slot: Slot) -> list[Row]:
    """Twelve of the buildings that count have one; the newest was founded during the story."""
    kinds = {"branch": 5, "joint": 4, "general_branch": 2, "committee": 1}
    covered = [tower for tower in towers.ALL if tower.kind in ("office", "mixed") and tower.id not in ("B05", "B14")]
    founded = {"B02": stage.start + 20 * WEEK, "B12": stage.start + 38 * WEEK}
    rows: list[Row] = []
    for tower in covered:
        dice = stage.dice("organisation", tower.id)
        day = founded.get(tower.id, tower.delivered + dice.between(200, 900) * DAY)
        if day <= slot.last:
            rows.append(
                {"org_code": f"DZ{tower.id[1:]}", "building_id": tower.id, "kind": dice.pick(kinds), "status": "active", "founded_on": day}
            )
    return rows


def _items(stage: Stage) -> list[Life]:
    return stage.once("rectification", lambda: [_rectification(stage, number, day) for number, day in enumerate(_spread(stage, 6, 13))])


def _rectification(stage: Stage, number: int, due: date) -> Life:
    dice = stage.dice("rectification", due)
    life = Life(
        due - 150 * DAY,
        {
            "item_id": f"ZG{due:%y%m%d}",
            "topic": dice.pick(TOPICS),
            "dept": dice.one(DEPTS),
            "due_on": due,
            "done_on": None,
            "verified_on": None,
            "status": "open",
        },
    )
    if number % 17 == 5:
        life.turn(due - 40 * DAY, status="merged")
        return life
    late = dice.chance(0.05) and stage.weeks_before(due) > 15
    verified = due + dice.between(3, 20) * DAY if late else due - dice.between(0, 12) * DAY
    done = verified - dice.between(2, 10) * DAY
    life.turn(done, done_on=done, status="done")
    life.turn(verified, verified_on=verified, status="verified")
    return life


def _tasks(stage: Stage) -> list[Life]:
    return stage.once("integrity", lambda: [_task(stage, day) for day in _spread(stage, 4)])


def _task(stage: Stage, due: date) -> Life:
    dice = stage.dice("integrity", due)
    life = Life(due - 100 * DAY, {"task_id": f"QL{due:%y%m%d}", "dept": dice.one(DEPTS), "due_on": due, "done_on": None})
    late = dice.chance(0.05) and stage.weeks_before(due) > 14
    done = due + dice.between(1, 10) * DAY if late else due - dice.between(0, 14) * DAY
    life.turn(done, done_on=done)
    return life


def _committees(stage: Stage, slot: Slot) -> list[Row]:
    return [_committee(stage, number, slot.last) for number in range(1, ESTATES + 1)]


def _committee(stage: Stage, number: int, day: date) -> Row:
    """Forty estates, thirty-six eligible; the last few committees were formed within the year of the story."""
    dice = stage.dice("estate", number)
    place = CODES[(number - 1) * 7 % 18]
    eligible = number <= ELIGIBLE
    early = number <= FORMED - 6
    formed = stage.start - dice.between(200, 900) * DAY if early else stage.start + (number - FORMED + 7) * 7 * WEEK
    stands = eligible and number <= FORMED and formed <= day
    members = dice.one((5, 7, 7, 9))
    return {
        "estate_code": f"E{number:02d}",
        "community_code": place,
        "eligible": eligible,
        "form": ("owners" if dice.chance(0.75) else "property_management") if stands else "none",
        "established_on": formed if stands else None,
        "term_end": calendar.add_months(formed, 60) if stands else None,
        "party_members": members * 4 // 7 if stands else 0,
        "members": members if stands else 0,
    }
