"""A run of values against its target; a spark without axes."""

from __future__ import annotations

from typing import Any

from cockpit.figures import frame
from cockpit.figures.frame import Json
from cockpit.figures.theme import CLEAR, Theme
from cockpit.views import charts

_LEFT, _TOP, _BOTTOM = 54, 16, 35


def line(spec: charts.Line, theme: Theme) -> Json:
    """Line with dashed target, last point accented and labelled; hatched gap when its source is silent."""
    low, high = spec.ticks[0][0], spec.ticks[-1][0]
    left = _left(spec, theme)
    traces = [*_gap(spec, theme, low, high), *_thin(spec, theme), *_main(spec, theme)]
    layout = frame.layout(
        spec.w,
        spec.h,
        theme,
        margin={"l": left, "r": spec.right, "t": _TOP, "b": _BOTTOM, "pad": 0},
        xaxis=frame.axis(theme, range=_x_range(spec), showticklabels=False),
        yaxis=frame.axis(
            theme,
            range=[low, high],
            showgrid=True,
            gridcolor=theme.line,
            gridwidth=1,
            tickvals=[t[0] for t in spec.ticks],
            ticktext=[f"{t[1]} " for t in spec.ticks],
        ),
        shapes=_shapes(spec, theme),
        annotations=[*_x_labels(spec, theme), *_end_labels(spec, theme, low, high), *_gap_text(spec, theme, low, high)],
    )
    return {"data": traces, "layout": layout}


def _left(spec: charts.Line, theme: Theme) -> int:
    widest = max((len(t[1]) for t in spec.ticks), default=2)
    return max(_LEFT if widest > 2 else 40, round(widest * theme.small * 0.58) + 14)


def _x_range(spec: charts.Line) -> list[float]:
    return [-0.35, len(spec.ys) - 1 + spec.gap + 0.35]


def _gap(spec: charts.Line, theme: Theme, low: float, high: float) -> list[Json]:
    if not spec.gap:
        return []
    last = len(spec.ys) - 1
    return [
        {
            "type": "bar",
            "x": [last + spec.gap / 2],
            "y": [high - low],
            "base": [low],
            "width": [spec.gap],
            "cliponaxis": True,
            "marker": {
                "color": CLEAR,
                "pattern": {"shape": "/", "fgcolor": theme.hatch, "bgcolor": CLEAR, "size": 11, "solidity": 0.14},
                "line": {"width": 0},
            },
        }
    ]


def _thin(spec: charts.Line, theme: Theme) -> list[Json]:
    runs: list[Json] = []
    for ys, dash, color, width in ((spec.before, "solid", theme.ink3, 2), (spec.plan, "8px,6px", theme.ink, 2)):
        if ys:
            runs.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": list(range(len(ys))),
                    "y": list(ys),
                    "line": {"color": color, "width": width, "dash": dash},
                }
            )
    return runs


def _main(spec: charts.Line, theme: Theme) -> list[Json]:
    ys, end = list(spec.ys), _last(spec.ys)
    partial = spec.tone == "partial" and end > 0
    body = [y if not partial or i < end else None for i, y in enumerate(ys)]
    color = theme.ink3 if spec.tone == "stale" else theme.data
    runs: list[Json] = [_run(list(range(len(ys))), body, color, theme)]
    if partial:
        runs.append(_run([end - 1, end], ys[end - 1 : end + 1], color, theme, dash="4px,7px"))
    if end < 0:
        return runs
    ring = {"color": theme.surface, "line": {"color": theme.ink3 if spec.tone == "stale" else theme.accent, "width": 3}}
    solid = {"color": theme.accent, "line": {"width": 0}}
    runs.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [end],
            "y": [ys[end]],
            "cliponaxis": False,
            "marker": {"size": theme.small * 0.7, "symbol": "circle", **(ring if spec.tone else solid)},
        }
    )
    return runs


def _run(xs: list[int], ys: list[float | None], color: str, theme: Theme, *, dash: str = "solid") -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": color, "width": theme.stroke, "dash": dash, "shape": "linear"},
    }


def _last(ys: charts.Values) -> int:
    return max((i for i, y in enumerate(ys) if y is not None), default=-1)


def _shapes(spec: charts.Line, theme: Theme) -> list[Json]:
    x0, x1 = _x_range(spec)
    if isinstance(spec.target, tuple):
        band = frame.box(x0, spec.target[0], x1, spec.target[1], fill=theme.band) | {"layer": "below"}
        edges = [frame.rule(x0, y, x1, y, color=theme.ink, width=2, dash="8px,6px", layer="below") for y in spec.target]
        return [band, *edges]
    if spec.target is None:
        return []
    return [frame.rule(x0, spec.target, x1, spec.target, color=theme.ink, width=2, dash="8px,6px")]


def _x_labels(spec: charts.Line, theme: Theme) -> list[Json]:
    low = spec.ticks[0][0]
    last = max((t[0] for t in spec.x_ticks), default=0)
    return [
        frame.note(
            text,
            at,
            low,
            color=theme.ink3,
            size=theme.small,
            anchor="left" if at == 0 else "right" if at == last and not spec.gap else "center",
            yshift=-theme.small * 1.05,
            xshift=0,
        )
        for at, text in spec.x_ticks
    ]


def _end_labels(spec: charts.Line, theme: Theme, low: float, high: float) -> list[Json]:
    """What stands right of the plot, pushed apart so that no two touch."""
    wanted: list[tuple[float, str, str, int, int]] = []
    end = _last(spec.ys)
    if spec.target is not None and spec.target_label:
        at = spec.target if not isinstance(spec.target, tuple) else spec.target[1]
        wanted.append((at, spec.target_label, theme.ink, theme.small, 400))
    if end >= 0 and spec.last and not spec.gap:
        wanted.append((spec.ys[end] or 0.0, spec.last, theme.ink3 if spec.tone == "stale" else theme.accent, theme.body, 700))
    for ys, label in ((spec.plan, spec.plan_label), (spec.before, spec.before_label)):
        if ys and label and ys[-1] is not None:
            wanted.append((ys[-1], label, theme.ink2, theme.small, 400))
    plot = spec.h - _TOP - _BOTTOM
    places = frame.apart([(high - w[0]) / (high - low) * plot for w in wanted], theme.body * 1.12, low=4, high=plot - 2)
    notes: list[Any] = []
    for (_, text, color, size, weight), y in zip(wanted, places, strict=True):
        notes.append(frame.note(text, 1, 1 - y / plot, color=color, size=size, weight=weight, xref="paper", yref="paper", xshift=9))
    return notes


def _gap_text(spec: charts.Line, theme: Theme, low: float, high: float) -> list[Json]:
    if not spec.gap or not spec.gap_label:
        return []
    text = "<br>".join(spec.gap_label)
    return [
        frame.note(
            f"<b>{text}</b>",
            len(spec.ys) - 1 + spec.gap / 2,
            low + (high - low) * 0.28,
            color=theme.ink,
            size=theme.small,
            anchor="center",
            bgcolor=theme.surface,
            borderpad=3,
        )
    ]


def spark(spec: charts.Spark, theme: Theme) -> Json:
    """The shape of the last windows, no axis; a thin dashed target when it lies within reach."""
    known = [y for y in spec.ys if y is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    if spec.target is not None and low - 2 * span <= spec.target <= high + 2 * span:
        low, high = min(low, spec.target), max(high, spec.target)
    pad = (high - low or 1.0) * 0.18
    end = _last(spec.ys)
    shapes = (
        []
        if spec.target is None
        else [frame.rule(-0.3, spec.target, len(spec.ys) - 0.5, spec.target, color=theme.ink3, width=2, dash="4px,4px")]
    )
    color = theme.ink3 if spec.style == "stale" else theme.data
    traces = [_run(list(range(len(spec.ys))), list(spec.ys), color, theme)]
    traces[0]["line"]["width"] = 3
    if end >= 0:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [end],
                "y": [spec.ys[end]],
                "cliponaxis": False,
                "marker": {"size": 10, "color": theme.ink3 if spec.style == "stale" else theme.accent},
            }
        )
    layout = frame.layout(
        spec.w,
        spec.h,
        theme,
        margin={"l": 4, "r": 8, "t": 4, "b": 4, "pad": 0},
        shapes=shapes,
        xaxis=frame.axis(theme, range=[-0.3, len(spec.ys) - 0.5], visible=False),
        yaxis=frame.axis(theme, range=[low - pad, high + pad], visible=False),
    )
    return {"data": traces, "layout": layout}
