"""The street's communities as schematic polygons: no tiles, no token, no outside map."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.figures import frame, lying
from cockpit.figures.frame import Json
from cockpit.figures.theme import CLEAR, Theme
from cockpit.views import charts

Ring = tuple[tuple[float, float], ...]


def area_map(spec: charts.Map, theme: Theme) -> Json:
    """Solid = many missed, outline = some, slate = one, hatch = nothing came; the count stands in the polygon."""
    project = _projection(spec)
    order = {"calm": 0, "gap": 1, "one": 2, "some": 3, "many": 4}
    traces: list[Json] = []
    notes: list[Json] = []
    for area in sorted(spec.areas, key=lambda a: order.get(a.style, 0)):
        for ring in area.rings:
            traces.append(_polygon([project(p) for p in ring], area.style, theme))
        if area.rings:
            more_notes, marks = _label(area, [project(p) for p in max(area.rings, key=len)], theme)
            notes += more_notes
            traces += marks
    return {"data": traces, "layout": frame.pixels(spec.w, spec.h, theme, annotations=notes)}


def _projection(spec: charts.Map) -> Callable[[tuple[float, float]], tuple[float, float]]:
    xs = [x for a in spec.areas for r in a.rings for x, _ in r] or [0.0, 1.0]
    ys = [y for a in spec.areas for r in a.rings for _, y in r] or [0.0, 1.0]
    scale = min((spec.w - 8) / ((max(xs) - min(xs)) or 1), (spec.h - 8) / ((max(ys) - min(ys)) or 1))
    left, top = (spec.w - (max(xs) - min(xs)) * scale) / 2, (spec.h - (max(ys) - min(ys)) * scale) / 2

    def project(point: tuple[float, float]) -> tuple[float, float]:
        return left + (point[0] - min(xs)) * scale, top + (max(ys) - point[1]) * scale

    return project


def _polygon(points: list[tuple[float, float]], style: str, theme: Theme) -> Json:
    fills = {"many": (theme.bad, theme.ink, 4), "some": (theme.surface2, theme.warn, 4), "one": (theme.weak, theme.surface, 3)}
    color, edge, width = fills.get(style, (theme.surface2, theme.surface, 3))
    trace: Json = {
        "type": "scatter",
        "mode": "lines",
        "x": [p[0] for p in points],
        "y": [p[1] for p in points],
        "fill": "toself",
        "fillcolor": color,
        "line": {"color": edge, "width": width, "shape": "linear"},
        "cliponaxis": False,
    }
    if style == "gap":
        trace["fillpattern"] = {"shape": "/", "fgcolor": theme.hatch, "bgcolor": theme.surface2, "size": 10, "solidity": 0.16}
        trace.pop("fillcolor")
    return trace


def _label(area: charts.Area, points: list[tuple[float, float]], theme: Theme) -> tuple[list[Json], list[Json]]:
    x, y = _centre(points)
    color = {"many": theme.on_bad, "some": theme.warn_ink, "one": theme.ink}.get(area.style, theme.ink2)
    counted = bool(area.text)
    notes = [
        frame.note(
            area.label,
            x,
            y - (12 if counted else 0),
            color=color,
            size=theme.small,
            weight=700 if area.style in ("many", "some") else 500 if area.style == "one" else 400,
            anchor="center",
            bgcolor=CLEAR,
        )
    ]
    if not counted:
        return notes, []
    kind = {"many": "bad", "some": "warn"}.get(area.style, "")
    notes.append(frame.note(area.text, x + (11 if kind else 0), y + 13, color=color, size=theme.small + 2, weight=700, anchor="center"))
    return notes, lying.mark(kind, x - 11, y + 13, theme, size=16, on=theme.on_bad if kind == "bad" else "") if kind else []


def _centre(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Centroid of a simple polygon; the mean of its corners when it has no area."""
    total = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        total += cross
        cx += (x0 + x1) * cross
        cy += (y0 + y1) * cross
    if abs(total) < 1e-9:
        return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)
    return cx / (3 * total), cy / (3 * total)
