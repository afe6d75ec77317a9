"""The columns of an issue's tables: one heading and one way to get the cell, for every format that has cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cockpit.export.issue import Line
from cockpit.views import text

Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `kind` tells a writer how to print a number: value, count, share, change or text."""

    heading: tuple[str, str]
    kind: str
    width: int
    cell: Callable[[Line], Cell]

    def title(self, lang: str) -> str:
        return text.pick(self.heading, lang)


PRIORITY = Column(("重点工作", "Priority"), "text", 14, lambda line: line.priority)
NAME = Column(("指标", "Indicator"), "text", 26, lambda line: line.name)
PLACE = Column(("范围", "Place"), "text", 14, lambda line: line.place)
PREVIOUS = Column(("上期", "Previous"), "value", 9, lambda line: line.previous)
CHANGE = Column(("较上期", "Change"), "change", 8, lambda line: line.change)
YEAR_AGO = Column(("上年同期", "Year ago"), "value", 9, lambda line: line.year_ago)
COVERAGE = Column(("数据覆盖", "Coverage"), "share", 8, lambda line: line.coverage)
DATA_TO = Column(("数据至", "Data to"), "text", 10, lambda line: line.told)
TOLD: tuple[Column, ...] = (
    Column(("数值", "Value"), "value", 9, lambda line: "<5" if line.reading.masked else line.value),
    Column(("单位", "Unit"), "text", 7, lambda line: line.unit),
    Column(("目标", "Target"), "text", 8, lambda line: line.target),
    Column(("底线", "Floor"), "text", 8, lambda line: line.floor),
    Column(("状态", "State"), "state", 10, lambda line: line.state),
    Column(("n（分子）", "n"), "count", 9, lambda line: line.n),
    Column(("N（分母）", "N"), "count", 9, lambda line: line.N),
    PREVIOUS,
    CHANGE,
    YEAR_AGO,
    COVERAGE,
    Column(("时段", "Period"), "text", 16, lambda line: line.period),
    DATA_TO,
    Column(("同看", "Shown with it"), "text", 20, lambda line: line.companion),
    Column(("说明", "Note"), "text", 24, lambda line: line.note),
)
BESIDE = (PREVIOUS, CHANGE, YEAR_AGO, COVERAGE, DATA_TO)
"""What a narrow table leaves out."""
OF_PRIORITY = (NAME, *TOLD)
OF_APPENDIX = (PRIORITY, NAME, PLACE, *TOLD)
CODES: tuple[Column, ...] = (
    Column(("指标编号", "Indicator id"), "text", 28, lambda line: line.indicator.id),
    Column(("范围编号", "Place code"), "text", 12, lambda line: line.reading.place),
    Column(("时段编号", "Period code"), "text", 20, lambda line: str(line.reading.period)),
    Column(("状态编号", "State code"), "text", 10, lambda line: line.reading.state.value),
)
