"""The office's wall-clock times as UTC, for whole columns: a zone's offset is asked once per day, not once per cell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.intake.frames import Ints

DAY_SECONDS = 86_400
_EPOCH = datetime(1970, 1, 1)


def to_utc(local_seconds: Ints, tz: ZoneInfo) -> Ints:
    """UTC epoch seconds of wall-clock seconds. An hour that comes twice is its first; one that is skipped counts on from before."""
    days, codes = np.unique(local_seconds // DAY_SECONDS, return_inverse=True)
    begins = np.array([_offset(int(day) * DAY_SECONDS, tz) for day in days], dtype=np.int64)
    ends = np.array([_offset(int(day) * DAY_SECONDS + DAY_SECONDS - 1, tz) for day in days], dtype=np.int64)
    found = local_seconds - begins[codes]
    for at in np.flatnonzero((begins != ends)[codes]).tolist():
        found[at] = local_seconds[at] - _offset(int(local_seconds[at]), tz)
    return found


def local_day(utc_seconds: int, tz: ZoneInfo) -> int:
    """Day number, in the zone, of one moment."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=utc_seconds)
    return (moment.astimezone(tz).date() - _EPOCH.date()).days


def _offset(local_seconds: int, tz: ZoneInfo) -> int:
    offset = (_EPOCH + timedelta(seconds=local_seconds)).replace(tzinfo=tz).utcoffset()
    return int(offset.total_seconds()) if offset else 0
