"""When a source is asked: once for every period its schedule owes, again after a growing pause while it does not answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house.state import State
from cockpit.snapshot.expected import Expected
from cockpit.store import runs

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_BACK = timedelta(days=400)
"""A yearly source's last period lies that far back at most."""
DONE, NOTHING, FAILED = "done", "nothing", "failed:"


@dataclass(frozen=True, slots=True)
class Due:
    """A source to be asked now, for a period; `run` is this asking's name in the ledger."""

    source: schema.Source
    owed: Expected
    run: str


def due(state: State, source: schema.Source, moment: datetime, *, at_once: bool = False) -> Due | None:
    """Whether the newest period whose hour has come was not answered yet. `at_once` asks whatever was asked before.

    Older periods need no asking of their own: the newest answer brings what came meanwhile.
    """
    owed = _newest_owed(state, source, moment)
    if owed is None:
        return None
    with state.store.begin() as conn:
        last = runs.newest(conn, job(source.id))
    tries = _tries(last, owed)
    if last is not None and tries and not at_once and _settled(last, tries, moment):
        return None
    return Due(source, owed, f"{owed.period}#{tries + 1}")


def _newest_owed(state: State, source: schema.Source, moment: datetime) -> Expected | None:
    today = state.office.local_day(moment)
    owed = state.plan.owed(source, today - _BACK, today - calendar.DAY)
    return next((each for each in reversed(owed) if each.due_at <= moment), None)


def _tries(last: runs.Run | None, owed: Expected) -> int:
    """How often this period was asked for."""
    period, _, number = last.period.rpartition("#") if last else ("", "", "")
    return int(number) if period == owed.period else 0


def _settled(last: runs.Run, tries: int, moment: datetime) -> bool:
    """Answered, or failed so lately that the pause is not over. One that never ended was cut off by a stop: it is asked again."""
    if last.ended_at is None:
        return False
    if not last.outcome.startswith(FAILED):
        return True
    pause = min(FIRST_PAUSE * (1 << min(tries - 1, 10)), LONGEST_PAUSE)
    return timedelta(0) <= moment - last.ended_at < pause


def job(source: str) -> str:
    return f"fetch:{source}"


def claim(conn: sa.Connection, due: Due, at: datetime) -> bool:
    """Enter the asking; one of that name which never ended is cleared away first, since only one process writes."""
    for run in runs.unfinished(conn, job(due.source.id)):
        runs.finish(conn, run.job, run.period, at=at, outcome=f"{FAILED}stopped")
    return runs.claim(conn, job(due.source.id), due.run, at)


def finish(conn: sa.Connection, source: str, run: str, *, at: datetime, outcome: str) -> None:
    runs.finish(conn, job(source), run, at=at, outcome=outcome)
