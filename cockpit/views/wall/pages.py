"""What stands on each priority's page, column by column. A page of another catalogue falls back to its own indicators' lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cockpit.views.wall import flows, frame, rail, shares, tables, trends, words
from cockpit.views.wall.frame import Builder, Slot, Stand
from cockpit.views.wall.parts import Column, Note, Panel
from cockpit.views.wall.scene import Scene

ITEM = 65
"""Height of one item of the rail."""


def rail_panel(scene: Scene, w: int, h: int) -> Panel | None:
    """需要处置 of this page, as many items as fit."""
    found = rail.build(scene, max(1, (h - 2 * frame.PAD_Y - frame.TITLE) // ITEM), w)
    free = w - 2 * frame.PAD_X - 12 - words.width(scene.say("act"), 26)
    said = scene.pick(f"{found.count}：{found.summary}", f"{found.count}: {found.summary}") if found.items else scene.say("act_none")
    if words.width(said, 20) <= free:
        return Panel(scene.say("act"), (found,), said, h)
    found = rail.build(scene, max(1, (h - 2 * frame.PAD_Y - frame.TITLE - frame.NOTE) // ITEM), w)
    return Panel(scene.say("act"), (Note(_shortened(scene, found.summary, w - 2 * frame.PAD_X)), found), found.count, h)


def _shortened(scene: Scene, said: str, room: float) -> str:
    """As many of the counts as can stand whole, the most urgent first."""
    parts = said.split(gap := scene.pick("·", " · "))
    while len(parts) > 1 and words.width(gap.join(parts), 21.5) + 6 * len(parts) > room:
        parts.pop()
    return gap.join(parts)


def rail_height(scene: Scene) -> int:
    """What the rail of this page can fill: its items and the line above them."""
    return 2 * frame.PAD_Y + frame.TITLE + frame.NOTE + ITEM * max(1, len(rail.items(scene)))


def _p1() -> tuple[Stand, ...]:
    return (
        Stand(1.0, (Slot(tables.committees),)),
        Stand(
            1.06,
            (
                Slot(flows.pair("rectification.by_month", "due", "verified"), 1.15),
                Slot(
                    shares.ranked(
                        "rectification.topic",
                        (("overdue", "bad"),),
                        whole="open",
                        late="overdue",
                        said="open",
                        title=("未销号整改事项", "Open items"),
                        finding=("overdue", "超期最多", "most overdue"),
                    )
                ),
            ),
        ),
        Stand(
            1.06,
            (
                Slot(flows.pair("link.visits", "issues_raised", "issues_closed"), 1.0),
                Slot(shares.ranked("link.buildings", (("visits", "data"),)), 1.25),
            ),
        ),
        Stand(
            1.14,
            (
                Slot(shares.ranked("brand.milestones", (("done", "data"), ("late", "bad")), whole="total", by_size=False), 1.0),
                Slot(rail_panel, 1.3, rail_height),
            ),
        ),
    )


def _p2() -> tuple[Stand, ...]:
    man = 10_000
    return (
        Stand(2.1, (Slot(tables.buildings),)),
        Stand(
            1.18,
            (
                Slot(
                    flows.single(
                        "lease.ending",
                        "area",
                        unit=("万㎡", "ha"),
                        divisor=man,
                        places=2,
                        peak=True,
                        title=("未来12个月租约到期", "Leases ending"),
                    ),
                    1.25,
                ),
                Slot(flows.stacked("enterprise.landed", (("lead", "data"),), whole="firms"), 1.2),
                Slot(shares.ranked("village.income", (("income", "data"),), unit=("万元", "10k CNY"), divisor=man, places=1), 0.85),
            ),
        ),
        Stand(
            1.14,
            (
                Slot(flows.single("talent.by_month", "introduced", of="talent.introduced_progress"), 1.0),
                Slot(shares.parts("enterprise.industry", "firms"), 0.68, shares.parts_height),
                Slot(rail_panel, 1.75, rail_height),
            ),
        ),
    )


def _p3() -> tuple[Stand, ...]:
    return (
        Stand(1.24, (Slot(trends.trend("garbage.accuracy_rate"), 0.62), Slot(trends.communities("garbage.accuracy_rate"), 1.0))),
        Stand(
            1.04,
            (
                Slot(
                    shares.tiles("city_project.status", (("done", "data"), ("running", "weak"), ("pending", "hollow"), ("late", "bad"))),
                    0.84,
                ),
                Slot(tables.water, 1.0),
            ),
        ),
        Stand(
            0.9,
            (
                Slot(flows.stacked("garbage.tonnage", (("other", "data"), ("organic", "weak"), ("recyclable", "hollow"))), 1.0),
                Slot(shares.bullets("facility.load", "processed", "design"), 0.86),
                Slot(shares.bullets("demolition.batches", "signed", "total"), 0.86),
            ),
        ),
        Stand(
            0.98,
            (
                Slot(flows.pair("illegal.stock", "found", "disposed", title=("违建发现与处置", "Illegal structures")), 0.8),
                Slot(rail_panel, 1.5, rail_height),
            ),
        ),
    )


def _p4() -> tuple[Stand, ...]:
    return (
        Stand(
            1.0,
            (
                Slot(flows.pair("petition.flow", "received", "closed", finding=True, title=("信访收件与办结", "Petitions")), 1.0),
                Slot(tables.open_panel, 0.48),
                Slot(shares.ranked("petition.category", (("repeat", "weak"),), whole="received", said="received"), 1.1),
            ),
        ),
        Stand(
            1.0,
            (
                Slot(flows.pair("hotline.flow", "received", "closed", finding=True, title=("12345收件与办结", "12345 orders")), 1.0),
                Slot(
                    shares.ranked(
                        "grid.kind",
                        (("late", "bad"),),
                        whole="events",
                        late="late",
                        said="events",
                        finding=("late", "超期最多", "most late"),
                    ),
                    1.2,
                ),
            ),
        ),
        Stand(
            1.0,
            (
                Slot(flows.pair("bench.flow", "adopted", "done"), 1.0),
                Slot(shares.ranked("neighbour.topic", (("raised", "data"),), title=("邻里汇事项类别", "Three-party matters")), 1.2),
            ),
        ),
        Stand(
            1.06,
            (
                Slot(shares.ranked("deputy.status", (("replied", "data"), ("overdue", "bad")), whole="handed", by_size=False), 0.62),
                Slot(rail_panel, 1.5, rail_height),
            ),
        ),
    )


def _p5() -> tuple[Stand, ...]:
    return (
        Stand(1.1, (Slot(shares.ranked("feed.on_time", (("on_time", "data"),), whole="due", gap=True), 1.0),)),
        Stand(
            1.0,
            (
                Slot(shares.ranked("device.kind", (("online", "data"),), whole="installed", by_size=False), 1.0),
                Slot(flows.stacked("sos.flow", (("late", "bad"),), whole="calls"), 1.0),
            ),
        ),
        Stand(
            1.0,
            (
                Slot(flows.pair("enterprise.moves", "moved_in", "moved_out"), 1.1),
                Slot(
                    shares.ranked(
                        "hazard.kind",
                        (("overdue", "bad"),),
                        whole="open",
                        late="overdue",
                        said="open",
                        finding=("overdue", "超期最多", "most overdue"),
                    ),
                    1.1,
                ),
            ),
        ),
        Stand(
            1.06,
            (
                Slot(
                    shares.ranked("vacant.status", (("area", "data"),), unit=("万㎡", "ha"), divisor=10_000, places=2),
                    0.8,
                    shares.ranked_height("vacant.status", pitch=44),
                ),
                Slot(trends.trend("building.hazard_closed_rate", head=False), 0.8),
                Slot(rail_panel, 1.2, rail_height),
            ),
        ),
    )


def _p6() -> tuple[Stand, ...]:
    return (
        Stand(1.06, (Slot(shares.bullets("livelihood.progress", "actual", "planned", judge=_behind, percent=True)),)),
        Stand(
            1.0,
            (
                Slot(flows.against_plan("livelihood.fund", "paid", "planned", unit=("万元", "10k CNY"), divisor=10_000, year=True), 1.0),
                Slot(flows.against_plan("care.visits", "done", "planned"), 1.0),
                Slot(flows.stacked("meal.flow", (("dine_in", "data"), ("delivered", "weak"))), 1.05),
            ),
        ),
        Stand(
            1.0,
            (
                Slot(
                    shares.ranked(
                        "hotline.category",
                        (("late", "bad"),),
                        whole="orders",
                        late="late",
                        said="orders",
                        finding=("late", "超期最多", "most late"),
                    ),
                    1.25,
                ),
                Slot(shares.bullets("care.beds", "occupied", "open"), 1.0),
            ),
        ),
        Stand(
            1.06,
            (
                Slot(shares.ranked("assembly.status", (("done", "data"), ("overdue", "bad")), whole="due", by_size=False), 0.72),
                Slot(rail_panel, 1.4, rail_height),
            ),
        ),
    )


def _behind(actual: float, planned: float) -> str:
    """A project is behind when it stands under its own plan; how far decides nothing."""
    return "warn" if actual < planned else ""


_PAGES: dict[int, tuple[str, Callable[[], tuple[Stand, ...]]]] = {
    1: ("brand.milestones", _p1),
    2: ("building.floor_space", _p2),
    3: ("garbage.tonnage", _p3),
    4: ("petition.flow", _p4),
    5: ("device.kind", _p5),
    6: ("livelihood.progress", _p6),
}
"""Which composition a priority's page has, and a series that tells whether the catalogue is the one it was made for."""


def columns(scene: Scene, height: int) -> tuple[Column, ...]:
    """The columns under the strip of indicators."""
    known = _PAGES.get(scene.priority)
    stands = known[1]() if known and known[0] in scene.catalog.series else _plain(scene)
    return frame.columns(scene, stands, spare(scene), height)


def _plain(scene: Scene) -> tuple[Stand, ...]:
    """Lines of the page's own indicators, communities where it has any, and the rail."""
    lines = [Slot(b) for b in spare(scene) if b(scene, 460, 240) is not None][:6]
    half = (len(lines) + 1) // 2
    left = (Stand(1.0, tuple(lines[:half])), Stand(1.0, tuple(lines[half:]))) if len(lines) > 1 else (Stand(2.0, tuple(lines)),)
    return (*left, Stand(0.8, (Slot(rail_panel),)))


def spare(scene: Scene) -> Iterator[Builder]:
    """Panels every catalogue has: a line per indicator, then its communities, then its series as bars."""
    yield from (trends.trend(i.id) for i in scene.indicators())
    yield from (trends.communities(i.id) for i in scene.indicators())
