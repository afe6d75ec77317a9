"""Building economy: the register, the weekly count of space, leases, empty rooms and firms, and the monthly tax."""

from __future__ import annotations

from datetime import date

from cockpit import calendar
from cockpit.demo import firms, hazards, tenancy, towers
from cockpit.demo import stage as stages
from cockpit.demo.feed import Feed, Look
from cockpit.demo.stage import DAY, WEEK, Row, Stage
from cockpit.demo.tenancy import Unit
from cockpit.demo.timetable import Slot
from cockpit.demo.towers import Tower

TAX_SEASON = (1.35, 0.78, 0.86, 1.22, 0.92, 0.9, 1.2, 0.86, 0.88, 1.16, 0.9, 0.97)


def feeds() -> dict[str, Feed]:
    return {
        "building": Feed(_register, Look("utf-8-sig", title="楼宇登记表", thousands=True, cells=True)),
        "building_snapshot": Feed(_snapshots, Look("utf-8-sig", title="商务楼宇入驻情况周报", thousands=True, cells=True)),
        "lease": Feed(_leases, Look("utf-8-sig", date="/")),
        "vacant_unit": Feed(_vacant, Look("utf-8-sig", date="/")),
        "enterprise": Feed(firms.rows, Look("gb18030")),
        "building_tax_month": Feed(_tax, Look("utf-8-sig", title="楼宇税收情况表（月）", thousands=True)),
        "hazard": Feed(hazards.rows, Look("utf-8-sig", date="/")),
    }


def _register(stage: Stage, slot: Slot) -> list[Row]:
    return [_register_row(tower) for tower in towers.ALL]


def _register_row(tower: Tower) -> Row:
    return {
        "building_id": tower.id,
        "name": tower.name,
        "community_code": tower.place,
        "kind": tower.kind,
        "gross_area": tower.rentable * 128 // 100,
        "rentable_area": tower.rentable,
        "floors": tower.floors,
        "delivered_on": tower.delivered,
        "in_use": tower.reason != "整体改造停租",
        "stat_scope": "out" if tower.reason else "in",
        "scope_reason": tower.reason or None,
        "key_building": tower.key,
    }


def _of(stage: Stage, tower: Tower) -> list[Unit]:
    return [unit for unit in tenancy.units(stage) if unit.tower is tower]


def _snapshots(stage: Stage, slot: Slot) -> list[Row]:
    return [_snapshot(stage, tower, slot.last) for tower in towers.TWELVE]


def _snapshot(stage: Stage, tower: Tower, day: date) -> Row:
    running = [unit for unit in _of(stage, tower) if unit.lease(day)]
    occupied = tower.owner_used + sum(unit.area for unit in running)
    return {
        "building_id": tower.id,
        "as_of_date": day,
        "rentable_area": tower.rentable,
        "occupied_area": occupied,
        "vacant_area": tower.rentable - occupied,
        "enterprise_count": len(running),
    }


def _leases(stage: Stage, slot: Slot) -> list[Row]:
    """Leases that run, and those that ended within the last half year."""
    day = slot.last
    return [
        {
            "lease_id": lease.id,
            "building_id": unit.tower.id,
            "area": unit.area,
            "starts_on": lease.starts_on,
            "ends_on": lease.ends_on,
            "status": "active" if lease.runs(day) else "broken" if lease.broken else "ended",
            "renewal": lease.renewal(day),
        }
        for unit in tenancy.units(stage)
        for lease in unit.leases
        if lease.starts_on <= day <= lease.ends_on + 26 * WEEK
    ]


def _vacant(stage: Stage, slot: Slot) -> list[Row]:
    rows = (_vacancy(stage, unit, slot.last) for unit in tenancy.units(stage))
    return [row for row in rows if row]


def _vacancy(stage: Stage, unit: Unit, day: date) -> Row | None:
    """The room as it is offered; once let it stays on the list as `let` for eight weeks."""
    lease = unit.lease(day)
    if lease and (lease is unit.leases[0] or lease.starts_on < day - 8 * WEEK):
        return None
    before = [past for past in unit.leases if past.ends_on < (lease.starts_on if lease else day)]
    since = before[-1].ends_on + DAY if before else unit.tower.delivered
    if lease and since == lease.starts_on:
        return None
    coming = any(day < later.starts_on <= day + 3 * WEEK for later in unit.leases)
    status = "let" if lease else "reserved" if coming or stage.dice("reserved", unit.id).chance(0.12) else "listed"
    return {
        "unit_id": unit.id,
        "building_id": unit.tower.id,
        "floor": unit.floor,
        "area": unit.area,
        "vacant_since": since,
        "status": status,
    }


def _tax(stage: Stage, slot: Slot) -> list[Row]:
    return [_tax_row(stage, tower, slot.last) for tower in towers.ALL if tower.tax]


def _tax_row(stage: Stage, tower: Tower, month: date) -> Row:
    """Paid tax follows the calendar of filings; two small buildings have so few payers that nobody may see their figure."""
    dice = stage.dice("tax", tower.id, month)
    growth = 1 - 0.004 * stages.months_between(month, stage.month(0))
    amount = tower.rentable * tower.tax / 12 * TAX_SEASON[month.month - 1] * growth * dice.around(1.02, 0.03)
    payers = 2 if tower.reason else len([unit for unit in _of(stage, tower) if unit.lease(calendar.month_end(month))]) * 8 // 10
    refund = tower.reason and dice.chance(0.12)
    return {
        "building_id": tower.id,
        "month": month,
        "tax_yuan": -stages.whole(amount / 3) if refund else stages.whole(amount),
        "taxpayers": payers,
    }
