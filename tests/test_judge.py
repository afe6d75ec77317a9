"""A dropped file is judged before it counts: every row's verdict, what helps, which public figures would move; and nothing is changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from intake_street import workbook
from nothing_lost import assert_nothing_is_half
from street import Street, cases, ledger
from test_holding import day, with_stops
from test_rebuild import told
from test_worker import duties

from cockpit.house import drafts, reading, rebuilding, requests
from cockpit.model import Batch, Verdict

MESSY = "案件登记表\n编号,社区,接收日期,办结日期,重量,备注\n" + "".join(
    f"{row}\n"
    for row in (
        "a1,丰乐,2026-11-20,2026-11-21,3.00,x",
        "a2,丰乐新村,2026-11-20,,1.00,x",
        "a3,和平,2026-11-31,,1.00,x",
        "a4,和平,2026-11-20,,2.50,x",
    )
)


def draft(street: Street, name: str, content: str | bytes, *, source: str = "", **said: Any) -> drafts.Draft:
    """What the web does when a person drops a file."""
    made = drafts.begin(street.home, name, source=source, moment=street.noon())
    place = drafts.folder(street.home, made.id) / "file"
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(place, ns=(1_700_000_000_000_000_000,) * 2)
    return changed(street, made, **said)


def changed(street: Street, made: drafts.Draft, **said: Any) -> drafts.Draft:
    made = replace(made, **said)
    drafts.write(street.home, made)
    return made


def asked(street: Street, kind: str, **body: Any) -> dict[str, Any]:
    """A request as the web hands it in, carried out by the worker."""
    place = requests.hand_in(street.home, kind, body)
    duties(street)[0].answer_requests(street.noon())
    answer = requests.answered(place)
    assert answer is not None
    return answer


def judged(street: Street, made: drafts.Draft) -> dict[str, Any]:
    assert asked(street, "judge", draft=made.id) == {}
    return drafts.judged(street.home, made.id)


def took(street: Street, made: drafts.Draft) -> list[Batch]:
    answer = asked(street, "take", draft=made.id)
    found = [street.house.batch(number) for number in answer["batches"]]
    return [b[0] for b in found if b is not None]


def test_every_row_has_its_verdict_and_its_reasons(street: Street) -> None:
    found = judged(street, draft(street, "案件_2026-11-20.csv", MESSY))
    assert (found["source"], found["encoding"], found["header_row"]) == ("case", "utf-8", 2)
    assert [(r["row"], r["verdict"]) for r in found["rows"]] == [
        (1, "title"), (2, "header"), (3, "ok"), (4, "held"), (5, "refused"), (6, "ok"),
    ]  # fmt: skip
    assert found["rows"][4]["cells"][:3] == ["a3", "和平", "2026-11-31"] and len(found["rows"][4]["why"]) == 1
    columns = {c["header"]: (c["column"], c["state"]) for c in found["columns"]}
    assert columns["编号"] == ("case_id", "ok") and columns["备注"] == ("", "unused") and columns["接收日期"] == ("received_on", "refused")
    e = found["equation"]
    assert (e["read"], e["accepted"], e["held"], e["refused"], e["not_data"]) == (5, 2, 1, 1, 1)
    date, place = (next(p for p in found["problems"] if p["row"] == row) for row in (5, 4))
    assert (date["code"], date["offer"]) == ("impossible_date", {"kind": "date"})
    assert (place["code"], place["nearest"], place["offer"]) == ("unknown_place", ["fengle"], {"kind": "alias"})
    assert found["would"] == {"new": 2, "changed": 0, "unchanged": 0, "closed": 0} and found["fix"] is True


def test_judging_changes_nothing_and_tells_what_would(street: Street) -> None:
    street.file("案件_2026-11-19.csv", cases("a0,丰乐,2026-11-19,2026-11-20,1.00"))
    street.pull()
    before = told(street.house), street.cells(), {k: list(v) for k, v in street.house.state.touched.items()}
    found = judged(street, draft(street, "案件_2026-11-20.csv", MESSY))
    moved = {e["indicator"]: (e["before"], e["after"]) for e in found["effect"]}
    assert moved["case.weight"] == (1.0, 6.5) and moved["case.received"] == (1.0, 3.0) and "ledger.let" not in moved
    assert (told(street.house), street.cells(), {k: list(v) for k, v in street.house.state.touched.items()}) == before
    assert not street.house.state.doubtful
    assert_nothing_is_half(street.house)
    street.file("案件_2026-11-20.csv", MESSY)
    street.pull()
    assert street.newest().value("case.weight") == moved["case.weight"][1]


def test_words_columns_and_cells_a_person_gave_count_at_once(street: Street) -> None:
    made = draft(street, "案件_2026-11-20.csv", MESSY.replace("接收日期", "哪天来的"))
    assert judged(street, made)["problems"][0]["code"] == "missing_columns"
    made = changed(street, made, mapping={"哪天来的": "received_on", "重量": ""}, source="case")
    found = judged(street, made)
    assert found["equation"]["accepted"] == 2 and {c["header"]: c["column"] for c in found["columns"]}["重量"] == ""
    made = changed(street, made, aliases=({"kind": "place", "alias": "丰乐新村", "code": "fengle", "where": []},))
    assert judged(street, made)["equation"]["accepted"] == 3
    made = changed(street, made, fixes=({"sheet": "", "row": 5, "column": "哪天来的", "value": "某日"},))
    found = judged(street, made)
    assert (found["equation"]["refused"], found["rows"][4]["verdict"]) == (1, "refused")
    made = changed(street, made, fixes=({"sheet": "", "row": 5, "column": "哪天来的", "value": "2026-11-13"},))
    found = judged(street, made)
    e = found["equation"]
    assert (e["read"], e["accepted"], e["refused"], found["rows"][4]["verdict"]) == (5, 4, 0, "ok")
    assert [p for p in found["problems"] if p["level"] != "note"] == []
    first, fix = took(street, made)
    assert (first.equation.new, fix.equation.new, fix.origin) == (3, 1, first.id)
    assert street.take().value("case.received") == 3 and street.take().value("case.weight") is None
    assert_nothing_is_half(street.house)


def test_what_a_draft_taught_is_known_to_the_next_file_and_to_a_rebuild(street: Street) -> None:
    head = MESSY.replace("接收日期", "哪天来的")
    alias = {"kind": "place", "alias": "丰乐新村", "code": "fengle", "where": []}
    fixes = ({"sheet": "", "row": 5, "column": "哪天来的", "value": "2026-11-13"},)
    mapping = {"哪天来的": "received_on", "重量": ""}
    took(street, draft(street, "案件_2026-11-20.csv", head, source="case", mapping=mapping, aliases=(alias,), fixes=fixes))
    street.file("案件_2026-11-21.csv", head.replace("a", "b").replace("-20", "-21"))
    street.pull()
    assert street.last().equation.accepted == 3 and street.take().value("case.weight") == 6.5, "left out of that one file only"
    undo = street.house.undo(1, moment=street.noon())
    street.house.undo(undo.id, moment=street.noon())
    street.house.keep(as_of=street.noon("2026-11-24").date(), moment=street.noon("2026-11-24"))
    before = told(street.house)
    street.close()
    rebuilding.rebuild(street.home)
    assert told(street.house) == before


def test_taking_twice_after_a_stop_counts_once(street: Street) -> None:
    fixes = ({"sheet": "", "row": 5, "column": "接收日期", "value": "2026-11-13"},)
    made = draft(street, "案件_2026-11-20.csv", MESSY, fixes=fixes, source="case")
    assert took(street, made) == took(street, made)
    assert len(street.batches()) == 2


def test_a_duplicate_and_a_file_that_would_be_held_say_so(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=with_stops())
    name, content = day(16, 12)
    street.file(name, content)
    street.pull()
    again = judged(street, draft(street, name, content))
    assert again["duplicate_of"] == 1 and again["effect"] == [] and again["stops"] == []
    made = draft(street, *day(17, 12, weight="99"))
    found = judged(street, made)
    assert len(found["stops"]) == 12 and found["equation"]["accepted"] == 12 and found["effect"]
    (held,) = took(street, made)
    assert held.verdict is Verdict.HELD
    own = asked(street, "accept", batch=held.id)["batch"]
    released = street.house.batch(held.id)
    assert released is not None and released[0].released_by == own
    assert asked(street, "accept", batch=held.id)["error"] == "already_released"
    street.close()


def test_a_file_of_nobody_and_one_that_cannot_be_read(street: Street) -> None:
    found = judged(street, draft(street, "通讯录.csv", "甲,乙\n1,2\n"))
    assert (found["source"], found["problems"][0]["code"]) == ("", "unknown_source")
    found = judged(street, draft(street, "案件_2026-11-20.csv", b"", source="case"))
    assert found["problems"][0]["code"] == "empty_file" and found["effect"] == [] and found["rows"] == []


def test_F01_a_draft_with_personal_data_is_not_shown_and_not_kept(street: Street) -> None:
    made = draft(street, "案件_2026-11-20.csv", "编号,姓名,接收日期\na1,某人甲,2026-11-20\n", source="case")
    found = judged(street, made)
    assert found["rows"] == [] and found["problems"][0]["code"] == "personal_data"
    left = {p.name: p.read_bytes() for p in (street.home / "drafts").rglob("*") if p.is_file()}
    assert "file" not in left and not any("某人甲".encode() in data for data in left.values())
    assert asked(street, "take", draft=made.id)["error"] == "lost"


def test_F02_a_number_of_a_person_in_one_row_is_not_shown(street: Street) -> None:
    content = cases("a1,丰乐,2026-11-20,,1.00", "13812345678,丰乐,2026-11-20,,1.00")
    found = judged(street, draft(street, "案件_2026-11-20.csv", content))
    assert "13812345678" not in orjson.dumps(found).decode()


def test_one_sheet_of_several_can_be_chosen(street: Street) -> None:
    rows = [["编号", "社区", "接收日期"], ["a1", "丰乐", "2026-11-20"]]
    book = workbook(rows, 旧表=[rows[0], ["a9", "和平", "2026-11-02"]])
    both = judged(street, draft(street, "案件_2026-11-20.xlsx", book, source="case"))
    assert [s["used"] for s in both["sheets"]] == [True, True] and both["equation"]["accepted"] == 2
    made = draft(street, "案件_2026-11-20.xlsx", book, source="case", sheet="旧表")
    assert judged(street, made)["equation"]["accepted"] == 1
    took(street, made)
    assert (street.last().equation.new, street.last().guide.sheet) == (1, "旧表")


def test_old_drafts_are_swept_away(street: Street) -> None:
    made = draft(street, "案件_2026-11-20.csv", MESSY)
    work, clock = duties(street)
    work.tick()
    clock.move(days=6)
    work.tick()
    assert drafts.read(street.home, made.id) is not None
    clock.move(days=2)
    work.tick()
    assert drafts.listing(street.home) == [] and not any((street.home / "drafts").iterdir())


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("judge", {"draft": "../../etc"}, "lost"),
        ("take", {"draft": "0" * 32}, "lost"),
        ("accept", {"batch": 99}, "unknown"),
        ("undo", {"batch": 99}, "unknown"),
        ("learn", {"alias": {"kind": "place", "alias": "丰乐", "code": "heping"}}, "alias_clash"),
        ("learn", {}, "bad_request"),
        ("offer", {"file": "../../x", "name": "x"}, "lost"),
    ],
)
def test_a_request_that_cannot_be_carried_out_is_answered_with_a_code(street: Street, kind: str, body: dict[str, Any], error: str) -> None:
    assert asked(street, kind, **body)["error"] == error


def test_a_word_a_file_and_an_undo_as_requests(street: Street) -> None:
    (street.home / "requests").mkdir(exist_ok=True)
    (street.home / "requests" / "1.bytes").write_text(MESSY, "utf-8")
    answer = asked(street, "offer", file="1.bytes", name="案件_2026-11-20.csv", source="case")
    assert answer["verdict"] == "accepted_with_refusals" and not (street.home / "requests" / "1.bytes").exists()
    assert street.newest().value("case.weight") == 5.5
    read = asked(street, "learn", alias={"kind": "place", "alias": "丰乐新村", "code": "fengle"})
    assert len(read["batches"]) == 1 and street.newest().value("case.weight") == 6.5
    asked(street, "undo", batch=answer["batch"])
    assert street.newest().value("case.weight") is None


def test_stops_of_a_ledger_are_asked_before_it_counts(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=with_stops())
    street.file("台账_2026-09.csv", ledger("丰乐,2026-09,办公,80,100", "和平,2026-09,办公,50,100"))
    street.pull()
    found = judged(street, draft(street, "台账_2026-10.csv", ledger("丰乐,2026-10,办公,10,100")))
    assert [s["zh"].split()[0] for s in found["stops"]] == ["stop_place_missing", "stop_total_fell"]
    assert {e["indicator"] for e in found["effect"]} == {"ledger.let"}
    street.close()


def test_in_the_workers_child_the_same_is_found(tmp_path: Path) -> None:
    """What comes from outside is opened in the child: the look at it, its rows, the workbook to mend and the mended cells."""
    here, there = (Street.build(tmp_path / name, catalog=with_stops()) for name in ("here", "there"))
    there.reader = reading.InChild
    fixes = ({"sheet": "", "row": 5, "column": "接收日期", "value": "2026-11-13"},)
    made = [
        (street, draft(street, "案件_2026-11-20.csv", MESSY, source="case", mapping={"重量": ""}, fixes=fixes)) for street in (here, there)
    ]
    assert judged(*made[0]) == judged(*made[1])
    done = [[b.equation for b in took(*each)] for each in made]
    assert done[0] == done[1] and len(done[0]) == 2
    assert sorted(p.name for p in (there.home / "quarantine").iterdir()) == sorted(p.name for p in (here.home / "quarantine").iterdir())
    here.close()
    there.close()
