"""One column of a chunk, from texts to encoded values: every distinct text is read once, then laid back over the rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.catalog.schema import Catalog, Column
from cockpit.intake import dates, frames, hashing, months, numbers, personal, total_words, words
from cockpit.intake.header import Learned
from cockpit.intake.typed import Fault, Typed
from cockpit.model import Level

_BARE = re.compile(r"[!-~]+")
"""A code as machines write it."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell's meaning depends on besides its column. `period` is what the file's name tells."""

    catalog: Catalog
    source: str
    tz: ZoneInfo
    learned: Learned = field(default_factory=dict)
    native: bool = False
    period: tuple[date, date] | None = None


@dataclass(slots=True)
class Cells:
    """Encoded cells of one column, parallel to the rows: `values` int64 or words; `day` of a datetime; `hashes` of present cells;
    `totals` the rows whose word says that they are sums, `parts` those that say again what others have counted (其中)."""

    column: Column
    values: frames.Ints | frames.Texts
    absent: frames.Mask
    hashes: frames.Words
    refused: frames.Mask
    held: frames.Mask
    day: frames.Ints | None = None
    faults: Sequence[tuple[Fault, frames.Ints]] = ()
    notes: Mapping[str, frames.Ints] = field(default_factory=dict)
    personal: frames.Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    totals: frames.Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    parts: frames.Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def blank(self, positions: frames.Mask) -> None:
        """Let these cells read as absent."""
        self.absent = self.absent | positions


def convert(texts: frames.Texts, column: Column, context: Context, *, power: int = 0) -> Cells:
    """Typed, hashed cells with their faults. Nothing is raised for bad data."""
    codes, distinct = frames.distinct(texts)
    uniques: list[str] = distinct.tolist()
    day = None
    if column.type == "datetime":
        typed, days = dates.convert_moments(uniques, column, _around(context))
        day = days[codes]
    elif column.type in ("date", "month"):
        shortened = months.decided(uniques, codes) if column.type == "month" else {}
        typed = dates.convert(uniques, column, _around(context, shortened))
    else:
        typed = _typed(uniques, column, context, power)
    suspects = _personal(typed, uniques, column)
    cells = _laid_out(typed, codes, column)
    cells.day = day
    if told := _totals(typed, uniques, column):
        cells.totals = np.flatnonzero(np.isin(codes, told))
    naming = column.type in ("enum", "text") or column.place
    if parts := [at for at, text in enumerate(uniques) if total_words.is_part(text)] if naming else []:
        cells.parts = np.flatnonzero(np.isin(codes, parts))
    if suspects:
        cells.personal = np.flatnonzero(np.isin(codes, suspects))
        cells.refused[cells.personal] = True
    return cells


def _personal(typed: Typed, uniques: list[str], column: Column) -> list[int]:
    """Which texts hold a person's number. A code may look like one; any other column is not meant to hold text, so what it could not read
    is looked at. Their faults are not told: the sentence would repeat them."""
    looked = list(range(len(uniques))) if column.type == "text" else _odd(typed, uniques, column)
    suspects = [looked[at] for at in personal.suspects([uniques[at] for at in looked])]
    for at in suspects:
        typed.faults.pop(at, None)
        typed.notes.pop(at, None)
    return suspects


def _odd(typed: Typed, uniques: list[str], column: Column) -> list[int]:
    """Texts that are not what their column is meant for: those with a fault, and codes that no machine wrote."""
    plain = column.type != "code" or column.place or column.department
    if plain or ((joined := "".join(uniques)).isascii() and " " not in joined):
        return list(typed.faults)
    return [at for at, text in enumerate(uniques) if at in typed.faults or not _BARE.fullmatch(text)]


def _totals(typed: Typed, uniques: list[str], column: Column) -> list[int]:
    """Which texts of a naming column say that their row is a total; a name the catalogue knows never does."""
    if column.type == "code" and not (column.place or column.department):
        return total_words.among(uniques)
    return [at for at in typed.faults if total_words.is_total(uniques[at])] if column.type in ("code", "enum") else []


def _around(context: Context, shortened: Mapping[int, int] | None = None) -> dates.Around:
    return dates.Around(context.tz, context.native, context.period, shortened or {})


def filled(text: str, column: Column, context: Context, *, length: int) -> Cells:
    """A column the file does not have: this text in every row (empty: absent, which is no fault of a column that may be)."""
    return convert(frames.texts([text] * length), column, context)


def _typed(uniques: list[str], column: Column, context: Context, power: int) -> Typed:
    learned = context.learned.get(f"{context.source}.{column.name}", {})
    if column.place:
        return words.convert_places(uniques, column, learned={**context.learned.get("place", {}), **learned}, catalog=context.catalog)
    if column.department:
        both = {**context.learned.get("department", {}), **learned}
        return words.convert_departments(uniques, column, learned=both, catalog=context.catalog)
    if column.type in ("int", "dec"):
        typed = numbers.convert(uniques, column, power=power)
        if context.native and column.unit == "%":
            numbers.doubt_fractions(typed, uniques, column)
        return typed
    if column.type == "enum":
        return words.convert_values(uniques, column, learned=learned)
    return words.convert_flags(uniques, column) if column.type == "bool" else words.convert(uniques, column)


def _laid_out(typed: Typed, codes: frames.Ints, column: Column) -> Cells:
    count = len(typed.absent)
    hashes = hashing.of_cells(typed.values)
    refused, held = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    for at, fault in typed.faults.items():
        (held if fault.level == Level.HOLD else refused)[at] = True
    return Cells(
        column, typed.values[codes], typed.absent[codes], hashes[codes], refused[codes], held[codes],
        faults=_positions(typed.faults, codes, count), notes=_noted(typed.notes, codes, count),
    )  # fmt: skip


def _positions(faults: Mapping[int, Fault], codes: frames.Ints, count: int) -> list[tuple[Fault, frames.Ints]]:
    """Rows of each distinct odd text: one pass over the rows, however many texts are odd."""
    if not faults:
        return []
    odd = np.zeros(count, dtype=np.bool_)
    odd[list(faults)] = True
    rows = np.flatnonzero(odd[codes])
    rows = rows[np.argsort(codes[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(codes[rows], prepend=-1))
    return [(faults[int(codes[group[0]])], group) for group in np.split(rows, starts[1:])]


def _noted(notes: Mapping[int, str], codes: frames.Ints, count: int) -> dict[str, frames.Ints]:
    found = {}
    for code in sorted(set(notes.values())):
        odd = np.zeros(count, dtype=np.bool_)
        odd[[at for at, note in notes.items() if note == code]] = True
        found[code] = np.flatnonzero(odd[codes])
    return found
