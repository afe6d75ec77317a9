"""What one opened data home holds in memory: catalogue, store, and what is known of deliveries, touches and panels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house import inbox, ledger
from cockpit.house.ledger import Lost
from cockpit.house.reading import Reader as Reader
from cockpit.intake.rows import Rows
from cockpit.measure.context import Context, Delivery
from cockpit.measure.tallies import Query
from cockpit.measure.touches import Touch, Touches
from cockpit.model import Batch, Problem, Verdict
from cockpit.snapshot import expected, panels
from cockpit.store import Store

Say = Callable[[Problem, str], str]
"""Makes the sentence of a problem in a language. Sentences are made by floors above, so whoever opens the house brings it."""


@dataclass(slots=True)
class State:
    """The one mutable thing of a writing house. Everything here can be read again from the store."""

    home: Path
    catalog: schema.Catalog
    office: calendar.Office
    store: Store
    read: Reader
    say: Say
    plan: expected.Plan
    acts_path: Path
    deliveries: dict[str, list[Delivery]] = field(default_factory=dict)
    touched: dict[tuple[str, str], list[Touch]] = field(default_factory=dict)
    cache: panels.Cache = field(default_factory=panels.Cache)
    tallies: dict[str, dict[str, tuple[schema.Formula, tuple[Query, ...]]]] = field(default_factory=dict)
    seen: dict[Path, tuple[inbox.Mark, int]] = field(default_factory=dict)
    """Files of the inbox dated in the future: how they looked, and since when (nanoseconds)."""
    held: dict[Path, tuple[inbox.Mark, int]] = field(default_factory=dict)
    """Files of the inbox that could not be taken in: how they looked, and when that was."""
    awaited: dict[Path, bool] = field(default_factory=dict)
    """Files of the inbox: whether each counts only once its `.ok` is there. Its name tells, once; it may wait for days."""
    recalled: dict[str, schema.Catalog] = field(default_factory=dict)
    """The catalogue with what had been learned at earlier moments, by the hash of `learned.yaml` then."""
    lost: dict[str, Lost] = field(default_factory=dict)
    """Sources that cannot be reached."""
    profiles: dict[int, Any] = field(default_factory=dict)
    """What the stop rules look at in the deliveries they are held against (`stops.Delivery`), by batch."""
    replays: dict[int, Rows] | None = None
    """Rows of batches that were read again, by batch, while many are asked for at once (`replaying.remembering`)."""
    followed: int = 0
    """Of a house opened to read: the act up to which it knows what was learned."""
    doubtful: bool = False

    @property
    def archive(self) -> Path:
        return self.home / "archive"

    @contextmanager
    def change(self) -> Iterator[sa.Connection]:
        """A transaction that writes. When it fails, what memory learned in it is forgotten with it."""
        if self.doubtful:
            self.reload()
        try:
            with self.store.begin() as conn:
                yield conn
        except BaseException:
            self.doubtful = True
            raise

    def context(self, conn: sa.Connection) -> Context:
        return ledger.context(conn, self.store.facts, self.catalog, self.office, self.deliveries)

    def touches(self) -> Touches:
        return Touches({key: tuple(found) for key, found in self.touched.items()})

    def touch(self, source: str, column: str, touch: Touch) -> None:
        self.touched.setdefault((source, column), []).append(touch)

    def arrived(self, batch: Batch) -> None:
        """A committed batch becomes a delivery when it brought rows."""
        live = batch.verdict in (Verdict.ACCEPTED, Verdict.PARTIAL)
        if live and batch.equation.accepted and batch.covers_from and batch.covers_to:
            moment = int(batch.received_at.timestamp())
            self.deliveries.setdefault(batch.source, []).append(Delivery(batch.id, batch.covers_from, batch.covers_to, batch.place, moment))

    def reload(self) -> None:
        """Read deliveries and touches again: after an undo, a failed transaction, at the start."""
        self.cache.clear()
        self.profiles.clear()
        with self.store.begin() as conn:
            self.deliveries = ledger.deliveries(conn)
            self.touched = {key: list(found) for key, found in ledger.touches(conn).by_column.items()}
            self.lost = ledger.lost(conn)
        self.doubtful = False
