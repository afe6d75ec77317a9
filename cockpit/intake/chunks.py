"""One chunk of rows: typed, ruled, hashed, and every row's fate decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from cockpit.catalog import wide
from cockpit.intake import again, cells, covers, fates, findings, frames, hashing, layout, pivot, summing
from cockpit.intake.cells import Cells
from cockpit.intake.findings import Fate, Task
from cockpit.intake.layout import Kinds
from cockpit.intake.rows import Part
from cockpit.intake.sheet import Chunk
from cockpit.intake.typed import ABSENT, Fault
from cockpit.model import Problem

_VERDICTS = {layout.BLANK: "blank", layout.TOTAL: "total", layout.FOOT: "skip", layout.SECTION: "skip", layout.HEADER: "header"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part, how many rows carried personal values, and the span of the covering column."""

    part: Part
    personal: int
    first: frames.Ints
    last: frames.Ints


def take(chunk: Chunk, task: Task) -> Outcome | Problem:
    """Decide every row of the chunk; findings go to the ledger. A Problem stops the file: another table begins among the rows."""
    kinds = layout.kinds(chunk, task.names, _declared(task))
    chunk, kinds = _unpivoted(chunk, kinds, task)
    typed = {name: _convert(chunk, task, name) for name in task.source.columns}
    layout.more_totals(kinds, typed, task.source.key)
    _sections(chunk, kinds, task, typed)
    if stopped := again.find(chunk, kinds, typed, task):
        return stopped
    summing.add(chunk, kinds, task, typed)
    fate = Fate(kinds != layout.DATA, np.zeros(chunk.length, dtype=np.bool_), np.zeros(chunk.length, dtype=np.bool_))
    told = len(task.ledger.problems)
    findings.ragged(chunk, task, fate)
    if task.header.shifted:
        findings.unnumbered(chunk, task, fate)
    hidden = findings.personal(chunk, task, fate, typed)
    for name, column in typed.items():
        findings.faults(chunk, task, fate, name=name, column=column)
    if task.place:
        findings.other_places(chunk, task, fate, typed)
    findings.of_rules(chunk, task, fate, typed)
    first, last = _future(chunk, task, fate, typed)
    if task.fates is not None:
        _tell(chunk, kinds, task, fate, told)
    return Outcome(_part(chunk, task, fate, typed), hidden, first, last)


def _declared(task: Task) -> frozenset[int]:
    """Fields whose cells fill a row."""
    spread = task.header.spread
    own = {at for at in task.header.fields.values() if at >= 0}
    return frozenset(own | {at for at, _, _ in spread.fields} if spread else own)


def _unpivoted(chunk: Chunk, kinds: Kinds, task: Task) -> tuple[Chunk, Kinds]:
    """The cells of a wide sheet as rows; each kind of line once per cell, and cells that say nothing are no data."""
    shape, spread = wide.of(task.source), task.header.spread
    if shape is None or spread is None:
        return chunk, kinds
    found = pivot.long(chunk, spread, shape, task.header.fields.get(shape.unit))
    every = np.repeat(kinds, len(spread.fields))
    absent = () if task.source.columns[shape.value].null else ABSENT
    every[pivot.blanks(found, absent_too=absent) & (every == layout.DATA)] = layout.BLANK
    return found, every


def _convert(chunk: Chunk, task: Task, name: str) -> Cells:
    column = task.source.columns[name]
    index = task.header.fields.get(name)
    if index is not None:
        return cells.convert(chunk.columns[index], column, task.context, power=task.header.powers.get(name, 0))
    if name in task.told:
        return cells.filled(task.told[name], column, task.context, length=chunk.length)
    text = column.default if column.default is not None else task.place if column.place else ""
    return cells.filled(text, column, task.context, length=chunk.length)


def _sections(chunk: Chunk, kinds: Kinds, task: Task, typed: Mapping[str, Cells]) -> None:
    if chunk.rows is not None:
        return
    found = layout.sections(chunk, kinds, typed, task.header.fields)
    if len(found):
        name = next(n for n, index in task.header.fields.items() if chunk.columns[index][int(found[0])].strip())
        findings.gather(chunk, task, "section_row", name=name, positions=found)


def _tell(chunk: Chunk, kinds: Kinds, task: Task, fate: Fate, told: int) -> None:
    """Every row's verdict and its codes, for those who asked."""
    assert task.fates is not None
    open_rows = fates.MOST_ROWS * (len(task.header.spread.fields) if task.header.spread else 1)
    for at in range(min(chunk.length, open_rows)):
        kind = int(kinds[at])
        good = "refused" if fate.refused[at] else "held" if fate.held[at] else "ok"
        task.fates.tell(chunk.row(at), _VERDICTS[kind] if kind else good)
    for problem in task.ledger.problems[told:]:
        task.fates.note(problem.code, [problem.row])


def _future(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> tuple[frames.Ints, frames.Ints]:
    """(first, last) days of the covering column in rows not refused so far. What must have happened and lies ahead is refused now."""
    covering = covers.column(task.source)
    first = last = np.zeros(0, dtype=np.int64)
    told = np.zeros(0, dtype=np.bool_)
    for name, column in typed.items():
        if name != covering and not column.column.past:
            continue
        days, there = covers.first_days(column), fate.open & ~column.absent
        if name == covering:
            first, told = days, there
            last = np.asarray(column.values if column.day is None else column.day, dtype=np.int64)
        if column.column.past or not task.source.plans:
            ahead = np.flatnonzero(there & (days > task.today))
            fate.refused[ahead] = True
            findings.report(chunk, task, Fault("future_date", "today"), name=name, positions=ahead)
    return first[told], last[told]


def _part(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> Part:
    held = fate.held & fate.open
    keep = fate.open & ~held
    away = ~fate.not_data & ~keep
    whole = bool(keep.all())
    digest = hashing.of_rows(_hashed(typed, typed), length=chunk.length)
    key = hashing.of_rows(_hashed(typed, task.source.key), length=chunk.length)
    key_read = np.ones(chunk.length, dtype=np.bool_)
    for name in task.source.key:
        key_read &= ~(typed[name].refused | typed[name].held)
    key_read[list(chunk.widths)] = False
    columns: dict[str, tuple[frames.Ints | frames.Texts, frames.Mask]] = {}
    for name, column in typed.items():
        columns[name] = (column.values, column.absent) if whole else (column.values[keep], column.absent[keep])
        if column.day is not None:
            columns[f"{name}__day"] = (column.day if whole else column.day[keep], columns[name][1])
    counts = {"read": chunk.length, "not_data": int(fate.not_data.sum()), "refused": int((fate.refused & ~fate.not_data).sum())}
    row = np.arange(chunk.first_row, chunk.first_row + chunk.length, dtype=np.int64) if chunk.rows is None else chunk.rows
    return Part(task.sheet, columns, key[keep], digest[keep], row[keep], key[away & key_read], held=int(held.sum()), **counts)


def _hashed(typed: Mapping[str, Cells], names: Iterable[str]) -> list[tuple[str, frames.Words, frames.Mask]]:
    return [(name, typed[name].hashes, typed[name].absent) for name in names]
