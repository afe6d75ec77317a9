"""The wall's pages as plain data: `build(page, snapshot, catalog, lang=…)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cockpit.catalog import screens
from cockpit.catalog.schema import Catalog, Screen, Turn
from cockpit.model import Snapshot, State
from cockpit.views.wall import exceptions, findings, frame, header, overview, pages, rail
from cockpit.views.wall.parts import Keep, WallView
from cockpit.views.wall.scene import Scene

__all__ = ["PAGES", "WallView", "build", "pages_of", "playlist", "rotation"]

PAGES = ("overview", "1", "2", "3", "4", "5", "6", "exceptions")
"""Every page a wall can hold. A catalogue with fewer priorities has fewer: see `pages_of`."""
FAR = "far"
"""The distance setting for rooms deeper than six metres: three headline indicators a row instead of four."""


def pages_of(catalog: Catalog) -> tuple[str, ...]:
    """The pages this catalogue has."""
    return ("overview", *(str(p) for p in catalog.priorities), "exceptions")


def rotation(snapshot: Snapshot, catalog: Catalog, *, lang: str = "zh") -> tuple[tuple[str, int], ...]:
    """Pages in turn with their seconds, longer in alarm; a priority without any data is skipped."""
    shown = [t for t in playlist(catalog) if not t.page.isdigit() or header.has_data(Scene(snapshot, catalog, lang, int(t.page)))]
    return tuple((t.page, t.alarm if _in_alarm(t.page, snapshot) else t.seconds) for t in shown)


def playlist(catalog: Catalog) -> tuple[Turn, ...]:
    """As the catalogue says; every page in its order where it says nothing."""
    street = catalog.street
    return street.wall.playlist or tuple(screens.usual(p, {**screens.KINDS, **street.rotation}) for p in pages_of(catalog))


def _in_alarm(page: str, snapshot: Snapshot) -> bool:
    """A priority that is missed; the overview with any of them; the exceptions with any overdue duty."""
    if page == "exceptions":
        return any(day < 0 for d in snapshot.deadlines for day in d.days)
    return any(r.state is State.MISSED for r in snapshot.priorities if page in ("overview", str(r.id)))


def build(
    page: str,
    snapshot: Snapshot,
    catalog: Catalog,
    *,
    lang: str = "zh",
    newest_at: datetime | None = None,
    wide: bool = False,
    distance: str = "",
) -> WallView:
    """One page. `newest_at` is when the newest file came; `wide` is the 32:9 canvas. Raises KeyError for a page the catalogue has not."""
    if page not in pages_of(catalog):
        raise KeyError(page)
    scene = Scene(snapshot, catalog, lang, int(page) if page.isdigit() else 0)
    turn = rotation(snapshot, catalog, lang=lang)
    common = _Common(scene, page, turn, len(playlist(catalog)) - len(turn), newest_at)
    if page == "overview":
        return _overview(common, wide=wide, slots=3 if distance == FAR else 4)
    view = _exceptions(common) if page == "exceptions" else _priority(common)
    if not wide:
        return view
    return _beside(view, build("overview", snapshot, catalog, lang=lang, newest_at=newest_at, distance=distance))


@dataclass(frozen=True, slots=True)
class _Common:
    """What every page carries."""

    scene: Scene
    page: str
    turn: tuple[tuple[str, int], ...]
    skipped: int
    newest_at: datetime | None

    def view(self, **parts: Any) -> WallView:
        snapshot, street = self.scene.snapshot, self.scene.catalog.street
        footer = header.footer(self.scene, self.page, tuple(p for p, _ in self.turn), self.skipped)
        return WallView(
            page=self.page,
            lang=self.scene.lang,
            zone=street.zone,
            keep=_keep(street.wall),
            footer=footer,
            rotation=self.turn,
            overdue=rail.overdue_count(self.scene),
            version=snapshot.version,
            **parts,
        )


def _keep(screen: Screen) -> Keep:
    begins, ends = (f"{t:%H:%M}" for t in screen.night) if screen.night else ("", "")
    return Keep(begins, ends, f"{screen.reload_at:%H:%M}", screen.memory_mb)


def _overview(common: _Common, *, wide: bool, slots: int) -> WallView:
    scene = common.scene
    width = (frame.WIDTH - overview.SIDE - frame.GAP - 3 * frame.GAP) // 4
    sizes = [(overview.WIDE_FEED[i % 2], overview.WIDE_FEED_H) for i in range(4)] if wide else [(width, overview.FEED_H)] * 4
    words = (scene.say("state"), scene.say("priority"), scene.say("on_target"), scene.say("headline"))
    return common.view(
        title=scene.catalog.street.name.of(scene.lang),
        header=header.overview(scene, common.newest_at),
        ledger_words=words,
        ledger=overview.ledger(scene, slots),
        feeds=overview.feeds(scene, sizes),
        side=overview.side(scene, wide=wide),
        wide=wide,
    )


def _priority(common: _Common) -> WallView:
    scene = common.scene
    strip = tuple(scene.cell(i) for i in scene.indicators())
    height = frame.BODY - frame.GAP - strip_height(strip)
    return common.view(title=findings.page(scene), header=header.priority(scene), strip=strip, columns=pages.columns(scene, height))


def strip_height(strip: tuple[object, ...]) -> int:
    """Label, value, change; one line more where an indicator has a companion."""
    return 118 + (26 if any(getattr(c, "note", "") for c in strip) else 0)


def _exceptions(common: _Common) -> WallView:
    scene = common.scene
    return common.view(
        title=scene.say("exceptions"),
        header=exceptions.header(scene, header.feeds(scene, common.newest_at)),
        columns=exceptions.columns(scene, frame.BODY),
    )


def _beside(view: WallView, overview_view: WallView) -> WallView:
    """On the wide canvas the overview stays at the left, the page in turn stands at the right."""
    return replace(view, wide=True, beside=overview_view)
