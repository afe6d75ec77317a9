"""Whatever is offered, undone and redone in whatever order: what stands is what the live batches give from scratch."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_street import Cell, Desk

from cockpit.store import Change

KEYS = ("a", "b")
PLACES = ("east", None)
RESTATES: tuple[tuple[str, ...], ...] = ((), ("place",), ("*",))

cells = st.tuples(st.sampled_from(KEYS), st.sampled_from(PLACES), st.integers(1, 2))
files = st.lists(cells, min_size=1, max_size=2, unique_by=lambda cell: cell[0])
first = st.lists(files, min_size=2, max_size=4)
steps = st.lists(st.one_of(st.integers(0, 7), st.integers(0, 7), files, st.just([])), min_size=2, max_size=6)


def from_scratch(desk: Desk) -> dict[str, tuple[Cell, int]]:
    """The rule in its plainest words: every live batch in its turn; key → (row, batch whose bytes hold it)."""
    standing: dict[str, tuple[Cell, int]] = {}
    for batch in sorted(desk.live):
        file = desk.offered[batch]
        stated = {cell[0]: cell for cell in file}
        for key, cell in stated.items():
            if key not in standing or standing[key][0] != cell:
                standing[key] = (cell, batch)
        scopes = {desk.scope(cell) for cell in file}
        for key in [key for key, (cell, _) in standing.items() if key not in stated and desk.scope(cell) in scopes]:
            del standing[key]
    return standing


@pytest.mark.parametrize("restates", RESTATES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=first, steps=steps)
def test_undo_and_redo_give_what_the_live_batches_give(
    tmp_path: Path, restates: tuple[str, ...], first: list[list[Cell]], steps: list[list[Cell] | int]
) -> None:
    with Desk.open(tmp_path / "store.sqlite", restates=restates, again=True) as desk:
        for file in first:
            desk.offer(file)
        for step in steps:
            if isinstance(step, int):
                desk.undo(desk.batches[step % len(desk.batches)])
            else:
                desk.offer(step)
            assert desk.standing() == from_scratch(desk)
        desk.check_total()


def test_every_order_of_undoing_three_corrections(tmp_path: Path) -> None:
    for number, order in enumerate(itertools.permutations((1, 2, 3))):
        with Desk.open(tmp_path / f"{number}.sqlite") as desk:
            for value in (1, 2, 1):
                desk.offer([("a", "east", value)])
            for batch in order:
                desk.undo(batch)
                assert desk.standing() == from_scratch(desk)
            assert desk.standing() == {}


def test_an_undo_asks_later_files_that_only_restated_a_row(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.sqlite") as desk:
        desk.offer([("a", "east", 1)])
        desk.offer([("b", "west", 2), ("a", "east", 1)])
        assert desk.undo(1) == Change(unchanged=1)
        assert desk.standing()["a"] == (("a", "east", 1), 2)
        assert desk.undo(2) == Change(closed=2)
        assert desk.standing() == {}


def test_an_undo_finds_rows_which_the_batch_would_have_closed(tmp_path: Path) -> None:
    """No stamp tells that batch 3 ends "b": when it came, "b" was away."""
    with Desk.open(tmp_path / "store.sqlite", restates=("place",)) as desk:
        desk.offer([("b", "east", 1)])
        desk.undo(1)
        desk.offer([("a", "east", 1)])
        desk.undo(2)
        assert set(desk.standing()) == {"a"}
        desk.undo(3)
        assert desk.standing() == from_scratch(desk) == {"b": (("b", "east", 1), 1)}


def test_an_undone_row_comes_back_with_sheet_and_row_of_its_own_file(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.sqlite") as desk:
        desk.offer([("b", "east", 1), ("a", "east", 1)])
        desk.offer([("a", "east", 2)])
        assert desk.undo(2) == Change(changed=1)
        assert desk.lineage("a") == (1, 3, "Sheet1")


def test_the_newest_batch_is_undone_without_reading_any_file(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.sqlite", restates=("place",)) as desk:
        desk.offer([("a", "east", 1), ("b", "east", 1)])
        desk.offer([("a", "east", 2)])
        desk.undo(2)
        assert desk.replayed == []
        assert set(desk.standing()) == {"a", "b"}


def test_undoing_a_batch_that_never_counted_is_refused(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.sqlite") as desk, pytest.raises(KeyError):
        desk.undo(99)
