"""A workbook to fill in for a source: its headers, lists to choose from, checks while typing, and a sheet that explains with an example.

What is filled in under these checks passes the gate, under the catalogue's rules. The sheets that explain are known by the hidden
marker and never read, so an example can not be counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.intake import book, checks, choices, examples, guidance, marker
from cockpit.intake.book import Book, Look

ROWS = 5_000
"""Rows that are checked while they are typed; more may be filled in."""
_LISTS = {"zh": "可选值", "en": "Choices"}
_HELP = {"zh": "说明", "en": "About"}
_HEADER: Look = dict(bold=True, bottom=1, text_wrap=True, bg_color="#E9EDF1")
_NEEDED: Look = _HEADER | dict(bg_color="#FFE9B8")
_TEXT: Look = dict(num_format=book.TEXT)
_CELL: Look = _TEXT | dict(text_wrap=True, border=1, border_color="#D3DAE1")
_TITLE: Look = dict(bold=True, font_size=14)
_FORMATS = {"date": "yyyy-mm-dd", "month": "yyyy-mm", "datetime": "yyyy-mm-dd hh:mm", "int": "0"}
_COMMENT = dict(x_scale=2.2, y_scale=1.8, font_size=9, author="cockpit")
_NARROW, _WIDE = 11, 40


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the template. `words` are code → word to choose; `list_at` is the column of the list sheet that holds them."""

    column: Column
    title: str
    needed: bool
    words: Mapping[str, str]
    list_at: int = -1


def write(source: Source, catalog: Catalog, *, day: date, lang: str = "zh") -> bytes:
    """The template. `day` is the day the example and the suggested file name speak of; the same day gives the same bytes."""
    made = book.new(source.name.of(lang))
    fields = fields_of(source, catalog, lang=lang)
    page = made.sheet(source.name.of(lang))
    help_page, lists = made.sheet(_HELP[lang]), made.sheet(_LISTS[lang])
    _page(made, page, fields, lists=lists.name, lang=lang)
    _lists(made, lists, fields)
    _help(made, help_page, source, catalog, fields=fields, day=day, lang=lang)
    marker.write(made, marker.Marker(source.id, kind=marker.TEMPLATE, aside=(help_page.name, lists.name)))
    return made.close()


def blank_name(source: Source, lang: str) -> str:
    """What the template itself is called; it tells no period, so that nobody sends last week's rows under this week's name."""
    return f"{book.file_name(source.name.of(lang))}_{'template' if lang == 'en' else '模板'}.xlsx"


def fields_of(source: Source, catalog: Catalog, *, lang: str) -> list[Field]:
    """The columns to fill in, in declared order."""
    found: list[Field] = []
    for column in source.columns.values():
        words = choices.of(column, source, catalog, lang=lang)
        listed = sum(field.list_at >= 0 for field in found) if words else -1
        found.append(Field(column, title(source, column, lang), not column.null, words, listed))
    return found


def title(source: Source, column: Column, lang: str) -> str:
    """The column's label, where it means this column and no other."""
    known = column_names(source)
    return next((name for name in (column.label.of(lang), column.label.zh) if known.get(fold(name)) == column.name), column.name)


def _page(made: Book, page: Any, fields: Sequence[Field], *, lists: str, lang: str) -> None:
    for at, field in enumerate(fields):
        column = field.column
        page.set_column(at, at, _width(field), made.format(num_format=_format(column, field.words)))
        look = made.format(**(_NEEDED if field.needed else _HEADER))
        book.put(page, 0, at, field.title + ("*" if field.needed else ""), look)
        page.write_comment(0, at, guidance.note(column, field.words, needed=field.needed, lang=lang), _COMMENT)
        check = checks.list_check(_range(lists, field), lang=lang) if field.words else checks.check(column, lang=lang)
        if check is not None:
            page.data_validation(1, at, ROWS, at, check)
    page.set_row(0, 32)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _width(field: Field) -> int:
    return min(max(_NARROW, book.width([field.title + "*", *field.words.values()])), _WIDE)


def _format(column: Column, words: Mapping[str, str]) -> str:
    """Words stay as typed; numbers and dates show themselves the way they are read."""
    if words or column.type in ("code", "text"):
        return book.TEXT
    return _FORMATS.get(column.type) or ("0." + "0" * column.scale if column.scale else "0")


def _range(lists: str, field: Field) -> str:
    letter = xl_col_to_name(field.list_at)
    return f"='{lists}'!${letter}$2:${letter}${len(field.words) + 1}"


def _lists(made: Book, page: Any, fields: Sequence[Field]) -> None:
    for field in fields:
        if field.words:
            texts = [field.title, *field.words.values()]
            page.set_column(field.list_at, field.list_at, book.width(texts), made.format(**_TEXT))
            for row, text in enumerate(texts):
                book.put(page, row, field.list_at, text, made.format(**(_HEADER if row == 0 else _TEXT)))
    page.freeze_panes(1, 0)


def _help(made: Book, page: Any, source: Source, catalog: Catalog, *, fields: Sequence[Field], day: date, lang: str) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    texts = guidance.steps(source, catalog, day=day, lang=lang)
    for at, text in enumerate(texts):
        book.put(page, at, 0, text, made.format(**(_TITLE if at == 0 else {})))
    page.set_row(0, 28)
    row = _grid(made, page, _table(source, catalog, fields=fields, day=day, lang=lang), first=len(texts) + 1)
    for at, text in enumerate(guidance.rules(source, lang=lang), start=row + 1):
        book.put(page, at, 0, text, made.format())


def _grid(made: Book, page: Any, table: Iterable[Sequence[str]], *, first: int) -> int:
    """Write a table from row `first` on; the row below it comes back."""
    for at, width in enumerate(_HELP_WIDTHS):
        page.set_column(at, at, width)
    row = first
    for row, cells in enumerate(table, start=first):
        for column, text in enumerate(cells):
            book.put(page, row, column, text, made.format(**(_CELL | _HEADER if row == first else _CELL)))
        page.set_row(row, max(book.height([text], width=width) for text, width in zip(cells, _HELP_WIDTHS, strict=True)))
    return row + 1


_HELP_WIDTHS = (20, 8, 46, 46, 24)


def _table(source: Source, catalog: Catalog, *, fields: Sequence[Field], day: date, lang: str) -> Iterator[Sequence[str]]:
    """What each column takes, with one example row written downwards beside it."""
    yield guidance.heads(lang)
    example = examples.row(source, catalog, day=day)
    for field in fields:
        column = field.column
        said, words = guidance.kind(column, field.words, lang=lang), guidance.listed(field.words, lang)
        yield field.title, guidance.required(field.needed, lang), said, words, shown(field, example[column.name])


def shown(field: Field, value: Any) -> str:
    """A value of `examples` as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return field.words["true" if value else "false"]
    if field.words:
        return field.words.get(str(value), str(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%Y-%m" if field.column.type == "month" else "%Y-%m-%d")
    return format(value, "f") if isinstance(value, Decimal) else str(value)
