"""Files in, in a first plain form."""

from __future__ import annotations

from typing import Any

from dash import html

from cockpit.screen import desk
from cockpit.views.intake import Drop, Intake


def layout(view: Intake) -> html.Div:
    """How to hand a file in, what became of the newest, where each belongs."""
    how = html.Section(
        [
            html.Div([html.H1(view.title), html.Code(view.folder, className="asis")], className="what"),
            html.Ul([html.Li(h) for h in view.how]),
        ],
        className="pane how",
    )
    section = view.drops_section
    drops = desk.pane(
        section.title, [desk.table(section.heads, [_drop(d) for d in view.drops], caption=section.title)], detail=section.detail
    )
    return desk.page(view.frame, [how, desk.batches(view.batches_section, view.batches), drops], name="intake")


def _drop(drop: Drop) -> tuple[Any, ...]:
    return (drop.name, html.Span(drop.folder, className="asis id"), html.Span(drop.files, className="asis"), drop.cadence, drop.owner)
