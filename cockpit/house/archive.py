"""The archive: the bytes of every offered file, catalogue and issued file, by content. Written once, never changed.

Bytes with personal data lie in `restricted/` instead, open to the program's own account alone.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import IO

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says when the disk, or the account's share of it, is full."""


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(root: Path, sha256: str) -> Path:
    return root / "files" / sha256[:2] / sha256


def sealed_path_of(root: Path, sha256: str) -> Path:
    """Where bytes with personal data lie, by content; beside the archive."""
    return root.parent / "restricted" / "files" / sha256[:2] / sha256


class Aside:
    """Bytes on their way to the disk while they are being read: own copy first. Until it is known what they carry they lie under
    `restricted/`, where nobody else can read them. Ends with `keep` or `seal`, then `close`."""

    def __init__(self, root: Path, data: bytes, sha256: str) -> None:
        self.root, self.data, self.sha256 = root, data, sha256
        self._written: Future[Path | None] = Future()
        threading.Thread(target=self._write, name="cockpit-archive").start()

    def _write(self) -> None:
        try:
            known = path_of(self.root, self.sha256).exists() or sealed_path_of(self.root, self.sha256).exists()
            folder = sealed_path_of(self.root, self.sha256).parents[2]
            self._written.set_result(None if known else _written(_private(folder), lambda aside: aside.write(self.data)))
        except BaseException as fault:
            self._written.set_exception(fault)

    def keep(self) -> None:
        """Into the archive (synced, renamed). Keeping bytes again costs nothing."""
        if (written := self._written.result()) is not None:
            place = path_of(self.root, self.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(written, place)

    def seal(self) -> None:
        """With personal data: folders 0700, file 0600, and nowhere else."""
        written, place = self._written.result(), sealed_path_of(self.root, self.sha256)
        _private(place.parent)
        if written is not None:
            os.replace(written, place)
        elif not place.exists():
            write_whole(place, self.data)
            place.chmod(0o600)
        path_of(self.root, self.sha256).unlink(missing_ok=True)

    def close(self) -> None:
        """Where it was neither kept nor sealed, nothing is left of it."""
        if self._written.exception() is None and (written := self._written.result()) is not None:
            written.unlink(missing_ok=True)


def keep(root: Path, data: bytes) -> str:
    """Keep the bytes (written aside, synced, renamed) and return their sha256. Keeping them again costs nothing."""
    sha256 = digest(data)
    place = path_of(root, sha256)
    if not place.exists() and not sealed_path_of(root, sha256).exists():
        write_whole(place, data)
    return sha256


def keep_file(root: Path, source: Path) -> str:
    """Keep a file that is too large to be held in memory; returns its sha256."""
    with source.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        place = path_of(root, sha256)
        if not place.exists():
            stream.seek(0)
            _write_whole(place, lambda aside: shutil.copyfileobj(stream, aside))
    return sha256


def fetch(root: Path, sha256: str) -> bytes:
    """The bytes kept under that name, sealed ones included. Raises FileNotFoundError when the archive lacks them."""
    sealed = sealed_path_of(root, sha256)
    return (sealed if sealed.exists() else path_of(root, sha256)).read_bytes()


def write_whole(place: Path, data: bytes) -> None:
    """The file is there whole or not at all, whatever happens meanwhile."""
    _write_whole(place, lambda aside: aside.write(data))


def _write_whole(place: Path, write: Callable[[IO[bytes]], object]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(_written(place.parent, write), place)


def _written(folder: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """A file of this folder's own under a name nobody asks for, written and synced; none where that failed."""
    handle, aside = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    return Path(aside)


def _private(folder: Path) -> Path:
    """The folder, and those above it up to `restricted/`, open to the program's own account alone."""
    restricted = next(each for each in (folder, *folder.parents) if each.name == "restricted")
    for each in (restricted, *reversed([f for f in folder.parents if restricted in f.parents]), folder):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear(root: Path) -> None:
    """Remove what a stop left half written aside; the file itself still lies in the inbox."""
    for left in (root.parent / "restricted").glob(".*.part"):
        left.unlink(missing_ok=True)
