"""A batch leads to its facts and to the readings it moved; any fact leads back to its batch, file, sheet and row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from street import CATALOG, Street, cases, ledger

from cockpit import cli
from cockpit.house import pull
from cockpit.model import STREET

FIRST = ("a1,丰乐,2026-11-20,2026-11-21,1.00", "a2,和平,2026-11-20,,2.00")


def two(street: Street) -> None:
    """Two deliveries, a snapshot after each."""
    street.file("案件_2026-11-20.csv", cases(*FIRST))
    street.pull()
    street.file("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,2026-11-21,5.00", "a3,和平,2026-11-21,,4.00", "bad,和平,2026-13-41,,2.00"))
    street.pull()


def test_a_batch_leads_to_its_facts_and_each_fact_back(street: Street) -> None:
    two(street)
    first, second = (next(b for b in street.batches() if b.file == f"案件_2026-11-{day}.csv") for day in (20, 21))
    one, other = street.house.facts(first, limit=10), street.house.facts(second, limit=1)
    assert (one.opened, one.standing, one.closed) == (2, 1, 0) and (other.opened, other.standing, other.closed) == (2, 2, 1)
    assert [(r["case_id"], r["_file"], r["_row"], r["_batch"], r["_standing"]) for r in one.rows] == [
        ("a1", "案件_2026-11-20.csv", 2, first.id, False), ("a2", "案件_2026-11-20.csv", 3, first.id, True),
    ]  # fmt: skip
    assert [r["case_id"] for r in other.rows] == ["a1"] and other.after
    assert [r["case_id"] for r in street.house.facts(second, limit=9, after=other.after).rows] == ["a3"]


def test_a_batch_leads_to_the_readings_it_moved(street: Street) -> None:
    two(street)
    second = street.last()
    moved = street.house.moved(second)
    found = {(now.indicator, now.place): (was.value if was else None, now.value) for was, now in moved.readings}
    assert found["case.weight", STREET] == (3.00, 11.00) and found["case.weight", "fengle"] == (1.00, 5.00)
    assert not any(indicator.startswith(("ledger", "building")) for indicator, _ in found), "what it cannot have moved"
    assert moved.along == 0 or moved.along == 1, "the house's own note of the first pull may lie between"
    assert {key: value for key, (_, value) in found.items()} == {key: street.newest().value(*key) for key in found}


def test_what_no_snapshot_knows_moved_nothing_yet(street: Street) -> None:
    two(street)
    street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100"))
    house = street.house


    pull.take_in(house.state, street.noon(), clock_ns=lambda: 2 * 10**18)
    assert house.moved(street.last()).readings == () and house.facts(street.last()).opened == 1


def test_rows_of_small_numbers_are_counted_and_not_shown(tmp_path: Path) -> None:
    text = CATALOG.replace("- id: case.received\n", "- id: case.received\n  mask_below: 5\n", 1)
    hidden = Street.build(tmp_path / "home", catalog=text)
    two(hidden)
    facts = hidden.house.facts(hidden.last(), limit=10)
    assert facts.withheld and facts.rows == () and facts.opened == 2
    places = {now.place for _, now in hidden.house.moved(hidden.last()).readings if now.indicator == "case.received"}
    assert places <= {STREET}
    hidden.close()


def test_the_command_tells_both(street: Street, capsys: pytest.CaptureFixture[str]) -> None:
    two(street)
    number = street.last().id
    street.close()
    for words in (["batches", str(number)], ["--json", "batches", str(number)]):
        with pytest.raises(SystemExit) as ended:
            cli.app(args=["--home", str(street.home), *words], prog_name="cockpit")
        assert ended.value.code in (0, None)
    said, _, told = capsys.readouterr().out.partition("{")
    assert "写入2行，其中2行现在仍有效；结束旧行1行" in said and "全街道" in said and "→ 11" in said
    body = json.loads("{" + told)
    assert body["facts"] == {"opened": 2, "standing": 2, "closed": 1, "withheld": False}
    assert {"indicator", "place", "unit", "before", "after"} == set(body["moved"]["readings"][0])
