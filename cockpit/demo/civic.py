"""Short clocks: hotline orders, grid events and what neighbours, owners and managers settle between them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cockpit.demo import lives
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.lives import Life
from cockpit.demo.petitions import CATEGORIES, DEPT
from cockpit.demo.stage import CODES, DAY, WEIGHT, Dice, Stage

HOTLINE_SEASON = (1.05, 0.85, 0.95, 0.97, 1.0, 1.08, 1.14, 1.12, 0.98, 0.94, 0.98, 1.02)
HOTLINE_DAYS = {"1": 16, "3": 40, "5": 34, "7": 10}
GRID_KINDS = {"safety": 24, "dispute": 13, "environment": 31, "service": 16, "population": 10, "other": 6}
GRID_HOURS = {"1": 72, "2": 48, "3": 24, "4": 12}
TOPICS = {"parking": 24, "charging": 18, "fee": 15, "noise": 13, "repair_fund": 11, "greenery": 8, "safety": 6, "other": 5}
ESTATES = 40


def feeds() -> dict[str, Feed]:
    return {
        "hotline_order": Feed(lambda stage, slot: lives.told(stage, _hotline, slot, back=4), Look("gb18030", date="/")),
        "grid_event": Feed(lambda stage, slot: lives.told(stage, _grid, slot, back=2), Look("utf-8-sig")),
        "neighbour_case": Feed(lambda stage, slot: lives.told(stage, _neighbours, slot, back=13), Look("utf-8-sig", date="年")),
    }


def _count(stage: Stage, dice: Dice, base: float, season: float = 1.0) -> int:
    return stages.whole(base * stage.scale * season * dice.around(1, 0.05))


def _hotline(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("hotline_order", week)
    count = _count(stage, dice, 300, stages.season(week, HOTLINE_SEASON))
    return [_order(stages.moment(week + dice.between(0, 6) * DAY, dice, 7, 22), dice) for _ in range(count)]


def _order(received: datetime, dice: Dice) -> Life:
    category, place = dice.pick(CATEGORIES), dice.pick(WEIGHT)
    limit = timedelta(days=int(dice.pick(HOTLINE_DAYS)))
    due = received + limit
    life = Life(
        received.date(),
        {
            "order_id": "RX" + dice.code(9),
            "received_at": _minute(received),
            "category": category,
            "community_code": None if dice.chance(0.05) else place,
            "dept": DEPT[category],
            "due_at": _minute(due),
            "closed_at": None,
            "returned": False,
            "called_back_on": None,
            "rating": "none",
        },
    )
    late = dice.chance(0.006)
    closed = due + timedelta(hours=dice.between(2, 40)) if late else received + limit * (0.15 + 0.8 * dice.unit())
    closed = _minute(closed)
    if dice.chance(0.04):
        life.turn(closed.date(), returned=True, closed_at=closed)
        return life
    life.turn(closed.date(), closed_at=closed)
    if dice.chance(0.9):
        called = closed.date() + dice.between(1, 3) * DAY
        rating = dice.pick({"satisfied": 76, "basic": 15, "unsatisfied": 2.0, "none": 6})
        life.turn(called, called_back_on=called, rating=rating)
    return life


def _grid(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("grid_event", week)
    count = _count(stage, dice, 400)
    return [_event(stages.moment(week + dice.between(0, 6) * DAY, dice, 6, 22), dice) for _ in range(count)]


def _event(reported: datetime, dice: Dice) -> Life:
    place, level = dice.pick(WEIGHT), dice.pick({"1": 30, "2": 38, "3": 26, "4": 6})
    limit = timedelta(hours=GRID_HOURS[level])
    due = reported + limit
    closed = due + timedelta(hours=dice.between(1, 30)) if dice.chance(0.012) else reported + limit * (0.05 + 0.85 * dice.unit())
    life = Life(
        reported.date(),
        {
            "event_id": "WG" + dice.code(9),
            "community_code": place,
            "grid_code": f"G{CODES.index(place) + 1:02d}-{dice.between(1, 6):02d}",
            "kind": dice.pick(GRID_KINDS),
            "level": level,
            "reported_at": _minute(reported),
            "due_at": _minute(due),
            "closed_at": None,
            "disposed_by": dice.pick({"grid": 44, "community": 38, "street": 15, "district": 3}),
            "valid": dice.chance(0.955),
        },
    )
    life.turn(closed.date(), closed_at=_minute(closed))
    return life


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _neighbours(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("neighbour_case", week)
    return [_matter(stage, week + dice.between(0, 6) * DAY, dice) for _ in range(dice.between(10, 14))]


def _matter(stage: Stage, raised: date, dice: Dice) -> Life:
    """Since about six weeks parking and charging matters are settled late."""
    topic, due = dice.pick(TOPICS), raised + dice.between(14, 30) * DAY
    piled = topic in ("parking", "charging") and stage.weeks_before(due) < 5.5
    late = dice.chance(0.42 if piled else 0.03)
    closed = due + dice.between(3, 16) * DAY if late else raised + dice.between(3, (due - raised).days) * DAY
    life = Life(
        raised,
        {
            "case_id": "LL" + dice.code(),
            "estate_code": f"E{dice.between(1, ESTATES):02d}",
            "raised_on": raised,
            "raised_by": dice.pick({"community": 26, "committee": 22, "property": 20, "resident": 32}),
            "topic": topic,
            "due_on": due,
            "closed_on": None,
            "outcome": "open",
        },
    )
    life.turn(closed, closed_on=closed, outcome=dice.pick({"agreed": 62, "mediated": 36, "litigation": 2}))
    return life
