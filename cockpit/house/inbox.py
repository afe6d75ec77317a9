"""What lies in the inbox: regular files that have settled, in order of arrival. Nothing else is opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    """(Regular files in order of modification time and name, links and special files that are refused unopened).

    Hidden files, office lock files, half-copied ones and directories deeper than a source's folder are passed over.
    """
    regular: list[Offered] = []
    refused: list[Path] = []
    for path, folder in _entries(inbox):
        try:
            found = path.lstat()
        except OSError:
            continue
        if stat.S_ISREG(found.st_mode):
            regular.append(Offered(path, folder, path.name, found.st_size, found.st_mtime_ns))
        elif not stat.S_ISDIR(found.st_mode):
            refused.append(path)
    return sorted(regular, key=lambda o: (o.mtime_ns, o.name)), refused


def _entries(inbox: Path) -> Iterator[tuple[Path, str]]:
    for path in _listing(inbox):
        if ignored(path.name):
            continue
        yield path, ""
        if path.is_dir() and not path.is_symlink():
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


def settled(offered: Offered, *, now_ns: int, seconds: float) -> bool:
    """Unchanged for `seconds`, and of the same size as when it was listed."""
    try:
        found = offered.path.lstat()
    except OSError:
        return False
    same = found.st_mtime_ns == offered.mtime_ns and found.st_size == offered.size
    return same and now_ns - offered.mtime_ns >= seconds * 1e9


def read(offered: Offered, *, limit: int) -> bytes | None:
    """The bytes, never through a link; None when the file is gone, may not be read, or is larger than `limit`."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(offered.path, flags)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        data = stream.read(limit + 1)
    return None if len(data) > limit else data
