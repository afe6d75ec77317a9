"""`cockpit worker`: the one process that writes."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import Any

from cockpit.catalog import Catalog
from cockpit.cli import common, files
from cockpit.cli.common import Common
from cockpit.house import House, open_house, reading
from cockpit.worker import duties, run


def worker(options: Common) -> None:
    common.logging_to_stderr(options)
    stop = _stopper()
    with common.sentences(options.lang):
        house = _open_with_child(options)
    work = duties.Duties(house)
    work.carry["issue"] = lambda body: _issue(house, body)
    run(work, stop)


def _issue(house: House, body: dict[str, Any]) -> dict[str, Any]:
    folder = Path(body["folder"]) if body.get("folder") else None
    done, missing = files.written(
        house, week=str(body["week"]), formats=[str(f) for f in body["formats"]], lang=str(body["lang"]), folder=folder, now=common.now()
    )
    return {"done": done, "missing": missing}


def _open_with_child(options: Common) -> House:
    """For the worker: files are read in a child process with limits."""
    return open_house(options.home, store_url=options.store, write=True, say=common.say, reader=_ready_child, moment=common.now())


def _ready_child(catalog: Catalog) -> reading.InChild:
    found = reading.InChild(catalog)
    found.child.start(catalog)
    return found


def _stopper() -> threading.Event:
    stop = threading.Event()
    for name in ("SIGTERM", "SIGINT"):
        signal.signal(getattr(signal, name), lambda *_: stop.set())
    return stop


def first_snapshot(options: Common) -> None:
    """A home that was never pulled gets its store and a first snapshot, so that pages have something to say."""
    with common.sentences(options.lang):
        house = open_house(options.home, store_url=options.store, write=True, say=common.say, moment=common.now())
    try:
        if house.newest() is None:
            now = common.now()
            house.keep(as_of=house.office.local_day(now), moment=now)
    finally:
        house.close()
