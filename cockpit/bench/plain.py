"""What a wall is held against: a bare Flask with the same bytes, a page without any framework, and a Dash page as people write them."""

from __future__ import annotations

import functools
import gzip
import html
import multiprocessing
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import dash
import flask
import orjson
import pandas as pd
import plotly.express as px
from dash import dcc

from cockpit import web
from cockpit.screen import assets

LONGEST_START_S = 60.0
FIGURES = 8
_EVENTS = ("f_petition_case", "f_hotline_order", "f_grid_event", "f_garbage_inspection")
"""Four tables of the demo street's store, with their day and what they are split by."""
_DAY = {
    "f_petition_case": "received_on",
    "f_hotline_order": "received_at__day",
    "f_grid_event": "reported_at__day",
    "f_garbage_inspection": "inspected_on",
}
_KIND = {"f_petition_case": "channel", "f_hotline_order": "category", "f_grid_event": "kind", "f_garbage_inspection": "round"}


@dataclass(frozen=True, slots=True)
class Bytes:
    """What a bare server gives away: a finished view under `/view`, and under `/` a page that draws `charts` with nothing but plotly.js."""

    view: bytes
    etag: str
    charts: tuple[Any, ...] = ()


def bare(given: Bytes) -> flask.Flask:
    server = flask.Flask("bare", static_folder=None)
    page = gzip.compress(_page(given.charts).encode(), mtime=0)

    @server.get("/view")
    def view() -> flask.Response:
        headers = {"Content-Encoding": "gzip", "ETag": f'"{given.etag}"'}
        if flask.request.headers.get("If-None-Match") == headers["ETag"]:
            return flask.Response(status=304, headers={"ETag": headers["ETag"]})
        return flask.Response(given.view, mimetype="application/json", headers=headers)

    @server.get("/")
    def whole() -> flask.Response:
        return flask.Response(page, mimetype="text/html", headers={"Content-Encoding": "gzip"})

    @server.get("/plotly.js")
    def script() -> flask.Response:
        return flask.Response(assets.plotly().zipped, mimetype="text/javascript", headers={"Content-Encoding": "gzip"})

    return server


def _page(charts: Sequence[Any]) -> str:
    """The charts at their sizes with their figures written into the page: no further question is asked for them."""
    boxes = "".join(f'<div id="c{i}" style="{_style(chart)}"></div>' for i, chart in enumerate(charts))
    figures = orjson.dumps([{"figure": chart["figure"], "config": chart["config"]} for chart in charts]).decode().replace("<", "\\u003c")
    draw = f"{figures}.forEach((c, i) => Plotly.newPlot('c' + i, c.figure.data, c.figure.layout, c.config))"
    scripts = f'<script src="/plotly.js"></script><script>{draw}</script>'
    return f'<!doctype html><meta charset="utf-8"><body style="background:#0b1220">{boxes}{scripts}'


def _style(chart: Any) -> str:
    return html.escape(";".join(f"{name}:{value}" for name, value in chart["style"].items()))


@contextmanager
def serving(given: Bytes) -> Iterator[tuple[int, int | None]]:
    """(port, process id) of a bare server in a process of its own, behind the same waitress with the same settings as ours."""
    context = multiprocessing.get_context("spawn")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(given, tell), daemon=True)
    process.start()
    try:
        if not told.poll(LONGEST_START_S):
            raise RuntimeError("the bare server is not up")
        yield int(told.recv()), process.pid
    finally:
        process.terminate()
        process.join(timeout=30)


def _serve(given: Bytes, tell: Connection) -> None:
    server = web.listen(web.Web(bare(given), None, ""), web.Options(Path(), port=0))  # type: ignore[arg-type]
    tell.send(server.effective_port)
    server.run()


def page_of_dash(database: Path) -> dash.Dash:
    """A page as its tutorial says: a callback asks the database and builds every figure, at every refresh, for everyone who asks."""
    app = dash.Dash("plain", serve_locally=True, compress=False, add_log_handler=False)
    names = [f"n{i}" for i in range(6)], [f"c{i}" for i in range(FIGURES)]
    app.layout = dash.html.Div(
        [dcc.Interval(id="beat"), *[dash.html.B(id=name) for name in names[0]], *[dcc.Graph(id=name) for name in names[1]]]
    )

    @app.callback(
        [*[dash.Output(name, "children") for name in names[0]], *[dash.Output(name, "figure") for name in names[1]]],
        dash.Input("beat", "n_intervals"),
    )
    def refresh(_: int | None) -> list[Any]:
        connection = sqlite3.connect(database)
        try:
            return [*_numbers(connection), *_figures(functools.partial(pd.read_sql, con=connection))]
        finally:
            connection.close()

    return app


def _numbers(connection: sqlite3.Connection) -> list[int]:
    """Six queries: all rows of four tables, and two more counts."""
    asked = [f"SELECT count(*) FROM {table} WHERE _out IS NULL" for table in _EVENTS]
    asked += [
        f"SELECT count(*) FROM {table} WHERE _out IS NULL AND closed_at__day IS NULL" for table in ("f_hotline_order", "f_grid_event")
    ]
    return [connection.execute(query).fetchone()[0] for query in asked]


def _figures(read: Any) -> Iterator[Any]:
    """Eight queries, a figure each: by day and by kind for four tables."""
    for table in _EVENTS:
        day, kind = _DAY[table], _KIND[table]
        by_day = read(f"SELECT {day} AS day, count(*) AS n FROM {table} WHERE _out IS NULL GROUP BY 1 ORDER BY 1")
        yield px.line(by_day, x="day", y="n", title=table)
        by_kind = read(f"SELECT {kind} AS kind, community_code AS place, count(*) AS n FROM {table} WHERE _out IS NULL GROUP BY 1, 2")
        yield px.bar(by_kind, x="place", y="n", color="kind", title=table)


def asked_of_dash() -> bytes:
    """What a browser posts to `/_dash-update-component` at a beat."""
    numbers, charts = (
        [{"id": f"n{i}", "property": "children"} for i in range(6)],
        [{"id": f"c{i}", "property": "figure"} for i in range(FIGURES)],
    )
    outputs = [*numbers, *charts]
    output = ".." + "...".join(f"{o['id']}.{o['property']}" for o in outputs) + ".."
    beat = {"id": "beat", "property": "n_intervals", "value": 1}
    return orjson.dumps({"output": output, "outputs": outputs, "inputs": [beat], "changedPropIds": ["beat.n_intervals"]})
