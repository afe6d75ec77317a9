"""Hashes of keys and rows: 64 bits, the same on every machine and in every run, without any order of columns or rows in them.

A cell's hash is mixed with its column's name and the columns are added up; an absent cell adds nothing. So a column added to the
catalogue later changes no hash of the rows that do not fill it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

from cockpit.intake import frames
from cockpit.intake.frames import Ints, Mask, Texts, Words

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def of_cells(values: Ints | Texts) -> Words:
    """Hash of each value; integers by their bits, words by their text."""
    if values.dtype == object:
        return frames.text_hashes(values.astype(object, copy=False)) if len(values) else np.zeros(0, dtype=np.uint64)
    return _mixed(values.astype(np.int64, copy=False).view(np.uint64))


def of_rows(columns: Iterable[tuple[str, Words, Mask]], *, length: int) -> Ints:
    """Hash of each row from (column name, hashes of its cells, absent)."""
    total = np.zeros(length, dtype=np.uint64)
    for name, hashes, absent in columns:
        term = _mixed(hashes ^ _salt(name))
        total += np.where(absent, np.uint64(0), term) if absent.any() else term
    return _mixed(total).view(np.int64)


def _salt(name: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big"))


def _mixed(words: Words) -> Words:
    """The finishing steps of splitmix64: every input bit reaches every output bit."""
    found = words + _GOLDEN
    found = (found ^ (found >> np.uint64(30))) * _FIRST
    found = (found ^ (found >> np.uint64(27))) * _SECOND
    return found ^ (found >> np.uint64(31))
