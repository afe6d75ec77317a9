"""Communities of an indicator, and the panel that says where a number comes from."""

from __future__ import annotations

from dash import html

from cockpit.screen import desk
from cockpit.views.lineage import Line, Lineage, Section
from cockpit.views.ranking import Dot, Ranking


def ranking(view: Ranking) -> html.Section:
    """One line per community on one scale; the upright stroke is the target."""
    if view.empty:
        return desk.pane(view.title, [], detail=view.empty, className="ranking")
    rows = html.Ol([html.Li(_dot(d, view)) for d in view.dots], className="dots")
    scale = html.Div([html.Span(view.low), html.Span(view.high)], className="scale", **desk.HIDDEN)
    listed = [html.H3(view.apart_title), html.Ul([html.Li(_apart(d)) for d in view.apart])] if view.apart else []
    below = [html.Div([*listed, *[html.P(s) for s in view.said]], className="apart")] if view.apart or view.said else []
    body = [*([rows, scale] if view.dots else []), *below]
    return desk.pane(view.title, body, detail=view.unit, right=view.caption, className="ranking")


def _dot(dot: Dot, view: Ranking) -> html.A:
    target = [html.Span(className="aim", style={"left": f"{view.target_at}%"})] if view.target_at is not None else []
    point = [html.Span(desk.mk(dot.mark), className="at", style={"left": f"{dot.at}%"})] if dot.at is not None else []
    return html.A(
        [
            html.Span(dot.name, className="name"),
            html.Span([*target, *point], className="track", **desk.HIDDEN),
            html.Span([dot.text, html.Span(f" {view.unit} {dot.mark.word}", className="unseen")], className="num"),
        ],
        href=dot.href,
        className=f"{dot.mark.state}{' on' if dot.on else ''}",
        title=dot.counts,
        **desk.current(dot.on, "true"),
    )


def _apart(dot: Dot) -> html.A:
    return html.A(
        [dot.name, " ", html.Span(dot.text, className="num"), html.Small(f" {dot.mark.word}")],
        href=dot.href,
        className="on" if dot.on else "",
    )


def lineage(view: Lineage) -> html.Aside:
    """Beside the figure on a desk, under it on a narrow screen."""
    head = [
        html.H2(view.title),
        html.Div([html.B(view.value), html.Small(view.unit), html.Span(view.name)], className="big"),
        html.P(view.equation, className="eq"),
    ]
    link = html.A(view.rows_text, href=view.rows_href, className="btn")
    return html.Aside([*head, *[_section(s) for s in view.sections], html.Div(link, className="actions")], className="pane lin")


def _section(section: Section) -> html.Div:
    return html.Div([html.H3(section.title), *[_line(line) for line in section.lines], *[html.P(w) for w in section.words]])


def _line(line: Line) -> html.Div:
    name = html.Span([html.Span(line.name, className="asis" if line.asis else ""), *([html.Small(line.detail)] if line.detail else [])])
    return html.Div([name, html.B(line.figure, className="num")], className="f")
