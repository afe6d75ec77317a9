"""Rows that are no data: blank ones, totals at the bottom, the notes below a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cockpit.intake import frames
from cockpit.intake.sheet import Chunk

_TOTAL = re.compile(
    r"\s*(?:(?:本[页月周季年]|全街道)?\s*(?:合\s*计|小\s*计|总\s*计|共\s*计|累\s*计)|(?i:(?:sub|grand)?[\s-]*totals?)|(?i:sum))\s*[:：]?\s*"
)
_FOOT = re.compile(
    r"\s*(?:注|备\s*注|说明|填表说明|数据来源|资料来源|制表人?|填报人?|填表人?|审核人?|负责人|(?i:notes?|source))\s*\d*\s*[:：]"
)
_STARTS = frozenset(" \t\r\n\v\f\xa0\u3000合小总共累本全注备说填数资制审负TtSsGgNn")
"""First characters of whatever is worth a closer look; no other blank is taken for one."""


def not_data(chunk: Chunk) -> frames.Mask:
    """True for rows that are blank, or whose first filled cell says that they are a total or a footnote."""
    order = sorted(chunk.columns)
    found = np.zeros(chunk.length, dtype=np.bool_)
    pending = np.arange(chunk.length)
    for at, index in enumerate(order):
        pending, ended = _look(chunk, index, pending=pending, rest=order[at + 1 :])
        found[ended] = True
        if not len(pending):
            return found
    found[pending] = True
    return found


def _look(chunk: Chunk, index: int, *, pending: frames.Ints, rest: Sequence[int]) -> tuple[frames.Ints, list[int]]:
    """(rows blank so far, rows that end here as totals or notes) among the pending ones."""
    column = chunk.columns[index]
    cells = column.tolist() if len(pending) == len(column) else column[pending].tolist()
    maybe = [(at, text) for at, text in enumerate(cells) if not text or text[0] in _STARTS]
    kinds = {text: _kind(text) for _, text in maybe}
    at_kind = [(int(pending[at]), kinds[text]) for at, text in maybe if kinds[text]]
    blank = [at for at, kind in at_kind if kind == "blank"]
    ended = [at for at, kind in at_kind if kind == "total" or (kind == "foot" and _is_blank(chunk, at, rest))]
    return np.asarray(blank, dtype=np.int64), ended


def _is_blank(chunk: Chunk, at: int, rest: Sequence[int]) -> bool:
    return all(not chunk.columns[index][at].strip() for index in rest)


def _kind(text: str) -> str:
    stripped = text.strip()
    if not stripped:
        return "blank"
    if _TOTAL.fullmatch(text):
        return "total"
    return "foot" if _FOOT.match(text) else ""
