"""Upright columns: flows in and out, months ahead, parts of a week."""

from __future__ import annotations

import math

from cockpit.figures import frame
from cockpit.figures.frame import Json
from cockpit.figures.theme import Theme
from cockpit.views import charts

_TOP, _BOTTOM = 16, 35


def columns(spec: charts.Columns, theme: Theme) -> Json:
    """Grouped or stacked columns; hollow means in, solid means out; a restyled position stands out."""
    low, high = spec.ticks[0][0], spec.ticks[-1][0]
    steps = max((len(b.values) for b in spec.bars), default=1)
    widest = max((len(t[1]) for t in spec.ticks), default=2)
    left = max(38, round(widest * theme.small * 0.58) + 14)
    layout = frame.layout(
        spec.w,
        spec.h,
        theme,
        barmode="stack" if spec.mode == "stack" else "group",
        shapes=_shapes(spec, theme, steps),
        margin={"l": left, "r": max(spec.right, _overhang(spec, theme, left, steps)), "t": _TOP, "b": _BOTTOM, "pad": 0},
        xaxis=frame.axis(theme, range=[-0.55, steps - 0.45], showticklabels=False),
        yaxis=frame.axis(
            theme,
            range=[low, high],
            showgrid=True,
            gridcolor=theme.line,
            tickvals=[t[0] for t in spec.ticks],
            ticktext=[f"{t[1]} " for t in spec.ticks],
        ),
        annotations=[*_x_labels(spec, theme, low), *_tops(spec, theme), *_target_label(spec, theme)],
    )
    return {"data": [*[_bars(b, theme) for b in spec.bars], *_line(spec, theme)], "layout": layout}


def _overhang(spec: charts.Columns, theme: Theme, left: int, steps: int) -> int:
    """How far the last label, centred under its column, reaches beyond the plot."""
    step = (spec.w - left - spec.right) / steps
    last = next((text for at, text in spec.x_ticks if at >= steps - 1), "")
    wide = sum(1.0 if ord(c) > 0x2E80 else 0.6 for c in last) * theme.small + 4
    return max(0, math.ceil((wide - step) / 2))


def _bars(bars: charts.Bars, theme: Theme) -> Json:
    styles = [bars.style] * len(bars.values)
    for at, style in bars.marks:
        styles[at] = style
    fills = [theme.fill(s) for s in styles]
    hatched = any(f.hatch for f in fills)
    marker: Json = {"color": [f.color for f in fills], "line": {"color": [f.edge for f in fills], "width": [f.width for f in fills]}}
    if hatched:
        marker["pattern"] = {
            "shape": ["/" if f.hatch else "" for f in fills],
            "fgcolor": [f.hatch or f.color for f in fills],
            "size": 8,
            "solidity": 0.3,
        }
    return {
        "type": "bar",
        "name": bars.name,
        "x": list(range(len(bars.values))),
        "y": [v or None for v in bars.values],
        "marker": marker,
        "cliponaxis": False,
    }


def _line(spec: charts.Columns, theme: Theme) -> list[Json]:
    if not spec.line:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(range(len(spec.line))),
            "y": list(spec.line),
            "cliponaxis": False,
            "line": {"color": theme.ink, "width": 2, "dash": "8px,6px"},
        }
    ]


def _shapes(spec: charts.Columns, theme: Theme, steps: int) -> list[Json]:
    if spec.target is None:
        return []
    return [frame.rule(-0.55, spec.target, steps - 0.45, spec.target, color=theme.ink, width=2, dash="8px,6px")]


def _x_labels(spec: charts.Columns, theme: Theme, low: float) -> list[Json]:
    styled = {at: style for bars in spec.bars for at, style in bars.marks}
    return [
        frame.note(
            text,
            at,
            low,
            color=theme.color("warn") if styled.get(round(at)) == "warn" else theme.ink3,
            size=theme.small,
            anchor="center",
            yshift=-theme.small * 1.05,
        )
        for at, text in spec.x_ticks
    ]


def _tops(spec: charts.Columns, theme: Theme) -> list[Json]:
    notes = []
    for bars in spec.bars:
        styled = dict(bars.marks)
        for at, text in enumerate(bars.texts):
            value = bars.values[at]
            if text and value is not None:
                style = styled.get(at, "ink2")
                notes.append(
                    frame.note(
                        text,
                        at,
                        value,
                        color=theme.color(style),
                        size=theme.body,
                        weight=700 if style != "ink2" else 500,
                        anchor="center",
                        yanchor="bottom",
                        yshift=1,
                    )
                )
    return notes


def _target_label(spec: charts.Columns, theme: Theme) -> list[Json]:
    at, text = (spec.line[-1], spec.line_label) if spec.line else (spec.target, spec.target_label)
    if at is None or not text:
        return []
    return [
        frame.note(
            text,
            1,
            at,
            color=theme.ink,
            size=theme.small,
            xref="paper",
            anchor="left" if spec.right > 30 else "right",
            yanchor="middle" if spec.right > 30 else "bottom",
            xshift=8 if spec.right > 30 else 0,
        )
    ]
