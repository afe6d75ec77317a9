"""Another program hands its file in over HTTP: laid into the inbox whole, judged by the worker, and its verdict told by a status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask
import paper
import pytest
from nothing_lost import assert_nothing_lost
from street import Street, cases
from test_holding import day, with_stops
from test_worker import duties

from cockpit import house, web
from cockpit.api import asked, board, offers, routes
from cockpit.model import Verdict
from cockpit.screen import assets

CSV = {"Content-Type": "text/csv"}


@pytest.fixture
def careful(tmp_path: Path) -> Iterator[Street]:
    built = Street.build(tmp_path / "home", catalog=with_stops())
    built.pull()
    yield built
    built.close()


class Office:
    """The API over a street; its worker looks into the inbox whenever somebody waits."""

    def __init__(self, street: Street) -> None:
        self.street, self.reading = street, house.open_house(street.home)
        work, clock = duties(street)

        def sleep(seconds: float) -> None:
            clock.move(seconds=seconds)
            work.clock_ns = lambda: 2**62
            work.tick()

        desk = board.Board(self.reading, lambda: web.pulse(self.reading), None, "test")  # type: ignore[arg-type]
        desk.look()
        app = flask.Flask("test")
        app.register_blueprint(offers.blueprint(desk, street.home, sleep=sleep))
        app.register_blueprint(routes.blueprint(desk, clock=street.noon))
        app.register_error_handler(asked.Wrong, asked.answer)
        self.client: Any = app.test_client()

    def post(self, name: str, content: str | bytes, *, source: str = "case", wait: int = 30, **headers: str) -> Any:
        told = {**CSV, "X-Filename": quote(name), **{k.replace("_", "-"): v for k, v in headers.items()}}
        data = content.encode() if isinstance(content, str) else content
        self.street.offered.append(data)
        return self.client.post(f"/api/v1/batches?source={source}" + (f"&wait={wait}" if wait else ""), data=data, headers=told)


@pytest.fixture
def office(careful: Street) -> Iterator[Office]:
    made = Office(careful)
    yield made
    made.reading.close()


def test_the_status_says_the_verdict(office: Office) -> None:
    name, content = day(16, 12)
    answer = office.post(name, content)
    assert (answer.status_code, answer.json["verdict"], answer.json["equation"]["new"]) == (201, "accepted", 12)
    assert answer.headers["Location"] == f"/api/v1/batches/{answer.json['id']}"
    assert office.post(name, content).status_code == 200
    held = office.post(*day(17, 12, weight="99"))
    assert (held.status_code, held.json["verdict"]) == (409, "held") and held.json["problems"][0]["code"] == "stop_jump"
    refused = office.post("案件_2026-11-18.csv", "编号,姓名\na1,某人甲\n")
    assert refused.status_code == 422 and "某人甲" not in refused.text
    assert office.post("案件_2026-11-19.csv", b"").status_code == 422
    partial = office.post("案件_2026-11-19.csv", cases(*(f"19-{i},丰乐,2026-11-19,,1" for i in range(12)), "x,丰乐,2026-11-32,,1"))
    assert partial.status_code == 201 and partial.json["equation"]["refused"] == 1
    office.street.close()
    assert_nothing_lost(office.street.home, office.street.offered, secrets=["某人甲"])


def test_without_waiting_the_location_tells_later(office: Office) -> None:
    answer = office.post(*day(16, 12), wait=0)
    where = answer.headers["Location"]
    assert answer.status_code == 202 and where.startswith("/api/v1/batches/after-0-") and office.street.batches() == []
    assert office.client.get(where).status_code == 202
    office.street.pull()
    found = office.client.get(where)
    assert found.status_code == 200 and found.json["verdict"] == "accepted"
    assert office.client.get("/api/v1/batches/after-0-xyz").status_code == 404


def test_nobody_waits_for_ever(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "find", lambda *_: None)
    assert office.post(*day(16, 12), wait=1).status_code == 202
    assert office.post(*day(17, 12), wait=61).status_code == 400


def test_an_unknown_source_is_answered_with_the_nearest(office: Office) -> None:
    answer = office.post("x.csv", "a\n1\n", source="cases")
    assert answer.status_code == 404 and answer.json["error"]["nearest"] == ["case"]
    assert office.post("x.csv", "a\n1\n", source="").status_code == 400
    assert office.post("x.csv", "a\n1\n", source="import_batch").status_code == 404, "the house's own tables are nobody's to fill"
    assert office.street.waiting() == []


@pytest.mark.parametrize(
    ("name", "laid"),
    [
        ("../../../etc/案件_2026-11-16.csv", "案件_2026-11-16.csv"),
        ("C:\\Users\\x\\案件_2026-11-16.csv", "案件_2026-11-16.csv"),
        ("案件\n_2026\u202e.csv", "案件__2026_.csv"),
        ("=cmd|x.csv", "=cmd_x.csv"),
        ("长" * 300 + ".csv", None),
    ],
)
def test_A20_A21_a_name_builds_no_path(office: Office, name: str, laid: str | None) -> None:
    before = sorted(p for p in office.street.home.parent.rglob("*") if "inbox" not in p.parts)
    assert office.post(name, day(16, 12)[1], wait=0).status_code == 202
    (found,) = [p for p in (office.street.home / "inbox").rglob("*") if p.is_file()]
    assert found.parent == office.street.home / "inbox" / "case" and found.name == (laid or found.name)
    assert sorted(p for p in office.street.home.parent.rglob("*") if "inbox" not in p.parts) == before
    office.street.pull()
    assert office.street.last().source == "case" and not office.street.waiting()


@pytest.mark.parametrize("name", ["", "...", "/", "~$案件.csv", "案件.csv.part", ".csv.tmp", "案件.csv.ok"])
def test_a_name_that_nobody_would_pick_up_is_refused(office: Office, name: str) -> None:
    assert office.post(name, "a\n1\n").status_code == 400 and office.street.waiting() == []


def test_two_files_of_one_name_both_come_in(office: Office) -> None:
    (_, first), (name, second) = day(16, 12), day(16, 13)
    office.post(name, first, wait=0)
    office.post(name, second, wait=0)
    assert office.street.waiting() == ["案件_2026-11-16 (2).csv", "案件_2026-11-16.csv"]
    office.street.pull()
    assert sorted(b.equation.new + b.equation.unchanged for b in office.street.batches()) == [12, 13]
    assert {b.verdict for b in office.street.batches()} == {Verdict.ACCEPTED}


def test_A26_a_body_over_the_limit_is_refused_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offers, "MAX_BODY_BYTES", 100)
    assert office.post("案件_2026-11-16.csv", "x" * 200).status_code == 413
    assert [p for p in (office.street.home / "inbox").rglob("*") if p.is_file()] == []


def test_A23_without_an_inbox_nothing_is_made_up(office: Office) -> None:
    (office.street.home / "inbox").rename(office.street.home / "elsewhere")
    answer = office.post(*day(16, 12))
    assert answer.status_code == 503 and not (office.street.home / "inbox").exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 403),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 403),
        ({}, 403),
        ({"Content-Type": "text/plain", "X-Cockpit": "1"}, 202),
        ({"Content-Type": "text/csv"}, 202),
        ({"Content-Type": "text/csv", "Origin": "https://elsewhere.example"}, 403),
        ({"X-Cockpit": "1", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_E23_a_page_of_another_site_can_hand_nothing_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setattr(assets, "load", lambda place: {})
    paper_house = paper.House()
    monkeypatch.setattr(paper.House, "home", tmp_path, raising=False)
    (tmp_path / "inbox").mkdir()
    made = web.create(paper_house, paper.PAGES, web.Options(cache=tmp_path, clock=lambda: paper.NOON), pulse=paper_house.pulse)
    made.board.look()
    client: Any = made.server.test_client()
    answer = client.post("/api/v1/batches?source=petition_case", data=b"a\n1\n", headers={"X-Filename": "a.csv", **headers})
    assert answer.status_code == status, answer.text
    assert len([p for p in (tmp_path / "inbox").rglob("*") if p.is_file()]) == (status == 202)
