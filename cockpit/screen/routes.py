"""ROUTES: which view and which layout stand at which address. A new page is one line here."""

from __future__ import annotations

from cockpit.catalog import schema
from cockpit.model import Batch
from cockpit.screen import health, indicator, intake, intake_route, overview, priority, wall, weeks
from cockpit.screen.table import DARK, LIGHT, Route, Scene
from cockpit.views import attention, card, desk
from cockpit.views import health as health_view
from cockpit.views import indicator as indicator_view
from cockpit.views import overview as overview_view
from cockpit.views import priority as priority_view
from cockpit.views import wall as wall_view
from cockpit.views import weeks as weeks_view

CHOICE = ("place", "period", "compare", "indicator")
NEWEST_BATCHES = 60
BATCHES_OF_A_SOURCE = 240
"""As far back as a figure's files are looked for: half a year of daily ones and more."""
FIRST_ROWS = 50


def _choice(scene: Scene) -> desk.Choice:
    return desk.choose(scene.catalog, {**scene.query, "lang": scene.lang})


def _wall(scene: Scene) -> wall_view.WallView:
    shape, distance, width = (scene.query.get(name, "") for name in ("profile", "distance", "width"))
    return wall_view.build(
        scene.parts["wall"], scene.snapshot, scene.catalog,
        lang=scene.lang, wide=shape == "wide", tall=shape == "tall", distance=distance, width=width,
    )  # fmt: skip


def _overview(scene: Scene) -> overview_view.Overview:
    return overview_view.build(scene.snapshot, scene.catalog, choice=_choice(scene), now=scene.snapshot.taken_at)


def _priority(scene: Scene) -> priority_view.Priority:
    number, choice = int(scene.parts["priority"]), _choice(scene)
    batches = _batches_of(scene, priority_view.chosen(scene.catalog, number, choice, scene.snapshot))
    return priority_view.build(scene.snapshot, scene.catalog, priority=number, choice=choice, batches=batches)


def _batches_of(scene: Scene, indicator: schema.Indicator) -> list[Batch]:
    """The newest batches of every source the indicator is made from."""
    tables = attention.tables_of(indicator)
    return [batch for table in tables for batch in scene.house.batches(source=table, limit=BATCHES_OF_A_SOURCE)]


def _indicator(scene: Scene) -> indicator_view.Indicator:
    """The rows shown are those of the very window the card shows."""
    id, choice = scene.parts["indicator"], _choice(scene)
    told = card.reading(scene.snapshot, scene.catalog, scene.catalog.indicators[id], choice)
    measured = (id, choice.place) in scene.snapshot.readings
    rows = scene.house.rows(id, choice.place, told.period, limit=FIRST_ROWS) if measured else None
    batches = _batches_of(scene, scene.catalog.indicators[id])
    return indicator_view.build(scene.snapshot, scene.catalog, indicator=id, choice=choice, rows=rows, batches=batches)


def _health(scene: Scene) -> health_view.Health:
    return health_view.build(scene.snapshot, scene.catalog, choice=_choice(scene), batches=scene.house.batches(limit=NEWEST_BATCHES))


def _weeks(scene: Scene) -> weeks_view.Weeks:
    """All frozen weeks, or the one of the address."""
    wanted = scene.parts.get("week", "")
    frozen = [
        weeks_view.Frozen(
            week=told.week.week,
            frozen_at=told.week.frozen_at,
            version=told.week.version,
            late=told.week.late,
            issues=tuple(weeks_view.Issue(i.format, i.lang, i.file) for i in told.files.values()),
        )
        for told in scene.house.weeks()
        if wanted in {"", told.week.week}
    ]
    return weeks_view.build(scene.snapshot, scene.catalog, choice=_choice(scene), weeks=frozen)


ROUTES: tuple[Route, ...] = (
    Route("wall/{wall}", DARK, _wall, wall.layout, query=("profile", "distance", "width")),
    Route("overview", LIGHT, _overview, overview.layout, query=CHOICE),
    Route("p/{priority}", LIGHT, _priority, priority.layout, query=CHOICE),
    Route("i/{indicator}", LIGHT, _indicator, indicator.layout, query=CHOICE),
    Route("health", LIGHT, _health, health.layout, query=CHOICE),
    Route("weeks", LIGHT, _weeks, weeks.layout, query=CHOICE),
    Route("weeks/{week}", LIGHT, _weeks, weeks.layout, query=CHOICE),
    Route("intake", LIGHT, intake_route.build, intake.layout, query=intake_route.QUERY, stamp=intake_route.stamp),
)
