"""The store again from the archive: the acts in their order, with the clocks they saw. The same readings, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import orjson

from cockpit.catalog import schema
from cockpit.house import archive, holding, learning, ledger, memory, opening, reach, reading, receive, taking, undoing, weeks
from cockpit.house.state import Reader, Say, State
from cockpit.model import Guide, Json, Level, Problem
from cockpit.store import Store, StoreError, acts, open_store
from cockpit.store import weeks as stored
from cockpit.store.acts import Act


class RebuildError(RuntimeError):
    """An act that did not come out as recorded; `act` is its number."""

    def __init__(self, act: int, recorded: str, found: str) -> None:
        super().__init__(f"act {act}: recorded {recorded}, found {found}")
        self.act = act


def rebuild(
    home: Path,
    *,
    url: str | None = None,
    say: Say = opening.plain_say,
    reader: Callable[[schema.Catalog], Reader] = reading.InProcess,
    done: Callable[[int, int], None] = lambda _now, _of: None,
) -> int:
    """Make the store anew and put it in place of the old one when it is whole; returns how many acts were replayed.

    The old database is kept beside it as `cockpit.sqlite.before-rebuild`. Works on a database file; another engine's database must be
    emptied by its administrator first.
    """
    lock = opening.locked(home)
    try:
        _mirror_the_last(home, url)
        recorded = list(acts.read(home / "archive" / "acts.jsonl"))
        place = url or home / ".rebuild.sqlite"
        _remove(Path(place) if url is None else None)
        (home / ".rebuild.acts.jsonl").unlink(missing_ok=True)
        _replay_all(home, recorded, place, say, reader, done)
        _agree(home)
        if url is None:
            _swap(home)
    finally:
        lock.release()
    return len(recorded)


def _mirror_the_last(home: Path, url: str | None) -> None:
    """What the old store did just before it was stopped may lack in the mirror: where it can still be read, that is written down first."""
    try:
        store = open_store(opening.store_url(home, url), opening.load_catalog(home), write=False, archive=home / "archive")
    except (StoreError, opening.HomeError):
        return
    try:
        acts.heal(store, home / "archive" / "acts.jsonl")
    except StoreError:
        return
    finally:
        store.close()


def _replay_all(
    home: Path,
    recorded: list[Act],
    place: str | Path,
    say: Say,
    reader: Callable[[schema.Catalog], Reader],
    done: Callable[[int, int], None],
) -> None:
    state: State | None = None
    for position, act in enumerate(recorded, start=1):
        if act.kind == "catalog":
            state = _with_catalog(home, act, place, state, say, reader)
        assert state is not None
        replay(state, act)
        done(position, len(recorded))
    if state is not None:
        acts.mirror(state.store, state.acts_path)
        state.read.close()
        state.store.close()


def _with_catalog(
    home: Path, act: Act, place: str | Path, before: State | None, say: Say, reader: Callable[[schema.Catalog], Reader]
) -> State:
    """A state under the catalogue that came in force with this act."""
    if before is not None:
        before.read.close()
        before.store.close()
    found = archived_catalog(home / "archive", act.body["sha256"])
    store: Store = open_store(place, found, write=True, create=True, fresh=True, archive=home / "archive")
    state = opening.state_of(home, found, store, say, reader(found), acts_path=home / ".rebuild.acts.jsonl")
    state.reload()
    return state


def archived_catalog(root: Path, sha256: str) -> schema.Catalog:
    """A catalogue as it stood once, from its archived texts."""
    return memory.from_files(orjson.loads(archive.fetch(root, sha256)))


def replay(state: State, act: Act) -> None:
    """Do one act again. Acts that only follow from others (mirrors, issued bytes) are entered as they were."""
    if act.kind in REPLAYS:
        REPLAYS[act.kind](state, act)


def _undo(state: State, act: Act) -> None:
    undoing.undo(state, act.body["undoes"], moment=act.at)


def _accept(state: State, act: Act) -> None:
    holding.accept(state, act.body["accepts"], moment=act.at)


def _freeze(state: State, act: Act) -> None:
    weeks.freeze(state, act.body["week"], moment=act.at)


def _catalog(state: State, act: Act) -> None:
    opening.enter_catalog(state, act)
    taking.refresh_definitions(state)


def _learned(state: State, act: Act) -> None:
    """A text of learned words that somebody changed by hand."""
    memory.take_up(state, memory.restored(state.archive, state.catalog, act.body["sha256"]))
    opening.enter_catalog(state, act)


def _reach(state: State, act: Act) -> None:
    reach.replay(state, act.kind, act.body, act.at)


def _learn(state: State, act: Act) -> None:
    told = act.body["alias"]
    alias = learning.Alias(told["kind"], told["alias"], told["code"], tuple(told["where"]))
    learning.enter(state, alias, moment=act.at, write=False, only={origin for _, origin in act.body["rereads"]})


def _batch(state: State, act: Act) -> None:
    body = act.body
    found = receive.receive(state, _offer(state, act))
    if found.batch.id != body["id"] or found.batch.verdict.value != body["verdict"]:
        raise RebuildError(act.id, f"{body['id']} {body['verdict']}", f"{found.batch.id} {found.batch.verdict.value}")


def _offer(state: State, act: Act) -> receive.Offer:
    """The file as it was offered. One that was not read to its end then is not read now: another machine might come further."""
    body, sha256 = act.body, act.body["sha256"]
    if "stopped" not in body:
        data = archive.fetch(state.archive, sha256)
        first = date.fromisoformat(body["first"]) if "first" in body else None
        return receive.Offer(
            data, body["file"], act.at, folder=body["folder"], mtime_ns=body["mtime_ns"], first=first, guide=_guide(body)
        )  # fmt: skip
    why = Problem(body["stopped"], Level.QUARANTINE, found=body["found"], expected=body["expected"])
    size = archive.path_of(state.archive, sha256).stat().st_size
    known = receive.Offer(b"", body["file"], act.at, folder=body["folder"], source=body["source"], mtime_ns=body["mtime_ns"])
    return replace(known, size=size, sha256=sha256, stopped=why)


def _guide(body: Json) -> Guide:
    said = body.get("guide", {})
    return Guide(tuple((header, column) for header, column in said.get("headers", ())), said.get("sheet", ""))


def _snapshot(state: State, act: Act) -> None:
    found, _ = taking.keep(state, as_of=date.fromisoformat(act.body["as_of"]), moment=act.at)
    if found.version != act.body["version"]:
        raise RebuildError(act.id, act.body["version"], found.version)


def _issue(state: State, act: Act) -> None:
    body = act.body
    with state.store.begin() as conn:
        acts.append(conn, "issue", body, act.at)
        stored.issue(conn, stored.Issue(body["week"], body["format"], body["lang"], body["sha256"], body["file"]))


REPLAYS: Mapping[str, Callable[[State, Act], None]] = {
    "batch": _batch, "undo": _undo, "accept": _accept, "learn": _learn, "learned": _learned, "snapshot": _snapshot, "freeze": _freeze,
    "catalog": _catalog, "issue": _issue, ledger.REACH: _reach, ledger.ASKED: _reach,
}  # fmt: skip
"""How each kind of act is done again."""


def _agree(home: Path) -> None:
    """The replayed acts must be the recorded ones; then the copy has served."""
    again = home / ".rebuild.acts.jsonl"
    for before, after in zip(acts.read(home / "archive" / "acts.jsonl"), acts.read(again), strict=True):
        if before != after:
            raise RebuildError(before.id, str(before.body), str(after.body))
    again.unlink(missing_ok=True)


def _remove(path: Path | None) -> None:
    if path is not None:
        for end in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _swap(home: Path) -> None:
    """Put the rebuilt file in place; the journal files of the old one go with it."""
    old, new = home / "cockpit.sqlite", home / ".rebuild.sqlite"
    kept = home / "cockpit.sqlite.before-rebuild"
    for end in ("-wal", "-shm", ""):
        part = old.with_name(old.name + end)
        if part.exists():
            part.replace(kept.with_name(kept.name + end))
    new.replace(old)
