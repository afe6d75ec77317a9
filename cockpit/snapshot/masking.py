"""Small cells are not shown, and no difference gives them away. One rule for screens, answers and exports (domain rule: mask below 5).

A cell by place is small when n, N or N − n lies in 1 … limit − 1. If the hidden cells together could be found by
taking the shown ones from the street's total, the next smallest cells are hidden too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def of_series(values: Mapping[str, Sequence[float | None]], limit: int) -> dict[str, list[float | None]]:
    """A series without its small cells. The first measure is the whole of the others: nor may what it leaves beside them be small,
    and a key that does not tell its whole tells no part of it."""
    whole = next(iter(values.values()), ())
    shown = _without_small(whole, (), limit)
    parts = {name: _without_small(each, whole, limit) for name, each in values.items()}
    return {name: [None if of is None else count for of, count in zip(shown, each, strict=True)] for name, each in parts.items()}


def _without_small(counts: Sequence[float | None], whole: Sequence[float | None], limit: int) -> list[float | None]:
    sizes = [count or 0 for count in counts]
    left = [(of or 0) - size for of, size in zip(whole, sizes, strict=True)] if whole else [0] * len(sizes)
    found = {at for at, size in enumerate(sizes) if 0 < size < limit or 0 < left[at] < limit}
    rest = sorted((at for at, size in enumerate(sizes) if size and at not in found), key=lambda at: (sizes[at], at))
    while found and rest and (len(found) < 2 or 0 < sum(sizes[at] for at in found) < limit):
        found.add(rest.pop(0))
    return [None if at in found else count for at, count in enumerate(counts)]
