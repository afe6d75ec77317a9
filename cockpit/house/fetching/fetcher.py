"""Asking every source that is due, and taking in what they answer. The one place where an answer becomes an offered file."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house import archive, pull, reach, reading, receive
from cockpit.house.fetching import database, schedule, since, web
from cockpit.house.fetching.answer import Answer, Bounds, Fault
from cockpit.house.fetching.askings import Asking, Askings
from cockpit.house.state import State
from cockpit.model import Batch, Level, Problem, Verdict
from cockpit.snapshot.expected import Expected
from cockpit.store import StoreError, batches, change

log = logging.getLogger("cockpit.fetching")
WEB_ROWS = 5_000_000
"""The size of a web answer is bounded in bytes; this many rows would be none."""


@dataclass(slots=True)
class Fetched:
    """What came. `changed`: something that a new snapshot should show; `waiting` askings are still under way."""

    batches: list[Batch] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    changed: bool = False
    waiting: int = 0


@dataclass(slots=True)
class Fetcher:
    """Asks for one house. Only the process that writes may have one."""

    state: State
    askings: Askings = field(default_factory=Askings)
    owed: dict[str, Expected] = field(default_factory=dict)

    def step(self, moment: datetime, *, source: str = "", at_once: bool = False) -> Fetched:
        """Take in what was answered and begin what is due, without waiting: what begins now is taken in by a later step.

        `source` asks that one only, `at_once` whether or not it was asked before.
        """
        done = Fetched()
        self._collect(moment, done)
        for one in self.state.catalog.sources.values():
            if one.feed is not None and source in ("", one.id) and self.askings.room(one.id):
                self._begin(one, moment, at_once=at_once)
        done.waiting = len(self.askings.going)
        return done

    def all(self, moment: datetime, *, source: str = "", at_once: bool = False) -> Fetched:
        """Ask what is due and wait for every answer, each within its own time."""
        done = self.step(moment, source=source, at_once=at_once)
        while self.askings.going:
            self.askings.wait()
            self._collect(moment, done)
        done.waiting = 0
        return done

    # -- asking

    def _begin(self, source: schema.Source, moment: datetime, *, at_once: bool) -> None:
        due = schedule.due(self.state, source, moment, at_once=at_once)
        if due is None or source.feed is None:
            return
        mark = since.mark(self.state, source, moment=moment)
        with self.state.store.begin() as conn:
            if not schedule.claim(conn, due, moment):
                return
        self.owed[source.id] = due.owed
        asking = Asking(source.id, due.run, source.feed.timeout_s)
        self.askings.begin(asking, lambda: _ask(source, mark, self.state.office.tz))

    # -- taking in

    def _collect(self, moment: datetime, done: Fetched) -> None:
        """Each for itself: what one meets keeps no other waiting. A store that is gone concerns all and is raised; nothing is forgotten."""
        for asking, outcome in self.askings.ended():
            try:
                said = self._take(asking, outcome, moment, done)
            except StoreError:
                raise
            except Exception as fault:
                log.error("the answer of %s could not be taken in and will be asked for again", asking.source, exc_info=fault)
                said = f"{schedule.FAILED}{type(fault).__name__}"
            with self.state.store.begin() as conn:
                schedule.finish(conn, asking.source, asking.period, at=moment, outcome=said)
            self.askings.forget(asking)

    def _take(self, asking: Asking, outcome: Answer | Fault, moment: datetime, done: Fetched) -> str:
        """What the ledger says of this asking."""
        source = self.state.catalog.sources.get(asking.source)
        if source is None or source.feed is None:
            return schedule.NOTHING
        if isinstance(outcome, Fault):
            log.warning("%s did not answer: %s %s", source.id, outcome.code, outcome.found)
            done.changed |= reach.note(self.state, lost={source.id: outcome.problem(source.id)}, moment=moment)
            return f"{schedule.FAILED}{outcome.code}"
        received = self._offered(source, outcome, moment)
        done.changed |= reach.note(self.state, back=(source.id,), moment=moment)
        if isinstance(received, bool):
            done.changed |= received
            return schedule.NOTHING
        done.batches.append(received.batch)
        done.problems += received.problems
        done.changed = True
        return schedule.DONE

    def _offered(self, source: schema.Source, answer: Answer, moment: datetime) -> receive.Received | bool:
        """The answer as a batch; where it brings nothing new, no batch, but whether it tells of days nobody told of before."""
        first, last = self._days(source, moment)
        offer = receive.Offer(answer.data, _name(source, moment), moment, folder=source.id, first=first)
        news = _news(self.state, source, answer, offer)
        if news:
            received = receive.receive(self.state, offer)
            pull.explain(self.state, offer.name, offer.data, received)
            return received
        tells = news is not None and not source.covers.startswith("column:")
        return tells and reach.asked(self.state, source.id, first=first, last=last, moment=moment)

    def _days(self, source: schema.Source, moment: datetime) -> tuple[date, date]:
        """An answer tells of everything since the one before, up to yesterday: after a pause no day is left out."""
        last = self.state.office.local_day(moment) - calendar.DAY
        told = max((d.last for d in self.state.deliveries.get(source.id, ())), default=None)
        if told is not None:
            return min(told + calendar.DAY, last), last
        owed = self.owed.get(source.id)
        return (min(owed.first, last) if owed else last), last


def _ask(source: schema.Source, mark: since.Since | None, tz: ZoneInfo) -> Answer:
    """In the asking's own thread: touches neither the store nor anything else of the house."""
    feed = source.feed
    assert feed is not None
    until = time.monotonic() + feed.timeout_s
    if isinstance(feed, schema.Database):
        bounds = Bounds(feed.rows, database.ANSWER_MB, until, feed.timeout_s)
        return database.ask(feed, mark, tz=tz, bounds=bounds)
    return web.ask(feed, source, mark, bounds=Bounds(WEB_ROWS, feed.size_mb, until, feed.timeout_s))


def _name(source: schema.Source, moment: datetime) -> str:
    return f"{source.id}_{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.csv"


def _news(state: State, source: schema.Source, answer: Answer, offer: receive.Offer) -> bool | None:
    """Whether the answer brings anything. None where it also tells nothing: empty although all was asked for, or as refused before."""
    if not answer.rows:
        return False if source.feed is not None and source.feed.since else None
    before = _newest_file(state, source)
    if before is not None and before.sha256 == archive.digest(answer.data):
        counts = before.verdict in (Verdict.ACCEPTED, Verdict.PARTIAL, Verdict.DUPLICATE) or before.released_by
        live = counts and not before.undone_by
        return False if live else None
    parsed = reading.parse(state.read, state.catalog, offer.data, offer.name, source, offer.received)
    if parsed.rows is None or parsed.quarantine is not None or any(p.level is not Level.NOTE for p in parsed.problems):
        return True
    with state.store.begin() as conn:
        return not change.preview(conn, state.store, source, parsed.rows).nothing


def _newest_file(state: State, source: schema.Source) -> Batch | None:
    with state.store.begin() as conn:
        return next((b for b in batches.listing(conn, source=source.id, limit=20) if b.kind == "file"), None)
