"""One chunk of rows: typed, ruled, hashed, and every row's fate decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cockpit.catalog.schema import Rule, Source
from cockpit.intake import cells, covers, frames, hashing, layout, rules
from cockpit.intake.cells import Cells, Context
from cockpit.intake.header import Header
from cockpit.intake.ledger import Ledger, cut
from cockpit.intake.rows import Part
from cockpit.intake.sheet import Chunk
from cockpit.intake.typed import Fault
from cockpit.model import Level, Problem


@dataclass(frozen=True, slots=True)
class Task:
    """What all chunks of one sheet share. `today` is the office's day on which the file came, `place` the community its name tells."""

    source: Source
    header: Header
    context: Context
    ledger: Ledger
    sheet: str
    today: int
    place: str = ""


@dataclass(slots=True)
class Fate:
    """Which rows of a chunk are no data, refused or held; the first of these that applies counts."""

    not_data: frames.Mask
    refused: frames.Mask
    held: frames.Mask

    @property
    def open(self) -> frames.Mask:
        return ~(self.not_data | self.refused)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A part, how many rows carried personal values, and the span of the covering column."""

    part: Part
    personal: int
    first: frames.Ints
    last: frames.Ints


def take(chunk: Chunk, task: Task) -> Outcome:
    """Decide every row of the chunk; findings go to the ledger."""
    skipped = layout.not_data(chunk)
    fate = Fate(skipped, np.zeros(chunk.length, dtype=np.bool_), np.zeros(chunk.length, dtype=np.bool_))
    _ragged(chunk, task, fate)
    typed = {name: _convert(chunk, task, name) for name in task.source.columns}
    hidden = _personal(chunk, task, fate, typed)
    for name, column in typed.items():
        _faults(chunk, task, fate, name=name, column=column)
    if task.place:
        _other_places(chunk, task, fate, typed)
    _rules(chunk, task, fate, typed)
    first, last = _future(chunk, task, fate, typed)
    return Outcome(_part(chunk, task, fate, typed), hidden, first, last)


def _convert(chunk: Chunk, task: Task, name: str) -> Cells:
    column = task.source.columns[name]
    index = task.header.fields.get(name)
    if index is not None:
        return cells.convert(chunk.columns[index], column, task.context, power=task.header.powers.get(name, 0))
    text = column.default if column.default is not None else task.place if column.place else ""
    return cells.filled(text, column, task.context, length=chunk.length)


def _ragged(chunk: Chunk, task: Task, fate: Fate) -> None:
    wrong = [at for at in chunk.widths if not fate.not_data[at]]
    fate.refused[wrong] = True
    for at in wrong[: task.ledger.full("extra_cells", len(wrong))]:
        found, expected = chunk.widths[at], task.header.width
        code = "extra_cells" if found > expected else "too_few_cells"
        task.ledger.add(Problem(code, sheet=task.sheet, row=chunk.first_row + at, found=str(found), expected=str(expected)))


def _personal(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> int:
    """Refuse rows whose text holds what looks like a person's number; nothing of it is written anywhere."""
    rows: set[int] = set()
    for name, column in typed.items():
        positions = [int(at) for at in column.personal if not fate.not_data[at]]
        rows.update(positions)
        for at in positions[: task.ledger.full("personal_value", len(positions))]:
            task.ledger.add(Problem("personal_value", sheet=task.sheet, row=chunk.first_row + at, column=_title(task, name)))
    fate.refused[list(rows)] = True
    return len(rows)


def _faults(chunk: Chunk, task: Task, fate: Fate, *, name: str, column: Cells) -> None:
    counted = ~fate.not_data
    if chunk.widths:
        counted = counted.copy()
        counted[list(chunk.widths)] = False
    fate.refused |= column.refused & counted
    fate.held |= column.held & counted
    for fault, positions in column.faults:
        _report(chunk, task, fault, name=name, positions=positions[counted[positions]])
    for code, positions in column.notes.items():
        shown = positions[counted[positions]]
        found = _text(chunk, task, name, int(shown[0])) if len(shown) else ""
        task.ledger.gather(code, sheet=task.sheet, column=_title(task, name), rows=_numbers(chunk, shown), found=found)


def _report(chunk: Chunk, task: Task, fault: Fault, *, name: str, positions: frames.Ints) -> None:
    for at in positions[: task.ledger.full(fault.code, len(positions))].tolist():
        place = Problem(fault.code, fault.level, sheet=task.sheet, row=chunk.first_row + at, column=_title(task, name))
        found, values = cut(_text(chunk, task, name, at)), {"column": name, **fault.values}
        task.ledger.add(replace(place, found=found, expected=fault.expected, values=values))


def _other_places(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> None:
    """A community's own file speaks of that community only: rows of another one would close what that one sent."""
    for name, column in typed.items():
        if column.column.place and task.source.each == "place":
            other = np.array([value != task.place for value in column.values.tolist()], dtype=np.bool_) & ~column.absent
            positions = np.flatnonzero(other & fate.open & ~column.held)
            fate.refused[positions] = True
            _report(chunk, task, Fault("other_place", task.place), name=name, positions=positions)


def _rules(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> None:
    frame = rules.Rows(typed, chunk.length, task.today, task.context.tz)
    broken = [(rule, np.flatnonzero(rules.broken(rule, frame) & fate.open)) for rule in task.source.rules]
    for rule, positions in broken:
        if not len(positions):
            continue
        about = rules.columns_of(rule)
        level = Level.NOTE if rule.level == "note" else Level.REFUSE
        code = "rule_noted" if level == Level.NOTE else "rule_broken"
        for at in positions[: task.ledger.full(code, len(positions))].tolist():
            task.ledger.add(_of_rule(chunk, task, rule, at, about=about, code=code, level=level))
        if level == Level.REFUSE:
            fate.refused[positions] = True
        _blank(rule, typed, positions, chunk.length)


def _of_rule(chunk: Chunk, task: Task, rule: Rule, at: int, *, about: list[str], code: str, level: Level) -> Problem:
    found = {name: cut(_text(chunk, task, name, at)) for name in about}
    column = _title(task, about[0]) if about else ""
    first = next(iter(found.values()), "")
    named = {"rule": rule.id, "rule.zh": rule.text.zh, "rule.en": rule.text.en, "column": about[0] if about else ""}
    values = named | {f"found.{name}": text for name, text in found.items()}
    return Problem(code, level, sheet=task.sheet, row=chunk.first_row + at, column=column, found=first, expected=rule.id, values=values)


def _blank(rule: Rule, typed: Mapping[str, Cells], positions: frames.Ints, length: int) -> None:
    emptied = np.zeros(length, dtype=np.bool_)
    emptied[positions] = True
    for name in rule.blank:
        typed[name].blank(emptied)


def _future(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> tuple[frames.Ints, frames.Ints]:
    """(first, last) days of the covering column in rows not refused so far; those that lie in the future are refused now."""
    name = covers.column(task.source)
    none = np.zeros(0, dtype=np.int64)
    if not name:
        return none, none
    column = typed[name]
    first = covers.first_days(column)
    last = np.asarray(column.values if column.day is None else column.day, dtype=np.int64)
    told = fate.open & ~column.absent
    if not task.source.plans:
        ahead = np.flatnonzero(told & (first > task.today))
        fate.refused[ahead] = True
        _report(chunk, task, Fault("future_date", "today"), name=name, positions=ahead)
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
    row = np.arange(chunk.first_row, chunk.first_row + chunk.length, dtype=np.int64)
    return Part(task.sheet, columns, key[keep], digest[keep], row[keep], key[away & key_read], held=int(held.sum()), **counts)


def _hashed(typed: Mapping[str, Cells], names: Iterable[str]) -> list[tuple[str, frames.Words, frames.Mask]]:
    return [(name, typed[name].hashes, typed[name].absent) for name in names]


def _title(task: Task, name: str) -> str:
    return task.header.names.get(name, name)


def _text(chunk: Chunk, task: Task, name: str, at: int) -> str:
    index = task.header.fields.get(name)
    return str(chunk.columns[index][at]) if index is not None else task.place


def _numbers(chunk: Chunk, positions: frames.Ints) -> list[int]:
    return [int(at) + chunk.first_row for at in positions]
