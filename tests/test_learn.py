"""A confirmed word is remembered, and the rows that waited for it come in; nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from street import TODAY, Street, cases, ledger
from test_rebuild import told

from cockpit.catalog import load_or_raise
from cockpit.house import Alias, AliasError, archive, rebuilding
from cockpit.house.receive import Offer
from cockpit.model import Batch, Verdict

FENGLE = Alias("place", "丰乐新村", "fengle")


def taken(street: Street, name: str, content: str) -> int:
    street.file(name, content)
    street.pull()
    return street.last().id


def learned(street: Street, alias: Alias = FENGLE) -> list[Batch]:
    found = street.house.learn(alias, moment=street.noon())
    assert_nothing_is_half(street.house)
    return found


def weights(street: Street) -> dict[str, float | None]:
    return {place: value for (i, place), (value, *_) in street.cells().items() if i == "case.weight"}


def test_B20_rows_held_for_a_word_come_in_when_it_is_confirmed(street: Street) -> None:
    rows = ("a1,丰乐新村,2026-11-20,,3.00", "a2,和平,2026-11-20,,1.00", "a3,新村,2026-11-20,,9")
    number = taken(street, "案件_2026-11-20.csv", cases(*rows))
    assert street.last().equation.held == 2 and weights(street)["*"] == 1.0
    (own,) = learned(street)
    assert (own.kind, own.origin, own.file, own.equation.read, own.equation.new) == ("reread", number, "案件_2026-11-20.csv", 1, 1)
    assert weights(street)["*"] == 4.0 and weights(street)["fengle"] == 3.0
    behind = street.house.rows("case.weight", "fengle", street.take().reading("case.weight").period)
    assert [(row["_file"], row["_row"], row["_batch"]) for row in behind.rows] == [("案件_2026-11-20.csv", 2, own.id)]
    assert_nothing_lost(street.home, street.offered)


def test_a_learned_word_is_known_to_the_next_file_and_after_a_restart(street: Street) -> None:
    assert learned(street) == []
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐 新村,2026-11-20,,3.00"))
    assert street.last().verdict is Verdict.ACCEPTED
    written = (street.home / "catalog" / "learned.yaml").read_text("utf-8")
    assert "丰乐新村: fengle" in written and "alias" not in written.lower().replace("aliases", "")
    street.close()
    taken(street, "案件_2026-11-21.csv", cases("a2,丰乐新村,2026-11-21,,3.00"))
    assert street.last().verdict is Verdict.ACCEPTED
    assert "丰乐新村" in load_or_raise(street.home).communities["fengle"].aliases


def test_what_stood_in_the_learned_file_stays(street: Street) -> None:
    (street.home / "catalog" / "learned.yaml").write_text("places:\n  平和: heping\nsources:\n  case: {columns: {号: case_id}}\n", "utf-8")
    learned(street)
    learned(street, Alias("column", "接案日", "received_on", ("case",)))
    found = load_or_raise(street.home)
    assert found.communities["heping"].aliases[-1] == "平和" and found.communities["fengle"].aliases[-1] == "丰乐新村"
    assert found.sources["case"].columns["case_id"].aliases == ("号",)
    taken(street, "案件_2026-11-21.csv", "号,社区,接案日\na1,平和,2026-11-21\n")
    assert street.last().verdict is Verdict.ACCEPTED


def test_a_key_that_a_newer_file_holds_is_left_alone(street: Street) -> None:
    taken(street, "案件_2026-11-19.csv", cases("a1,丰乐,2026-11-19,,1.00"))
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-19,,5.00", "a2,丰乐新村,2026-11-20,,2.00", "a3,丰乐新村,2026-11-20,,4"))
    taken(street, "案件_2026-11-21.csv", cases("a1,丰乐,2026-11-19,,1.00", "a3,和平,2026-11-20,,8.00"))
    (own,) = learned(street)
    assert (own.equation.read, own.equation.new, own.equation.merged) == (3, 1, 2)
    found = street.house.batch(own.id)
    assert found is not None and [p.code for p in found[1]] == ["reread_rows", "newer_holds"]
    assert weights(street) == weights(street) | {"*": 11.0, "fengle": 3.0, "heping": 8.0}


def test_a_newer_file_that_restated_the_scope_without_the_row_keeps_it_out(street: Street) -> None:
    taken(street, "台账_2026-10.csv", "社区,月份,种类,已租,可租\n丰乐新村,2026-10,办公,10,100\n和平,2026-10,办公,50,100\n")
    taken(street, "台账_2026-10_丰乐.csv", ledger("丰乐,2026-10,商业,20,40"))
    (own,) = learned(street)
    assert own.equation.merged == 1 and own.verdict is Verdict.ACCEPTED
    assert street.cells()["ledger.let", "fengle"] == (50.0, 20.0, 40.0)


def test_an_undo_of_a_file_takes_its_rows_that_were_read_again_with_it_and_brings_them_back(street: Street) -> None:
    taken(street, "案件_2026-11-19.csv", cases("a0,丰乐,2026-11-19,,1.00"))
    before = street.cells()
    number = taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-20,,3.00", "a2,和平,2026-11-20,,1.00"))
    (own,) = learned(street)
    after = street.cells()
    undo = street.house.undo(number, moment=street.noon())
    assert street.cells() == before and undo.undoes == number
    assert_nothing_is_half(street.house)
    taken_back = street.house.batch(own.id)
    assert taken_back is not None and taken_back[0].undone_by
    again = street.house.undo(undo.id, moment=street.noon())
    assert street.cells() == after
    street.house.undo(again.id, moment=street.noon())
    assert street.cells() == before
    assert_nothing_is_half(street.house)


def test_a_reread_alone_can_be_undone(street: Street) -> None:
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-20,,3.00", "a2,和平,2026-11-20,,1.00"))
    before = street.cells()
    (own,) = learned(street)
    after = street.cells()
    undo = street.house.undo(own.id, moment=street.noon())
    assert street.cells() == before
    street.house.undo(undo.id, moment=street.noon())
    assert street.cells() == after


def test_a_file_from_before_a_word_was_known_is_replayed_as_it_was_read_then(street: Street) -> None:
    """An undo asks later files what they say; they must not say more than they did."""
    first = taken(street, "案件_2026-11-19.csv", cases("a1,丰乐,2026-11-19,,1.00", "a2,丰乐,2026-11-19,,1.00"))
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-19,,7.00", "a2,丰乐,2026-11-19,,1.00"))
    (own,) = learned(street)
    street.house.undo(own.id, moment=street.noon())
    street.house.undo(first, moment=street.noon())
    assert weights(street)["*"] == 1.0
    assert_nothing_is_half(street.house)


def test_a_row_that_waits_for_two_words_comes_in_with_the_second(street: Street) -> None:
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-20,,3.00", "a2,和平里,2026-11-20,,1.00"))
    (first,) = learned(street)
    assert first.equation.new == 1
    (second,) = learned(street, Alias("place", "和平里", "heping"))
    assert second.equation.new == 1 and weights(street)["*"] == 4.0
    assert learned(street, Alias("place", "和平里", "heping")) == [], "nothing waits any more"


@pytest.mark.parametrize(
    ("alias", "code"),
    [
        (Alias("place", "丰乐", "heping"), "alias_clash"),
        (Alias("place", "新村", "nowhere"), "unknown_code"),
        (Alias("street", "新村", "fengle"), "unknown_kind"),
        (Alias("place", " \u200b", "fengle"), "bad_word"),
        (Alias("place", "新\n村", "fengle"), "bad_word"),
        (Alias("column", "号", "case_id"), "unknown_kind"),
    ],
)
def test_a_word_that_cannot_be_learned_is_refused_and_changes_nothing(street: Street, alias: Alias, code: str) -> None:
    before = street.house.batches()
    with pytest.raises(AliasError, match=code):
        street.house.learn(alias, moment=street.noon())
    assert street.house.batches() == before and not (street.home / "catalog" / "learned.yaml").exists()


def test_a_word_taken_out_by_hand_is_forgotten_and_a_rebuild_knows_when(street: Street) -> None:
    learned(street)
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐新村,2026-11-20,,3.00"))
    street.close()
    (street.home / "catalog" / "learned.yaml").write_text("places: {}\n", "utf-8")
    taken(street, "案件_2026-11-21.csv", cases("a2,丰乐新村,2026-11-21,,3.00"))
    assert [b.equation.held for b in street.batches()] == [0, 1]
    before = told(street.house)
    street.close()
    rebuilding.rebuild(street.home)
    assert told(street.house) == before


def test_D12_learned_words_come_out_of_a_rebuild_to_the_byte(street: Street) -> None:
    taken(street, "案件_2026-11-19.csv", cases("a1,丰乐新村,2026-11-19,,5.00", "a2,新村,2026-11-19,,2.00"))
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-19,,1.00"))
    learned(street)
    taken(street, "案件_2026-11-21.csv", cases("a3,丰乐新村,2026-11-21,,2.50", "a2,新村,2026-11-19,,3.00"))
    (older, newer) = learned(street, Alias("place", "新村", "fengle"))
    assert (older.equation.new, newer.equation.changed) == (1, 1), "the older file first, the newer one over it"
    street.house.undo(street.batches()[0].id, moment=street.noon())
    street.house.keep(as_of=street.noon(TODAY).date(), moment=street.noon())
    before = told(street.house)
    street.close()
    street.home.joinpath("cockpit.sqlite").unlink()
    rebuilding.rebuild(street.home)
    after = told(street.house)
    for what, said in before.items():
        assert after[what] == said, what
    assert (street.home / "catalog" / "learned.yaml").is_file()


def test_a_fault_while_learning_leaves_no_trace(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(street, "案件_2026-11-19.csv", cases("a1,丰乐新村,2026-11-19,,5.00"))
    before, batches = street.cells(), street.house.batches()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(archive, "write_whole", stop)
    with pytest.raises(KeyboardInterrupt):
        street.house.learn(FENGLE, moment=street.noon())
    monkeypatch.undo()
    assert street.cells() == before and street.house.batches() == batches
    offer = Offer(cases("b1,丰乐新村,2026-11-20,,1").encode(), "案件_2026-11-20.csv", street.noon())
    assert street.house.receive(offer).batch.equation.held == 1
    assert len(learned(street)) == 2


def test_the_word_is_written_into_no_other_home(street: Street, tmp_path: Path) -> None:
    learned(street)
    assert sorted(p.name for p in (street.home / "catalog").iterdir()) == ["learned.yaml", "street.yaml"]
