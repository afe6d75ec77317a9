"""The canvas a page is composed on. Its design pixels are scaled to the screen as a whole: fewer of them, and everything is larger."""

from __future__ import annotations

from dataclasses import dataclass

MARGIN_X, BARS, SECOND_LINE = 64, 176, 80
"""Left and right of the body; header, footer and gaps above and below it; the header's second line on a portrait wall."""
NEAR_M, REFERENCE_M = 6.0, 3.0
"""A wall of three metres seen from six is what 20 design pixels are made for."""
LARGEST = {"": 2.0, "wide": 2.0, "tall": 1.5}
"""How much larger type can grow before nothing is left to write; beyond that the footer says how near one has to stand."""
SIZES = {"": (1920, 1080), "wide": (3840, 1080), "tall": (1080, 1920)}


@dataclass(frozen=True, slots=True)
class Canvas:
    """`shape` is empty (16:9), `wide` (32:9) or `tall` (portrait); `scale` how much larger than usual its type is seen.

    `reach_m` is the greatest distance it can be read from where that is less than was asked, else 0.
    """

    w: int = 1920
    h: int = 1080
    shape: str = ""
    scale: float = 1.0
    reach_m: float = 0.0

    @property
    def width(self) -> int:
        return self.w - MARGIN_X

    @property
    def body(self) -> int:
        return self.h - BARS - (SECOND_LINE if self.shape == "tall" else 0)

    @property
    def far(self) -> bool:
        return self.scale > 1

    @property
    def slots(self) -> int:
        """Headline indicators a row may have: four at the usual distance on a wall that lies, three else."""
        return 3 if self.far or self.shape == "tall" else 4

    @property
    def half(self) -> Canvas:
        """One half of a wide wall: a page of the usual shape."""
        return Canvas(self.w // 2, self.h, "", self.scale, self.reach_m)


USUAL = Canvas()


def fitting(*, shape: str = "", distance_m: float = NEAR_M, width_m: float = 0.0) -> Canvas:
    """The canvas for a viewer's distance and the wall's width, both in metres: px_min = 20 × (distance / 6 m) × (3 m / width).

    The rule is about a canvas of 1920 pixels; one of more pixels on the same width has smaller ones. A wall of unknown width (0) is
    taken for one whose pixels are those of the reference. Type never shrinks below 20.
    """
    w, h = SIZES[shape]
    wanted = (distance_m / NEAR_M) * (REFERENCE_M / width_m * (w / 1920) if width_m else 1.0)
    scale = min(max(1.0, round(wanted, 2)), LARGEST[shape])
    reach = distance_m * scale / wanted if wanted > scale + 0.005 else 0.0
    return Canvas(round(w / scale / 2) * 2, round(h / scale / 2) * 2, shape, scale, round(reach, 1))


def metres(written: str, otherwise: float, *, least: float = 0.5, most: float = 60.0) -> float:
    """A length from an address: what is no length, or none of a room, is not listened to."""
    try:
        found = float(written)
    except ValueError:
        return otherwise
    return found if least <= found <= most else otherwise
