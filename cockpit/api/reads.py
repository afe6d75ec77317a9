"""What the API asks of the house, and of whoever draws pages. Read-only: whatever a person changes goes to the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from cockpit import calendar, house
from cockpit.catalog.schema import Catalog
from cockpit.model import Batch, Period, Point, Problem, Snapshot
from cockpit.store.weeks import Issue


@dataclass(frozen=True, slots=True)
class Pulse:
    """The cheap question asked every second: the number of the last act, and the worker's last sign of life."""

    act: int
    worker_seen_at: datetime | None


class Reads(Protocol):
    """What of `house.House` the web needs. What is not there is None, never an exception."""

    @property
    def catalog(self) -> Catalog: ...
    @property
    def home(self) -> Path: ...
    @property
    def office(self) -> calendar.Office: ...
    def newest(self) -> Snapshot | None: ...
    def of_version(self, version: str) -> Snapshot | None: ...
    def rows(self, indicator: str, place: str, period: Period, *, limit: int = 100, after: str = "") -> house.RowsResult: ...
    def history(
        self, indicator: str, place: str, *, first: date | None = None, last: date | None = None, window: str = ""
    ) -> list[Point]: ...
    def batches(self, *, source: str = "", before: int = 0, after: int = 0, limit: int = 0) -> list[Batch]: ...
    def batch(self, number: int) -> tuple[Batch, list[Problem]] | None: ...
    def weeks(self) -> list[house.Issued]: ...
    def week(self, week: str) -> tuple[house.Issued, Snapshot] | None: ...
    def issued(self, issue: Issue) -> bytes: ...


class Pages(Protocol):
    """Whoever draws. `accepts` are the query names a page listens to; others neither change nor multiply it.

    `stamp` changes with what a page shows that stands in no snapshot; empty where there is nothing of the kind.
    """

    def names(self, catalog: Catalog) -> Sequence[str]: ...
    def known(self, page: str, catalog: Catalog) -> bool: ...
    def accepts(self, page: str) -> frozenset[str]: ...
    def stamp(self, page: str) -> str: ...
    def draw(self, page: str, snapshot: Snapshot, *, lang: str, query: Mapping[str, str]) -> tuple[object, object]: ...
