"""The benchmarks that start processes, in small: they run to their end, and what they measure keeps the promises of the fault list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cockpit.bench import BENCHES, hostile, inbox

COMMANDS = Path(__file__).resolve().parents[1] / "docs" / "commands.md"
WEIGHED = Path("/proc/self/status").exists()
"""Whether the system tells what a process weighs."""


@pytest.mark.parametrize("name", sorted(BENCHES))
def test_every_benchmark_is_described(name: str) -> None:
    assert f"| `{name}` |" in COMMANDS.read_text("utf-8")


@pytest.mark.slow
def test_A24_pages_of_a_served_house_answer_while_many_files_come_in() -> None:
    """Sixty files; ten thousand are measured by `cockpit bench inbox`."""
    done = inbox.inbox(60, calm=2)
    told = {figure.name: figure for figure in done.figures}
    assert done.note.startswith("60 of 60 files")
    assert told["answers that failed"].ours == 0
    assert told["files in one pass, at most"].ours == 60
    assert max(told["the wall, worst answer"].ours, told["live, worst answer"].ours) <= 2
    assert told["until the wall shows all, against one alone"].baseline > 0
    assert ({"worker, peak memory", "web, peak memory"} <= told.keys()) == WEIGHED
    json.dumps(done.as_json())


def test_a_pace_is_told_only_where_looks_tell_it() -> None:
    gone = ((0.5, 0), (1.0, 200), (2.0, 600), (3.0, 1000))
    assert inbox._rate(gone, 0, 600) == 400 and inbox._rate(gone, 900, 1000) is None and inbox._rate(gone, 0, 2000) is None


@pytest.mark.skipif(not WEIGHED, reason="the system does not tell what a process weighs")
def test_B22_a_far_cell_costs_the_reading_process_next_to_nothing() -> None:
    done = hostile.hostile(1)
    told = {figure.name: figure for figure in done.figures}
    assert told["a far cell refused"].ours <= 1
    assert told["the reading process grew by"].ours < 200
