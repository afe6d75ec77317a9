"""Frozen weeks and their files."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.screen import desk
from cockpit.views.weeks import Row, Weeks


def layout(view: Weeks) -> html.Div:
    """One line per week, newest first."""
    body = desk.table(view.heads, [_row(r) for r in view.rows], caption=view.title) if view.rows else desk.empty(view.empty)
    head = html.Section(html.Div([html.H1(view.title), html.Small(view.detail)], className="what"), className="sum")
    return desk.page(view.frame, [head, html.Section(body, className="pane")], name="weeks")


def _row(row: Row) -> tuple[Any, ...]:
    files: list[Any] = [html.A(link.text, href=link.href, className="btn small", download="") for link in row.files]
    frozen = html.Span([row.frozen, *([html.Small(f" {row.late}", className="age")] if row.late else [])])
    return (
        html.A(row.name, href=row.href),
        row.days,
        frozen,
        html.Span(files or row.none, className="files"),
        html.Span(row.version, className="asis id"),
    )
