"""What is told of the rows of one chunk: faults and notes of cells, rows of another length, broken rules, totals that do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from cockpit.catalog.schema import Rule, Source
from cockpit.intake import frames, rules, shift, totals
from cockpit.intake.cells import Cells, Context
from cockpit.intake.fates import Fates
from cockpit.intake.header import Header
from cockpit.intake.layout import Names
from cockpit.intake.ledger import Ledger, cut
from cockpit.intake.numbers import shown
from cockpit.intake.sheet import Chunk
from cockpit.intake.typed import Fault
from cockpit.model import Level, Problem

MOST_TOTALS = 200
"""Totals of one sheet that are told one by one."""


@dataclass(frozen=True, slots=True)
class Task:
    """What all chunks of one sheet share. `today` is the office's day on which the file came, `place` the community its name tells,
    `told` the texts of columns that stand outside the table (the sheet's name, a line above it), `running` the last row number seen."""

    source: Source
    header: Header
    context: Context
    ledger: Ledger
    sheet: str
    today: int
    place: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    sums: totals.Sums = field(default_factory=totals.Sums)
    fates: Fates | None = None
    running: list[int] = field(default_factory=lambda: [-1])


@dataclass(slots=True)
class Fate:
    """Which rows of a chunk are no data, refused or held; the first of these that applies counts."""

    not_data: frames.Mask
    refused: frames.Mask
    held: frames.Mask

    @property
    def open(self) -> frames.Mask:
        return ~(self.not_data | self.refused)


def ragged(chunk: Chunk, task: Task, fate: Fate) -> None:
    """Refuse rows of another length than the header's."""
    wrong = [at for at in chunk.widths if not fate.not_data[at]]
    fate.refused[wrong] = True
    once = wrong if chunk.rows is None else [at for at in wrong if at == 0 or chunk.row(at) != chunk.row(at - 1)]
    for at in once[: task.ledger.full("extra_cells", len(once))]:
        found, expected = chunk.widths[at], task.header.width
        code = "extra_cells" if found > expected else "too_few_cells"
        task.ledger.add(Problem(code, sheet=task.sheet, row=chunk.row(at), found=str(found), expected=str(expected)))


def unnumbered(chunk: Chunk, task: Task, fate: Fate) -> None:
    """Under a header moved by one, refuse rows whose first field is not the running number it was taken for."""
    rows = np.flatnonzero(~fate.not_data & ~fate.refused)
    wrong, task.running[0] = shift.broken([str(text) for text in chunk.columns[0][rows].tolist()], task.running[0])
    positions = rows[wrong]
    fate.refused[positions] = True
    for at in positions[: task.ledger.full("extra_cells", len(positions))].tolist():
        found, expected = str(task.header.width), str(task.header.width - 1)
        task.ledger.add(Problem("extra_cells", sheet=task.sheet, row=chunk.row(at), found=found, expected=expected))


def personal(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> int:
    """Refuse rows whose text holds what looks like a person's number; nothing of it is written anywhere."""
    rows: set[int] = set()
    for name, column in typed.items():
        positions = [int(at) for at in column.personal if not fate.not_data[at]]
        rows.update(positions)
        for at in positions[: task.ledger.full("personal_value", len(positions))]:
            task.ledger.add(Problem("personal_value", sheet=task.sheet, row=chunk.row(at), column=title(chunk, task, name, at)))
    fate.refused[list(rows)] = True
    return len(rows)


def faults(chunk: Chunk, task: Task, fate: Fate, *, name: str, column: Cells) -> None:
    """Refuse and hold by the cells of one column, and note what was read by a rule."""
    counted = ~fate.not_data
    if chunk.widths:
        counted = counted.copy()
        counted[list(chunk.widths)] = False
    fate.refused |= column.refused & counted
    fate.held |= column.held & counted
    for fault, positions in column.faults:
        report(chunk, task, fault, name=name, positions=positions[counted[positions]])
    for code, positions in column.notes.items():
        shown_at = positions[counted[positions]]
        gather(chunk, task, code, name=name, positions=shown_at)


def gather(chunk: Chunk, task: Task, code: str, *, name: str, positions: frames.Ints) -> None:
    """One note for rows alike."""
    if not len(positions):
        return
    first = int(positions[0])
    if task.fates is not None:
        task.fates.note(code, [chunk.row(at) for at in positions.tolist()])
    rows = [chunk.row(at) for at in positions.tolist()]
    found = text(chunk, task, name, first)
    task.ledger.gather(code, sheet=task.sheet, column=title(chunk, task, name, first), rows=rows, found=found)


def report(chunk: Chunk, task: Task, fault: Fault, *, name: str, positions: frames.Ints) -> None:
    """One problem for every row with this fault."""
    for at in positions[: task.ledger.full(fault.code, len(positions))].tolist():
        place = Problem(fault.code, fault.level, sheet=task.sheet, row=chunk.row(at), column=title(chunk, task, name, at))
        found, values = cut(text(chunk, task, name, at)), {"column": name, **_address(chunk, task, name, at), **fault.values}
        task.ledger.add(replace(place, found=found, expected=fault.expected, values=values))


def other_places(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> None:
    """A community's own file speaks of that community only: rows of another one would close what that one sent."""
    for name, column in typed.items():
        if column.column.place and task.source.each == "place":
            other = np.array([value != task.place for value in column.values.tolist()], dtype=np.bool_) & ~column.absent
            positions = np.flatnonzero(other & fate.open & ~column.held)
            fate.refused[positions] = True
            report(chunk, task, Fault("other_place", task.place), name=name, positions=positions)


def of_rules(chunk: Chunk, task: Task, fate: Fate, typed: Mapping[str, Cells]) -> None:
    """Judge the catalogue's rules, all of them on the rows as they came."""
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
    found = {name: cut(text(chunk, task, name, at)) for name in about}
    column = title(chunk, task, about[0], at) if about else ""
    first = next(iter(found.values()), "")
    named = {"rule": rule.id, "rule.zh": rule.text.zh, "rule.en": rule.text.en, "column": about[0] if about else ""}
    values = named | {f"found.{name}": said for name, said in found.items()}
    return Problem(code, level, sheet=task.sheet, row=chunk.row(at), column=column, found=first, expected=rule.id, values=values)


def _blank(rule: Rule, typed: Mapping[str, Cells], positions: frames.Ints, length: int) -> None:
    emptied = np.zeros(length, dtype=np.bool_)
    emptied[positions] = True
    for name in rule.blank:
        typed[name].blank(emptied)


def of_totals(task: Task) -> None:
    """Say of every total row of the sheet whether it agrees with what it adds up."""
    checked = totals.check(task.sums)
    wrong = [one for one in checked if not one.agrees]
    agreed = sorted({one.row for one in checked} - {one.row for one in wrong})
    task.ledger.gather("total_checked", sheet=task.sheet, column="", rows=agreed)
    for one in wrong[: task.ledger.full("total_mismatch", min(len(wrong), MOST_TOTALS))]:
        column = task.source.columns[one.column]
        found, expected = shown(one.found, column), shown(one.expected, column)
        values = {"column": one.column, "difference": shown(one.found - one.expected, column)}
        name = one.label or task.header.names.get(one.column, one.column)
        place = Problem("total_mismatch", Level.NOTE, sheet=task.sheet, row=one.row, column=name)
        task.ledger.add(replace(place, found=found, expected=expected, values=values))


def title(chunk: Chunk, task: Task, name: str, at: int) -> str:
    """The header a value stood under; of an unpivoted cell its own."""
    if chunk.heads is not None and task.header.fields.get(name, 0) < 0:
        return str(chunk.heads[at])
    return task.header.names.get(name, name)


def text(chunk: Chunk, task: Task, name: str, at: int) -> str:
    index = task.header.fields.get(name)
    return str(chunk.columns[index][at]) if index is not None else task.told.get(name, task.place)


def _address(chunk: Chunk, task: Task, name: str, at: int) -> dict[str, str]:
    """The cell's address in a workbook: C7."""
    index = task.header.fields.get(name, -1)
    if not task.context.native or task.header.at < 0:
        return {}
    if index < 0 and chunk.heads is not None and task.header.spread is not None:
        index = task.header.spread.fields[at % len(task.header.spread.fields)][0]
    return {"cell": f"{letters(index)}{chunk.row(at)}"} if index >= 0 else {}


def letters(index: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    return (letters(index // 26 - 1) if index >= 26 else "") + chr(65 + index % 26)
