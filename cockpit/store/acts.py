"""The acts, in the order in which they happened: in the store with what they did, and mirrored line by line into the archive."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from cockpit.model import Json
from cockpit.store import tables
from cockpit.store.engine import Store
from cockpit.store.errors import StoreError
from cockpit.store.types import instant, seconds

BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened and counts. `id` is its place, from 1; `at` the clock it saw, UTC, whole seconds."""

    id: int
    at: datetime
    kind: str
    body: Json


def append(conn: sa.Connection, kind: str, body: Mapping[str, Any], at: datetime) -> int:
    """Write an act in the caller's transaction; returns its id, one more than the last."""
    number = last(conn) + 1
    conn.execute(sa.insert(tables.act).values(id=number, at=seconds(at), kind=kind, body=_json(body)))
    return number


def last(conn: sa.Connection) -> int:
    """Id of the newest act, 0 when nothing has happened yet."""
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.max(tables.act.c.id), 0))).scalar_one())


def newest(conn: sa.Connection, kind: str, field: str) -> Any:
    """What the newest act of a kind says under `field`; None when there is no such act or field."""
    chosen = sa.select(tables.act.c.body).where(tables.act.c.kind == kind).order_by(tables.act.c.id.desc()).limit(1)
    body = conn.execute(chosen).scalar()
    return None if body is None else json.loads(body).get(field)


def newest_of(conn: sa.Connection, kinds: Collection[str], *, after: int = 0) -> Act | None:
    """The newest act of these kinds with an id above `after`."""
    chosen = sa.select(tables.act).where(tables.act.c.id > after, tables.act.c.kind.in_(kinds)).order_by(tables.act.c.id.desc()).limit(1)
    found = conn.execute(chosen).first()
    return None if found is None else _act(found)


def listing(conn: sa.Connection, *, after: int = 0, kind: str = "") -> list[Act]:
    """Acts with an id above `after`, oldest first; of one kind where given."""
    chosen = sa.select(tables.act).where(tables.act.c.id > after).order_by(tables.act.c.id)
    return [_act(row) for row in conn.execute(chosen.where(tables.act.c.kind == kind) if kind else chosen)]


def read(path: Path) -> Iterator[Act]:
    """The mirrored acts, oldest first; a torn last line is left out. Raises StoreError for any other line that cannot be read."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            act = _parse(line)
            if act is not None:
                yield act
            elif line.endswith(b"\n"):
                raise StoreError("acts_torn", place=path, found=number)


def mirror(store: Store, path: Path) -> int:
    """Append to the file what the store has and it lacks, down to the disk; returns how many acts. Call after each commit.

    A torn last line (the machine stopped while writing it) is cut off first. Raises StoreError when the file knows acts the
    store does not: then the store is not the one these acts made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with path.open("a+b") as file:
        known = _cut(file, path)
        with store.begin() as conn:
            _agree(conn, known, path)
            lacking = listing(conn, after=known.id if known else 0)
        file.seek(0, os.SEEK_END)
        file.write(b"".join(_line(act) for act in lacking))
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)
    return len(lacking)


def heal(store: Store, path: Path) -> int:
    """At start: bring the mirror to what the store holds. The same as `mirror`; a name for the moment."""
    return mirror(store, path)


def _agree(conn: sa.Connection, known: Act | None, path: Path) -> None:
    if known is None:
        return
    found = conn.execute(sa.select(tables.act).where(tables.act.c.id == known.id)).first()
    if found is None or _act(found) != known:
        raise StoreError("acts_ahead", place=path, found=known.id)


def _cut(file: IO[bytes], path: Path) -> Act | None:
    """Cut a torn last line off; the last whole act, None for an empty file."""
    end = _line_end(file, file.seek(0, os.SEEK_END))
    file.truncate(end)
    if not end:
        return None
    start = _line_end(file, end - 1)
    file.seek(start)
    act = _parse(file.read(end - start))
    if act is None:
        raise StoreError("acts_torn", place=path, found=f"@{start}")
    return act


def _line_end(file: IO[bytes], before: int) -> int:
    """Offset just after the last line feed before `before`; 0 when there is none."""
    while before > 0:
        start = max(0, before - BLOCK)
        file.seek(start)
        at = file.read(before - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        before = start
    return 0


def _parse(line: bytes) -> Act | None:
    if not line.endswith(b"\n"):
        return None
    try:
        told = json.loads(line)
        return Act(told["id"], datetime.fromisoformat(told["at"]), told["kind"], told["body"])
    except (ValueError, KeyError, TypeError):
        return None


def _act(row: sa.Row[Any]) -> Act:
    return Act(row.id, instant(row.at), row.kind, json.loads(row.body))


def _line(act: Act) -> bytes:
    told = {"id": act.id, "at": act.at.isoformat().replace("+00:00", "Z"), "kind": act.kind, "body": act.body}
    return _json(told, sort=False).encode() + b"\n"


def _json(value: Mapping[str, Any], *, sort: bool = True) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=sort, separators=(",", ":"), allow_nan=False)


def _sync_folder(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is; systems without folder handles do that themselves."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
