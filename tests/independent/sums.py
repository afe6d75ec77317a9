"""n and N of the street and of every place, and the value made of them: sums first, one division at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pandas as pd

from independent.street import Street

STREET = "*"
Amounts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """Exact sums; N is None where nothing is divided."""

    n: Fraction
    N: Fraction | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one indicator should say: the window, and a cell for the street (`*`) and each place that has rows.

    `needs` are the ledgers whose deliveries the window rests on; `by_place` says whether communities have figures of their own.
    """

    window: str
    first: date
    last: date
    needs: tuple[str, ...]
    cells: Mapping[str, Cell]
    by_place: bool


def first_day(window: str, last: date) -> date:
    """Where a window begins that ends on `last`."""
    if window.endswith("weeks") or window == "week":
        return last - timedelta(days=7 * int(window.removesuffix("weeks").removesuffix("week") or 1) - 1)
    if window == "12m":
        return date(last.year - (last.month < 12), last.month % 12 + 1, 1)
    return {"day": last, "month": last.replace(day=1), "ytd": last.replace(month=1, day=1), "stock": date.min}[window]


def closed_month(day: date) -> date:
    """Last day of the newest month that is over on `day`."""
    return day if (day + timedelta(days=1)).day == 1 else day.replace(day=1) - timedelta(days=1)


def last_day(street: Street, window: str, *sources: str) -> date:
    """How far the ledgers reach together; whole months only where a window is made of months."""
    reached = min(street.end(source) for source in sources)
    return closed_month(reached) if window in ("month", "12m") else reached


def answer(street: Street, window: str, sources: tuple[str, ...], cells: Callable[[date, date], Mapping[str, Cell]]) -> Answer:
    """The cells of the window that ends where the sources end."""
    last = last_day(street, window, *sources)
    first = first_day(window, last)
    found = cells(first, last)
    return Answer(window, first, last, sources, found, set(found) != {STREET})


def cell(n: Any, whole: Any, factor: int) -> Cell:
    top, bottom = Fraction(n), None if whole is None else Fraction(whole)
    value = float(top) if bottom is None else float(top / bottom * factor) if bottom else None
    return Cell(top, bottom, value)


def cells(n: Amounts, whole: Amounts | None, *, street: tuple[Any, Any] | None = None, factor: int = 100) -> dict[str, Cell]:
    """One cell a place; the street is the sum of its places unless it was counted of its own."""
    places = sorted(n.keys() | whole.keys()) if whole is not None else sorted(n)
    found = {place: cell(n.get(place, 0), None if whole is None else whole.get(place, 0), factor) for place in places}
    own, of = street or (sum(n.values()), None if whole is None else sum(whole.values()))
    return {**found, STREET: cell(own, of, factor)}


def alone(n: Any, whole: Any, *, factor: int = 100) -> dict[str, Cell]:
    """The street only."""
    return {STREET: cell(n, whole, factor)}


def rate(rows: pd.DataFrame, hit: pd.Series, place: str = "") -> dict[str, Cell]:
    """Rows that hit ÷ rows."""
    if not place:
        return alone(int(hit.sum()), len(rows))
    return cells(counts(rows[hit], place), counts(rows, place))


def share(rows: pd.DataFrame, part: str, whole: str, place: str = "") -> dict[str, Cell]:
    """Sum of one column ÷ sum of another over the same rows."""
    if not place:
        return alone(sum(rows[part]), sum(rows[whole]))
    return cells(totals(rows, part, place), totals(rows, whole, place))


def counts(rows: pd.DataFrame, place: str) -> dict[str, int]:
    return {str(code): int(number) for code, number in rows.groupby(place).size().items()}


def totals(rows: pd.DataFrame, column: str, place: str) -> dict[str, Any]:
    return {str(code): sum(found) for code, found in rows.groupby(place)[column]}


def distinct(rows: pd.DataFrame, column: str, place: str) -> dict[str, int]:
    return {str(code): int(number) for code, number in rows.groupby(place)[column].nunique().items()}


def newest(rows: pd.DataFrame, key: str, day: str) -> pd.DataFrame:
    """The last row of each unit."""
    return rows.sort_values(day, kind="stable").drop_duplicates(key, keep="last")


def placed(rows: pd.DataFrame, register: pd.DataFrame, key: str, place: str) -> pd.DataFrame:
    """The rows with the community that a register knows for their key, as `地`."""
    known = dict(zip(register[key], register[place], strict=True))
    return rows.assign(地=[known.get(code, "-") for code in rows[key]])
