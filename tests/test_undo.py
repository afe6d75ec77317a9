"""Taking a batch back, at the level of the house: what the street said before is said again, unless something newer speaks."""

from __future__ import annotations

import pytest
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from street import TODAY, Cells, Street, buildings, cases, figures, ledger

from cockpit.house import rebuilding, undoing
from cockpit.model import Verdict

OCTOBER = ledger("丰乐,2026-10,办公,80,100", "丰乐,2026-10,商业,10,100", "和平,2026-10,办公,50,100")


def taken(street: Street, name: str, content: str) -> int:
    """Drop one file, take it in; the number of its batch."""
    street.file(name, content)
    street.pull()
    return street.last().id


def undone(street: Street, number: int) -> int:
    batch = street.house.undo(number, moment=street.noon())
    assert_nothing_is_half(street.house)
    return batch.id


def without(street: Street, *files: tuple[str, str]) -> Cells:
    """The figures of a street that was only ever given these files."""
    other = Street.build(street.home.parent / "other")
    for name, content in files:
        other.file(name, content)
    other.pull()
    try:
        return other.cells()
    finally:
        other.close()


def test_an_undo_gives_the_old_figures_back_and_its_undo_the_new_ones(street: Street) -> None:
    taken(street, "台账_2026-10.csv", OCTOBER)
    before = street.cells()
    wrong = taken(street, "台账_2026-10.csv", ledger("丰乐,2026-10,办公,8,100", "和平,2026-10,办公,50,100"))
    after = street.cells()
    assert street.last().equation.changed == 1 and street.last().closed == 1 and after != before
    undo = undone(street, wrong)
    assert street.cells() == before
    undone(street, undo)
    assert street.cells() == after
    assert_nothing_lost(street.home, street.offered)


def test_an_undo_reaches_the_kept_snapshot_and_the_rows_behind_it(street: Street) -> None:
    taken(street, "案件_2026-11-22.csv", cases("a1,丰乐,2026-11-22,2026-11-22,1.00"))
    first = street.newest().snapshot
    number = taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-21,,9.00", "a2,和平,2026-11-21,,1.00"))
    undone(street, number)
    street.house.keep(as_of=first.as_of, moment=street.noon())
    newest = street.newest().snapshot
    assert figures(newest) == figures(first)
    behind = street.house.rows("case.weight", "*", newest.reading("case.weight").period)
    assert [(row["case_id"], row["_file"], row["_row"]) for row in behind.rows] == [("a1", "案件_2026-11-22.csv", 2)]


def test_a_later_batch_that_changed_the_key_keeps_it(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00", "a2,丰乐,2026-11-20,,2.00"))
    later = ("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,2026-11-21,5.00"))
    taken(street, *later)
    undone(street, first)
    assert street.take().value("case.weight") == 5.00
    assert street.cells()["case.weight", "*"] == without(street, later)["case.weight", "*"]


def test_a_later_batch_that_only_restated_the_key_keeps_it(street: Street) -> None:
    """It left no trace in the rows: its archived bytes are asked."""
    first = taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00", "a2,丰乐,2026-11-20,,2.00"))
    later = taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,,1.00", "a3,丰乐,2026-11-21,,4.00"))
    assert street.last().equation.unchanged == 1
    undo = undone(street, first)
    assert street.take().value("case.weight") == 5.00
    behind = street.house.rows("case.weight", "*", street.take().reading("case.weight").period)
    assert {row["case_id"]: row["_batch"] for row in behind.rows} == {"a1": later, "a3": later}
    undone(street, undo)
    assert street.take().value("case.weight") == 7.00


def test_undoing_the_middle_of_three_restatements(street: Street) -> None:
    files = [("楼宇.csv", buildings(*rows)) for rows in (("b1,丰乐,1",), ("b1,丰乐,2", "b2,和平,20"), ("b1,丰乐,3", "b2,和平,20"))]
    numbers = [taken(street, *each) for each in files]
    undone(street, numbers[1])
    assert street.cells()["building.area", "*"] == without(street, files[0], files[2])["building.area", "*"]
    undone(street, numbers[2])
    assert street.take().value("building.area") == 1.0
    assert_nothing_lost(street.home, street.offered)


def test_an_undone_delivery_is_missed_again(street: Street) -> None:
    taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-21,,1.00"))
    number = taken(street, "案件_2026-11-22.csv", cases("a2,丰乐,2026-11-22,,1.00"))
    assert str(street.take().snapshot.sources["case"].data_as_of) == "2026-11-22"
    undone(street, number)
    report = street.take().snapshot.sources["case"]
    assert str(report.data_as_of) == "2026-11-21" and report.missed == 1


@pytest.mark.parametrize(("which", "code"), [("none", "unknown"), ("refused", "not_accepted"), ("undone", "already_undone")])
def test_what_cannot_be_undone_is_said_and_changes_nothing(street: Street, which: str, code: str) -> None:
    refused = taken(street, "案件_2026-11-20.csv", "")
    good = taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-21,,1.00"))
    undone(street, good)
    before = street.cells(), len(street.house.batches())
    with pytest.raises(undoing.UndoError) as error:
        street.house.undo({"none": 99, "refused": refused, "undone": good}[which], moment=street.noon())
    assert error.value.code == code and (street.cells(), len(street.house.batches())) == before


def test_undos_survive_a_rebuild(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    second = taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,,2.00", "a2,和平,2026-11-21,,1.00"))
    undo = undone(street, second)
    undone(street, first)
    undone(street, undo)
    street.house.keep(as_of=street.noon(TODAY).date(), moment=street.noon())
    before, told = street.newest().snapshot, street.house.batches()
    street.close()
    rebuilding.rebuild(street.home)
    assert street.newest().snapshot == before and street.house.batches() == told
    assert [b.verdict for b in street.batches()] == [Verdict.ACCEPTED] * 2
