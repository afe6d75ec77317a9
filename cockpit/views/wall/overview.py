"""The overview: six priorities in their fixed rows, four feeds, what needs action, the map."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.model import PriorityReport
from cockpit.views import text
from cockpit.views.wall import flows, frame, pages, places, tables, trends, words
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import STYLES, Bar, Head, LedgerRow, Panel, Table, TableCell
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
    strip = tables.open_strip(scene, w - 2 * frame.PAD_X)
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


def side(scene: Scene, *, wide: bool) -> tuple[Panel, ...]:
    """The rail over the map; without boundaries the rail takes the height."""
    if wide:
        rail = pages.rail_panel(scene, WIDE_RAIL, frame.BODY)
        area = places.area_map(scene, WIDE_MAP, 470)
        table = community_table(scene, WIDE_MAP, frame.BODY - 470 - frame.GAP)
        return tuple(frame.fitted(p, w) for p, w in ((rail, WIDE_RAIL), (area, WIDE_MAP), (table, WIDE_MAP)) if p is not None)
    area = places.area_map(scene, SIDE, frame.BODY - frame.GAP - RAIL_H)
    rail = pages.rail_panel(scene, SIDE, RAIL_H if area else frame.BODY)
    return tuple(frame.fitted(p, SIDE) for p in (rail, area) if p is not None)


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
