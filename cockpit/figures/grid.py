"""Communities by weeks, sections by months: a grid that prints a value only where it fails."""

from __future__ import annotations

from cockpit.figures import frame
from cockpit.figures.frame import Json
from cockpit.figures.theme import CLEAR, Theme
from cockpit.views import charts


def heat(spec: charts.Heat, theme: Theme) -> Json:
    """Heat map with gaps; outlined where it fails, filled only where it is bad, hatched where nothing came."""
    top = theme.small * 1.35
    rows, cols = len(spec.rows), len(spec.columns)
    cell_w, cell_h = (spec.w - spec.left) / max(1, cols), (spec.h - top) / max(1, rows)
    colors = [theme.surface2, theme.weak, theme.data]
    trace: Json = {
        "type": "heatmap",
        "x": [spec.left + (j + 0.5) * cell_w for j in range(cols)],
        "y": [top + (i + 0.5) * cell_h for i in range(rows)],
        "z": [[None if c.mark in ("gap", "none", "bad", "warn") else c.level for c in row] for row in spec.cells],
        "zmin": 0,
        "zmax": 2,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "colorscale": [[0, colors[0]], [0.333, colors[0]], [0.333, colors[1]], [0.666, colors[1]], [0.666, colors[2]], [1, colors[2]]],
    }
    notes = [
        frame.note(name, spec.left + (j + 0.5) * cell_w, top * 0.42, color=theme.ink3, size=theme.small, anchor="center")
        for j, name in enumerate(spec.columns)
    ]
    shapes: list[Json] = []
    hatch: list[Json] = []
    strong = dict(spec.strong)
    for i, (name, cells) in enumerate(zip(spec.rows, spec.cells, strict=True)):
        y0 = top + i * cell_h
        notes.append(
            frame.note(
                name, 0, y0 + cell_h / 2, color=theme.color(strong.get(i, "ink2")), size=theme.small, weight=700 if i in strong else 400
            )
        )
        for j, cell in enumerate(cells):
            x0 = spec.left + j * cell_w
            shapes += _outline(cell, x0, y0, cell_w, cell_h, theme)
            notes += _text(cell, x0 + cell_w / 2, y0 + cell_h / 2, theme, shift=-1 if cell_h >= TIGHT else 2)
            if cell.mark == "gap":
                hatch.append(_hatch(x0, y0, cell_w, cell_h, theme))
    return {
        "data": [trace, *hatch],
        "layout": frame.pixels(spec.w, spec.h, theme, shapes=shapes, annotations=notes, bargap=0, barmode="overlay"),
    }


TIGHT = 28
"""Rows lower than this give their figures and frames every pixel."""


def _outline(cell: charts.HeatCell, x: float, y: float, w: float, h: float, theme: Theme) -> list[Json]:
    rim = 2.5 if h >= TIGHT else 1.5
    if cell.mark == "bad":
        return [frame.box(x + rim, y + rim, x + w - rim, y + h - rim, fill=theme.bad, edge=theme.ink, width=2)]
    if cell.mark == "warn":
        return [frame.box(x + rim, y + rim, x + w - rim, y + h - rim, fill=CLEAR, edge=theme.warn, width=2)]
    return []


def _text(cell: charts.HeatCell, x: float, y: float, theme: Theme, *, shift: int) -> list[Json]:
    if not cell.text:
        return []
    color = {"bad": theme.on_bad, "warn": theme.warn_ink, "gap": theme.ink2, "none": theme.ink3}.get(
        cell.mark, theme.bg if cell.level == 2 else theme.ink2
    )
    weight = 700 if cell.mark in ("bad", "warn") else 400
    return [frame.note(cell.text, x, y, color=color, size=theme.small, weight=weight, anchor="center", yshift=shift)]


def _hatch(x: float, y: float, w: float, h: float, theme: Theme) -> Json:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [w - 3],
        "base": [x + 1.5],
        "y": [y + h / 2],
        "width": [h - 3],
        "marker": {
            "color": CLEAR,
            "line": {"width": 0},
            "pattern": {"shape": "/", "fgcolor": theme.hatch, "bgcolor": CLEAR, "size": 7, "solidity": 0.2},
        },
    }
