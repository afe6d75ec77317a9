"""Who rents what, and for how long: the one simulation from which occupancy, leases, firms and vacant rooms are all told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cockpit import calendar
from cockpit.demo import story, towers
from cockpit.demo.stage import DAY, WEEK, Dice, Stage
from cockpit.demo.towers import Tower

NEVER = date(2199, 12, 31)


@dataclass(slots=True)
class Lease:
    """`talks_on` and `signed_on` are when the renewal is talked about and signed; `broken` ended before its time."""

    id: str
    starts_on: date
    ends_on: date
    tenant: str
    talks_on: date = NEVER
    signed_on: date = NEVER
    broken: bool = False

    def runs(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def renewal(self, day: date) -> str:
        if self.signed_on <= day:
            return "signed"
        return "talking" if self.talks_on <= day else "none"


@dataclass(slots=True)
class Unit:
    """Rooms that are let together. `leases` in the order of time, never overlapping."""

    id: str
    tower: Tower
    floor: str
    area: int
    leases: list[Lease] = field(default_factory=list)

    def lease(self, day: date) -> Lease | None:
        return next((lease for lease in self.leases if lease.runs(day)), None)


def units(stage: Stage) -> list[Unit]:
    """Every unit of the twelve with its past and its future."""
    return stage.once("units", lambda: [unit for tower in towers.TWELVE for unit in _tower(stage, tower)])


def _tower(stage: Stage, tower: Tower) -> list[Unit]:
    dice = stage.dice("tenancy", tower.id)
    let = tower.rentable - tower.vacant - tower.owner_used
    cliff = [5_900, 5_300] if tower.id == story.CLIFF_BUILDING else []
    areas = cliff + _pieces(let - sum(cliff), dice, 500, 3_000)
    built = [_unit(tower, number, area, dice) for number, area in enumerate(areas)]
    for unit, ends in zip(built, _endings(stage, tower, areas, len(cliff), dice), strict=True):
        _let(stage, unit, ends, dice)
    empty = [_unit(tower, 500 + number, area, dice) for number, area in enumerate(_pieces(tower.vacant, dice, 300, 1_700))]
    for unit in empty:
        _vacate(stage, unit, dice)
    return built + empty


def _pieces(total: int, dice: Dice, low: int, high: int) -> list[int]:
    """Whole square metres that add up to `total` exactly."""
    areas: list[int] = []
    while total > high:
        area = low + int((high - low) * dice.unit() ** 1.6) // 10 * 10
        areas.append(area)
        total -= area
    return [*areas, total] if total else areas


def _unit(tower: Tower, number: int, area: int, dice: Dice) -> Unit:
    return Unit(f"{tower.id}-{number:03d}", tower, f"{dice.between(2, tower.floors)}F", area)


def _endings(stage: Stage, tower: Tower, areas: list[int], fixed: int, dice: Dice) -> list[date]:
    """When each running lease ends: about `expiring` m² within the year, the planted ones in the month of the cliff, the rest later."""
    cliff = calendar.add_months(calendar.month_end(stage.anchor), story.CLIFF_MONTHS_AHEAD)
    ends = [cliff] * fixed
    soon = tower.expiring - sum(areas[:fixed])
    crowd = tower.id in ("B03", "B06", "B04")
    for area in areas[fixed:]:
        if soon > area // 2 and dice.chance(0.5):
            soon -= area
            ahead = story.CLIFF_MONTHS_AHEAD if crowd and soon < tower.expiring * 0.55 else dice.between(1, 12)
            crowd = crowd and ahead != story.CLIFF_MONTHS_AHEAD
        else:
            ahead = dice.between(13, 46)
        ends.append(calendar.add_months(calendar.month_end(stage.anchor), ahead) - dice.one((0, 0, 0, 11, 16)) * DAY)
    return ends


def _let(stage: Stage, unit: Unit, ends: date, dice: Dice) -> None:
    ahead = (ends - stage.anchor).days // 30
    starts = calendar.add_months(ends + DAY, -max(dice.one((24, 36, 36, 48, 60)), ahead + dice.between(2, 26)))
    current = _lease(unit, 1, starts, ends, f"{unit.id}-T1")
    unit.leases = [current]
    stays = dice.chance(0.68)
    if starts > stage.start - 52 * WEEK:
        gap = 0 if stays else dice.between(3, 14) * 7
        ended = starts - (gap + 1) * DAY
        tenant = current.tenant if stays else f"{unit.id}-T0"
        past = _lease(unit, 0, calendar.add_months(ended + DAY, -dice.one((24, 36, 36))), ended, tenant)
        if stays:
            past.talks_on, past.signed_on = ended - dice.between(80, 150) * DAY, ended - dice.between(15, 70) * DAY
        unit.leases.insert(0, past)
    _look_ahead(stage, unit, current, dice)


def _look_ahead(stage: Stage, unit: Unit, lease: Lease, dice: Dice) -> None:
    """A quarter of those that end have said whether they stay; of the cliff nobody has."""
    cliff = calendar.add_months(calendar.month_end(stage.anchor), story.CLIFF_MONTHS_AHEAD)
    if lease.ends_on == cliff or dice.chance(0.72):
        return
    lease.talks_on = lease.ends_on - dice.between(70, 170) * DAY
    if dice.chance(0.7):
        lease.signed_on = lease.ends_on - dice.between(10, 60) * DAY
        unit.leases.append(_lease(unit, 2, lease.ends_on + DAY, calendar.add_months(lease.ends_on, 36), lease.tenant))


def _vacate(stage: Stage, unit: Unit, dice: Dice) -> None:
    """When the room fell empty: in the three troubled buildings mostly within the year, elsewhere mostly long ago."""
    recent = dice.chance(0.5 if unit.tower.id in story.TROUBLED else 0.22)
    weeks = dice.between(3, 54) if recent else dice.between(62, 130)
    ended = stage.anchor - weeks * WEEK - dice.between(0, 6) * DAY
    starts = calendar.add_months(ended, -dice.one((24, 36, 48)))
    unit.leases = [_lease(unit, 0, starts, ended, f"{unit.id}-T0", broken=dice.chance(0.2))]


def _lease(unit: Unit, number: int, starts: date, ends: date, tenant: str, *, broken: bool = False) -> Lease:
    return Lease(f"ZY-{unit.id}-{number}", starts, ends, tenant, broken=broken)
