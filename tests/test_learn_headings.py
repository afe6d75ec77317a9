"""A heading a person confirmed: older files in which nobody knew it are read again, and only what they tell more counts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from street import CATALOG, TODAY, Cells, Street, buildings, cases
from test_holding import with_stops
from test_judge import asked, changed, draft
from test_mended_files import fix_of, mended
from test_rebuild import told

from cockpit.house import Alias, rebuilding, replaying, rereading
from cockpit.model import Batch, Verdict

KILOS = Alias("column", "公斤", "weight", ("case",))
NUMBER = Alias("column", "登记号", "case_id", ("case",))
LET = Alias("column", "出租", "let_m2", ("ledger",))


def weighed(*rows: str) -> str:
    """A file of cases whose weights stand under a heading of its own: rows like `a1,丰乐,2026-11-22,1.50`."""
    return "编号,社区,接收日期,公斤\n" + "".join(f"{row}\n" for row in rows)


def numbered(*rows: str) -> str:
    """One that calls the key by another name, so that it is set aside."""
    return "登记号,社区,接收日期,办结日期,重量\n" + "".join(f"{row}\n" for row in rows)


def let(*rows: str) -> str:
    """Such a ledger: rows as `ledger` has them."""
    return "社区,月份,种类,出租,可租\n" + "".join(f"{row}\n" for row in rows)


def taken(street: Street, name: str, content: str | bytes) -> Batch:
    street.file(name, content)
    street.pull()
    assert_nothing_is_half(street.house)
    return street.last()


def confirmed(street: Street, alias: Alias) -> list[Batch]:
    found = street.house.learn(alias, moment=street.noon())
    assert_nothing_is_half(street.house)
    return found


def figures_of(street: Street, indicator: str) -> dict[str, float | None]:
    return {place: value for (i, place), (value, *_) in street.cells().items() if i == indicator}


def notes(street: Street, number: int) -> list[str]:
    found = street.house.batch(number)
    assert found is not None
    return [p.code for p in found[1]]


def undone(street: Street, number: int) -> Batch:
    found = street.house.undo(number, moment=street.noon())
    assert_nothing_is_half(street.house)
    return found


# -- a column that an accepted file lacked


def test_a_column_nobody_knew_is_read_from_older_files(street: Street) -> None:
    first = taken(street, "案件_2026-11-19.csv", weighed("a1,丰乐,2026-11-19,3.00", "a2,和平,2026-11-19,"))
    second = taken(street, "案件_2026-11-20.csv", weighed("a3,丰乐,2026-11-20,2.50"))
    assert figures_of(street, "case.weight")["*"] is None
    own = confirmed(street, KILOS)
    assert [(b.kind, b.origin, b.equation.read, b.equation.changed) for b in own] == [("reread", n.id, 1, 1) for n in (first, second)]
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"*": 5.5, "fengle": 5.5}
    behind = street.house.rows("case.weight", "fengle", street.take().reading("case.weight").period)
    assert {(row["_file"], row["_row"], row["_batch"]) for row in behind.rows} == {(b.file, 2, b.id) for b in own}
    assert confirmed(street, KILOS) == [], "nothing waits any more"
    street.close()
    assert_nothing_lost(street.home, street.offered)


def test_what_a_newer_file_says_of_a_key_stays_also_where_it_only_said_it_again(street: Street) -> None:
    taken(street, "案件_2026-11-18.csv", weighed("a1,丰乐,2026-11-18,9.00", "a2,丰乐,2026-11-18,4.00", "a3,和平,2026-11-18,1.00"))
    taken(street, "案件_2026-11-19.csv", cases("a1,丰乐,2026-11-18,,0.50"))
    taken(street, "案件_2026-11-20.csv", cases("a2,丰乐,2026-11-18,,"))
    assert street.last().equation.unchanged == 1
    (own,) = confirmed(street, KILOS)
    assert own.equation.changed == own.equation.read == 1
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"*": 1.5, "fengle": 0.5, "heping": 1.0}


def test_of_a_register_only_the_newest_file_is_read_again(street: Street) -> None:
    for day in (18, 19, 20):
        taken(street, f"楼宇_2026-11-{day}.csv", f"楼宇编号,属地,面积\nb1,丰乐,100\nb{day},和平,50\n")
    assert figures_of(street, "building.area") == {"*": 150.0, "fengle": None, "heping": None, "-": 150.0}
    (own,) = confirmed(street, Alias("column", "属地", "community", ("building",)))
    assert own.origin == street.last().id and own.closed == 0
    assert figures_of(street, "building.area") == {"*": 150.0, "fengle": 100.0, "heping": 50.0}


def test_a_column_that_a_person_left_out_of_one_file_stays_out_of_it(street: Street) -> None:
    said = draft(street, "案件_2026-11-19.csv", weighed("a1,丰乐,2026-11-19,3.00"), source="case")
    changed(street, said, mapping={"公斤": ""})
    assert "error" not in asked(street, "take", draft=said.id)
    assert confirmed(street, KILOS) == []


def test_rows_that_were_mended_get_the_column_too(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", weighed("a1,丰乐,2026-11-20,1.00", "a2,和平,2026-11-31,2.00"))
    fix = taken(street, "改好.xlsx", mended(fix_of(street, first.id), a2={"接收日期": "2026-11-20"}))
    own = confirmed(street, KILOS)
    assert [(b.origin, b.equation.changed) for b in own] == [(first.id, 1), (fix.id, 1)]
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"fengle": 1.0, "heping": 2.0}
    undone(street, first.id)
    assert figures_of(street, "case.weight")["*"] is None


def test_rows_that_waited_for_a_word_get_the_column_too(street: Street) -> None:
    first = taken(street, "案件_2026-11-20.csv", weighed("a1,丰乐新村,2026-11-20,1.00", "a2,和平,2026-11-20,2.00"))
    (word,) = confirmed(street, Alias("place", "丰乐新村", "fengle"))
    (own,) = confirmed(street, KILOS)
    assert (word.origin, own.origin, own.equation.changed) == (first.id, first.id, 2)
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"fengle": 1.0, "heping": 2.0}


def test_a_reading_taken_back_leaves_the_file_as_it_was_read_and_comes_back(street: Street) -> None:
    taken(street, "案件_2026-11-19.csv", weighed("a1,丰乐,2026-11-19,3.00"))
    before = street.cells()
    (own,) = confirmed(street, KILOS)
    after = street.cells()
    gone = undone(street, own.id)
    assert street.cells() == before
    undone(street, gone.id)
    assert street.cells() == after
    back = undone(street, street.batches()[0].id)
    assert street.cells() != before and figures_of(street, "case.received")["*"] in (None, 0)
    undone(street, back.id)
    assert street.cells() == after


def test_no_file_is_read_more_than_twice_however_many_there_are(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was read when it came, where a newer one may hold its keys, and as it is read now."""
    for day in range(1, 21):
        street.file(f"案件_2026-11-{day:02}.csv", weighed(f"a{day // 5},丰乐,2026-11-01,{day}.00", f"b{day},和平,2026-11-01,1.00"))
    street.pull()
    reads: list[str] = []

    def counted(*given: Any, real: Any = replaying._read) -> Any:
        reads.append(given[4].file)
        return real(*given)

    monkeypatch.setattr(replaying, "_read", counted)
    assert len(confirmed(street, KILOS)) == 20
    assert max(map(reads.count, reads)) <= 2
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"fengle": 4.0 + 9 + 14 + 19 + 20, "heping": 20.0}


# -- a file that was set aside


def test_a_file_set_aside_for_a_heading_comes_in_when_it_is_confirmed(street: Street) -> None:
    aside = taken(street, "案件_2026-11-20.csv", numbered("a1,丰乐,2026-11-20,2026-11-21,3.00", "a2,和平,2026-11-20,,1.00"))
    other = taken(street, "案件_2026-11-21.csv", "甲,乙\n1,2\n")
    assert [b.verdict for b in (aside, other)] == [Verdict.QUARANTINED] * 2
    assert {p.file for p in street.take().snapshot.problems} == {aside.file, other.file}
    (own,) = confirmed(street, NUMBER)
    assert (own.kind, own.origin, own.file, own.verdict, own.equation.new) == ("accept", aside.id, aside.file, Verdict.ACCEPTED, 2)
    assert (str(own.covers_from), notes(street, own.id)) == ("2026-11-20", ["reread_file"])
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"*": 4.0, "fengle": 3.0, "heping": 1.0}
    released = street.house.batch(aside.id)
    assert released is not None and released[0].released_by == own.id
    taken_now = street.take().snapshot
    assert {p.file for p in taken_now.problems} == {other.file}, "nobody is asked to drop it in again"
    assert str(taken_now.sources["case"].data_as_of) == "2026-11-20" and confirmed(street, NUMBER) == []
    street.close()
    assert_nothing_lost(street.home, street.offered)


def test_it_is_as_old_as_the_day_it_came_and_leaves_alone_what_came_since(street: Street) -> None:
    taken(street, "案件_2026-11-18.csv", cases("a3,丰乐,2026-11-18,,7.00"))
    taken(street, "案件_2026-11-19.csv", numbered("a1,丰乐,2026-11-19,,3.00", "a2,和平,2026-11-19,,1.00", "a3,丰乐,2026-11-18,,8.00"))
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-19,2026-11-20,5.00"))
    (own,) = confirmed(street, NUMBER)
    assert (own.equation.new, own.equation.changed, own.equation.merged) == (1, 1, 1)
    assert notes(street, own.id) == ["reread_file", "newer_holds"]
    assert figures_of(street, "case.weight") == figures_of(street, "case.weight") | {"*": 14.0, "fengle": 13.0, "heping": 1.0}


def test_its_rows_to_mend_are_told_and_those_that_wait_come_in_later(street: Street) -> None:
    taken(street, "案件_2026-11-20.csv", numbered("a1,丰乐新村,2026-11-20,,3.00", "a2,和平,2026-11-31,,1.00", "a3,和平,2026-11-20,,1"))
    (own,) = confirmed(street, NUMBER)
    assert (own.verdict, own.equation.held, own.equation.refused, own.equation.new) == (Verdict.PARTIAL, 1, 1, 1)
    assert any(name.startswith(f"{own.id:06d}_") for name in street.reasons())
    (word,) = confirmed(street, Alias("place", "丰乐新村", "fengle"))
    assert (word.origin, word.equation.new) == (own.id, 1)
    fix = mended(fix_of(street, own.id), head="登记号", a2={"接收日期": "2026-11-20"})
    taken(street, "案件_2026-11-21.csv", cases("a9,和平,2026-11-21,,9.00"))
    part = taken(street, "改好.xlsx", fix)
    assert (part.origin, part.equation.new) == (own.id, 1) and figures_of(street, "case.weight")["*"] == 14.0
    undone(street, own.id)
    assert figures_of(street, "case.weight")["*"] == 9.0


def test_a_mended_row_of_it_is_as_old_as_the_file_too(street: Street) -> None:
    taken(street, "案件_2026-11-19.csv", numbered("a1,丰乐,2026-11-31,,3.00", "a2,丰乐,2026-11-19,,1.00"))
    taken(street, "案件_2026-11-20.csv", cases("a1,丰乐,2026-11-19,,5.00"))
    (own,) = confirmed(street, NUMBER)
    part = taken(street, "改好.xlsx", mended(fix_of(street, own.id), head="登记号", a1={"接收日期": "2026-11-19"}))
    assert (part.equation.merged, part.equation.accepted) == (1, 0) and figures_of(street, "case.weight")["*"] == 6.0


def test_two_headings_are_needed_and_the_second_brings_it_in(street: Street) -> None:
    taken(street, "案件_2026-11-20.csv", "登记号,社区,来件日\na1,丰乐,2026-11-20\n")
    assert confirmed(street, NUMBER) == []
    (own,) = confirmed(street, Alias("column", "来件日", "received_on", ("case",)))
    assert own.equation.new == 1


def test_a_ledger_set_aside_ends_what_it_lacks_as_it_would_have(street: Street) -> None:
    taken(street, "台账_2026-10.csv", "社区,月份,种类,已租,可租\n丰乐,2026-10,办公,10,100\n丰乐,2026-10,商业,10,100\n")
    taken(street, "台账_2026-10_丰乐.csv", let("丰乐,2026-10,办公,60,100"))
    (own,) = confirmed(street, LET)
    assert (own.equation.changed, own.closed) == (1, 1)
    assert street.cells()["ledger.let", "fengle"] == (60.0, 60.0, 100.0)
    back = undone(street, own.id)
    assert street.cells()["ledger.let", "fengle"] == (10.0, 20.0, 200.0)
    undone(street, back.id)
    assert street.cells()["ledger.let", "fengle"] == (60.0, 60.0, 100.0)


def test_a_ledger_that_a_newer_one_replaced_stays_aside(street: Street) -> None:
    first = taken(street, "台账_2026-10_丰乐.csv", let("丰乐,2026-10,办公,60,100", "丰乐,2026-10,商业,60,100"))
    taken(street, "台账_2026-10.csv", "社区,月份,种类,已租,可租\n丰乐,2026-10,办公,10,100\n和平,2026-10,办公,5,100\n")
    assert first.verdict is Verdict.QUARANTINED
    before = street.cells()
    assert confirmed(street, LET) == [] and street.cells() == before


def test_of_two_versions_set_aside_the_newer_one_counts(street: Street) -> None:
    taken(street, "台账_2026-10_丰乐.csv", let("丰乐,2026-10,办公,60,100", "丰乐,2026-10,商业,60,100"))
    taken(street, "台账_2026-10_丰乐.csv", let("丰乐,2026-10,办公,70,100"))
    assert len(confirmed(street, LET)) == 2
    assert street.cells()["ledger.let", "fengle"] == (70.0, 70.0, 100.0)


def test_the_same_bytes_set_aside_twice_or_taken_in_meanwhile_count_once(street: Street) -> None:
    content = numbered("a1,丰乐,2026-11-20,,3.00")
    for name in ("案件_2026-11-20.csv", "案件_2026-11-20 (1).csv"):
        taken(street, name, content)
    said = draft(street, "案件_2026-11-20.csv", content, source="case")
    changed(street, said, mapping={"登记号": "case_id"})
    answer = asked(street, "take", draft=said.id)
    assert answer["verdict"] == "accepted" and len([b for b in street.house.batches() if b.equation.accepted and b.source == "case"]) == 1


def test_a_page_that_learns_a_heading_brings_in_the_others_that_waited_for_it(street: Street) -> None:
    for day in (18, 19):
        taken(street, f"案件_2026-11-{day}.csv", numbered(f"a{day},丰乐,2026-11-{day},,1.00"))
    said = draft(street, "案件_2026-11-20.csv", numbered("a20,丰乐,2026-11-20,,1.00"), source="case")
    changed(street, said, mapping={"登记号": "case_id"})
    assert "error" not in asked(street, "take", draft=said.id)
    assert figures_of(street, "case.weight")["*"] == 3.0


def test_a_stop_rule_is_not_passed_by(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=with_stops({"case": "  stops: [{rows_fell: 30}]\n"}))
    taken(street, "案件_2026-11-18.csv", cases(*(f"a{i},丰乐,2026-11-18,,1.00" for i in range(20))))
    taken(street, "案件_2026-11-19.csv", numbered(*(f"b{i},丰乐,2026-11-19,,1.00" for i in range(5))))
    taken(street, "案件_2026-11-20.csv", numbered(*(f"c{i},丰乐,2026-11-20,,1.00" for i in range(19))))
    (own,) = confirmed(street, NUMBER)
    assert own.file == "案件_2026-11-20.csv", "the one that fell by three quarters has to be put in again, and is held then"
    street.close()


# -- as if it had always been known; and again from the archive


KNOWN = CATALOG
for label, heading in (("重量", "公斤"), ("编号", "登记号"), ("已租", "出租")):
    KNOWN = KNOWN.replace(f"zh: {label},", f"zh: {label}, aliases: [{heading}],")


def week_of_files(chance: random.Random) -> list[tuple[str, str]]:
    """Files of a week by several hands, which speak of the same cases again and again."""
    found = []
    for day in range(14, 21):
        keys = [f"k{chance.randrange(8)}" for _ in range(chance.randrange(1, 6))]
        rows = [(key, chance.choice(("丰乐", "和平")), f"{chance.randrange(1, 500)}") for key in keys]
        key, weight = chance.choice((("编号", "重量"), ("编号", "公斤"), ("登记号", "重量"), ("登记号", "公斤")))
        lines = "".join(f"{case},{place},2026-11-{day},{kilos}\n" for case, place, kilos in rows)
        found.append((f"案件_2026-11-{day}.csv", f"{key},社区,接收日期,{weight}\n{lines}"))
        where, kinds = chance.choice(("丰乐", "和平")), chance.sample(("办公", "商业", "厂房"), chance.randrange(1, 4))
        head, floor = chance.choice(("已租", "出租")), [f"{where},2026-10,{kind},{chance.randrange(100)},100\n" for kind in kinds]
        found.append((f"台账_2026-10_{where}.csv", f"社区,月份,种类,{head},可租\n{''.join(floor)}"))
    return found


def lived(home: Path, catalog: str, files: list[tuple[str, str]]) -> Street:
    street = Street.build(home, catalog=catalog)
    for name, content in files:
        taken(street, name, content)
    return street


@pytest.mark.parametrize("seed", range(12))
def test_figures_are_those_of_a_street_that_always_knew_the_headings(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = week_of_files(chance)
    late, always = lived(tmp_path / "late", CATALOG, files), lived(tmp_path / "always", KNOWN, files)
    for alias in chance.sample((KILOS, NUMBER, LET), 3):
        confirmed(late, alias)
    found: list[Cells] = [each.cells() for each in (late, always)]
    assert found[0] == found[1]
    late.close()
    always.close()


def a_life(street: Street) -> None:
    taken(street, "案件_2026-11-18.csv", weighed("a1,丰乐,2026-11-18,3.00", "a2,和平,2026-11-18,1.00", "a5,和平,2026-11-18,1.00"))
    taken(street, "案件_2026-11-19.csv", numbered("a3,丰乐,2026-11-19,,5.00", "a1,丰乐,2026-11-18,,9.00", "a4,丰乐,2026-11-31,,1"))
    taken(street, "台账_2026-10.csv", let("丰乐,2026-10,办公,60,100"))
    taken(street, "案件_2026-11-20.csv", cases("a2,和平,2026-11-18,,2.00"))
    taken(street, "楼宇.csv", buildings("b1,丰乐,100"))
    confirmed(street, NUMBER)
    (first, *_) = confirmed(street, KILOS)
    confirmed(street, LET)
    undone(street, first.id)
    street.house.keep(as_of=street.noon(TODAY).date(), moment=street.noon())


def same_again(street: Street) -> dict[str, Any]:
    before = told(street.house)
    street.close()
    street.home.joinpath("cockpit.sqlite").unlink()
    rebuilding.rebuild(street.home)
    after = told(street.house)
    for what, said in before.items():
        assert after[what] == said, what
    return after


def test_D12_headings_that_were_confirmed_come_out_of_a_rebuild_to_the_byte(street: Street) -> None:
    a_life(street)
    quarantined = sorted(p.name for p in (street.home / "quarantine").iterdir())
    assert {b.kind for b, _ in filter(None, same_again(street)["batches"])} >= {"accept", "reread", "undo"}
    assert sorted(p.name for p in (street.home / "quarantine").iterdir()) == quarantined


def test_D12_a_home_whose_program_read_nothing_again_is_rebuilt_as_it_was(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(street, "案件_2026-11-19.csv", weighed("a1,丰乐,2026-11-19,3.00"))
    with monkeypatch.context() as older:
        older.setattr(rereading, "_of_heading", lambda *_: set())
        assert confirmed(street, KILOS) == []
    same_again(street)
    (own,) = confirmed(street, KILOS)
    assert own.equation.changed == 1, "confirmed once more, it is read"
