"""The frame every figure shares: fixed pixels, transparent, no interaction, no outside address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cockpit.figures.theme import CLEAR, FONT, Theme

Json = dict[str, Any]

CONFIG: Json = {
    "staticPlot": True,
    "displayModeBar": False,
    "displaylogo": False,
    "plotlyServerURL": "",
    "topojsonURL": "/assets/topo/",
    "modeBarButtonsToRemove": ["sendChartToCloud"],
    "responsive": False,
}
"""Plotly's own defaults would offer to post the figure to its makers, and fetch a world map from them."""


def layout(w: int, h: int, theme: Theme, **more: Any) -> Json:
    """The layout common to all figures; `more` overrides."""
    return {
        "width": w,
        "height": h,
        "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "uirevision": "wall",
        "bargap": 0.28,
        "bargroupgap": 0.08,
        "font": {"family": FONT, "size": theme.small, "color": theme.ink2},
        "transition": {"duration": 0},
        **more,
    }


def axis(theme: Theme, **more: Any) -> Json:
    """A quiet axis: no line, no zero line, no automatic range."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "fixedrange": True,
        "automargin": False,
        "tickmode": "array",
        "tickvals": [],
        "tickfont": {"size": theme.small, "color": theme.ink3},
        **more,
    }


def pixels(w: int, h: int, theme: Theme, **more: Any) -> Json:
    """A layout whose axes are the figure's own pixels, y downwards."""
    return layout(w, h, theme, xaxis=axis(theme, range=[0, w], visible=False), yaxis=axis(theme, range=[h, 0], visible=False), **more)


def note(text: str, x: float, y: float, *, color: str, size: int, weight: int = 400, anchor: str = "left", **more: Any) -> Json:
    """A text at a point, without arrow. `anchor` is left, center or right."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "x",
        "yref": "y",
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": "middle",
        "borderpad": 0,
        "font": {"color": color, "size": size, "weight": weight},
        "align": anchor,
        **more,
    }


def box(x0: float, y0: float, x1: float, y1: float, *, fill: str, edge: str = CLEAR, width: float = 0) -> Json:
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "xref": "x",
        "yref": "y",
        "fillcolor": fill,
        "line": {"color": edge, "width": width},
    }


def rule(x0: float, y0: float, x1: float, y1: float, *, color: str, width: float = 1, dash: str = "solid", **more: Any) -> Json:
    return {
        "type": "line",
        "x0": x0,
        "x1": x1,
        "y0": y0,
        "y1": y1,
        "xref": "x",
        "yref": "y",
        "line": {"color": color, "width": width, "dash": dash},
        **more,
    }


def apart(wanted: Sequence[float], gap: float, *, low: float, high: float) -> list[float]:
    """Positions as near as possible to `wanted`, `gap` apart, in the same order, inside low … high."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    last = low - gap
    for i in order:
        last = placed[i] = max(wanted[i], last + gap)
    ceiling = high
    for i in reversed(order):
        ceiling = placed[i] = min(placed[i], ceiling)
        ceiling -= gap
    return placed
