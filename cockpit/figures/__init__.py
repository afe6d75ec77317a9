"""Chart specs to plotly figures, as plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cockpit.figures import areas, columns, grid, lines, lying, points
from cockpit.figures.frame import CONFIG, Json
from cockpit.figures.plain import plain
from cockpit.figures.theme import DARK, LIGHT, Theme
from cockpit.views import charts

__all__ = ["CONFIG", "DARK", "LIGHT", "Json", "Theme", "draw"]

_KINDS: dict[type, Callable[[Any, Theme], Json]] = {
    charts.Line: lines.line,
    charts.Spark: lines.spark,
    charts.Columns: columns.columns,
    charts.Strip: lying.strip,
    charts.Stacks: lying.stacks,
    charts.Bullets: lying.bullets,
    charts.Dots: points.dots,
    charts.Tiles: points.tiles,
    charts.Heat: grid.heat,
    charts.Map: areas.area_map,
}


def draw(spec: charts.Chart, theme: Theme = DARK) -> Json:
    """The figure of any chart spec; its texts are drawn as they stand."""
    return _KINDS[type(spec)](plain(spec), theme)
