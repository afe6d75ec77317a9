"""Waking the worker: by APScheduler, by the inbox, and by a watchdog that notices when the clock was set back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from watchfiles import Change, DefaultFilter, watch

from cockpit.worker.duties import Duties

log = logging.getLogger("cockpit.worker")
TICK_S = 2.0
_JUMP_S = 5.0


def run(duties: Duties, stop: threading.Event, *, tick_s: float = TICK_S) -> None:
    """Work until `stop` is set. Ticks never overlap; what came due meanwhile is done at the next one, once."""
    lock = threading.Lock()

    def tick(*, wait: bool = False) -> None:
        """The timer's tick gives way to a running one; a dropped file waits for it to end."""
        if lock.acquire(blocking=wait):
            try:
                duties.tick()
            finally:
                lock.release()

    scheduler = BackgroundScheduler(timezone=duties.house.office.tz)
    trigger = IntervalTrigger(seconds=tick_s, timezone=UTC)
    job = scheduler.add_job(tick, trigger, next_run_time=datetime.now(UTC), misfire_grace_time=None, coalesce=True, max_instances=1)
    scheduler.start()
    home = duties.house.home
    watcher = threading.Thread(target=_watch, args=(home / "inbox", duties.settle_s, tick, stop), daemon=True)
    asked = threading.Thread(target=_watch, args=(home / "requests", 0.0, tick, stop), kwargs={"wanted": _is_request}, daemon=True)
    watcher.start()
    asked.start()
    _guard_clock(job, stop)
    scheduler.shutdown(wait=True)
    with lock:
        duties.house.close()


def _is_request(change: Change, path: str) -> bool:
    """A request that came, not its answer, nor one that was taken away."""
    return change is not Change.deleted and path.endswith(".json") and not path.endswith(".done.json")


def _watch(
    inbox: Path, settle_s: float, tick: Any, stop: threading.Event, *, wanted: Callable[[Change, str], bool] | None = None
) -> None:  # fmt: skip
    """Wake as soon as a dropped file has settled, or a person asks; shared folders tell nothing, there the ticks serve."""
    while not stop.is_set():
        if not inbox.is_dir():
            stop.wait(TICK_S)
            continue
        try:
            for _ in watch(inbox, watch_filter=wanted or DefaultFilter(), stop_event=stop, step=50, debounce=200):
                stop.wait(settle_s)
                tick(wait=True)
        except OSError as error:
            log.warning("inbox cannot be watched (%s); it is looked at every %.0f s", error, TICK_S)
            stop.wait(30)


def _guard_clock(job: Any, stop: threading.Event) -> None:
    """Interval jobs wait for wall-clock time: after a clock was set back they would sleep that long. Then wake them at once."""
    drift = time.time() - time.monotonic()
    while not stop.wait(1.0):
        now = time.time() - time.monotonic()
        if now < drift - _JUMP_S:
            log.warning("the clock was set back by %.0f s", drift - now)
            job.modify(next_run_time=datetime.now(UTC))
        drift = now
