"""The wall as a tree of Dash components: one canvas of design pixels, scaled by `heartbeat.js`."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from dash import html

from cockpit.screen import marks
from cockpit.screen.panels import panel
from cockpit.views.wall.parts import Cell, Column, Count, Footer, Header, LedgerRow, WallView


def layout(view: WallView) -> html.Main:
    """Pure: the same view, the same tree."""
    inner = _wide(view) if view.beside else _page(view)
    shape = f"{' uw' if view.wide else ' tall' if view.canvas.shape == 'tall' else ''}{' far' if view.canvas.far else ''}"
    data: dict[str, Any] = {
        "data-theme": "dark",
        "data-page": view.page,
        "data-lang": view.lang,
        "data-zone": view.zone,
        "data-version": view.version,
        "data-overdue": str(view.overdue),
        "data-rotation": json.dumps(view.rotation),
        "data-keep": json.dumps(dataclasses.asdict(view.keep)),
        "data-canvas": f"{view.canvas.w}x{view.canvas.h}",
        "lang": "zh-Hans" if view.lang == "zh" else view.lang,
    }
    return html.Main(inner, className=f"wall{shape}{' twin' if view.beside else ''} {view.lang}", id="wall", style=_sizes(view), **data)


def _sizes(view: WallView) -> dict[str, str]:
    """The canvas, and where the overview's blocks are not the usual ones their widths, for the style sheet."""
    found = {"--canvas-w": f"{view.canvas.w}px", "--canvas-h": f"{view.canvas.h}px"}
    areas = (view.beside or view).areas
    if areas:
        ledger, feeds, rail, area = (f"{w}px" for w in areas)
        found |= {"--side": rail, "--uw": f"{ledger} {feeds} {rail} {area}", "--uw-side": f"{rail} {area}" if areas[3] else "minmax(0,1fr)"}
    return found


def _page(view: WallView) -> list[html.Div]:
    body = _overview(view) if view.ledger else _columns(view)
    return [_header(view.header, view), body, _footer(view.footer)]


def _wide(view: WallView) -> list[html.Div]:
    """The overview at the left of the middle, the page in turn at the right."""
    assert view.beside is not None
    return [html.Div(_page(view.beside), className="half"), html.Div(_page(view), className="half")]


def _header(head: Header, view: WallView) -> html.Div:
    name = html.Div([head.name, html.Small(head.small)], className="nm" if head.counts else "nm page")
    if head.counts:
        middle: list[Any] = [html.Div([_count(c) for c in head.counts], className="say counts")]
    else:
        tag = [marks.tag(*head.tag)] if head.tag else []
        score = [html.Span(_fraction(head.score), className="score"), html.Span(head.score_word, className="mute")] if head.score else []
        middle = [*tag, html.Div([*score, html.Span(head.say, className="finding")], className="say")]
    days = [html.Span(**marks.data({"data-clock": "day"})), html.Span(**marks.data({"data-clock": "week"}))]
    clock = [
        *([html.Div(days, className="clock")] if head.dated else []),
        html.Div(html.B(**marks.data({"data-clock": "time"})), className="clock"),
        *([html.Div([html.Span(t) for t in head.feeds], className="clock feeds-said")] if any(head.feeds) else []),
    ]
    named = [name] if head.name or head.small else []
    return html.Div([*named, *middle, *clock], className="head", **marks.data({"data-zone": view.zone}), **marks.ageing(head.stale_after))


def _fraction(score: str) -> list[html.B | html.I]:
    done, _, whole = score.partition("/")
    return [html.B(done), html.I(f"/{whole}")]


def _count(count: Count) -> html.Span:
    return html.Span([marks.mark(count.style), html.B(str(count.number)), count.word, html.Em(count.signs)], className=f"q {count.style}")


def _overview(view: WallView) -> html.Div:
    head = html.Div(
        [
            html.Span(view.ledger_words[0]),
            html.Span(view.ledger_words[1]),
            html.Span(view.ledger_words[2]),
            html.Span(view.ledger_words[3], className="rest"),
        ],
        className="row hd",
    )
    slots = max((len(r.cells) for r in view.ledger), default=4)
    stretched = view.wide or len(view.ledger) < 6 or (view.canvas.far and not view.feeds and view.canvas.shape != "tall")
    ledger = html.Section(
        [head, *[_row(r) for r in view.ledger]],
        className=f"panel ledger slots{slots}",
        style={"--slots": str(slots), "gridTemplateRows": f"34px repeat({len(view.ledger)}, minmax(0,{'1fr' if stretched else '74px'}))"},
    )
    feeds = [html.Div([panel(p, "feed") for p in view.feeds], className="feeds", style=_feeds_style(view))] if view.feeds else []
    side = html.Div([panel(p) for p in view.side], className="side")
    return html.Div([ledger, *feeds, side], className=f"body overview{'' if view.feeds else ' bare'}")


def _feeds_style(view: WallView) -> dict[str, str]:
    """Side by side as the plan has them; the usual canvas leaves it to the style sheet."""
    if not view.areas:
        return {}
    across = 2 if view.wide and len(view.feeds) > 1 else len(view.feeds)
    return {"gridTemplateColumns": f"repeat({across},minmax(0,1fr))", "gridTemplateRows": "auto"}


def _row(row: LedgerRow) -> html.Div:
    tag = html.Div(marks.tag(row.style, row.word))
    name = html.Div([html.B(f"{row.sign} {row.name}"), html.Span(row.lift)], className="nm")
    bar = html.Div(
        [
            html.I(className=f"p {style}", style={"flexGrow": n})
            for style, n in (("ok", row.bar.ok), ("warn", row.bar.watch), ("bad", row.bar.missed), ("stale", row.bar.blind))
            if n
        ],
        className="bar",
    )
    said = [html.Span(t, className="d") for t in (row.missing or row.change,) if t]
    score = html.Div(
        [html.Span([html.B(str(row.ok)), html.I(f"/{row.assessable}")], className="of"), html.Div([bar, *said])], className="sc"
    )
    return html.Div(
        [tag, name, score, *[cell(c) for c in row.cells]],
        className=f"row {row.style}",
        **marks.data({"data-key": f"p{row.id}", "data-state": row.style}),
        **marks.ageing(row.stale_after),
    )


def cell(shown: Cell, *, full: bool = False) -> html.Div:
    """One indicator in small; `full` adds the line with its change and its companion."""
    label = html.Span(
        [shown.label, html.Em(shown.arrow), html.Small(shown.age)] if shown.age else [shown.label, html.Em(shown.arrow)], className="l"
    )
    mark = [marks.mark(shown.style)] if shown.style in ("warn", "bad", "stale", "none") else []
    value = html.B([shown.value, "*"] if shown.partial else shown.value)
    target = [html.I(shown.target, className="t")] if shown.target else []
    line = html.Span([*mark, value, *([html.I(shown.unit)] if shown.unit else []), *target], className="v")
    more = (
        [html.Span(shown.change or " ", className="c"), *([html.Span(shown.note, className="c note")] if shown.note else [])]
        if full
        else []
    )
    told = marks.data({"data-key": shown.id, "data-state": shown.style})
    return html.Div([label, line, *more], className=f"cell {shown.style}", **told, **marks.ageing(shown.stale_after))


def _columns(view: WallView) -> html.Div:
    strip = (
        [
            html.Section(
                [cell(c, full=True) for c in view.strip],
                className="panel strip",
                style={"gridTemplateColumns": f"repeat({view.strip_columns or len(view.strip)}, auto)"},
            )
        ]
        if view.strip
        else []
    )
    widths = " ".join(f"{c.w}px" for c in view.columns if not c.alone)
    columns = html.Div([_column(c) for c in view.columns], className="columns", style={"gridTemplateColumns": widths})
    return html.Div([*strip, *([columns] if view.columns else [])], className="body paged")


def _column(column: Column) -> html.Div:
    return html.Div(
        [panel(p) for p in column.panels],
        className="col alone" if column.alone else "col",
        style={"gridTemplateRows": " ".join(f"{p.h}px" for p in column.panels)},
    )


def _footer(foot: Footer) -> html.Div:
    legend = [html.Span([marks.mark(style), word], className="k") for style, word in foot.legend]
    dots = [html.Span(className="dot on" if on else "dot") for on in foot.dots]
    turning = html.Span(className="turning", **marks.data({"data-skipped": str(foot.skipped)}))
    place = html.Span([turning, *dots, html.Span(foot.next)], className="pg")
    return html.Div([*legend, html.Span(foot.coverage, className="cov"), place], className="foot")
