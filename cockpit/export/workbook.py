"""The issue as a workbook: a cover, a sheet per priority, every n and N in the appendix, and the notes on the data.

Texts are written as texts, never as formulas, links or numbers; numbers unrounded, with the format doing the rounding.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from cockpit.export import columns, issue
from cockpit.model import State
from cockpit.views import text

FONT = "Microsoft YaHei"
INERT = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FILLS = {
    State.MISSED: {"bg_color": "#C02B1E", "font_color": "#FFFFFF", "bold": True},
    State.WATCH: {"bg_color": "#FFE9B8", "font_color": "#8A5800", "bold": True},
    State.STALE: {"bg_color": "#E9EDF1", "font_color": "#16202A", "pattern": 14, "fg_color": "#D3DAE1"},
    State.NONE: {"font_color": "#43505D", "border": 3},
}


@dataclass(slots=True)
class Book:
    """A workbook being written, with the formats made so far."""

    book: Any
    lang: str
    formats: dict[str, Any] = field(default_factory=dict)

    def format(self, **properties: Any) -> Any:
        key = repr(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", **properties})
        return self.formats[key]

    def sheet(self, name: str, widths: Iterable[int], *, landscape: bool = True) -> Any:
        sheet = self.book.add_worksheet(_sheet_name(name, [s.name for s in self.book.worksheets()]))
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        sheet.hide_gridlines(2)
        sheet.set_default_row(18)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if landscape:
            sheet.set_landscape()
        return sheet


def write(week: issue.WeekIssue, lang: str) -> bytes:
    made = io.BytesIO()
    book = Book(xlsxwriter.Workbook(made, INERT), lang)
    created = week.frozen_at.replace(tzinfo=None)
    book.book.set_properties({"title": f"{issue.title(week, lang)} {week.week}", "created": created, "comments": week.snapshot.version})
    _cover(book, week)
    for number, priority in week.catalog.priorities.items():
        title = f"{issue.label(priority, lang)} {priority.name.of(lang)}"
        told = issue.lines(week, lang, priority=number)
        _table(book, issue.label(priority, lang), heading=title, shown=columns.OF_PRIORITY, lines=told)
    appendix = text.pick(("附录", "Appendix"), lang)
    heading = text.pick(("附录：全部指标与社区的n与N", "Appendix: n and N of every indicator and place"), lang)
    _table(book, appendix, heading=heading, shown=columns.OF_APPENDIX, lines=issue.lines(week, lang, places=True))
    _notes(book, week)
    book.book.close()
    return made.getvalue()


def _cover(book: Book, week: issue.WeekIssue) -> None:
    lang = book.lang
    sheet = book.sheet(text.pick(("封面", "Cover"), lang), (24, 30, 16, 20), landscape=False)
    sheet.write_string(0, 0, issue.title(week, lang), book.format(font_size=22, bold=True))
    sheet.set_row(0, 36)
    sheet.write_string(1, 0, issue.subtitle(week, lang), book.format(font_size=13, font_color="#43505D"))
    sheet.write_string(2, 0, issue.frozen(week, lang), book.format(font_color="#596673"))
    for at, words in enumerate(text.pick(("重点工作 指标 状态 最早数据", "Priority Indicators State Oldest-data"), lang).split()):
        sheet.write_string(4, at, words.replace("-", " "), book.format(bold=True, bottom=1))
    for row, report in enumerate(week.snapshot.priorities, start=5):
        priority = week.catalog.priorities[report.id]
        sheet.write_string(row, 0, issue.label(priority, lang), book.format())
        counts = [issue.headline(report, lang), issue.assessable(report, lang)]
        sheet.write_string(row, 1, text.pick(("，", ", "), lang).join(c for c in counts if c), book.format())
        sheet.write_string(row, 2, issue.said(report.state, lang), book.format(**FILLS.get(report.state, {})))
        sheet.write_string(row, 3, text.day(report.oldest, lang, year=week.snapshot.as_of.year), book.format())
    foot = 6 + len(week.snapshot.priorities)
    sheet.write_string(foot, 0, text.pick(("快照号", "Snapshot"), lang), book.format(font_color="#596673"))
    sheet.write_string(foot, 1, week.snapshot.version, book.format(font_color="#596673"))


def _table(book: Book, name: str, *, heading: str, shown: Sequence[columns.Column], lines: Sequence[issue.Line]) -> None:
    sheet = book.sheet(name, [column.width for column in shown])
    sheet.write_string(0, 0, heading, book.format(font_size=14, bold=True))
    for at, column in enumerate(shown):
        align = "left" if column.kind in {"text", "state"} else "right"
        sheet.write_string(2, at, column.title(book.lang), book.format(bold=True, bottom=1, align=align, text_wrap=True))
    for row, line in enumerate(lines, start=3):
        for at, column in enumerate(shown):
            _cell(book, sheet, (row, at), column, line)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.autofilter(2, 0, 2 + max(1, len(lines)), len(shown) - 1)


def _cell(book: Book, sheet: Any, where: tuple[int, int], column: columns.Column, line: issue.Line) -> None:
    value = column.cell(line)
    if value is None:
        sheet.write_string(*where, text.DASH if column.kind in {"value", "count"} else "", book.format(align="right", font_color="#596673"))
    elif isinstance(value, str):
        fill = FILLS.get(line.reading.state, {}) if column.kind == "state" else {}
        sheet.write_string(*where, value, book.format(text_wrap=True, **({"align": "right"} if column.kind == "value" else {}), **fill))
    else:
        sheet.write_number(*where, value, book.format(num_format=_number_format(column.kind, line), align="right"))


def _number_format(kind: str, line: issue.Line) -> str:
    """Decimals of the value as it must be printed; signs on changes; whole per cents for coverage; counts as they are."""
    decimals = "." + "0" * line.decimals if line.decimals else ""
    known = {"value": f"#,##0{decimals}", "change": f"+#,##0{decimals};-#,##0{decimals};0", "share": "0%"}
    return known.get(kind, "#,##0" if _whole(line) else "#,##0.##")


def _whole(line: issue.Line) -> bool:
    return all(x is None or x == int(x) for x in (line.n, line.N))


def _notes(book: Book, week: issue.WeekIssue) -> None:
    lang = book.lang
    sheet = book.sheet(text.pick(("数据说明", "Data notes"), lang), (110,), landscape=False)
    sheet.write_string(0, 0, text.pick(("数据说明", "Notes on the data"), lang), book.format(font_size=14, bold=True))
    row = 2
    for heading, said in issue.notes(week, lang):
        sheet.write_string(row, 0, heading, book.format(bold=True, bottom=1))
        for at, sentence in enumerate(said, start=row + 1):
            sheet.write_string(at, 0, sentence, book.format(text_wrap=True, valign="top"))
        row += len(said) + 2
    after = text.pick(("冻结后到达的数据不回写本期。", "Data that arrive after the freeze do not change this issue."), lang)
    sheet.write_string(row, 0, after, book.format(font_color="#596673"))


def _sheet_name(name: str, taken: Sequence[str]) -> str:
    """At most 31 characters, none of which a sheet may not have, and not twice."""
    clean = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")[:31] or "-"
    lower = {t.lower() for t in taken}
    return next(n for n in (clean, *(f"{clean[:28]} {k}" for k in range(2, 99))) if n.lower() not in lower)
