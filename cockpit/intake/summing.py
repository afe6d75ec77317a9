"""Running sums of a sheet while it is read, so that its total rows and total columns can be checked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cockpit.catalog import wide
from cockpit.intake import cells, frames, layout, total_words, totals
from cockpit.intake.cells import Cells
from cockpit.intake.findings import Task
from cockpit.intake.layout import Kinds
from cockpit.intake.sheet import Chunk
from cockpit.intake.totals import Checked

_RATIOS = frozenset(("%", "‰", "％"))


def add(chunk: Chunk, kinds: Kinds, task: Task, typed: Mapping[str, Cells]) -> None:
    """Add a chunk to the sums of the columns that can be added, up to every total row in it."""
    columns = [(name, c) for name, c in typed.items() if totals.additive(c) and name in task.header.fields]
    count = len(task.header.spread.fields) if task.header.spread else 1
    if not columns or not count or not chunk.length:
        return
    ends = np.flatnonzero((kinds.reshape(-1, count) == layout.TOTAL).any(axis=1)).tolist()
    counted = _counted(kinds, task, typed)
    begin = 0
    for end in [*ends, len(kinds) // count]:
        for name, column in columns:
            _add(chunk, task, name, column, counted, slice(begin * count, end * count))
        if end * count < len(kinds):
            _mark(chunk, task, columns, end * count)
        begin = end + 1
    if task.header.spread is not None and task.header.spread.total >= 0:
        _across(chunk, np.asarray(kinds == layout.DATA), task, typed)


def _counted(kinds: Kinds, task: Task, typed: Mapping[str, Cells]) -> frames.Mask:
    """Rows that a total adds up: data, without those that say again what another row has counted (其中)."""
    found = np.asarray(kinds == layout.DATA)
    for name in task.source.key:
        found[typed[name].parts] = False
    return found


def _add(chunk: Chunk, task: Task, name: str, column: Cells, counted: frames.Mask, span: slice) -> None:
    if span.start == span.stop:
        return
    readable = ~(column.refused | column.held)[span]
    if chunk.widths:
        readable[[at - span.start for at in chunk.widths if span.start <= at < span.stop]] = False
    values = np.where(column.absent[span], 0, column.values[span])
    labels = _labels(task, name)
    for at, label in enumerate(labels):
        step = slice(at, None, len(task.header.spread.fields) if task.header.spread else 1)
        chosen = counted[span][step]
        whole = bool(chosen.all())
        task.sums.add((name, label), values[step] if whole else values[step][chosen], readable[step] if whole else readable[step][chosen])


def _labels(task: Task, name: str) -> list[str]:
    """The headers under which an unpivoted value stands; one empty label for any other column."""
    spread = task.header.spread
    unpivoted = spread is not None and task.header.fields.get(name, 0) < 0
    return [header for _, header, _ in spread.fields] if spread is not None and unpivoted else [""]


def _mark(chunk: Chunk, task: Task, columns: list[tuple[str, Cells]], first: int) -> None:
    """Keep what a total row says."""
    said = {}
    for name, column in columns:
        for at, label in enumerate(_labels(task, name), start=first):
            if not (column.absent[at] or column.refused[at] or column.held[at]):
                said[name, label] = int(column.values[at])
    texts = [str(chunk.columns[index][first]) for index in sorted(chunk.columns) if index >= 0]
    word = next((text for text in texts if total_words.is_total(text)), "")
    task.sums.mark(chunk.row(first), word, said)


def _across(chunk: Chunk, counted: frames.Mask, task: Task, typed: Mapping[str, Cells]) -> None:
    """Check a total column of a wide sheet: every line that can be read whole against the sum of its cells."""
    shape, spread = wide.of(task.source), task.header.spread
    assert shape is not None and spread is not None
    count, column = len(spread.fields), typed[shape.value]
    said = cells.convert(chunk.columns[spread.total][::count], column.column, task.context, power=task.header.powers.get(shape.value, 0))
    good = (~(column.refused | column.held) | column.absent).reshape(-1, count).all(axis=1) & counted.reshape(-1, count).any(axis=1)
    good &= ~(said.absent | said.refused | said.held) & ~_ratios(chunk, task, shape)[::count]
    sums = np.where(column.absent | ~counted, 0, column.values).reshape(-1, count)
    for line in np.flatnonzero(good).tolist():
        expected, found = totals.exact_sum(sums[line]), int(said.values[line])
        task.sums.across.append(Checked(chunk.row(line * count), shape.value, spread.total_header, found, expected, found == expected))


def _ratios(chunk: Chunk, task: Task, shape: wide.Wide) -> frames.Mask:
    """Rows whose own unit says that they are ratios, which do not add up."""
    index = task.header.fields.get(shape.unit)
    if index is None:
        return np.zeros(chunk.length, dtype=np.bool_)
    return np.array([text.strip() in _RATIOS for text in chunk.columns[index].tolist()], dtype=np.bool_)
