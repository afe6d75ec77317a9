"""Small cells are not shown, and no difference gives them away. One rule for screens, answers and exports (domain rule: mask below 5).

A cell by place is small when n, N or N − n lies in 1 … limit − 1. If the hidden cells together could be found by
taking the shown ones from the street's total, the next smallest cells are hidden too.
"""

from __future__ import annotations

from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import STREET


def hidden(panel: Panel, limit: int) -> frozenset[str]:
    """Places of one panel that must not be shown. `limit` 0 hides nothing."""
    if limit <= 0:
        return frozenset()
    cells = {place: ratio for place, ratio in panel.cells.items() if place != STREET}
    found = {place for place, ratio in cells.items() if small(ratio, limit)}
    rest = sorted((place for place in cells if place not in found), key=lambda p: (size(cells[p]), p))
    while found and rest and _recoverable([cells[p] for p in found], limit):
        found.add(rest.pop(0))
    return frozenset(found)


def small(ratio: Ratio, limit: int) -> bool:
    counts = [ratio.n, ratio.N, ratio.N - ratio.n if ratio.n is not None and ratio.N is not None else None]
    return any(count is not None and 0 < count < limit for count in counts)


def size(ratio: Ratio) -> int:
    return ratio.N if ratio.N is not None else ratio.n or 0


def _recoverable(cells: list[Ratio], limit: int) -> bool:
    """One hidden cell is the street less the others; several small ones still tell too much while their sum is small."""
    if len(cells) < 2:
        return True
    total = cells[0]
    for cell in cells[1:]:
        total = total + cell
    return small(total, limit)
