"""What was planted to go wrong with files: a silent feed, late and missing ones, refused and held rows, a correction, a duplicate, a fake.

Everything hangs on the anchor, so that a later `until` finds the same past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from cockpit.demo import stage as stages
from cockpit.demo import story
from cockpit.demo.stage import DAY, WEEK, Row, Stage
from cockpit.demo.timetable import DAILY_WEEKS, Slot

CORRECTED = "garbage_inspection"
DUPLICATED = "hotline_order"
FAKED = "lease"
PAGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>登录超时</title></head>'
    "<body><p>登录已超时，请重新登录后再导出。</p></body></html>\n"
).encode()
LATE = timedelta(days=14)


def reschedule(stage: Stage, slots: Iterable[Slot]) -> list[Slot]:
    """The slots of one source as they really came."""
    came = [changed for slot in slots for changed in _fate(stage, slot)]
    return sorted(came, key=lambda slot: (slot.at, slot.place))


def _fate(stage: Stage, slot: Slot) -> Iterator[Slot]:
    if slot.source == story.SILENT_SOURCE and slot.at.date() >= silent_from(stage):
        return
    if slot.place == story.LATE_PLACE and slot.last == stage.month(0):
        return
    late = slot.source == "garbage_participation" and slot.place == story.LATE_PLACE and slot.last == stage.month(1)
    yield replace(slot, at=slot.at + LATE) if late else slot
    if slot.source == CORRECTED and slot.kind == "week" and slot.last == corrected_week(stage):
        yield replace(slot, at=_at(slot, stage.anchor - 9 * DAY, 14), variant="corrected")
    if slot.source == DUPLICATED and slot.last == stage.anchor - 7 * DAY:
        yield replace(slot, at=slot.at + timedelta(hours=2), variant="duplicate")
    if slot.source == FAKED and 0 <= (stage.anchor - slot.at.date()).days < 7:
        yield replace(slot, at=slot.at - timedelta(minutes=20), variant="fake")


def _at(slot: Slot, day: date, hour: int) -> datetime:
    return slot.at.replace(year=day.year, month=day.month, day=day.day, hour=hour)


def silent_from(stage: Stage) -> date:
    """First day nothing came any more: so many working days up to the anchor."""
    day, left = stage.anchor, story.SILENT_WORKDAYS
    while True:
        left -= stage.office.is_workday(day)
        if not left:
            return day
        day -= DAY


def corrected_week(stage: Stage) -> date:
    """Last day of the newest weekly bundle."""
    return stages.monday(stage.anchor) - DAILY_WEEKS * WEEK - DAY


def spoil(stage: Stage, slot: Slot, rows: list[Row]) -> list[Row]:
    """The rows as they were really written."""
    if slot.variant == "corrected":
        return [_recounted(row, number) for number, row in enumerate(rows)]
    over = (stage.anchor - slot.last).days
    return rows + [bad for source, days, bad in _bad_rows(stage, rows) if slot.source == source and over in days]


def _recounted(row: Row, number: int) -> Row:
    """Some bags were counted wrong; the sheets of one community in six say less than before."""
    right = row["bags_correct"]
    return {**row, "bags_correct": max(0, right - 3)} if number % 6 == 0 and isinstance(right, int) else row


def _bad_rows(stage: Stage, rows: list[Row]) -> Iterator[tuple[str, range, Row]]:
    """Source, how many days before the anchor its file ends, and the row; keys of their own, so that nothing good is lost with them."""
    if not rows:
        return
    first, last = rows[0], rows[-1]
    third, newest = range(3, 4), range(1, 8)
    yield "garbage_inspection", third, {**first, "inspection_id": "JC-补录-01", "inspected_on": f"{stage.anchor.year}-02-30"}
    yield "garbage_inspection", third, {**last, "inspection_id": "JC-补录-02", "bags_checked": 20, "bags_correct": 26}
    yield "petition_case", range(2, 3), {**first, "case_id": "XF-补录01", "extend_days": 45, "approved_extension": True}
    yield "hazard", range(5, 6), {**first, "hazard_id": "YH-补录-01", "due_on": f"{stage.anchor.year}/2/30"}
    yield "building_snapshot", newest, {**last, "building_id": "B18", "vacant_area": 1_000}
    for number in range(4):
        row = rows[number % len(rows)]
        yield "grid_event", range(4, 5), {**row, "event_id": f"WG-新苑-{number + 1:02d}", "community_code": story.UNKNOWN_PLACE}
