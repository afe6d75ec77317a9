"""Text files with separators: CSV, tab-separated, `Unicode 文本`.

The fields of every record are counted first. A block whose records all have the header's number of fields goes through pandas' C
parser, any other through the strict csv module, so that a row with a field too many is named and never shifts its neighbours.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Source
from cockpit.intake import decode, frames
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_DELIMITERS = (",", "\t", ";", "|")
_BLOCK_CHARS = 8_000_000
_HEAD_CHARS = 200_000


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    text = decode.text_of(data, declared=str(source.reader.get("encoding", "")))
    if isinstance(text, Problem):
        return text
    csv.field_size_limit(int(limits.cell_chars))
    delimiter = str(source.reader.get("delimiter", "")) or _delimiter(text, source)
    head = _head(text, delimiter)
    if isinstance(head, Problem):
        return head
    return [Sheet("", head, lambda skip, wanted, width: _body(text, delimiter, skip, wanted, width), named=True)]


def _delimiter(text: str, source: Source) -> str:
    """The separator by which most declared headers are found in the head; the comma when none is."""
    known = column_names(source)
    heads = {delimiter: _records(text, delimiter, HEAD_ROWS)[0] for delimiter in _DELIMITERS}
    score = {d: max((sum(fold(cell) in known for cell in row) for row in head), default=0) for d, head in heads.items()}
    widest = {d: max(map(len, head), default=0) for d, head in heads.items()}
    return max(_DELIMITERS, key=lambda d: (score[d], widest[d]))


def _head(text: str, delimiter: str) -> list[list[str]] | Problem:
    rows, broken, _ = _records(text, delimiter, HEAD_ROWS)
    return rows if broken is None else broken


def _records(text: str, delimiter: str, count: int) -> tuple[list[list[str]], Problem | None, int]:
    """(the first records, what broke them, where in the text they end); of a long text the begin is enough as a rule."""
    short = text[:_HEAD_CHARS]
    found = _first_records(short, delimiter, count)
    return _first_records(text, delimiter, count) if len(short) < len(text) and (found[1] or found[2] >= len(short)) else found


def _first_records(text: str, delimiter: str, count: int) -> tuple[list[list[str]], Problem | None, int]:
    stream = io.StringIO(text, newline="")
    rows: list[list[str]] = []
    try:
        rows.extend(itertools.islice(csv.reader(stream, delimiter=delimiter, strict=True), count))
    except csv.Error as error:
        return rows, _broken(error, row=len(rows) + 1), stream.tell()
    return rows, None, stream.tell()


def _body(text: str, delimiter: str, skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
    begin = _records(text, delimiter, skip)[2] if skip else 0
    row = skip + 1
    for block in _blocks(text[begin:]):
        chunk = _chunk(block, delimiter, row, wanted, width)
        yield chunk
        if isinstance(chunk, Problem):
            return
        row += chunk.length


def _blocks(text: str) -> Iterator[str]:
    """Blocks of whole records: cut at a line end outside quotes."""
    begin = 0
    while begin < len(text):
        end, quotes, seen = begin, 0, begin
        while end < len(text) and (end == begin or quotes % 2):
            found = text.find("\n", min(end + (_BLOCK_CHARS if end == begin else 1), len(text)))
            end = len(text) if found < 0 else found + 1
            quotes += text.count('"', seen, end)
            seen = end
        yield text[begin:end]
        begin = end


def _chunk(block: str, delimiter: str, row: int, wanted: Sequence[int], width: int) -> Chunk | Problem:
    encoded = block.encode("utf-8", "surrogatepass")
    if "\x00" not in block and (length := _even(encoded, delimiter, width)):
        columns = frames.read_fields(encoded, width=width, wanted=wanted, delimiter=delimiter, quoted='"' in block)
        if all(len(column) == length for column in columns.values()):
            return Chunk(row, length, columns)
    return _slow_chunk(block, delimiter, row, wanted, width)


def _even(block: bytes, delimiter: str, width: int) -> int:
    """Number of records when each has `width` fields and the quoting is regular, else 0."""
    # A lone column cannot tell a blank line from an empty cell; the slow way can.
    if width == 1 or block.count(b"\r") != block.count(b"\r\n"):
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


def _slow_chunk(block: str, delimiter: str, row: int, wanted: Sequence[int], width: int) -> Chunk | Problem:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(block, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return _broken(error, row=row + len(rows))
    return lay_out(rows, first_row=row, wanted=wanted, width=width)


def lay_out(rows: list[list[str]], *, first_row: int, wanted: Sequence[int], width: int) -> Chunk:
    """Columns of rows of any length: blank fields beyond the header's width do no harm, other rows keep their first field only."""
    widths: dict[int, int] = {}
    for at, fields in enumerate(rows):
        if len(fields) != width:
            if fields and (len(fields) < width or any(field.strip() for field in fields[width:])):
                widths[at] = len(fields)
                fields = [next((f for f in fields if f.strip()), "")]
            rows[at] = [*fields, *[""] * (width - len(fields))]
    return Chunk(first_row, len(rows), {index: frames.texts([r[index] for r in rows]) for index in wanted}, widths)


def _broken(error: csv.Error, *, row: int) -> Problem:
    code = "cell_too_long" if "field limit" in str(error) else "broken_quotes"
    return Problem(code, Level.QUARANTINE, row=row)
