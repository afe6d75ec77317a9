"""What a benchmark says: figures, each beside its baseline, with the goal it is held against."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """`ratio` compares ours with the baseline of this run; `goal` is how it should come out (`≥ 0.70`)."""

    name: str
    ours: float
    baseline: float
    unit: str
    ratio: float
    goal: str

    def line(self) -> str:
        return f"{self.name:<44} {self.ours:>12,.4g} {self.unit:<8} | {self.baseline:>12,.4g} | ratio {self.ratio:6.2f} | goal {self.goal}"


@dataclass(frozen=True, slots=True)
class Result:
    """One benchmark's figures. `note` says what was measured on what; `notes` what no figure can: what was left out, what weighs most."""

    name: str
    note: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    def table(self) -> str:
        figures, notes = ("  " + figure.line() for figure in self.figures), ("  " + note for note in self.notes)
        return "\n".join([f"{self.name}: {self.note}", *figures, *notes])

    def as_json(self) -> dict[str, Any]:
        told = [
            {"name": f.name, "ours": f.ours, "baseline": f.baseline, "unit": f.unit, "ratio": f.ratio, "goal": f.goal} for f in self.figures
        ]
        return {"name": self.name, "note": self.note, "figures": told, "notes": list(self.notes)}


def figure(name: str, ours: float, baseline: float, unit: str, goal: str) -> Figure:
    """With the plain ratio; 0 beside a baseline of nothing."""
    return Figure(name, ours, baseline, unit, ours / baseline if baseline else 0.0, goal)


def seconds(work: Callable[[], object], *, times: int = 3, before: Callable[[], object] = lambda: None) -> float:
    """Median wall seconds of `work`; `before` prepares each round and is not timed."""
    found = []
    for _ in range(times):
        before()
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return statistics.median(found)
