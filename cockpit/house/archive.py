"""The archive: the bytes of every offered file, catalogue and issued file, by content. Written once, never changed.

Bytes with personal data lie in `restricted/` instead, open to the program's own account alone.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
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


def seal(root: Path, data: bytes) -> str:
    """Keep bytes with personal data (folders 0700, file 0600), and nowhere else; returns their sha256."""
    sha256 = digest(data)
    place = sealed_path_of(root, sha256)
    for folder in (place.parents[2], place.parents[1], place.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not place.exists():
        write_whole(place, data)
        place.chmod(0o600)
    path_of(root, sha256).unlink(missing_ok=True)
    return sha256


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
    handle, aside = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(aside, place)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
