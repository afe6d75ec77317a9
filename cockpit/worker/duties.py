"""What is due at a moment: files in the inbox, requests, midnight, a delivery that did not come, a week to freeze.

APScheduler only wakes us; a run is claimed in the store's ledger before it is done, so nothing runs twice or is skipped after a stop.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cockpit import calendar
from cockpit.house import AcceptError, House, WeekError, alive, drafts, quarantine, requests
from cockpit.house.fetching import Fetched, Fetcher
from cockpit.house.watching import Watch
from cockpit.model import Batch
from cockpit.store import runs
from cockpit.worker import errands
from cockpit.worker.troubles import Troubles

log = logging.getLogger("cockpit.worker")
Clock = Callable[[], datetime]
_SWEEP = timedelta(hours=1)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Duties:
    """The worker's hands. `settle_s` is how long a file must lie unchanged before it is read.

    `behind` says that something came which no snapshot holds yet; None: the store is still to be asked (a stop may have come between).
    """

    house: House
    clock: Clock = utc_now
    clock_ns: Callable[[], int] = time.time_ns
    settle_s: float = 2.0
    last_taken: datetime | None = None
    tidied: datetime | None = None
    swept: datetime | None = None
    behind: bool | None = None
    carry: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=dict)
    fetcher: Fetcher = field(init=False)
    watch: Watch = field(init=False)
    troubles: Troubles = field(init=False)

    def __post_init__(self) -> None:
        self.fetcher, self.watch = Fetcher(self.house.state), Watch(self.house.state)
        self.troubles = Troubles(self.house.home)

    def tick(self) -> None:
        """One waking: everything that is due now, each part for itself, so that one failure blocks nothing else."""
        now = self.clock()
        parts: dict[str, Callable[[datetime], object]] = {
            "alive": self.sign_of_life,
            "requests": self.answer_requests,
            "inbox": self.look_into_inbox,
            "fetch": self.fetch,
            "retake": self.retake,
            "weeks": self.freeze_weeks,
            "sweep": self.sweep,
            "tidy": self.tidy,
        }
        for name, part in parts.items():
            self._do(name, part, now)
        if self.troubles.settle(now):
            self._do("alive", self.sign_of_life, now)

    def _do(self, name: str, part: Callable[[datetime], object], now: datetime) -> None:
        """What keeps all parts from writing stands in the log once, not every two seconds."""
        try:
            part(now)
        except Exception as error:
            if not self.troubles.meet(error):
                log.exception("%s failed and will be tried again", name)

    def tidy(self, now: datetime) -> None:
        """Once after what came has been shown; not while more is waiting."""
        if self.last_taken is not None and self.tidied != self.last_taken and not self.behind:
            self.house.tidy()
            self.tidied = self.last_taken

    def sweep(self, now: datetime) -> None:
        """Once an hour: drafts and answers nobody came back for, and old copies in a quarantine that grew too large."""
        if self.swept is None or abs(now - self.swept) >= _SWEEP:
            drafts.forget_old(self.house.home, now)
            requests.forget_old(self.house.home, now)
            quarantine.trim(self.house.state, now)
            self.swept = now

    def sign_of_life(self, now: datetime) -> None:
        alive.tell(self.house.home, now, self.troubles.standing)

    def look_into_inbox(self, now: datetime) -> None:
        taken = self.house.take_in(now, clock_ns=self.clock_ns, settle_s=self.settle_s, done=self.told)
        complain(taken.failed)

    def fetch(self, now: datetime, *, at_once: str = "") -> Fetched:
        """Ask the sources that are due, take in what those answered that were asked before, and see whether the inbox is there.

        `at_once` names a source that is asked now, whether or not it was asked before.
        """
        gone = self.watch.look(now)
        done = self.fetcher.step(now, source=at_once, at_once=bool(at_once))
        for batch in done.batches:
            self.told(batch)
        if gone or done.changed:
            self.behind = True
        return done

    def told(self, batch: Batch) -> None:
        self.behind = True
        tell(batch)

    def pull(self, now: datetime, *, as_of: datetime | None = None, source: str = "", ask: bool = False) -> dict[str, Any]:
        """What was asked for and one pass over the inbox, told as `cockpit pull` tells it. `ask`: the source named is asked at once."""
        asked = Fetched() if as_of else self.fetch(now, at_once=source if ask else "")
        done = self.house.pull(now, clock_ns=self.clock_ns, as_of=as_of, source=source, settle_s=self.settle_s, done=self.told)
        complain(done.failed)
        if as_of is None:
            self.last_taken, self.behind = now, False
        return {
            "batches": [b.id for b in (*asked.batches, *done.batches)],
            "rows": sum(b.equation.read for b in (*asked.batches, *done.batches)),
            "problems": len(asked.problems) + len(done.problems),
            "version": done.snapshot.version,
            "waiting": asked.waiting + done.waiting,
            "new": done.new,
        }

    def retake(self, now: datetime) -> None:
        """After something came; and after midnight or when a delivery became due, for then the same rows say something else."""
        office = self.house.office
        day = office.local_day(now)
        before = self.last_taken or self._last_kept()
        if self.behind is None:
            self.behind = self.house.behind()
        if not self.behind and before is not None and office.local_day(before) == day and not self._due_between(before, now):
            return
        self.house.keep(as_of=day, moment=now)
        self.last_taken, self.behind = now, False

    def _last_kept(self) -> datetime | None:
        newest = self.house.newest()
        return newest.taken_at if newest else None

    def _due_between(self, before: datetime, now: datetime) -> bool:
        newest = self.house.newest()
        reports = newest.sources.values() if newest else ()
        return any(r.next_due is not None and before < r.next_due <= now for r in reports)

    def freeze_weeks(self, now: datetime) -> None:
        """Freeze every complete week since the last frozen one, once its hour has come; a stop only delays it."""
        for week in self._unfrozen(now):
            with self.house.state.store.begin() as conn:
                # 只有本进程写：已认领而未完结的，是中途停机留下的。
                runs.release(conn, "freeze", week)
                if not runs.claim(conn, "freeze", week, now):
                    continue
            outcome = self._freeze(week, now)
            with self.house.state.store.begin() as conn:
                runs.finish(conn, "freeze", week, at=now, outcome=outcome)

    def _freeze(self, week: str, now: datetime) -> str:
        try:
            self.house.freeze(week, moment=now)
        except WeekError as error:
            return error.code
        return "frozen"

    def _unfrozen(self, now: datetime) -> list[str]:
        office, street = self.house.office, self.house.catalog.street
        end = office.last_complete_week(office.local_day(now))
        weekday = calendar.WEEKDAYS.index(street.freeze_day)
        hour = next(d for d in (end + timedelta(days=i) for i in range(1, 8)) if d.weekday() == weekday)
        if now < office.instant(hour, street.freeze_at):
            end -= timedelta(days=7)
        known = {w.week.week for w in self.house.weeks()}
        first = max((office.week_of(w) for w in known), default=end - timedelta(days=7))
        ends = [first + timedelta(days=7 * i) for i in range(1, (end - first).days // 7 + 1)]
        return [office.week_id(e) for e in ends if office.week_id(e) not in known]

    def answer_requests(self, now: datetime) -> None:
        for request in requests.waiting(self.house.home):
            requests.answer(request, self._carried_out(request, now))

    def _carried_out(self, request: requests.Request, now: datetime) -> dict[str, Any]:
        try:
            if request.kind == "pull":
                as_of = request.body.get("as_of")
                until = datetime.fromisoformat(as_of) if as_of else None
                return self.pull(now, as_of=until, source=str(request.body.get("source", "")), ask=bool(request.body.get("ask")))
            if request.kind in errands.ERRANDS:
                return self._errand(request, now)
            if request.kind == "freeze":
                return {"week": self.house.freeze(str(request.body["week"]), moment=now).week}
            if request.kind in self.carry:
                return self.carry[request.kind](request.body)
        except (KeyError, ValueError, TypeError) as error:
            by = {"by": error.by} if isinstance(error, AcceptError) and error.by else {}
            return {"error": getattr(error, "code", "bad_request"), "about": str(error), **by}
        except Exception as error:
            # 不作答的请求会挡住后面所有的请求。
            if not self.troubles.meet(error):
                log.exception("a request of kind %r failed", request.kind)
            return {"error": getattr(error, "code", "failed"), "about": type(error).__name__}
        return {"error": "unknown_request", "about": request.kind}

    def _errand(self, request: requests.Request, now: datetime) -> dict[str, Any]:
        answer = errands.ERRANDS[request.kind](self.house, request.body, now)
        if request.kind in errands.MOVING:
            self.behind = True
            self.retake(now)
        return answer


def complain(failed: Iterable[tuple[str, Exception]]) -> None:
    """A fault of ours is loud; the file it met lies where it was and is tried again."""
    for name, fault in failed:
        log.error("%r could not be taken in and will be tried again", name, exc_info=fault)


def tell(batch: Batch) -> None:
    """One log line a file: its number and its equation, never a cell."""
    e = batch.equation
    log.info(
        "batch %d %s %s read=%d new=%d changed=%d unchanged=%d merged=%d held=%d refused=%d not_data=%d closed=%d",
        batch.id,
        batch.source or "?",
        batch.verdict.value,
        e.read,
        e.new,
        e.changed,
        e.unchanged,
        e.merged,
        e.held,
        e.refused,
        e.not_data,
        batch.closed,
    )
