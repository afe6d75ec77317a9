"""A header that stands again among the rows: of a printed page, or of a second table with its columns in another order."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from cockpit.catalog.names import column_names, fold
from cockpit.intake import layout
from cockpit.intake.cells import Cells
from cockpit.intake.findings import Task
from cockpit.intake.layout import Kinds
from cockpit.intake.sheet import Chunk
from cockpit.model import Level, Problem

_BRACKETED = re.compile(r"[(\[【〔].*?[)\]】〕]")
_WORDS = ("code", "text")


def find(chunk: Chunk, kinds: Kinds, typed: Mapping[str, Cells], task: Task) -> Problem | None:
    """Mark rows that repeat the header; the file is stopped by one that names the columns in another order."""
    fields = {name: at for name, at in task.header.fields.items() if at >= 0}
    probes = [name for name in fields if typed[name].column.type not in _WORDS or typed[name].column.place][:2]
    wrong = {name: np.flatnonzero((typed[name].refused | typed[name].held) & (kinds == layout.DATA)).tolist() for name in probes}
    if chunk.rows is not None or not any(wrong.values()):
        return None
    known = {**column_names(task.source), **{_folded(header): name for name, header in task.header.names.items()}}
    for row in sorted({at for name, rows in wrong.items() for at in rows if _named(chunk.columns[fields[name]][at], known)}):
        said = {name: _named(chunk.columns[at][row], known) for name, at in fields.items()}
        named = {name: column for name, column in said.items() if column}
        if all(column == name for name, column in named.items()):
            if 2 * len(named) >= len(fields):
                kinds[row] = layout.HEADER
        elif len(named) > 1:
            shown = "、".join(str(chunk.columns[fields[name]][row]) for name in named)
            return Problem("second_table", Level.QUARANTINE, sheet=task.sheet, row=chunk.row(row), found=shown[:60])
    return None


def _named(cell: str, known: Mapping[str, str]) -> str:
    """The column this cell is a header of; empty when it is none."""
    if not cell or cell[0].isdigit():
        return ""
    folded = _folded(cell)
    return known.get(folded, "") or known.get(_BRACKETED.sub("", folded), "")


def _folded(cell: str) -> str:
    return fold(cell[:200]).strip("*:")
