"""Rows as an office writes them: Chinese headers and words, its own dates, thousands and encodings; the same bytes everywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter

from cockpit.catalog import schema
from cockpit.demo.feed import Look
from cockpit.demo.stage import Row, Stage, Value

Cell = str | int | float | date
STAMP = (1980, 1, 1, 0, 0, 0)
CREATED = datetime(2025, 1, 1)
Format = Callable[[Value], Cell]


def write(stage: Stage, source: schema.Source, look: Look, rows: Iterable[Row], *, name: str) -> bytes:
    """One file of that source; its form follows the name's ending."""
    columns = [column for column in source.columns.values() if column.default is None]
    formats = [_format(stage, column, look) for column in columns]
    header = [_header(column) for column in columns]
    names = [column.name for column in columns]
    body = ([form(row.get(key)) for key, form in zip(names, formats, strict=True)] for row in rows)
    if name.endswith(".xlsx"):
        return _workbook(header, body, look)
    return _text(header, body, look.encoding)


def _header(column: schema.Column) -> str:
    """The label, with the unit in brackets where the office likes to see it."""
    return f"{column.label.zh}（{column.unit}）" if column.unit in ("元", "㎡") else column.label.zh


def _format(stage: Stage, column: schema.Column, look: Look) -> Format:
    """How that office writes the values of this column; texts it does not know pass as they are."""
    if column.place:
        return _words({code: place.name.zh for code, place in stage.catalog.communities.items()} | {"*": "全街道"})
    if column.name == "dept":
        return _words({code: dept.name.zh for code, dept in stage.catalog.departments.items()})
    if column.type == "enum":
        return _words({code: text.zh for code, text in column.values.items()})
    return {
        "bool": _bool,
        "date": _date(look),
        "datetime": _instant(look),
        "month": _month,
        "int": _whole(look.thousands and bool(column.unit)),
        "dec": _decimal(column.scale, look),
    }.get(column.type, _plain)


def _words(names: Mapping[str, str]) -> Format:
    return lambda value: names.get(str(value), str(value)) if value is not None else ""


def _plain(value: Value) -> Cell:
    return "" if value is None else str(value)


def _bool(value: Value) -> Cell:
    return "" if value is None else "是" if value else "否"


def _date(look: Look) -> Format:
    patterns: Mapping[str, Callable[[date], Cell]] = {
        "-": date.isoformat,
        "/": lambda day: f"{day.year}/{day.month}/{day.day}",
        "年": lambda day: f"{day.year}年{day.month}月{day.day}日",
    }
    write_day = (lambda day: day) if look.cells else patterns[look.date]
    return lambda value: write_day(value) if isinstance(value, date) else _plain(value)


def _instant(look: Look) -> Format:
    clock = "%H:%M:%S" if look.seconds else "%H:%M"
    day = _date(look)
    return lambda value: f"{day(value.date())} {value:{clock}}" if isinstance(value, datetime) else _plain(value)


def _month(value: Value) -> Cell:
    return f"{value:%Y-%m}" if isinstance(value, date) else _plain(value)


def _whole(commas: bool) -> Format:
    if commas:
        return lambda value: f"{value:,}" if isinstance(value, int) else _plain(value)
    return lambda value: value if isinstance(value, int) else _plain(value)


def _decimal(scale: int, look: Look) -> Format:
    """Exact at the column's scale; trailing noughts dropped, as spreadsheets do."""
    comma = "," if look.thousands else ""

    def form(value: Value) -> Cell:
        if isinstance(value, str) or value is None:
            return _plain(value)
        text = f"{value:{comma}.{scale}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    return form


def _text(header: list[str], body: Iterable[list[Cell]], encoding: str) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(body)
    return buffer.getvalue().encode(encoding)


def _workbook(header: list[str], body: Iterable[list[Cell]], look: Look) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("数据")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    bold = book.add_format({"bold": True})
    top = _title(sheet, book, look.title, len(header))
    for place, text in enumerate(header):
        sheet.write_string(top, place, text, bold)
    for number, cells in enumerate(body, start=top + 1):
        _line(sheet, number, cells, day)
    book.close()
    return _stored(buffer.getvalue())


def _title(sheet: Any, book: Any, title: str, width: int) -> int:
    """A merged line above the header where the office has one; gives the header's row."""
    if not title:
        return 0
    sheet.merge_range(0, 0, 0, max(1, width - 1), title, book.add_format({"bold": True, "align": "center"}))
    return 1


def _line(sheet: Any, number: int, cells: list[Cell], day: Any) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), day)
        elif isinstance(cell, str):
            if cell:
                sheet.write_string(number, place, cell)
        else:
            sheet.write_number(number, place, cell)


def _stored(data: bytes) -> bytes:
    """The workbook packed anew without compression and clock: compressors differ between machines, stored bytes do not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new:
        for entry in old.namelist():
            part = zipfile.ZipInfo(entry, STAMP)
            part.create_system = 0
            new.writestr(part, old.read(entry))
    return packed.getvalue()
