"""Merged cells below the header: a community's name that stands once beside its five rows stands for each of them. Numbers do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cockpit.catalog.schema import Source
from cockpit.intake import frames
from cockpit.intake.labels import Merged
from cockpit.intake.sheet import Chunk


def spread(chunk: Chunk, merged: Merged, fields: Mapping[str, int], source: Source) -> tuple[Chunk, Mapping[str, list[int]]]:
    """(the chunk with words and dates copied down inside merged cells, column → positions that were filled)."""
    naming = {at: name for name, at in fields.items() if source.columns[name].type not in ("int", "dec")}
    first = chunk.first_row - 1
    end = first + chunk.length
    areas = [(top, at, bottom) for top, at, bottom, _ in merged if at in naming and top < bottom and first <= bottom and top < end]
    if not areas:
        return chunk, {}
    columns = {at: column.copy() for at, column in chunk.columns.items()}
    filled: dict[str, list[int]] = {}
    for top, at, bottom in areas:
        begin = max(top - first, 0)
        said = columns[at][begin]
        for row in _below(columns[at], begin, min(bottom - first, chunk.length - 1)) if str(said).strip() else ():
            columns[at][row] = said
            filled.setdefault(naming[at], []).append(row)
    return replace(chunk, columns=columns), filled


def _below(column: frames.Texts, begin: int, end: int) -> list[int]:
    return [row for row in range(begin + 1, end + 1) if not str(column[row]).strip()]
