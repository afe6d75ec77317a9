"""One pass over the inbox: settled files are taken in, in order, each in a transaction of its own; then a snapshot."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cockpit.house import archive, inbox, receive, taking
from cockpit.house.state import State
from cockpit.model import Batch, Level, Problem, Snapshot, Verdict

FILES_PER_PASS = 200
"""Bounded work: ten thousand files are taken in several passes, and a page never waits for them."""
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]")


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one pass did. `waiting` counts files that had not settled or were beyond this pass's bound."""

    batches: tuple[Batch, ...]
    problems: tuple[Problem, ...]
    snapshot: Snapshot
    new: bool
    waiting: int


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
    found, refused = inbox.scan(state.home / "inbox")
    for path in refused:
        _refuse_unopened(state, path)
    wanted = [o for o in found if not source or o.folder == source or _names(state, source, o)]
    ready = [o for o in wanted if inbox.settled(o, now_ns=clock_ns(), seconds=settle_s)]
    batches: list[Batch] = []
    problems: list[Problem] = []
    for offered in ready[:most]:
        received = _take_in(state, offered, moment)
        if received is not None and not received.already:
            batches.append(received.batch)
            problems += received.problems
            done(received.batch)
    snapshot, new = taking.keep(state, as_of=state.office.local_day(moment), moment=moment)
    return Pulled(tuple(batches), tuple(problems), snapshot, new, len(wanted) - len(ready[:most]))


def _names(state: State, source: str, offered: inbox.Offered) -> bool:
    found = state.read.identify(b"", offered.name, offered.folder)
    return not isinstance(found, Problem) and found.id == source


def _take_in(state: State, offered: inbox.Offered, moment: datetime) -> receive.Received | None:
    data = inbox.read(offered, limit=int(state.catalog.street.limits.get("file_mb", 300) * 1024 * 1024))
    if data is None:
        _note_unreadable(state, offered)
        return None
    offer = receive.Offer(data, offered.name, moment, folder=offered.folder, mtime_ns=offered.mtime_ns)
    received = receive.receive(state, offer)
    explain(state, offered.name, data, received)
    offered.path.unlink(missing_ok=True)
    return received


def explain(state: State, name: str, data: bytes, received: receive.Received) -> None:
    """A refused file lies in quarantine with its reason; refused rows leave a reason beside the file's name."""
    verdict = received.batch.verdict
    if verdict not in (Verdict.QUARANTINED, Verdict.RESTRICTED, Verdict.PARTIAL):
        return
    folder = state.home / ("restricted" if verdict is Verdict.RESTRICTED else "quarantine")
    folder.mkdir(mode=0o700 if verdict is Verdict.RESTRICTED else 0o755, exist_ok=True)
    place = folder / f"{received.batch.id:06d}_{safe_name(name)}"
    if verdict is not Verdict.PARTIAL:
        archive.write_whole(place, data)
    told = [p for p in received.problems if p.level is not Level.NOTE]
    archive.write_whole(place.with_name(place.name + ".reason.txt"), receive.words(told, state.say).encode())


def _refuse_unopened(state: State, path: Path) -> None:
    """Links, pipes and devices are never opened; the note says so once."""
    note = state.home / "quarantine" / f"{safe_name(path.name)}.reason.txt"
    if not note.exists():
        problem = Problem("not_a_regular_file", Level.QUARANTINE, file=path.name)
        archive.write_whole(note, receive.words([problem], state.say).encode())


def _note_unreadable(state: State, offered: inbox.Offered) -> None:
    note = state.home / "quarantine" / f"{safe_name(offered.name)}.reason.txt"
    if offered.path.exists() and not note.exists():
        problem = Problem("unreadable_file", Level.QUARANTINE, file=offered.name)
        archive.write_whole(note, receive.words([problem], state.say).encode())


def safe_name(name: str) -> str:
    """A name that can be a file's on any system; only for notes and quarantine, never to find anything."""
    cleaned = _UNSAFE.sub("_", name).strip(" .") or "file"
    return cleaned.encode()[:150].decode(errors="ignore")


def utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
