"""The file as it is: its sheets, its encoding, and its first rows as raw texts, for a person to look at beside our judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import decode, header, opened
from cockpit.intake.header import Header, Learned
from cockpit.intake.personal import looks_personal
from cockpit.intake.sheet import Chunk, Sheet
from cockpit.model import Problem

MOST_ROWS = 200
MOST_FIELDS = 60
MOST_CHARS = 120
_HIDDEN = "（已隐去）"
_RECORDS = ("records", "lines", "features")
_TEXTS = ("delimited", *_RECORDS)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One sheet: whether its header was found, and if not why (a problem's code; `hidden_sheet` where it is not looked at)."""

    name: str
    used: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """`rows` are (row number, cells) of the sheet `shown`, the first that is used; `headers` its header cells, left to right, each with
    the declared column it is read as (empty: none). `header_row` is 0 where there is none, `merged` counts merged ranges."""

    sheets: tuple[Glimpse, ...] = ()
    shown: str = ""
    encoding: str = ""
    header_row: int = 0
    merged: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


def look(data: bytes, *, name: str, source: Source, catalog: Catalog, learned: Learned | None = None) -> Look:
    """What a person sees of the file. One that is not opened at all shows nothing."""
    file = opened.opened(data, name=name, source=source, catalog=catalog)
    if isinstance(file, Problem):
        return Look()
    heads = [
        (sheet, header.find(sheet.head, file.source, learned=learned or {}, catalog=catalog, merged=sheet.merged))
        for sheet in file.sheets
    ]
    found = tuple(_glimpse(sheet, head) for sheet, head in heads)
    shown = next(((s, h) for (s, h), g in zip(heads, found, strict=True) if g.used), next(iter(heads), None))
    return Look(found) if shown is None else _shown(data, file.kind, found, *shown, source=file.source)


def _glimpse(sheet: Sheet, head: Header | Problem) -> Glimpse:
    if sheet.hidden:
        return Glimpse(sheet.name, False, "hidden_sheet")
    return Glimpse(sheet.name, False, head.code) if isinstance(head, Problem) else Glimpse(sheet.name, True)


def _shown(data: bytes, kind: str, found: tuple[Glimpse, ...], sheet: Sheet, head: Header | Problem, *, source: Source) -> Look:
    good = isinstance(head, Header)
    at = head.at if isinstance(head, Header) else -1
    titles = sheet.head[at] if 0 <= at < len(sheet.head) else ()
    columns = {field: column for column, field in head.fields.items()} if isinstance(head, Header) else {}
    return Look(
        found,
        sheet.name,
        _encoding(data, str(source.reader.get("encoding", ""))) if kind in _TEXTS else "",
        at + 1 if good and kind not in _RECORDS else 0,
        len(sheet.merged),
        tuple(_titles(titles, columns, head.names if isinstance(head, Header) else {})),
        tuple(_rows(sheet, first=0 if kind in _RECORDS else 1)),
    )


def _titles(titles: Sequence[str], columns: Mapping[int, str], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(header, column) of every field that has a header; of one that is read, the header as problems name it."""
    for field, title in enumerate(titles[:MOST_FIELDS]):
        column = columns.get(field, "")
        if title.strip() or column:
            yield names.get(column) or title.strip(), column


def _encoding(data: bytes, declared: str) -> str:
    """The one in which the text was decoded, as `decode.text_of` tries them."""
    if declared:
        return declared
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or decode.unmarked_utf16(data):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _rows(sheet: Sheet, *, first: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The head as it stands, then the body. `first` is the number of the head's first row: names of records stand in row 0."""
    seen = 0
    for seen, cells in enumerate(sheet.head[:MOST_ROWS], first):
        yield seen, _cut(cells)
    width = max((len(row) for row in sheet.head), default=0)
    for chunk in sheet.body(len(sheet.head), list(range(min(width, MOST_FIELDS))), width):
        if isinstance(chunk, Problem) or seen >= MOST_ROWS:
            return
        for number, cells in _of_chunk(chunk):
            if seen < number <= MOST_ROWS:
                seen = number
                yield number, _cut(cells)


def _of_chunk(chunk: Chunk) -> Iterator[tuple[int, Sequence[str]]]:
    for at in range(min(chunk.length, 2 * MOST_ROWS)):
        yield chunk.first_row + at, [str(chunk.columns[index][at]) for index in sorted(chunk.columns)]


def _cut(cells: Sequence[str]) -> tuple[str, ...]:
    """Short enough to be looked at, and without anybody's number."""
    return tuple(_HIDDEN if looks_personal(cell) else _short(cell) for cell in cells[:MOST_FIELDS])


def _short(cell: str) -> str:
    return cell if len(cell) <= MOST_CHARS else f"{cell[: MOST_CHARS - 1]}…"
