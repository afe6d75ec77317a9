"""Records of a text whose quoting is not always regular.

A quote that was not doubled (`"他说"好"了",3`) breaks the strict reading. Within one line the fields are then told by this rule: a quoted
field ends at the first quote before a separator or the line's end. Where more than one reading is possible the file is set aside.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator

Record = tuple[list[str], bool]
"""(fields, whether their quotes had to be put right)."""


class _Lines:
    """The lines of a text for the csv module: which was the last, how many the record at hand took."""

    def __init__(self, stream: io.StringIO) -> None:
        self.stream, self.last, self.taken = stream, "", 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.last = next(self.stream)
        self.taken += 1
        return self.last


def records(stream: io.StringIO, delimiter: str) -> Iterator[Record]:
    """The records one by one. Raises `csv.Error` at one whose quotes do not pair or which has a field beyond the csv module's limit."""
    lines = _Lines(stream)
    while True:
        try:
            for fields in csv.reader(lines, delimiter=delimiter, strict=True):
                lines.taken = 0
                yield fields, False
            return
        except csv.Error as error:
            found = _put_right(lines.last, delimiter) if lines.taken == 1 and "field limit" not in str(error) else None
            if found is None:
                raise
            lines.taken = 0
            yield found, True


def first(stream: io.StringIO, delimiter: str, count: int) -> tuple[list[list[str]], csv.Error | None]:
    """The first records, and what broke them; the stream then stands behind them."""
    rows: list[list[str]] = []
    try:
        rows.extend(fields for fields, _ in itertools.islice(records(stream, delimiter), count))
    except csv.Error as error:
        return rows, error
    return rows, None


def _put_right(line: str, delimiter: str) -> list[str] | None:
    """The fields of one line, or None where its quotes can be read in more than one way."""
    line, fields, at = line.rstrip("\r\n"), [], 0
    while at <= len(line):
        found = _field(line, at, delimiter)
        if found is None:
            return None
        text, at = found
        fields.append(text)
    return fields


def _field(line: str, at: int, delimiter: str) -> tuple[str, int] | None:
    """(text, where the next field begins) of the field that begins here."""
    end = line.find(delimiter, at)
    end = len(line) if end < 0 else end
    plain = line[at:end]
    if not plain.startswith('"'):
        return plain, end + 1
    close = _closing(line, at + 1, delimiter)
    if close < 0 or (close > end and plain.count('"') % 2 == 0 and not plain.endswith('"')):
        # A word in quotes at the begin of a text that was written without any: "甲"公司.
        return (plain, end + 1) if plain.count('"') % 2 == 0 else None
    text = line[at + 1 : close]
    if '""' in text.rstrip('"') or len(text) - len(text.rstrip('"')) > 1:
        return None
    return text, close + 2


def _closing(line: str, at: int, delimiter: str) -> int:
    """Place of the first quote before a separator or the end, -1 when there is none."""
    while (found := line.find('"', at)) >= 0:
        if found + 1 == len(line) or line.startswith(delimiter, found + 1):
            return found
        at = found + 1
    return -1
