"""What the demo knows of one source: how its rows are made and how the office that sends it writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cockpit.demo.stage import Row, Stage
from cockpit.demo.timetable import Slot


@dataclass(frozen=True, slots=True)
class Look:
    """A sender's habits. `date` is the separator of dates: `-`, `/` or `年` (2026年11月3日); `title` a line above the header;
    `thousands` writes whole numbers from a thousand as 12,345; `cells` writes real date cells into workbooks.
    """

    encoding: str = "utf-8"
    date: str = "-"
    title: str = ""
    thousands: bool = False
    cells: bool = False
    seconds: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """`rows` gives what a file of that slot holds, `look` how it is written."""

    rows: Callable[[Stage, Slot], list[Row]]
    look: Look = Look()
