"""What a chart shows, as plain data: texts already in the reader's language, sizes in design pixels. `figures` draws them."""

from __future__ import annotations

import math
from dataclasses import dataclass

Values = tuple[float | None, ...]
Tick = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A run of values against a target. `xs` are positions' names; only `x_ticks` (position, text) are printed.

    `tone`: `""`, `stale` (hollow end, hatch over the `gap` positions after the last value) or `partial` (hollow, dashed last step).
    `plan` is a dashed reference line, `before` a thin one (a year ago); each is named by its label at its end.
    """

    w: int
    h: int
    ys: Values
    ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    last: str = ""
    target: float | tuple[float, float] | None = None
    target_label: str = ""
    tone: str = ""
    gap: int = 0
    gap_label: tuple[str, ...] = ()
    plan: Values = ()
    plan_label: str = ""
    before: Values = ()
    before_label: str = ""
    right: int = 84
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """One measure of `Columns`. `style` is a word of `figures.theme.Theme.fill`; `marks` restyles single positions."""

    name: str
    values: Values
    style: str = "data"
    marks: tuple[tuple[int, str], ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """Upright columns over equal steps; `mode` is `group` or `stack`. `target` draws the dashed line across."""

    w: int
    h: int
    bars: tuple[Bars, ...]
    ticks: tuple[Tick, ...]
    x_ticks: tuple[Tick, ...]
    mode: str = "group"
    target: float | None = None
    target_label: str = ""
    line: Values = ()
    line_label: str = ""
    right: int = 4
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its size, how it is filled, what stands in it and what stands under it."""

    value: float
    style: str = "data"
    inside: str = ""
    under: str = ""
    under_style: str = "ink2"


@dataclass(frozen=True, slots=True)
class Strip:
    """One bar of parts over the whole width; `whole` keeps a rest empty, else the parts fill it."""

    w: int
    h: int
    parts: tuple[Part, ...]
    whole: float | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class StackRow:
    """One lying bar: name at the left, parts, figure at the right."""

    label: str
    parts: tuple[Part, ...]
    text: str = ""
    style: str = "ink2"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Stacks:
    """Lying stacked bars on one scale. `left` and `right` are the pixels kept for names and figures (0: drawn elsewhere)."""

    w: int
    h: int
    rows: tuple[StackRow, ...]
    left: int = 110
    right: int = 64
    thick: float = 0.72
    rule: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    value: float
    style: str = "data"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """One dot per community on one line, with the target's tick."""

    w: int
    h: int
    dots: tuple[Dot, ...]
    low: float
    high: float
    low_label: str
    high_label: str
    caption: str = ""
    target: float | None = None
    alt: str = ""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """`level` 0 (unobtrusive) to 2; `mark`: `""`, `warn` (outlined), `bad` (filled), `gap` (hatched), `none` (nothing due)."""

    level: int = 0
    text: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """Rows × columns of cells; `strong` names rows that are printed in the status colour."""

    w: int
    h: int
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    strong: tuple[tuple[int, str], ...] = ()
    left: int = 88
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Bullet:
    """A value against its target on a track: `share` and `tick` are shares of the track's length."""

    label: str
    text: str
    share: float
    tick: float | None
    style: str = "data"
    mark: str = ""
    middle: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    w: int
    h: int
    rows: tuple[Bullet, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class TileRow:
    """Unit squares of one group, in this order: styles by count."""

    label: str
    text: str
    tiles: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Tiles:
    w: int
    h: int
    rows: tuple[TileRow, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """One community on the map. `style`: calm, one, some, many, gap."""

    label: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    style: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    w: int
    h: int
    areas: tuple[Area, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A small line without axes; the figure beside it says the value."""

    w: int
    h: int
    ys: Values
    target: float | None = None
    style: str = "data"
    alt: str = ""


Chart = Line | Columns | Strip | Stacks | Dots | Heat | Bullets | Tiles | Map | Spark


def ticks(low: float, high: float, *, count: int = 4, zero: bool = False) -> tuple[float, ...]:
    """Round axis values that enclose low … high, about `count` steps apart; from 0 when `zero`."""
    low = min(0.0, low) if zero else low
    if high - low < 1e-9:
        high, low = high + 1, low if zero else low - 1
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw - 1e-12)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))
