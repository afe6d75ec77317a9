"""How a fix file looks: the original's head, the rows with their marked cells, the reasons beside them, and a sheet that explains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Source
from cockpit.intake import book, checks, marker
from cockpit.intake.book import Book, Look
from cockpit.intake.raw import Place, Raw
from cockpit.model import Batch

_MOST_NOTES = 1_000
_SHEET = {"zh": "待改正", "en": "To mend"}
_LISTS = {"zh": "可选值", "en": "Choices"}
_ABOUT = {"zh": "说明", "en": "About"}
_REASONS = {"zh": ("原因", "退回原因"), "en": ("Reason", "Reason returned")}
_PLAIN: Look = dict(num_format=book.TEXT, text_wrap=True)
_HEADER: Look = dict(bold=True, bg_color="#DCE6F0", bottom=1, text_wrap=True)
_MARKED: Look = _PLAIN | dict(bg_color="#FFE3DE", font_color="#8F1D13", bold=True, border=1, border_color="#C02B1E")
_REASON: Look = dict(text_wrap=True, font_color="#8F1D13", bg_color="#FFF7E6")
_NUMBER: Look = dict(font_color="#596673", align="center")
_REASON_WIDTH, _ABOUT_WIDTH = 64, 110
_LOOKED_AT = 500
"""Rows by which a column's width is chosen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row to mend: its number in the original, the reasons in each language, and what is said of single cells (field → sentence)."""

    row: int
    reasons: Sequence[str] = ()
    notes: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fix:
    """All that goes into one fix file. `left` counts rows that had no room in it; `words` are column → what may be chosen there."""

    batch: Batch
    source: Source
    sheets: Sequence[Raw]
    lines: Mapping[str, Sequence[Line]]
    languages: Sequence[str] = ()
    personal: Sequence[Place] = ()
    left: int = 0
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def write(fix: Fix) -> bytes:
    made = book.new(fix.batch.file)
    places: dict[Place, Place] = {}
    room = _MOST_NOTES
    pages = []
    for sheet in fix.sheets:
        page = made.sheet(sheet.name or str(fix.source.reader.get("sheet", "")) or _SHEET[_spoken(fix)[0]])
        room = _page(made, page, sheet, fix, room=room)
        first = len(sheet.top) + 1
        pages.append((page, sheet))
        places |= {(page.name, first + at): (sheet.name, line.row) for at, line in enumerate(fix.lines[sheet.name])}
    aside = (*_about(made, fix), *_choices(made, pages, fix))
    native, plain = all(sheet.native for sheet in fix.sheets), any(sheet.plain for sheet in fix.sheets)
    batch = fix.batch
    mark = marker.Marker(fix.source.id, batch.id, batch.sha256, batch.file, places, aside=aside, native=native, plain=plain)
    marker.write(made, mark)
    return made.close()


def _spoken(fix: Fix) -> Sequence[str]:
    return fix.languages or ("zh",)


def _page(made: Book, page: Any, sheet: Raw, fix: Fix, *, room: int) -> int:
    """Write one sheet; the number of cell notes that may still be written comes back."""
    lines = fix.lines[sheet.name]
    beyond = max([0, *(len(cells) - sheet.width for cells in sheet.rows.values())])
    titles = [*[marker.BEYOND] * beyond, _title(fix.source, marker.ROW_TITLES)]
    titles += [_title(fix.source, _REASONS[lang]) for lang in fix.languages]
    _top(made, page, sheet, titles)
    begin = len(sheet.top)
    looks = _Looks(*(made.format(**look) for look in (_PLAIN, _MARKED, _NUMBER, _REASON)))
    for at, line in enumerate(lines, start=begin):
        _row(page, at, line, cells=_whole(sheet, line), own=sheet.width + beyond, looks=looks)
        for column, said in line.notes.items():
            if room:
                page.write_comment(at, column, said, dict(x_scale=2.5, font_size=9, author="cockpit"))
                room -= 1
    _widths(page, sheet, titles)
    page.ignore_errors(dict(number_stored_as_text=f"A1:XFD{begin + len(lines) + 1}"))
    page.freeze_panes(begin, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    return room


def _title(source: Source, names: Sequence[str]) -> str:
    """The first name that is none of the source's own."""
    known = column_names(source)
    return next((name for name in names if fold(name) not in known), f"cockpit {names[0]}")


def _top(made: Book, page: Any, sheet: Raw, titles: Sequence[str]) -> None:
    """The original's rows down to its header; our own titles stand beside the header's first row: below it may be a row of units."""
    for at, row in enumerate(sheet.top):
        own = titles if at == sheet.header.top else ()
        look = made.format(**(_HEADER if at >= sheet.header.top else _PLAIN))
        for column, text in enumerate([*row, *[""] * (sheet.width - len(row)), *own] if own else row):
            book.put(page, at, column, text, look)
    for first, left, bottom, right in sheet.merged:
        if (first, left) != (bottom, right):
            look = made.format(**(_HEADER if first >= sheet.header.top else _PLAIN), align="center")
            page.merge_range(first, left, bottom, right, "", look)
            book.put(page, first, left, sheet.top[first][left], look)


def _whole(sheet: Raw, line: Line) -> list[str]:
    cells = sheet.rows[line.row]
    return [*cells, *[marker.MISSING] * (sheet.header.width - len(cells))]


@dataclass(frozen=True, slots=True)
class _Looks:
    plain: Any
    marked: Any
    number: Any
    reason: Any


def _row(page: Any, at: int, line: Line, *, cells: Sequence[str], own: int, looks: _Looks) -> None:
    for column, text in enumerate(cells):
        book.put(page, at, column, text, looks.marked if column in line.notes or text == marker.MISSING else looks.plain)
    page.set_row(at, book.height(line.reasons, width=_REASON_WIDTH))
    page.write_number(at, own, line.row, looks.number)
    for column, reason in enumerate(line.reasons, start=own + 1):
        book.put(page, at, column, reason, looks.reason)


def _widths(page: Any, sheet: Raw, titles: Sequence[str]) -> None:
    shown = [*sheet.top[-1:], *list(sheet.rows.values())[:_LOOKED_AT]]
    for column in range(sheet.width):
        page.set_column(column, column, book.width([row[column] for row in shown if column < len(row)]))
    for column, title in enumerate(titles, start=sheet.width):
        is_reason = any(title in names for names in _REASONS.values())
        page.set_column(column, column, _REASON_WIDTH if is_reason else book.width([title]))


def _choices(made: Book, pages: Sequence[tuple[Any, Raw]], fix: Fix) -> Iterator[str]:
    """A list to choose from in every column that takes certain words and has a cell to mend."""
    if not fix.words:
        return
    lists, lang = made.sheet(_LISTS[_spoken(fix)[0]]), _spoken(fix)[0]
    for at, (name, words) in enumerate(fix.words.items()):
        letter = xl_col_to_name(at)
        for row, word in enumerate([fix.source.columns[name].label.of(lang), *words]):
            book.put(lists, row, at, word, made.format(**(_PLAIN if row else _HEADER)))
        check = checks.list_check(f"='{lists.name}'!${letter}$2:${letter}${len(words) + 1}", lang=lang)
        for page, sheet in pages:
            if name in sheet.header.fields and sheet.rows:
                column, first = sheet.header.fields[name], len(sheet.top)
                page.data_validation(first, column, first + len(sheet.rows) - 1, column, check)
    yield lists.name


def _about(made: Book, fix: Fix) -> Iterator[str]:
    for lang in fix.languages:
        page = made.sheet(_ABOUT[lang])
        page.set_column(0, 0, _ABOUT_WIDTH)
        page.hide_gridlines(2)
        for at, text in enumerate(_said(fix, lang)):
            book.put(page, at, 0, text, made.format(bold=at == 0, font_size=13 if at == 0 else 10, text_wrap=True))
            page.set_row(at, 24 if at == 0 else book.height([text], width=_ABOUT_WIDTH))
        yield page.name


def _said(fix: Fix, lang: str) -> list[str]:
    zh, en = _told(fix, "、"), _told(fix, ", ")
    return [line.format(**(en if lang == "en" else zh)) for line in _lines(fix, lang)]


def _told(fix: Fix, between: str) -> dict[str, str]:
    rows = between.join(f"{sheet} {row}".strip() for sheet, row in fix.personal[:50])
    return {"file": fix.batch.file, "batch": str(fix.batch.id), "left": str(fix.left), "personal": rows}


def _lines(fix: Fix, lang: str) -> Iterator[str]:
    told = _TEXTS[lang]
    yield from told["always"]
    if fix.personal:
        yield told["personal"][0]
    if fix.left:
        yield told["left"][0]


_TEXTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "zh": {
        "always": (
            "“{file}”（批次{batch}）中未能计入的行",
            "1. 改好标色的格；“原因”一列写明了怎么改，鼠标停在格上也能看到。写着#N/A的格原来缺失，请补上或清空。",
            "2. 不再需要的行整行删去。表头不要改；“原文件行号”“原因”两列留着也不妨，读入时不看。",
            "3. 存盘后放回收件箱（或在“数据收件”页拖入）。只有这里的行会重新计入，原文件里已收下的行不动。",
        ),
        "personal": ("含疑似个人信息的行没有列在这里，原文件行号：{personal}。请在原文件中删去这些内容后另行报送。",),
        "left": ("另有{left}行未列在这里（一次最多列出前面的），这些行改好放回后，再就原文件改正其余的行。",),
    },
    "en": {
        "always": (
            "Rows of “{file}” (batch {batch}) that could not be counted",
            "1. Correct the marked cells; the reason stands beside each row and in the cell's note. Fill or clear cells that say #N/A.",
            "2. Delete whole rows that are no longer wanted. Leave the header; the columns of row numbers and reasons are not read.",
            "3. Save it and drop it into the inbox again. Only these rows will count anew; rows already taken in stay as they are.",
        ),
        "personal": ("Rows that seem to hold personal data are not listed: {personal} of the original. Remove it there and send them.",),
        "left": ("{left} more rows are not listed here (only the first ones fit); correct them in the original after these.",),
    },
}  # fmt: skip
