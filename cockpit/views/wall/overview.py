"""The overview: six priorities in their fixed rows, four feeds, what needs action, the map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.model import PriorityReport
from cockpit.views import text
from cockpit.views.wall import flows, frame, pages, places, tables, trends, words
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import STYLES, Bar, Cell, Head, LedgerRow, Panel, Table, TableCell
from cockpit.views.wall.scene import Scene

SIDE, FEED_H, RAIL_H = 520, 402, 486
WIDE_FEED, WIDE_FEED_H = (604, 440), 444
WIDE_RAIL, WIDE_MAP = 620, 552


def ledger(scene: Scene, slots: int) -> tuple[LedgerRow, ...]:
    """One row per priority in the catalogue's order; never re-sorted."""
    return tuple(_row(scene, r, slots) for r in scene.snapshot.priorities if r.id in scene.catalog.priorities)


def _row(scene: Scene, report: PriorityReport, slots: int) -> LedgerRow:
    known = scene.catalog.priorities[report.id]
    shown = sorted((i for i in scene.catalog.indicators.values() if i.priority == report.id and i.wall), key=lambda i: i.wall)[:slots]
    if not shown:
        shown = [i for i in scene.catalog.indicators.values() if i.priority == report.id][:slots]
    change = "" if report.ok_before is None else scene.say("on_week", n=text.signed(report.ok - report.ok_before, 0))
    blind = report.stale + report.none
    missing = scene.say("assessable", n=report.assessable, m=report.assessable + blind) if blind else ""
    return LedgerRow(
        report.id,
        words.circled(report.id),
        known.short.of(scene.lang),
        known.lift.of(scene.lang),
        STYLES[report.state],
        text.state(report.state, scene.lang),
        report.ok,
        report.assessable,
        Bar(report.ok, report.watch, report.missed, blind),
        change,
        missing,
        tuple(scene.cell(i) for i in shown),
        scene.blind_after(report.id),
    )


def petitions(scene: Scene, w: int, h: int) -> Panel | None:
    """Received and closed by week over the strip of open cases."""
    indicator = scene.catalog.indicators.get("petition.on_time_reply_rate")
    strip = tables.open_strip(scene, w - 2 * frame.PAD_X) if h >= 340 else None
    height = h - frame.HEAD - (100 if strip else 0)
    flow = flows.pair("petition.flow", "received", "closed")(scene, w, height)
    if indicator is None or flow is None:
        return None
    cell = scene.cell(indicator)
    right = scene.pick("·", " · ").join(p for p in (cell.label, cell.age) if p)
    return Panel(
        scene.pick("信访办理", "Petitions"),
        (Head(cell), *flow.blocks, *(strip or ())),
        right,
        h,
        flow.tag,
        flow.stale,
        _first(flow.stale_after, cell.stale_after),
    )


def _first(*moments: int) -> int:
    return min((at for at in moments if at), default=0)


FEEDS: tuple[Builder, ...] = (
    tables.vacancies,
    trends.trend("garbage.accuracy_rate", dots=True, title=("垃圾分类", "Waste sorting")),
    petitions,
    trends.trend("elderly.device_online_rate", title=("智慧养老", "Elderly care")),
)


def feeds(scene: Scene, sizes: Sequence[tuple[int, int]]) -> tuple[Panel, ...]:
    """The four feeds; where one has nothing, the next indicator's line."""
    spare = (b for b in pages.spare(scene))
    panels: list[Panel] = []
    for (w, h), builder in zip(sizes, FEEDS, strict=False):
        made = builder(scene, w, h) or next((p for b in spare if (p := b(scene, w, h)) is not None), None)
        if made is not None:
            panels.append(frame.fitted(made, w))
    return tuple(panels)


CHROME = {"zh": 118 + 142 + 8 * 2, "en": 120 + 166 + 8 * 2}
"""What a row of the ledger has before its counts: state and name."""
SCORE, SCORE_BAR = {"zh": 64, "en": 84}, 108
SHORT_FEED = 230
"""A feed may be as low as this; lower ones say nothing."""
ROW, LEAST_ROW, HEAD_ROW = 74, 66, 34
MAP_W, MAP_H = 470, 330


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the overview's blocks stand when the canvas is not the usual one. A width of 0: there is no room for it."""

    ledger_w: int
    slots: int
    feeds: tuple[tuple[int, int], ...]
    rail: tuple[int, int]
    map: tuple[int, int]


def plan(scene: Scene) -> Plan:
    """Counts, priorities and the rail always; charts, then the map as far as they have room. Rows have as many indicators as fit."""
    canvas = scene.canvas
    if canvas.shape == "tall":
        ledger_h = HEAD_ROW + len(scene.catalog.priorities) * ROW + 4
        return Plan(canvas.width, slots(scene, canvas.width), (), (canvas.width, canvas.body - ledger_h - frame.GAP), (0, 0))
    return _lying(scene) if canvas.shape == "" else _wide(scene)


def _lying(scene: Scene) -> Plan:
    canvas = scene.canvas
    least = max(360, round(SIDE / canvas.scale))
    many = slots(scene, canvas.width - frame.GAP - least)
    ledger_w = min(canvas.width - frame.GAP - least, max(round(needed(scene, many)), canvas.width - frame.GAP - SIDE))
    side_w = canvas.width - frame.GAP - ledger_w
    rest = canvas.body - HEAD_ROW - len(scene.catalog.priorities) * ROW - 4 - frame.GAP
    across = ledger_w // 300 if rest >= SHORT_FEED else 0
    widths = frame.split(ledger_w, [1.0] * min(4, across)) if across else []
    rail_h = canvas.body - frame.GAP - MAP_H if canvas.body >= MAP_H + 430 and side_w >= MAP_W else canvas.body
    area = (side_w, MAP_H) if rail_h < canvas.body else (0, 0)
    return Plan(ledger_w, many, tuple((w, rest) for w in widths), (side_w, rail_h), area)


def _wide(scene: Scene) -> Plan:
    canvas = scene.canvas
    map_w = WIDE_MAP if canvas.width > 2600 else 0
    rail_w = max(460 if map_w else 540, round(WIDE_RAIL / canvas.scale))
    ledger_w = next(math.ceil(w) for many in (3, 2, 1, 0) if (w := needed(scene, many)) <= 1340 / canvas.scale**0.5 or not many)
    rest = canvas.width - ledger_w - rail_w - map_w - (3 if map_w else 2) * frame.GAP
    across, down = max(1, rest // 380), 2 if canvas.body >= 660 else 1
    sizes = [(w, (canvas.body - (down - 1) * frame.GAP) // down) for w in frame.split(rest, [1.0] * min(2, across))] * down
    return Plan(
        ledger_w,
        slots(scene, ledger_w),
        tuple(sizes),
        (rail_w, canvas.body),
        (map_w, 470 if canvas.body >= 470 + frame.GAP + 180 else canvas.body) if map_w else (0, 0),
    )


def slots(scene: Scene, ledger_w: int) -> int:
    """How many indicators of each row have room side by side, their names and values whole."""
    if (scene.canvas.body - HEAD_ROW) / max(1, len(scene.catalog.priorities)) < LEAST_ROW and scene.canvas.shape != "tall":
        return 0
    return next((many for many in range(scene.canvas.slots, 0, -1) if needed(scene, many) <= ledger_w), 0)


def needed(scene: Scene, many: int) -> float:
    """The ledger's width with so many indicators in a row; without any, its rows show their bars instead."""
    before = 24 + CHROME.get(scene.lang, CHROME["zh"]) + SCORE.get(scene.lang, SCORE["zh"])
    before += SCORE_BAR if scene.canvas.shape == "wide" or not many else 0
    widest = max((cell_width(cell) for row in ledger(scene, many) for cell in row.cells), default=0.0)
    return before + many * (widest + 8)


def cell_width(cell: Cell) -> float:
    """What an indicator in a row needs: its name with arrow and age, or its value with unit and target."""
    label = words.width(cell.label + cell.arrow + cell.age, 20.5) + 4 * bool(cell.arrow) + 4 * bool(cell.age)
    mark = 28 if cell.style in ("warn", "bad", "stale", "none") else 0
    value = words.width(cell.value + "*" * cell.partial, 29) + (6 + words.width(cell.unit, 20) if cell.unit else 0)
    return max(label, mark + value + (15 + words.width(cell.target, 24.5) if cell.target else 0))


def side(scene: Scene, *, wide: bool) -> tuple[Panel, ...]:
    """The rail over the map; without boundaries the rail takes the height."""
    if scene.canvas.far or scene.canvas.shape == "tall":
        return _planned_side(scene, plan(scene))
    if wide:
        rail = pages.rail_panel(scene, WIDE_RAIL, frame.BODY)
        area = places.area_map(scene, WIDE_MAP, 470)
        table = community_table(scene, WIDE_MAP, frame.BODY - 470 - frame.GAP)
        return tuple(frame.fitted(p, w) for p, w in ((rail, WIDE_RAIL), (area, WIDE_MAP), (table, WIDE_MAP)) if p is not None)
    area = places.area_map(scene, SIDE, frame.BODY - frame.GAP - RAIL_H)
    rail = pages.rail_panel(scene, SIDE, RAIL_H if area else frame.BODY)
    return tuple(frame.fitted(p, SIDE) for p in (rail, area) if p is not None)


def _planned_side(scene: Scene, found: Plan) -> tuple[Panel, ...]:
    area = places.area_map(scene, *found.map) if found.map[0] else None
    full = found.rail if area or not found.map[0] else (found.rail[0], scene.canvas.body)
    rail = pages.rail_panel(scene, *full)
    table = community_table(scene, found.map[0], scene.canvas.body - found.map[1] - frame.GAP) if _room_below(scene, found) else None
    return tuple(frame.fitted(p, w) for p, w in ((rail, full[0]), (area, found.map[0]), (table, found.map[0])) if p is not None)


def _room_below(scene: Scene, found: Plan) -> bool:
    return scene.canvas.shape == "wide" and found.map[0] > 0 and scene.canvas.body - found.map[1] - frame.GAP >= 180


def community_table(scene: Scene, w: int, h: int) -> Panel | None:
    """Communities with any missed indicator, most first: how many, and of how many that could be read."""
    from_most = sorted((t for t in places.tallies(scene) if t.missed), key=lambda t: -t.missed)
    _, ch = frame.room(w, h)
    room = max(1, int((ch - 36) // 40))
    rows = tuple(
        (
            TableCell(scene.place(t.code), "strong" if t.missed >= places.SOME else ""),
            TableCell(
                str(t.missed),
                "bad" if t.missed >= places.MANY else "warn" if t.missed >= places.SOME else "ink",
                "bad" if t.missed >= places.MANY else "warn" if t.missed >= places.SOME else "",
            ),
            TableCell(str(t.told)),
        )
        for t in from_most[:room]
    )
    heads = (scene.pick("社区", "Community"), scene.pick("未达标项", "Missed"), scene.pick("可评项", "Readable"))
    rest = len(places.tallies(scene)) - len(from_most)
    right = scene.pick(f"其余{rest}个社区无未达标", f"{rest} others without a miss")
    return Panel(scene.pick("各社区未达标", "Missed by community"), (Table(heads, (0, 150, 130), rows, 40),), right, h) if rows else None
