"""What the demo street stands on: one catalogue, one day the story ends, one seed; and dice that fall alike everywhere."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any, TypeVar

from cockpit import calendar
from cockpit.catalog import schema

Value = str | int | float | bool | date | datetime | None
Row = dict[str, Value]
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
T = TypeVar("T")

ORDER = (
    "云桥",
    "柳岸",
    "书林",
    "梧桐",
    "锦湾",
    "青禾",
    "桂苑",
    "和畅",
    "渡口",
    "东篱",
    "莲塘",
    "星河",
    "丰乐",
    "南浦",
    "长堤",
    "石泉村",
    "望山村",
    "松涛村",
)
CODES = tuple(f"c{number:02d}" for number in range(1, 19))
CODE_OF = dict(zip(ORDER, CODES, strict=True))
WEIGHT = dict(zip(CODES, (66, 60, 52, 78, 82, 58, 55, 54, 80, 48, 57, 70, 96, 50, 62, 64, 46, 40), strict=True))
"""How much of the street's life happens in each community; roughly its inhabitants in hundreds."""
VILLAGES = CODES[15:]


class Dice:
    """A random stream of its own for one source and period. Sums and products only: no logarithm, so every machine agrees."""

    def __init__(self, *key: object) -> None:
        self._stream = random.Random(int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), "big"))
        self.unit = self._stream.random

    def chance(self, share: float) -> bool:
        return self.unit() < share

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.unit() * (high - low + 1))

    def around(self, mean: float, spread: float) -> float:
        """Bell-shaped; `spread` is about the standard deviation and nothing falls further out than three of them."""
        return mean + spread * (self.unit() + self.unit() + self.unit() - 1.5) * 2.0

    def code(self, length: int = 8) -> str:
        """A random-looking identifier without vowels; seldom the same twice."""
        number = int(self.unit() * len(LETTERS) ** length)
        text = ""
        for _ in range(length):
            number, place = divmod(number, len(LETTERS))
            text += LETTERS[place]
        return text

    def hits(self, tries: int, share: float) -> int:
        """About how many of so many tries succeed, without trying each."""
        missed = self.around(tries * (1 - share), math.sqrt(tries * share * (1 - share)))
        return tries - min(tries, whole(missed))

    def skewed(self, mean: float) -> float:
        """Mostly small, sometimes three times the mean."""
        return mean * 3.0 * self.unit() ** 2

    def pick(self, weights: Mapping[T, float]) -> T:
        point = self.unit() * math.fsum(weights.values())
        for value, weight in weights.items():
            point -= weight
            if point < 0:
                return value
        return next(reversed(list(weights)))

    def one(self, values: Sequence[T]) -> T:
        return values[int(self.unit() * len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        return [value for _, _, value in sorted((self.unit(), place, value) for place, value in enumerate(values))]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """`anchor` is the day the planted story is seen from; `start` the Monday the first files come; `scale` thickens the event feeds."""

    catalog: schema.Catalog
    office: calendar.Office
    anchor: date
    start: date
    seed: int
    scale: float = 1.0
    memo: dict[Any, Any] = field(default_factory=dict)

    def dice(self, *key: object) -> Dice:
        return Dice(self.seed, *key)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` gives, made once per stage."""
        if key not in self.memo:
            self.memo[key] = make()
        made: T = self.memo[key]
        return made

    def weeks_before(self, day: date) -> float:
        """How many weeks `day` lies before the last whole day of the story; negative behind it."""
        return (self.anchor - DAY - day).days / 7

    def month(self, back: int) -> date:
        """Last day of the newest month whose reports are in at the anchor, or `back` months before it."""
        closed = self.anchor.replace(day=1) - DAY
        reported = self.office.workday_from(closed + 4 * DAY) <= self.anchor
        return calendar.add_months(closed, -back if reported else -back - 1)


def monday(day: date) -> date:
    return day - day.weekday() * DAY


def days(first: date, last: date) -> list[date]:
    return [first + step * DAY for step in range((last - first).days + 1)]


def month_ends(first: date, last: date) -> list[date]:
    """Last days of the months that end between the two days."""
    ends, end = [], calendar.month_end(first)
    while end <= last:
        ends.append(end)
        end = calendar.add_months(end, 1)
    return ends


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def season(day: date, table: Sequence[float]) -> float:
    """Twelve monthly factors, read in between so that nothing jumps on the first of a month."""
    share = (day.day - 1) / 31
    return table[day.month - 1] * (1 - share) + table[day.month % 12] * share


def moment(day: date, dice: Dice, first_hour: int, last_hour: int) -> datetime:
    """A second of that day between the two hours."""
    seconds = dice.between(first_hour * 3600, last_hour * 3600 - 1)
    return datetime.combine(day, time(0)) + timedelta(seconds=seconds)


def whole(amount: float) -> int:
    """Rounded down plus half: the same on every machine, never below zero."""
    return max(0, int(amount + 0.5))
