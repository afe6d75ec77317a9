"""Rows that are no data: blank ones, totals, headings between the rows, the notes below a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from cockpit.catalog.names import fold
from cockpit.intake import frames, total_words, words
from cockpit.intake.cells import Cells
from cockpit.intake.sheet import Chunk

DATA, BLANK, TOTAL, FOOT, SECTION, HEADER = 0, 1, 2, 3, 4, 5
Kinds = np.ndarray[tuple[int], np.dtype[np.int8]]
Names = Mapping[int, Collection[str]]
"""Field → folded names the catalogue knows there: a row that says one of them is data, whatever else the word could mean."""

_FOOT = re.compile(
    r"\s*(?:注|备\s*注|说明|填表说明|数据来源|资料来源|制表人?|填报人?|填表人?|审核人?|负责人|(?i:notes?|source))\s*\d*\s*[:：]"
)
_STARTS = frozenset(("", *" \t\r\n\v\f\xa0\u3000合小总共本全各注备说填数资制审负累TtSsGgNn"))
"""First characters of whatever is worth a closer look; no other blank is taken for one."""


def kinds(chunk: Chunk, names: Names, declared: Collection[int]) -> Kinds:
    """What each row is: blank, or by its first filled cell a total or a footnote. A field that is not declared (a running number) is
    looked at for these words, but fills no row."""
    order = sorted(chunk.columns)
    found = np.zeros(chunk.length, dtype=np.int8)
    pending = np.arange(chunk.length)
    for at, index in enumerate(order):
        blank, ended = _look(chunk, index, pending=pending, rest=order[at + 1 :], names=names.get(index, ()))
        for kind, positions in ended.items():
            found[positions] = kind
        pending = blank if index in declared else pending[found[pending] == DATA]
        if not len(pending):
            return found
    found[pending] = BLANK
    return found


def _look(
    chunk: Chunk, index: int, *, pending: frames.Ints, rest: Sequence[int], names: Collection[str]
) -> tuple[frames.Ints, dict[int, list[int]]]:  # fmt: skip
    """(rows blank so far, rows that end here as totals or notes) among the pending ones."""
    column = chunk.columns[index]
    cells = column.tolist() if len(pending) == len(column) else column[pending].tolist()
    if _STARTS.isdisjoint({text[:1] for text in cells}):
        return np.zeros(0, dtype=np.int64), {}
    maybe = [(at, text) for at, text in enumerate(cells) if not text or text[0] in _STARTS]
    known = {text: _kind(text, names) for _, text in maybe}
    at_kind = [(int(pending[at]), known[text]) for at, text in maybe if known[text]]
    blank = [at for at, kind in at_kind if kind == BLANK]
    foots = [at for at, kind in at_kind if kind == FOOT and _is_blank(chunk, at, rest)]
    return np.asarray(blank, dtype=np.int64), {TOTAL: [at for at, kind in at_kind if kind == TOTAL], FOOT: foots}


def _is_blank(chunk: Chunk, at: int, rest: Sequence[int]) -> bool:
    return all(not chunk.columns[index][at].strip() for index in rest)


def _kind(text: str, names: Collection[str]) -> int:
    if not text.strip():
        return BLANK
    if total_words.is_total(text):
        return DATA if fold(text) in names else TOTAL
    return FOOT if _FOOT.match(text) else DATA


def more_totals(found: Kinds, typed: Mapping[str, Cells], names: Collection[str]) -> None:
    """Totals whose word stands in another naming column (a month before it)."""
    for name in names:
        rows = typed[name].totals
        if len(rows):
            found[rows[found[rows] == DATA]] = TOTAL


def sections(chunk: Chunk, found: Kinds, typed: Mapping[str, Cells], fields: Mapping[str, int]) -> frames.Ints:
    """Mark rows that hold one word only, which no column can take, and lack what a row must have: headings between the rows."""
    lacking = [cells.absent & cells.refused for name, cells in typed.items() if name in fields]
    if not lacking:
        return np.zeros(0, dtype=np.int64)
    rows = np.flatnonzero(np.logical_or.reduce(lacking) & (found == DATA))
    heads = [at for at in rows.tolist() if at not in chunk.widths and _is_heading(chunk, at, typed, fields)]
    found[heads] = SECTION
    return np.asarray(heads, dtype=np.int64)


def _is_heading(chunk: Chunk, at: int, typed: Mapping[str, Cells], fields: Mapping[str, int]) -> bool:
    filled = [name for name, index in fields.items() if chunk.columns[index][at].strip()]
    if len(filled) != 1 or len(fields) < 3:
        return False
    cells, text = typed[filled[0]], chunk.columns[fields[filled[0]]][at].strip()
    if cells.column.type == "enum" or cells.column.place or cells.column.department:
        return bool(cells.held[at])
    return cells.column.type in ("code", "text") and (words.without_number(fold(text)) != fold(text) or text.endswith(("：", ":")))
