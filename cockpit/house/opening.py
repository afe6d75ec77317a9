"""Opening a data home: catalogue, store, archive healed; for writing with a lock, for reading without one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from cockpit import calendar, catalog
from cockpit.catalog import schema
from cockpit.house import archive, memory, reading, taking
from cockpit.house.state import Reader, Say, State
from cockpit.model import Problem
from cockpit.snapshot import expected
from cockpit.store import Store, acts, open_store
from cockpit.store.acts import Act

FOLDERS = ("inbox", "archive", "quarantine", "exports", "requests")


class HomeError(RuntimeError):
    """A data home that cannot be opened; `code`: busy, catalog. `values` fill the sentence made above."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def office_of(found: schema.Catalog) -> calendar.Office:
    return calendar.Office(found.street.zone, found.street.week_starts, found.holidays, found.holiday_years)


def load_catalog(home: Path) -> schema.Catalog:
    found, complaints = catalog.load(home / "catalog")
    if found is None:
        raise HomeError("catalog", complaints=complaints)
    return found


def store_url(home: Path, url: str | None) -> str | Path:
    return url or home / "cockpit.sqlite"


def plain_say(problem: Problem, lang: str) -> str:
    """The sentence of a house that nobody gave sentences to: code and places, for tests and libraries."""
    return f"{problem.code} {problem.sheet} {problem.row} {problem.column} {problem.found} {problem.expected}".strip()


def open_state(
    home: Path,
    *,
    url: str | None = None,
    say: Say = plain_say,
    reader: Callable[[schema.Catalog], Reader] = reading.InProcess,
    moment: datetime | None = None,
    fresh: bool = False,
    found: schema.Catalog | None = None,
) -> tuple[State, FileLock]:
    """Open for writing. One process writes: a second one is refused with `busy`. `moment` stamps a catalogue that is new to the archive."""
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True, exist_ok=True)
    lock = locked(home)
    try:
        loaded = found or load_catalog(home)
        store = open_store(store_url(home, url), loaded, write=True, create=True, fresh=fresh, archive=home / "archive")
        state = state_of(home, loaded, store, say, reader(loaded))
        acts.heal(store, state.acts_path)
        archive.clear(state.archive)
        state.reload()
        _note_catalog(state, moment)
        taking.refresh_definitions(state)
    except BaseException:
        lock.release()
        raise
    return state, lock


def locked(home: Path) -> FileLock:
    """The right to write, until it is released or the process ends."""
    lock = FileLock(home / ".writer.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise HomeError("busy", home=home.name) from error
    return lock


def state_of(home: Path, found: schema.Catalog, store: Store, say: Say, reader: Reader, *, acts_path: Path | None = None) -> State:
    """An empty state over an opened store; `reload` fills it."""
    office = office_of(found)
    return State(home, found, office, store, reader, say, expected.Plan(found, office), acts_path or home / "archive" / "acts.jsonl")


def open_to_read(home: Path, *, url: str | None = None) -> State:
    """Open for reading beside a writer: nothing is created, healed or noted."""
    loaded = load_catalog(home)
    store = open_store(store_url(home, url), loaded, write=False, archive=home / "archive")
    state = state_of(home, loaded, store, plain_say, reading.InProcess(loaded))
    state.reload()
    return state


def _note_catalog(state: State, moment: datetime | None) -> None:
    """Keep every version of the catalogue by content, with the act that brought it in force; and what people had it learn."""
    when = moment or datetime.fromtimestamp(0, state.office.tz)
    with state.store.begin() as conn:
        known = acts.listing(conn, kind="catalog")
        new = not known or known[-1].body["hash"] != state.catalog.hash
        if new:
            texts = orjson.dumps(dict(state.catalog.files), option=orjson.OPT_SORT_KEYS)
            sha256 = archive.keep(state.archive, texts)
            acts.append(conn, "catalog", {"hash": state.catalog.hash, "sha256": sha256}, when)
        learned = memory.note(state, conn, when)
    if new or learned:
        acts.mirror(state.store, state.acts_path)


def enter_catalog(state: State, act: Act) -> None:
    """Enter a replayed catalogue act, or one about what it learned, as it was."""
    with state.store.begin() as conn:
        acts.append(conn, act.kind, act.body, act.at)
