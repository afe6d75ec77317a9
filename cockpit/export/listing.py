"""The issue as CSV: one line per reading, every place. UTF-8 with a BOM, so that spreadsheet programs read Chinese rightly."""

from __future__ import annotations

import csv
import io

from cockpit.export import columns, issue

LIVE = tuple("=+-@\t\r\n＝＋－＠")
NOWHERE = "-"


def write(week: issue.WeekIssue, lang: str) -> bytes:
    shown = (*columns.OF_APPENDIX, *columns.CODES)
    page = io.StringIO(newline="")
    writer = csv.writer(page, lineterminator="\r\n")
    writer.writerow([safe(column.title(lang)) for column in shown])
    for line in issue.lines(week, lang, places=True):
        writer.writerow([cell(column.cell(line)) for column in shown])
    return b"\xef\xbb\xbf" + page.getvalue().encode()


def cell(value: columns.Cell) -> str:
    """A number as the shortest text that reads back to the same number; a text made harmless; nothing where there is nothing."""
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else repr(int(value) if value == int(value) else value)


def safe(value: str) -> str:
    """A text a spreadsheet program would run as a formula gets an apostrophe in front. The lone `-` of “no community” runs nothing."""
    return "'" + value if value.startswith(LIVE) and value != NOWHERE else value
