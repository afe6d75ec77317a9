"""How thick the event feeds must be for about so many rows in all."""

from __future__ import annotations

EVENT_ROWS = 1_590
"""Rows a week from the feeds that grow with the volume, at scale one; measured over sixty weeks."""
OTHER_ROWS = 2_365
"""Rows a week from everything else."""


def scale(rows: int | None, weeks: int) -> float:
    """Factor for hotline orders, grid events, inspections and calls; never so small that a wall would be empty."""
    if rows is None:
        return 1.0
    return max(0.1, (rows / weeks - OTHER_ROWS) / EVENT_ROWS)
