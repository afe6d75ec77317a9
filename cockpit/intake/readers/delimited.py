"""Text files with separators: CSV, tab-separated, `Unicode 文本`.

The fields of every record are counted first. A block whose records all have the header's number of fields goes through pandas' C
parser, any other through the strict csv module, so that a row with a field too many is named and never shifts its neighbours.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Source
from cockpit.intake import decode, frames
from cockpit.intake.limits import Limits
from cockpit.intake.readers import quoting
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_DELIMITERS = (",", "\t", ";", "|", "，", "；")
_BLOCK_BYTES = (250_000, 500_000, 1_000_000)
"""The first blocks are small, so that whoever takes them has something to do early; all after them are as large as the last."""
_HEAD_BYTES = 200_000
_SAID = re.compile(r'"?sep=(.)"?[,;\t]*(?:\r\n?|\n)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Text:
    """The bytes of a text from `begin` on. In the encoding (none of UTF-16's) a line end and a quote are bytes of their own."""

    data: bytes
    encoding: str
    begin: int = 0

    def head(self) -> str:
        """Whole lines from the begin, enough to find a header in."""
        end = self.data.find(b"\n", self.begin + _HEAD_BYTES) + 1
        return self.data[self.begin : end or len(self.data)].decode(self.encoding)

    def all(self) -> str:
        return self.data[self.begin :].decode(self.encoding)

    def after(self, head: str) -> _Text:
        """What comes after these whole lines, which it begins with."""
        if not head.endswith(("\n", "\r")):
            return replace(self, begin=len(self.data)) if head else self
        ends = head.count("\n") + head.count("\r")
        places = itertools.islice(_LINE_END.finditer(self.data, self.begin), ends - 1, ends)
        return replace(self, begin=next(places).end())


_LINE_END = re.compile(rb"[\r\n]")


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """One sheet. A first line `sep=;` names the separator, as a spreadsheet program takes it, and is no row."""
    coding = decode.coding(data, declared=str(source.reader.get("encoding", "")))
    if isinstance(coding, Problem):
        return coding
    text = _text(data, coding)
    csv.field_size_limit(int(limits.cell_chars))
    said = _SAID.match(text.head())
    text = text.after(said[0]) if said else text
    delimiter = str(source.reader.get("delimiter", "")) or (said[1] if said else _delimiter(text, source))
    head, broken, _ = _records(text, delimiter, HEAD_ROWS)
    if broken is not None:
        return broken
    return [Sheet("", head, _Body(text, delimiter, head), named=True)]


def _text(data: bytes, coding: decode.Coding) -> _Text:
    if not coding.encoding.startswith("utf-16"):
        return _Text(data, coding.encoding, coding.mark)
    return _Text(data[coding.mark :].decode(coding.encoding).encode("utf-8", "surrogatepass"), "utf-8")


def _delimiter(text: _Text, source: Source) -> str:
    """The separator under which one row of the head names most declared columns (a list without a header: under which most rows have
    the declared number of fields); of several the one that cuts finest, the comma first."""
    heads = {delimiter: _records(text, delimiter, HEAD_ROWS)[0] for delimiter in _DELIMITERS}
    known, count = column_names(source), len(source.reader.get("names", source.columns))

    def worth(head: list[list[str]]) -> tuple[int, int]:
        if source.reader.get("header") is False:
            return sum(len(row) == count for row in head), max(map(len, head), default=0)
        return max(((sum(fold(cell) in known for cell in row), len(row)) for row in head), default=(0, 0))

    return max(_DELIMITERS, key=lambda d: worth(heads[d]))


def _records(text: _Text, delimiter: str, count: int) -> tuple[list[list[str]], Problem | None, str]:
    """(the first records, what broke them, the lines they stand in); of a long text the begin is enough as a rule."""
    short = text.head()
    found = _first_records(short, delimiter, count)
    longer = text.begin + _HEAD_BYTES < len(text.data)
    return _first_records(text.all(), delimiter, count) if longer and (found[1] or len(found[2]) >= len(short)) else found


def _first_records(text: str, delimiter: str, count: int) -> tuple[list[list[str]], Problem | None, str]:
    stream = io.StringIO(text, newline="")
    rows, error = quoting.first(stream, delimiter, count)
    return rows, _broken(error, row=len(rows) + 1) if error else None, text[: stream.tell()]


@dataclass(frozen=True, slots=True)
class _Body:
    """Reads the rows below the header, block by block. `head` tells which of the header's fields at the end bear no name."""

    text: _Text
    delimiter: str
    head: Sequence[Sequence[str]]

    def __call__(self, skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        body = self.text.after(_records(self.text, self.delimiter, skip)[2]) if skip else self.text
        shape = _Shape(self.delimiter, wanted, width, min(self._named(skip), width))
        row = skip + 1
        for block in _blocks(body):
            chunk = _chunk(block, row, shape)
            yield chunk
            if isinstance(chunk, Problem):
                return
            row += chunk.length

    def _named(self, skip: int) -> int:
        """Fields up to the last that bears a name; a row may end there, as nothing that is read comes after."""
        if not skip:
            return len(self.head[0]) if self.head else 0
        return max((at + 1 for row in self.head[:skip] for at, cell in enumerate(row) if cell.strip()), default=0)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is asked of every record: `width` fields, of which those beyond `named` may be missing, the `wanted` ones are read."""

    delimiter: str
    wanted: Sequence[int]
    width: int
    named: int


def _blocks(text: _Text) -> Iterator[bytes]:
    """Blocks of whole records in UTF-8: cut at a line end outside quotes."""
    data, begin = text.data, text.begin
    for number in itertools.count():
        if begin >= len(data):
            return
        least = _BLOCK_BYTES[min(number, len(_BLOCK_BYTES) - 1)]
        end, quotes, seen = begin, 0, begin
        while end < len(data) and (end == begin or quotes % 2):
            found = data.find(b"\n", end + (least if end == begin else 1))
            end = len(data) if found < 0 else found + 1
            quotes += data.count(b'"', seen, end)
            seen = end
        block = data[begin:end]
        yield block if text.encoding == "utf-8" else block.decode(text.encoding).encode("utf-8", "surrogatepass")
        begin = end


def _chunk(block: bytes, row: int, shape: _Shape) -> Chunk | Problem:
    if b"\x00" not in block and (found := _fast(block, shape, quoted=b'"' in block)):
        length, columns = found
        if all(len(column) == length for column in columns.values()):
            return Chunk(row, length, columns)
    return _slow_chunk(block.decode("utf-8", "surrogatepass"), row, shape)


def _fast(block: bytes, shape: _Shape, *, quoted: bool) -> tuple[int, dict[int, frames.Texts]] | None:
    """(rows, columns) where every record has the header's number of fields, or as many more that are all empty."""
    width = shape.width
    length = _even(block, shape.delimiter, width)
    if not length and (wider := _fields_of_first(block, shape.delimiter)) > width:
        width, length = wider, _even(block, shape.delimiter, wider)
    if not length:
        return None
    extra = range(shape.width, width)
    columns = frames.read_fields(block, width=width, wanted=[*shape.wanted, *extra], delimiter=shape.delimiter, quoted=quoted)
    if any(cell.strip() for at in extra for cell in columns.pop(at)):
        return None
    return length, columns


def _fields_of_first(block: bytes, delimiter: str) -> int:
    """How many fields the first line has when separators at the line's end make it wider; 0 when there are none."""
    line = block[: block.find(b"\n") + 1].rstrip(b"\r\n")
    return line.count(delimiter.encode()) + 1 if line.endswith(delimiter.encode()) and b'"' not in line else 0


def _even(block: bytes, delimiter: str, width: int) -> int:
    """Number of records when each has `width` fields and the quoting is regular, else 0."""
    # A lone column cannot tell a blank line from an empty cell; the slow way can.
    if width == 1 or not delimiter.isascii() or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n")):
        return 0
    codes = np.frombuffer(block if block.endswith(b"\n") else block + b"\n", dtype=np.uint8)
    marks = (codes == 10) | (codes == ord(delimiter))
    if b'"' in block:
        quotes = codes == 34
        inside = np.logical_xor.accumulate(quotes)
        if inside[-1] or not _regular_quotes(codes, quotes, inside, delimiter):
            return 0
        marks &= ~inside
    places = np.flatnonzero(marks)
    if len(places) % width:
        return 0
    is_end = (codes[places] == 10).reshape(-1, width)
    longest = np.diff(places[width - 1 :: width], prepend=-1).max(initial=0)
    # A row with a cell beyond the limit is left to the csv module, which says so.
    return len(is_end) if is_end[:, -1].all() and not is_end[:, :-1].any() and longest <= csv.field_size_limit() else 0


def _regular_quotes(codes: npt.NDArray[np.uint8], quotes: frames.Mask, inside: frames.Mask, delimiter: str) -> bool:
    """Every quoted run opens at a field's begin (or after an escaped quote) and closes at its end."""
    edge = (codes == 10) | (codes == 13) | (codes == ord(delimiter)) | quotes
    before, after = np.append(True, edge[:-1]), np.append(edge[1:], True)
    return bool(np.all(before[quotes & inside]) and np.all(after[quotes & ~inside]))


def _slow_chunk(block: str, row: int, shape: _Shape) -> Chunk | Problem:
    rows: list[list[str]] = []
    mended: list[int] = []
    try:
        rows.extend(csv.reader(io.StringIO(block, newline=""), delimiter=shape.delimiter, strict=True))
    except csv.Error:
        try:
            rows, mended = _mended(block, shape)
        except _Broken as broken:
            return _broken(broken.error, row=row + broken.at)
    return _lay_out(rows, row, shape, mended=mended)


class _Broken(Exception):
    """The record at this place cannot be read."""

    def __init__(self, error: csv.Error, at: int) -> None:
        super().__init__(str(error))
        self.error, self.at = error, at


def _mended(block: str, shape: _Shape) -> tuple[list[list[str]], list[int]]:
    """(records, which of them had stray quotes). Such a record, and the one after it, must have the header's number of fields."""
    rows: list[list[str]] = []
    mended: list[int] = []
    try:
        for fields, changed in quoting.records(io.StringIO(block, newline=""), shape.delimiter):
            if (changed or (mended and mended[-1] == len(rows) - 1 and fields)) and len(fields) != shape.width:
                raise _Broken(csv.Error("quotes"), mended[-1] if not changed else len(rows))
            if changed:
                mended.append(len(rows))
            rows.append(fields)
    except csv.Error as error:
        raise _Broken(error, len(rows)) from None
    return rows, mended


def _lay_out(rows: list[list[str]], first_row: int, shape: _Shape, *, mended: Sequence[int]) -> Chunk:
    """Columns of rows of any length: blank fields beyond the header's width do no harm, nor missing ones without a name; of other rows
    only the first field is kept."""
    widths: dict[int, int] = {}
    width = shape.width
    for at, fields in enumerate(rows):
        if len(fields) != width:
            if fields and (len(fields) < shape.named or any(field.strip() for field in fields[width:])):
                widths[at] = len(fields)
                fields = [next((f for f in fields if f.strip()), "")]
            rows[at] = [*fields, *[""] * (width - len(fields))]
    columns = {index: frames.texts([r[index] for r in rows]) for index in shape.wanted}
    return Chunk(first_row, len(rows), columns, widths, tuple(mended))


def _broken(error: csv.Error, *, row: int) -> Problem:
    code = "cell_too_long" if "field limit" in str(error) else "broken_quotes"
    limit = str(csv.field_size_limit()) if code == "cell_too_long" else ""
    return Problem(code, Level.QUARANTINE, row=row, expected=limit)
