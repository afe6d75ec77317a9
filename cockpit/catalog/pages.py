"""What pages and panels name must exist: they are plain data, and only their references are checked."""

from __future__ import annotations

from collections.abc import Mapping

from cockpit.catalog import complaints
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Indicator, SeriesDef
from cockpit.model import Text

_SUBJECT = Text("页面", "pages")


def check(
    pages: Mapping[str, Node], priorities: tuple[Node, ...], indicators: Mapping[str, Indicator], series: Mapping[str, SeriesDef],
    log: complaints.Log,
) -> None:  # fmt: skip
    """Every `indicator(s):` and `series:` under a page or a priority's panels."""
    panels = [node.value["panels"] for node in priorities if "panels" in node.value]
    for top in (*pages.values(), *panels):
        for key, node in top.walk():
            if key in ("indicator", "indicators") and isinstance(node.value, str) and node.raw not in indicators:
                log.unknown(node, "unknown_indicator", indicators, subject=_SUBJECT, found=node.raw)
            elif key == "series" and isinstance(node.value, str) and node.raw not in series:
                log.unknown(node, "unknown_series", series, subject=_SUBJECT, found=node.raw)
