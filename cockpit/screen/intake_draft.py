"""One draft: the file with a verdict beside every row, its columns, where its rows go, what would change, and the bar to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from cockpit.screen import controls, desk
from cockpit.screen.intake_parts import either, link_button, post_button, status, steps
from cockpit.views.intake_draft import Page
from cockpit.views.intake_file import Line, Mapped
from cockpit.views.intake_troubles import Field, Item, Said
from cockpit.views.intake_words import Pane

KINDS = {"date": {"type": "date"}, "month": {"type": "month"}, "number": {"type": "text", "inputMode": "decimal"}, "text": {"type": "text"}}


def layout(view: Page) -> html.Div:
    """Everything of one draft; what is being judged again stays on the screen, quieter."""
    waits = view.state in {"judging", "taking"}
    post = f"/api/v1/drafts/{view.id}"
    panes = [_raw(view), _columns(view, post)] if view.counted else [_columns(view, post), _raw(view)]
    body = html.Div([html.Div(panes, className="left"), html.Aside(_where(view, post), className="pane where")], className="main")
    boxes = [
        _head(view, post),
        status(view.status, failed=view.state == "failed", busy=waits),
        *(
            [html.Ul([html.Li([html.Span(className="mk watch", **desk.HIDDEN), a]) for a in view.alerts], className="alerts")]
            if view.alerts
            else []
        ),
        *(
            [html.Div([link_button(b, className="btn p" if i == 0 else "btn") for i, b in enumerate(view.outcome)], className="acts")]
            if view.outcome
            else []
        ),
        *([body] if view.raw.lines or view.columns.columns else _unknown(view)),
    ]
    page = desk.page(view.frame, boxes, name=f"intake draft{' waits' if waits else ''}")
    page.children.append(_bar(view, post))
    return page


def _unknown(view: Page) -> list[html.Section]:
    """Nothing of the file is shown before its source is known: only then can be told whether it carries personal data."""
    return [desk.pane(view.unread.title, [html.P(view.unread_why), _promise(view)], className="where")] if view.state != "judging" else []


def _head(view: Page, post: str) -> html.Div:
    title = html.H1([view.title, html.Span(f"“{view.name}”", className="asis")])
    source = _select(view.source, post, "source", label=view.source.header)
    asked = html.Div([html.Span(view.source.header, className="l", **desk.HIDDEN), source], className="f") if view.state != "taken" else ""
    return html.Div([title, steps(view.steps), asked, html.Span(view.told, className="r")], className="headrow")


def _pane(pane: Pane, children: Sequence[Any], *, className: str = "", id: str = "") -> html.Section:
    return desk.pane(pane.title, children, detail=pane.detail, right=pane.right, className=className, id=id)


def _title(pane: Pane) -> html.Div:
    return html.Div([html.H2(pane.title), html.Span(pane.detail), html.Span(pane.right, className="r num")], className="h3")


# -- the file


def _raw(view: Page) -> html.Section:
    rows = html.Tbody([_line(line, view.raw.width) for line in view.raw.lines])
    table = html.Table([html.Caption(view.raw.pane.title, className="unseen"), rows], className="raw")
    return _pane(
        view.raw.pane, [html.Div(table, className="scroll tall", tabIndex="0", role="region", **desk.aria(label=view.raw.pane.title))]
    )


def _line(line: Line, width: int) -> html.Tr:
    mark = html.Th([desk.mk(line.mark), line.mark.word], scope="row", className="verdict", title=line.why)
    why = [html.Span(line.why, className="unseen")] if line.why else []
    tds = [
        html.Td(text, className="asis wrong" if i in line.wrong else "asis", title=text, colSpan=str(wide))
        for i, text, wide in _spread(line, width)
    ]
    return html.Tr([html.Td([line.number, *why], className="ix"), mark, *tds], className=line.kind, key=line.number)


def _spread(line: Line, width: int) -> Iterator[tuple[int, str, int]]:
    """(position, text, columns it takes): a title has the empty cells at its right, so that it widens none of the columns below."""
    cells = [*line.cells, *[""] * (width - len(line.cells))]
    last = max((i for i, text in enumerate(cells) if text), default=-1) if line.kind == "title" else -1
    for at, text in enumerate(cells):
        if last < 0 or at < last:
            yield at, text, 1
        elif at == last:
            yield at, text, width - last


# -- its columns


def _columns(view: Page, post: str) -> html.Section:
    head = html.Thead(html.Tr([html.Th(h, scope="col") for h in view.columns.heads]))
    rows = html.Tbody([_column(c, post, fixed=view.state in {"taking", "taken"}) for c in view.columns.columns])
    table = html.Div(
        html.Table([html.Caption(view.columns.pane.title, className="unseen"), head, rows], className="mapping"), className="scroll"
    )
    notes = [html.Ul([html.Li(n) for n in view.columns.notes], className="notes")] if view.columns.notes else []
    return _pane(view.columns.pane, [table, *notes])


def _column(column: Mapped, post: str, *, fixed: bool) -> html.Tr:
    state = html.Span([desk.mk(column.mark), html.Span(column.mark.word)], className=f"judged {column.mark.state}")
    choice = _select(column, post, "mapping", label=column.header, fixed=fixed)
    return html.Tr(
        [
            html.Th(html.Span(column.header, className="asis"), scope="row"),
            html.Td([html.Span("→ ", **desk.HIDDEN), choice]),
            html.Td(column.note),
            html.Td(state),
        ],
        key=column.id,
    )


def _select(column: Mapped, post: str, what: str, *, label: str, fixed: bool = False) -> controls.Choice:
    told: dict[str, Any] = {"data-change": post, "data-what": what, "data-name": column.header, "disabled": fixed}
    return controls.choose(column.options, column.chosen, id=column.id, className="pick", **told, **desk.aria(label=label))


# -- where its rows go


def _where(view: Page, post: str) -> list[Any]:
    if not view.counted:
        return [_title(view.unread), html.P(view.unread_why), _promise(view)]
    totals = [html.Div([html.B(t.number), html.Span(t.word)], className=t.state) for t in view.balance.totals]
    return [
        _title(view.balance.pane),
        html.Div(totals, className="tot"),
        html.P(view.balance.equation, className="eq num"),
        *_items(view.refused_pane, view.refused, view, post),
        *_items(view.held_pane, view.held, view, post),
        *_so_far(view),
        _title(view.balance.effect_pane),
        *_effect(view),
        _promise(view),
    ]


def _promise(view: Page) -> html.Div:
    return html.Div([html.B(view.balance.promise.title), html.P(view.balance.promise.detail)], className="promise")


def _items(pane: Pane, items: Sequence[Item], view: Page, post: str) -> list[Any]:
    return [_title(pane), html.Ul([_item(i, view, post) for i in items], className="items")] if items else []


def _item(item: Item, view: Page, post: str) -> html.Li:
    words = html.Div([html.B(item.title), *[html.Span(s) for s in item.said]])
    buttons = html.Div([either(b) for b in item.buttons], className="acts") if item.buttons and view.state != "taken" else ""
    form = [_form(item, view, post)] if item.fields else []
    mark = html.Span([desk.mk(item.mark), html.Span(item.mark.word, className="unseen")])
    return html.Li([mark, words, buttons, *form], id=item.id, key=item.id, className=item.mark.state)


def _form(item: Item, view: Page, post: str) -> html.Form:
    fields = [_field(f, first=i == 0) for i, f in enumerate(item.fields)]
    no = controls.link(view.cancel, item.close, className="btn small quiet", **{"data-escape": "1"})
    yes = html.Button(view.save, type="submit", className="btn small p")
    told: dict[str, Any] = {"data-form": post, "data-kind": item.kind, "data-about": item.about, "data-go": item.close}
    return html.Form([*fields, html.Div([yes, no], className="acts")], className="mend", **told)


def _field(field: Field, *, first: bool) -> html.Div:
    told: dict[str, Any] = {"data-header": field.header, **({"data-first": "1"} if first else {})}
    if field.options:
        control: Any = controls.choose(field.options, field.value, id=field.id, className="pick", **told)
    else:
        kind: dict[str, Any] = KINDS.get(field.kind, KINDS["text"])
        control = controls.field(id=field.id, defaultValue=field.value, maxLength=200, className="cell", **kind, **told)
    written = [html.Small(f"“{field.written}”", className="asis")] if field.written else []
    return html.Div([html.Label([field.label, *written], htmlFor=field.id), control], className="field")


def _so_far(view: Page) -> list[Any]:
    return (
        [_title(view.said_pane), html.Ul([_said(s) for s in view.said], className="items said")]
        if view.said and view.state != "taken"
        else []
    )


def _said(said: Said) -> html.Li:
    return html.Li(
        [html.Span(className="mk ok", **desk.HIDDEN), html.Div(html.Span(said.text)), post_button(said.back, className="btn small quiet")]
    )


def _effect(view: Page) -> list[Any]:
    rows = [
        html.Tr([html.Td(c.name), html.Td(c.before, className="n"), html.Td("→"), html.Td(html.B(c.after), className="n")])
        for c in view.balance.effect
    ]
    return (
        [html.Table([html.Caption(view.balance.effect_pane.title, className="unseen"), html.Tbody(rows)], className="effect")]
        if rows
        else []
    )


# -- the bar


def _bar(view: Page, post: str) -> html.Footer:
    """To take it in, to mend it elsewhere, to read another sheet, to leave."""
    if view.state == "taken":
        return html.Footer(className="decide", hidden=True)
    parts: list[Any] = []
    if view.take is not None:
        parts.append(post_button(view.take, className="btn p"))
    if view.download is not None:
        parts.append(html.A(view.download.text, href=view.download.go, className="btn", download=""))
    if view.sheets:
        chosen = Mapped("sheet", view.sheets_word, view.sheet, view.sheets, "", view.source.mark)
        parts.append(
            html.Span(
                [html.Span(view.sheets_word, className="l", **desk.HIDDEN), _select(chosen, post, "sheet", label=view.sheets_word)],
                className="f",
            )
        )
    parts.append(post_button(view.drop, method="DELETE", className="btn quiet"))
    return html.Footer([*parts, html.Span(view.leave, className="r")], className="decide")
