"""The worker's sign of life: a small file in the data home, with what keeps the worker from writing, where anything does.

The database may be the very thing that is held, so it stands beside it. It is written over in place, always of the same length:
on a full disk a new file would find no room.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

FILE = "worker.alive"
LOST_AFTER = timedelta(minutes=2)
"""An older sign says nothing of this moment any more."""
LOCKED, DISK_FULL = "locked", "disk_full"
SHOWN_AFTER: Mapping[str, timedelta] = {LOCKED: timedelta(seconds=60), DISK_FULL: timedelta(0)}
"""Troubles that pages tell of, and how long each must have stood: a lock is mostly let go within seconds."""
_LENGTH = 128
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps the worker from writing (a code of `store.StoreError`), and since when."""

    code: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sign:
    """When the worker was last seen, and what it was in trouble with then."""

    seen_at: datetime | None = None
    trouble: Trouble | None = None

    def shown(self, now: datetime) -> Trouble | None:
        """The trouble that pages tell of at this moment."""
        if self.trouble is None or self.seen_at is None or now - self.seen_at > LOST_AFTER:
            return None
        after = SHOWN_AFTER.get(self.trouble.code)
        return self.trouble if after is not None and now - self.trouble.since >= after else None


def tell(home: Path, moment: datetime, trouble: Trouble | None = None) -> None:
    lines = [moment.isoformat(), f"{trouble.code} {trouble.since.isoformat()}" if trouble else "", ""]
    handle = os.open(home / FILE, _FLAGS, 0o644)
    with os.fdopen(handle, "r+b", buffering=0) as file:
        file.write("\n".join(lines).encode("ascii").ljust(_LENGTH))


def read(home: Path) -> Sign:
    """What was last told; of a file that is not there or half written, nothing."""
    try:
        seen, said, *_ = [*(home / FILE).read_text("ascii").split("\n"), ""]
        code, _, since = said.strip().partition(" ")
        return Sign(datetime.fromisoformat(seen.strip()), Trouble(code, datetime.fromisoformat(since)) if code else None)
    except (OSError, ValueError):
        return Sign()
