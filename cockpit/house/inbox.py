"""What lies in the inbox: regular files that have settled, in order of arrival. Nothing else is opened."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Mark = tuple[int, int]
"""Modification time and size of a file as it was seen."""

OK = ".ok"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store"}
_IGNORED_ENDS = (".tmp", ".part", ".crdownload", ".swp", ".lock")


_OK_OLDER_NS = 3600 * 10**9
"""An `.ok` that much older than its file was meant for an earlier one of that name."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One file as it lies there. `folder` is the sub-folder of the inbox (a source's id, or empty); times in nanoseconds.

    `ok` is the file `<name>.ok` beside it, by which its sender says that it is whole.
    """

    path: Path
    folder: str
    name: str
    size: int
    mtime_ns: int
    ok: Offered | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a folder's listing says; the one `stat` that each file costs."""

    path: Path
    found: os.stat_result
    folder: str


def scan(inbox: Path) -> tuple[list[Offered], list[Path]]:
    """(Regular files in order of modification time and name; links, special files and folders where none belong, refused unopened).

    Hidden files, office lock files and half-copied ones are passed over; an `.ok` goes with its file.
    """
    regular: list[Offered] = []
    refused: list[Path] = []
    for entries in _folders(inbox):
        oks = {e.path.name[: -len(OK)]: _offered(e) for e in entries if is_ok(e.path.name) and stat.S_ISREG(e.found.st_mode)}
        for entry in entries:
            if stat.S_ISREG(entry.found.st_mode):
                if not is_ok(entry.path.name):
                    regular.append(_offered(entry, oks.get(entry.path.name)))
            elif entry.folder or not _may_hold_files(entry):
                refused.append(entry.path)
    return sorted(regular, key=lambda o: (o.mtime_ns, o.name, o.folder)), sorted(refused)


def _offered(entry: _Entry, ok: Offered | None = None) -> Offered:
    mtime_ns = entry.found.st_mtime_ns
    fits = ok is not None and ok.mtime_ns + _OK_OLDER_NS >= mtime_ns
    return Offered(
        entry.path, readable(entry.folder), readable(entry.path.name), entry.found.st_size, mtime_ns, ok=ok if fits else None
    )  # fmt: skip


def is_ok(name: str) -> bool:
    return name.lower().endswith(OK)


def _may_hold_files(entry: _Entry) -> bool:
    """A folder of the inbox is a source's; one that is named like a file is nobody's."""
    return stat.S_ISDIR(entry.found.st_mode) and "." not in entry.path.name


def _folders(inbox: Path) -> Iterator[list[_Entry]]:
    """The inbox, then each of its sub-folders."""
    above = _listing(inbox, "")
    yield above
    for entry in above:
        if _may_hold_files(entry):
            yield _listing(entry.path, entry.path.name)


def _listing(folder: Path, name: str) -> list[_Entry]:
    """One `stat` each, as scanning ten thousand files every two seconds must cost little. What vanishes meanwhile is passed over."""
    found: list[_Entry] = []
    try:
        with os.scandir(folder) as listed:
            for each in listed:
                with contextlib.suppress(OSError):
                    if not ignored(each.name):
                        found.append(_Entry(folder / each.name, each.stat(follow_symlinks=False), name))
    except OSError:
        return found
    return found


def folders(inbox: Path) -> set[str] | None:
    """The sub-folders that are there; None when the inbox itself cannot be listed."""
    try:
        with os.scandir(inbox) as listed:
            return {each.name for each in listed if each.is_dir(follow_symlinks=False)}
    except OSError:
        return None


def ignored(name: str) -> bool:
    """Office lock files, hidden files and the leavings of copying programs."""
    low = name.lower()
    return name.startswith(("~$", ".")) or low in _IGNORED_NAMES or low.endswith(_IGNORED_ENDS)


def readable(name: str) -> str:
    """A name as text. Bytes that are no UTF-8 come from a machine that writes Chinese names in its own encoding."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def settled(offered: Offered, *, now_ns: int, seconds: float, seen: dict[Path, tuple[Mark, int]]) -> bool:
    """Unchanged for `seconds`, and of the same size as when it was listed.

    A file from the future (the sender's clock is ahead, or ours was set back) has to be seen unchanged that long: `seen` tells since when.
    """
    mark = (offered.mtime_ns, offered.size)
    try:
        found = offered.path.lstat()
    except OSError:
        return False
    if (found.st_mtime_ns, found.st_size) != mark:
        return False
    since = offered.mtime_ns
    if since > now_ns:
        known, since = seen.get(offered.path, (mark, now_ns))
        since = since if known == mark and since <= now_ns else now_ns
        seen[offered.path] = (mark, since)
    return now_ns - since >= seconds * 1e9


def read(offered: Offered) -> bytes | None:
    """The bytes, never through a link; None when the file is gone, may not be read, is none any more, or is being written again."""
    try:
        handle = os.open(offered.path, _FLAGS)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = stream.read()
        after = os.fstat(handle)
    return data if (after.st_mtime_ns, after.st_size, len(data)) == (offered.mtime_ns, offered.size, offered.size) else None


def denied(offered: Offered) -> bool:
    """Whether the file is there and may not be read."""
    try:
        os.close(os.open(offered.path, _FLAGS))
    except OSError as error:
        return error.errno in (errno.EACCES, errno.EPERM)
    return False


def take_away(offered: Offered) -> None:
    """Out of the inbox, once it is taken in; its `.ok` goes with it, last, so that a stop between leaves nothing half told."""
    offered.path.unlink(missing_ok=True)
    if offered.ok is not None:
        offered.ok.path.unlink(missing_ok=True)
