"""Pieces both intake pages are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from cockpit.screen import controls, desk
from cockpit.views.intake_words import Button, Step


def steps(shown: Sequence[Step]) -> html.Nav:
    """Which of the steps is on, for eyes and ears."""
    items = [
        html.Li(controls.link(s.text, s.href) if s.href else html.Span(s.text), className=s.state, **desk.current(s.state == "on", "step"))
        for s in shown
    ]
    return html.Nav(html.Ol(items), className="steps")


def status(said: str, *, failed: bool = False, busy: bool = False) -> html.Div:
    """What just happened; the second line belongs to the script, for what happens meanwhile."""
    words = [html.P([*([html.Span(className="mk missed", **desk.HIDDEN)] if failed else []), said])] if said else []
    name = f"status{' failed' if failed else ''}{' busy' if busy else ''}"
    return html.Div([*words, html.P(id="meanwhile")], className=name, role="status")


def post_button(button: Button, *, method: str = "POST", className: str = "btn", first: bool = False) -> html.Button:
    told: dict[str, Any] = {"data-method": method} if method != "POST" else {}
    told |= {"data-first": "1"} if first else {}
    return controls.act(button.text, button.post, button.body, go=button.go, busy=button.busy, className=className, **told)


def link_button(button: Button, *, className: str = "btn") -> html.A:
    return controls.link(button.text, button.go, className=className)


def either(button: Button, *, className: str = "btn small") -> Any:
    return post_button(button, className=className) if button.post else link_button(button, className=className)
