"""A long file is applied block by block while it is being read: the end is as if it had been read whole, or as if it had never come."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from store_street import Cell, Desk, Table, rows
from street import CATALOG, LATER_NS, SECOND_NS, Street, cases, figures, ledger
from test_holding import with_stops

from cockpit import store
from cockpit.house import follow, reading, rebuilding
from cockpit.intake.readers import delimited
from cockpit.intake.rows import Known
from cockpit.model import Verdict
from cockpit.store import Change, change, driver

CELL = st.tuples(st.sampled_from("abcdef"), st.sampled_from(["east", "west", None]), st.integers(1, 3))
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def once(cells: Sequence[Cell]) -> list[Cell]:
    """Of the rows with one key the last."""
    last = {cell[0]: at for at, cell in enumerate(cells)}
    return [cell for at, cell in enumerate(cells) if last[cell[0]] == at]


def block(cells: Sequence[Cell], known: Known) -> Table:
    made = rows(once(cells))
    return Table(made.source, made.columns, made.key, made.hash, made.row, made.sheet, again=known.again(made.key))


@CALM
@given(st.lists(CELL, max_size=5), st.lists(st.lists(CELL, max_size=5), max_size=5), st.sampled_from([(), ("place",), ("*",)]))
def test_blocks_give_what_the_whole_gives(
    tmp_path: Path, before: list[Cell], blocks: list[list[Cell]], restates: tuple[str, ...]
) -> None:
    """A key may come in several blocks, changed, back to what stood, or word for word."""
    path, other = (tmp_path / f"{name}-{len(restates)}{restates == ('*',)}.sqlite" for name in ("blocks", "whole"))
    with Desk.open(path, restates=restates, again=path.exists()) as desk, Desk.open(other, restates=restates, again=other.exists()) as calm:
        for each in (desk, calm):
            each.offer(once(before))
        expected = calm.offer(once([cell for cells in blocks for cell in cells]))
        known = Known()
        with desk.store.begin() as conn:
            applying = change.Applying(conn, desk.store, desk.source, 2)
            for cells in blocks:
                if cells:
                    applying.take(block(cells, known))
            done = applying.finish(np.zeros(0, dtype=np.int64))
        assert done == expected
        assert stands(desk) == stands(calm)
        desk.check_total()
        with desk.store.begin() as conn:
            assert store.totals.all_of(conn) == _totals(calm)


def stands(desk: Desk) -> dict[str, Cell]:
    return {key: cell for key, (cell, _) in desk.standing().items()}


def _totals(desk: Desk) -> Any:
    with desk.store.begin() as conn:
        return store.totals.all_of(conn)


@given(st.lists(st.lists(st.integers(0, 30), max_size=8), max_size=12))
def test_a_key_is_known_again(blocks: list[list[int]]) -> None:
    known, seen = Known(), set[int]()
    for keys in blocks:
        assert set(known.again(np.array(keys, dtype=np.int64)).tolist()) == seen & set(keys)
        seen |= set(keys)


@pytest.mark.parametrize("count", [1, 24, 25, 26, 50, 61])
def test_many_rows_a_statement_lose_none(tmp_path: Path, count: int) -> None:
    assert driver.ROWS_A_STATEMENT == 25
    with Desk.open(tmp_path / "s.sqlite") as desk:
        cells: list[Cell] = [(f"k{i}", None if i % 3 else "east", i) for i in range(count)]
        assert desk.offer(cells) == Change(new=count) and stands(desk) == {cell[0]: cell for cell in cells}


ROWS = [f"c{i},{'丰乐' if i % 3 else '和平'},2026-11-{10 + i % 10},,{i % 7}.25" for i in range(120)]
AGAIN = ["c3,和平,2026-11-12,2026-11-13,9.00", ROWS[5], "c7,丰乐,2026-13-41,,1.00", "c3,丰乐,2026-11-12,,8.00"]
BEFORE = ["c3,丰乐,2026-11-12,,8.00", ROWS[9], "old,和平,2026-11-11,,2.00"]


def taken_in(home: Path, reader: Any, *, bytes_a_block: int, monkeypatch: pytest.MonkeyPatch) -> Street:
    built = Street.build(home, reader=reader)
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (bytes_a_block,))
    built.file("案件_2026-11-20.csv", cases(*BEFORE))
    built.file("台账_2026-10.csv", ledger(*(f"丰乐,2026-10,种类{i},{i},100" for i in range(40))))
    built.pull()
    built.file("案件_2026-11-21.csv", cases(*ROWS, *AGAIN))
    built.file("台账_2026-10 (2).csv", ledger(*(f"丰乐,2026-10,种类{i},{i + i % 2},100" for i in range(5, 45)), "丰乐,2026-10,种类9,1,100"))
    built.pull()
    return built


def test_small_blocks_read_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taken_in(tmp_path / "whole", reading.InProcess, bytes_a_block=10**6, monkeypatch=monkeypatch)
    parts = taken_in(tmp_path / "parts", reading.InProcess, bytes_a_block=200, monkeypatch=monkeypatch)
    assert parts.cells() == whole.cells() and figures(parts.newest().snapshot) == figures(whole.newest().snapshot) == whole.cells()
    assert [(b.verdict, b.equation, b.closed) for b in parts.batches()] == [(b.verdict, b.equation, b.closed) for b in whole.batches()]
    assert [parts.why(b.id) for b in parts.batches()] == [whole.why(b.id) for b in whole.batches()]
    assert parts.newest().snapshot.version == whole.newest().snapshot.version
    assert_nothing_is_half(parts.house)
    before = parts.newest().snapshot
    parts.close()
    rebuilding.rebuild(parts.home)
    assert parts.newest().snapshot == before
    parts.close()
    whole.close()


REMARK = CATALOG.replace("  closed_on:", "  remark: {type: text, zh: 备注, en: Remark, null: true}\n    closed_on:", 1)
LATE = {
    "personal_data": [f"x{i},丰乐,2026-11-20,,1.00,请打13912345678" for i in range(5)],
    "broken_quotes": ['x1,丰乐,"2026-11-20,,1.00,', "x2,丰乐,2026-11-20,,1.00,"],
}


@pytest.mark.parametrize("code", LATE)
def test_what_shows_only_at_the_end_takes_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (200,))
    street = Street.build(tmp_path / "home", catalog=REMARK)
    street.file("案件_2026-11-20.csv", cases(*BEFORE))
    street.pull()
    before = street.cells()
    with_remarks = cases(*(f"{row}," for row in ROWS), *LATE[code]).replace("重量\n", "重量,备注\n", 1)
    street.file("案件_2026-11-21.csv", with_remarks, folder="case")
    street.pull()
    assert street.why(street.last().id) == [code] and street.last().verdict in (Verdict.RESTRICTED, Verdict.QUARANTINED)
    assert street.cells() == before and street.last().equation.accepted == 0
    assert_nothing_is_half(street.house)
    street.file("案件_2026-11-22.csv", cases(*ROWS))
    street.pull()
    assert street.last().verdict is Verdict.ACCEPTED and street.last().equation.new == 118
    street.close()
    assert_nothing_lost(street.home, street.offered)
    assert not list((street.home / "restricted").glob(".*.part"))


def test_a_long_delivery_that_looks_odd_waits_and_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (200,))
    careful = Street.build(tmp_path / "home", catalog=with_stops())
    careful.file("案件_2026-11-20.csv", cases(*ROWS))
    careful.pull()
    before = careful.cells()
    odd = [line.replace("c", "d").replace(".25", "99.25") if line.startswith("c50,") else line.replace("c", "d") for line in ROWS]
    careful.file("案件_2026-11-21.csv", cases(*odd, odd[-1]))
    careful.pull()
    held = careful.last()
    assert held.verdict is Verdict.HELD and careful.why(held.id)[0] == "stop_jump" and careful.cells() == before
    assert held.equation.held == 120 and held.equation.merged == 1 and held.equation.holds()
    assert_nothing_is_half(careful.house)
    own = careful.house.accept(held.id, moment=careful.noon())
    assert own.equation.new == 120
    assert_nothing_is_half(careful.house)
    careful.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_a_child_that_dies_between_two_blocks_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street = Street.build(tmp_path / "home", reader=reading.InChild)
    street.file("案件_2026-11-20.csv", cases(*BEFORE))
    street.pull()
    before, take = street.cells(), change.Applying.take

    def struck(self: change.Applying, block: Any) -> Any:
        child = street.house.state.read.child  # type: ignore[attr-defined]
        if child._child is not None:
            os.kill(child._child.pid, signal.SIGKILL)
        return take(self, block)

    many = [f"m{i},丰乐,2026-11-12,,1.00" for i in range(60_000)]
    street.file("案件_2026-11-21.csv", cases(*many))
    with monkeypatch.context() as patch:
        patch.setattr(change.Applying, "take", struck)
        street.pull()
    assert street.why(street.last().id) == ["reading_ended"] and street.cells() == before
    assert_nothing_is_half(street.house)
    street.file("案件_2026-11-22.csv", cases(*many))
    street.pull()
    assert street.last().equation.new == 60_000
    assert_nothing_is_half(street.house)
    street.close()


def test_a_fault_of_ours_between_two_blocks_leaves_the_file_to_be_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street = Street.build(tmp_path / "home", reader=reading.InChild)
    street.file("案件_2026-11-20.csv", cases(*BEFORE))
    street.pull()
    before, many = street.cells(), [f"m{i},丰乐,2026-11-12,,1.00" for i in range(60_000)]
    street.file("案件_2026-11-21.csv", cases(*many))
    with monkeypatch.context() as patch:
        patch.setattr(follow.Worth, "add", lambda *_: 1 / 0)
        assert len(street.pull().failed) == 1
    assert street.cells() == before and street.waiting() and not list((street.home / "restricted").glob(".*.part"))
    street.pull(clock_ns=LATER_NS + 61 * SECOND_NS)
    assert street.last().equation.new == 60_000 and street.waiting() == []
    assert_nothing_is_half(street.house)
    street.close()
