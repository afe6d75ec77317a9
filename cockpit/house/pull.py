"""One pass over the inbox: settled files are taken in, in order, each in a transaction of its own; then a snapshot."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cockpit.house import archive, handshake, inbox, mends, receive, taking
from cockpit.house.state import State
from cockpit.model import Batch, Level, Problem, Snapshot, Verdict
from cockpit.store import StoreError

_EXPLAINED = (Verdict.QUARANTINED, Verdict.RESTRICTED, Verdict.PARTIAL, Verdict.HELD)
FILES_PER_PASS = 200
"""Bounded work: ten thousand files are taken in several passes, and a page never waits for them."""
_PASS_NS = 2 * 10**9
"""Nor does a person who released or undid something: after so long a pass ends with the file it is at."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]")


_AGAIN_NS = 60 * 10**9
"""After what time a file that could not be taken in is tried again, unless it changed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in. `waiting` counts files that had not settled or were beyond this pass's bounds.

    `failed` are files that met a fault of ours or cannot be moved away, with the fault: they stay where they lie and are tried again.
    """

    batches: tuple[Batch, ...]
    problems: tuple[Problem, ...]
    waiting: int
    failed: tuple[tuple[str, Exception], ...] = ()


@dataclass(frozen=True, slots=True)
class Pulled(Taken):
    """What one pass did, and the snapshot after it."""

    snapshot: Snapshot = field(kw_only=True)
    new: bool = field(kw_only=True)


def pull(
    state: State,
    now: datetime,
    *,
    clock_ns: Callable[[], int],
    as_of: datetime | None = None,
    source: str = "",
    settle_s: float = 2.0,
    most: int = FILES_PER_PASS,
    done: Callable[[Batch], None] = lambda _: None,
) -> Pulled:
    """Take in what lies there. `now` is the moment written on everything; `as_of` replaces it when a past day is acted."""
    moment = as_of or now
    taken = take_in(state, moment, clock_ns=clock_ns, source=source, settle_s=settle_s, most=most, done=done)
    snapshot, new = taking.keep(state, as_of=state.office.local_day(moment), moment=moment)
    return Pulled(taken.batches, taken.problems, taken.waiting, taken.failed, snapshot=snapshot, new=new)


def take_in(
    state: State,
    moment: datetime,
    *,
    clock_ns: Callable[[], int],
    source: str = "",
    settle_s: float = 2.0,
    most: int = FILES_PER_PASS,
    done: Callable[[Batch], None] = lambda _: None,
) -> Taken:
    """Take in what has settled, oldest first. A file that fails keeps none of the others waiting."""
    found, refused = inbox.scan(state.home / "inbox")
    for path in refused:
        _note(state, inbox.readable(path.name), "not_a_regular_file")
    wanted = [o for o in found if not source or o.folder == source or _names(state, source, o)]
    due, waiting = _due(state, wanted, clock_ns(), settle_s, most)
    batches: list[Batch] = []
    problems: list[Problem] = []
    failed: list[tuple[str, Exception]] = []
    begun = clock_ns()
    for at, offered in enumerate(due):
        if at and clock_ns() - begun >= _PASS_NS:
            waiting += len(due) - at
            break
        received, fault = _tried(state, offered, moment, clock_ns())
        failed += [(offered.name, fault)] if fault else []
        if received is not None and not received.already:
            batches.append(received.batch)
            problems += received.problems
            done(received.batch)
    _forget_gone(state, found)
    return Taken(tuple(batches), tuple(problems), waiting, tuple(failed))


def _due(state: State, wanted: list[inbox.Offered], now_ns: int, settle_s: float, most: int) -> tuple[list[inbox.Offered], int]:
    """(The oldest files that are to be taken in now, how many wait). Beyond this pass's bound nothing is looked at again."""
    due: list[inbox.Offered] = []
    held = 0
    for offered in wanted:
        if len(due) == most:
            break
        if _is_held(state, offered, now_ns):
            held += 1
        elif inbox.settled(offered, now_ns=now_ns, seconds=settle_s, seen=state.seen) and (
            handshake.given(state, offered, now_ns=now_ns, seconds=settle_s)
        ):
            due.append(offered)
    return due, len(wanted) - len(due) - held


def _names(state: State, source: str, offered: inbox.Offered) -> bool:
    found = state.read.identify(b"", offered.name, offered.folder)
    return not isinstance(found, Problem) and found.id == source


def _is_held(state: State, offered: inbox.Offered, now_ns: int) -> bool:
    mark, since = state.held.get(offered.path, ((0, 0), 0))
    return mark == (offered.mtime_ns, offered.size) and 0 <= now_ns - since < _AGAIN_NS


def _forget_gone(state: State, found: list[inbox.Offered]) -> None:
    there = {offered.path for offered in found}
    remembered: tuple[dict[Path, Any], ...] = (state.seen, state.held, state.awaited)
    for known in remembered:
        for path in known.keys() - there:
            del known[path]


def _tried(state: State, offered: inbox.Offered, moment: datetime, now_ns: int) -> tuple[receive.Received | None, Exception | None]:
    """What became of a file, and the fault that was met. A database that is gone or a full disk concerns every file and is raised."""
    received = None
    try:
        received = _take_in(state, offered, moment)
        if received is not None:
            inbox.take_away(offered)
        else:
            # 读不了的文件先放一放，免得两百个这样的文件挡住后面所有的。
            state.held[offered.path] = (offered.mtime_ns, offered.size), now_ns
    except StoreError:
        raise
    except Exception as fault:
        if isinstance(fault, OSError) and fault.errno in archive.NO_ROOM:
            raise StoreError("disk_full", place=state.store.place) from fault
        state.held[offered.path] = (offered.mtime_ns, offered.size), now_ns
        return received, fault
    return received, None


def _take_in(state: State, offered: inbox.Offered, moment: datetime) -> receive.Received | None:
    largest = state.catalog.street.limits.get("file_mb", 300)
    if offered.size > largest * 1024 * 1024:
        return _put_away(state, offered, moment, largest)
    data = inbox.read(offered)
    if data is None:
        if inbox.denied(offered):
            _note(state, offered.name, "unreadable_file")
        return None
    wrong = handshake.disagreement(state, offered, data, moment)
    offer = receive.Offer(data, offered.name, moment, folder=offered.folder, mtime_ns=offered.mtime_ns, stopped=wrong)
    received = receive.receive(state, offer)
    explain(state, offered.name, data, received)
    return received


def _put_away(state: State, offered: inbox.Offered, moment: datetime, largest: float) -> receive.Received:
    """A file beyond the limit is never held in memory: it is archived as it lies and goes into quarantine."""
    sha256 = archive.keep_file(state.archive, offered.path)
    why = Problem("too_large", Level.QUARANTINE, found=f"{offered.size / 1048576:.1f} MB", expected=f"{largest:g} MB")
    offer = receive.Offer(
        b"", offered.name, moment, folder=offered.folder, mtime_ns=offered.mtime_ns, size=offered.size, sha256=sha256, stopped=why
    )
    received = receive.receive(state, offer)
    explain(state, offered.name, offered.path, received)
    return received


def explain(state: State, name: str, data: bytes | Path, received: receive.Received) -> None:
    """A refused file (its bytes, or where it lies) goes into quarantine with its reason; refused and held rows leave a reason alone,

    and a workbook to mend them in. What carried personal data lies in `restricted/` only.
    """
    verdict = received.batch.verdict
    if verdict not in _EXPLAINED:
        return
    folder = state.home / ("restricted" if verdict is Verdict.RESTRICTED else "quarantine")
    folder.mkdir(mode=0o700 if verdict is Verdict.RESTRICTED else 0o755, exist_ok=True)
    place = folder / f"{received.batch.id:06d}_{safe_name(name)}"
    if isinstance(data, Path):
        shutil.move(data, place)
    elif verdict is Verdict.RESTRICTED:
        _name_sealed(archive.sealed_path_of(state.archive, received.batch.sha256), place)
    elif verdict is Verdict.QUARANTINED:
        archive.write_whole(place, data)
    told = [p for p in received.problems if p.level is not Level.NOTE]
    archive.write_whole(place.with_name(place.name + ".reason.txt"), receive.words(told, state.say).encode())
    made = mends.workbook(state, received.batch.id, data) if isinstance(data, bytes) else None
    if made is not None:
        archive.write_whole(place.with_name(place.name + ".fix.xlsx"), made)


def _name_sealed(sealed: Path, place: Path) -> None:
    """The sealed bytes under a name a person can find; the same file where the disk knows links."""
    place.unlink(missing_ok=True)
    try:
        place.hardlink_to(sealed)
    except OSError:
        archive.write_whole(place, sealed.read_bytes())


def _note(state: State, name: str, code: str) -> None:
    """What is never opened (a link, a pipe) or cannot be is said once, in a note beside the quarantined files."""
    note = state.home / "quarantine" / f"{safe_name(name)}.reason.txt"
    if not note.exists():
        archive.write_whole(note, receive.words([Problem(code, Level.QUARANTINE, file=name)], state.say).encode())


def safe_name(name: str) -> str:
    """A name that can be a file's on any system; only for notes and quarantine, never to find anything."""
    cleaned = _UNSAFE.sub("_", name).strip(" .") or "file"
    return cleaned.encode()[:150].decode(errors="ignore")
