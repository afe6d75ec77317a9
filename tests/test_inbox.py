"""The inbox: the hand-shake by `.ok`, what cannot be read, folders that go away, many files at once. Ids as in the fault list."""

from __future__ import annotations

import errno
import hashlib
import itertools
import os
import shutil
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nothing_lost import withstood
from street import CATALOG, DROPPED_NS, LATER_NS, SECOND_NS, Street, cases
from test_worker import duties

from cockpit import intake
from cockpit.house import inbox, rebuilding, watching
from cockpit.model import Batch, Verdict

Log = pytest.LogCaptureFixture
Patch = pytest.MonkeyPatch
NAME = "案件_2026-11-21.csv"
WHOLE = cases("a1,丰乐,2026-11-21,,469.50", "a2,和平,2026-11-21,,1.00", "a3,和平,2026-11-21,,2.00")
SHAKING = CATALOG.replace("  holidays: none\n", "  holidays: none\n  handshake: ok\n")


def declared(text: str, *, rows: int = 3) -> str:
    data = text.encode()
    return f"rows={rows}\nsize={len(data)}\nsha256={hashlib.sha256(data).hexdigest()}\n"


def ok(street: Street, text: str = "", *, name: str = NAME, at_ns: int = DROPPED_NS) -> Path:
    """Put an `.ok`; it is no offered file."""
    place = street.home / "inbox" / f"{name}.ok"
    place.write_text(text, encoding="utf-8")
    os.utime(place, ns=(at_ns, at_ns))
    return place


@pytest.fixture
def shaking(tmp_path: Path) -> Any:
    built = Street.build(tmp_path / "home", catalog=SHAKING)
    yield built
    built.close()


# -- the hand-shake


def test_A03_a_file_waits_for_its_ok(shaking: Street) -> None:
    shaking.file(NAME, WHOLE)
    for _ in range(2):
        assert (shaking.pull().batches, shaking.pull().waiting) == ((), 1)
    ok(shaking)
    done = shaking.pull()
    assert [b.equation.new for b in done.batches] == [3] and done.waiting == 0 and shaking.waiting() == []


def test_A03_an_ok_that_has_not_settled_is_not_read_yet(shaking: Street) -> None:
    shaking.file(NAME, WHOLE)
    place = ok(shaking, "rows=", at_ns=LATER_NS)
    assert shaking.pull().batches == ()
    place.write_text("rows=3\n", encoding="utf-8")
    os.utime(place, ns=(LATER_NS, LATER_NS))
    assert [b.equation.new for b in shaking.pull(clock_ns=LATER_NS + 3 * SECOND_NS).batches] == [3]


@pytest.mark.parametrize("said", ["", "rows=3", "ROWS = 003\nsender=x\nnot a line", "\ufeffsize={size}\r\n", "{all}"])
def test_what_the_ok_declares_and_the_file_holds_is_taken_in(street: Street, said: str) -> None:
    street.file(NAME, WHOLE)
    ok(street, said.format(size=len(WHOLE.encode()), all=declared(WHOLE)))
    street.pull()
    assert street.last().verdict is Verdict.ACCEPTED and street.waiting() == []


CUT = {
    "inside a number": WHOLE[: WHOLE.index("469") + 3],
    "inside a name": WHOLE[: WHOLE.index("和平") + 1],
    "after a whole row": WHOLE[: WHOLE.index("a3")],
}


@pytest.mark.parametrize("what", ["rows", "size", "sha256"])
@pytest.mark.parametrize("cut", sorted(CUT))
def test_A03_A04_a_cut_file_is_put_away_with_what_was_declared(street: Street, caplog: Log, cut: str, what: str) -> None:
    with withstood(street, caplog):
        street.file(NAME, CUT[cut])
        line = next(each for each in declared(WHOLE).splitlines() if each.startswith(what))
        ok(street, line)
        street.pull()
        assert street.last().verdict is Verdict.QUARANTINED and street.why(street.last().id) == ["declared_mismatch"]
        assert street.waiting() == [] and line in next(t for n, t in street.reasons().items() if NAME in n)
        before = street.last()
        street.close()
        rebuilding.rebuild(street.home)
        assert street.last() == before and street.why(before.id) == ["declared_mismatch"]


def test_a_number_that_is_none_differs(street: Street) -> None:
    street.file(NAME, WHOLE)
    ok(street, "rows=three")
    street.pull()
    assert street.why(street.last().id) == ["declared_mismatch"]


def test_a_source_has_its_own_hand_shake(tmp_path: Path) -> None:
    files, building = '  files: ["案件_{date}.csv"', "楼宇编号,社区,面积\nb1,丰乐,100\n"
    street = Street.build(tmp_path / "home", catalog=CATALOG.replace(files, f"  handshake: ok\n{files}"))
    street.file(NAME, WHOLE)
    street.file("x.csv", WHOLE, folder="case")
    street.file("楼宇.csv", building)
    done = street.pull()
    assert [b.source for b in done.batches] == ["building"] and done.waiting == 2
    street.close()
    exempt = Street.build(tmp_path / "other", catalog=SHAKING.replace(files, f"  handshake: none\n{files}"))
    exempt.file(NAME, WHOLE)
    exempt.file("楼宇.csv", building)
    assert [b.source for b in exempt.pull().batches] == ["case"]
    exempt.close()


def test_A03_A24_a_file_that_waits_for_its_ok_is_recognised_once(tmp_path: Path, monkeypatch: Patch) -> None:
    """What waits is looked at each pass, thousands of files maybe; whose they are is not asked again and again."""
    files = '  files: ["案件_{date}.csv"'
    street = Street.build(tmp_path / "home", catalog=CATALOG.replace(files, f"  handshake: ok\n{files}"))
    asked: list[str] = []
    whole = intake.identify
    monkeypatch.setattr(intake, "identify", lambda name, *more, **named: asked.append(name) or whole(name, *more, **named))  # type: ignore[func-returns-value]
    names = [f"案件_2026-11-21 ({i}).csv" for i in range(30)]
    for name in names:
        street.file(name, WHOLE)
    assert [street.pull().waiting for _ in range(3)] == [30, 30, 30] and sorted(asked) == sorted(names)
    ok(street, name=names[0])
    assert [b.equation.new for b in street.pull().batches] == [3]
    assert set(street.house.state.awaited) == {street.home / "inbox" / name for name in names}
    street.pull()
    assert set(street.house.state.awaited) == {street.home / "inbox" / name for name in names[1:]}, "what is gone is forgotten"
    street.close()


def test_an_ok_of_an_earlier_file_says_nothing_of_a_later_one(shaking: Street) -> None:
    ok(shaking, at_ns=DROPPED_NS)
    shaking.file(NAME, WHOLE, at_ns=DROPPED_NS + 2 * 3600 * SECOND_NS)
    assert (shaking.pull().batches, shaking.pull().waiting) == ((), 1)
    ok(shaking, at_ns=DROPPED_NS + 2 * 3600 * SECOND_NS + 1)
    assert [b.equation.new for b in shaking.pull().batches] == [3]


def test_an_ok_alone_and_one_that_is_a_link_are_nothing(shaking: Street, tmp_path: Path) -> None:
    alone = ok(shaking, name="gone.csv")
    assert (shaking.pull().batches, shaking.pull().waiting, alone.exists()) == ((), 0, True)
    shaking.file(NAME, WHOLE)
    (tmp_path / "outside").write_text("", encoding="utf-8")
    (shaking.home / "inbox" / f"{NAME}.ok").symlink_to(tmp_path / "outside")
    assert shaking.pull().batches == ()


def test_A09_renaming_is_a_hand_shake_too(street: Street) -> None:
    part = street.file(f"{NAME}.part", WHOLE)
    assert (street.pull().batches, street.pull().waiting) == ((), 0)
    part.rename(part.with_name(NAME))
    assert [b.equation.new for b in street.pull().batches] == [3]


# -- slow, unreadable, gone


def test_A05_a_real_slow_writer_gives_one_batch_of_the_whole(street: Street, caplog: Log) -> None:
    rows = [f"slow{i},丰乐,2026-11-21,,1.00" for i in range(12)]
    with withstood(street, caplog):
        place = street.home / "inbox" / NAME

        def write() -> None:
            with place.open("w", encoding="utf-8") as stream:
                for line in cases(*rows).splitlines(keepends=True):
                    stream.write(line)
                    stream.flush()
                    time.sleep(0.05)

        writer = threading.Thread(target=write)
        writer.start()
        taken: list[Batch] = []
        until = time.monotonic() + 20
        while (writer.is_alive() or not taken) and time.monotonic() < until:
            taken += street.house.take_in(street.noon(), clock_ns=time.time_ns, settle_s=0.5).batches
        writer.join()
        street.offered.append(cases(*rows).encode())
        assert [b.equation.new for b in taken] == [12]


def test_A05_a_file_written_again_while_it_is_read_waits(street: Street) -> None:
    place = street.file(NAME, WHOLE)
    found, _ = inbox.scan(street.home / "inbox")
    with place.open("ab") as more:
        more.write(b"a4,")
    assert inbox.read(found[0]) is None and not inbox.denied(found[0])


def refuse(monkeypatch: Patch, *names: str) -> None:
    """As root every file may be read: the system's refusal is put in its place."""
    whole = os.open

    def open_(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if Path(os.fsdecode(path)).name in names:
            raise PermissionError(errno.EACCES, "no", path)
        return whole(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", open_)


def test_A22_a_file_that_may_not_be_read_waits_and_is_said_once(street: Street, caplog: Log, monkeypatch: Patch) -> None:
    with withstood(street, caplog):
        place = street.file(NAME, WHOLE)
        with monkeypatch.context() as patch:
            if os.geteuid() == 0:
                refuse(patch, NAME)
            else:
                place.chmod(0)
            for _ in range(2):
                assert street.pull().batches == ()
            assert street.waiting() == [NAME]
            assert [t.split()[0] for t in street.reasons().values()] == ["unreadable_file"]
        place.chmod(0o644)
        later = LATER_NS + 61 * SECOND_NS
        assert [b.equation.new for b in street.pull(clock_ns=later).batches] == [3], "it is tried again after a minute"


def test_A22_A24_files_that_may_not_be_read_keep_no_others_waiting(street: Street, monkeypatch: Patch) -> None:
    names = [f"案件_2026-11-21 ({i}).csv" for i in range(4)]
    for name in names:
        street.file(name, WHOLE)
    street.file("楼宇.csv", "楼宇编号,社区,面积\nb1,丰乐,100\n")
    refuse(monkeypatch, *names)
    passes = [street.house.pull(street.noon(), clock_ns=lambda: LATER_NS, most=2).batches for _ in range(3)]
    assert [len(batches) for batches in passes] == [0, 0, 1]


def test_A23_an_inbox_that_is_gone_is_said_and_recovers_by_itself(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        work, clock = duties(street)
        work.tick()
        version = street.newest().snapshot.version
        away = street.home / "elsewhere"
        shutil.move(street.home / "inbox", away)
        work.tick()
        assert street.newest().snapshot.version == version, "not for a moment's absence"
        clock.move(seconds=31)
        work.tick()
        found = street.newest().snapshot.sources
        assert {s for s, r in found.items() if r.unreachable} == {"case", "ledger", "building"}
        why = found["case"].unreachable
        assert why is not None and why.code == watching.GONE and str(found["case"].data_as_of) == "2026-11-20"
        for _ in range(3):
            clock.move(seconds=2)
            work.tick()
        shutil.move(away, street.home / "inbox")
        clock.move(seconds=2)
        work.tick()
        assert not any(r.unreachable for r in street.newest().snapshot.sources.values())


def test_A23_a_sources_own_folder_that_is_gone_is_said_of_that_source(street: Street) -> None:
    (street.home / "inbox" / "case").mkdir()
    watch = watching.Watch(street.house.state)
    now = street.noon()
    assert not watch.look(now)
    (street.home / "inbox" / "case").rmdir()
    assert not watch.look(now) and watch.look(now + timedelta(seconds=31))
    assert set(street.house.state.lost) == {"case"} and street.house.state.lost["case"].why.found == "inbox/case"
    (street.home / "inbox" / "case").mkdir()
    assert watch.look(now + timedelta(seconds=33)) and not street.house.state.lost


# -- many


def test_A24_many_files_are_taken_in_bounded_passes_oldest_first(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        for i in reversed(range(50)):
            street.file(f"案件_2026-11-21 ({i}).csv", cases(f"m{i},丰乐,2026-11-21,,1.00"), at_ns=DROPPED_NS + 100 * SECOND_NS + i)
        sizes, taken = [], []
        while True:
            done = street.house.pull(street.noon(), clock_ns=lambda: LATER_NS, most=20)
            sizes.append((len(done.batches), done.waiting))
            taken += [b.file for b in done.batches]
            if not done.waiting:
                break
        assert sizes == [(20, 30), (20, 10), (10, 0)]
        assert taken == [f"案件_2026-11-21 ({i}).csv" for i in range(50)]


def test_A24_a_pass_ends_in_time_for_what_a_person_asked(street: Street) -> None:
    """Each file takes a second here; whoever released or undid something is answered between two passes."""
    for i in range(9):
        street.file(f"案件_2026-11-21 ({i}).csv", cases(f"m{i},丰乐,2026-11-21,,1.00"))
    clock = itertools.count(LATER_NS, SECOND_NS)
    sizes: list[tuple[int, int]] = []
    while not sizes or sizes[-1][1]:
        done = street.house.take_in(street.noon(), clock_ns=lambda: next(clock))
        sizes.append((len(done.batches), done.waiting))
    assert sizes[0][0] < 4 and sum(taken for taken, _ in sizes) == 9
    assert [waiting for _, waiting in sizes] == [9 - sum(taken for taken, _ in sizes[: at + 1]) for at in range(len(sizes))]


def test_A24_a_file_costs_one_look_each_pass(street: Street, monkeypatch: Patch) -> None:
    """What waits beyond a pass's bound is listed, and neither opened nor looked at again."""
    for i in range(60):
        street.file(f"案件_2026-11-21 ({i}).csv", cases(f"m{i},丰乐,2026-11-21,,1.00"))
    looked: list[Path] = []
    whole = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: looked.append(path) or whole(path))  # type: ignore[func-returns-value]
    street.house.take_in(street.noon(), clock_ns=lambda: LATER_NS)
    assert len(looked) == 60
    for i in range(100, 130):
        street.file(f"案件_2026-11-21 ({i}).csv", cases(f"m{i},丰乐,2026-11-21,,1.00"))
    looked.clear()
    street.house.pull(street.noon(), clock_ns=lambda: LATER_NS, most=5)
    assert len(looked) == 5
