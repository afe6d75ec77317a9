"""Panels of the wall: a titled box of exact height with figures, tables, notes and rails in it."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from cockpit import figures
from cockpit.screen import marks
from cockpit.views.charts import Chart
from cockpit.views.wall.parts import Block, Figure, Head, Note, Panel, Rail, RailItem, Table, TableCell

CONFIG: Any = figures.CONFIG


def panel(shown: Panel, kind: str = "") -> html.Section:
    """A box with its title, its unit or age at the right, and what it shows."""
    right = marks.tag(*shown.tag) if shown.tag else html.Span(shown.right, className="r")
    title = html.Div([html.Span(shown.title, className="ti"), right], className="h2")
    rails = "rails" if any(isinstance(b, Rail) for b in shown.blocks) else ""
    names = " ".join(n for n in ("panel", kind, rails) if n)
    return html.Section(
        [title, *[_block(b, brief=kind == "feed") for b in shown.blocks]],
        className=names,
        style={"height": f"{shown.h}px"} if shown.h else {},
        **marks.ageing(shown.stale_after),
    )


def _block(block: Block, *, brief: bool) -> html.Div:
    if isinstance(block, Figure):
        return figure(block.chart)
    if isinstance(block, Head):
        return _head(block, brief=brief)
    if isinstance(block, Note):
        return _note(block)
    if isinstance(block, Table):
        return _table(block)
    return _rail(block)


def figure(spec: Chart) -> html.Div:
    """A plotly figure of fixed size. It never reacts: on a wall nobody points at it."""
    w, h = max(1, spec.w), max(1, spec.h)
    graph = dcc.Graph(figure=figures.draw(spec), config=CONFIG, style={"width": f"{w}px", "height": f"{h}px"}, className="fig")
    return html.Div(graph, role="img", className="figure", style={"height": f"{h}px"}, **marks.data({"aria-label": spec.alt}))


def _head(head: Head, *, brief: bool) -> html.Div:
    """The large figure; `brief` leaves its change in words and its companion to the pages."""
    cell = head.cell
    mark = [marks.mark(cell.style)] if cell.style in ("warn", "bad", "stale", "none") else []
    value = f"{cell.value}*" if cell.partial else cell.value
    target = [html.I(cell.target, className="t")] if cell.target else []
    arrow = [html.Em(cell.arrow)] if cell.arrow else []
    note = [html.Span(cell.note)] if cell.note and not brief else []
    change = [html.Span(cell.change, className="chg")] if cell.change and not brief else []
    return html.Div(
        [*mark, html.B(value), html.Span(cell.unit), *target, *arrow, *change, *note],
        className=f"big {cell.style}",
        **marks.data({"data-key": f"h.{cell.id}", "data-state": cell.style}),
        **marks.ageing(cell.stale_after),
    )


def _note(note: Note) -> html.Div:
    right = [html.Span(note.right, className="r")] if note.right else []
    text = [html.Span(note.text)] if note.text else []
    return html.Div([*text, *[marks.key(s, w) for s, w in note.keys], *right], className="note")


def _table(table: Table) -> html.Div:
    columns = " ".join(f"{w}px" if w else "minmax(0,1fr)" for w in table.widths)
    grid = {
        "gridTemplateColumns": columns,
        "gridTemplateRows": f"36px repeat({len(table.rows)},{table.row_h}px){f' {table.row_h}px' if table.total else ''}",
    }
    heads = [
        html.Span(t, className=f"th{'' if i < table.left or i == table.figure_at else ' n'}", style={"gridRow": 1, "gridColumn": i + 1})
        for i, t in enumerate(table.columns)
    ]
    body = [_td(c, i + 2, j + 1, table) for i, row in enumerate(table.rows) for j, c in enumerate(row) if j != table.figure_at]
    rules = [html.I(className="tr", style={"gridRow": i + 2, "gridColumn": "1 / -1"}) for i in range(len(table.rows))]
    total = [_td(c, len(table.rows) + 2, j + 1, table) for j, c in enumerate(table.total) if j != table.figure_at]
    if total:
        rules.append(html.I(className="tr sum", style={"gridRow": len(table.rows) + 2, "gridColumn": "1 / -1"}))
    bars = (
        [
            html.Div(
                figure(table.figure), className="bars", style={"gridRow": f"2 / {len(table.rows) + 2}", "gridColumn": table.figure_at + 1}
            )
        ]
        if table.figure
        else []
    )
    return html.Div([*rules, *heads, *bars, *body, *total], className="table", style=grid)


def _td(cell: TableCell, row: int, column: int, table: Table) -> html.Span:
    mark = [marks.mark(cell.mark)] if cell.mark else []
    side = "" if column - 1 < table.left else " n"
    return html.Span(
        [*mark, html.Span(cell.text)], className=f"td{side} {cell.style}".rstrip(), style={"gridRow": row, "gridColumn": column}
    )


def _rail(rail: Rail) -> html.Div:
    return html.Div([_item(i) for i in rail.items], className="rail")


def _item(item: RailItem) -> html.Div:
    left = html.Div([html.B([marks.mark(item.kind), html.Span(item.title)]), html.Span(item.who)], className="what")
    due = html.Div([html.B(item.due), html.Span(item.due_unit)], className="due")
    return html.Div([left, due], className=f"it {item.kind}", **marks.ageing(item.stale_after))
