"""Hazards in the buildings: found, fixed, verified; two stay open past their date at the anchor."""

from __future__ import annotations

from datetime import date, timedelta

from cockpit.demo import lives, towers
from cockpit.demo.lives import Life
from cockpit.demo.stage import DAY, Dice, Row, Stage
from cockpit.demo.timetable import Slot

KINDS = {"fire": 32, "electric": 24, "elevator": 11, "gas": 6, "structure": 5, "lease_dispute": 10, "arrears": 7, "other": 5}
PLACES = {"B01": 3.0, "B02": 2.2, "B05": 1.4} | {tower.id: 1.0 for tower in towers.TWELVE if tower.id not in ("B01", "B02", "B05")}
PLANTED = (("B01", "fire", 2), ("B02", "elevator", 4))
"""Building, kind and how many days before the anchor it fell due unfixed."""


def rows(stage: Stage, slot: Slot) -> list[Row]:
    told = lives.told(stage, _cohort, slot, back=8)
    return told + lives.changes((_planted(stage, *what) for what in PLANTED), slot)


def _cohort(stage: Stage, week: date) -> list[Life]:
    dice = stage.dice("hazard", week)
    return [_hazard(stage, week + dice.between(0, 4) * DAY, dice) for _ in range(dice.between(11, 15))]


def _hazard(stage: Stage, found: date, dice: Dice) -> Life:
    due = found + timedelta(days=int(dice.pick({"7": 40, "15": 45, "20": 15})))
    late = dice.chance(0.03) and stage.weeks_before(due) > 4.2
    verified = due + dice.between(1, 9) * DAY if late else found + dice.between(2, (due - found).days) * DAY
    fixed = verified - dice.between(0, 1) * DAY
    life = Life(found, _row("YH" + dice.code(), dice.pick(PLACES), dice.pick(KINDS), found, due))
    life.row["level"] = "major" if dice.chance(0.07) else "general"
    life.turn(max(fixed, found), fixed_on=max(fixed, found))
    life.turn(verified, verified_on=verified)
    return life


def _planted(stage: Stage, building: str, kind: str, over: int) -> Life:
    due = stage.anchor - over * DAY
    life = Life(due - 15 * DAY, _row("YH" + stage.dice("planted", building).code(), building, kind, due - 15 * DAY, due))
    life.row["level"] = "major"
    life.turn(stage.anchor + 6 * DAY, fixed_on=stage.anchor + 6 * DAY, verified_on=stage.anchor + 6 * DAY)
    return life


def _row(code: str, building: str, kind: str, found: date, due: date) -> Row:
    return {
        "hazard_id": code,
        "building_id": building,
        "kind": kind,
        "level": "general",
        "found_on": found,
        "due_on": due,
        "fixed_on": None,
        "verified_on": None,
    }
