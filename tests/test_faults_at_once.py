"""All faults at once, in random order: files, clock, disk, database and process, while good files keep coming."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nothing_lost import assert_nothing_is_half, assert_still_served, withstood
from street import Street, cases
from test_kill import FAILPOINTS, LONG, Killed

from cockpit import house, intake
from cockpit.house import archive, rebuilding
from cockpit.store import sqlite
from cockpit.worker.duties import Duties

Log = pytest.LogCaptureFixture
SECRET = "绝密单元格"


@dataclass
class Storm:
    """A worker over a street, and what may befall it. The clock goes on by a minute a round."""

    street: Street
    chance: random.Random
    patch: pytest.MonkeyPatch
    now: datetime = datetime(2026, 11, 23, 4, tzinfo=UTC)
    number: int = 0
    met: dict[str, int] = field(default_factory=dict)

    def befall(self) -> None:
        self.number += 1
        self.now += timedelta(minutes=2)
        name, fault = self.chance.choice([*FILES.items(), *MACHINE.items()])
        self.met[name] = self.met.get(name, 0) + 1
        if name in FILES:
            fault(self)
            self.good_file()
            self.tick()
        else:
            self.good_file()
            with fault(self):
                self.tick()
        self.must_hold()

    def good_file(self) -> None:
        day = 20 + self.number % 3
        name = f"案件_2026-11-{day} ({self.number}).csv"
        self.street.file(name, cases(f"good{self.number},丰乐,2026-11-{day},,1.00"), folder="case")

    def tick(self) -> None:
        """A waking of the worker; killed, it is another one that goes on."""
        work = Duties(self.street.house, clock=lambda: self.now, clock_ns=lambda: int(self.now.timestamp()) * 10**9)
        try:
            work.tick()
        except Killed:
            self.street.close()

    def must_hold(self) -> None:
        """After every fault (I2, I6, I7): figures are served at once by a reader of its own, and no batch is half."""
        began = time.monotonic()
        reader = house.open_house(self.street.home)
        newest = reader.newest()
        assert newest is not None and newest.reading("case.weight").value is not None
        assert time.monotonic() - began < 2
        assert_nothing_is_half(reader)
        reader.close()


def _named(storm: Storm, data: bytes, name: str = "") -> None:
    storm.street.file(name or f"案件_2026-11-21 (坏{storm.number}).csv", data, folder=storm.chance.choice(("", "case")))


def _again(storm: Storm) -> None:
    _named(storm, storm.chance.choice(storm.street.offered), f"案件_2026-11-20 (再{storm.number}).csv")


def _odd_entry(storm: Storm, make: Callable[[Path], object]) -> None:
    make(storm.street.home / "inbox" / f"odd{storm.number}.csv")


FILES: dict[str, Callable[[Storm], Any]] = {
    "A01": lambda s: _named(s, b""),
    "A02": lambda s: _named(s, b"\xef\xbb\xbf"),
    "A03": lambda s: _named(s, cases(f"{SECRET},丰乐,2026-11-21,,1.00").encode()[:-30]),
    "A06": lambda s: _named(s, cases().encode()),
    "A07": lambda s: _named(s, b"PK\x03\x04" + s.chance.randbytes(300), f"案件_2026-11-21 (坏{s.number}).xlsx"),
    "A10": _again,
    "A15": lambda s: _named(s, f"甲,乙\n{SECRET},2\n".encode()),
    "A16": lambda s: _odd_entry(s, lambda place: place.symlink_to("/etc/hostname")),
    "A18": lambda s: _odd_entry(s, os.mkfifo),
    "A19": lambda s: _odd_entry(s, Path.mkdir),
    "B16": lambda s: _named(s, cases(f"{SECRET}{s.number},丰乐,2026-13-41,,1.00", f"z{s.number},丰乐,2026-11-21,,1.00").encode()),
}


@contextmanager
def _broken(storm: Storm, room: Any, name: str, fault: BaseException) -> Iterator[None]:
    def breaks(*_: Any, **__: Any) -> Any:
        raise fault

    with storm.patch.context() as patch:
        patch.setattr(room, name, breaks)
        yield


@contextmanager
def _killed(storm: Storm) -> Iterator[None]:
    room, name, how = storm.chance.choice(list(FAILPOINTS.values()))
    with storm.patch.context() as patch:
        patch.setattr(room, name, how)
        yield
    storm.street.close()


@contextmanager
def _locked(storm: Storm) -> Iterator[None]:
    """Another program holds the write lock while the worker wakes."""
    _ = storm.street.house
    tool = sqlite.driver().connect(str(storm.street.home / "cockpit.sqlite"), isolation_level=None, timeout=1)
    tool.execute("BEGIN IMMEDIATE")
    yield
    tool.execute("ROLLBACK")
    tool.close()


@contextmanager
def _clock(storm: Storm, **by: float) -> Iterator[None]:
    before = storm.now
    storm.now += timedelta(**by)
    yield
    storm.now = before


MACHINE: dict[str, Callable[[Storm], Any]] = {
    "C01": lambda s: _broken(s, intake, "blocks", ZeroDivisionError("a fault of ours")),
    "C06": lambda s: _clock(s, seconds=-60),
    "C07": lambda s: _clock(s, hours=1),
    "D02": _killed,
    "D03": lambda s: _broken(s, archive, "_written", OSError(28, "No space left on device")),
    "D05": _locked,
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes and links")
@pytest.mark.slow
@pytest.mark.parametrize("rounds", [30, pytest.param(600, marks=[pytest.mark.soak, pytest.mark.timeout(1800), LONG])])
def test_H08_all_faults_at_once(street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """Thirty rounds here, six hundred with COCKPIT_SOAK=1; hours of a running service are `make soak`."""
    monkeypatch.setattr(sqlite, "WAIT_MS", 50)
    with withstood(street, caplog, secrets=[SECRET]):
        storm = Storm(street, random.Random(9), monkeypatch)
        before = street.cells()
        for _ in range(rounds):
            storm.befall()
        assert len(storm.met) >= 12
        for entry in (street.home / "inbox").glob("odd*"):
            entry.rmdir() if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        for _ in range(3):
            storm.now += timedelta(minutes=2)
            storm.tick()
        assert street.waiting() == []
        assert_still_served(before, street.cells())
    known = street.cells()
    street.close()
    rebuilding.rebuild(street.home)
    assert street.cells() == known
