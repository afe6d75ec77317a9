"""What looks odd waits for a person: nothing of it counts, the last good figures stay; released, taken back, rebuilt to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nothing_lost import assert_nothing_is_half, assert_nothing_lost
from street import CATALOG, Street, buildings, cases, ledger
from test_rebuild import told

from cockpit import catalog, cli
from cockpit.house import AcceptError, rebuilding
from cockpit.model import Batch, Verdict
from cockpit.views import text

STOPS = {
    "case": "  stops: [{rows_fell: 30}, {jump: {column: weight, times: 40}}]\n",
    "ledger": "  stops: [{place_missing: true}, {total_fell: {column: let_m2, by: 50}}]\n",
    "building": "  stops: [{rows_fell: 30}, {place_missing: true}]\n",
}


def with_stops(stops: dict[str, str] = STOPS) -> str:
    found = CATALOG
    for source, lines in stops.items():
        at = found.index(f"- id: {source}\n")
        found = found[:at] + found[at:].replace("  due:", f"{lines}  due:", 1)
    return found


@pytest.fixture
def careful(tmp_path: Path) -> Any:
    built = Street.build(tmp_path / "home", catalog=with_stops())
    yield built
    built.close()


def day(number: int, count: int, *, weight: str = "1.00", place: str = "丰乐") -> tuple[str, str]:
    """A day's file of so many cases."""
    on = f"2026-11-{number:02}"
    return f"案件_{on}.csv", cases(*(f"{number}-{i},{place},{on},,{weight}" for i in range(count)))


def dropped(street: Street, name: str, content: str) -> Batch:
    street.file(name, content)
    street.pull()
    assert_nothing_is_half(street.house)
    return street.last()


def test_a_delivery_with_far_fewer_rows_waits_and_the_last_good_figures_stay(careful: Street) -> None:
    dropped(careful, *day(16, 20))
    before = careful.cells()
    held = dropped(careful, *day(17, 13))
    assert held.verdict is Verdict.HELD and held.equation.held == held.equation.read == 13 and held.equation.holds()
    assert careful.cells() == before and careful.why(held.id) == ["stop_rows_fell"]
    assert str(careful.take().snapshot.sources["case"].data_as_of) == "2026-11-16"
    (said,) = careful.reasons().values()
    assert "stop_rows_fell" in said and not careful.waiting()
    assert dropped(careful, *day(18, 14)).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_held_batch_says_what_was_found_and_what_to_do(careful: Street, lang: str) -> None:
    dropped(careful, *day(16, 20))
    held = dropped(careful, *day(17, 13, weight="99"))
    found = careful.house.batch(held.id)
    assert found is not None
    fell, jump = found[1][0], found[1][1]
    assert "13" in text.problem(fell, lang) and "20" in text.problem(fell, lang) and "案件_2026-11-16.csv" in text.problem(fell, lang)
    assert (jump.row, jump.column, jump.found, jump.values["median"]) == (2, "重量", "99", "1")
    assert "40" in text.problem(jump, lang) and "?" not in text.problem(jump, lang)


def test_a_supplement_to_a_day_that_came_already_may_be_short(careful: Street) -> None:
    dropped(careful, *day(16, 20))
    name, _ = day(16, 1)
    assert dropped(careful, name.replace(".csv", " (1).csv"), cases("16-0,丰乐,2026-11-16,2026-11-17,1.00")).verdict is Verdict.ACCEPTED


def test_a_community_that_vanished_is_named(careful: Street) -> None:
    dropped(careful, "台账_2026-09.csv", ledger("丰乐,2026-09,办公,80,100", "和平,2026-09,办公,50,100"))
    held = dropped(careful, "台账_2026-10.csv", ledger("丰乐,2026-10,办公,130,200"))
    found = careful.house.batch(held.id)
    assert found is not None and [(p.code, p.found) for p in found[1]] == [("stop_place_missing", "和平")]
    assert dropped(careful, "台账_2026-10_和平.csv", ledger("和平,2026-10,办公,50,100")).verdict is Verdict.ACCEPTED, "each its own"


def test_totals_that_fell_hold_the_file(careful: Street) -> None:
    dropped(careful, "台账_2026-09.csv", ledger("丰乐,2026-09,办公,80,100", "和平,2026-09,办公,50,100"))
    held = dropped(careful, "台账_2026-10.csv", ledger("丰乐,2026-10,办公,30.5,100", "和平,2026-10,办公,30,100"))
    found = careful.house.batch(held.id)
    assert found is not None
    (stop,) = found[1]
    assert (stop.code, stop.found, stop.expected, stop.column) == ("stop_total_fell", "60.5", "130", "已租")


def test_B19_a_jump_is_held_until_a_person_releases_it(careful: Street) -> None:
    dropped(careful, *day(16, 12))
    before = careful.cells()
    held = dropped(careful, *day(17, 12, weight="40.01"))
    assert held.verdict is Verdict.HELD and careful.why(held.id) == ["stop_jump"] * 12 and careful.cells() == before
    own = careful.house.accept(held.id, moment=careful.noon())
    assert (own.kind, own.verdict, own.origin, own.equation.new) == ("accept", Verdict.ACCEPTED, held.id, 12)
    assert careful.take().value("case.weight") == 12 + 12 * 40.01
    again = careful.house.batch(held.id)
    assert again is not None and again[0].released_by == own.id and again[0].verdict is Verdict.HELD
    assert_nothing_is_half(careful.house)


def test_B19_a_second_file_with_the_same_rows_confirms_it(careful: Street) -> None:
    dropped(careful, *day(16, 12))
    name, content = day(17, 12, weight="40.01")
    held = dropped(careful, name, content)
    lines = content.splitlines()
    turned = "\n".join([lines[0], *reversed(lines[1:])]) + "\n"
    second = dropped(careful, name, turned)
    assert second.verdict is Verdict.ACCEPTED and second.sha256 != held.sha256
    released = careful.house.batch(held.id)
    assert released is not None and released[0].released_by == second.id
    assert dropped(careful, name.replace(".csv", " (1).csv"), turned).verdict is Verdict.DUPLICATE
    with pytest.raises(AcceptError, match="already_released"):
        careful.house.accept(held.id, moment=careful.noon())


def test_B19_a_confirmed_jump_that_is_only_restated_holds_no_later_file(careful: Street) -> None:
    dropped(careful, *day(16, 12))
    held = dropped(careful, *day(17, 12, weight="99"))
    careful.house.accept(held.id, moment=careful.noon())
    rows = [f"17-{i},丰乐,2026-11-17,,99" for i in range(12)] + [f"18-{i},丰乐,2026-11-18,,1.00" for i in range(12)]
    assert dropped(careful, "案件_2026-11-18.csv", cases(*rows)).verdict is Verdict.ACCEPTED


def test_values_below_the_bound_and_too_few_standing_ones_hold_nothing(careful: Street) -> None:
    assert dropped(careful, *day(14, 2, weight="0.01")).verdict is Verdict.ACCEPTED
    assert dropped(careful, *day(15, 12, weight="99")).verdict is Verdict.ACCEPTED, "two values have no median to speak of"
    assert dropped(careful, *day(16, 12, weight="3960")).verdict is Verdict.ACCEPTED, "exactly 40 times"


def test_a_held_file_that_a_newer_one_overtook_is_not_released_silently(careful: Street) -> None:
    dropped(careful, "楼宇.csv", buildings("b1,丰乐,1", "b2,和平,2"))
    held = dropped(careful, "楼宇.csv", buildings("b1,丰乐,3"))
    good = dropped(careful, "楼宇.csv", buildings("b1,丰乐,4", "b2,和平,2"))
    assert (held.verdict, good.verdict) == (Verdict.HELD, Verdict.ACCEPTED)
    before = careful.cells()
    with pytest.raises(AcceptError) as error:
        careful.house.accept(held.id, moment=careful.noon())
    assert (error.value.code, error.value.by) == ("superseded", good.id) and careful.cells() == before
    careful.house.undo(good.id, moment=careful.noon())
    careful.house.accept(held.id, moment=careful.noon())
    assert careful.take().value("building.area") == 3


@pytest.mark.parametrize(("which", "code"), [("none", "unknown"), ("good", "not_held")])
def test_what_cannot_be_released_is_said(careful: Street, which: str, code: str) -> None:
    good = dropped(careful, *day(16, 12))
    with pytest.raises(AcceptError, match=code):
        careful.house.accept({"none": 99, "good": good.id}[which], moment=careful.noon())


def test_a_release_can_be_taken_back_and_given_again(careful: Street) -> None:
    dropped(careful, *day(16, 12))
    before = careful.cells()
    held = dropped(careful, *day(17, 12, weight="99"))
    own = careful.house.accept(held.id, moment=careful.noon())
    after = careful.cells()
    undo = careful.house.undo(own.id, moment=careful.noon())
    assert careful.cells() == before
    careful.house.undo(undo.id, moment=careful.noon())
    assert careful.cells() == after
    careful.house.undo(own.id, moment=careful.noon())
    careful.house.accept(held.id, moment=careful.noon())
    assert careful.cells() == after
    assert_nothing_lost(careful.home, careful.offered)


def test_D12_held_and_released_batches_come_out_of_a_rebuild_to_the_byte(careful: Street) -> None:
    dropped(careful, *day(16, 12))
    held = dropped(careful, *day(17, 12, weight="99"))
    dropped(careful, *day(18, 5))
    careful.house.accept(held.id, moment=careful.noon())
    name, content = day(19, 12, weight="99")
    dropped(careful, name, content)
    dropped(careful, name.replace(".csv", " (1).csv"), content + "\n")
    careful.house.undo(careful.last().id, moment=careful.noon())
    careful.house.keep(as_of=careful.noon().date(), moment=careful.noon())
    before = told(careful.house)
    careful.close()
    careful.home.joinpath("cockpit.sqlite").unlink()
    rebuilding.rebuild(careful.home)
    after = told(careful.house)
    for what, said in before.items():
        assert after[what] == said, what


BAD = {
    "{rows_fall: 30}": ("unknown_field", "rows_fell"),
    "{rows_fell: 300}": ("wrong_type", ""),
    "{jump: {column: weight, times: 1}}": ("", ""),
    "{jump: {column: weigt, times: 40}}": ("unknown_column", "weight"),
    "{jump: {column: community, times: 40}}": ("wrong_column_type", ""),
    "{total_fell: {column: weight}}": ("missing_field", ""),
    "{rows_fell: 30, place_missing: true}": ("one_rule_each", ""),
    "{}": ("missing_field", ""),
}


@pytest.mark.parametrize("written", BAD)
def test_a_stop_rule_written_wrong_is_complained_about_with_its_line(tmp_path: Path, written: str) -> None:
    street = Street.build(tmp_path / "home", catalog=with_stops({"case": f"  stops: [{written}]\n"}))
    _, complaints = catalog.load(street.home)
    code, hint = BAD[written]
    line = 1 + with_stops({"case": f"  stops: [{written}]\n"}).split("  stops:")[0].count("\n")
    assert [(c.code, c.line) for c in complaints if c.severity == "error"] == ([(code, line)] if code else []), complaints
    assert not hint or complaints[0].hint == hint


def test_a_place_cannot_be_missing_where_there_are_none(tmp_path: Path) -> None:
    text_of = with_stops({"ledger": "  stops: [{place_missing: true}]\n  each: place\n"})
    _, complaints = catalog.load(Street.build(tmp_path / "home", catalog=text_of).home)
    assert [c.code for c in complaints] == ["stop_without_place"]


def typed(street: Street, *words: str) -> int:
    """A command as it is typed; its exit code."""
    street.close()
    with pytest.raises(SystemExit) as ended:
        cli.app(args=["--home", str(street.home), *words], prog_name="cockpit")
    return int(ended.value.code or 0)


def test_accept_is_typed_and_says_why_not(careful: Street, capsys: pytest.CaptureFixture[str]) -> None:
    dropped(careful, *day(16, 12))
    held = dropped(careful, *day(17, 12, weight="99"))
    assert typed(careful, "accept", str(held.id)) == 0 and f"批次 {held.id} 已放行" in capsys.readouterr().out
    assert careful.take().value("case.weight") == 12 + 12 * 99
    assert typed(careful, "accept", str(held.id)) == 1 and "放行" in capsys.readouterr().err
    assert typed(careful, "--lang", "en", "accept", "1") == 1 and "not held" in capsys.readouterr().err
    assert typed(careful, "batches") == 0 and "放行" in capsys.readouterr().out


def test_accept_with_a_word_is_typed(careful: Street, capsys: pytest.CaptureFixture[str]) -> None:
    waits = dropped(careful, "案件_2026-11-20.csv", cases("a1,丰乐里,2026-11-20,,3.00"))
    assert typed(careful, "accept", str(waits.id), "--alias", "丰乐里=丰乐") == 0
    assert "丰乐里=fengle" in capsys.readouterr().out and careful.take().value("case.weight", "fengle") == 3.0
    assert typed(careful, "accept", str(waits.id), "--alias", "和平里=heping") == 5
    assert typed(careful, "accept", str(waits.id), "--alias", "丰乐里=nowhere") == 1 and "nowhere" in capsys.readouterr().err
    assert typed(careful, "accept", str(waits.id), "--alias", "丰乐里") == 2
    assert typed(careful, "accept", "99", "--alias", "丰乐里=heping") == 5


def test_the_demo_street_declares_stop_rules() -> None:
    sources = catalog.load_or_raise(Path(__file__).parent.parent / "data").sources.values()
    rules = {stop.rule for source in sources for stop in source.stops}
    assert rules == {"rows_fell", "place_missing", "jump", "total_fell"}
    assert sum(bool(source.stops) for source in sources) >= 8
