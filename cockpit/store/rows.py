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


def records(rows: Rows, chosen: Ids | None = None) -> Iterator[tuple[Any, ...]]:
    """Tuples of cells in the order of `rows.columns`, then _key, _hash, _sheet, _row; of the chosen positions, or of all."""
    columns: list[Sequence[Any]] = [*rows.columns.values()]
    key, hashes = rows.key, rows.hash
    lineage: list[Sequence[Any]] = [rows.sheet, rows.row]
    if chosen is not None:
        at = chosen.tolist()
        columns = [[column[i] for i in at] for column in columns]
        lineage = [[column[i] for i in at] for column in lineage]
        key, hashes = key[chosen], hashes[chosen]
    return zip(*columns, key.tolist(), hashes.tolist(), *lineage, strict=True)


def scopes(rows: Rows, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The scope of each row: the values of the scope columns. No columns: one scope for all."""
    if not columns:
        return list(repeat((), len(rows.key)))
    return list(zip(*(rows.columns[name] for name in columns), strict=True))
