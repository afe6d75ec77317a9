"""One dot per community; one square per task."""

from __future__ import annotations

from cockpit.figures import frame, lying
from cockpit.figures.frame import Json
from cockpit.figures.theme import Theme
from cockpit.views import charts

_BESIDE = 190.0
"""Where squares begin that stand beside their words."""


def dots(spec: charts.Dots, theme: Theme) -> Json:
    """All communities on one line; those that fail are triangles with their name."""
    pad = 14.0
    span = (spec.high - spec.low) or 1.0

    def at(value: float) -> float:
        return pad + (min(max(value, spec.low), spec.high) - spec.low) / span * (spec.w - 2 * pad)

    y = spec.h - theme.small * 1.75
    shapes = [frame.rule(0, y, spec.w, y, color=theme.data, width=2)]
    if spec.target is not None:
        shapes.append(frame.rule(at(spec.target), y - 18, at(spec.target), y + 14, color=theme.ink, width=2, dash="4px,3px"))
    calm = [d for d in spec.dots if d.style not in ("warn", "bad")]
    loud = [d for d in spec.dots if d.style in ("warn", "bad")]
    traces: list[Json] = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [at(d.value) for d in calm],
            "y": [y] * len(calm),
            "cliponaxis": False,
            "marker": {"size": 12, "color": theme.data, "line": {"width": 1.5, "color": theme.surface}},
        }
    ]
    for dot in loud:
        traces += lying.mark(dot.style, at(dot.value), y, theme, size=18)
    base = spec.h - theme.small * 0.6
    notes = [
        frame.note(spec.low_label, 0, base, color=theme.ink3, size=theme.small),
        frame.note(spec.high_label, spec.w, base, color=theme.ink3, size=theme.small, anchor="right"),
        frame.note(spec.caption, spec.w / 2, base, color=theme.ink2, size=theme.small, anchor="center"),
    ]
    notes += _names(spec, [(at(d.value), d) for d in loud if d.label], y, theme)
    return {"data": traces, "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes)}


def _names(spec: charts.Dots, named: list[tuple[float, charts.Dot]], y: float, theme: Theme) -> list[Json]:
    """Names above their dots as far as they fit side by side; the others keep their triangle only."""
    notes: list[Json] = []
    edge = 0.0
    for x, dot in sorted(named, key=lambda pair: pair[0]):
        width = sum(theme.small if ord(c) > 0x2E80 else theme.small * 0.56 for c in dot.label)
        left = min(max(x - width / 2, 0.0), spec.w - width)
        if left < edge:
            continue
        edge = left + width + 10
        notes.append(frame.note(dot.label, left, y - 26, color=theme.color(dot.style), size=theme.small))
    return notes


def tiles(spec: charts.Tiles, theme: Theme) -> Json:
    """One square per task, done, open, late; the count at the right. A long row takes a line of its own."""
    shapes: list[Json] = []
    notes: list[Json] = []
    marks: list[Json] = []
    heights = [_row_height(spec, row) for row in spec.rows]
    free = max(0.0, (spec.h - sum(heights)) / max(1, len(spec.rows)))
    y = 0.0
    for row, height in zip(spec.rows, heights, strict=True):
        own_line = _long(spec, row)
        x0, size, step = (0.0, 28.0, min(30.0, spec.w / max(1, _count(row)))) if own_line else (_BESIDE, 28.0, 30.0)
        head, top = y + 20, y + 42 if own_line else y + 6
        notes += [
            frame.note(row.label, 0, head, color=theme.ink, size=theme.body),
            frame.note(row.text, spec.w, head, color=theme.ink, size=28, weight=500, anchor="right"),
        ]
        x = x0
        for style, amount in row.tiles:
            fill = theme.fill(style)
            for _ in range(amount):
                inset = max(1.0, fill.width / 2)
                shapes.append(
                    frame.box(
                        x + inset,
                        top + inset,
                        x + min(size, step - 2) - inset,
                        top + size - inset,
                        fill=fill.color,
                        edge=fill.edge,
                        width=min(2.0, fill.width),
                    )
                )
                if style == "bad":
                    marks += lying.mark("bad", x + min(size, step - 2) / 2, top + size / 2, theme, size=16, on=theme.on_bad)
                x += step
        y += height + free
    return {"data": marks, "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes)}


def _count(row: charts.TileRow) -> int:
    return sum(n for _, n in row.tiles)


def _long(spec: charts.Tiles, row: charts.TileRow) -> bool:
    """Whether the squares need a line of their own under the words."""
    return _BESIDE + _count(row) * 30 + 96 > spec.w


def _row_height(spec: charts.Tiles, row: charts.TileRow) -> float:
    return 74.0 if _long(spec, row) else 42.0
