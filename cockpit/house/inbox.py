"""What lies in the inbox: regular files that have settled, in order of arrival. Nothing else is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Mark = tuple[int, int]
"""Modification time and size of a file as it was seen."""

_IGNORED_NAMES = {"thumbs.db", "desktop.ini", ".ds_store"}
_IGNORED_ENDS = (".tmp", ".part", ".crdownload", ".swp", ".lock")


@dataclass(frozen=True, slots=True)
class Offered:
    """One file as it lies there. `folder` is the sub-folder of the inbox (a source's id, or empty); times in nanoseconds."""

    path: Path
    folder: str
    name: str
    size: int
    mtime_ns: int


def scan(inbox: Path) -> tuple[list[Offered], list[Path]]:
    """(Regular files in order of modification time and name; links, special files and folders where none belong, refused unopened).

    Hidden files, office lock files and half-copied ones are passed over.
    """
    regular: list[Offered] = []
    refused: list[Path] = []
    for path, folder in _entries(inbox):
        try:
            found = path.lstat()
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode):
            regular.append(Offered(path, readable(folder), readable(path.name), found.st_size, found.st_mtime_ns))
        elif folder or not _may_hold_files(path, found):
            refused.append(path)
    return sorted(regular, key=lambda o: (o.mtime_ns, o.name, o.folder)), refused


def _may_hold_files(path: Path, found: os.stat_result) -> bool:
    """A folder of the inbox is a source's; one that is named like a file is nobody's."""
    return stat.S_ISDIR(found.st_mode) and "." not in path.name


def _entries(inbox: Path) -> Iterator[tuple[Path, str]]:
    for path in _listing(inbox):
        if ignored(path.name):
            continue
        yield path, ""
        if path.is_dir() and not path.is_symlink() and "." not in path.name:
            for inner in _listing(path):
                if not ignored(inner.name):
                    yield inner, path.name


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


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
    """The bytes, never through a link; None when the file is gone, may not be read, or is none any more."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(offered.path, flags)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        return stream.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None
