"""Files as they arrive when things go wrong: half, twice, late, under strange names, or no files at all. Ids as in the fault list."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nothing_lost import withstood
from street import CATALOG, DROPPED_NS, SECOND_NS, Street, buildings, cases, figures, ledger

from cockpit.house import inbox, rebuilding
from cockpit.model import SourceState, Verdict

Log = pytest.LogCaptureFixture
WHOLE = cases("a1,丰乐,2026-11-21,2026-11-21,469.50", "a2,和平,2026-11-21,,1.00", "a3,和平,2026-11-21,,2.00")


def write_at(place: Path, data: bytes, at_ns: int) -> None:
    """What lies there at a moment while somebody is still writing."""
    place.write_bytes(data)
    os.utime(place, ns=(at_ns, at_ns))


def test_A01_an_empty_file_is_put_away_with_its_reason(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        street.file("案件_2026-11-21.csv", b"")
        street.pull()
        assert street.last().verdict is Verdict.QUARANTINED and street.why(street.last().id) == ["empty_file"]
        kept = [p.name for p in (street.home / "quarantine").iterdir()]
        assert len(kept) == 2 and any(name.endswith("案件_2026-11-21.csv") for name in kept) and street.waiting() == []


def test_A03_a_half_written_file_is_waited_for(street: Street, caplog: Log) -> None:
    data = WHOLE.encode()
    with withstood(street, caplog):
        place, begun = street.home / "inbox" / "案件_2026-11-21.csv", DROPPED_NS
        write_at(place, data[: data.index(b"469") + 4], begun)
        for now in (begun, begun + SECOND_NS, begun + 2 * SECOND_NS - 1):
            assert street.pull(clock_ns=now).waiting == 1
        write_at(place, data, begun + 2 * SECOND_NS)
        assert street.pull(clock_ns=begun + 3 * SECOND_NS).batches == ()
        done = street.pull(clock_ns=begun + 4 * SECOND_NS)
        street.offered.append(data)
        assert done.waiting == 0 and [b.equation.new for b in done.batches] == [3]
        assert street.take().value("case.weight") == 3.00 + 1.25 + 469.50 + 1.00 + 2.00


def test_A05_a_slow_writer_gives_one_batch_of_the_whole(street: Street, caplog: Log) -> None:
    rows = [f"slow{i},丰乐,2026-11-21,,1.00" for i in range(20)]
    with withstood(street, caplog):
        place = street.home / "inbox" / "案件_2026-11-21.csv"
        for i in range(len(rows)):
            write_at(place, cases(*rows[: i + 1]).encode(), DROPPED_NS + i * SECOND_NS)
            assert street.pull(clock_ns=DROPPED_NS + i * SECOND_NS + SECOND_NS // 2).batches == ()
        done = street.pull(clock_ns=DROPPED_NS + 21 * SECOND_NS)
        street.offered.append(place.read_bytes() if place.exists() else cases(*rows).encode())
        assert [b.equation.new for b in done.batches] == [20]


def test_A05_a_file_that_grows_between_looking_and_reading_waits(street: Street) -> None:
    place = street.file("案件_2026-11-21.csv", WHOLE)
    found, _ = inbox.scan(street.home / "inbox")
    with place.open("ab") as more:
        more.write(b"a4,")
    assert not inbox.settled(found[0], now_ns=DROPPED_NS + 100 * SECOND_NS, seconds=2, seen={})


def test_A06_a_header_alone_delivers_nothing_and_closes_nothing(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        before = street.cells()
        street.file("案件_2026-11-22 (1).csv", cases())
        street.file("台账_2026-10.csv", ledger())
        street.file("楼宇.csv", buildings())
        street.pull()
        assert [(b.equation.accepted, b.closed) for b in street.batches()[-3:]] == [(0, 0)] * 3
        assert street.cells() == before
        report = street.take().snapshot.sources["case"]
        assert str(report.data_as_of) == "2026-11-20" and report.state is not SourceState.FRESH


def test_A09_what_nobody_meant_to_send_is_passed_over(street: Street, caplog: Log) -> None:
    names = ("~$案件_2026-11-21.xlsx", ".案件_2026-11-21.csv", "案件_2026-11-21.csv.tmp", "案件_2026-11-21.csv.part", "Thumbs.db")
    with withstood(street, caplog):
        for name in names:
            (street.home / "inbox" / name).write_text(WHOLE, encoding="utf-8")
        done = street.pull()
        assert (done.batches, done.waiting) == ((), 0)
        assert street.waiting() == sorted(names) and street.reasons() == {} and caplog.records == []


def test_A10_the_same_bytes_under_a_new_name_count_once(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        street.file("案件_2026-11-21.csv", WHOLE)
        street.pull()
        before = street.newest().snapshot
        street.file("案件_2026-11-21 (1).csv", WHOLE)
        street.pull()
        assert street.last().verdict is Verdict.DUPLICATE
        assert street.newest().snapshot.version == before.version and figures(street.newest().snapshot) == figures(before)


def test_A10_an_older_version_put_in_again_with_its_old_time_is_a_correction(street: Street, caplog: Log) -> None:
    """Copying keeps the time of a file: bytes, name and time are those of the first batch, and still it is a new delivery."""
    first, second = (cases(f"a1,丰乐,2026-11-21,,{weight}") for weight in ("1.00", "5.00"))
    with withstood(street, caplog):
        bare = street.take().value("case.weight") or 0.0
        street.file("案件_2026-11-21.csv", first, at_ns=DROPPED_NS)
        street.pull()
        street.file("案件_2026-11-21.csv", second, at_ns=DROPPED_NS + SECOND_NS)
        street.pull()
        assert street.take().value("case.weight") == bare + 5.00
        street.file("案件_2026-11-21.csv", first, at_ns=DROPPED_NS)
        street.pull()
        assert street.take().value("case.weight") == bare + 1.00 and street.last().equation.changed == 1


def test_A10_a_file_put_in_again_after_its_undo_counts_again(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        street.file("案件_2026-11-21.csv", WHOLE, at_ns=DROPPED_NS)
        street.pull()
        with_it = street.cells()
        street.house.undo(street.last().id, moment=street.noon())
        assert street.cells() != with_it
        street.file("案件_2026-11-21.csv", WHOLE, at_ns=DROPPED_NS)
        street.pull()
        assert street.cells() == with_it and street.last().verdict is Verdict.ACCEPTED


def test_A10_equal_files_in_the_folders_of_two_sources_are_two_deliveries(street: Street, caplog: Log) -> None:
    both = "编号,接收日期,楼宇编号,社区,面积\nx1,2026-11-21,b1,丰乐,7.00\nx2,2026-11-21,b2,和平,8.00\n"
    with withstood(street, caplog):
        for folder in ("case", "building"):
            street.file("导出.csv", both, folder=folder, at_ns=DROPPED_NS)
        street.pull()
        assert [b.source for b in street.batches()[-2:]] == ["building", "case"]


def test_A11_new_bytes_under_the_same_name_correct_the_old_ones(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,90,100", "和平,2026-10,办公,50,100"))
        street.pull()
        assert (street.last().equation.changed, street.last().equation.unchanged) == (1, 1)
        assert street.take().value("ledger.let") == 70.0
        assert len([b for b in street.batches() if b.source == "ledger"]) == 2


def test_A12_a_late_file_leaves_the_frozen_week_as_it_was_issued(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        for day in ("2026-11-21", "2026-11-22"):
            street.file(f"案件_{day}.csv", cases(f"{day},丰乐,{day},,1.00"))
        street.pull()
        frozen = street.house.freeze("2026-W47", moment=street.noon())
        told = street.house.week("2026-W47")
        street.file("案件_2026-11-21 (1).csv", WHOLE)
        street.pull()
        assert street.last().verdict is Verdict.ACCEPTED
        assert street.house.week("2026-W47") == told and street.house.freeze("2026-W47", moment=street.noon()) == frozen
        assert told is not None and told[1].reading("case.received").value == 4
        point = next(p for p in street.house.history("case.received", "*", window="week") if str(p.period) == "week@2026-11-22")
        assert (point.first, point.value) == (4, 7), "as first reported, and as known now"


@pytest.mark.parametrize("apart", [0, 1])
def test_A13_two_files_for_one_period_in_one_second(street: Street, caplog: Log, apart: int) -> None:
    """The later one corrects; of two with one time the name decides. A rebuild comes to the same."""
    with withstood(street, caplog):
        street.file("案件_2026-11-21 (2).csv", cases("a1,丰乐,2026-11-21,,2.00"), at_ns=DROPPED_NS + apart)
        street.file("案件_2026-11-21 (1).csv", cases("a1,丰乐,2026-11-21,,1.00"), at_ns=DROPPED_NS)
        street.pull()
        assert [b.file for b in street.batches()[-2:]] == ["案件_2026-11-21 (1).csv", "案件_2026-11-21 (2).csv"]
        assert street.take().value("case.weight") == 3.00 + 1.25 + 2.00
        before = figures(street.newest().snapshot)
        street.close()
        rebuilding.rebuild(street.home)
        assert figures(street.newest().snapshot) == before


@contextmanager
def refused_unopened(street: Street, log: Log, *names: str) -> Iterator[None]:
    """What is made inside is never opened: no batch, one note each, nothing more at the next pass."""
    with withstood(street, log):
        before = street.batches()
        yield
        for _ in range(2):
            done = street.pull()
            assert (done.batches, done.waiting) == ((), 0)
        assert street.batches() == before
        assert {name: text.split()[0] for name, text in street.reasons().items()} == {
            f"{name}.reason.txt": "not_a_regular_file" for name in names
        }


def test_A16_a_link_to_a_file_outside_is_not_followed(street: Street, caplog: Log, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(WHOLE, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "案件_2026-11-21.csv").write_text(WHOLE, encoding="utf-8")
    with refused_unopened(street, caplog, "案件_2026-11-21.csv", "case"):
        (street.home / "inbox" / "案件_2026-11-21.csv").symlink_to(outside)
        (street.home / "inbox" / "case").symlink_to(tmp_path / "folder", target_is_directory=True)
        street.pull()
        (street.home / "inbox" / "case").unlink()


def test_A17_a_link_to_itself_is_refused(street: Street, caplog: Log) -> None:
    with refused_unopened(street, caplog, "loop.csv"):
        place = street.home / "inbox" / "loop.csv"
        place.symlink_to(place)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_A18_a_pipe_does_not_hang_the_pass(street: Street, caplog: Log) -> None:
    with refused_unopened(street, caplog, "案件_2026-11-21.csv"):
        os.mkfifo(street.home / "inbox" / "案件_2026-11-21.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_A18_a_file_that_turns_into_a_pipe_is_not_read(street: Street) -> None:
    place = street.file("案件_2026-11-21.csv", WHOLE)
    found, _ = inbox.scan(street.home / "inbox")
    place.unlink()
    os.mkfifo(place)
    assert inbox.read(found[0]) is None


def test_A19_a_folder_named_like_a_file_gets_one_note(street: Street, caplog: Log) -> None:
    with refused_unopened(street, caplog, "案件_2026-11-21.csv", "2026"):
        for folder in ("案件_2026-11-21.csv", "case/2026"):
            (street.home / "inbox" / folder).mkdir(parents=True)
            (street.home / "inbox" / folder / "案件_2026-11-21.csv").write_text(WHOLE, encoding="utf-8")


STRANGE = ("a\nb.csv", 'a"b\'c.csv', "=HYPERLINK(1).csv", "\u202efdp.csv", "x\\..\\..\\db.csv", "名" * 83 + "ab.csv", "nul\x07.csv")


@pytest.mark.parametrize("name", STRANGE)
def test_A20_A21_strange_names_are_kept_as_text_and_build_no_path(street: Street, caplog: Log, name: str) -> None:
    with withstood(street, caplog, secrets=[name]):
        street.file(name, cases("a1,丰乐,2026-11-21,,1.00"), folder="case")
        street.file(name, b"\x00\x01\x02")
        street.pull()
        good, bad = street.batches()[-2:]
        assert (good.file, bad.file) == (name, name)
        assert (good.verdict, bad.verdict) == (Verdict.ACCEPTED, Verdict.QUARANTINED)
        for kept in (street.home / "quarantine").iterdir():
            assert kept.name.startswith(f"{bad.id:06d}_") and kept.name.isprintable() and not set(kept.name) & set('\\"*?<>|:')


def test_A20_a_name_in_the_senders_own_encoding_is_read(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        try:
            street.file("案件_2026-11-21.csv".encode("gb18030"), WHOLE)
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        street.file(b"\xff\xfe\x80.csv", b"\x00")
        street.pull()
        good, bad = street.batches()[-2:]
        assert (good.file, good.source, good.equation.new) == ("案件_2026-11-21.csv", "case", 3)
        assert bad.verdict is Verdict.QUARANTINED and street.waiting() == []


def test_A21_a_path_in_a_cell_builds_no_path(street: Street, caplog: Log) -> None:
    with withstood(street, caplog, secrets=["../../db"]):
        street.file("案件_2026-11-21.csv", cases("../../db,丰乐,2026-11-21,,1.00", "a2,../../etc,2026-11-21,,1.00"))
        street.file("台账_2026-11_...csv", ledger("丰乐,2026-11,../../db,1,2"))
        street.pull()
        assert street.batches()[-2].equation.new == 1, "an identifier is text, an unknown place is held"


def test_A23_an_inbox_that_went_away_and_came_back(street: Street, caplog: Log) -> None:
    with withstood(street, caplog):
        before = street.cells()
        away = street.home / "elsewhere"
        shutil.move(street.home / "inbox", away)
        for _ in range(2):
            assert street.pull().batches == ()
        assert street.cells() == before
        later = street.house.take(street.noon("2026-12-20").date())
        assert later.sources["case"].state is SourceState.SILENT and str(later.sources["case"].data_as_of) == "2026-11-20"
        shutil.move(away, street.home / "inbox")
        street.file("案件_2026-11-21.csv", WHOLE)
        assert [b.equation.new for b in street.pull().batches] == [3]


def test_A25_a_file_that_vanishes_between_listing_and_opening(street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = inbox.settled
    with withstood(street, caplog):
        gone = street.file("案件_2026-11-19.csv", cases("gone,丰乐,2026-11-19,,1.00"))
        street.offered.pop()
        street.file("案件_2026-11-21.csv", WHOLE)

        def and_then_it_went(offered: inbox.Offered, *, now_ns: int, seconds: float, seen: dict[Path, tuple[inbox.Mark, int]]) -> bool:
            found = settled(offered, now_ns=now_ns, seconds=seconds, seen=seen)
            gone.unlink(missing_ok=True)
            return found

        monkeypatch.setattr(inbox, "settled", and_then_it_went)
        done = street.pull()
        monkeypatch.undo()
        assert [b.equation.new for b in done.batches] == [3] and street.reasons() == {} and done.failed == ()


def test_A26_a_file_beyond_the_limit_is_put_away_unread(tmp_path: Path, caplog: Log) -> None:
    small = CATALOG.replace("  holidays: none\n", "  holidays: none\n  limits: {file_mb: 0.01}\n")
    street = Street.build(tmp_path / "home", catalog=small)
    with withstood(street, caplog):
        street.file("案件_2026-11-21.csv", cases(*(f"a{i},丰乐,2026-11-21,,1.00" for i in range(1000))))
        street.pull()
        batch = street.last()
        assert (batch.verdict, batch.source, batch.size) == (Verdict.QUARANTINED, "case", len(street.offered[-1]))
        assert street.why(batch.id) == ["too_large"] and street.waiting() == []
        assert (street.home / "quarantine" / f"{batch.id:06d}_案件_2026-11-21.csv").read_bytes() == street.offered[-1]
        street.close()
        rebuilding.rebuild(street.home)
        assert street.batches()[-1] == batch and street.why(batch.id) == ["too_large"]


def test_C07_a_file_dated_in_the_future_settles_when_it_was_seen_unchanged(street: Street, caplog: Log) -> None:
    now, ahead = DROPPED_NS, DROPPED_NS + 10**9 * SECOND_NS
    with withstood(street, caplog):
        place = street.file("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-21,,1.00"), at_ns=ahead)
        assert street.pull(clock_ns=now).waiting == 1
        street.offered.pop()
        write_at(place, WHOLE.encode(), ahead + 1)
        assert street.pull(clock_ns=now + 2 * SECOND_NS).waiting == 1
        assert street.pull(clock_ns=now + 3 * SECOND_NS).waiting == 1
        done = street.pull(clock_ns=now + 4 * SECOND_NS)
        street.offered.append(WHOLE.encode())
        assert [b.equation.new for b in done.batches] == [3]
