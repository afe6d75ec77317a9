"""The wall's pages as plain data: `build(page, snapshot, catalog, lang=…)`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cockpit.catalog import screens
from cockpit.catalog.schema import Catalog, Screen, Turn
from cockpit.model import Snapshot, State
from cockpit.views.wall import canvas, exceptions, findings, frame, header, overview, pages, rail, words
from cockpit.views.wall.canvas import Canvas
from cockpit.views.wall.parts import Cell, Keep, WallView
from cockpit.views.wall.scene import Scene

__all__ = ["PAGES", "WallView", "build", "pages_of", "playlist", "rotation"]

PAGES = ("overview", "1", "2", "3", "4", "5", "6", "exceptions")
"""Every page a wall can hold. A catalogue with fewer priorities has fewer: see `pages_of`."""
FAR, FAR_M = "far", 7.2
"""A distance without a figure: somewhat more than the usual six metres."""
SHAPES = ("", "wide", "tall")


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
    tall: bool = False,
    distance: str = "",
    width: str = "",
) -> WallView:
    """One page. `newest_at` is when the newest file came; `wide` is the 32:9 canvas, `tall` the portrait one.

    `distance` and `width` are metres as they stand in an address; without them the catalogue's. Raises KeyError for a page the
    catalogue has not.
    """
    if page not in pages_of(catalog):
        raise KeyError(page)
    shape = canvas_of(catalog, "wide" if wide else "tall" if tall else "", distance=distance, width=width)
    scene = Scene(snapshot, catalog, lang, int(page) if page.isdigit() else 0, shape if page == "overview" or not wide else shape.half)
    turn = rotation(snapshot, catalog, lang=lang)
    common = _Common(scene, page, turn, len(playlist(catalog)) - len(turn), newest_at)
    if page == "overview":
        return _overview(common, wide=wide)
    view = _exceptions(common) if page == "exceptions" else _priority(common)
    if not wide:
        return view
    left = _overview(_Common(replace(scene, priority=0), "overview", turn, common.skipped, newest_at), wide=False)
    return replace(view, wide=True, beside=left, canvas=shape)


def canvas_of(catalog: Catalog, shape: str, *, distance: str = "", width: str = "") -> Canvas:
    """By the address, else by the catalogue, else a wall of three metres seen from six."""
    told = catalog.street.wall
    far = FAR_M if distance == FAR else canvas.metres(distance, told.distance_m or canvas.NEAR_M)
    return canvas.fitting(shape=shape, distance_m=far, width_m=canvas.metres(width, told.width_m or 0.0))


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
        parts["header"] = header.fitted(self.scene, parts["header"])
        return WallView(
            page=self.page,
            lang=self.scene.lang,
            zone=street.zone,
            keep=_keep(street.wall),
            footer=footer,
            rotation=self.turn,
            overdue=rail.overdue_count(self.scene),
            version=snapshot.version,
            canvas=self.scene.canvas,
            **parts,
        )


def _keep(screen: Screen) -> Keep:
    begins, ends = (f"{t:%H:%M}" for t in screen.night) if screen.night else ("", "")
    return Keep(begins, ends, f"{screen.reload_at:%H:%M}", screen.memory_mb)


def _overview(common: _Common, *, wide: bool) -> WallView:
    scene = common.scene
    width = (frame.WIDTH - overview.SIDE - frame.GAP - 3 * frame.GAP) // 4
    sizes = [(overview.WIDE_FEED[i % 2], overview.WIDE_FEED_H) for i in range(4)] if wide else [(width, overview.FEED_H)] * 4
    slots, areas = scene.canvas.slots, tuple[int, ...]()
    if scene.canvas.far or scene.canvas.shape == "tall":
        found = overview.plan(scene)
        slots, sizes, areas = found.slots, list(found.feeds), _areas(found)
    words = (scene.say("state"), scene.say("priority"), scene.say("on_target"), scene.say("headline"))
    return common.view(
        title=scene.catalog.street.name.of(scene.lang),
        header=header.overview(scene, common.newest_at),
        ledger_words=words,
        ledger=overview.ledger(scene, slots),
        feeds=overview.feeds(scene, sizes),
        side=overview.side(scene, wide=wide),
        wide=wide,
        areas=areas,
    )


def _areas(found: overview.Plan) -> tuple[int, ...]:
    """Widths of ledger, feeds (all of one row), rail and map."""
    across = len({w for w, _ in found.feeds}) and min(2, len(found.feeds))
    return found.ledger_w, sum(w for w, _ in found.feeds[:across]), found.rail[0], found.map[0]


def _priority(common: _Common) -> WallView:
    scene = common.scene
    strip = tuple(scene.cell(i) for i in scene.indicators())
    across = strip_columns(scene, strip)
    height = scene.canvas.body - frame.GAP - strip_height(strip, across)
    return common.view(
        title=findings.page(scene), header=header.priority(scene), strip=strip, strip_columns=across, columns=pages.columns(scene, height)
    )


def strip_columns(scene: Scene, strip: tuple[Cell, ...]) -> int:
    """How many indicators stand side by side; 0 for all of them, as on the usual canvas."""
    if not (scene.canvas.far or scene.canvas.shape == "tall") or not strip:
        return 0
    widest = max(max(overview.cell_width(c), words.width(c.change, 20.5), words.width(c.note, 20.5)) for c in strip)
    most = max(1, int((scene.canvas.width - 32 + 12) // (widest + 12)))
    return -(-len(strip) // -(-len(strip) // most))


def strip_height(strip: tuple[Cell, ...], across: int = 0) -> int:
    """Label, value, change; one line more where an indicator has a companion. All that for every `across` of them."""
    across = across or max(1, len(strip))
    lines = [strip[i : i + across] for i in range(0, len(strip), across)] or [()]
    return 24 + sum(94 + (26 if any(c.note for c in line) else 0) for line in lines) + 8 * (len(lines) - 1)


def _exceptions(common: _Common) -> WallView:
    scene = common.scene
    return common.view(
        title=scene.say("exceptions"),
        header=exceptions.header(scene, header.feeds(scene, common.newest_at)),
        columns=exceptions.columns(scene, scene.canvas.body),
    )
