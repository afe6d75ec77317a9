"""What stands in each ledger after the files that came, in the order in which they came, and how far each ledger reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import pandas as pd

from independent import sheets, words
from independent.ledgers import LEDGERS, Ledger, Row

EACH = ("garbage_participation", "meal_month")
"""Reports that every community sends for itself."""
ENOUGH = 0.8


class Arrival(Protocol):
    """A file as it came."""

    @property
    def at(self) -> datetime: ...
    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file that counted: the days its name tells, its good rows, and how many were sent back or held for an unknown community."""

    at: datetime
    name: str
    first: date
    last: date
    place: str
    rows: tuple[Row, ...]
    refused: int
    held: int


class Street:
    """The street as its files tell it on the morning of `as_of`."""

    def __init__(self, arrivals: Iterable[Arrival], as_of: date) -> None:
        self.yesterday = as_of - timedelta(days=1)
        self.deliveries: dict[str, list[Delivery]] = {}
        seen: set[tuple[str, bytes]] = set()
        for arrival in arrivals:
            same = (arrival.source + str(words.period(arrival.name)), arrival.data)
            found = None if same in seen else _delivery(arrival)
            if found is not None:
                seen.add(same)
                self.deliveries.setdefault(arrival.source, []).append(found)

    def end(self, source: str) -> date:
        """The last day before today that is covered; of reports by community, by enough of them."""
        told: dict[date, set[str]] = {}
        for each in self.deliveries[source]:
            for number in range((each.last - each.first).days + 1):
                told.setdefault(each.first + timedelta(days=number), set()).add(each.place)
        needed = ENOUGH * len(words.PLACES) if source in EACH else 1
        return max(day for day, places in told.items() if day <= self.yesterday and len(places) >= needed)

    def covered(self, source: str, first: date, last: date, place: str = "") -> float:
        """Share of the days between that a file covers, from the first day anything was delivered on."""
        known = self.deliveries[source]
        first = max(first, min(each.first for each in known))
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        mine = [each for each in known if not place or each.place in ("", place)]
        whole = len(words.PLACES) if source in EACH and not place else 1
        told = {(day, each.place) for each in mine for day in days if each.first <= day <= each.last}
        return len(told) / (len(days) * whole) if days else 1.0

    def table(self, source: str, *, told: date | None = None) -> pd.DataFrame:
        """The ledger as it stands, or as it stood after the newest file that speaks of nothing later than `told`."""
        known = self.deliveries.get(source, [])
        if told is not None:
            known = known[: max((n + 1 for n, each in enumerate(known) if each.last <= told), default=0)]
        ledger = LEDGERS[source]
        rows: dict[tuple[Any, ...], Row] = {}
        for each in known:
            rows = _laid_over(ledger, rows, each.rows)
        return _frame(ledger, list(rows.values()))

    def rows_from(self, source: str, column: str, first: date, last: date) -> pd.DataFrame:
        """Rows whose `column` lies on one of the days between, both included."""
        table = self.table(source)
        return table[(table[column] >= pd.Timestamp(first)) & (table[column] < pd.Timestamp(last + timedelta(days=1)))]


def _delivery(arrival: Arrival) -> Delivery | None:
    """None for what is no such file and for a file without a good row."""
    sheet = sheets.read(arrival.name, arrival.data)
    if sheet is None:
        return None
    ledger, rows, refused, held = LEDGERS[arrival.source], [], 0, 0
    for cells in sheet[list(ledger.cells)].to_dict("records"):
        try:
            row = _row(ledger, cells)
        except words.UnknownPlaceError:
            held += 1
        except ValueError:
            refused += 1
        else:
            rows.append(row)
    first, last = words.period(arrival.name)
    place = words.PLACES[arrival.name.partition("_")[0]] if arrival.source in EACH else ""
    return Delivery(arrival.at, arrival.name, first, last, place, tuple(rows), refused, held) if rows else None


def _row(ledger: Ledger, cells: Row) -> Row:
    row: Row = {}
    for header, read in ledger.cells.items():
        text = cells[header]
        if text is None and header not in ledger.maybe:
            raise ValueError(header)
        row[header] = None if text is None else read(text)
    row = ledger.blank(row)
    if not ledger.sound(row):
        raise ValueError("no office would accept this")
    return row


def _laid_over(ledger: Ledger, before: dict[tuple[Any, ...], Row], rows: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    after = before
    if ledger.scope is not None:
        replaced = {tuple(row[name] for name in ledger.scope) for row in rows}
        after = {key: row for key, row in before.items() if tuple(row[name] for name in ledger.scope) not in replaced}
    for row in rows:
        after[tuple(row[name] for name in ledger.key)] = row
    return after


def _frame(ledger: Ledger, rows: list[Row]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(ledger.cells), dtype=object)
    for header, read in ledger.cells.items():
        if read in (words.day, words.stamp, words.month):
            frame[header] = pd.to_datetime(frame[header])
        if read is words.place:
            frame[header] = frame[header].where(frame[header].notna(), words.NOWHERE)
    return frame
