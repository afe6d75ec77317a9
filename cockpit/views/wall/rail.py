"""需要处置: what is overdue by responsible unit, silent, missed, on watch or near. Units, never persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cockpit.model import SourceState, State
from cockpit.views import attention, text
from cockpit.views.wall import frame, words
from cockpit.views.wall.parts import Rail, RailItem
from cockpit.views.wall.scene import Scene

GROUPS = ("overdue", "silent", "missed", "watch", "near")


def items(scene: Scene) -> tuple[RailItem, ...]:
    """All of it, most urgent first, of the scene's priority or of all."""
    return (
        *_overdue(scene),
        *_silent(scene),
        *_indicators(scene, State.MISSED),
        *_stale_gates(scene),
        *_indicators(scene, State.WATCH),
        *_near(scene),
    )


def build(scene: Scene, room: int, w: int) -> Rail:
    """As many items as there is room for in a panel of width w, and how many there are."""
    every = tuple(fitted(i, w) for i in items(scene))
    kept = every if len(every) <= room else every[: max(1, room)]
    rest = len(every) - len(kept)
    return Rail(
        kept, scene.say("listed", k=len(kept), n=len(every)) if rest else scene.say("total", n=len(every)), summary(scene, every), rest
    )


def fitted(item: RailItem, w: int) -> RailItem:
    """Title and unit cut to the width beside the item's number."""
    room = w - 2 * frame.PAD_X - 16 - 12 - max(words.width(item.due, 29.5), words.width(item.due_unit, 21.5))
    return replace(item, title=words.fit(item.title, 24, room - 28), who=words.fit(item.who, 20.4, room))


def summary(scene: Scene, every: tuple[RailItem, ...]) -> str:
    counts = [(g, sum(i.group == g for i in every)) for g in GROUPS]
    parts = [scene.say(f"{g}_n", n=n) for g, n in counts if n]
    return scene.pick("·", " · ").join(parts)


def overdue_count(scene: Scene) -> int:
    return sum(n for d in scene.snapshot.deadlines for day, n in d.days.items() if day < 0)


def _duties(scene: Scene) -> tuple[attention.Duty, ...]:
    return attention.duties(scene.snapshot, scene.catalog, scene.lang, priority=scene.priority)


def _overdue(scene: Scene) -> Iterator[RailItem]:
    for duty in _duties(scene):
        if duty.over:
            title = scene.say("overdue_title", what=words.plain(duty.name), n=duty.over)
            yield RailItem(
                "bad",
                "overdue",
                title,
                words.plain(duty.owner),
                scene.say("over", n=-duty.worst),
                scene.say("over_unit", clock=duty.unit),
                scene.silent_at(duty.source),
            )


def _near(scene: Scene) -> Iterator[RailItem]:
    near = [d for d in _duties(scene) if d.near]
    for duty in sorted(near, key=lambda d: (max(d.worst, 0), -d.near)):
        days = max(0, duty.worst)
        title = scene.say("near_title", what=words.plain(duty.name), n=duty.near)
        said = scene.say("today") if days == 0 else scene.say("left", n=days)
        yield RailItem(
            "warn",
            "near",
            title,
            words.plain(duty.owner),
            said,
            scene.pick("到期", "due") if days == 0 else scene.say("left_unit", clock=duty.unit),
            scene.silent_at(duty.source),
        )


def _silent(scene: Scene) -> Iterator[RailItem]:
    for report in scene.snapshot.sources.values():
        source = scene.catalog.sources.get(report.id)
        mine = not scene.priority or scene.priority in attention.priorities_of(scene.catalog, report.id)
        if source is None or not mine or report.state not in (SourceState.SILENT, SourceState.NEVER):
            continue
        name = words.plain(source.name.of(scene.lang))
        if report.state is SourceState.NEVER:
            yield RailItem("none", "silent", name, scene.unit(report.owner), text.DASH, scene.say("never_unit"))
        else:
            yield RailItem("stale", "silent", name, scene.unit(report.owner), scene.stale_age(report.data_as_of), scene.say("silent_unit"))


def _indicators(scene: Scene, state: State) -> Iterator[RailItem]:
    """Indicators of one state, gates first, then in the catalogue's order."""
    kind, group = ("bad", "missed") if state is State.MISSED else ("warn", "watch")
    for indicator in sorted(scene.indicators(), key=lambda i: not i.gate):
        found = scene.reading(indicator.id)
        if found is None or found.state is not state:
            continue
        cell = scene.cell(indicator)
        who = scene.unit(indicator.owner)
        short, unit = _shortfall(scene, indicator.id)
        yield RailItem(
            kind,
            group,
            f"{cell.label} {text.join(cell.value, cell.unit)}",
            _with(scene, who, scene.say("aim", t=cell.target)),
            short,
            unit,
            cell.stale_after,
        )


def _stale_gates(scene: Scene) -> Iterator[RailItem]:
    for indicator in scene.indicators():
        found = scene.reading(indicator.id)
        if found is not None and attention.blind_gate(found, scene.catalog):
            title = scene.say("stale_gate", what=indicator.short.of(scene.lang))
            yield RailItem(
                "stale", "missed", title, scene.unit(indicator.owner), scene.stale_age(found.data_as_of), scene.say("silent_unit")
            )


def _shortfall(scene: Scene, indicator_id: str) -> tuple[str, str]:
    """How far from the target's nearer edge: `差2.4` `点`."""
    indicator, found = scene.catalog.indicators[indicator_id], scene.reading(indicator_id)
    if found is None or found.value is None or found.target is None:
        return "", ""
    edges = found.target if isinstance(found.target, tuple) else (found.target,)
    gap = min(abs(found.value - e) for e in edges)
    how = text.scale(indicator.unit, indicator.decimals, scene.lang, values=[found.value, *edges])
    unit = scene.say("points") if indicator.unit == "%" else how.unit
    places = max(1, how.decimals) if indicator.unit == "%" else how.decimals
    return scene.say("short_of", n=text.number(gap, places, divisor=how.divisor)), scene.say("short_unit", unit=unit)


def _with(scene: Scene, who: str, more: str) -> str:
    return f"{who}{scene.pick('·', ' · ')}{more}"
