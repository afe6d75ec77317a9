"""The map: communities by how many of their indicators are missed. A count, never a ranking by a composite."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.model import State
from cockpit.views.charts import Area, Map
from cockpit.views.wall import frame, words
from cockpit.views.wall.parts import Figure, Note, Panel
from cockpit.views.wall.scene import Scene

SOME, MANY = 2, 4
"""From so many missed indicators a community is outlined, or filled."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One community: how many indicators are missed, and how many could be judged or at least read."""

    code: str
    missed: int
    told: int


def tallies(scene: Scene) -> tuple[Tally, ...]:
    """Over indicators that have communities and may be shown by community; a stale or empty one counts as not told."""
    states: dict[str, list[State]] = {code: [] for code in scene.catalog.communities}
    for indicator in scene.indicators():
        for code, found in scene.places(indicator):
            states[code].append(found.state)
    return tuple(
        Tally(c, sum(s is State.MISSED for s in found), sum(s not in (State.NONE, State.STALE) for s in found))
        for c, found in states.items()
    )


def indicators_with_places(scene: Scene) -> int:
    return sum(any(True for _ in scene.places(i)) for i in scene.indicators())


def area_map(scene: Scene, w: int, h: int) -> Panel | None:
    """The whole street; None where the catalogue has no boundaries or no indicator has communities."""
    found = tallies(scene)
    whole = indicators_with_places(scene)
    if not scene.catalog.boundaries or not whole:
        return None
    areas = tuple(
        Area(words.plain(scene.place(t.code)), scene.catalog.boundaries[t.code], _style(t), str(t.missed) if t.missed else "")
        for t in found
        if t.code in scene.catalog.boundaries
    )
    cw, ch = frame.room(w, h, notes=1)
    told = sum(t.told > 0 for t in found)
    keys = (
        ("bad", scene.pick(f"≥{MANY}项", f"≥{MANY}")),
        ("warn_line", scene.pick(f"{SOME}–{MANY - 1}项", f"{SOME}–{MANY - 1}")),
        ("weak", scene.pick("1项", "1")),
        ("stale", scene.say("no_data")),
    )
    return Panel(
        scene.say("map", n=len(found)),
        (Figure(Map(cw, ch, areas, alt=scene.say("map", n=len(found)))), Note("", keys)),
        scene.say("map_right", m=whole, r=told, n=len(found)),
        h,
    )


def _style(tally: Tally) -> str:
    if not tally.told:
        return "gap"
    return "many" if tally.missed >= MANY else "some" if tally.missed >= SOME else "one" if tally.missed else "calm"
