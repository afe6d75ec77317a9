"""The project's own benchmarks: each figure is a ratio against a baseline measured in the same run on the same machine."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.bench import hostile, inbox, intake, live, wall
from cockpit.bench.result import Figure, Result

__all__ = ["BENCHES", "Figure", "Result"]

BENCHES: dict[str, Callable[[], Result]] = {
    "intake": intake.csv, "xlsx": intake.xlsx, "day": intake.day, "live": live.live, "inbox": inbox.inbox, "hostile": hostile.hostile,
    "wall": wall.wall,
}  # fmt: skip
