"""A priority's page."""

from __future__ import annotations

from dash import html

from cockpit.screen import desk, parts
from cockpit.views.attention import Duty
from cockpit.views.priority import Duties, Priority

CHART = 236


def layout(view: Priority) -> html.Div:
    """Filters on top; cards, trend and communities, duties; lineage at the right (below on narrow screens)."""
    columns = max(2, -(-len(view.cards) // 2) if len(view.cards) > 5 else len(view.cards))
    cards = html.Div([desk.card(c) for c in view.cards], className="cards", style={"--columns": str(columns)})
    pair = html.Div([_trend(view), parts.ranking(view.ranking)], className="pair solo" if view.ranking.empty else "pair")
    left = html.Div([cards, pair, _duties(view.duties)], className="left")
    head = html.Div([html.H1(view.name), desk.tag(view.mark), html.Span(view.headline, className="num")], className="head")
    row = desk.filters(view.filters, clear=view.clear, told=view.told)
    return desk.page(
        view.frame,
        [html.Div([head, row], className="headrow"), html.Div([left, parts.lineage(view.lineage)], className="main")],
        name="priority",
    )


def _trend(view: Priority) -> html.Section:
    body = desk.chart(view.trend, height=CHART) if view.trend else desk.empty(view.trend_empty)
    return desk.pane(view.trend_title, [body], right=view.trend_hint, className="trend")


def _duties(duties: Duties) -> html.Section:
    if not duties.rows:
        return desk.pane(duties.title, [desk.empty(duties.empty)])
    return desk.pane(
        duties.title,
        [desk.table(duties.heads, [_duty(d) for d in duties.rows], numbers=(3, 4, 5, 6, 7), caption=duties.title)],
        detail=duties.total,
    )


def _duty(duty: Duty) -> tuple[object, ...]:
    urgent = html.Span([desk.mk(duty.mark), duty.said], className=f"urgent {duty.mark.state}")
    counts = [str(n) if n else "" for n in (duty.over, duty.near, duty.later, duty.far)]
    return (
        html.A(duty.name, href=duty.href),
        duty.owner,
        urgent,
        html.B(counts[0], className="bad-t") if counts[0] else "",
        *counts[1:],
        str(duty.total),
    )
