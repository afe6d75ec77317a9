"""Acts, batches, runs, snapshots, panels, tallies and weeks: what is written is read back, and the mirror heals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from store_street import NOON, Desk, catalog, source

from cockpit import store
from cockpit.model import Batch, Equation, Level, Problem, Verdict

SHANGHAI = timezone(timedelta(hours=8))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[store.Store]:
    made = store.open_store(tmp_path / "cockpit.sqlite", catalog(source()), write=True, create=True)
    yield made
    made.close()


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    return tmp_path / "archive" / "acts.jsonl"


def act(opened: store.Store, kind: str, **body: object) -> int:
    with opened.begin() as conn:
        return store.acts.append(conn, kind, body, NOON)


def test_acts_are_numbered_and_mirrored_in_order(opened: store.Store, mirror: Path) -> None:
    assert [act(opened, "file", name="信访_2026-11-23.csv"), act(opened, "undo", batch=1)] == [1, 2]
    assert store.acts.mirror(opened, mirror) == 2
    assert store.acts.mirror(opened, mirror) == 0
    line = '{"id":1,"at":"2026-11-23T04:00:00Z","kind":"file","body":{"name":"信访_2026-11-23.csv"}}'
    assert mirror.read_text("utf-8").splitlines()[0] == line
    with opened.begin() as conn:
        assert list(store.acts.read(mirror)) == store.acts.listing(conn)
        assert [each.id for each in store.acts.listing(conn, kind="undo")] == [2]
        assert store.acts.newest(conn, "undo", "batch") == 1 and store.acts.newest(conn, "freeze", "week") is None


@pytest.mark.parametrize(
    "torn", [b'{"id":3,"at":"2026-11', b'{"id":3,"at":"2026-11-23T04:00:00Z","kind":"file","body":{"n":3}}', b"\x00" * 70_000]
)
def test_a_torn_last_line_is_cut_off_and_written_again(opened: store.Store, mirror: Path, torn: bytes) -> None:
    for number in (1, 2):
        act(opened, "file", n=number)
    store.acts.mirror(opened, mirror)
    whole = mirror.read_bytes()
    act(opened, "file", n=3)
    mirror.write_bytes(whole + torn)
    assert [each.id for each in store.acts.read(mirror)] == [1, 2]
    assert store.acts.heal(opened, mirror) == 1
    assert [each.body["n"] for each in store.acts.read(mirror)] == [1, 2, 3]
    assert mirror.read_bytes().startswith(whole)


def test_a_mirror_torn_in_its_first_line_or_lost_is_made_again(opened: store.Store, mirror: Path) -> None:
    act(opened, "file", long="字" * 60_000)
    store.acts.mirror(opened, mirror)
    whole = mirror.read_bytes()
    mirror.write_bytes(whole[:-1])
    assert store.acts.heal(opened, mirror) == 1 and mirror.read_bytes() == whole
    mirror.unlink()
    assert store.acts.heal(opened, mirror) == 1 and mirror.read_bytes() == whole
    assert store.acts.heal(opened, mirror) == 0


def test_a_store_older_than_its_acts_is_refused(opened: store.Store, mirror: Path) -> None:
    act(opened, "file")
    store.acts.mirror(opened, mirror)
    line = mirror.read_text()
    mirror.write_text(line + line.replace('"id":1', '"id":2'))
    with pytest.raises(store.StoreError) as caught:
        store.acts.heal(opened, mirror)
    assert caught.value.code == "acts_ahead" and "cockpit rebuild" in caught.value.text.en


def test_a_line_broken_in_the_middle_is_named(opened: store.Store, mirror: Path) -> None:
    act(opened, "file")
    store.acts.mirror(opened, mirror)
    mirror.write_bytes(b"garbage\n" + mirror.read_bytes())
    with pytest.raises(store.StoreError) as caught:
        list(store.acts.read(mirror))
    assert caught.value.values["found"] == "1"
    assert list(store.acts.read(mirror.with_name("none.jsonl"))) == []


def test_a_moment_without_a_zone_is_refused(opened: store.Store) -> None:
    with pytest.raises(ValueError, match="zone"), opened.begin() as conn:
        store.acts.append(conn, "file", {}, datetime(2026, 11, 23))


def test_batches_and_problems_come_back_as_they_went(opened: store.Store) -> None:
    counted = Equation(read=9, new=3, changed=1, unchanged=1, merged=1, held=1, refused=1, not_data=1)
    whole = Batch(
        7,
        "case",
        "案件.csv",
        "ab",
        datetime(2026, 11, 23, 12, tzinfo=SHANGHAI),
        Verdict.PARTIAL,
        counted,
        size=12,
        mtime_ns=1_763_870_400_123_456_789,
        covers_from=date(2026, 11, 16),
        covers_to=date(2026, 11, 22),
        place="east",
        closed=2,
    )
    found = [
        Problem(
            "not_a_number",
            source="case",
            file="案件.csv",
            sheet="明细",
            row=37,
            column="面积",
            found="约800",
            expected="数字",
            values={"unit": "㎡"},
        ),
        Problem("odd", Level.NOTE, source="case", file="案件.csv"),
    ]
    with opened.begin() as conn:
        store.batches.write(conn, whole, catalog="c1")
        store.batches.write_problems(conn, 7, found)
        store.batches.write_problems(conn, 8, [])
    with opened.begin() as conn:
        assert store.batches.get(conn, 7) == whole and store.batches.get(conn, 8) is None
        assert store.batches.newest(conn) == 7
        assert store.batches.problems(conn, 7) == found and store.batches.problems(conn, 7, limit=1) == found[:1]
        assert [each.id for each in store.batches.twins(conn, "case", "ab")] == [7]
        store.batches.mark_undone(conn, 7, by=9)
        assert store.batches.twins(conn, "case", "ab") == []
        assert store.batches.listing(conn, source="case", before=8, limit=5) == [replace(whole, undone_by=9)]
        assert store.batches.listing(conn, source="other") == []


def test_C10_a_job_runs_once_for_a_period(opened: store.Store) -> None:
    with opened.begin() as conn:
        assert store.runs.claim(conn, "freeze", "2026-W47", NOON)
        assert not store.runs.claim(conn, "freeze", "2026-W47", NOON + timedelta(hours=1))
        assert [run.period for run in store.runs.unfinished(conn)] == ["2026-W47"]
        store.runs.release(conn, "freeze", "2026-W47")
        assert store.runs.claim(conn, "freeze", "2026-W47", NOON)
        store.runs.finish(conn, "freeze", "2026-W47", at=NOON + timedelta(minutes=1), outcome="ok")
        store.runs.release(conn, "freeze", "2026-W47")
        assert not store.runs.claim(conn, "freeze", "2026-W47", NOON)
        expected = store.runs.Run("freeze", "2026-W47", NOON, NOON + timedelta(minutes=1), "ok")
        assert store.runs.newest(conn, "freeze") == expected and store.runs.newest(conn, "pull") is None
        assert store.runs.unfinished(conn, "freeze") == []


def test_snapshots_are_read_back_by_number_and_version(opened: store.Store) -> None:
    kept = store.snapshots.Kept(0, "v1", date(2026, 11, 23), NOON, "c1", 3, 2, b"one")
    with opened.begin() as conn:
        assert store.snapshots.newest(conn) is None
        assert store.snapshots.write(conn, kept) == 1
        assert store.snapshots.write(conn, replace(kept, version="v2", body=b"two")) == 2
        assert store.snapshots.get(conn, 1) == replace(kept, seq=1)
        assert store.snapshots.newest(conn, body=False) == replace(kept, seq=2, version="v2", body=None)
        assert [each.seq for each in store.snapshots.listing(conn, after=1)] == [2]
        found = store.snapshots.of_version(conn, "v1")
        assert found is not None and found.body == b"one"


def test_C14_a_week_is_frozen_once_and_issued_once(opened: store.Store) -> None:
    week = store.weeks.Week("2026-W47", NOON, False, "v1", "ab")
    with opened.begin() as conn:
        assert store.weeks.freeze(conn, week) and not store.weeks.freeze(conn, replace(week, version="v2"))
        assert store.weeks.get(conn, "2026-W47") == week and store.weeks.get(conn, "2026-W48") is None
        assert store.weeks.listing(conn) == [week]
        issued = store.weeks.Issue("2026-W47", "pdf", "zh", "cd", "周报.pdf")
        assert store.weeks.issue(conn, issued) and not store.weeks.issue(conn, replace(issued, sha256="ef"))
        assert store.weeks.issues(conn) == store.weeks.issues(conn, "2026-W47") == [issued]


def test_totals_of_all_sources(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "s.sqlite") as desk:
        desk.offer([("a", "east", 1)])
        with desk.store.begin() as conn:
            assert store.totals.all_of(conn)["case"].rows == 1
