"""Axis ticks as numbers with their wording, on the scale the unit calls for."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit.views import charts, text
from cockpit.views.charts import Tick


def ticks(
    values: Iterable[float | None], *, count: int = 4, zero: bool = False, divisor: int = 1, top: float | None = None
) -> tuple[Tick, ...]:
    """Round ticks that enclose the values (from 0 when `zero`); `top` is an edge the quantity cannot pass, such as 100 %."""
    known = [v / divisor for v in values if v is not None] or [0.0, 1.0]
    found = charts.ticks(min(known), max(known), count=count, zero=zero)
    step = found[1] - found[0]
    if top is not None and max(known) <= top / divisor:
        found = tuple(t for t in found if t <= top / divisor + 1e-9)
        if found[-1] < top / divisor and max(known) > found[-1]:
            found = (*found, found[-1] + step)
    places = 0 if step >= 1 and step == int(step) else 1 if round(step * 10, 6) == int(round(step * 10, 6)) else 2
    return tuple((t * divisor, text.number(t, places)) for t in found)
