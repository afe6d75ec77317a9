"""Files in: the list of `/intake`, or one draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from cockpit.screen import controls, desk, intake_draft
from cockpit.screen.intake_parts import link_button, post_button, status, steps
from cockpit.views.health import Section
from cockpit.views.intake import Drop, Entry, Intake, Waiting, Zone
from cockpit.views.intake_draft import Page
from cockpit.views.intake_question import Confirm
from cockpit.views.led import Led

ZONE: dict[str, Any] = {"data-drop": "/api/v1/drafts"}
ESCAPE: dict[str, Any] = {"data-escape": "1"}


def layout(view: Intake | Page) -> html.Div:
    """Whichever the address asks for."""
    return intake_draft.layout(view) if isinstance(view, Page) else _list(view)


def _list(view: Intake) -> html.Div:
    head = html.Div([html.H1(view.title), steps(view.steps)], className="headrow")
    held = [_batches(view.held_section, view.held)] if view.held else []
    boxes = [
        head,
        status(view.status, failed=view.failed),
        html.Div([_zone(view.zone, view), _drafts(view)], className="two"),
        *([_led(view.led)] if view.led else []),
        *held,
        _batches(view.batches_section, view.batches, view),
        _drops(view),
        *([_confirm(view.confirm)] if view.confirm else []),
    ]
    return desk.page(view.frame, boxes, name="intake")


def _zone(zone: Zone, view: Intake) -> html.Section:
    """The whole page takes a drop; here a person reads that it does, and keys reach the file chooser."""
    chooser = controls.field(id="file", type="file", multiple=True, className="unseen", **desk.aria(label=zone.choose))
    meter = html.Progress(value="0", max="100", **desk.aria(label=zone.progress))
    return html.Section(
        [
            html.Div(
                [
                    html.H2(zone.title),
                    html.P(zone.hint),
                    chooser,
                    html.Label(zone.choose, htmlFor="file", className="btn p"),
                    html.Div([html.Span(zone.sending), html.Span(className="asis", id="sending"), meter], className="sending", hidden=True),
                ],
                className="zone",
                **ZONE,
            ),
            html.Ul([html.Li(h) for h in view.how]),
            html.P(html.Code(view.folder, className="asis")),
        ],
        className="pane how",
    )


def _drafts(view: Intake) -> html.Section:
    section = view.drafts_section
    rows = [_waiting(d) for d in view.drafts]
    body = desk.table(section.heads, rows, caption=section.title) if rows else desk.empty(section.empty)
    return desk.pane(section.title, [body], detail=section.detail, className="drafts")


def _waiting(draft: Waiting) -> tuple[Any, ...]:
    name = controls.link(draft.name, draft.href, className="asis name")
    return (name, desk.tag(draft.mark), draft.source, draft.came, post_button(draft.drop, method="DELETE", className="btn small quiet"))


def _batches(section: Section, entries: Sequence[Entry], view: Intake | None = None) -> html.Section:
    rows = [_entry(e) for e in entries]
    body: list[Any] = [desk.table(section.heads, rows, numbers=(0,), caption=section.title)] if rows else [desk.empty(section.empty)]
    if view is not None:
        body.insert(0, desk.filters(view.filters, clear=None, told=""))
    if view is not None and view.older is not None:
        body.append(html.P(controls.link(view.older.text, view.older.href, className="btn small"), className="older"))
    return desk.pane(section.title, body, detail=section.detail, className="batches")


def _led(told: Led) -> html.Section:
    readings = [(controls.link(name.text, name.href), *rest) for name, *rest in told.readings]
    as_is = [[html.Span(cell, className="asis") for cell in row] for row in told.rows]
    rows = [(row[0], cells[1], row[2], *cells[3:]) for row, cells in zip(told.rows, as_is, strict=True)]
    body: list[Any] = [html.P(said) for said in told.said]
    if readings:
        body += [html.H3(told.reading_title), desk.table(told.reading_heads, readings, numbers=(3, 4), caption=told.reading_title)]
    if rows:
        body += [html.H3(told.row_title), desk.table(told.row_heads, rows, numbers=(0,), caption=told.row_title)]
    body.append(html.P(controls.link(told.close.text, told.close.href, className="btn small")))
    return desk.pane(told.title, body, className="led")


def _entry(entry: Entry) -> tuple[Any, ...]:
    line = entry.line
    buttons = [link_button(b, className="btn small") for b in (entry.button,) if b] + [
        html.A(b.text, href=b.go, className="btn small quiet", download="") for b in (entry.fix,) if b
    ]
    return (
        controls.link(line.id, entry.led),
        desk.tag(line.mark),
        html.Span(line.file, className="asis"),
        line.source,
        line.received,
        line.covers,
        html.Span(line.equation, className="num"),
        line.note,
        html.Div(buttons, className="acts"),
    )


def _drops(view: Intake) -> html.Section:
    section = view.drops_section
    rows = [_drop(d, view.template_word) for d in view.drops]
    return desk.pane(section.title, [desk.table(section.heads, rows, caption=section.title)], detail=section.detail)


def _drop(drop: Drop, template: str) -> tuple[Any, ...]:
    file = html.A(
        f"{template} XLSX", href=drop.template, className="btn small quiet", download="", **desk.aria(label=f"{drop.name} {template}")
    )
    return (
        drop.name,
        file,
        html.Span(drop.folder, className="asis id"),
        html.Span(drop.files, className="asis"),
        drop.cadence,
        drop.owner,
    )


def _confirm(asked: Confirm) -> html.Div:
    """Over the page until it is answered; Escape is no."""
    no = controls.link(asked.no_word, asked.no, className="btn", **ESCAPE)
    box = html.Div(
        [
            html.H2(asked.title, id="question"),
            *[html.P(s, className="asis" if i == 0 else "") for i, s in enumerate(asked.said)],
            html.Div([post_button(asked.yes, className="btn p", first=True), no], className="acts"),
        ],
        className="pane question",
        role="alertdialog",
        **desk.aria(modal="true", labelledby="question"),
    )
    return html.Div(box, className="veil")
