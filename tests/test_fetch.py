"""Sources that are asked on a schedule, a database and a web API: both go away and come back, and nothing is lost, doubled or told."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fetch_street import ORIGIN, TOKEN, Api, Office, Row, Wire, api, catalog, row, say
from nothing_lost import assert_nothing_is_half, lines
from street import figures

from cockpit import catalog as catalogs
from cockpit import house as houses
from cockpit.catalog import schema
from cockpit.house import rebuilding, receive
from cockpit.house.fetching import Fetcher, answer, askings, schedule, web
from cockpit.house.fetching.answer import Bounds, Fault
from cockpit.model import SourceState
from cockpit.store import StoreError, acts, runs
from cockpit.views import desk, health

Log = pytest.LogCaptureFixture
Patch = pytest.MonkeyPatch
POSTGRES = os.environ.get("COCKPIT_TEST_POSTGRES", "")
PASSWORD = "pw-7d2e-verysecret"
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"
MAKE = "create table cases (case_id text primary key, community text, received_on date, weight numeric(10,2), updated_at timestamp)"


@dataclass
class Database:
    """A database with orders in it, that can be out of reach."""

    engine: sa.Engine
    url: str
    wire: Wire | None = None
    file: Path | None = None

    def put(self, *rows: Row) -> None:
        cells = [dict(zip(("a", "b", "c", "d", "e"), r, strict=True)) for r in rows]
        kept = "on conflict (case_id) do update set weight = excluded.weight, updated_at = excluded.updated_at"
        moments = ":c, :d, :e" if self.file else "cast(:c as date), cast(:d as numeric), cast(:e as timestamp)"
        with self.engine.begin() as conn:
            conn.execute(sa.text(f"insert into cases values (:a, :b, {moments}) {kept}"), cells)

    def go(self) -> None:
        if self.wire is not None:
            self.wire.cut()
        elif self.file is not None:
            self.engine.dispose()
            self.file.rename(self.file.with_suffix(".away"))

    def come_back(self) -> None:
        if self.wire is not None:
            self.wire.join()
        elif self.file is not None:
            self.file.with_suffix(".away").rename(self.file)


@contextmanager
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    place = tmp_path / "theirs" / "orders.db"
    place.parent.mkdir()
    engine = sa.create_engine(f"sqlite:///{place}")
    with engine.begin() as conn:
        conn.exec_driver_sql(MAKE)
    yield Database(engine, f"sqlite:///{place}", file=place)
    engine.dispose()


@contextmanager
def postgres_database(tmp_path: Path) -> Iterator[Database]:
    """The server the tests were started beside, reached by a wire of our own; its tables in a schema of their own."""
    if not POSTGRES:
        pytest.skip("COCKPIT_TEST_POSTGRES names no database: asking PostgreSQL is not tested")
    schema_name = f"theirs_{os.getpid()}"
    here = sa.make_url(POSTGRES)
    engine = sa.create_engine(here, connect_args={"options": f"-c search_path={schema_name}"})
    with engine.begin() as conn:
        conn.exec_driver_sql(f"drop schema if exists {schema_name} cascade")
        conn.exec_driver_sql(f"create schema {schema_name}")
        conn.exec_driver_sql(MAKE)
    folder = str(here.query.get("host", ""))
    wire = Wire(Path(folder) / ".s.PGSQL.5432" if folder.startswith("/") else (here.host or "127.0.0.1", here.port or 5432))
    wire.join()
    far = here.set(host="127.0.0.1", port=wire.port, password=PASSWORD, query={"options": f"-csearch_path={schema_name}"})
    yield Database(engine, far.render_as_string(hide_password=False), wire=wire)
    wire.cut()
    with engine.begin() as conn:
        conn.exec_driver_sql(f"drop schema {schema_name} cascade")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: Patch) -> Iterator[Database]:
    made = {"sqlite": sqlite_database, "postgres": postgres_database}[request.param]
    with made(tmp_path) as found:
        monkeypatch.setenv("TEST_CASE_URL", found.url)
        yield found


@pytest.fixture
def orders(monkeypatch: Patch) -> Iterator[Api]:
    monkeypatch.setenv("TEST_CASE_TOKEN", TOKEN)
    monkeypatch.setattr(web, "BACKOFF_S", 0.01)
    with api() as made:
        yield made


@pytest.fixture
def offices(tmp_path: Path) -> Iterator[Any]:
    """Opens offices and closes them at the end."""
    opened: list[Office] = []

    def open_one(day: str = MONDAY, **origins: str) -> Office:
        opened.append(Office.open(tmp_path / f"home{len(opened)}", catalog(**origins), day))
        return opened[-1]

    yield open_one
    for each in opened:
        each.street.close()


def http(served: Api) -> str:
    return ORIGIN["http"].replace("PORT", str(served.port))


def report(office: Office, source: str) -> Any:
    return office.street.newest().snapshot.sources[source]


def count(office: Office, kind: str) -> int:
    with office.street.house.state.store.begin() as conn:
        return len(acts.listing(conn, kind=kind))


def last_run(office: Office, source: str) -> runs.Run | None:
    with office.street.house.state.store.begin() as conn:
        return runs.newest(conn, schedule.job(source))


# -- on schedule


def test_a_database_delivers_at_its_hour_and_only_what_is_new(database: Database, offices: Any) -> None:
    office = offices(case_db=ORIGIN["sql"])
    database.put(row("a1", "2026-11-21", "1.25"), row("a2", "2026-11-22", "2.00"))
    office.at(MONDAY, 9)
    assert office.files("case_db") == [("accepted", 2, 0, 0)] and office.weight("case_db") == 3.25
    database.put(row("a3", "2026-11-23", "4.00"), ("a1", "丰乐", "2026-11-21", "1.00", "2026-11-23 17:00:00"))
    office.at(MONDAY, 18)
    office.at(TUESDAY, 8, 59)
    assert len(office.files("case_db")) == 1, "asked once for each period, at its hour"
    office.at(TUESDAY, 9)
    assert office.files("case_db")[1] == ("accepted", 1, 1, 1), "only the last hour of what stands is asked for again"
    assert office.weight("case_db") == 7.00 and report(office, "case_db").state is SourceState.FRESH
    batch = office.street.last()
    assert batch.file == "case_db_20261124T010000Z.csv" and str(batch.covers_to) == "2026-11-23"


def test_an_api_delivers_page_by_page_what_is_new(orders: Api, offices: Any) -> None:
    orders.rows = [row(f"b{i}", "2026-11-22", "1.00", f"08:00:0{i}") for i in range(5)]
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    assert office.files("case_api") == [("accepted", 5, 0, 0)] and office.weight("case_api") == 5.00
    assert [a["page"] for a in orders.asked] == ["1", "2", "3", "4"] and {a["fields"] for a in orders.asked} == {"all"}
    orders.rows.append(row("b9", "2026-11-23", "3.00"))
    orders.asked.clear()
    office.at(TUESDAY, 9)
    assert orders.asked[0]["from"] == "2026-11-22T07:00:04+08:00", "the newest that stands, less an hour"
    assert office.files("case_api")[1] == ("accepted", 1, 0, 5) and office.weight("case_api") == 8.00
    kept = (office.street.home / "archive").rglob("*")
    assert not any(b"undeclared" in p.read_bytes() for p in kept if p.is_file()), "what is not declared is not taken along"


def test_nothing_new_makes_no_batch_and_is_told_as_fresh(database: Database, offices: Any) -> None:
    office = offices(case_db=ORIGIN["sql"])
    database.put(row("a1", "2026-11-21"))
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        office.at(day, 9)
    assert len(office.files("case_db")) == 1 and count(office, "asked") == 2
    assert (report(office, "case_db").state, str(report(office, "case_db").data_as_of)) == (SourceState.FRESH, "2026-11-24")
    office.again()
    office.tick()
    assert str(report(office, "case_db").data_as_of) == "2026-11-24"
    version, told = office.street.newest().snapshot.version, figures(office.street.newest().snapshot)
    office.street.close()
    rebuilding.rebuild(office.street.home)
    assert (office.street.newest().snapshot.version, figures(office.street.newest().snapshot)) == (version, told)


def test_nothing_at_all_is_no_zero(database: Database, offices: Any) -> None:
    office = offices(case_db=ORIGIN["sql"])
    office.at(MONDAY, 9)
    assert office.files("case_db") == [] and count(office, "asked") == 0
    assert report(office, "case_db").state is SourceState.NEVER and report(office, "case_db").unreachable is None


# -- going away and coming back


def test_A23_a_database_that_went_away_and_came_back_loses_nothing(database: Database, offices: Any, caplog: Log) -> None:
    office = offices(case_db=ORIGIN["sql"])
    database.put(row("a1", "2026-11-22", "1.00"))
    office.at(MONDAY, 9)
    database.put(row("a2", "2026-11-23", "2.00"))
    database.go()
    office.at(TUESDAY, 9)
    found = report(office, "case_db")
    assert (found.unreachable.code, found.unreachable_since) == ("fetch_unreachable", office.clock.now)
    assert office.weight("case_db") == 1.00 and str(found.data_as_of) == "2026-11-22", "the last good figure, with its day"
    office.at(WEDNESDAY, 12)
    assert report(office, "case_db").state is SourceState.LATE
    database.come_back()
    database.put(row("a3", "2026-11-24", "4.00"))
    office.at(WEDNESDAY, 15)
    assert office.files("case_db")[1] == ("accepted", 2, 0, 1) and office.weight("case_db") == 7.00
    found = report(office, "case_db")
    assert (found.unreachable, found.state, str(found.data_as_of)) == (None, SourceState.FRESH, "2026-11-24")
    assert str(office.street.last().covers_from) == "2026-11-23", "no day of the pause is left out"
    assert PASSWORD not in "\n".join(lines(caplog.records))
    assert_nothing_is_half(office.street.house)


def test_A23_an_api_that_went_away_and_came_back_loses_nothing(orders: Api, offices: Any) -> None:
    office = offices(case_api=http(orders))
    orders.rows = [row("b1", "2026-11-22", "1.00")]
    office.at(MONDAY, 9)
    orders.stop()
    office.at(TUESDAY, 9)
    assert report(office, "case_api").unreachable.code == "fetch_unreachable" and office.weight("case_api") == 1.00
    orders.rows += [row("b2", "2026-11-23", "2.00"), row("b3", "2026-11-24", "4.00")]
    orders.start()
    office.again()
    assert report(office, "case_api").unreachable is not None, "known after a restart too"
    office.at(WEDNESDAY, 9)
    assert office.weight("case_api") == 7.00 and office.files("case_api")[1] == ("accepted", 2, 0, 1)
    assert report(office, "case_api").unreachable is None
    version = office.street.newest().snapshot.version
    office.street.close()
    rebuilding.rebuild(office.street.home)
    assert office.street.newest().snapshot.version == version


def test_what_does_not_answer_is_asked_again_after_a_growing_pause(orders: Api, offices: Any) -> None:
    orders.mood = lambda handler, _: say(handler, 404, {})
    office = offices(case_api=http(orders))
    asked = []
    for minute in range(0, 35):
        orders.asked.clear()
        office.at(MONDAY, 9, minute)
        asked += [minute] if orders.asked else []
    assert asked == [0, 1, 3, 7, 15, 31] and count(office, "reach") == 1
    office.again()
    office.at(MONDAY, 9, 36)
    run = last_run(office, "case_api")
    assert run is not None and run.period == "2026-11-22#6" and run.outcome == "failed:fetch_status", "a restart does not forget the pause"
    orders.mood = None
    orders.rows = [row("b1", "2026-11-22")]
    office.at(TUESDAY, 9)
    assert office.files("case_api") == [("accepted", 1, 0, 0)], "a new period is asked for at its hour"


def test_a_moment_of_trouble_is_asked_again_at_once(orders: Api, offices: Any) -> None:
    troubles = [500, 429, 503]

    def moody(handler: BaseHTTPRequestHandler, _: dict[str, str]) -> bool:
        return bool(troubles) and say(handler, troubles.pop(), {}, Retry_After="0")

    orders.mood, orders.rows = moody, [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    assert troubles == [] and office.files("case_api") == [("accepted", 1, 0, 0)]


def test_C03_one_that_hangs_keeps_no_other_waiting(orders: Api, offices: Any, tmp_path: Path, monkeypatch: Patch) -> None:
    hang = threading.Event()
    orders.mood = lambda *_: hang.wait(30)
    monkeypatch.setattr(askings, "GRACE_S", 0.2)
    monkeypatch.setattr(web, "TRIES", 0)
    with sqlite_database(tmp_path) as theirs:
        monkeypatch.setenv("TEST_CASE_URL", theirs.url)
        theirs.put(row("a1", "2026-11-22"))
        office = offices(slow_api=http(orders).replace("timeout_s: 5", "timeout_s: 1"), case_db=ORIGIN["sql"])
        office.clock.now = office.street.noon(MONDAY) - timedelta(hours=3)
        begun = time.monotonic()
        office.work.tick()
        assert time.monotonic() - begun < 5, "asking waits for nobody"
        office.tick()
        assert office.files("case_db") == [("accepted", 1, 0, 0)] and office.files("slow_api") == []
        assert report(office, "slow_api").unreachable.code in ("fetch_overran", "fetch_unreachable")
        assert report(office, "case_db").unreachable is None
        hang.set()


def test_an_asking_that_cannot_be_ended_is_given_up_and_its_late_answer_dropped(orders: Api, offices: Any, monkeypatch: Patch) -> None:
    hang = threading.Event()

    def stuck(*_: Any, **__: Any) -> answer.Answer:
        hang.wait(30)
        return answer.Answer(b"", 0)

    monkeypatch.setattr(web, "ask", stuck)
    monkeypatch.setattr(askings, "GRACE_S", -4.9)
    office = offices(case_api=http(orders))
    for minute in (0, 2, 5, 10, 20):
        office.at(MONDAY, 9, minute)
    assert len(office.work.fetcher.askings.given_up) == askings.STUCK, "no more threads than that hang for one source"
    hang.set()
    office.at(MONDAY, 10)
    assert office.files("case_api") == []


# -- interrupted


def test_D02_a_stop_between_the_batch_and_its_entry_in_the_ledger_doubles_nothing(orders: Api, offices: Any, monkeypatch: Patch) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    with monkeypatch.context() as patch:
        patch.setattr(schedule, "finish", lambda *_, **__: (_ for _ in ()).throw(StoreError("disk_full", place="x")))
        office.clock.now = office.street.noon(MONDAY) - timedelta(hours=3)
        office.work.tick()
        office.work.fetcher.askings.wait(5)
        office.work.tick()
    assert office.files("case_api") == [("accepted", 1, 0, 0)]
    office.again()
    office.at(MONDAY, 9, 1)
    assert office.files("case_api") == [("accepted", 1, 0, 0)] and office.weight("case_api") == 1.5
    run = last_run(office, "case_api")
    assert run is not None and (run.period, run.outcome) == ("2026-11-22#2", schedule.NOTHING)


def test_D03_an_answer_that_could_not_be_written_is_not_forgotten(orders: Api, offices: Any, monkeypatch: Patch, caplog: Log) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    full = StoreError("disk_full", place="x")
    with monkeypatch.context() as patch:
        patch.setattr(receive, "receive", lambda *_: (_ for _ in ()).throw(full))
        office.clock.now = office.street.noon(MONDAY) - timedelta(hours=3)
        office.work.tick()
        office.work.fetcher.askings.wait(5)
        office.work.tick()
    assert office.files("case_api") == [] and [r.levelname for r in caplog.records if "fetch failed" in r.message] == ["ERROR"]
    asked = len(orders.asked)
    office.tick()
    assert office.files("case_api") == [("accepted", 1, 0, 0)] and len(orders.asked) == asked, "the answer was still there"


def test_a_fault_of_ours_costs_its_source_alone_and_is_tried_again(orders: Api, offices: Any, monkeypatch: Patch, caplog: Log) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders), twin=http(orders))
    whole = receive.receive

    def breaks(state: Any, offer: receive.Offer) -> receive.Received:
        if offer.folder == "case_api":
            raise ZeroDivisionError
        return whole(state, offer)

    with monkeypatch.context() as patch:
        patch.setattr(receive, "receive", breaks)
        office.at(MONDAY, 9)
    assert office.files("case_api") == [] and office.files("twin") == [("accepted", 1, 0, 0)]
    office.at(MONDAY, 9, 2)
    assert office.files("case_api") == [("accepted", 1, 0, 0)]


def test_an_undone_answer_does_not_come_back_by_itself(orders: Api, offices: Any) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    office.street.house.undo(office.street.last().id, moment=office.clock.now)
    office.at(TUESDAY, 9)
    assert len(office.files("case_api")) == 1 and office.street.last().undone_by
    assert office.street.newest().snapshot.sources["case_api"].rows == 0
    orders.rows = [("b1", "丰乐", "2026-11-22", "9.00", "2026-11-24 10:00:00")]
    office.at(WEDNESDAY, 9)
    assert office.weight("case_api") == 9.00, "mended where it came from, it counts"


def test_a_year_mistyped_in_the_future_keeps_nothing_away(orders: Api, offices: Any) -> None:
    orders.rows = [row("b1", "2026-11-22"), ("b2", "丰乐", "2026-11-22", "1.00", "2062-11-22 08:00:00")]
    office = offices(case_api=http(orders).replace("since: updated_at", "since: updated_at\n      overlap: 0"))
    office.at(MONDAY, 9)
    orders.rows.append(row("b3", "2026-11-23"))
    office.at(TUESDAY, 9)
    assert "b3" in str(office.street.house.rows("case_api.weight", "*", _all(office)).rows)


def _all(office: Office) -> Any:
    return office.street.newest().reading("case_api.weight").period


# -- what is not followed, not read to its end, not told


ANSWERS: dict[str, tuple[str, Any]] = {
    "fetch_denied": ("401", lambda handler, _: say(handler, 403, {})),
    "fetch_status": ("404", lambda handler, _: say(handler, 404, {})),
    "fetch_bad_answer": ("text", lambda handler, _: say(handler, 200, b"<html>sign in</html>")),
    "fetch_paging": ("the same page for ever", lambda handler, _: say(handler, 200, {"data": {"items": [{"case_id": "x"}]}})),
    "fetch_redirected": ("a stranger", lambda handler, _: say(handler, 302, {}, Location="http://elsewhere.invalid/x")),
    "fetch_too_large": ("without end", lambda handler, _: say(handler, 200, b"[" + b" " * 1_200_000 + b"]")),
}


@pytest.mark.parametrize("code", sorted(ANSWERS))
def test_an_answer_that_is_none_is_said_and_nothing_of_it_taken(code: str, orders: Api, offices: Any, monkeypatch: Patch) -> None:
    monkeypatch.setattr(web, "TRIES", 0)
    orders.mood = ANSWERS[code][1]
    office = offices(case_api=http(orders) + "      size_mb: 1\n")
    office.at(MONDAY, 9)
    assert report(office, "case_api").unreachable.code == code and office.files("case_api") == []


@pytest.mark.parametrize("next_page", ["http://elsewhere.invalid/2", "//elsewhere.invalid/2", "http://user:x@127.0.0.1:PORT/2"])
def test_the_token_does_not_follow_a_stranger(next_page: str, orders: Api, offices: Any) -> None:
    there = next_page.replace("PORT", str(orders.port))
    orders.mood = lambda handler, _: say(handler, 200, {"data": {"items": [{"case_id": "x"}]}, "next": there})
    office = offices(case_api=http(orders).replace("{param: page}", "{next: next}"))
    office.at(MONDAY, 9)
    assert report(office, "case_api").unreachable.code == "fetch_redirected" and len(orders.asked) == 1


def _pages(handler: BaseHTTPRequestHandler, asked: dict[str, str]) -> bool:
    """Two pages, told in each way at once; the second under another path of the same host."""
    second = handler.path.startswith("/more") or asked.get("cursor") == "c2"
    cells = row("n2" if second else "n1", "2026-11-22")
    names = dict(zip(("case_id", "community", "received_on", "weight", "updated_at"), cells, strict=True))
    here = f"http://{handler.headers['Host']}"
    link = {} if second else {"Link": f'<{here}/more>; rel="next", <{here}/x>; rel="last"'}
    say(handler, 200, {"data": {"items": [names]}, "links": {"next": None if second else "/more"}, "c": "" if second else "c2"}, **link)
    return True


@pytest.mark.parametrize("page", ["{next: links.next}", "{link: true}", "{param: cursor, next: c}"])
def test_pages_are_followed_however_they_are_told(page: str, orders: Api, offices: Any) -> None:
    orders.mood = _pages
    office = offices(case_api=http(orders).replace("{param: page}", page))
    office.at(MONDAY, 9)
    assert office.files("case_api") == [("accepted", 2, 0, 0)]


def test_a_redirect_on_the_same_host_is_followed(orders: Api, offices: Any) -> None:
    def moved(handler: BaseHTTPRequestHandler, _: dict[str, str]) -> bool:
        if handler.path.startswith("/orders"):
            return say(handler, 307, {}, Location="/v2" + handler.path)
        return False

    orders.mood, orders.rows = moved, [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    assert office.files("case_api") == [("accepted", 1, 0, 0)]


def test_numbers_keep_their_digits_and_nested_values_are_found(orders: Api, offices: Any) -> None:
    body = b'[{"case_id": 12345678901234567890, "received_on": "2026-11-22", "m": {"w": 0.10}, "updated_at": "2026-11-22T08:00:00+08:00"}]'
    orders.mood = lambda handler, _: say(handler, 200, body)
    origin = http(orders).replace("records: data.items\n      ", "").replace("      page: {param: page}\n", "")
    end = "unit: kg, null: true, {}}}\n    updated_at"
    written = catalog(case_api=origin).replace(end.format("min: 0"), end.format("path: m.w"))
    office = offices(case_api=origin)
    office.street.close()
    (office.street.home / "catalog" / "street.yaml").write_text(written, encoding="utf-8")
    office.again()
    office.at(MONDAY, 9)
    rows = office.street.house.rows("case_api.weight", "*", _all(office)).rows
    assert "12345678901234567890" in str(rows) and office.weight("case_api") == 0.10


def test_a_secret_is_told_nowhere(database: Database, orders: Api, offices: Any, caplog: Log, monkeypatch: Patch) -> None:
    caplog.set_level(logging.DEBUG)
    orders.rows = [row("b1", "2026-11-22")]
    database.put(row("a1", "2026-11-22"))
    office = offices(case_db=ORIGIN["sql"], case_api=http(orders))
    office.at(MONDAY, 9)
    monkeypatch.setenv("TEST_CASE_TOKEN", TOKEN + "-worn-out")
    database.go()
    office.at(TUESDAY, 9)
    monkeypatch.setenv("TEST_CASE_TOKEN", TOKEN + "\nX-Evil: 1")
    office.at(WEDNESDAY, 9)
    assert report(office, "case_api").unreachable.code == "fetch_denied"
    assert report(office, "case_db").unreachable is not None
    office.street.close()
    kept = b"".join(p.read_bytes() for p in office.street.home.rglob("*") if p.is_file())
    for secret in (TOKEN, PASSWORD):
        assert secret.encode() not in kept and secret not in "\n".join(lines(caplog.records))


def test_without_its_variable_a_source_says_which_is_missing(orders: Api, offices: Any, monkeypatch: Patch) -> None:
    monkeypatch.delenv("TEST_CASE_TOKEN")
    monkeypatch.setenv("TEST_CASE_URL", "nonsense")
    office = offices(case_db=ORIGIN["sql"], case_api=http(orders))
    office.at(MONDAY, 9)
    found = {s: report(office, s).unreachable for s in ("case_db", "case_api")}
    assert {s: (p.code, p.expected) for s, p in found.items()} == {
        "case_db": ("fetch_not_set", "TEST_CASE_URL"),
        "case_api": ("fetch_not_set", "TEST_CASE_TOKEN"),
    }
    monkeypatch.setenv("TEST_CASE_URL", f"nosuch+engine://u:{PASSWORD}@h/d")
    office.at(TUESDAY, 9)
    assert last_run(office, "case_db").outcome == "failed:fetch_no_driver"  # type: ignore[union-attr]


QUERIES = {
    "select missing from cases where updated_at > :since": "fetch_query",
    "with gone as (delete from cases where updated_at > :since returning *) select * from gone": "fetch_query",
    "select pg_sleep(20) from cases where updated_at > :since": "fetch_overran",
}


@pytest.mark.parametrize("query", sorted(QUERIES))
def test_a_query_reads_only_and_ends_in_time(query: str, tmp_path: Path, offices: Any, monkeypatch: Patch) -> None:
    with postgres_database(tmp_path) as theirs:
        monkeypatch.setenv("TEST_CASE_URL", theirs.url)
        theirs.put(row("a1", "2026-11-22"))
        origin = ORIGIN["sql"].replace("timeout_s: 5", "timeout_s: 1")
        asked = origin[: origin.index("query:")] + f'query: "{query}"\n' + origin[origin.index("      since:") :]
        office = offices(case_db=asked)
        office.at(MONDAY, 9)
        assert report(office, "case_db").unreachable.code == QUERIES[query]
        with theirs.engine.begin() as conn:
            assert conn.exec_driver_sql("select count(*) from cases").scalar() == 1


def test_a_sqlite_file_is_only_read_and_never_made(tmp_path: Path, offices: Any, monkeypatch: Patch) -> None:
    place = tmp_path / "nowhere.db"
    monkeypatch.setenv("TEST_CASE_URL", f"sqlite:///{place}")
    office = offices(case_db=ORIGIN["sql"])
    office.at(MONDAY, 9)
    assert report(office, "case_db").unreachable.code == "fetch_unreachable" and not place.exists()


def test_rows_beyond_the_limit_are_refused_whole(database: Database, offices: Any) -> None:
    database.put(*(row(f"a{i}", "2026-11-22") for i in range(11)))
    office = offices(case_db=ORIGIN["sql"] + "      rows: 10\n")
    office.at(MONDAY, 9)
    assert report(office, "case_db").unreachable.code == "fetch_too_large" and office.files("case_db") == []


def test_an_answer_keeps_zone_digits_and_absence() -> None:
    moment = datetime(2026, 11, 22, 8, 0, 1, 999, tzinfo=UTC)
    values = [None, True, moment, moment.date(), 7, 0.1, b"\x01"]
    assert [answer.cell(v) for v in values] == ["", "true", "2026-11-22 08:00:01+00:00", "2026-11-22", "7", "0.1", "01"]
    sheet = answer.Sheet(Bounds(1, 1, time.monotonic() + 5, 5))
    sheet.add(["a,b", 'c"d'])
    assert sheet.answer() == answer.Answer(b'"a,b","c""d"\n', 0)
    with pytest.raises(Fault, match="fetch_overran"):
        Bounds(1, 1, time.monotonic() - 1, 5).in_time()


# -- how it is declared, and how it is shown


@pytest.mark.parametrize("wrong, code, line_of", [
    ("url_env: TEST_CASE_URL", "wrong_type", "url_env: postgresql://u:p@h/d"),
    ("select case_id", "not_a_select", "delete case_id"),
    ("where updated_at > :since ", "since_unbound", ""),
    ("since: updated_at", "wrong_column_type", "since: case_id"),
    ("timeout_s: 5", "unknown_field", "timeout: 5"),
])  # fmt: skip
def test_what_is_wrong_with_a_database_is_said_with_its_line(tmp_path: Path, wrong: str, code: str, line_of: str) -> None:
    _complained(tmp_path, catalog(case_db=ORIGIN["sql"]), wrong, code, line_of)


@pytest.mark.parametrize("wrong, code, right", [
    ('url: "http://127.0.0.1:PORT/orders"', "wrong_type", "url: ftp://x/y"),
    ('url: "http://127.0.0.1:PORT/orders"', "wrong_type", "url: https://me:secret@x/y"),
    ("page: {param: page}", "one_paging", "page: {first: 0}"),
    ("token_env: TEST_CASE_TOKEN", "wrong_type", "token_env: Bearer 123"),
    ("restates: events", "since_restates", "restates: all"),
    ("due: {cadence: daily, at: \"09:00\", workdays: false, grace: 2}", "never_asked", "due: none"),
    ("  from:\n    http:", "one_origin", "  from:\n    ftp:"),
])  # fmt: skip
def test_what_is_wrong_with_an_api_is_said_with_its_line(tmp_path: Path, wrong: str, code: str, right: str) -> None:
    _complained(tmp_path, catalog(case_api=ORIGIN["http"]), wrong, code, right)


def _complained(home: Path, written: str, wrong: str, code: str, instead: str) -> None:
    (home / "catalog").mkdir()
    assert wrong in written
    (home / "catalog" / "street.yaml").write_text(written.replace(wrong, instead), encoding="utf-8")
    found, complaints = catalogs.load(home)
    said = {c.code: c for c in complaints}
    assert found is None and code in said, [c.sentence() for c in complaints]
    assert said[code].line > 1 and "secret" not in said[code].sentence() and "u:p@" not in said[code].sentence()


def test_a_sources_origin_is_read_with_its_defaults(tmp_path: Path) -> None:
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "street.yaml").write_text(catalog(a=ORIGIN["sql"], b=ORIGIN["http"]), encoding="utf-8")
    found = catalogs.load_or_raise(tmp_path)
    a, b = found.sources["a"], found.sources["b"]
    assert isinstance(a.feed, schema.Database) and (a.feed.since, a.feed.overlap, a.covers) == ("updated_at", 3600, "day_before")
    assert isinstance(b.feed, schema.WebApi) and b.feed.paging == schema.Paging(param="page") and found.sources["case"].feed is None


def test_what_cannot_be_reached_is_said_on_the_health_page(orders: Api, offices: Any) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    orders.mood = lambda handler, _: say(handler, 403, {})
    office.at(TUESDAY, 9)
    house, taken = office.street.house, office.street.newest().snapshot
    for lang, word, why in (("zh", "来源不可达", "来源拒绝访问（403）"), ("en", "Unreachable", "the source denies access (403)")):
        view = health.build(taken, house.catalog, choice=desk.Choice(lang=lang))
        feed = next(f for f in view.feeds if f.id == "case_api")
        assert feed.mark.word == word and feed.missing and (view.troubles[0].mark.word, view.troubles[0].finding) == (word, why)


def test_an_explicit_asking_waits_for_no_hour_that_was_answered(orders: Api, offices: Any) -> None:
    orders.rows = [row("b1", "2026-11-22")]
    office = offices(case_api=http(orders))
    fetcher = Fetcher(office.street.house.state)
    now = office.street.noon(MONDAY)
    assert [b.equation.new for b in fetcher.all(now).batches] == [1] and fetcher.all(now).batches == []
    orders.rows.append(row("b2", "2026-11-23"))
    assert fetcher.all(now + timedelta(minutes=1)).batches == []
    done = fetcher.all(now + timedelta(minutes=2), source="case_api", at_once=True)
    assert [b.equation.new for b in done.batches] == [1]


def test_a_reader_beside_the_worker_knows_what_is_out_of_reach(orders: Api, offices: Any) -> None:
    orders.mood = lambda handler, _: say(handler, 403, {})
    office = offices(case_api=http(orders))
    office.at(MONDAY, 9)
    with closing(houses.open_house(office.street.home)) as reader:
        assert set(reader.state.lost) == {"case_api"}
    with closing(sqlite3.connect(office.street.home / "cockpit.sqlite")) as raw:
        assert raw.execute("select count(*) from run where ended_at is null").fetchone() == (0,)
