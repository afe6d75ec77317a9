"""What a person confirms is known to a web that runs: its pages and its catalogue, without a restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import flask
import orjson
import pytest
from street import Street, cases
from test_judge import asked, changed, draft, judged

from cockpit import house, web
from cockpit.api import board
from cockpit.catalog import resolve_place
from cockpit.house import Alias, House, memory
from cockpit.screen import routes, table

FENGLE = Alias("place", "丰乐新村", "fengle")
LACKING = "号码,社区,备注\na1,丰乐,x\n"


@pytest.fixture
def reader(street: Street) -> Iterator[House]:
    """A house as the web opens it, beside the one that writes."""
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    street.pull()
    opened = house.open_house(street.home)
    opened.newest()
    yield opened
    opened.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts of learned words from which a catalogue was made."""
    made: list[str] = []

    def counted(found: Any, aliases: str, real: Callable[..., Any] = memory.with_text) -> Any:
        made.append(aliases)
        return real(found, aliases)

    monkeypatch.setattr(memory, "with_text", counted)
    return made


def test_a_running_web_knows_a_word_as_soon_as_it_is_confirmed(street: Street, reader: House, reads: list[str]) -> None:
    before = reader.catalog
    reader.newest()
    assert reader.catalog is before and resolve_place(before, "丰乐新村") is None
    street.house.learn(FENGLE, moment=street.noon())
    street.house.learn(Alias("column", "号码", "case_id", ("case",)), moment=street.noon())
    reads.clear()
    reader.newest()
    known = reader.catalog
    assert resolve_place(known, "丰乐新村") == "fengle" and known.sources["case"].columns["case_id"].aliases == ("号码",)
    street.file("案件_2026-11-21.csv", cases("a2,丰乐,2026-11-21,,1.00"))
    street.pull()
    for _ in range(5):
        reader.newest()
    assert reader.catalog is known and len(reads) == 1, "two words, one reading; none while nothing is learned"


def test_a_word_written_into_the_file_by_hand_counts_for_the_web_when_it_counts_for_the_worker(street: Street, reader: House) -> None:
    street.house.learn(FENGLE, moment=street.noon())
    (street.home / "catalog" / "learned.yaml").write_text("places: {和平里: heping}\n", "utf-8")
    reader.newest()
    assert (resolve_place(reader.catalog, "丰乐新村"), resolve_place(reader.catalog, "和平里")) == ("fengle", None)
    street.close()
    assert resolve_place(street.house.catalog, "和平里") == "heping"
    reader.newest()
    assert (resolve_place(reader.catalog, "丰乐新村"), resolve_place(reader.catalog, "和平里")) == (None, "heping")


def test_a_web_that_is_opened_later_knows_what_the_worker_knows(street: Street, reads: list[str]) -> None:
    street.pull()
    street.house.learn(FENGLE, moment=street.noon())
    reads.clear()
    opened = house.open_house(street.home)
    opened.newest()
    assert resolve_place(opened.catalog, "丰乐新村") == "fengle" and reads == []
    opened.close()


def mapping(shown: board.Board, id: str) -> dict[str, str]:
    """What the page says of each column of a draft's file."""
    assert shown.known is not None
    with flask.Flask("t").test_request_context():
        body = shown.view("intake", shown.known, lang="zh", query={"draft": id})
    columns = orjson.loads(body.plain())["view"]["columns"]["columns"]
    return {each["header"]: each["chosen"] for each in columns}


def test_the_page_of_a_file_maps_a_heading_that_was_confirmed_for_another_file(street: Street, reader: House) -> None:
    shown = board.Board(reader, lambda: web.pulse(reader), table.Table(routes.ROUTES, reader), "build")
    waits = draft(street, "案件_2026-11-21.csv", LACKING, source="case", state="judged")
    judged(street, waits)
    assert shown.look() and mapping(shown, waits.id) == {"号码": "", "社区": "community", "备注": ""}
    other = draft(street, "案件_2026-11-22.csv", "号码,社区,接收日期\nb1,丰乐,2026-11-22\n", source="case")
    changed(street, other, mapping={"号码": "case_id"})
    assert "error" not in asked(street, "take", draft=other.id)
    assert shown.look() and mapping(shown, waits.id) == {"号码": "case_id", "社区": "community", "备注": ""}
