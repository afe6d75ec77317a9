"""What keeps the worker from writing, round after round: since when, said once in the log, and when it is over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cockpit.house import alive, archive
from cockpit.house.alive import Trouble
from cockpit.store import StoreError

log = logging.getLogger("cockpit.worker")
_ROOM_BYTES = 65536


@dataclass(slots=True)
class Troubles:
    """`standing` is what stood at the end of the last round, `met` what was met in this one."""

    home: Path
    standing: Trouble | None = None
    met: str = ""

    def meet(self, error: BaseException) -> bool:
        """Note an error of the machine; whether the log has it already."""
        code, known = _code(error), self.standing.code if self.standing else ""
        if not code:
            return False
        told = code in (self.met, known)
        if not self.met or code == known:
            self.met = code
        return told

    def settle(self, now: datetime) -> bool:
        """At the end of a round that began at `now`: it stands on while it is met, and until there is room. Whether that changed."""
        before, met, self.met = self.standing, self.met, ""
        if met:
            self.standing = before if before is not None and before.code == met else Trouble(met, now)
        elif before is not None and (before.code != alive.DISK_FULL or _has_room(self.home)):
            log.info("%s is over", before.code)
            self.standing = None
        return self.standing != before


def _code(error: BaseException) -> str:
    """As what pages tell of it; empty for any other error."""
    if isinstance(error, OSError) and error.errno in archive.NO_ROOM:
        return alive.DISK_FULL
    return error.code if isinstance(error, StoreError) and error.code in alive.SHOWN_AFTER else ""


def _has_room(home: Path) -> bool:
    """Whether a little can be written: a round in which there was nothing to write proves nothing."""
    place = home / ".room.part"
    try:
        archive.write_whole(place, b"\0" * _ROOM_BYTES)
    except OSError:
        return False
    place.unlink(missing_ok=True)
    return True
