"""The desk's charts: a trend with its target zone, and a spark. They take the width they are given; only the height is fixed."""

from __future__ import annotations

from cockpit.figures import frame
from cockpit.figures.frame import Json
from cockpit.figures.plain import plain
from cockpit.figures.theme import CLEAR, Theme
from cockpit.views.desk_charts import Spark, Trend

RIGHT = 104


def trend(spec: Trend, theme: Theme) -> Json:
    """Line in the accent, hollow where it misses, zone of the target shaded, dotted the windows compared with."""
    spec = plain(spec)
    low, high = spec.ticks[0][0], spec.ticks[-1][0]
    count = len(spec.ys)
    last = max((i for i, y in enumerate(spec.ys) if y is not None), default=0)
    traces = [*_zone(spec, theme, low, high), *_hatch(spec, theme, low, high), *_dotted(spec, theme), *_line(spec, theme, last)]
    layout = frame.layout(
        0,
        0,
        theme,
        width=None,
        height=None,
        autosize=True,
        hovermode="closest",
        margin={"l": 40, "r": RIGHT, "t": 10, "b": 26, "pad": 0},
        hoverlabel={"bgcolor": theme.ink, "font": {"color": theme.surface, "size": theme.small + 1}, "bordercolor": theme.ink},
        xaxis=frame.axis(
            theme,
            range=[-0.25, count - 1 + spec.gap + 0.25],
            tickvals=list(range(count)),
            ticktext=list(_sparse(spec.xs)),
            automargin=False,
        ),
        yaxis=frame.axis(
            theme,
            range=[low, high],
            showgrid=True,
            gridcolor=theme.line,
            gridwidth=1,
            tickvals=[t[0] for t in spec.ticks],
            ticktext=[f"{t[1]} " for t in spec.ticks],
        ),
        annotations=_ends(spec, theme, low, high, last),
    )
    return {"data": traces, "layout": layout}


def _sparse(names: tuple[str, ...]) -> tuple[str, ...]:
    """Every name where they are short, else every second or third, counted from the newest: they must not touch on a phone."""
    longest = max((len(n) for n in names[1:]), default=0)
    step = 1 if longest <= 2 else 2 if longest == 3 else 3
    return tuple(n if (len(names) - 1 - i) % step == 0 else "" for i, n in enumerate(names))


def _zone(spec: Trend, theme: Theme, low: float, high: float) -> list[Json]:
    """The target zone: from the bound to the chart's end on its open side; its edges dashed."""
    bounded = [i for i, (a, b) in enumerate(zip(spec.low, spec.high, strict=True)) if a is not None or b is not None]
    if not bounded:
        return []
    xs: list[float] = [bounded[0] - 0.25, *bounded, bounded[-1] + spec.gap + 0.25]
    feet = _around([low if spec.low[i] is None else _float(spec.low[i]) for i in bounded])
    heads = _around([high if spec.high[i] is None else _float(spec.high[i]) for i in bounded])
    quiet: Json = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hvh"}}
    zone = [quiet | {"x": xs, "y": feet}, quiet | {"x": xs, "y": heads, "fill": "tonexty", "fillcolor": theme.band}]
    edges = [ys for side, ys in ((spec.low, feet), (spec.high, heads)) if any(side[i] is not None for i in bounded)]
    return zone + [
        quiet | {"x": xs, "y": ys, "line": {"width": 1.5, "color": theme.ink, "dash": "5px,4px", "shape": "hvh"}} for ys in edges
    ]


def _float(value: float | None) -> float:
    return 0.0 if value is None else value


def _around(values: list[float]) -> list[float]:
    return [values[0], *values, values[-1]]


def _hatch(spec: Trend, theme: Theme, low: float, high: float) -> list[Json]:
    """From the last delivered window to now, while the source is silent."""
    if not spec.gap:
        return []
    last = len(spec.ys) - 1
    pattern = {"shape": "/", "fgcolor": theme.hatch, "bgcolor": CLEAR, "size": 7, "solidity": 0.15}
    return [
        {
            "type": "bar",
            "x": [last + spec.gap / 2],
            "y": [high - low],
            "base": [low],
            "width": [spec.gap],
            "hoverinfo": "skip",
            "marker": {"color": CLEAR, "pattern": pattern, "line": {"width": 0}},
        }
    ]


def _dotted(spec: Trend, theme: Theme) -> list[Json]:
    if not spec.before:
        return []
    line = {"color": theme.ink3, "width": 1.5, "dash": "2px,3px"}
    return [
        {"type": "scatter", "mode": "lines", "x": list(range(len(spec.before))), "y": list(spec.before), "line": line, "hoverinfo": "skip"}
    ]


def _line(spec: Trend, theme: Theme, last: int) -> list[Json]:
    stale = bool(spec.gap)
    color = theme.ink3 if stale else theme.accent
    xs = list(range(len(spec.ys)))
    body = [y if not spec.partial or i < last else None for i, y in enumerate(spec.ys)]
    run: Json = {"type": "scatter", "mode": "lines", "x": xs, "y": body, "connectgaps": False, "cliponaxis": False, "hoverinfo": "skip"}
    runs = [run | {"line": {"color": color, "width": 2.5}}]
    if spec.partial and last > 0:
        runs.append(
            run
            | {"x": [last - 1, last], "y": list(spec.ys[last - 1 : last + 1]), "line": {"color": color, "width": 2.5, "dash": "2px,4px"}}
        )
    return [*runs, _points(spec, theme, last, color)]


def _points(spec: Trend, theme: Theme, last: int, color: str) -> Json:
    """Every window can be pointed at; hollow where it missed, larger at the newest."""
    count = len(spec.ys)
    hollow = {*spec.missed, *([last] if spec.partial or spec.gap else [])}
    sizes = [11 if i == last else 8 if i in hollow else 5 for i in range(count)]
    fills = [theme.surface if i in hollow and (i != last or spec.partial or spec.gap) else color for i in range(count)]
    marker = {"size": sizes, "color": fills, "opacity": 1, "line": {"color": color, "width": 2}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(range(count)),
        "y": list(spec.ys),
        "marker": marker,
        "cliponaxis": False,
        "text": list(spec.hover),
        "hovertemplate": "%{text}<extra></extra>",
    }


def _ends(spec: Trend, theme: Theme, low: float, high: float, last: int) -> list[Json]:
    """What stands right of the plot, pushed apart so that no two touch (on the usual height)."""
    wanted: list[tuple[float, str, str, int, int]] = []
    bound = next((b for b in (spec.low[-1], spec.high[-1]) if b is not None), None)
    if bound is not None and spec.target_label:
        wanted.append((bound, spec.target_label, theme.ink, theme.small, 400))
    if spec.before and spec.before_label and spec.before[-1] is not None:
        wanted.append((spec.before[-1], spec.before_label, theme.ink3, theme.small, 400))
    if spec.ys[last] is not None:
        wanted.append((_float(spec.ys[last]), spec.last_label, theme.ink3 if spec.gap else theme.accent, theme.small + 1, 700))
    span = (high - low) or 1.0
    places = frame.apart([(high - w[0]) / span * 200 for w in wanted], 17, low=0, high=200)
    notes = [
        frame.note(said, 1, 1 - y / 200, color=color, size=size, weight=weight, xref="paper", yref="paper", xshift=8)
        for (_, said, color, size, weight), y in zip(wanted, places, strict=True)
    ]
    if spec.gap and spec.gap_label:
        at = last + spec.gap / 2
        notes.append(
            frame.note(spec.gap_label, at, low + span * 0.2, color=theme.ink, size=theme.small, anchor="center", bgcolor=theme.surface)
        )
    return notes


def spark(spec: Spark, theme: Theme) -> Json:
    """The shape of the last windows with a thin dashed target when it lies within reach."""
    known = [y for y in spec.ys if y is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    span = (high - low) or 1.0
    near = spec.target is not None and low - 2 * span <= spec.target <= high + 2 * span
    if spec.target is not None and near:
        low, high = min(low, spec.target), max(high, spec.target)
    pad = ((high - low) or 1.0) * 0.2
    count = len(spec.ys)
    last = max((i for i, y in enumerate(spec.ys) if y is not None), default=0)
    end = {"size": 6, "color": theme.ink3 if spec.stale else theme.accent, "line": {"width": 0}}
    traces: list[Json] = [
        {"type": "scatter", "mode": "lines", "x": list(range(count)), "y": list(spec.ys), "line": {"color": theme.data, "width": 1.8}},
        {"type": "scatter", "mode": "markers", "x": [last], "y": [spec.ys[last]], "marker": end, "cliponaxis": False},
    ]
    line = {"color": theme.ink2, "width": 1, "dash": "3px,3px"}
    if near:
        traces.append({"type": "scatter", "mode": "lines", "x": [-0.5, count - 0.5], "y": [spec.target] * 2, "line": line})
    layout = frame.layout(
        52,
        28,
        theme,
        margin={"l": 2, "r": 4, "t": 2, "b": 2, "pad": 0},
        xaxis=frame.axis(theme, range=[-0.5, count - 0.5], visible=False),
        yaxis=frame.axis(theme, range=[low - pad, high + pad], visible=False),
    )
    return {"data": traces, "layout": layout}
