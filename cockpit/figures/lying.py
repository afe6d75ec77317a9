"""Lying bars: one bar of parts, stacks by building, bullets against a target."""

from __future__ import annotations

from dataclasses import replace

from cockpit.figures import frame
from cockpit.figures.frame import Json
from cockpit.figures.theme import CLEAR, Fill, Theme
from cockpit.views import charts

_GAP = 2.0


def _painted(x0: float, y0: float, x1: float, y1: float, fill: Fill) -> tuple[list[Json], list[Json]]:
    """Shapes, and for a hatch the bar trace that carries it (layout shapes know no patterns)."""
    if fill.width and x1 - x0 < 12 and fill.color != CLEAR:
        fill = Fill(fill.color, text=fill.text)
    inset = fill.width / 2
    shape = frame.box(x0 + inset, y0 + inset, x1 - inset, y1 - inset, fill=fill.color, edge=fill.edge, width=fill.width)
    if not fill.hatch:
        return [shape], []
    hatch = {
        "type": "bar",
        "orientation": "h",
        "x": [x1 - x0],
        "base": [x0],
        "y": [(y0 + y1) / 2],
        "width": [y1 - y0],
        "marker": {
            "color": "rgba(0,0,0,0)",
            "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": fill.hatch, "bgcolor": "rgba(0,0,0,0)", "size": 9, "solidity": 0.3},
        },
    }
    return [shape], [hatch]


def _bar(
    parts: tuple[charts.Part, ...], theme: Theme, *, x: float, y: float, height: float, scale: float
) -> tuple[list[Json], list[Json], list[tuple[float, float]]]:
    shapes: list[Json] = []
    traces: list[Json] = []
    spans: list[tuple[float, float]] = []
    for part in parts:
        width = part.value * scale
        spans.append((x, x + width))
        if width > 0.5:
            more_shapes, more_traces = _painted(x, y, max(x + 1, x + width - _GAP), y + height, theme.fill(part.style))
            shapes += more_shapes
            traces += more_traces
        x += width
    return shapes, traces, spans


_LEAST = 40.0
"""Least pixels of a part that has a number in it: a count is there to be read, however small its share."""


def _widths(spec: charts.Strip, whole: float) -> list[float]:
    """Shares of the width; parts with a number get room for it, at the cost of the widest."""
    widths = [p.value * spec.w / whole for p in spec.parts]
    lacking = [i for i, p in enumerate(spec.parts) if p.inside and 0 < widths[i] < _LEAST]
    if lacking and len(lacking) < len(widths):
        widest = max(range(len(widths)), key=lambda i: widths[i])
        widths[widest] -= sum(_LEAST - widths[i] for i in lacking)
        for i in lacking:
            widths[i] = _LEAST
    return widths


def strip(spec: charts.Strip, theme: Theme) -> Json:
    """One bar; counts inside, their meaning under it."""
    under = any(p.under for p in spec.parts)
    height = spec.h - (theme.small * 1.45 if under else 0)
    whole = spec.whole or sum(p.value for p in spec.parts) or 1.0
    sized = tuple(replace(p, value=width) for p, width in zip(spec.parts, _widths(spec, whole), strict=True))
    shapes, traces, spans = _bar(sized, theme, x=0, y=0, height=height, scale=1.0)
    notes = []
    for part, (x0, x1) in zip(spec.parts, spans, strict=True):
        middle = (x0 + x1) / 2
        if part.inside and x1 - x0 >= 12:
            notes.append(
                frame.note(
                    part.inside,
                    middle,
                    height / 2,
                    color=theme.fill(part.style).text,
                    size=theme.body - 2,
                    weight=700 if part.style in ("bad", "warn") else 500,
                    anchor="center",
                )
            )
    notes += _unders(spec, spans, theme)
    return {"data": traces, "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes, bargap=0)}


def _unders(spec: charts.Strip, spans: list[tuple[float, float]], theme: Theme) -> list[Json]:
    """Texts under their parts, in order, never over each other nor over the edge."""
    told = [
        (part, (x0 + x1) / 2, _width(part.under, theme.small))
        for part, (x0, x1) in zip(spec.parts, spans, strict=True)
        if part.under and x1 - x0 > 0.5
    ]
    told = _that_fit(told, spec.w)
    lefts: list[float] = []
    edge = 0.0
    for _, middle, width in told:
        lefts.append(max(edge, middle - width / 2))
        edge = lefts[-1] + width + 8
    edge = float(spec.w)
    for i in range(len(told) - 1, -1, -1):
        lefts[i] = min(lefts[i], edge - told[i][2])
        edge = lefts[i] - 8
    return [
        frame.note(part.under, left, spec.h - theme.small * 0.6, color=theme.color(part.under_style), size=theme.small)
        for (part, _, _), left in zip(told, lefts, strict=True)
    ]


def _that_fit(told: list[tuple[charts.Part, float, float]], room: float) -> list[tuple[charts.Part, float, float]]:
    """The texts of the largest parts, as many as stand side by side; a name without room gives way to a larger part's."""
    kept: list[int] = []
    used = -8.0
    for i in sorted(range(len(told)), key=lambda i: -told[i][0].value):
        if used + told[i][2] + 8 <= room:
            kept.append(i)
            used += told[i][2] + 8
    return [told[i] for i in sorted(kept)]


def _width(text: str, size: float) -> float:
    """An estimate of a text's width: Han is one em, the rest little more than half."""
    return sum(size if ord(c) > 0x2E80 else size * 0.56 for c in text)


def stacks(spec: charts.Stacks, theme: Theme) -> Json:
    """Stacked lying bars on one scale; the longest fills the room."""
    longest = max((sum(p.value for p in r.parts) for r in spec.rows), default=0) or 1.0
    scale = (spec.w - spec.left - spec.right - 8) / longest
    pitch = spec.h / max(1, len(spec.rows))
    shapes: list[Json] = []
    traces: list[Json] = []
    notes: list[Json] = []
    for i, row in enumerate(spec.rows):
        top, height = i * pitch + pitch * (1 - spec.thick) / 2, pitch * spec.thick
        more, hatches, _ = _bar(row.parts, theme, x=spec.left, y=top, height=height, scale=scale)
        shapes += more
        traces += hatches
        middle = top + height / 2
        if spec.left:
            notes.append(
                frame.note(
                    row.label, 0, middle, color=theme.ink if row.strong else theme.ink2, size=theme.small, weight=500 if row.strong else 400
                )
            )
        if spec.right and row.text:
            notes.append(
                frame.note(
                    row.text,
                    spec.w,
                    middle,
                    color=theme.color(row.style),
                    size=theme.body - 2,
                    weight=700 if row.style in ("warn", "bad") else 400,
                    anchor="right",
                )
            )
        if spec.rule and i:
            shapes.append(frame.rule(0, i * pitch, spec.w, i * pitch, color=theme.line))
    return {"data": traces, "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes, bargap=0)}


_MARKS = {"warn": "triangle-up", "bad": "diamond"}


def bullets(spec: charts.Bullets, theme: Theme) -> Json:
    """Name, value and target on one line; under it the bar on its track with the target's tick."""
    pitch = spec.h / max(1, len(spec.rows))
    shapes: list[Json] = []
    notes: list[Json] = []
    marks: list[Json] = []
    for i, row in enumerate(spec.rows):
        said, bar = i * pitch + theme.body * 0.62, i * pitch + theme.body * 1.42
        status = row.mark in _MARKS
        color = theme.color(row.mark) if status else theme.ink
        shapes.append(frame.box(0, bar, spec.w, bar + 14, fill=theme.surface2))
        shapes.append(
            frame.box(
                0,
                bar + 2,
                max(2.0, spec.w * min(1.0, row.share)),
                bar + 12,
                fill=theme.color(row.mark) if status else theme.fill(row.style).color,
            )
        )
        if row.tick is not None:
            shapes.append(frame.rule(spec.w * row.tick, bar - 4, spec.w * row.tick, bar + 18, color=theme.ink, width=3))
        notes.append(frame.note(row.label, 30 if status else 0, said, color=theme.ink2 if not status else theme.ink, size=theme.small + 2))
        notes.append(frame.note(row.text, spec.w, said, color=color, size=theme.body, weight=700 if status else 400, anchor="right"))
        if row.middle:
            notes.append(frame.note(row.middle, spec.w * 0.6, said, color=theme.ink3, size=theme.small, anchor="right"))
        if status:
            marks += mark(row.mark, 11, said, theme)
    return {"data": marks, "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes)}


def mark(kind: str, x: float, y: float, theme: Theme, *, size: float = 20, on: str = "") -> list[Json]:
    """The status shape: triangle with a stroke, diamond with a cross."""
    color = on or theme.color(kind)
    inner = theme.on_warn if kind == "warn" else theme.surface if not on else theme.bad
    shape = {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "cliponaxis": False,
        "marker": {"symbol": _MARKS[kind], "size": size if kind == "bad" else size * 0.86, "color": color, "line": {"width": 0}},
    }
    sign = {
        "type": "scatter",
        "mode": "markers",
        "x": [x],
        "y": [y],
        "cliponaxis": False,
        "marker": {
            "symbol": "x-thin" if kind == "bad" else "line-ns",
            "size": size * 0.34,
            "color": inner,
            "line": {"width": 2.4, "color": inner},
        },
    }
    return [shape, sign]
