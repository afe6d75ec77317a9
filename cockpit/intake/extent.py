"""How far the cells of a sheet lie: a lone far cell would make a reader lay out all between.

Every reference is looked at, in whole arrays; only where these say too much, or cells bear none, are the cells told one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

_CELL = re.compile(rb"""<(?:\w+:)?(c|row)(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*?)(/?)>""")
_REF = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)""")
_LETTERS, _LONGEST = 3, 12
_BLANK, _LETTER = np.zeros(256, dtype=np.bool_), np.zeros(256, dtype=np.bool_)
_BLANK[[9, 10, 13, 32]] = True
_LETTER[65:91] = _LETTER[97:123] = True
_BEGINS = tuple(mark + after for mark in (b"<c", b":c") for after in (b" ", b">", b"/", b"\t", b"\n", b"\r"))


def stop(rows: int, columns: int, cells: int, limits: Limits) -> Problem | None:
    """Why a sheet of so many rows and columns, and so many cells with the sheets before it, is not laid out."""
    for code, found, most in (("too_many_rows", rows, limits.xlsx_rows), ("too_many_columns", columns, limits.columns)):
        if found > most:
            return Problem(code, Level.QUARANTINE, found=str(found), expected=f"{most:g}")
    if cells > limits.cells:
        return Problem("too_many_cells", Level.QUARANTINE, found=f"{rows} × {columns}", expected=f"{limits.cells:g}")
    return None


def rough(block: bytes) -> tuple[int, int, bool]:
    """(rows, columns) that the references in these bytes reach, empty cells included; and whether every cell bore a plain one."""
    block = block[max(block.find(b"<"), 0) : block.rfind(b">") + 1]
    codes = np.frombuffer(block + bytes(_LONGEST + 4), dtype=np.uint8)
    at = np.flatnonzero(codes == ord("r"))
    at = at[_BLANK[codes[at - 1]]]
    after, second = codes[at + 1], codes[at + 2]
    is_plain = (after == ord("=")) & ((second == ord('"')) | (second == ord("'")))
    is_odd = _BLANK[after] | ((after == ord("=")) & _BLANK[second])
    rows, columns, named = _numbers(codes, at[is_plain] + 3)
    return rows, columns, not is_odd.any() and named >= sum(map(block.count, _BEGINS))


def _numbers(codes: npt.NDArray[np.uint8], at: npt.NDArray[np.int64]) -> tuple[int, int, int]:
    """(largest row, largest column, cells) of the references that begin at these places."""
    if not len(at):
        return 0, 0, 0
    row, column, length = (np.zeros(len(at), dtype=np.int64) for _ in range(3))
    going = np.ones(len(at), dtype=np.bool_)
    for k in range(_LETTERS + 1):
        code = codes[at + k]
        going &= _LETTER[code]
        column, length = np.where(going, column * 26 + (code & 31), column), length + going
    going = np.ones(len(at), dtype=np.bool_)
    for k in range(_LONGEST - _LETTERS):
        digit = codes[at + length + k].astype(np.int64) - 48
        going &= (digit >= 0) & (digit <= 9)
        row = np.where(going, row * 10 + digit, row)
    is_cell = length > 0
    # A row that bears a number but no cells is not laid out.
    return int(row[is_cell].max(initial=0)), int(column.max()), int(is_cell.sum())


def exact(blocks: Iterable[bytes]) -> tuple[int, int]:
    """(rows, columns) of the cells that are not empty, those without a reference where they stand. `blocks` follow each other."""
    rows = columns = row = column = 0
    rest = b""
    for fresh in blocks:
        block = rest + fresh
        cut = block.rfind(b">") + 1
        rest = block[cut:]
        for tag, attributes, lone in _CELL.findall(block[:cut]):
            found = _REF.search(attributes)
            if tag == b"row":
                row, column = (_number(found[2]) if found and found[2] else row + 1), 0
                continue
            column = _column(found[1]) if found and found[1] else column + 1
            row = _number(found[2]) if found and found[1] and found[2] else row
            if not lone:
                rows, columns = max(rows, row), max(columns, column)
    return rows, columns


def _number(digits: bytes) -> int:
    return int(digits[:10])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[: _LETTERS + 1].upper():
        number = number * 26 + letter - 64
    return number
