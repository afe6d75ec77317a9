"""The overview on desk and phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from cockpit.screen import desk
from cockpit.views.attention import Item
from cockpit.views.overview import Count, Overview, Row, Tile


def layout(view: Overview) -> html.Div:
    """Counts, then the priorities with the rail beside them (on a phone the rail comes first), freshness at the end."""
    return desk.page(
        view.frame, [_head(view), html.Div([_rail(view), _rows(view)], className="two-columns"), _fresh(view)], name="overview"
    )


def _head(view: Overview) -> html.Section:
    counts = html.Div([_count(c) for c in view.counts], className="counts")
    day = html.Div([html.Span(view.date), html.Small(view.taken)], className="day")
    return html.Section(
        [html.Div([html.H1(view.counts_title), html.Small(view.indicators)], className="what"), counts, day], className="sum"
    )


def _count(count: Count) -> html.Div:
    return html.Div(
        [html.B([desk.mk(count.mark), str(count.number)]), html.Span([count.mark.word, html.Small(count.which)])],
        className=f"count {count.mark.state}",
    )


def _rail(view: Overview) -> html.Section:
    narrow = _folded(view.rail, view.rail_first, view.rail_more, className="narrow")
    wide = _folded(view.rail, view.rail_wide, view.rail_wide_more, className="wide")
    body: list[Any] = [wide, narrow] if view.rail else [desk.empty(view.rail_empty)]
    return desk.pane(view.rail_title, body, right=view.rail_total, className="rail")


def _folded(items: Sequence[Item], first: int, more: str, *, className: str) -> html.Div:
    """The first lines, the rest behind one touch. Desk and phone each have theirs; the style sheet shows one."""
    rest = [html.Details([html.Summary(more), html.Ol([_item(i) for i in items[first:]])], className="rest")] if more else []
    return html.Div([html.Ol([_item(i) for i in items[:first]]), *rest], className=className)


def _item(item: Item) -> html.Li:
    words = html.Span([html.Span(f"{item.mark.word} ", className="unseen"), item.title, html.Small(item.detail)])
    return html.Li(
        html.A([desk.mk(item.mark), words, html.Span([item.big, html.Small(item.small)], className=f"d {item.mark.state}")], href=item.href)
    )


def _rows(view: Overview) -> html.Section:
    return desk.pane(
        view.rows_title, [html.Div([_row(r) for r in view.rows], className="rows")], right=view.rows_hint, className="priorities"
    )


def _row(row: Row) -> html.Article:
    aged = [html.Span(row.age, className="age")] if row.age else []
    name = html.A([html.B(row.name), html.Small([row.lift, *aged])], href=row.href, className="name")
    bar = html.Div(
        [html.Span(className=p.state, style={"width": f"{p.width}%"}) for p in row.parts],
        className="bar",
        role="img",
        **desk.aria(label=row.bar),
    )
    detail = html.Span([html.Span(p) for p in row.detail], className="said")
    small = html.Small([*([html.Span(row.change)] if row.change else []), detail])
    count = html.Div([html.B(row.headline, className="num"), html.Div([bar, small])], className="nm")
    return html.Article(
        [desk.tag(row.mark), name, count, html.Div([_tile(t) for t in row.tiles], className="tiles")], className=f"p {row.mark.state}"
    )


def _tile(tile: Tile) -> html.A:
    aged = [html.Span(tile.age, className="age")] if tile.age else []
    shape = [desk.mk(tile.mark)] if tile.mark.state != "ok" else []
    line = html.Span([*shape, desk.figure(tile.value, tile.unit, tile.target, state=tile.mark.state)], className="line")
    return html.A(
        [html.Span([html.Span(tile.name), *aged], className="t"), line, html.Span(tile.mark.word, className="unseen")],
        href=tile.href,
        className="tile",
    )


def _fresh(view: Overview) -> html.A:
    return html.A([desk.mk(view.fresh_mark), html.Span(view.fresh)], href=view.fresh_href, className="fresh")
