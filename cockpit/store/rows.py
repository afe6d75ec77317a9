"""What the store asks of the rows it is given; intake's `Rows` has this shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
"""Signed 64-bit keys, hashes or row ids."""


class Rows(Protocol):
    """Rows of one source in stored encoding: parallel lists, one key each (no key twice)."""

    @property
    def source(self) -> str: ...
    @property
    def columns(self) -> Mapping[str, Sequence[Any]]: ...
    @property
    def key(self) -> Ids: ...
    @property
    def hash(self) -> Ids: ...
    @property
    def row(self) -> Sequence[int]: ...
    @property
    def sheet(self) -> Sequence[str]: ...
    @property
    def mentioned(self) -> Ids:
        """Keys of rows that were in the file but refused or held: what stands under them is neither restated nor ended."""
        ...

    @property
    def again(self) -> Ids:
        """Of a block: those of its keys that stood in an earlier block of the same batch too."""
        ...


def records(rows: Rows, chosen: Ids | None = None) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """(names, tuples of cells in their order) of the chosen positions, or of all. Rows of a file without sheets name none."""
    columns: list[Sequence[Any]] = [*rows.columns.values()]
    key, hashes = rows.key, rows.hash
    lineage = {"_row": rows.row, **({"_sheet": rows.sheet} if any(rows.sheet) else {})}
    if chosen is not None:
        columns = [taken(cells, chosen) for cells in columns]
        lineage = {name: [cells[at] for at in chosen.tolist()] for name, cells in lineage.items()}
        key, hashes = key[chosen], hashes[chosen]
    return [*rows.columns, "_key", "_hash", *lineage], zip(*columns, key.tolist(), hashes.tolist(), *lineage.values(), strict=True)


def taken(cells: Sequence[Any], at: Ids) -> Sequence[Any]:
    """The cells at these positions; a column that can pick them itself does so, quicker."""
    take = getattr(cells, "take", None)
    return take(at) if take else [cells[i] for i in at.tolist()]


def scopes(rows: Rows, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The scope of each row: the values of the scope columns. No columns: one scope for all."""
    if not columns:
        return list(repeat((), len(rows.key)))
    return list(zip(*(rows.columns[name] for name in columns), strict=True))
