"""An answer on its way to being a file: rows of declared columns as CSV, counted and bounded while they come."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cockpit.model import Level, Problem

_MB = 1024 * 1024


class Fault(Exception):
    """Why a source gave no answer: a problem's code, what was found and expected. Never a word of the answer, an address or a secret."""

    def __init__(self, code: str, *, found: str = "", expected: str = "") -> None:
        super().__init__(code)
        self.code, self.found, self.expected = code, found, expected

    def problem(self, source: str) -> Problem:
        return Problem(self.code, Level.HOLD, source=source, found=self.found, expected=self.expected)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said, as the bytes of a CSV file in UTF-8 whose header is its first line. `rows` are those below it."""

    data: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an answer may cost. `until` is a moment of the monotonic clock, `seconds` the span that led to it, for the sentence."""

    rows: int
    megabytes: int
    until: float
    seconds: int

    def in_time(self) -> float:
        """Seconds that are left; raises Fault when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise Fault("fetch_overran", expected=f"{self.seconds} s")
        return left


@dataclass(slots=True)
class Sheet:
    """Collects rows; raises Fault as soon as they are beyond their bounds."""

    bounds: Bounds
    rows: int = 0
    stream: io.StringIO = field(default_factory=lambda: io.StringIO(newline=""))

    def add(self, cells: Iterable[str]) -> None:
        csv.writer(self.stream, lineterminator="\n").writerow(list(cells))
        self.rows += 1
        if self.rows > self.bounds.rows + 1:
            raise Fault("fetch_too_large", found=f">{self.bounds.rows}", expected=f"{self.bounds.rows}")
        if self.stream.tell() > self.bounds.megabytes * _MB:
            raise Fault("fetch_too_large", found=f">{self.bounds.megabytes} MB", expected=f"{self.bounds.megabytes} MB")

    def answer(self) -> Answer:
        return Answer(self.stream.getvalue().encode("utf-8", "surrogatepass"), max(self.rows - 1, 0))


def written(header: Sequence[str], rows: Iterable[Iterable[str]], *, bounds: Bounds) -> Answer:
    """Header and rows as one answer."""
    sheet = Sheet(bounds)
    sheet.add(header)
    for row in rows:
        sheet.add(row)
    return sheet.answer()


def cell(value: Any) -> str:
    """A database's value as a person would write it; moments keep their zone, decimals their digits, and nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.hex() if isinstance(value, bytes | bytearray | memoryview) else str(value)
