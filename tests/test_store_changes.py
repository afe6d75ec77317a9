"""Applying batches: only what is new or different opens and closes anything, and the total keeps in step."""

from __future__ import annotations

import itertools
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_street import Cell, Desk, catalog, rows, source

from cockpit import store
from cockpit.store import Change, sqlite, standing

CELLS: list[Cell] = [("a", "east", 1), ("b", "east", 2), ("c", "west", 3), ("d", None, 4)]


def keys(desk: Desk) -> set[str]:
    return set(desk.standing())


def test_new_changed_and_unchanged_rows(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        assert desk.offer(CELLS) == Change(new=4)
        assert desk.offer(CELLS) == Change(unchanged=4)
        assert desk.offer([("a", "east", 9), ("b", "east", 2), ("e", "west", 5)]) == Change(new=1, changed=1, unchanged=1)
        assert keys(desk) == {"a", "b", "c", "d", "e"}
        desk.check_total()
        with desk.store.begin() as conn:
            fact = desk.store.facts["case"]
            assert len(conn.execute(store.rows_opened(fact, 3)).all()) == 2
            assert [row.amount for row in conn.execute(store.rows_closed(fact, 3))] == [1]
            assert len(conn.execute(sa.select(fact).where(store.standing_after(fact, 2))).all()) == 4


def test_a_batch_closes_what_its_scopes_lack(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=("place",)) as desk:
        desk.offer(CELLS)
        assert desk.offer([("a", "east", 1)]) == Change(unchanged=1, closed=1)
        assert keys(desk) == {"a", "c", "d"}
        assert desk.offer([("e", None, 1)]) == Change(new=1, closed=1)
        assert keys(desk) == {"a", "c", "e"}
        desk.check_total()


def test_a_row_that_moves_to_another_scope_is_changed_not_closed(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=("place",)) as desk:
        desk.offer(CELLS)
        assert desk.offer([("a", "west", 1), ("c", "west", 3)]) == Change(changed=1, unchanged=1)
        assert keys(desk) == {"a", "b", "c", "d"}


def test_the_whole_table_restated(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=("*",)) as desk:
        desk.offer(CELLS)
        assert desk.offer([("c", "west", 3), ("e", "east", 1)]) == Change(new=1, unchanged=1, closed=3)
        assert keys(desk) == {"c", "e"}


@pytest.mark.parametrize("restates", [(), ("place",), ("*",)])
def test_an_empty_batch_closes_nothing(tmp_path: Path, restates: tuple[str, ...]) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=restates) as desk:
        desk.offer(CELLS)
        assert desk.offer([]) == Change()
        assert keys(desk) == {"a", "b", "c", "d"}


def test_upserting_only_when_asked(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=("*",)) as desk:
        desk.offer(CELLS)
        with desk.store.begin() as conn:
            assert store.apply(conn, desk.store, desk.source, rows([("e", "east", 1)]), batch=2, restated=False) == Change(new=1)
        assert keys(desk) == {"a", "b", "c", "d", "e"}


def test_preview_says_what_apply_does_and_does_nothing(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite", restates=("place",)) as desk:
        desk.offer(CELLS)
        offered = rows([("a", "east", 9), ("f", "north", 1)])
        with desk.store.begin() as conn:
            assert store.preview(conn, desk.store, desk.source, offered) == Change(new=1, changed=1, closed=1)
        assert keys(desk) == {"a", "b", "c", "d"}


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        desk.offer(CELLS)
        with pytest.raises(ZeroDivisionError), desk.store.begin() as conn:
            store.apply(conn, desk.store, desk.source, rows([("z", "east", 1)]), batch=2)
            store.acts.append(conn, "file", {}, store.types.instant(0))
            raise ZeroDivisionError
        assert keys(desk) == {"a", "b", "c", "d"}
        desk.check_total()
        with desk.store.begin() as conn:
            assert store.acts.last(conn) == 0


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shuffled=st.permutations(CELLS), cuts=st.lists(st.integers(1, 3), max_size=2))
def test_the_total_does_not_depend_on_the_order_of_rows_or_files(tmp_path: Path, shuffled: list[Cell], cuts: list[int]) -> None:
    with Desk.open(tmp_path / "s.sqlite", again=True) as desk:
        edges = [0, *sorted(cuts), len(shuffled)]
        for start, end in itertools.pairwise(edges):
            desk.offer(shuffled[start:end])
        with desk.store.begin() as conn:
            total = store.totals.of(conn, "case")
    assert total.rows == 4
    assert total.hash == (int(rows(CELLS).hash.astype(object).sum()) + 2**63) % 2**64 - 2**63


def test_many_rows_keep_all_indexes_and_small_batches_find_their_keys(tmp_path: Path) -> None:
    many: list[Cell] = [(f"k{number}", "east", number) for number in range(6000)]
    with Desk.open(tmp_path / "s.sqlite") as desk:
        before = index_names(desk)
        assert desk.offer(many) == Change(new=6000)
        assert index_names(desk) == set()
        desk.store.tidy()
        assert index_names(desk) == before
        assert desk.offer([("k17", "east", -1), ("k18", "east", 18), ("new", "east", 0)]) == Change(new=1, changed=1, unchanged=1)
        desk.check_total()


def test_postponed_indexes_come_before_the_next_batch_or_at_the_next_opening(tmp_path: Path) -> None:
    many: list[Cell] = [(f"k{number}", "east", number) for number in range(6000)]
    with Desk.open(tmp_path / "s.sqlite") as desk:
        before = index_names(desk)
        desk.offer(many)
        assert desk.offer([("k17", "east", -1)]) == Change(changed=1)
        assert index_names(desk) == before
        desk.check_total()
    with Desk.open(tmp_path / "t.sqlite") as desk:
        desk.offer(many)
        with suppress(ZeroDivisionError), desk.store.begin() as conn:
            desk.store.make_up(conn, "case")
            raise ZeroDivisionError
        assert index_names(desk) == set()
        desk.offer([("k17", "east", -1)])
        assert index_names(desk) == before, "a transaction that failed took the indexes with it, and nobody made them again"
    with Desk.open(tmp_path / "u.sqlite") as desk:
        desk.offer(many)
    with Desk.open(tmp_path / "u.sqlite") as desk:
        assert index_names(desk) == before


def index_names(desk: Desk) -> set[str]:
    with desk.store.begin() as conn:
        return {str(index["name"]) for index in sa.inspect(conn).get_indexes("f_case")}


def test_many_scopes_are_found_in_parts(tmp_path: Path) -> None:
    many: list[Cell] = [(f"k{number}", f"p{number % 450}", number) for number in range(900)]
    with Desk.open(tmp_path / "s.sqlite", restates=("place",)) as desk:
        desk.offer(many)
        assert desk.offer(many[:450]) == Change(unchanged=450, closed=450)


def test_find_in_nothing() -> None:
    at, known = standing.arrays([]).find(np.array([1, 2], dtype=np.int64))
    assert not known.any() and len(at) == 2


def test_a_key_twice_in_one_batch_is_a_bug_and_loud(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk, pytest.raises(Exception, match="UNIQUE"):
        desk.offer([("a", "east", 1), ("a", "east", 2)])


def test_D05_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        other = store.open_store(tmp_path / "s.sqlite", catalog(source()), write=True)
        held, done = threading.Event(), []

        def second() -> None:
            held.wait()
            with other.begin() as conn:
                done.append(store.acts.append(conn, "second", {}, store.types.instant(0)))

        waiting = threading.Thread(target=second)
        waiting.start()
        with desk.store.begin() as conn:
            held.set()
            time.sleep(0.3)
            assert not done
            store.acts.append(conn, "first", {}, store.types.instant(0))
        waiting.join(10)
        assert done == [2]
        other.close()


def test_D05_a_lock_held_too_long_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        monkeypatch.setattr(sqlite, "WAIT_MS", 50)
        with desk.store.begin(), pytest.raises(store.StoreError) as caught:
            store.open_store(tmp_path / "s.sqlite", catalog(source()), write=True)
        assert caught.value.code == "locked" and "s.sqlite" in caught.value.text.zh


def test_D06_reading_and_then_writing_does_not_fail_at_once(tmp_path: Path) -> None:
    """Both writers read first, then write: begun deferred, the second would be refused without any waiting."""
    with Desk.open(tmp_path / "s.sqlite") as desk:
        other = store.open_store(tmp_path / "s.sqlite", catalog(source()), write=True)
        started = threading.Barrier(2)

        def bump(opened: store.Store) -> None:
            started.wait()
            for _ in range(10):
                with opened.begin() as conn:
                    store.acts.append(conn, "bump", {"after": store.acts.last(conn)}, store.types.instant(0))

        workers = [threading.Thread(target=bump, args=(opened,)) for opened in (desk.store, other)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        with desk.store.begin() as conn:
            acts = store.acts.listing(conn)
        assert [act.id for act in acts] == list(range(1, 21)) and all(act.body["after"] == act.id - 1 for act in acts)
        other.close()


def test_a_reader_sees_one_state_while_a_writer_goes_on(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        desk.offer(CELLS)
        reader = store.open_store(tmp_path / "s.sqlite", catalog(source()), write=False)
        with reader.begin() as conn:
            before = store.totals.of(conn, "case")
            desk.offer([("z", "east", 1)])
            assert store.totals.of(conn, "case") == before
        with reader.begin() as conn:
            assert store.totals.of(conn, "case").rows == 5
        reader.close()
