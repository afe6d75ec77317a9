"""Posts of the page `/intake`: what is written and handed in, what is refused, and that nothing else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import judged
import orjson
import paper
import pytest

from cockpit import web
from cockpit.api import drafts as routes
from cockpit.house import drafts, requests
from cockpit.screen import assets

Client = Any
OWN = {"X-Cockpit": "1"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def served(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[web.Web]:
    monkeypatch.setattr(assets, "load", lambda place: {})
    house = paper.House(home=home)
    made = web.create(house, paper.PAGES, web.Options(cache=tmp_path, clock=lambda: paper.NOON), pulse=house.pulse)
    made.board.look()
    yield made


@pytest.fixture
def client(served: web.Web) -> Client:
    return served.server.test_client()


def upload(client: Client, data: bytes = b"a,b\n1,2\n", name: str = "分类检查.csv") -> str:
    answer = client.post("/api/v1/drafts", data=data, headers={**OWN, "X-Filename": quote(name)})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/api/v1/drafts/{answer.json['id']}"
    return str(answer.json["id"])


def answer_all(home: Path, body: dict[str, Any]) -> list[requests.Request]:
    """As the worker would, without doing anything."""
    waiting = requests.waiting(home)
    for request in waiting:
        requests.answer(request, body)
    return waiting


def test_a_file_becomes_a_draft_and_a_request(client: Client, home: Path) -> None:
    data = bytes(range(256)) * 9000
    id = upload(client, data, "C:\\图表\\..\\分类 检查(最终版2).xlsx")
    draft = drafts.read(home, id)
    assert draft is not None and draft.name == "分类 检查(最终版2).xlsx" and draft.size == len(data) and draft.uploaded_at == paper.NOON
    assert (drafts.folder(home, id) / "file").read_bytes() == data
    assert [(r.kind, r.body) for r in requests.waiting(home)] == [("judge", {"draft": id})]
    assert client.get(f"/api/v1/drafts/{id}").json["state"] == "judging"


def test_a_judgement_is_seen_when_it_comes(client: Client, home: Path) -> None:
    id = upload(client)
    before = drafts.stamp(home)
    judged.write(home, id, judged.judged())
    answer_all(home, {})
    told = client.get(f"/api/v1/drafts/{id}").json
    assert told["state"] == "judged" and told["judged"]["equation"]["read"] == 418
    assert drafts.stamp(home) != before


def test_a_file_that_cannot_be_judged_says_so(client: Client, home: Path) -> None:
    id = upload(client)
    answer_all(home, {"error": "failed", "about": "MemoryError"})
    told = client.get(f"/api/v1/drafts/{id}").json
    assert (told["state"], told["error"]) == ("failed", "failed")


def change(client: Client, id: str, **said: Any) -> Any:
    return client.post(f"/api/v1/drafts/{id}", json=said, headers=OWN)


def test_what_a_person_says_adds_up_and_can_be_taken_back(client: Client, home: Path) -> None:
    id = upload(client)
    fix = {"sheet": "", "row": 7, "column": "检查日期", "value": "2026-11-30"}
    alias = {"kind": "place", "alias": "锦湾", "code": "shiquan", "where": []}
    for said in ({"mapping": {"准确率": ""}}, {"mapping": {"合格": "bags"}}, {"fixes": [fix]}, {"aliases": [alias]}, {"sheet": "10月"}):
        assert change(client, id, **said).status_code == 202
    told = client.get(f"/api/v1/drafts/{id}").json
    assert told["mapping"] == {"准确率": "", "合格": "bags"} and told["fixes"] == [fix] and told["aliases"] == [alias]
    assert told["sheet"] == "10月"
    change(client, id, fixes=[{**fix, "value": "2026-11-29"}])
    assert client.get(f"/api/v1/drafts/{id}").json["fixes"] == [{**fix, "value": "2026-11-29"}], "the newest word counts"
    change(client, id, fixes=[{**fix, "value": None}], aliases=[{**alias, "code": None}])
    told = client.get(f"/api/v1/drafts/{id}").json
    assert told["fixes"] == [] and told["aliases"] == []
    assert {r.kind for r in requests.waiting(home)} == {"judge"}


def test_another_source_forgets_what_was_said_of_the_first(client: Client) -> None:
    id = upload(client)
    change(client, id, mapping={"x": "y"})
    change(client, id, source="petition_case")
    told = client.get(f"/api/v1/drafts/{id}").json
    assert told["source"] == "petition_case" and told["mapping"] == {}
    assert change(client, id, source="nonsense").status_code == 404


def test_a_draft_is_taken_once(client: Client, home: Path) -> None:
    id = upload(client)
    judged.write(home, id, judged.judged())
    answer_all(home, {})
    assert client.post(f"/api/v1/drafts/{id}/take", json={"part": "all"}, headers=OWN).status_code == 400
    assert client.post(f"/api/v1/drafts/{id}/take", json={"part": "good"}, headers=OWN).status_code == 202
    again = client.post(f"/api/v1/drafts/{id}/take", json={"part": "good"}, headers=OWN)
    assert again.status_code == 409 and again.json["error"]["zh"] == "这份草稿已经入库"
    taken = answer_all(home, {"batch": 32})
    assert [(r.kind, r.body["draft"], r.body["part"]) for r in taken] == [("take", id, "good")]
    told = client.get(f"/api/v1/drafts/{id}").json
    assert (told["state"], told["batch"]) == ("taken", 32)
    assert change(client, id, mapping={}).status_code == 409


def test_a_take_that_failed_leaves_the_draft_to_try_again(client: Client, home: Path) -> None:
    id = upload(client)
    judged.write(home, id, judged.judged())
    answer_all(home, {})
    client.post(f"/api/v1/drafts/{id}/take", json={}, headers=OWN)
    answer_all(home, {"error": "failed"})
    told = client.get(f"/api/v1/drafts/{id}").json
    assert (told["state"], told["error"]) == ("judged", "failed")
    assert client.post(f"/api/v1/drafts/{id}/take", json={}, headers=OWN).status_code == 202


def test_a_draft_is_dropped_by_hand_or_after_a_week(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = upload(client), upload(client)
    assert client.delete(f"/api/v1/drafts/{first}", headers=OWN).status_code == 204
    assert client.get(f"/api/v1/drafts/{first}").status_code == 404
    assert [d["id"] for d in client.get("/api/v1/drafts").json["drafts"]] == [second]
    drafts.forget_old(home, paper.NOON + timedelta(days=7, seconds=1))
    assert drafts.listing(home) == [] and not drafts.folder(home, second).exists()


@pytest.mark.parametrize("kind", ["accept", "undo"])
def test_a_batch_is_released_or_undone_by_the_worker(client: Client, home: Path, kind: str) -> None:
    answer = client.post(f"/api/v1/batches/31/{kind}", headers=OWN)
    assert answer.status_code == 202
    place = answer.headers["Location"]
    assert client.get(place).json == {"state": "waiting", "answer": None}
    assert [(r.kind, r.body) for r in answer_all(home, {"batch": 32})] == [(kind, {"batch": 31})]
    for _ in range(2):
        assert client.get(place).json == {"state": "done", "answer": {"batch": 32}}, "asking does not take it away"
    assert client.post(f"/api/v1/batches/77/{kind}", headers=OWN).status_code == 404


POSTS = ("/api/v1/drafts", "/api/v1/drafts/{id}", "/api/v1/drafts/{id}/take", "/api/v1/batches/31/undo", "/api/v1/batches/31/accept")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Cockpit": "0"}, {**OWN, "Origin": "http://evil.example"}, {**OWN, "Origin": "null"}, {**OWN, "Sec-Fetch-Site": "cross-site"}],
)
def test_E23_without_header_or_from_another_site_nothing_happens(client: Client, home: Path, path: str, headers: dict[str, str]) -> None:
    id = upload(client)
    waiting, kept = len(requests.waiting(home)), drafts.read(home, id)
    answer = client.post(path.format(id=id), data=b"{}", headers={"X-Filename": "a.csv", **headers})
    assert answer.status_code == 403
    assert client.delete(f"/api/v1/drafts/{id}", headers=headers).status_code == 403
    assert len(requests.waiting(home)) == waiting and drafts.read(home, id) == kept and len(drafts.listing(home)) == 1


def test_a_page_of_another_site_is_never_told_that_it_may(client: Client) -> None:
    """A custom header makes browsers ask first; there is no answer that allows it."""
    asked = client.options("/api/v1/drafts", headers={"Origin": "http://evil.example", "Access-Control-Request-Headers": "x-cockpit"})
    assert not [name for name, _ in asked.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("name", ["", ".", "..", "../..", "/", "%00", "%0a"])
def test_a_name_that_is_none_is_refused(client: Client, home: Path, name: str) -> None:
    assert client.post("/api/v1/drafts", data=b"x", headers={**OWN, "X-Filename": name}).status_code == 400
    assert drafts.listing(home) == []


@pytest.mark.parametrize("id", ["..", "%2e%2e", "0" * 31, "0" * 32, "a/b", "G" * 32, "..%2f..%2fetc"])
def test_E17_only_a_draft_is_a_draft(client: Client, id: str) -> None:
    for path in (f"/api/v1/drafts/{id}", f"/api/v1/drafts/{id}/fix.xlsx"):
        assert client.get(path).status_code == 404
    assert client.post(f"/api/v1/drafts/{id}", json={}, headers=OWN).status_code in {404, 405}


def test_too_much_is_refused_and_leaves_nothing(client: Client, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MAX_FILE_BYTES", 1000)
    answer = client.post("/api/v1/drafts", data=b"x" * 1001, headers={**OWN, "X-Filename": "a.csv"})
    assert answer.status_code == 413 and "收件夹" in answer.json["error"]["zh"]
    assert drafts.listing(home) == [] and requests.waiting(home) == []
    id = upload(client, b"x" * 1000)
    assert client.post(f"/api/v1/drafts/{id}", data=b" " * (2 << 20), headers=OWN).status_code == 413


@pytest.mark.parametrize(
    "said",
    [
        b"[]", b"x", b'{"mapping": []}', b'{"mapping": {"a": 1}}', b'{"fixes": {}}',
        b'{"fixes": [{"row": "7", "column": "a", "value": "1"}]}', b'{"fixes": [{"row": 0, "column": "a", "value": "1"}]}',
        b'{"fixes": [{"row": true, "column": "a", "value": "1"}]}', b'{"aliases": [{"kind": "x"}]}',
        b'{"aliases": [{"kind": "place", "alias": 3, "code": "a"}]}', b'{"sheet": 3}', b'{"source": ["a"]}',
        orjson.dumps({"mapping": {str(i): "" for i in range(501)}}), orjson.dumps({"mapping": {"a": "x" * 501}}),
    ],
)  # fmt: skip
def test_a_malformed_word_changes_nothing(client: Client, home: Path, said: bytes) -> None:
    id = upload(client)
    before = drafts.read(home, id)
    assert client.post(f"/api/v1/drafts/{id}", data=said, headers=OWN).status_code in {400, 404}
    assert drafts.read(home, id) == before


def test_files_to_mend_are_served_by_their_batch(client: Client, home: Path) -> None:
    assert client.get("/api/v1/batches/31/fix.xlsx").status_code == 404
    place = home / "quarantine" / "000031_信访事项_11月.csv.fix.xlsx"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"PK-31")
    (home / "quarantine" / "000031_x.reason.txt").write_text("why")
    answer = client.get("/api/v1/batches/31/fix.xlsx")
    assert answer.data == b"PK-31" and "spreadsheetml" in answer.mimetype
    assert quote("信访事项_11月.csv.fix.xlsx") in answer.headers["Content-Disposition"] and answer.headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/batches/310/fix.xlsx").status_code == 404


def test_nobody_answers_for_a_request_nobody_made(client: Client) -> None:
    for id in ("x", "0" * 32, "..%2f..%2fpasswd"):
        answer = client.get(f"/api/v1/requests/{id}")
        assert answer.status_code == 404 or answer.json["answer"] == {"error": "lost"}
