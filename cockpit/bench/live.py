"""One screen's small question, `GET /api/v1/live`, against a bare Flask answer of the same size; and a view that is built once."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import flask

from cockpit import web
from cockpit.bench import ground
from cockpit.bench.intake import LAST
from cockpit.bench.result import Figure, Result, seconds
from cockpit.house import open_house, receive
from cockpit.screen import routes


def _bare(size: int) -> flask.Flask:
    server = flask.Flask("bare")
    body = b"x" * size

    @server.get("/live")
    def answer() -> flask.Response:
        return flask.Response(body, mimetype="application/json")

    return server


def live(asks: int = 2000) -> Result:
    """CPU per answer through Flask's own test client on both sides, so that only the answering differs."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        ground.write_catalog(home)
        moment = datetime(2026, 11, 21, 4, tzinfo=UTC)
        house = open_house(home, write=True, moment=moment)
        house.receive(receive.Offer(ground.rows(5000, first=1, last_day=LAST).encode(), f"事件_{LAST}.csv", moment))
        house.keep(as_of=moment.date(), moment=moment)
        made = web.create(house, routes.ROUTES, web.Options(home / "cache"), pulse=lambda: web.pulse(house))
        made.board.look()
        ours, base = _cpu(made.server, "/api/v1/live", asks), 0.0
        size = len(made.server.test_client().get("/api/v1/live").data)
        base = _cpu(_bare(size), "/live", asks)
        page = "/api/v1/view/wall/overview"
        tag = made.server.test_client().get(page).headers["ETag"]
        again = _cpu(made.server, page, asks, {"If-None-Match": tag})
        whole = _cpu(made.server, page, asks, {"Accept-Encoding": "gzip"})
        house.close()
    return Result(
        "live",
        f"{asks} answers of {size} bytes",
        (
            Figure("GET /api/v1/live", ours * 1e6, base * 1e6, "µs", ours / base, "≤ 2.00 × bare Flask"),
            Figure("an unchanged view (304)", again * 1e6, base * 1e6, "µs", again / base, "—"),
            Figure("a view, built once, precompressed", whole * 1e6, base * 1e6, "µs", whole / base, "—"),
        ),
    )


def _cpu(server: flask.Flask, path: str, asks: int, headers: dict[str, str] | None = None) -> float:
    """Median CPU seconds per answer."""
    client = server.test_client()
    client.get(path, headers=headers)

    def ask() -> None:
        for _ in range(asks // 5):
            client.get(path, headers=headers)

    begun, _ = time.process_time(), seconds(ask, times=5)
    return (time.process_time() - begun) / (asks // 5 * 5)
