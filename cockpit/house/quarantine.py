"""The quarantine's size. Copies put away long ago give way to new ones; archive and store keep bytes and reasons all the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cockpit.house import archive
from cockpit.house.state import State
from cockpit.store import batches

KEPT = timedelta(days=184)
"""Six months: nothing younger is ever removed, however full it is."""
_USUAL_MB = 2000.0


@dataclass(frozen=True, slots=True)
class _Put:
    """What lies there of one batch: the file, its reason, its workbook to mend."""

    batch: int
    places: tuple[Path, ...]
    size: int
    at: float


def size(home: Path) -> int:
    """Bytes that lie in the quarantine."""
    folder = home / "quarantine"
    return sum(place.stat().st_size for place in folder.iterdir() if place.is_file()) if folder.is_dir() else 0


def most(limits: Mapping[str, float]) -> int:
    """Bytes it should hold at most: `quarantine_mb` of the street's limits."""
    return int(limits.get("quarantine_mb", _USUAL_MB) * 1024 * 1024)


def trim(state: State, moment: datetime) -> int:
    """Remove what is older than six months, oldest first, until it is within its limit; returns the bytes freed."""
    over = size(state.home) - most(state.catalog.street.limits)
    freed = 0
    for put in _oldest_first(state.home) if over > 0 else ():
        if freed >= over or put.at > (moment - KEPT).timestamp():
            break
        if _is_archived(state, put.batch):
            for place in put.places:
                place.unlink(missing_ok=True)
            freed += put.size
    return freed


def _oldest_first(home: Path) -> Iterator[_Put]:
    found: dict[int, list[Path]] = {}
    for place in (home / "quarantine").glob("[0-9]*_*"):
        number = place.name.partition("_")[0]
        if number.isdigit() and len(number) >= 6 and place.is_file():
            found.setdefault(int(number), []).append(place)
    puts = [_put(number, places) for number, places in found.items()]
    yield from sorted(puts, key=lambda put: (put.at, put.batch))


def _put(number: int, places: list[Path]) -> _Put:
    """Of its times the newest counts: a very large file was moved here and bears its sender's."""
    told = [place.stat() for place in places]
    return _Put(number, tuple(places), sum(t.st_size for t in told), max(t.st_mtime for t in told))


def _is_archived(state: State, number: int) -> bool:
    with state.store.begin() as conn:
        batch = batches.get(conn, number)
    return batch is not None and archive.path_of(state.archive, batch.sha256).is_file()
