"""What the desk's charts show, as plain data; `figures.desk` draws them."""

from __future__ import annotations

import math
from dataclasses import dataclass

Values = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """An indicator's windows against its target. `low`/`high` bound the target zone per window (None: open on that side).

    `missed` are the positions drawn hollow; `gap` empty steps after the last are hatched (its source is silent);
    `partial` dashes the last step. `hover` runs parallel to `ys`.
    """

    xs: tuple[str, ...]
    ys: Values
    low: Values
    high: Values
    ticks: tuple[tuple[float, str], ...]
    target_label: str
    last_label: str
    before: Values = ()
    before_label: str = ""
    missed: tuple[int, ...] = ()
    gap: int = 0
    gap_label: str = ""
    partial: bool = False
    hover: tuple[str, ...] = ()
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """The shape of the last windows; the figure beside it says the value."""

    ys: Values
    target: float | None = None
    stale: bool = False
    alt: str = ""


def axis(values: list[float], *, count: int = 4) -> tuple[float, ...]:
    """Round ticks that enclose the values, about `count` steps."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    raw = (high - low) / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw - 1e-12)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))
