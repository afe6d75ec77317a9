"""A refused row comes back mended, in the workbook the house wrote for it: only that row counts, as part of the file it stood in."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from street import CATALOG, Street, cases, ledger
from test_holding import day, with_stops
from test_rebuild import told

from cockpit.house import AcceptError, archive, rebuilding
from cockpit.model import Batch, Verdict

BAD = cases("a1,丰乐,2026-11-20,,1.00", "a2,丰乐,2026-11-31,,2.00", "a3,丰乐里,2026-11-20,,4.00")


def taken(street: Street, name: str, content: str | bytes) -> Batch:
    street.file(name, content)
    street.pull()
    assert_nothing_is_half(street.house)
    return street.last()


def fix_of(street: Street, number: int) -> bytes:
    (place,) = (street.home / "quarantine").glob(f"{number:06d}_*.fix.xlsx")
    return place.read_bytes()


def mended(data: bytes, *, head: str = "编号", **cells: Any) -> bytes:
    """The workbook with new values in the rows that begin with these keys, `key={header: value}`; all other rows taken out.

    `head` is the heading of the keys.
    """
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    top = next(row for row in sheet.iter_rows() if any(c.value == head for c in row))
    titles = {c.value: c.column for c in top}
    first = titles[head]
    for row in reversed(range(top[0].row + 1, sheet.max_row + 1)):
        wanted = cells.get(str(sheet.cell(row, first).value))
        if wanted is None:
            sheet.delete_rows(row)
            continue
        for title, value in wanted.items():
            sheet.cell(row, titles[title]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_refused_row_comes_back_mended_and_counts_as_part_of_its_file(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", BAD)
    data = mended(fix_of(street, first.id), a2={"接收日期": "2026-11-13"}, a3={"社区": "和平"})
    own = taken(street, "随便什么名字.xlsx", data)
    assert (own.source, own.verdict, own.origin, own.kind) == ("case", Verdict.ACCEPTED, first.id, "file")
    assert (own.covers_from, own.covers_to, own.place) == (first.covers_from, first.covers_to, first.place)
    assert own.equation.read == own.equation.new + own.equation.not_data == 2 + own.equation.not_data
    assert street.take().value("case.weight") == 7.0
    behind = street.house.rows("case.weight", "heping", street.take().reading("case.weight").period)
    assert [row["_file"] for row in behind.rows] == ["随便什么名字.xlsx"]
    assert_nothing_lost(street.home, street.offered)


def test_a_row_that_is_still_wrong_gets_a_fix_file_of_its_own(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", BAD)
    own = taken(street, "改.xlsx", mended(fix_of(street, first.id), a2={"接收日期": "2026-11-32"}))
    assert own.verdict is Verdict.PARTIAL and own.equation.refused == 1
    last = taken(street, "再改.xlsx", mended(fix_of(street, own.id), a2={"接收日期": "2026-11-12"}))
    assert (last.origin, last.equation.new) == (own.id, 1) and street.take().value("case.weight") == 3.0


def test_a_mended_row_ends_nothing_of_its_scope(street: Street) -> None:
    name, bad = "台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100", "丰乐,2026-10,商业,x,50", "和平,2026-10,办公,50,100")
    head = bad.splitlines()[0]
    street.close()
    (street.home / "catalog" / "street.yaml").write_text(CATALOG.replace("zh: 种类", "zh: 编号"), "utf-8")
    first = taken(street, name, bad.replace(head, "社区,月份,编号,已租,可租"))
    own = taken(street, "改.xlsx", mended(fix_of(street, first.id), 商业={"已租": "25"}))
    assert (own.equation.new, own.closed) == (1, 0)
    assert street.cells()["ledger.let", "*"] == (62.0, 155.0, 250.0)


def test_what_a_newer_file_says_is_left_alone(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", BAD)
    taken(street, "案件_2026-11-21.csv", cases("a2,和平,2026-11-13,,9.00"))
    own = taken(street, "改.xlsx", mended(fix_of(street, first.id), a2={"接收日期": "2026-11-13"}))
    assert (own.equation.new, own.equation.merged) == (0, 1) and street.take().value("case.weight") == 10.0
    found = street.house.batch(own.id)
    assert found is not None and [p.code for p in found[1]] == ["newer_holds"]


def test_undoing_the_file_takes_its_mended_rows_with_it_and_brings_them_back(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", BAD)
    taken(street, "改.xlsx", mended(fix_of(street, first.id), a2={"接收日期": "2026-11-13"}))
    after = street.cells()
    undo = street.house.undo(first.id, moment=street.noon())
    assert street.take().value("case.weight") is None
    again = taken(street, "又改.xlsx", mended(fix_of(street, first.id), a3={"社区": "和平"}))
    assert (again.verdict, street.why(again.id)) == (Verdict.QUARANTINED, ["fix_undone"])
    street.house.undo(undo.id, moment=street.noon())
    assert street.cells() == after
    assert_nothing_is_half(street.house)


def test_a_fix_file_of_another_home_is_refused(street: Street, tmp_path: Path) -> None:
    other = Street.build(tmp_path / "other")
    first = taken(other, "案件_2026-11-20.csv", BAD)
    data = mended(fix_of(other, first.id), a2={"接收日期": "2026-11-13"})
    other.close()
    taken(street, "案件_2026-11-19.csv", cases("b1,丰乐,2026-11-19,,1.00"))
    own = taken(street, "改.xlsx", data)
    assert (own.verdict, street.why(own.id)) == (Verdict.QUARANTINED, ["fix_unknown"])


def test_mended_rows_of_a_held_file_wait_with_it_and_are_released_with_it(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=with_stops())
    taken(street, *day(16, 20))
    before = street.cells()
    name, content = day(17, 8)
    held = taken(street, name, content + "x1,丰乐,2026-11-32,,5.00\n")
    own = taken(street, "改.xlsx", mended(fix_of(street, held.id), x1={"接收日期": "2026-11-17"}))
    assert (held.verdict, own.verdict, street.why(own.id)) == (Verdict.HELD, Verdict.HELD, ["fix_waits"])
    assert own.equation.holds() and street.cells() == before
    with pytest.raises(AcceptError, match="belongs"):
        street.house.accept(own.id, moment=street.noon())
    released = street.house.accept(held.id, moment=street.noon())
    assert street.take().value("case.weight") == 33.0
    assert_nothing_is_half(street.house)
    undo = street.house.undo(released.id, moment=street.noon())
    assert street.cells() == before
    street.house.undo(undo.id, moment=street.noon())
    assert street.take().value("case.weight") == 33.0
    street.house.keep(as_of=street.noon("2026-11-24").date(), moment=street.noon("2026-11-24"))
    said = told(street.house)
    street.close()
    rebuilding.rebuild(street.home)
    assert told(street.house) == said
    street.close()


def test_D12_mended_files_come_out_of_a_rebuild_to_the_byte(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", BAD)
    fix = fix_of(street, first.id)
    taken(street, "案件_2026-11-21.csv", cases("a2,和平,2026-11-13,,9.00"))
    taken(street, "改.xlsx", mended(fix, a2={"接收日期": "2026-11-13"}, a3={"社区": "和平"}))
    street.house.undo(first.id, moment=street.noon())
    street.house.keep(as_of=street.noon("2026-11-24").date(), moment=street.noon("2026-11-24"))
    before = told(street.house)
    street.close()
    street.home.joinpath("cockpit.sqlite").unlink()
    rebuilding.rebuild(street.home)
    assert told(street.house) == before


# --- personal data --------------------------------------------------------------------------------------------------------------------


SECRET = "编号,姓名,接收日期\na1,某人甲,2026-11-20\n"


def holding(home: Path, words: bytes) -> list[Path]:
    return sorted(p.relative_to(home) for p in home.rglob("*") if p.is_file() and not p.is_symlink() and words in p.read_bytes())


def test_F01_personal_data_lie_in_the_restricted_folder_alone(street: Street) -> None:
    own = taken(street, "案件_2026-11-20.csv", SECRET)
    assert own.verdict is Verdict.RESTRICTED
    found = holding(street.home, "某人甲".encode())
    assert found and all(p.parts[0] == "restricted" for p in found), found
    for place in [street.home / p for p in found]:
        assert stat.S_IMODE(place.stat().st_mode) == 0o600, place
    folders = [p for p in (street.home / "restricted").rglob("*") if p.is_dir()] + [street.home / "restricted"]
    assert os.name != "posix" or {stat.S_IMODE(p.stat().st_mode) for p in folders} == {0o700}
    assert archive.fetch(street.home / "archive", own.sha256) == SECRET.encode()
    assert_nothing_lost(street.home, street.offered, secrets=["某人甲"])


def test_F01_a_rebuild_finds_the_restricted_bytes(street: Street) -> None:
    taken(street, "案件_2026-11-20.csv", SECRET)
    taken(street, "案件_2026-11-20 (1).csv", SECRET)
    before = told(street.house)
    street.close()
    street.home.joinpath("cockpit.sqlite").unlink()
    rebuilding.rebuild(street.home)
    assert told(street.house) == before
    assert all(p.parts[0] == "restricted" for p in holding(street.home, "某人甲".encode()))
