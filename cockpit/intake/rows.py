"""The result of reading one file: rows in the store's encoding, block by block, what became of the others, and why."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from cockpit.intake import frames
from cockpit.intake.fates import RowFate
from cockpit.model import Equation, Problem


def no_keys() -> frames.Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Stored(Sequence[Any]):
    """One column's cells as the store takes them: int64 or texts, and where they are absent. As a sequence: None where absent."""

    values: frames.Ints | frames.Texts
    absent: frames.Mask

    def __len__(self) -> int:
        return len(self.absent)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __getitem__(self, at: Any) -> Any:
        return self.take(at).tolist() if isinstance(at, slice) else self.take([at]).tolist()[0]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self.tolist() == list(other)

    def __reduce__(self) -> tuple[Any, ...]:
        """Between processes in as few bytes as the numbers need."""
        values, absent = self.values, self.absent if self.absent.any() else len(self.absent)
        if values.dtype == np.int64 and len(values):
            low, high = int(values.min()), int(values.max())
            values = values.astype(np.promote_types(np.min_scalar_type(low), np.min_scalar_type(high)), copy=False)
        return _stored, (values, absent)

    def take(self, at: Any) -> Stored:
        """The cells at these positions (a slice, positions or a mask)."""
        return Stored(self.values[at], self.absent[at])

    def tolist(self) -> list[Any]:
        if not self.absent.any():
            return list(self.values.tolist())
        objects = self.values.astype(object)
        objects[self.absent] = None
        return list(objects.tolist())


def _stored(values: Any, absent: frames.Mask | int) -> Stored:
    own = values if values.dtype == object else values.astype(np.int64, copy=False)
    return Stored(own, np.zeros(absent, dtype=np.bool_) if isinstance(absent, int) else absent)


@dataclass(frozen=True, slots=True)
class Rows:
    """Parallel columns, one per declared column and `<datetime>__day`. Keys are unique.

    `mentioned` are the keys of refused and held rows as far as they could be read: what stands under them must not be ended.
    `key` and `hash` (of all declared columns) are signed 64-bit; `row` is the row a spreadsheet program shows. Of a block, `again` are
    those of its keys that stood in an earlier block of the file too: what that one said of them is replaced.
    """

    source: str
    columns: Mapping[str, Sequence[Any]]
    key: frames.Ints
    hash: frames.Ints
    row: list[int]
    sheet: list[str]
    mentioned: frames.Ints = field(default_factory=no_keys)
    again: frames.Ints = field(default_factory=no_keys)

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`equation` lacks only new, changed and unchanged, which the store knows: read = merged + held + refused + not_data + len(rows).

    `rows` is None when nothing goes on; where the blocks went on one by one they bear no columns, only keys and hashes. `quarantine` is
    the one problem that stopped the whole file (also in `problems`). `fates` tells what became of each of the first rows, when asked for.
    """

    rows: Rows | None
    equation: Equation
    problems: tuple[Problem, ...]
    covers: tuple[date, date] | None = None
    place: str = ""
    quarantine: Problem | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    fates: tuple[RowFate, ...] = ()


NOTHING = Parsed(None, Equation(), ())

Blocks = Generator[Rows, None, Parsed]
"""A file while it is read: its rows block by block, and at the end what there is to say of the whole. Nothing counts before the end."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one chunk that go on; `columns` name → (values, absent)."""

    sheet: str
    columns: Mapping[str, tuple[frames.Ints | frames.Texts, frames.Mask]]
    key: frames.Ints
    hash: frames.Ints
    row: frames.Ints
    mentioned: frames.Ints
    read: int
    not_data: int
    refused: int
    held: int


def block(part: Part, source: str, *, again: frames.Ints) -> Rows:
    """The rows of a part, of those with the same key the last."""
    gone = frames.superseded(part.key)
    keep: Any = ~gone if gone.any() else slice(None)
    columns = {name: Stored(values, absent).take(keep) for name, (values, absent) in part.columns.items()}
    row = part.row[keep].tolist()
    return Rows(source, columns, part.key[keep], part.hash[keep], row, [part.sheet] * len(row), again=again)


_SLOTS = 2**23


@dataclass(slots=True)
class Known:
    """The keys of all blocks so far: a mark for each where its last bits point to, and sorted runs of growing length to make sure."""

    marks: frames.Mask = field(default_factory=lambda: np.zeros(_SLOTS, dtype=np.bool_))
    runs: list[frames.Ints] = field(default_factory=list)

    def again(self, keys: frames.Ints) -> frames.Ints:
        """Those of the keys that were known already; all are from now on."""
        slots = keys & (_SLOTS - 1)
        maybe = np.unique(keys[self.marks[slots]])
        self.marks[slots] = True
        there = np.zeros(len(maybe), dtype=np.bool_)
        for run in self.runs if len(maybe) else ():
            there |= run[np.minimum(np.searchsorted(run, maybe), len(run) - 1)] == maybe
        if len(keys):
            self.runs.append(np.sort(keys))
        while len(self.runs) > 1 and len(self.runs[-1]) * 2 > len(self.runs[-2]):
            self.runs[-2:] = [np.sort(np.concatenate(self.runs[-2:]), kind="stable")]
        return maybe[there]


def collect(blocks: Blocks) -> Parsed:
    """Read to the end and hold everything: `Parsed.rows` with all columns."""
    found: list[Rows] = []
    while True:
        try:
            found.append(next(blocks))
        except StopIteration as end:
            parsed: Parsed = end.value
            break
    return parsed if parsed.rows is None else replace(parsed, rows=replace(joined(found), mentioned=parsed.rows.mentioned))


def begun(blocks: Blocks) -> Blocks:
    """The same, read up to its first block already. Close the one that was handed in, not this one."""
    try:
        first = next(blocks)
    except StopIteration as end:
        return whole(end.value)
    return _going_on(first, blocks)


def _going_on(first: Rows, blocks: Blocks) -> Blocks:
    yield first
    return (yield from blocks)


def whole(parsed: Parsed) -> Blocks:
    """What was read already, as one block."""
    if parsed.rows is not None and len(parsed.rows):
        yield parsed.rows
    return parsed


def standing(blocks: Sequence[Rows]) -> frames.Mask:
    """Of the rows of all blocks in file order those that no later block replaces."""
    return ~frames.superseded(np.concatenate([no_keys(), *(each.key for each in blocks)]))


def joined(blocks: Sequence[Rows]) -> Rows:
    """All blocks in file order, of the rows with one key the last."""
    if len(blocks) == 1:
        return blocks[0]
    key, digest = (np.concatenate([no_keys(), *(getattr(each, name) for each in blocks)]) for name in ("key", "hash"))
    kept = standing(blocks)
    keep: Any = slice(None) if kept.all() else np.flatnonzero(kept)
    columns = {name: _stacked([each.columns[name] for each in blocks]).take(keep) for name in (blocks[0].columns if blocks else ())}
    row, sheet = ([cell for each in blocks for cell in getattr(each, name)] for name in ("row", "sheet"))
    if not kept.all():
        row, sheet = ([cells[at] for at in keep.tolist()] for cells in (row, sheet))
    return Rows(blocks[0].source, columns, key[keep], digest[keep], row, sheet)


def _stacked(cells: Sequence[Sequence[Any]]) -> Stored:
    stored = [each for each in cells if isinstance(each, Stored)]
    return Stored(np.concatenate([each.values for each in stored]), np.concatenate([each.absent for each in stored]))
