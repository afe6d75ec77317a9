"""Sizes on the 1920 × 1080 canvas, and how slots become columns of panels without holes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cockpit.views.wall import words
from cockpit.views.wall.canvas import USUAL
from cockpit.views.wall.parts import Column, Panel
from cockpit.views.wall.scene import Scene

WIDTH, BODY = USUAL.width, USUAL.body
GAP = 16
PAD_X, PAD_Y = 16, 14
TITLE, HEAD, NOTE = 36, 54, 29
BOLD = 27.0
"""Size of a title for measuring: 26 px, a little wider in bold."""

Builder = Callable[[Scene, int, int], Panel | None]
"""Makes a panel of an outer width and height, or None when the snapshot has nothing for it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a panel; `weight` is its share of the column's height, `most` what it can fill at all."""

    build: Builder
    weight: float = 1.0
    most: Callable[[Scene], int] | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """A column before anything is measured: its share of the width and its slots."""

    weight: float
    slots: tuple[Slot, ...]


def room(w: int, h: int, *, heads: int = 0, notes: int = 0) -> tuple[int, int]:
    """What is left for a figure inside a panel of outer size w × h."""
    return w - 2 * PAD_X, h - 2 * PAD_Y - TITLE - heads * HEAD - notes * NOTE


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Whole pixels in the proportion of the weights, with gaps between; they add up exactly."""
    free = total - GAP * (len(weights) - 1)
    edges = [round(free * sum(weights[:i]) / sum(weights)) for i in range(len(weights) + 1)]
    return [b - a for a, b in pairwise(edges)]


def columns(scene: Scene, stands: Sequence[Stand], spare: Iterator[Builder], height: int) -> tuple[Column, ...]:
    """Columns of panels. A slot with nothing to show takes the next spare builder; when those run out the others stretch."""
    if scene.canvas.far or scene.canvas.shape == "tall":
        return _elsewhere(scene, stands, spare, height)
    return _abreast(scene, stands, spare, height)


def _abreast(scene: Scene, stands: Sequence[Stand], spare: Iterator[Builder], height: int) -> tuple[Column, ...]:
    taken = [(s.weight, found) for s in stands if (found := _alive(scene, s, spare, height))]
    if not taken:
        return ()
    widths = split(scene.canvas.width, [weight for weight, _ in taken])
    return tuple(Column(w, _panels(scene, slots, w, height)) for w, (_, slots) in zip(widths, taken, strict=True))


LEAST_W, LEAST_H = 430, 250
"""Below this a panel of the pages says too little."""


def _elsewhere(scene: Scene, stands: Sequence[Stand], spare: Iterator[Builder], height: int) -> tuple[Column, ...]:
    """On a smaller canvas fewer columns of fewer panels, what needs action always among them; in portrait all in two columns."""
    if height < LEAST_H:
        return ()
    if scene.canvas.shape == "tall":
        return _upright(scene, stands, spare, height)
    room, kept = scene.canvas.width // LEAST_W - _units(stands[-1]), [stands[-1]]
    for stand in stands[:-1]:
        if _units(stand) <= room:
            room -= _units(stand)
            kept.insert(-1, stand)
    return _abreast(scene, [_shortened(s, (height + GAP) // (LEAST_H + GAP)) for s in kept], spare, height)


def _units(stand: Stand) -> int:
    """A stand of more than one and a half usual columns needs two."""
    return 2 if stand.weight > 1.5 else 1


def _shortened(stand: Stand, room: int) -> Stand:
    """The last slot is the most pressing one of its column."""
    slots = stand.slots if len(stand.slots) <= room else (*stand.slots[: room - 1], stand.slots[-1])
    return replace(stand, weight=min(stand.weight, 2.0), slots=slots)


def _upright(scene: Scene, stands: Sequence[Stand], spare: Iterator[Builder], height: int) -> tuple[Column, ...]:
    broad, others = [s for s in stands if _units(s) > 1], [s for s in stands if _units(s) == 1]
    over = split(height, [0.9 * len(broad), 1.0])[0] if broad else 0
    top = [replace(c, alone=True) for c in _abreast(scene, broad, spare, over)] if broad else []
    below = height - over - GAP if broad else height
    half = -(-len(others) // 2)
    pairs = [Stand(1.0, tuple(s for stand in some for s in stand.slots)) for some in (others[:half], others[half:]) if some]
    if scene.canvas.width < 2 * LEAST_W + GAP:
        pairs = [Stand(1.0, pairs[-1].slots[-1:])]
    return (*top, *_abreast(scene, [_shortened(p, (below + GAP) // (LEAST_H + GAP)) for p in pairs], spare, below))


def _alive(scene: Scene, stand: Stand, spare: Iterator[Builder], height: int) -> list[Slot]:
    kept: list[Slot] = []
    for slot in stand.slots:
        if slot.build(scene, 460, 240) is not None:
            kept.append(slot)
            continue
        other = next((b for b in spare if b(scene, 460, 240) is not None), None)
        if other is not None:
            kept.append(Slot(other, slot.weight))
    return kept


def heights(scene: Scene, slots: Sequence[Slot], height: int) -> list[int]:
    """Shares of the column; what a slot cannot fill goes to the others."""
    wanted = split(height, [s.weight for s in slots])
    if len(slots) < 2:
        return wanted
    caps = {i: s.most(scene) for i, s in enumerate(slots) if s.most is not None}
    fixed = {i: cap for i, cap in caps.items() if cap < wanted[i]}
    others = [i for i in range(len(slots)) if i not in fixed]
    if not fixed or not others:
        return wanted
    rest = height - sum(fixed.values()) - GAP * len(fixed)
    shared = dict(zip(others, split(rest, [slots[i].weight for i in others]), strict=True))
    return [fixed[i] if i in fixed else shared[i] for i in range(len(slots))]


def stating(finding: str, name: str, w: int) -> str:
    """The finding as title where it can stand whole, else the plain name."""
    return finding if words.width(finding, BOLD) <= w else name


def _panels(scene: Scene, slots: Sequence[Slot], w: int, height: int) -> tuple[Panel, ...]:
    built = [slot.build(scene, w, h) for slot, h in zip(slots, heights(scene, slots, height), strict=True)]
    return tuple(fitted(p, w) for p in built if p is not None)


def fitted(panel: Panel, w: int) -> Panel:
    """The title whole if it can be; what stands at its right gives way part by part, the title only then."""
    room = w - 2 * PAD_X
    if panel.tag:
        return replace(panel, title=words.fit(panel.title, BOLD, room - words.width(panel.tag[1], 20) - 58))
    parts = panel.right.split("·")
    while parts and words.width(panel.title, BOLD) + 12 + words.width("·".join(parts), 20) > room:
        parts.pop()
    return replace(panel, title=words.fit(panel.title, BOLD, room), right="·".join(parts).strip())
