"""What the store asks of the rows it is given; intake's `Rows` has this shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol, cast

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
"""Signed 64-bit keys, hashes or row ids."""
Matrix = npt.NDArray[np.object_]
"""Cells, a row a line."""
ROWS_AT_ONCE = 20_000


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


def records(rows: Rows, chosen: Ids | None = None) -> Iterator[tuple[list[str], Matrix]]:
    """(names, cells row by row) of the chosen positions, or of all, some thousand rows at a time. A file without sheets names none."""
    every = np.arange(len(rows.key), dtype=np.int64) if chosen is None else chosen
    for start in range(0, len(every), ROWS_AT_ONCE):
        at: Any = every[start : start + ROWS_AT_ONCE]
        if chosen is None and len(every) <= ROWS_AT_ONCE:
            at = slice(None)
        columns: dict[str, Any] = {name: _objects(taken(cells, at)) for name, cells in rows.columns.items()}
        columns |= {"_key": rows.key[at], "_hash": rows.hash[at], "_row": taken(rows.row, at)}
        columns |= {"_sheet": _objects(taken(rows.sheet, at))} if any(rows.sheet) else {}
        yield list(columns), matrix(list(columns.values()))


def matrix(columns: Sequence[Any]) -> Matrix:
    """Parallel columns laid side by side, as a driver takes cells: Python's own numbers and texts, None where absent."""
    made = np.empty((len(columns[0]), len(columns)), dtype=object)
    for at, column in enumerate(columns):
        made[:, at] = column
    return made


def _objects(cells: Any) -> Any:
    """As an array; absent cells are None."""
    absent = getattr(cells, "absent", None)
    if absent is None:
        made = np.empty(len(cells), dtype=object)
        made[:] = cells
        return made
    values: Any = cells.values
    if not absent.any():
        return values
    made = values.astype(object)
    made[absent] = None
    return made


def taken(cells: Sequence[Any], at: Any) -> Sequence[Any]:
    """The cells at these positions (or of a slice); a column that can pick them itself does so, quicker."""
    take = getattr(cells, "take", None)
    if take:
        return cast(Sequence[Any], take(at))
    return cells[at] if isinstance(at, slice) else [cells[i] for i in at.tolist()]


def scopes(rows: Rows, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The scope of each row: the values of the scope columns. No columns: one scope for all."""
    if not columns:
        return list(repeat((), len(rows.key)))
    return list(zip(*(rows.columns[name] for name in columns), strict=True))
