"""The result of reading one file: rows in the store's encoding, what became of the others, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from cockpit.intake import frames
from cockpit.intake.fates import RowFate
from cockpit.model import Equation, Problem


def _no_keys() -> frames.Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Rows:
    """Parallel lists, one per declared column and `<datetime>__day`, None where a cell is absent. Keys are unique.

    `mentioned` are the keys of refused and held rows as far as they could be read: what stands under them must not be ended.

    `key` and `hash` (of all declared columns) are signed 64-bit; `row` is the row a spreadsheet program shows.
    """

    source: str
    columns: dict[str, list[Any]]
    key: frames.Ints
    hash: frames.Ints
    row: list[int]
    sheet: list[str]
    mentioned: frames.Ints = field(default_factory=_no_keys)

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`equation` lacks only new, changed and unchanged, which the store knows: read = merged + held + refused + not_data + len(rows).

    `rows` is None when nothing goes on. `quarantine` is the one problem that stopped the whole file (also in `problems`).
    `fates` tells what became of each of the first rows, when that was asked for.
    """

    rows: Rows | None
    equation: Equation
    problems: tuple[Problem, ...]
    covers: tuple[date, date] | None = None
    place: str = ""
    quarantine: Problem | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    fates: tuple[RowFate, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one chunk that go on, with what is needed to join chunks; `columns` name → (values, absent)."""

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


def join(parts: Sequence[Part], source: str) -> tuple[Rows | None, frames.Ints, frames.Ints]:
    """(rows with the last one per key, positions merged away, position each of them was replaced by) of all chunks in file order."""
    key, digest, row = (np.concatenate([_no_keys(), *(getattr(part, name) for part in parts)]) for name in ("key", "hash", "row"))
    gone = frames.superseded(key)
    keep = ~gone
    if not keep.any():
        return None, _no_keys(), _no_keys()
    lost = np.flatnonzero(gone)
    winners = frames.last_positions(key)[lost]
    columns = {name: _listed(parts, name, keep) for name in parts[0].columns}
    sheets = [sheet for part in parts for sheet in [part.sheet] * len(part.row)]
    kept_sheets = [sheet for sheet, kept in zip(sheets, keep.tolist(), strict=True) if kept] if len(lost) else sheets
    return Rows(source, columns, key[keep], digest[keep], row[keep].tolist(), kept_sheets), lost, winners


def _listed(parts: Sequence[Part], name: str, keep: frames.Mask) -> list[Any]:
    values = np.concatenate([part.columns[name][0] for part in parts])[keep]
    absent = np.concatenate([part.columns[name][1] for part in parts])[keep]
    if not absent.any():
        return list(values.tolist())
    objects = values.astype(object)
    objects[absent] = None
    return list(objects.tolist())
