"""The pieces every desk page is made of: the frame, marks, figures, cards, filters, tables, charts. Pure: same view, same tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import dcc, html

from cockpit.figures import desk as figures
from cockpit.figures.frame import CONFIG
from cockpit.figures.theme import LIGHT
from cockpit.views.batches import Line
from cockpit.views.card import Card
from cockpit.views.desk import Filter, Frame, Link, Mark
from cockpit.views.desk_charts import Spark, Trend
from cockpit.views.health import Section

HIDDEN: dict[str, Any] = {"aria-hidden": "true"}
LIVE_CONFIG: Any = CONFIG | {"staticPlot": False, "responsive": True, "scrollZoom": False, "doubleClick": False, "showTips": False}
"""A desk chart can be pointed at; it still offers no buttons and posts nothing."""
STILL: Any = CONFIG


def aria(**names: str) -> dict[str, Any]:
    """`aria-…` attributes, which are no Python names."""
    return {f"aria-{name}": value for name, value in names.items()}


def current(on: bool, kind: str = "page") -> dict[str, Any]:
    """Marks the current page or choice for ears as well as eyes."""
    return aria(current=kind) if on else {}


def page(frame: Frame, children: Sequence[Any], *, name: str) -> html.Div:
    """A whole desk page: skip link, bar, content. `name` is a class of its own for layout."""
    return html.Div(
        [
            html.A(frame.skip, href="#content", className="skip"),
            bar(frame),
            html.Main(children, id="content", className=f"content {name}", tabIndex="-1"),
        ],
        className="desk",
        lang="en" if frame.lang == "en" else "zh-Hans",
    )


def bar(frame: Frame) -> html.Header:
    """Name, priorities with their states, tools. The current page is marked for eyes and ears."""
    tabs = [_tab(link) for link in frame.tabs]
    tools = [html.A(link.text, href=link.href, className="tool on" if link.on else "tool", **current(link.on)) for link in frame.tools]
    return html.Header(
        [html.B(frame.brand), html.Nav(tabs, **aria(label=frame.nav_label)), html.Div(tools, className="tools")], className="top"
    )


def _tab(link: Link) -> html.A:
    said = [html.Span(f" {link.mark.word}", className="unseen")] if link.mark else []
    mark = [mk(link.mark)] if link.mark else []
    return html.A([*mark, html.Span(link.text), *said], href=link.href, className="on" if link.on else "", **current(link.on))


def mk(mark: Mark) -> html.Span:
    """The shape alone; the word must stand near it."""
    return html.Span(className=f"mk {mark.state}", **HIDDEN)


def tag(mark: Mark) -> html.Span:
    """Shape and word on the state's fill."""
    return html.Span([mk(mark), mark.word], className=f"tag {mark.state}")


def figure(value: str, unit: str, target: str, *, state: str = "") -> html.Div:
    """Value, unit, and the target behind the bar that always means target."""
    small: list[Any] = [unit] if unit else []
    if target:
        small.append(html.I(target, className="tg"))
    return html.Div([html.B(value), html.Small(small)] if small else [html.B(value)], className=f"v {state}".strip())


def pane(title: str, children: Iterable[Any], *, detail: str = "", right: str = "", className: str = "", id: str = "") -> html.Section:
    """A titled box."""
    head: list[Any] = [html.H2(title)]
    if detail:
        head.append(html.Span(detail))
    if right:
        head.append(html.Span(right, className="r"))
    named: dict[str, Any] = {"id": id} if id else {}
    return html.Section([html.Div(head, className="h3"), *children], className=f"pane {className}".strip(), **named)


def table(
    heads: Sequence[str], rows: Iterable[Sequence[Any]], *, numbers: Sequence[int] = (), caption: str = "", className: str = ""
) -> html.Div:
    """A table that scrolls sideways by itself on a narrow screen. `numbers` are columns set flush right."""
    side = {i: "n" for i in numbers}
    head = html.Thead(html.Tr([html.Th(h, className=side.get(i, ""), scope="col") for i, h in enumerate(heads)]))
    body = html.Tbody([html.Tr([html.Td(c, className=side.get(i, "")) for i, c in enumerate(row)]) for row in rows])
    said = [html.Caption(caption, className="unseen")] if caption else []
    return html.Div(
        html.Table([*said, head, body]), className=f"scroll {className}".strip(), tabIndex="0", role="region", **aria(label=caption)
    )


def filters(row: Sequence[Filter], *, clear: Link | None, told: str) -> html.Div:
    """Choices as unfolding lists of links: they work without a script, and each is an address."""
    parts: list[Any] = [_filter(f) for f in row]
    if clear is not None:
        parts.append(html.A(clear.text, href=clear.href, className="btn quiet"))
    return html.Div([*parts, html.Span(told, className="r")], className="flt")


def _filter(chosen: Filter) -> html.Div:
    options = [html.A(o.text, href=o.href, className="on" if o.on else "", **current(o.on, "true")) for o in chosen.options]
    summary = html.Summary([html.Span(f"{chosen.label} ", className="unseen"), chosen.chosen], className="sel")
    return html.Div(
        [html.Span(chosen.label, className="l", **HIDDEN), html.Details([summary, html.Div(options, className="options")])], className="f"
    )


def card(shown: Card) -> html.Article:
    """One indicator. The whole card chooses it; its figure opens it."""
    state = shown.mark.state
    aged = [html.Span(shown.age, className="age")] if shown.age else []
    second = [p for p in (shown.change, shown.companion, shown.gate) if p]
    picture = [spark(shown.spark)] if shown.spark else []
    return html.Article(
        [
            html.Div([html.A(shown.name, href=shown.href, className="pick", **current(shown.on, "true")), tag(shown.mark)], className="t"),
            html.Div(
                [html.A(figure(shown.value, shown.unit, shown.target, state=state), href=shown.opens, className="open"), *picture],
                className="m",
            ),
            html.Div([html.Span(p) for p in second] or [html.Span(shown.note or shown.counts)], className="def two"),
            html.Div(shown.note if shown.note and second else shown.definition, className="def one", title=shown.definition),
            html.Div([html.Span(shown.when), *aged, html.Span(shown.counts, className="r") if second else ""], className="def foot"),
        ],
        className=f"card {state}{' on' if shown.on else ''}",
    )


def spark(spec: Spark) -> html.Div:
    drawn = dcc.Graph(figure=figures.spark(spec, LIGHT), config=STILL, className="spark", style={"width": "52px", "height": "28px"})
    return html.Div(drawn, **HIDDEN)


def chart(spec: Trend, *, height: int) -> html.Div:
    """A trend as wide as its box and at least `height` tall, with what it shows said in words."""
    drawn = dcc.Graph(figure=figures.trend(spec, LIGHT), config=LIVE_CONFIG, responsive=True, style={"height": "100%", "width": "100%"})
    return html.Div(drawn, role="img", className="chart", style={"minHeight": f"{height}px"}, **aria(label=spec.alt))


def empty(said: str) -> html.P:
    return html.P(said, className="empty")


def batches(section: Section, rows: Sequence[Line]) -> html.Section:
    """Batches with their equation."""
    if not rows:
        return pane(section.title, [empty(section.empty)], detail=section.detail)
    cells = [
        (
            r.id,
            tag(r.mark),
            html.Span(r.file, className="asis"),
            r.source,
            r.received,
            r.covers,
            html.Span(r.equation, className="num"),
            r.note,
        )
        for r in rows
    ]
    return pane(section.title, [table(section.heads, cells, numbers=(0,), caption=section.title)], detail=section.detail)
