"""Rows that were just read, as columns in memory which `conditions` and `selections` take for a table's.

Grouping a hundred thousand rows costs the database a sort; arrays need none. What a triple means is written once, in `conditions`:
here its operators act on whole columns. As in SQL a comparison with an absent cell is not true.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from cockpit.intake import frames
from cockpit.intake.rows import Stored
from cockpit.store.rows import taken

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Stored cells (int64, or text as objects) and where they are absent."""

    values: Any
    absent: Mask

    @classmethod
    def of(cls, cells: Sequence[Any]) -> Column:
        """From cells as the store takes them, None where absent."""
        if isinstance(cells, Stored):
            return cls(cells.values, cells.absent)
        objects = frames.texts(cells)
        absent = np.asarray(objects == None, dtype=np.bool_)  # noqa: E711 - numpy compares cell by cell
        first = next((cell for cell in cells if cell is not None), 0)
        if isinstance(first, str):
            return cls(objects, absent)
        objects[absent] = 0
        return cls(objects.astype(np.int64), absent)

    def edges(self) -> tuple[int | None, int | None]:
        """The smallest and the largest number that is there."""
        there = self.values[~self.absent] if self.absent.any() else self.values
        return (int(there.min()), int(there.max())) if len(there) else (None, None)

    def _with(self, other: Any) -> tuple[Any, Mask]:
        return (other.values, self.absent | other.absent) if isinstance(other, Column) else (other, self.absent)

    def __eq__(self, other: object) -> Mask:  # type: ignore[override]
        right, absent = self._with(other)
        return np.asarray(self.values == right, dtype=np.bool_) & ~absent

    def __lt__(self, other: Any) -> Mask:
        right, absent = self._with(other)
        return np.asarray(self.values < right, dtype=np.bool_) & ~absent

    def __le__(self, other: Any) -> Mask:
        right, absent = self._with(other)
        return np.asarray(self.values <= right, dtype=np.bool_) & ~absent

    def __gt__(self, other: Any) -> Mask:
        right, absent = self._with(other)
        return np.asarray(self.values > right, dtype=np.bool_) & ~absent

    def __ge__(self, other: Any) -> Mask:
        right, absent = self._with(other)
        return np.asarray(self.values >= right, dtype=np.bool_) & ~absent

    def __add__(self, other: Any) -> Column:
        right, absent = self._with(other)
        return Column(self.values + right, absent)

    def __sub__(self, other: Any) -> Column:
        right, absent = self._with(other)
        return Column(self.values - right, absent)

    def __mul__(self, factor: int) -> Column:
        return Column(self.values * factor, self.absent)

    def is_(self, _: None) -> Mask:
        return self.absent

    def is_not(self, _: None) -> Mask:
        return ~self.absent

    def is_distinct_from(self, other: Any) -> Mask:
        if not isinstance(other, Column):
            return np.asarray(~(self == other))
        return np.asarray(~(self == other) & ~(self.absent & other.absent), dtype=np.bool_)

    def in_(self, allowed: Iterable[Any]) -> Mask:
        found = np.zeros(len(self.absent), dtype=np.bool_)
        for value in allowed:
            found |= self == value
        return found

    def not_in(self, allowed: Iterable[Any]) -> Mask:
        return np.asarray(~self.in_(allowed) & ~self.absent, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, made when they are first asked for."""

    cells: Mapping[str, Sequence[Any]]
    length: int
    made: dict[str, Column] = field(default_factory=dict)
    coded: dict[str, tuple[Ints, list[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Mapping[str, Sequence[Any]], chosen: Ints | None = None) -> Table:
        """Of these rows, or of the chosen positions among them."""
        if chosen is not None:
            cells = {name: taken(column, chosen) for name, column in cells.items()}
        return cls(cells, len(next(iter(cells.values()), ())))

    @property
    def c(self) -> Table:
        return self

    def __getitem__(self, name: str) -> Column:
        if name not in self.made:
            self.made[name] = Column.of(self.cells[name])
        return self.made[name]

    def codes(self, name: str, *, absent_as: str) -> tuple[Ints, list[str]]:
        """(code per row, the texts the codes stand for) of a column of texts."""
        if name not in self.coded:
            column = self[name]
            texts = np.where(column.absent, absent_as, column.values) if column.absent.any() else column.values
            found, known = frames.factorize(np.asarray(texts, dtype=object))
            self.coded[name] = found, [str(text) for text in known]
        return self.coded[name]


def group_sums(keys: Sequence[Ints], amounts: Sequence[Ints]) -> tuple[list[Ints], list[Ints]]:
    """(distinct keys column by column, exact sums per key) of parallel columns; int64 throughout."""
    if not len(keys[0]):
        return [key[:0] for key in keys], [amount[:0] for amount in amounts]
    order = _order(keys)
    sorted_keys = [key[order] for key in keys]
    edge = np.zeros(len(order), dtype=np.bool_)
    edge[0] = True
    for key in sorted_keys:
        edge[1:] |= key[1:] != key[:-1]
    starts = np.flatnonzero(edge)
    return [key[starts] for key in sorted_keys], [np.add.reduceat(amount[order], starts) for amount in amounts]


def _order(keys: Sequence[Ints]) -> Ints:
    """Positions by ascending keys. Where the keys span few values, as places and days do, they are sorted as one short number each."""
    lows = [int(key.min()) for key in keys]
    spans = [int(key.max()) - low + 1 for key, low in zip(keys, lows, strict=True)]
    if math.prod(spans) > np.iinfo(np.uint16).max:
        return np.lexsort(tuple(reversed(keys)))
    joined = np.zeros(len(keys[0]), dtype=np.int64)
    for key, low, span in zip(keys, lows, spans, strict=True):
        joined = joined * span + (key - low)
    return np.argsort(joined.astype(np.uint16), kind="stable")
