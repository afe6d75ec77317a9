"""Months a spreadsheet has shortened: `2016.1` in a column of months written with a dot may be January, or October that lost its nought.

The rule: every place where it stands must lie between the September and the November of its year (then it is October), or between the
December before and the February after it in a column that writes no noughts (then it is January). One neighbour is enough at either end
of the column. Where the places do not agree, or nothing tells, it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from cockpit.intake import frames
from cockpit.intake.typed import plain

_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})(?:月份?)?")
_OTHER = (0, 0)
_SHORT = re.compile(r"(\d{4})\.1")
JANUARY, OCTOBER = 1, 10


def decided(uniques: Sequence[str], codes: frames.Ints) -> Mapping[int, int]:
    """Position among the distinct texts → month (1 or 10) for every shortened one that its neighbours decide."""
    short = {at: int(found[1]) for at, text in enumerate(uniques) if "." in text and (found := _SHORT.fullmatch(plain(text)))}
    if not short:
        return {}
    months = [_month(text) for text in uniques]
    noughts = any("." in text and re.fullmatch(r"\d{4}\.0\d", plain(text)) for text in uniques)
    order = codes[np.flatnonzero(np.diff(codes, prepend=-1))].tolist()
    votes = {at: _vote(order, months, at, year) for at, year in short.items()}
    return {at: month for at, month in votes.items() if month == OCTOBER or (month == JANUARY and not noughts)}


def _month(text: str) -> tuple[int, int] | None:
    """(year, month) of a text; None for words and blanks, which end a run of months."""
    found = _MONTH.fullmatch(plain(text))
    if found:
        return int(found[1]), int(found[2])
    return _OTHER if any(c.isdigit() for c in text) else None


def _vote(order: list[int], months: list[tuple[int, int] | None], at: int, year: int) -> int:
    """The month on which all places agree; 0 when they do not."""
    votes = set()
    for place, code in enumerate(order):
        if code == at:
            beside = {months[order[i]] for i in (place - 1, place + 1) if 0 <= i < len(order)} - {None}
            votes.add(_of(beside, year))
    return votes.pop() if len(votes) == 1 else 0


def _of(beside: set[tuple[int, int] | None], year: int) -> int:
    if beside and beside <= {(year, 9), (year, 11)}:
        return OCTOBER
    return JANUARY if beside and beside <= {(year - 1, 12), (year, 2)} else 0
