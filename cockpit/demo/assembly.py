"""Deputies, the residents' assembly, the bench panel and visits of supervision."""

from __future__ import annotations

from datetime import date

from cockpit import calendar
from cockpit.demo import lives
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.party import DEPTS
from cockpit.demo.stage import CODES, DAY, WEEK, Row, Stage
from cockpit.demo.timetable import Slot

SUBJECTS = (
    "老旧小区加装电梯",
    "背街小巷路灯",
    "电动车充电桩",
    "口袋公园",
    "学校周边交通",
    "河道保洁",
    "农贸市场改造",
    "助餐点布局",
    "雨污分流",
    "停车泊位共享",
    "无障碍坡道",
    "社区卫生服务",
    "垃圾定时投放点",
    "楼宇公共食堂",
    "村道拓宽",
)
DECISIONS = (
    "关于民生实事项目的决定",
    "关于停车治理的决议",
    "关于养老服务的审议意见",
    "关于水环境治理的审议意见",
    "关于楼宇经济的审议意见",
    "关于靓城行动的决议",
)


def feeds() -> dict[str, Feed]:
    return {
        "deputy_suggestion": Feed(
            lambda stage, slot: lives.standing(_suggestions(stage), slot.last), Look("utf-8-sig", date="年", title="代表建议办理台账")
        ),
        "assembly_resolution": Feed(_resolutions, Look("utf-8-sig", title="议事会决议落实情况")),
        "bench_session": Feed(_sessions, Look("utf-8-sig", date="/")),
        "bench_topic": Feed(lambda stage, slot: lives.standing(_topics(stage), slot.last), Look("utf-8-sig", date="/")),
        "supervision_visit": Feed(_supervision, Look("utf-8-sig")),
    }


def _suggestions(stage: Stage) -> list[Life]:
    return stage.once(
        "suggestions", lambda: [_suggestion(stage, day) for day in stages.days(stage.start - 30 * WEEK, stage.anchor + 8 * WEEK)[::6]]
    )


def _suggestion(stage: Stage, handed: date) -> Life:
    """Handed over the whole year, two in five by deputies of the people's congress; one reply long ago came late."""
    dice = stage.dice("suggestion", handed)
    source, term = dice.pick({"assembly": 60, "congress": 40}), dice.pick({"3m": 74, "6m": 14, "custom": 12})
    due = handed + 45 * DAY if term == "custom" else calendar.add_months(handed, 3 if term == "3m" else 6)
    life = Life(
        handed,
        {
            "suggestion_id": f"JY{handed:%y%m%d}",
            "source": source,
            "title": f"关于{dice.one(SUBJECTS)}的建议",
            "handed_on": handed,
            "term": term,
            "due_on": due,
            "dept": dice.one(DEPTS),
            "replied_on": None,
            "reply_kind": None,
            "feedback": "none",
            "redo_due_on": None,
            "redo_replied_on": None,
        },
    )
    late = dice.chance(0.03) and stage.weeks_before(due) > 16
    replied = due + dice.between(2, 15) * DAY if late else due - dice.between(3, 25) * DAY
    life.turn(replied, replied_on=replied, reply_kind=dice.pick({"A": 55, "B": 32, "C": 13}))
    heard, feedback = replied + dice.between(5, 20) * DAY, dice.pick({"satisfied": 72, "basic": 22, "unsatisfied": 6})
    redo = calendar.add_months(replied, 1) if feedback == "unsatisfied" and source == "congress" else None
    life.turn(heard, feedback=feedback, redo_due_on=redo)
    if redo:
        again = redo - dice.between(2, 9) * DAY
        life.turn(max(again, heard), redo_replied_on=max(again, heard))
    return life


def _resolutions(stage: Stage, slot: Slot) -> list[Row]:
    days = stages.days(stage.start - 40 * WEEK, stage.anchor)[::14]
    return [_resolution(stage, day, slot.last) for day in days if day <= slot.last]


def _resolution(stage: Stage, met: date, day: date) -> Row:
    dice = stage.dice("resolution", met)
    due = met + dice.between(60, 190) * DAY
    late = dice.chance(0.06) and stage.weeks_before(due) > 15
    done = due + dice.between(3, 20) * DAY if late else due - dice.between(0, 20) * DAY
    progress = 100 if done <= day else min(95, 100 * (day - met).days // (done - met).days // 5 * 5)
    return {
        "resolution_id": f"JYH{met:%y%m%d}",
        "met_on": met,
        "kind": dice.pick({"decision": 22, "resolution": 34, "opinion": 44}),
        "title": dice.one(DECISIONS),
        "dept": dice.one(DEPTS),
        "due_on": due,
        "done_on": done if done <= day else None,
        "progress_pct": progress,
    }


def _held(stage: Stage, first: date, last: date) -> list[tuple[str, str, date, int]]:
    """Sessions as id, community, day and number of people: one every third day, the communities in turn."""
    held = []
    for day in stages.days(first, last):
        if day.toordinal() % 3 == 0:
            dice = stage.dice("bench", day)
            held.append((f"BD{day:%y%m%d}", CODES[day.toordinal() // 3 * 5 % 18], day, dice.between(9, 26)))
    return held


def _sessions(stage: Stage, slot: Slot) -> list[Row]:
    first = slot.first - 26 * WEEK if slot.initial else slot.first
    return [
        {"session_id": code, "community_code": place, "held_on": day, "attendees": people}
        for code, place, day, people in _held(stage, first, slot.last)
    ]


def _topics(stage: Stage) -> list[Life]:
    held = _held(stage, stage.start - 26 * WEEK, stage.anchor + 8 * WEEK)
    return stage.once("topics", lambda: [_topic(stage, code, day, number) for code, _, day, _ in held for number in (1, 2)])


def _topic(stage: Stage, session: str, held: date, number: int) -> Life:
    dice = stage.dice("topic", session, number)
    adopted = dice.chance(0.7)
    due = held + dice.between(30, 75) * DAY if adopted else None
    life = Life(
        held,
        {
            "topic_id": f"{session}-{number}",
            "session_id": session,
            "adopted": adopted,
            "dept": dice.one(DEPTS),
            "due_on": due,
            "done_on": None,
        },
    )
    if due:
        late = dice.chance(0.055)
        done = due + dice.between(2, 25) * DAY if late else due - dice.between(0, 25) * DAY
        life.turn(done, done_on=done)
    return life


def _supervision(stage: Stage, slot: Slot) -> list[Row]:
    rows: list[Row] = []
    for day in stages.days(slot.first, slot.last):
        dice = stage.dice("supervision", day)
        if day.weekday() < 5 and dice.chance(0.17):
            found = dice.between(0, 6)
            rows.append(
                {
                    "visit_id": f"SC{day:%y%m%d}",
                    "visited_on": day,
                    "kind": dice.pick({"inspection": 30, "check": 32, "survey": 22, "call": 16}),
                    "subject": dice.pick({"project": 28, "livelihood": 26, "environment": 24, "governance": 14, "other": 8}),
                    "issues_found": found,
                    "issues_closed": found - (1 if found > 2 else 0),
                    "due_on": day + 30 * DAY,
                }
            )
    return rows
