"""What becomes of the distinct texts of one column: values, and per odd text the fault or the note."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cockpit.catalog.schema import Column
from cockpit.intake import frames
from cockpit.model import Level

ABSENT = frozenset(("", "-", "--", "---", "—", "——", "–", "―", "－", "−", "/", "／", "\\", "无", "暂无"))
"""Marks by which offices say that there is nothing. The words NA, None and null are names like any other, unless a column declares them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not taken: its row is refused, or held for a person."""

    code: str
    expected: str = ""
    level: Level = Level.REFUSE
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Typed:
    """Parallel to the distinct texts: `values` (int64, or object for words), `absent`; `faults` and `notes` by position."""

    values: npt.NDArray[np.int64] | frames.Texts
    absent: frames.Mask
    faults: dict[int, Fault] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)

    def blame(self, position: int, fault: Fault) -> None:
        self.faults[position] = fault


def numbers_of(uniques: Sequence[str], column: Column) -> tuple[Typed, list[int]]:
    """An empty result for integers, and the positions of the texts that say something."""
    return _start(empty_numbers(len(uniques)), uniques, column)


def empty_numbers(length: int) -> Typed:
    return Typed(np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.bool_))


def words_of(uniques: Sequence[str], column: Column) -> tuple[Typed, list[int]]:
    """An empty result for words, and the positions of the texts that say something."""
    return _start(empty_words(len(uniques)), uniques, column)


def empty_words(length: int) -> Typed:
    values = np.empty(length, dtype=object)
    values[:] = ""
    return Typed(values, np.zeros(length, dtype=np.bool_))


def _start(typed: Typed, uniques: Sequence[str], column: Column) -> tuple[Typed, list[int]]:
    marks = ABSENT.union(column.missing)
    if marks.isdisjoint(uniques):
        return typed, list(range(len(uniques)))
    present = [at for at, text in enumerate(uniques) if text not in marks]
    for at, text in enumerate(uniques):
        if text in marks:
            mark_absent(typed, at, column, text=text)
    return typed, present


def mark_absent(typed: Typed, at: int, column: Column, *, text: str = "") -> None:
    """Nothing stands here. `text` is the mark that says so; one the catalogue does not declare itself is noted."""
    typed.absent[at] = True
    if not column.null:
        typed.blame(at, Fault("missing_value"))
    elif text and text not in column.missing:
        typed.notes[at] = "absent_mark"


def plain(text: str) -> str:
    """Full-width forms folded, blanks around cut: the spelling all rules are written for.

    Footnote marks and powers (12①, 5²) stay what they are: folded they would be digits.
    """
    if text.isascii():
        return text.strip()
    if any(unicodedata.category(c) == "No" for c in text):
        return "".join(c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text).strip()
    return unicodedata.normalize("NFKC", text).strip()


def is_absent(text: str, column: Column) -> bool:
    return text in ABSENT or text in column.missing


def made_of(joined: str, allowed: frames.Mask) -> bool:
    """Whether a text holds only allowed ASCII characters."""
    return joined.isascii() and bool(allowed[np.frombuffer(joined.encode(), dtype=np.uint8)].all())


def alphabet(characters: str) -> frames.Mask:
    """The table `made_of` looks characters up in."""
    allowed = np.zeros(128, dtype=np.bool_)
    allowed[[ord(character) for character in characters]] = True
    return allowed
