"""A header with one name fewer than the rows have fields, as R writes it: the first field is a row number without a name.

The rule: every row below the header has exactly one field more than it, the first fields are whole numbers that only rise, the last
fields are not all empty (that is a comma at the end of each line), and read one to the right the rows convert while as they stand they
do not. Then the header is moved by one and this is noted. Otherwise the rows are refused one by one.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from cockpit.catalog.schema import Source
from cockpit.intake import cells, frames
from cockpit.intake.cells import Context
from cockpit.intake.header import NO_HEADER, Header


def fitted(head: Sequence[Sequence[str]], found: Header, source: Source, context: Context) -> Header:
    """The header as it is, or moved by one."""
    rows = [row for row in head[found.at + 1 :] if any(cell.strip() for cell in row)]
    if found.at == NO_HEADER or not rows or any(len(row) != found.width + 1 for row in rows):
        return found
    if not rising([row[0] for row in rows]) or not any(row[-1].strip() for row in rows):
        return found
    moved = replace(found, width=found.width + 1, fields={name: at + 1 for name, at in found.fields.items()}, shifted=True)
    return moved if _faults(rows, moved, source, context) < _faults(rows, found, source, context) else found


def rising(texts: Sequence[str]) -> bool:
    """Whether these are whole numbers, each larger than the one before."""
    if not all(text.strip().isdecimal() and len(text) < 18 for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return all(before < after for before, after in itertools.pairwise(numbers))


def broken(texts: Sequence[str], last: int) -> tuple[list[int], int]:
    """(positions whose first field does not go on rising, the last number that did)."""
    wrong = []
    for at, text in enumerate(texts):
        if text.strip().isdecimal() and len(text) < 18 and int(text) > last:
            last = int(text)
        else:
            wrong.append(at)
    return wrong, last


def _faults(rows: Sequence[Sequence[str]], found: Header, source: Source, context: Context) -> int:
    """How many cells of these rows cannot be read so."""
    total = 0
    for name, at in found.fields.items():
        read = cells.convert(frames.texts([row[at] for row in rows]), source.columns[name], context)
        total += int((read.refused | read.held).sum())
    return total
