"""A disk that is full: nothing half is left, what was known stays, and it goes on by itself when there is room again."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from injected import full, small_disk
from nothing_lost import assert_nothing_lost, lines, withstood
from street import CATALOG, TODAY, Street, buildings, cases, ledger
from typer.testing import CliRunner

from cockpit import cli, doctor
from cockpit.cli import files
from cockpit.house import alive, archive, quarantine
from cockpit.store import StoreError
from cockpit.worker.duties import Duties

Log = pytest.LogCaptureFixture
WEEK = "2026-W47"


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Street]:
    """A street whose home lies on a disk of sixteen megabytes."""
    with small_disk(tmp_path / "disk", megabytes=16) as disk:
        built = Street.build(disk / "home")
        built.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00", "a2,和平,2026-11-20,,2.00"))
        built.pull()
        yield built
        built.close()


def test_D03_a_disk_full_in_a_commit_takes_nothing_away(cramped: Street) -> None:
    before = cramped.cells()
    cramped.file("案件_2026-11-21.csv", cases(*(f"n{i},丰乐,2026-11-21,,1.00" for i in range(8000))))
    with full(cramped.home.parent, leave=600_000):
        with pytest.raises(StoreError) as caught:
            cramped.pull()
        assert caught.value.code == "disk_full" and caught.value.text.zh.startswith("磁盘已满")
        assert cramped.waiting() == ["案件_2026-11-21.csv"] and cramped.cells() == before
        assert [b.equation.new for b in cramped.batches()] == [2]
    cramped.pull()
    assert [b.equation.new for b in cramped.batches()] == [2, 8000] and cramped.waiting() == []
    cramped.close()
    assert_nothing_lost(cramped.home, cramped.offered)


def test_D03_the_worker_lives_through_a_full_disk_and_says_so(cramped: Street, caplog: Log) -> None:
    clock = datetime(2026, 11, 23, 4, tzinfo=UTC)
    work = Duties(cramped.house, clock=lambda: clock, clock_ns=lambda: 1_800_000_000 * 10**9)
    cramped.file("案件_2026-11-21.csv", cases(*(f"n{i},丰乐,2026-11-21,,1.00" for i in range(8000))))
    with full(cramped.home.parent, leave=0):
        work.tick()
        assert any(r.levelname == "ERROR" for r in caplog.records) and cramped.waiting() == ["案件_2026-11-21.csv"]
        reader = Street(cramped.home).home
        assert {f.code: f.level for f in doctor.examine(reader, store_url=None, now=clock)}["disk"] == "bad"
    clock += timedelta(minutes=2)
    cramped.house.state.held.clear()
    work.tick()
    assert [b.equation.new for b in cramped.batches()] == [2, 8000]
    cramped.close()
    assert_nothing_lost(cramped.home, cramped.offered, log=lines(caplog.records), secrets=["n77,", "a1,"])


def on_pages(home: Path, now: datetime) -> str:
    """The trouble a web on this home tells its pages; empty for none."""
    told = alive.read(home).shown(now)
    return told.code if told else ""


def crowd(street: Street) -> Path:
    return street.file("案件_2026-11-21.csv", cases(*(f"n{i},丰乐,2026-11-21,,1.00" for i in range(8000))))


@pytest.mark.parametrize("leave", [0, 600_000])
def test_D03_a_full_disk_is_told_on_every_page_until_there_is_room(cramped: Street, caplog: Log, leave: int) -> None:
    """What tells it needs no room. A disk on which nothing more is to be written is full all the same: the file is hidden for a while."""
    clock = datetime(2026, 11, 23, 4, tzinfo=UTC)
    work = Duties(cramped.house, clock=lambda: clock, clock_ns=lambda: 1_800_000_000 * 10**9)
    work.tick()
    before, dropped = cramped.cells(), crowd(cramped)
    assert on_pages(cramped.home, clock) == ""
    with full(cramped.home.parent, leave=leave):
        for _ in range(2):
            clock += timedelta(seconds=2)
            work.tick()
            assert on_pages(cramped.home, clock) == "disk_full" and cramped.cells() == before
        assert alive.read(cramped.home) == alive.Sign(clock, alive.Trouble("disk_full", clock - timedelta(seconds=2)))
        assert cramped.waiting() == [dropped.name]
        if not leave:
            hidden = dropped.rename(dropped.with_name(f".{dropped.name}"))
            clock += timedelta(seconds=2)
            work.tick()
            assert on_pages(cramped.home, clock) == "disk_full"
            hidden.rename(dropped)
    clock += timedelta(seconds=2)
    work.tick()
    assert on_pages(cramped.home, clock) == "" and [b.equation.new for b in cramped.batches()] == [2, 8000]
    cramped.close()
    assert_nothing_lost(cramped.home, cramped.offered, log=lines(caplog.records), secrets=["n77,", "a1,"])


def test_D03_a_database_that_may_not_grow_is_told_on_every_page(street: Street) -> None:
    """Substitute where no disk can be mounted: SQLite's own bound on pages, of which it speaks as of a full disk."""
    street.pull()
    clock = datetime(2026, 11, 23, 4, tzinfo=UTC)
    work = Duties(street.house, clock=lambda: clock, clock_ns=lambda: 1_800_000_000 * 10**9)
    bounded(street, pages=20)
    crowd(street)
    work.tick()
    assert on_pages(street.home, clock) == "disk_full" and street.batches() == []
    bounded(street, pages=100_000)
    work.tick()
    assert on_pages(street.home, clock) == "" and [b.equation.new for b in street.batches()] == [8000]


def bounded(street: Street, *, pages: int) -> None:
    """So many pages more than there are."""
    with street.house.state.store.begin() as conn:
        there = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
        conn.exec_driver_sql(f"PRAGMA max_page_count={there + pages}")


@contextmanager
def no_room(_: Path) -> Iterator[None]:
    """The system refuses to let any file grow beyond a hundred bytes."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def exported(street: Street, folder: Path) -> list[Path]:
    done, _ = files.written(
        street.house, week=WEEK, formats=["csv", "json", "xlsx"], lang="zh", folder=folder, now=street.noon()
    )  # fmt: skip
    return [Path(each["file"]) for each in done]


def refused_whole(street: Street, folder: Path, without_room: AbstractContextManager[None]) -> None:
    """No half export while there is no room; the issued bytes as soon as there is."""
    issued = [place.read_bytes() for place in exported(street, street.home / "exports")]
    folder.mkdir()
    with without_room, pytest.raises(OSError):
        exported(street, folder)
    assert list(folder.iterdir()) == []
    assert [place.read_bytes() for place in exported(street, folder)] == issued and all(issued)
    assert_nothing_lost(street.home, street.offered)


def known(street: Street) -> None:
    street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100", "和平,2026-10,办公,50,100"))
    street.file("楼宇.csv", buildings("b1,丰乐,100", "b2,和平,250.5"))
    street.pull()


def test_D04_no_half_export_on_a_full_disk(street: Street, tmp_path: Path) -> None:
    known(street)
    with small_disk(tmp_path / "disk", megabytes=1) as disk:
        refused_whole(street, disk / "out", full(disk))
        street.close()
        told = ["--home", str(street.home), "export", "week", "--week", WEEK, "--format", "csv", "--out", str(disk / "out")]
        before = {place.name: place.read_bytes() for place in (disk / "out").iterdir()}
        with full(disk):
            done = CliRunner().invoke(cli.app, told)
        assert done.exit_code == 1 and isinstance(done.exception, SystemExit), "a sentence, not a trace"
        assert {place.name: place.read_bytes() for place in (disk / "out").iterdir()} == before


def test_D04_no_half_export_where_files_may_not_grow(street: Street, tmp_path: Path) -> None:
    """Substitute where no disk can be mounted: a limit on the size of files."""
    known(street)
    refused_whole(street, tmp_path / "out", no_room(tmp_path))


def test_D04_an_old_export_stays_whole_when_the_new_one_finds_no_room(street: Street, tmp_path: Path) -> None:
    place = tmp_path / "issue.csv"
    archive.write_whole(place, b"old" * 100)
    with no_room(tmp_path), pytest.raises(OSError):
        archive.write_whole(place, b"new" * 100)
    assert place.read_bytes() == b"old" * 100 and [p.name for p in tmp_path.glob("*.part")] == []


def test_D04_a_template_is_written_whole_or_not_at_all(street: Street, tmp_path: Path) -> None:
    place = tmp_path / "t.xlsx"
    with no_room(tmp_path):
        done = CliRunner().invoke(cli.app, ["--home", str(street.home), "template", "case", "--out", str(place)])
    assert done.exit_code == 1 and not place.exists() and list(tmp_path.glob(".*.part")) == []


# -- D17


CAPPED = CATALOG.replace("coverage_floor: 0.5", "coverage_floor: 0.5\n  limits: {quarantine_mb: 0.1}")
NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)


def rubbish(street: Street, number: int, *, days_old: int) -> None:
    """A bad file that was put away so many days ago."""
    street.file(f"垃圾{number}.bin", bytes([number]) + os.urandom(50_000))
    street.pull()
    stamp = (NOW - timedelta(days=days_old)).timestamp()
    for place in (street.home / "quarantine").glob(f"{street.last().id:06d}_*"):
        os.utime(place, (stamp, stamp))


@pytest.mark.parametrize(("megabytes", "first_left"), [("0.2", 3), ("0.1", 4), ("0.01", 4)])
def test_D17_the_quarantine_gives_way_oldest_first_and_never_within_six_months(tmp_path: Path, megabytes: str, first_left: int) -> None:
    street = Street.build(tmp_path / "home", catalog=CAPPED.replace("0.1}", megabytes + "}"))
    for number, days_old in enumerate((400, 300, 200, 170, 100, 20), start=1):
        rubbish(street, number, days_old=days_old)
    assert quarantine.size(street.home) > 300_000
    quarantine.trim(street.house.state, NOW)
    left = sorted(place.name for place in (street.home / "quarantine").glob("*.bin"))
    assert [int(name[:6]) for name in left] == list(range(first_left, 7)), "older than six months, and no more than needed"
    quarantine.trim(street.house.state, NOW + timedelta(days=1))
    assert len(left) == len(list((street.home / "quarantine").glob("*.bin")))
    street.close()
    assert_nothing_lost(street.home, street.offered)


def test_D17_what_is_young_stays_beyond_the_limit_and_the_doctor_says_so(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=CAPPED)
    for number in range(1, 6):
        rubbish(street, number, days_old=number)
    work = Duties(street.house, clock=lambda: NOW)
    work.sweep(NOW)
    assert len(list((street.home / "quarantine").glob("*.bin"))) == 5
    street.close()
    found = {f.code: f for f in doctor.examine(street.home, store_url=None, now=NOW)}
    assert found["quarantine"].level == "warn" and "0.1 MB" in found["quarantine"].text.zh


def test_D17_a_loop_of_bad_files_costs_one_log_line_each(street: Street, caplog: Log) -> None:
    """Logs go to standard error; whoever runs the program rotates them. Here: what a flood of bad files may add to them."""
    caplog.set_level(logging.INFO)
    with withstood(street, caplog, secrets=["绝密"]):
        work = Duties(street.house, clock=lambda: street.noon(TODAY), clock_ns=lambda: 1_800_000_000 * 10**9)
        for number in range(40):
            street.file(f"坏{number}.csv", f"甲,乙\n绝密{number},2\n" * 500)
        caplog.clear()
        work.look_into_inbox(street.noon(TODAY))
        told = lines(caplog.records)
        assert len(told) <= 40 and sum(map(len, told)) < 40 * 300
