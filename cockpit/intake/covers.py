"""Which days a delivery tells of: by its name, by a date column, or the day before it came."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from cockpit.calendar import day_number, from_number
from cockpit.catalog.schema import Source
from cockpit.intake import frames
from cockpit.intake.cells import Cells
from cockpit.intake.patterns import Named, Span
from cockpit.model import Level, Problem

COLUMN = "column:"


def by_name(source: Source, named: Named | None, *, received: date) -> Span | None:
    """The span of a source whose coverage is no column's; the day before it came when the name does not tell."""
    if source.covers.startswith(COLUMN):
        return None
    if source.covers == "name" and named is not None and named.covers is not None:
        return named.covers
    return received - timedelta(days=1), received - timedelta(days=1)


def column(source: Source) -> str:
    """The date column by which coverage is told; empty when it is told otherwise."""
    return source.covers.removeprefix(COLUMN) if source.covers.startswith(COLUMN) else ""


def first_days(cells: Cells) -> frames.Ints:
    """Day number on which each row's period begins (a month's first day)."""
    days = np.asarray(cells.values if cells.day is None else cells.day, dtype=np.int64)
    if cells.column.type != "month":
        return days
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def span(first: frames.Ints, last: frames.Ints) -> Span | None:
    """From the earliest to the latest of these days; None without rows."""
    return (from_number(int(first.min())), from_number(int(last.max()))) if len(first) else None


def future(source: Source, covers: Span | None, *, received: date) -> Problem | None:
    """A file whose whole period has not begun is a mistake, unless the source brings plans."""
    if covers is None or source.plans or day_number(covers[0]) <= day_number(received):
        return None
    found = str(covers[0]) if covers[0] == covers[1] else f"{covers[0]}..{covers[1]}"
    return Problem("future_period", Level.QUARANTINE, found=found, expected=f"..{received}")
