"""What other programs hold on to: addresses, fields, errors that name the nearest right word, bytes that do not come twice."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import paper
import pytest

from cockpit import web
from cockpit.api import openapi
from cockpit.house import alive
from cockpit.screen import assets

Client = Any
"""A `FlaskClient`; its types say of every `json` that it may be absent, which here would be a failing test."""


@pytest.fixture
def house() -> paper.House:
    return paper.House()


@pytest.fixture
def served(house: paper.House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[web.Web]:
    monkeypatch.setattr(assets, "load", lambda place: {})
    made = web.create(house, paper.PAGES, web.Options(cache=tmp_path, clock=lambda: paper.NOON), pulse=house.pulse)
    made.board.look()
    yield made


@pytest.fixture
def client(served: web.Web) -> Client:
    return served.server.test_client()


def test_live_is_small_and_answers_even_before_the_first_snapshot(served: web.Web, client: Client) -> None:
    answer = client.get("/api/v1/live")
    assert set(answer.json) == {"version", "build", "as_of", "worker_seen_at", "trouble", "now"} and answer.json["trouble"] is None
    assert answer.json["version"] == "3f9c" and answer.json["now"] == "2026-11-23T04:00:11Z"
    assert len(answer.data) < 300 and answer.headers["Cache-Control"] == "no-store"
    served.board.sign = alive.Sign(paper.NOON, alive.Trouble("disk_full", paper.NOON))
    answer = client.get("/api/v1/live")
    assert answer.json["trouble"] == {"code": "disk_full", "since": "2026-11-23T04:00:11Z"} and len(answer.data) < 280
    served.board.known = None
    assert client.get("/api/v1/live").status_code == 200 and client.get("/api/v1/live").json["version"] is None
    assert client.get("/api/v1/snapshot").status_code == 503


def test_live_asks_no_store(house: paper.House, client: Client) -> None:
    before = house.asked
    for _ in range(5):
        client.get("/api/v1/live")
    assert house.asked == before


def test_a_store_that_goes_away_leaves_the_last_snapshot_in_force(house: paper.House, served: web.Web, client: Client) -> None:
    house.gone = True
    assert not served.board.look()
    assert client.get("/api/v1/live").json["version"] == "3f9c"
    assert client.get("/api/v1/view/overview").status_code == 200
    house.gone, house.taken = False, paper.snapshot("77aa", n=380.0)
    assert served.board.look()
    assert client.get("/api/v1/live").json["version"] == "77aa"


def test_a_view_is_built_once_and_answered_304_until_something_changed(house: paper.House, served: web.Web, client: Client) -> None:
    first = client.get("/api/v1/view/p/4", headers={"Accept-Encoding": "gzip"})
    body = orjson.loads(gzip.decompress(first.data))
    assert set(body) == {"version", "build", "page", "lang", "view", "tree"}
    assert body["tree"]["type"] == "Main" and body["view"]["n"] == "377.0"
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/api/v1/view/p/4", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    plain = client.get("/api/v1/view/p/4", headers={"Accept-Encoding": "identity"})
    assert plain.headers["ETag"] == first.headers["ETag"] and plain.json == body
    house.taken = paper.snapshot("77aa", n=380.0)
    served.board.look()
    assert client.get("/api/v1/view/p/4", headers={"If-None-Match": first.headers["ETag"]}).json["version"] == "77aa"


def test_what_a_client_has_and_what_it_can_read_is_understood_in_every_spelling(client: Client) -> None:
    tag = client.get("/api/v1/view/p/4").headers["ETag"]
    for has in (tag, f'"other", {tag}', f"W/{tag}"):
        assert client.get("/api/v1/view/p/4", headers={"If-None-Match": has}).status_code in ({304} if "W/" not in has else {200, 304})
    for has in ("", '"other"', "nonsense"):
        assert client.get("/api/v1/view/p/4", headers={"If-None-Match": has}).status_code == 200
    for accepted, packed in (("br;q=1, gzip;q=0.5", "gzip"), ("*", "gzip"), ("gzip;q=0", None), ("br", None), ("", None)):
        assert client.get("/api/v1/view/p/4", headers={"Accept-Encoding": accepted}).headers.get("Content-Encoding") == packed


def test_an_act_without_new_figures_redraws_pages(house: paper.House, served: web.Web, client: Client) -> None:
    client.get("/api/v1/view/overview")
    house.act = 2
    assert served.board.look() and served.board.known is not None and served.board.known.act == 2


def test_only_accepted_query_names_multiply_a_view(served: web.Web, client: Client) -> None:
    tags = {client.get(f"/api/v1/view/overview?{q}").headers["ETag"] for q in ("", "x=1", "y=2&part=")}
    assert len(tags) == 1
    assert client.get("/api/v1/view/overview?sort=name").json["view"]["sort"] == "name"
    assert "view" not in client.get("/api/v1/view/overview?part=tree").json


def test_the_snapshot_has_the_promised_form(client: Client) -> None:
    told = client.get("/api/v1/snapshot").json
    assert (told["version"], told["as_of"], told["taken_at"]) == ("3f9c", "2026-11-23", "2026-11-23T04:00:11Z")
    assert told["street"] == {"id": "demo", "name": {"zh": "示例街道", "en": "Demo Street"}}
    reading = next(r for r in told["readings"] if r["place"] == "*" and r["indicator"] == "petition.on_time")
    assert reading["value"] == 100 * 377 / 407 and reading["period"] == "week@2026-11-22" and reading["why"] is None
    absent = next(r for r in told["readings"] if r["place"] == "shiquan")
    assert absent["value"] is None and set(absent["why"]) == {"code", "zh", "en"}
    assert {"source", "where", "found", "expected", "remedy"} <= set(told["problems"][0])
    assert client.get("/api/v1/snapshot?version=3f9c").json == told
    assert client.get("/api/v1/snapshot?version=0000").status_code == 404


def test_a_masked_reading_gives_no_number_away(client: Client) -> None:
    masked = next(r for r in client.get("/api/v1/snapshot").json["readings"] if r["masked"])
    assert (masked["value"], masked["n"], masked["N"], masked["state"]) == (None, None, None, "none")


def test_readings_tell_first_and_now(client: Client) -> None:
    told = client.get("/api/v1/readings?indicator=petition.on_time&from=2026-11-10&window=week").json["readings"]
    assert [r["period"] for r in told] == ["week@2026-11-15", "week@2026-11-22"]
    assert told[0]["first"] == 90.0 and told[0]["now"] == 91.5


def test_rows_keep_their_totals_whatever_the_limit(client: Client) -> None:
    told = client.get("/api/v1/rows?indicator=petition.on_time&place=*&period=2026-W47&limit=2&after=1").json
    assert (told["total_hit"], told["total_of"], len(told["rows"])) == (377.0, 407.0, 2)
    assert told["reading"]["indicator"] == "petition.on_time" and told["rows"][0]["_row"] == 3


@pytest.mark.parametrize(
    ("path", "field", "nearest"),
    [
        ("/api/v1/rows?indicator=petition.ontime", "indicator", "petition.on_time"),
        ("/api/v1/readings?indicator=petition.on_time&place=fengl", "place", "fengle"),
        ("/api/v1/view/overvew", "page", "overview"),
        ("/api/v1/weeks/2026-W46", "week", "2026-W47"),
        ("/api/v1/weeks/2026-W47/cockpit_demo.csv", "file", "cockpit_demo_2026-W47.csv"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(client: Client, path: str, field: str, nearest: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json["error"]["field"] == field and nearest in answer.json["error"]["nearest"]


@pytest.mark.parametrize(
    "query",
    [
        "limit=1001", "limit=-1", "limit=x", "limit=1e3", "limit=٣",
        "after=99999999999999", "period=2026-13", "period=week@", "period='; drop",
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_400(client: Client, query: str) -> None:
    answer = client.get(f"/api/v1/rows?indicator=petition.on_time&{query}")
    assert answer.status_code == 400 and answer.json["error"]["expected"]


@pytest.mark.parametrize("query", ["", "indicator=petition.on_time&from=soon", "indicator=petition.on_time&window=fortnight",
                                   "indicator=petition.on_time&from=2026-11-22&to=2026-11-01"])  # fmt: skip
def test_readings_refuse_what_they_cannot_read(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/readings?{query}").status_code == 400


def test_weeks_list_their_files_and_give_them_as_issued(client: Client) -> None:
    weeks = client.get("/api/v1/weeks").json["weeks"]
    assert weeks[0]["week"] == "2026-W47" and weeks[0]["files"][0]["format"] == "csv"
    file = client.get("/api/v1/weeks/2026-W47/cockpit_demo_2026-W47.csv")
    assert file.data == b"\xef\xbb\xbfa,b\n" and "attachment" in file.headers["Content-Disposition"]
    assert client.get("/api/v1/weeks/2026-W47/..%2f..%2fcockpit.sqlite").status_code == 404


def test_a_batch_carries_its_equation(client: Client) -> None:
    told = client.get("/api/v1/batches/31").json
    sums = told["equation"]
    assert sums["read"] == sums["accepted"] + sums["merged"] + sums["held"] + sums["refused"] + sums["not_data"]
    for unknown in ("32", "0", "-1", "x", "9" * 40):
        assert client.get(f"/api/v1/batches/{unknown}").status_code == 404


def test_health_is_ok_once_every_page_can_be_drawn(served: web.Web, client: Client) -> None:
    served.board.warm()
    assert client.get("/healthz").json == {"status": "ok"}
    served.board.broken = {"p/4": "ValueError"}
    assert client.get("/healthz").status_code == 503 and "p/4" in client.get("/healthz").json["reason"]


def test_a_template_comes_as_a_workbook_with_a_name_of_its_own(client: Client) -> None:
    answer = client.get("/api/v1/templates/petition_case.xlsx?lang=en")
    assert answer.status_code == 200 and answer.data.startswith(b"PK") and answer.mimetype.endswith("spreadsheetml.sheet")
    assert "template.xlsx" in answer.headers["Content-Disposition"]
    again = client.get("/api/v1/templates/petition_case.xlsx?lang=en", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    wrong = client.get("/api/v1/templates/petition_cas.xlsx")
    assert wrong.status_code == 404 and wrong.json["error"]["nearest"] == ["petition_case"]


def test_metrics_are_prometheus_text(client: Client) -> None:
    text = client.get("/metrics").text
    assert 'cockpit_readings{state="missed"} 1' in text and "# TYPE cockpit_sources gauge" in text


def test_every_address_stands_in_the_description(served: web.Web, client: Client) -> None:
    routed = {
        r.rule.replace("path:", "").replace("<", "{").replace(">", "}")
        for r in served.server.url_map.iter_rules()
        if r.endpoint.startswith(("api.", "drafts.", "offers."))
    }
    routed = {r.replace("int:", "") for r in routed}
    assert routed == set(openapi.document()["paths"]) == set(client.get("/api/v1/openapi.json").json["paths"])
