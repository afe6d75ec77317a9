"""Fields a person fills in, as plain elements with React's own names: Dash's HTML list has neither a field nor a list with a first choice.

They are drawn by `assets/page.js`, never by Dash; `assets/intake.js` hears what is done with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from cockpit.views.intake_words import Option

_COMMON = ["id", "key", "className", "name", "disabled", "autoFocus", "defaultValue"]


class Field(Component):
    """`<input>`; what stands in it belongs to the browser once it is shown."""

    _namespace = "dash_html_components"
    _type = "Input"
    _prop_names: list[str] = [  # noqa: RUF012
        *_COMMON,
        "type",
        "accept",
        "multiple",
        "inputMode",
        "maxLength",
        "placeholder",
        "required",
        "tabIndex",
    ]
    _valid_wildcard_attributes: list[str] = ["data-", "aria-"]  # noqa: RUF012
    available_wildcard_properties: list[str] = _valid_wildcard_attributes
    available_properties: list[str] = _prop_names


class Choice(Component):
    """`<select>` with its first choice."""

    _namespace = "dash_html_components"
    _type = "Select"
    _prop_names: list[str] = [*_COMMON, "children"]  # noqa: RUF012
    _valid_wildcard_attributes: list[str] = ["data-", "aria-"]  # noqa: RUF012
    available_wildcard_properties: list[str] = _valid_wildcard_attributes
    available_properties: list[str] = _prop_names


def field(**names: Any) -> Field:
    """One `<input>`, by React's names."""
    return Field(**names)  # type: ignore[no-untyped-call]


def choose(options: Sequence[Option], chosen: str, **more: Any) -> Choice:
    """A drop-down list; made anew when the server says another choice than before."""
    listed = [html.Option(o.text, value=o.value) for o in options]
    return Choice(children=listed, defaultValue=chosen, key=f"{more.get('id', '')}={chosen}", **more)  # type: ignore[no-untyped-call]


def act(text: str, post: str, body: str = "", *, go: str = "", className: str = "btn", busy: str = "", **more: Any) -> html.Button:
    """A button that posts `body` (JSON) to `post`, and then leads to `go`. `busy` is said while it is under way."""
    told: dict[str, Any] = {"data-post": post, "data-body": body, "data-go": go, "data-busy": busy}
    return html.Button(text, type="button", className=className, **{k: v for k, v in told.items() if v}, **more)


def link(text: Any, href: str, *, className: str = "", **more: Any) -> html.A:
    """A link inside the page: followed without loading everything anew."""
    told: dict[str, Any] = {"data-soft": "1", **more}
    return html.A(text, href=href, className=className, **told)
