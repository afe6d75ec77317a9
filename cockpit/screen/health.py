"""数据体检."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from cockpit.screen import desk
from cockpit.views.health import Feed, Health, Section, Trouble


def layout(view: Health) -> html.Div:
    """Counts, sources, problems, batches."""
    counts = html.Div(
        [
            html.Div([html.B([desk.mk(c.mark), str(c.number)]), html.Span(c.mark.word)], className=f"count {c.mark.state}")
            for c in view.counts
        ],
        className="counts",
    )
    head = html.Section([html.Div(html.H1(view.title), className="what"), counts], className="sum")
    return desk.page(view.frame, _boxes(view, head), name="health")


def _boxes(view: Health, head: html.Section) -> list[html.Section]:
    """What is wrong first, what is in order last."""
    late, rest = _feeds(view.feeds_section, view.feeds), _feeds(view.rest_section, view.rest)
    return [head, late, _troubles(view), desk.batches(view.batches_section, view.batches), rest]


def _feeds(section: Section, feeds: Sequence[Feed]) -> html.Section:
    rows = [_feed(f) for f in feeds]
    body = desk.table(section.heads, rows, numbers=(7,), caption=section.title) if rows else desk.empty(section.empty)
    return desk.pane(section.title, [body], detail=section.detail)


def _feed(feed: Feed) -> tuple[Any, ...]:
    name = html.Span([html.Span(feed.name), html.Small(f" {feed.id}", className="asis id")])
    told = html.Span([feed.told, *([html.Small(f" {feed.age}", className="age")] if feed.age else [])])
    missed = html.Span([feed.missed, *([html.Small(f" {feed.missing}")] if feed.missing else [])])
    return (desk.tag(feed.mark), name, told, feed.owner, feed.cadence, feed.due, missed, feed.rows)


def _troubles(view: Health) -> html.Section:
    section = view.troubles_section
    if not view.troubles:
        return desk.pane(section.title, [desk.empty(section.empty)])
    return desk.pane(
        section.title,
        [desk.table(section.heads, [_trouble(t) for t in view.troubles], caption=section.title, className="wrap")],
        detail=section.detail,
    )


def _trouble(trouble: Trouble) -> tuple[Any, ...]:
    return (desk.tag(trouble.mark), trouble.source, html.Span(trouble.where, className="asis"), trouble.finding, trouble.remedy)
