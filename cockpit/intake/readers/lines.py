"""JSON lines: one record a line, row n is line n. Read twice, so that a file of a million records never stands in memory as objects."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cockpit.catalog.schema import Source
from cockpit.intake import decode
from cockpit.intake.limits import Limits
from cockpit.intake.readers import records
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_BLOCK = 50_000


class _Stopped(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """One sheet. A line that is no object sets the whole file aside with its number: half a line is half a delivery."""
    text = decode.text_of(data, declared=str(source.reader.get("encoding", "")))
    if isinstance(text, Problem):
        return text
    try:
        fields = records.fields_of(_records(text), source, limits)
    except _Stopped as stopped:
        return stopped.problem
    if isinstance(fields, Problem):
        return fields
    first = itertools.islice(_records(text), HEAD_ROWS - 1)
    head = [list(fields), *([records.as_text(records.dig(record, path)) for path in fields.values()] for record in first)]
    paths = list(fields.values())

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        asked, row, rows = [(index, paths[index]) for index in wanted], 1, _records(text)
        while block := list(itertools.islice(rows, _BLOCK)):
            chunk = records.chunk(block, asked, first_row=row, most=int(limits.cell_chars))
            yield chunk
            if isinstance(chunk, Problem):
                return
            row += chunk.length

    return [Sheet("", head, body, named=True)]


def _records(text: str) -> Iterator[Mapping[str, Any]]:
    """An empty line in between is a record without values; those at the end are none."""
    blank = 0
    for row, line in enumerate(io.StringIO(text), start=1):
        if not line.strip():
            blank += 1
            continue
        found = records.parsed(line, row=row)
        if not isinstance(found, Mapping):
            bad = Problem("bad_json", Level.QUARANTINE, row=row, found=type(found).__name__)
            raise _Stopped(found if isinstance(found, Problem) else bad)
        yield from ({} for _ in range(blank))
        blank = 0
        yield found
