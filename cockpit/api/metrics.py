"""The state of the house in Prometheus' text format, from what the board holds; the store is not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cockpit.api import board
from cockpit.model import SourceState, State


def text(desk: board.Board) -> str:
    return "\n".join(_lines(desk)) + "\n"


def _lines(desk: board.Board) -> Iterator[str]:
    yield from _gauge("cockpit_build_info", "The running build.", [(f'build="{desk.build}"', 1)])
    yield from _gauge("cockpit_pages_broken", "Pages that cannot be drawn.", [("", len(desk.broken))])
    yield from _gauge("cockpit_store_readable", "Whether the last look at the store succeeded.", [("", 0 if desk.trouble else 1)])
    if (trouble := desk.sign.trouble) is not None:
        since = [(f'code="{trouble.code}"', int(trouble.since.timestamp()))]
        yield from _gauge("cockpit_trouble_since_seconds", "Since when something keeps the worker from writing.", since)
    known = desk.known
    if known is None:
        return
    taken = int(known.snapshot.taken_at.timestamp())
    yield from _gauge("cockpit_snapshot_taken_seconds", "When the newest snapshot was taken.", [("", taken)])
    if known.worker_seen_at is not None:
        yield from _gauge("cockpit_worker_seen_seconds", "The worker's last sign of life.", [("", int(known.worker_seen_at.timestamp()))])
    states = Counter(r.state for r in known.snapshot.readings.values())
    yield from _gauge("cockpit_readings", "Readings by state.", [(f'state="{s.value}"', states[s]) for s in State])
    sources = Counter(s.state for s in known.snapshot.sources.values())
    yield from _gauge("cockpit_sources", "Sources by state.", [(f'state="{s.value}"', sources[s]) for s in SourceState])


def _gauge(name: str, help: str, samples: list[tuple[str, int]]) -> Iterator[str]:
    yield f"# HELP {name} {help}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        yield f"{name}{{{labels}}} {value}" if labels else f"{name} {value}"
