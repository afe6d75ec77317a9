"""One opened data home: catalogue, store, newest snapshot, and the acts one can do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from filelock import FileLock

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house import (
    archive,
    drafted,
    drill,
    holding,
    judging,
    learning,
    led,
    memory,
    opening,
    pull,
    reading,
    receive,
    taking,
    undoing,
    weeks,
)
from cockpit.house.drafts import Draft
from cockpit.house.drill import RowsResult
from cockpit.house.holding import AcceptError
from cockpit.house.learning import Alias, AliasError
from cockpit.house.led import Facts, Moved
from cockpit.house.opening import HomeError
from cockpit.house.receive import Offer, Received
from cockpit.house.state import Reader, Say, State
from cockpit.house.undoing import UndoError
from cockpit.house.weeks import Issued, WeekError
from cockpit.model import Batch, Period, Point, Problem, Snapshot
from cockpit.store import batches
from cockpit.store.weeks import Issue, Week

__all__ = [
    "AcceptError",
    "Alias",
    "AliasError",
    "Facts",
    "HomeError",
    "House",
    "Issued",
    "Moved",
    "RowsResult",
    "UndoError",
    "WeekError",
    "open_house",
]  # fmt: skip


def open_house(
    home: Path,
    *,
    store_url: str | None = None,
    write: bool = False,
    say: Say = opening.plain_say,
    reader: Callable[[schema.Catalog], Reader] = reading.InProcess,
    moment: datetime | None = None,
) -> House:
    """Open a data home. For writing there is one at a time (HomeError `busy`); `moment` stamps what opening itself notes."""
    if not write:
        return House(opening.open_to_read(home, url=store_url), None)
    state, lock = opening.open_state(home, url=store_url, say=say, reader=reader, moment=moment)
    return House(state, lock)


@dataclass(slots=True)
class House:
    """Acts and answers of one data home. Everything a page shows comes from `newest`; rows and histories are asked for."""

    state: State
    lock: FileLock | None
    seen: tuple[int, Snapshot] | None = None

    @property
    def catalog(self) -> schema.Catalog:
        return self.state.catalog

    @property
    def home(self) -> Path:
        return self.state.home

    @property
    def office(self) -> calendar.Office:
        return self.state.office

    def close(self) -> None:
        if self.lock is not None and self.state.store.postponed:
            self.tidy()
        self.state.read.close()
        self.state.store.close()
        if self.lock is not None:
            self.lock.release()

    # -- what is known

    def newest(self) -> Snapshot | None:
        """The newest kept snapshot, masked as every exit shows it; read again only when there is a newer one.

        A reader also takes up the words that were confirmed since.
        """
        with self.state.store.begin() as conn:
            seq = taking.newest_seq(conn)
            new = self.seen is None or self.seen[0] != seq
            if new:
                self.seen = taking.newest(conn)
            if self.lock is None:
                memory.follow(self.state, conn)
        if new and self.lock is None:
            self.state.reload()
        return self.seen[1] if self.seen else None

    def of_version(self, version: str) -> Snapshot | None:
        with self.state.store.begin() as conn:
            return taking.of_version(conn, version)

    def take(self, as_of: date, *, masked: bool = True, week_end: date | None = None) -> Snapshot:
        """Measure as of a day, as known now, without keeping a snapshot."""
        moment = self.office.instant(as_of, taking.NOON)
        return taking.snapshot(self.state, as_of=as_of, moment=moment, week_end=week_end, masked=masked)

    def rows(self, indicator: str, place: str, period: Period, *, limit: int = 100, after: str = "", masked: bool = True) -> RowsResult:
        found = self.catalog.indicators[indicator]
        return drill.behind(self.state, found, place, period, limit=limit, after=after, masked=masked)

    def history(self, indicator: str, place: str, *, first: date | None = None, last: date | None = None, window: str = "") -> list[Point]:
        return drill.history(self.state, self.catalog.indicators[indicator], place, first=first, last=last, window=window)

    def batches(self, *, source: str = "", before: int = 0, after: int = 0, limit: int = 0) -> list[Batch]:
        with self.state.store.begin() as conn:
            return batches.listing(conn, source=source, before=before, after=after, limit=limit)

    def behind(self) -> bool:
        """Whether something came that no kept snapshot knows."""
        with self.state.store.begin() as conn:
            return taking.behind(conn)

    def batch(self, number: int) -> tuple[Batch, list[Problem]] | None:
        with self.state.store.begin() as conn:
            found = batches.get(conn, number)
            return None if found is None else (found, batches.problems(conn, number))

    def facts(self, batch: Batch, *, limit: int = 0, after: str = "") -> Facts:
        """The rows a batch opened and closed; `limit` of the opened ones listed."""
        with self.state.store.begin() as conn:
            return led.facts(self.state, conn, batch, limit=limit, after=after)

    def moved(self, batch: Batch) -> Moved:
        """The readings that changed with a batch."""
        with self.state.store.begin() as conn:
            return led.moved(self.state, conn, batch)

    def weeks(self) -> list[Issued]:
        with self.state.store.begin() as conn:
            return weeks.listed(conn)

    def week(self, week: str) -> tuple[Issued, Snapshot] | None:
        found = next((w for w in self.weeks() if w.week.week == week), None)
        return None if found is None else (found, weeks.snapshot(self.state.archive, found.week))

    def issued(self, issue: Issue) -> bytes:
        """The bytes as they were issued."""
        return archive.fetch(self.state.archive, issue.sha256)

    # -- what one can do

    def receive(self, offer: receive.Offer) -> receive.Received:
        return receive.receive(self.state, offer)

    def keep(self, *, as_of: date, moment: datetime) -> tuple[Snapshot, bool]:
        return taking.keep(self.state, as_of=as_of, moment=moment)

    def take_in(
        self, moment: datetime, *, clock_ns: Callable[[], int], settle_s: float = 2.0, done: Callable[[Batch], None] = lambda _: None
    ) -> pull.Taken:
        """As `pull`, without a snapshot after it."""
        return pull.take_in(self.state, moment, clock_ns=clock_ns, settle_s=settle_s, done=done)

    def pull(
        self,
        now: datetime,
        *,
        clock_ns: Callable[[], int],
        as_of: datetime | None = None,
        source: str = "",
        settle_s: float = 2.0,
        most: int = pull.FILES_PER_PASS,
        done: Callable[[Batch], None] = lambda _: None,
    ) -> pull.Pulled:
        return pull.pull(self.state, now, clock_ns=clock_ns, as_of=as_of, source=source, settle_s=settle_s, most=most, done=done)

    def tidy(self) -> None:
        """What the store puts off while somebody waits."""
        self.state.store.tidy()

    def undo(self, number: int, *, moment: datetime) -> Batch:
        return undoing.undo(self.state, number, moment=moment)

    def accept(self, number: int, *, moment: datetime) -> Batch:
        """Release a held batch; raises AcceptError."""
        return holding.accept(self.state, number, moment=moment)

    def learn(self, alias: Alias, *, moment: datetime) -> list[Batch]:
        """Remember what a word stands for and read again the rows that waited for it; raises AliasError."""
        return learning.learn(self.state, alias, moment=moment)

    def judge(self, draft: Draft, data: bytes, *, moment: datetime) -> judging.Judgement:
        """What would become of a file, and of the street's figures, were it taken in as the person says; nothing is changed."""
        return judging.judge(self.state, draft, data, moment=moment)

    def take_draft(self, draft: Draft, data: bytes, *, mtime_ns: int, moment: datetime) -> list[Batch]:
        """Take a judged file in as the person said; raises AliasError."""
        return drafted.take(self.state, draft, data, mtime_ns=mtime_ns, moment=moment)

    def explain(self, offer: Offer, received: Received) -> None:
        """Leave the reasons of what was refused or held beside the inbox, as after a pull."""
        pull.explain(self.state, offer.name, offer.data, received)

    def freeze(self, week: str, *, moment: datetime) -> Week:
        return weeks.freeze(self.state, week, moment=moment)

    def issue(self, week: str, fmt: str, lang: str, *, file: str, data: bytes, moment: datetime) -> Issue:
        return weeks.issue(self.state, week, fmt, lang, file=file, data=data, moment=moment)
