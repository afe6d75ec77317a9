"""The petition hall and its ratings: cases by the clocks of the regulation, six of them over their date at the anchor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cockpit.demo import lives, story
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.stage import CODES, DAY, WEIGHT, Dice, Row, Stage
from cockpit.demo.timetable import Slot

WEEKLY = 120
BACK = 24
"""Weeks a case may live: acceptance, sixty days, an extension and the closing."""
SEASON = (0.92, 0.8, 1.06, 1.08, 1.04, 0.98, 1.0, 1.02, 1.04, 0.94, 1.06, 1.02)
CHANNELS = {"letter": 8, "visit": 30, "web": 36, "phone": 14, "transferred": 12}
KINDS = {"appeal": 70, "suggestion": 18, "report": 6, "diverted": 6}
CATEGORIES = {"property": 26, "environment": 19, "housing": 14, "traffic": 11, "labour": 9, "demolition": 8, "elderly": 5, "other": 8}
DEPT = {
    "housing": "community",
    "property": "community",
    "demolition": "clearance",
    "environment": "city",
    "labour": "lawful",
    "elderly": "livelihood",
    "traffic": "enforcement",
    "other": "general",
}
WEEKDAYS = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6)
HEAVY = {"c13": 1.5, "c16": 1.4, "c04": 1.2}
PLACES = {code: WEIGHT[code] * HEAVY.get(code, 1.0) for code in CODES}


@dataclass(slots=True)
class Draft:
    """A case with its dates planned but not yet who fails them."""

    row: Row
    received: date
    notice: date | None
    accepted: date | None
    extend: int
    extended: date | None
    due: date | None
    spent: int
    dice: Dice


def feeds() -> dict[str, Feed]:
    return {
        "petition_case": Feed(_cases, Look("gb18030", date="/")),
        "petition_rating": Feed(_ratings, Look("gb18030", date="/")),
    }


def _cases(stage: Stage, slot: Slot) -> list[Row]:
    return lives.told(stage, _cohort, slot, back=BACK)


def _ratings(stage: Stage, slot: Slot) -> list[Row]:
    return lives.told(stage, _rated, slot, back=BACK)


def _rated(stage: Stage, week: date) -> list[Life]:
    """One row per handled case of the cohort, on the day it was rated; cases not yet answered are never rated."""
    dice = stage.dice("petition_rating", week)
    rated = []
    for life in lives.cohort(stage, _cohort, week):
        replied = [day for day, known in life.turns if "replied_on" in known]
        if replied and life.row["kind"] != "report":
            day = replied[0] + dice.between(1, 9) * DAY
            rating = dice.pick({"satisfied": 60, "basic": 15, "unsatisfied": 2.2, "none": 22})
            rated.append(Life(day, {"case_id": life.row["case_id"], "stage": "handling", "rated_on": day, "rating": rating}))
    return rated


def drafts(stage: Stage, week: date) -> list[Draft]:
    dice = stage.dice("petition_case", week)
    count = stages.whole(WEEKLY * stages.season(week, SEASON) * dice.around(1, 0.06))
    days = sorted(dice.one(WEEKDAYS) for _ in range(count))
    return [_draft(stage, week + day * DAY, (week, number)) for number, day in enumerate(days)]


def _draft(stage: Stage, received: date, key: tuple[date, int]) -> Draft:
    dice = stage.dice("petition", *key)
    row = _opening(stage, received, dice)
    notice = received + dice.between(1, 11) * DAY if row["identity_clear"] else None
    accepted = None if row["kind"] == "diverted" else received + dice.between(1, 12) * DAY
    extend = dice.between(10, 30) if row["kind"] == "appeal" and dice.chance(0.03) else 0
    due = accepted + (60 + extend) * DAY if accepted else None
    extended = accepted + 54 * DAY if accepted and extend else None
    return Draft(row, received, notice, accepted, extend, extended, due, 4 + int(dice.skewed(18)), dice)


def _opening(stage: Stage, received: date, dice: Dice) -> Row:
    kind, category, place = dice.pick(KINDS), dice.pick(CATEGORIES), dice.pick(PLACES)
    repeat = 0.118 if stage.weeks_before(received) < 6 else 0.088
    hidden = kind == "report"
    return {
        "case_id": "XF-" + dice.code(),
        "received_on": received,
        "channel": dice.pick(CHANNELS),
        "kind": kind,
        "category": None if hidden else category,
        "community_code": None if hidden or dice.chance(0.08) else place,
        "first_or_repeat": "repeat" if dice.chance(repeat) else "first",
        "group_size_band": dice.pick({"1": 78, "2-4": 16, "5+": 6}),
        "identity_clear": dice.chance(0.96),
        "notice_due_on": received + 15 * DAY,
        "notice_on": None,
        "accepted_on": None,
        "extend_days": 0,
        "approved_extension": False,
        "reply_due_on": None,
        "replied_on": None,
        "closed_on": None,
        "resolved": False,
        "resolved_level": None,
        "review": "none",
        "dept": "lawful" if hidden else DEPT[category],
    }


def overdue(stage: Stage) -> frozenset[object]:
    """The six cases nobody answered: due in the last week, each with another department where there are enough."""
    return stage.once("overdue petitions", lambda: _overdue(stage))


def _overdue(stage: Stage) -> frozenset[object]:
    chosen: dict[object, object] = {}
    spare: list[object] = []
    for step in range(20, 7, -1):
        for draft in drafts(stage, stages.monday(stage.anchor) - step * stages.WEEK):
            if draft.row["kind"] == "appeal" and draft.due and not draft.extend and 0 <= stage.weeks_before(draft.due) < 1:
                dept = draft.row["dept"]
                spare.append(draft.row["case_id"]) if dept in chosen else chosen.setdefault(dept, draft.row["case_id"])
    return frozenset([*chosen.values(), *spare][: story.OVERDUE_PETITIONS])


def _cohort(stage: Stage, week: date) -> list[Life]:
    return [_life(stage, draft) for draft in drafts(stage, week)]


def _life(stage: Stage, draft: Draft) -> Life:
    life = Life(draft.received, draft.row)
    if draft.notice:
        late = draft.dice.chance(0.003) and stage.weeks_before(draft.received) > 6
        noticed = draft.received + draft.dice.between(16, 19) * DAY if late else draft.notice
        life.turn(noticed, notice_on=noticed)
    if draft.accepted:
        life.turn(draft.accepted, accepted_on=draft.accepted, reply_due_on=draft.accepted + 60 * DAY)
        _answer(stage, draft, life, draft.accepted)
    return life


def _answer(stage: Stage, draft: Draft, life: Life, accepted: date) -> None:
    if draft.extended:
        life.turn(draft.extended, extend_days=draft.extend, approved_extension=True, reply_due_on=draft.due)
        replied = draft.extended + draft.dice.between(2, draft.extend) * DAY
    else:
        replied = accepted + min(draft.spent, 58) * DAY
    replied = _late(stage, draft) or replied
    life.turn(replied, replied_on=replied)
    closed = replied + draft.dice.between(0, 10) * DAY
    solved = draft.dice.chance(0.965)
    level = draft.dice.pick({"community": 55, "street": 42, "district": 3}) if solved else None
    review = draft.dice.pick({"none": 97, "review": 2.4, "re_review": 0.6})
    life.turn(closed, closed_on=closed, resolved=solved, resolved_level=level, review=review)
    # it may be rated until then: a first file that begins in between must still bring the case
    life.ends = max(life.ends, replied + 10 * DAY)


def _late(stage: Stage, draft: Draft) -> date | None:
    """The day of a late answer. The share of them grows towards the anchor; the last week has exactly the six."""
    if draft.due is None or draft.row["kind"] != "appeal":
        return None
    back = stage.weeks_before(draft.due)
    if draft.row["case_id"] in overdue(stage):
        return stage.anchor + draft.dice.between(3, 9) * DAY
    if 0 <= back < 1 or not draft.dice.chance(story.late_replies(int(back // 1))):
        return None
    return draft.due + draft.dice.between(1, 6) * DAY
