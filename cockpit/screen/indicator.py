"""One indicator's page."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.screen import desk, parts
from cockpit.views.behind import Behind
from cockpit.views.indicator import Indicator, Window

CHART = 250


def layout(view: Indicator) -> html.Div:
    """Name and figure, facts, trend, windows, targets, communities, rows; lineage at the right."""
    left = html.Div(
        [
            _top(view),
            _trend(view),
            html.Div([_windows(view), parts.ranking(view.ranking)], className="pair"),
            _aims(view),
            _behind(view.behind),
        ],
        className="left",
    )
    head = html.Div(
        [html.A(view.up.text, href=view.up.href, className="up"), html.H1(view.name), desk.tag(view.card.mark)], className="head"
    )
    row = desk.filters(view.filters[:2], clear=None, told=view.frame.told)
    return desk.page(
        view.frame,
        [html.Div([head, row], className="headrow"), html.Div([left, parts.lineage(view.lineage)], className="main")],
        name="indicator",
    )


def _top(view: Indicator) -> html.Section:
    shown = view.card
    said = [s for s in (shown.counts, shown.change, shown.companion, shown.when, shown.age, shown.gate, shown.note) if s]
    figure = html.Div(
        [desk.figure(shown.value, shown.unit, shown.target, state=shown.mark.state), html.P([html.Span(s) for s in said])], className="hero"
    )
    facts = html.Dl([part for name, value in view.facts for part in (html.Dt(name), html.Dd(value))], className="facts")
    return html.Section([figure, facts], className="pane top-pane")


def _trend(view: Indicator) -> html.Section:
    body = desk.chart(view.trend, height=CHART) if view.trend else desk.empty(view.trend_empty)
    return desk.pane(view.trend_title, [body], right=view.trend_hint, className="trend")


def _windows(view: Indicator) -> html.Section:
    rows = [_window(w) for w in view.windows]
    return desk.pane(
        view.windows_table.title, [desk.table(view.windows_table.heads, rows, numbers=(1, 2, 3, 4, 5), caption=view.windows_table.title)]
    )


def _window(window: Window) -> tuple[Any, ...]:
    first = html.Span(window.first, className="corrected" if window.corrected else "")
    return (window.name, window.n, window.whole, html.B(window.value), first, window.target, desk.tag(window.mark))


def _aims(view: Indicator) -> html.Section:
    rows = [(a.since, html.B(a.target), a.floor, a.basis, a.document, a.note) for a in view.aims]
    return desk.pane(view.aims_table.title, [desk.table(view.aims_table.heads, rows, caption=view.aims_table.title, className="wrap")])


def _behind(behind: Behind) -> html.Section:
    tables = []
    for one in behind.tables:
        last = len(one.heads) - 1
        rows = [(*row[:-3], html.Span(row[-3], className="asis"), *row[-2:]) for row in one.rows]
        tables += [html.H3(one.name), desk.table(one.heads, rows, numbers=(last - 1, last), caption=one.name)]
    total = [html.P(behind.total, className="total num")] if behind.total else []
    body = [*tables, *total] if tables else [desk.empty(behind.empty), *total]
    return desk.pane(behind.title, body, detail=behind.shown, className="behind", id="rows")
