"""What the fields of a table are called when its header takes one, two or three rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MOST_ROWS = 3
"""Header rows beyond these are not put together."""

Merged = Sequence[tuple[int, int, int, int]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Rows `top` to `bottom` of the head taken for one header. `names` gives per field what it may be called: the words of all rows
    together first, then fewer from the top, the lowest word alone last."""

    top: int
    bottom: int
    names: Sequence[Sequence[str]]


def candidates(head: Sequence[Sequence[str]], merged: Merged, *, most: int = MOST_ROWS) -> Iterator[Labels]:
    """Every run of rows that may be the header: single rows first, then two and three rows together."""
    for height in range(1, most + 1):
        for bottom in range(height - 1, len(head)):
            rows = head[bottom - height + 1 : bottom + 1]
            yield Labels(bottom - height + 1, bottom, _names(rows, bottom - height + 1, merged))


def _names(rows: Sequence[Sequence[str]], top: int, merged: Merged) -> list[list[str]]:
    if len(rows) == 1:
        return [[cell.strip()] if cell.strip() else [] for cell in rows[0]]
    width = max(map(len, rows))
    own = [[*(cell.strip() for cell in row), *[""] * (width - len(row))] for row in rows]
    spread = _spread(own, top, merged)
    return [_of(own, spread, at) for at in range(width)]


def _of(own: list[list[str]], spread: list[list[str]], at: int) -> list[str]:
    """The words above one field down to its lowest own one; those a merged cell repeats are said once."""
    lowest = max((row for row in range(len(own)) if own[row][at]), default=-1)
    if lowest < 0:
        return []
    words = [spread[row][at] for row in range(lowest)] + [own[lowest][at]]
    said = [word for i, word in enumerate(words) if word and word not in words[:i]]
    return ["".join(said[i:]) for i in range(len(said))]


def _spread(own: list[list[str]], top: int, merged: Merged) -> list[list[str]]:
    """Upper labels over the fields they stand for: by the merged ranges where the sheet tells any, else carried right over blanks."""
    known = [area for area in merged if top <= area[0] < top + len(own)]
    return _by_ranges(own, top, known) if known else _carried(own)


def _by_ranges(own: list[list[str]], top: int, merged: Merged) -> list[list[str]]:
    found = [list(row) for row in own]
    for first, left, last, right in merged:
        for row in range(first, min(last, top + len(own) - 1) + 1):
            for at in range(left, min(right, len(own[0]) - 1) + 1):
                found[row - top][at] = found[row - top][at] or own[first - top][left]
    return found


def _carried(own: list[list[str]]) -> list[list[str]]:
    """A label stands for the blanks to its right as far as a lower row has something to say there."""
    found = [list(row) for row in own]
    for row in range(len(own) - 1):
        for at in range(1, len(own[row])):
            if not found[row][at] and any(below[at] for below in own[row + 1 :]):
                found[row][at] = found[row][at - 1]
    return found
