"""The worker: what fails or hangs costs itself alone, nothing runs twice or is skipped after a stop. Ids are those of the fault list."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from nothing_lost import assert_nothing_lost, lines, withstood
from street import Street, cases, ledger

from cockpit import cli
from cockpit.catalog.schema import Source
from cockpit.house import HomeError, House, open_house, reading, rebuilding, requests, weeks
from cockpit.intake.reader_process import ReaderProcess
from cockpit.intake.rows import Blocks
from cockpit.model import Verdict
from cockpit.store import acts, runs
from cockpit.worker import loop
from cockpit.worker.duties import Duties

Log = pytest.LogCaptureFixture
SECRET = "绝密内容"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def ns(self) -> int:
        return int(self.now.timestamp()) * 10**9

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Moody(reading.InProcess):
    """A reader with a fault of its own: it breaks on files named in `breaks`."""

    breaks: set[str] = field(default_factory=set)

    def blocks(self, data: bytes, name: str, source: Source, received: datetime, **said: Any) -> Blocks:
        if name in self.breaks:
            raise ZeroDivisionError("while reading")
        return super().blocks(data, name, source, received, **said)


@dataclass(frozen=True)
class Impatient(reading.InChild):
    """A child that has next to no time for files whose name says so."""

    def blocks(self, data: bytes, name: str, source: Source, received: datetime, **said: Any) -> Blocks:
        self.child.timeout_s = 0.01 if "(巨大)" in name else 120
        return super().blocks(data, name, source, received, **said)


def duties(street: Street, day: str = "2026-11-23", hour: int = 10) -> tuple[Duties, Clock]:
    clock = Clock(street.noon(day) + timedelta(hours=hour - 12))
    return Duties(street.house, clock=clock, clock_ns=clock.ns), clock


def count(house: House, kind: str) -> int:
    with house.state.store.begin() as conn:
        return len(acts.listing(conn, kind=kind))


def day_file(street: Street, day: str, *rows: str) -> None:
    street.file(f"案件_{day}.csv", cases(*(rows or (f"a{day},丰乐,{day},,1.00",))))


def test_C01_a_file_that_meets_a_fault_of_ours_waits_and_the_others_are_taken_in(street: Street, caplog: Log) -> None:
    breaks = {"案件_2026-11-21.csv"}
    street.reader = lambda catalog: Moody(catalog, breaks)
    with withstood(street, caplog, secrets=[SECRET, "ZeroDivisionError: while reading " + SECRET]):
        work, clock = duties(street)
        day_file(street, "2026-11-21", f"a1,丰乐,2026-11-21,,{SECRET}", "a2,丰乐,2026-11-21,,1.00")
        street.file("台账_2026-11.csv", ledger("丰乐,2026-11,办公,1,2"))
        work.tick()
        assert street.last().source == "ledger" and street.waiting() == ["案件_2026-11-21.csv"]
        assert [r.levelname for r in caplog.records if "could not be taken in" in r.message] == ["ERROR"]
        work.tick()
        assert len([r for r in caplog.records if r.levelname == "ERROR"]) == 1, "not every two seconds"
        breaks.clear()
        clock.move(seconds=61)
        work.tick()
        assert (street.last().file, street.last().equation.new, street.last().equation.refused) == ("案件_2026-11-21.csv", 1, 1)


def test_C01_a_part_that_fails_is_tried_again_and_blocks_no_other(street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    day_file(street, "2026-11-22")
    work, clock = duties(street)

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(requests, "waiting", broken)
        patch.setattr(weeks, "freeze", broken)
        work.tick()
    assert street.last().verdict is Verdict.ACCEPTED and street.newest().value("case.received") == 1
    assert [r.message.split()[0] for r in caplog.records if r.levelname == "ERROR"] == ["requests", "weeks"]
    clock.move(seconds=2)
    work.tick()
    assert [w.week.week for w in street.house.weeks()] == ["2026-W47"]


def test_C01_a_request_that_fails_is_answered_and_blocks_no_other(street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    day_file(street, "2026-11-22")
    work, _ = duties(street)
    work.tick()
    wanted: list[tuple[str, str, Any]] = [("undo", "batch", 1), ("undo", "batch", "x"), ("freeze", "week", "2026-W47"), ("dance", "", 0)]
    asked = [requests.hand_in(street.home, kind, {field: value}) for kind, field, value in wanted]
    (street.home / "requests" / "half.json").write_bytes(b"{")
    with monkeypatch.context() as patch:
        patch.setattr(House, "undo", lambda *_, **__: 1 // 0)
        work.tick()
    answers = [requests.answered(place) for place in asked]
    assert [(a or {}).get("error", "") for a in answers] == ["failed", "bad_request", "", "unknown_request"]
    assert sorted(p.name for p in (street.home / "requests").iterdir()) == ["half.done.json"]


def test_C02_C03_a_reading_that_hangs_is_ended_and_the_next_file_is_read(street: Street, caplog: Log) -> None:
    street.reader = Impatient
    with withstood(street, caplog):
        work, _ = duties(street)
        huge = street.file("案件_2026-11-20 (巨大).csv", cases(*(f"h{i},丰乐,2026-11-20,,1.00" for i in range(60_000))), folder="case")
        day_file(street, "2026-11-21")
        work.tick()
        stopped, good = street.batches()[-2:]
        assert (stopped.file, street.why(stopped.id)) == (huge.name, ["reading_overran"])
        assert (stopped.verdict, good.verdict, good.equation.new) == (Verdict.QUARANTINED, Verdict.ACCEPTED, 1)
        street.close()
        rebuilding.rebuild(street.home)  # with a reader that has all the time of the world
        street.reader = reading.InProcess
        assert street.batches()[-2:] == [stopped, good]


def test_C02_the_workers_house_reads_in_a_child_that_it_ends_with_itself(street: Street) -> None:
    found = open_house(street.home, write=True, reader=reading.InChild)
    try:
        assert isinstance(found.state.read, reading.InChild) and isinstance(found.state.read.child, ReaderProcess)
    finally:
        found.close()


def test_C05_after_a_stop_weeks_are_frozen_once_and_there_is_one_snapshot(street: Street) -> None:
    street.file("案件_2026-W44.csv", cases("a44,丰乐,2026-11-01,,1.00"))
    work, clock = duties(street, "2026-11-02")
    work.tick()
    assert [w.week.week for w in street.house.weeks()] == ["2026-W44"]
    street.close()
    for week, day in (("2026-W45", "2026-11-08"), ("2026-W46", "2026-11-15"), ("2026-W47", "2026-11-22")):
        street.file(f"案件_{week}.csv", cases(f"a{week},丰乐,{day},,1.00"))
    before = count(street.house, "snapshot")
    work, clock = duties(street, "2026-11-23")
    for _ in range(3):
        work.tick()
        clock.move(seconds=2)
    frozen = {w.week.week: w.week.late for w in street.house.weeks()}
    assert frozen == {"2026-W47": False, "2026-W46": True, "2026-W45": True, "2026-W44": False}
    assert count(street.house, "snapshot") == before + 1 and count(street.house, "freeze") == 4
    with street.house.state.store.begin() as conn:
        assert runs.unfinished(conn) == [] and not runs.claim(conn, "freeze", "2026-W46", clock.now)


def test_C05_a_freeze_that_was_killed_is_made_at_the_next_start(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    day_file(street, "2026-11-22")
    work, _ = duties(street)
    with monkeypatch.context() as patch:
        patch.setattr(weeks, "freeze", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            work.tick()
    street.close()
    work, _ = duties(street)
    work.tick()
    assert [w.week.week for w in street.house.weeks()] == ["2026-W47"]


def test_C05_what_came_just_before_a_stop_is_measured_at_the_next_start(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    day_file(street, "2026-11-21")
    work, clock = duties(street)
    work.tick()
    day_file(street, "2026-11-22")
    with monkeypatch.context() as patch:
        patch.setattr(House, "keep", lambda *_, **__: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            work.tick()
    assert street.waiting() == [] and street.newest().value("case.received") == 1
    street.close()
    work, clock = duties(street)
    work.tick()
    assert street.newest().value("case.received") == 2
    taken = count(street.house, "snapshot")
    clock.move(seconds=2)
    work.tick()
    assert count(street.house, "snapshot") == taken, "nothing new, nothing taken"


def test_nothing_is_measured_while_only_refused_files_lie_in_the_inbox(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    work, clock = duties(street)
    work.tick()
    (street.home / "inbox" / "link.csv").symlink_to("/nowhere")
    monkeypatch.setattr(House, "keep", lambda *_, **__: 1 // 0)
    for _ in range(3):
        clock.move(seconds=2)
        work.tick()
    assert list(street.reasons()) == ["link.csv.reason.txt"]


@pytest.mark.parametrize("jump_s", [-60, -3600, 3600], ids=["C06_back_a_minute", "C06_back_an_hour", "C07_on_an_hour"])
def test_C06_C07_a_clock_that_jumps(street: Street, jump_s: int) -> None:
    work, clock = duties(street)
    day_file(street, "2026-11-21")
    work.tick()
    taken, frozen = count(street.house, "snapshot"), count(street.house, "freeze")
    clock.move(seconds=jump_s)
    work.tick()
    assert count(street.house, "snapshot") <= taken + 1 and count(street.house, "freeze") == frozen
    day_file(street, "2026-11-22")
    clock.move(seconds=2)
    work.tick()
    assert street.newest().value("case.received") == 2, "files go on being taken in"
    clock.move(seconds=-jump_s)
    work.tick()
    assert count(street.house, "snapshot") <= taken + 3 and count(street.house, "freeze") == frozen
    assert_nothing_lost(street.home, street.offered)


def test_the_day_turns_at_midnight_of_the_office(street: Street) -> None:
    work, clock = duties(street, "2026-11-23", 23)
    day_file(street, "2026-11-22")
    work.tick()
    assert str(street.newest().snapshot.as_of) == "2026-11-23"
    clock.move(minutes=61)
    work.tick()
    work.tick()
    assert str(street.newest().snapshot.as_of) == "2026-11-24" and count(street.house, "snapshot") == 2


def test_a_delivery_that_does_not_come_is_noticed_at_its_hour(street: Street) -> None:
    work, clock = duties(street, "2026-11-23", 8)
    day_file(street, "2026-11-21")
    work.tick()
    assert street.newest().snapshot.sources["case"].state == "fresh"
    clock.move(hours=1, minutes=1)
    work.tick()
    assert street.newest().snapshot.sources["case"].state == "late"


@dataclass
class Stop:
    """An event whose waiting lets the clocks run as scripted."""

    clocks: list[tuple[float, float]]
    at: int = 0

    def wait(self, _: float) -> bool:
        self.at += 1
        return self.at >= len(self.clocks)

    def time(self) -> float:
        return self.clocks[self.at][0]

    def monotonic(self) -> float:
        return self.clocks[self.at][1]


@pytest.mark.parametrize(
    ("walls", "woken"), [((100, 101, 42, 43), 1), ((100, 101, 102, 103), 0), ((100, 101, 3702, 3703), 0), ((100, 98, 99, 60), 1)]
)
def test_C06_the_watchdog_wakes_a_job_whose_clock_was_set_back(
    walls: tuple[float, ...], woken: int, monkeypatch: pytest.MonkeyPatch, caplog: Log
) -> None:
    stop = Stop([(wall, 1000.0 + i) for i, wall in enumerate(walls)] + [(walls[-1] + 1, 1000.0 + len(walls))])
    told: list[datetime] = []

    class Job:
        def modify(self, *, next_run_time: datetime) -> None:
            told.append(next_run_time)

    monkeypatch.setattr(loop, "time", stop)
    loop._guard_clock(Job(), stop)  # type: ignore[arg-type]
    assert len(told) == woken and all(moment.tzinfo is UTC for moment in told)


@pytest.fixture
def running(street: Street) -> Iterator[Street]:
    """The street with a live worker on real clocks."""
    stop = threading.Event()
    work = Duties(street.house, settle_s=0.2)
    thread = threading.Thread(target=loop.run, args=(work, stop), kwargs={"tick_s": 0.3})
    thread.start()
    try:
        yield street
    finally:
        stop.set()
        thread.join()
        street.opened = None


def told_by(capsys: pytest.CaptureFixture[str], street: Street, *command: str) -> tuple[int, dict[str, Any], str]:
    with pytest.raises(SystemExit) as ended:
        cli.app(args=["--home", str(street.home), "--json", *command], prog_name="cockpit")
    said = capsys.readouterr()
    return int(ended.value.code or 0), orjson.loads(said.out) if said.out else {}, said.err


def test_C10_a_second_writer_is_refused_and_a_pull_hands_over_and_waits(
    running: Street, capsys: pytest.CaptureFixture[str], caplog: Log
) -> None:
    caplog.set_level(logging.INFO, "cockpit.worker")
    attempts: tuple[Callable[[], object], ...] = (lambda: open_house(running.home, write=True), lambda: rebuilding.rebuild(running.home))
    for attempt in attempts:
        with pytest.raises(HomeError) as refused:
            attempt()
        assert refused.value.code == "busy"
    assert told_by(capsys, running, "rebuild")[0] == 1
    running.file("案件_2026-11-22.csv", cases("a1,丰乐,2026-11-22,,1.00", f"a2,丰乐,2026-11-22,,{SECRET}"), at_ns=1)
    code, told, _ = told_by(capsys, running, "pull", "--as-of", "2026-11-23")
    assert (code, told["rows"], told["problems"], told["waiting"]) == (3, 2, 1, 0), told
    assert SECRET in told["sentences"][0] and len(told["batches"]) == 1
    # 工作进程按真实时刻还会记下自己的应报，之后才不再变。
    _, settled, _ = told_by(capsys, running, "pull", "--as-of", "2026-11-23")
    code, again, _ = told_by(capsys, running, "pull", "--as-of", "2026-11-23")
    assert (code, again["batches"], again["version"]) == (0, [], settled["version"])
    assert told_by(capsys, running, "pull", "--source", "nobody")[0] == 5
    told_lines = [line for line in lines(caplog.records) if "batch 1 case" in line]
    assert len(told_lines) == 1 and SECRET not in "".join(lines(caplog.records))


def test_C14_a_week_frozen_twice_is_the_same_bytes(street: Street) -> None:
    for day in ("2026-11-21", "2026-11-22"):
        day_file(street, day)
    work, clock = duties(street)
    work.tick()
    first = street.house.weeks()
    day_file(street, "2026-11-20", "late,丰乐,2026-11-20,,1.00")
    clock.move(hours=2)
    work.tick()
    assert street.house.freeze("2026-W47", moment=clock.now) == first[0].week
    street.close()
    work, clock = duties(street, "2026-11-24")
    work.tick()
    assert street.house.weeks() == first and count(street.house, "freeze") == 1
