"""The status shapes and tags of the wall. Shapes are CSS backgrounds (`wall.css`): Dash has no SVG components."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html


def data(names: Mapping[str, str]) -> dict[str, Any]:
    """`data-` and `aria-` attributes, which Dash's own types do not know."""
    return dict(names)


def ageing(stale_after: int) -> dict[str, Any]:
    """The moment after which `heartbeat.js` marks an element as stale, whether or not a server is there."""
    return {"data-stale-after": str(stale_after)} if stale_after else {}


def mark(style: str, *, on: bool = False) -> html.I:
    """Tick, triangle, crossed diamond, clock, ring. `on`: for standing on the state's own solid colour."""
    return html.I(className=f"mk mk-{style}{' on' if on else ''}", **data({"aria-hidden": "true"}))


def tag(style: str, word: str) -> html.Span:
    """Shape, word and fill together: colour is never alone."""
    return html.Span([mark(style, on=style == "bad"), word], className=f"tag {style}")


def key(style: str, word: str) -> html.Span:
    """One entry of a legend: a swatch filled as in the figure, and its word."""
    return html.Span([html.I(className=f"sw sw-{style}"), word], className="key")
