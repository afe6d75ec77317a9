"""Units of whole columns: in the header's brackets, in a row of units below it, in a line above the table. A unit that cannot be
converted to the declared one stops the file: numbers read in the wrong unit would look right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cockpit.catalog import wide
from cockpit.catalog.names import fold
from cockpit.catalog.schema import Column, Source
from cockpit.intake import above, units
from cockpit.intake.labels import Labels
from cockpit.intake.pivot import Spread
from cockpit.model import Level, Problem

Powers = dict[str, int]
Lent = dict[str, str]


def read(
    head: Sequence[Sequence[str]], best: Labels, source: Source, fields: Mapping[str, int], below: Mapping[int, str], spread: Spread | None
) -> tuple[Powers, Lent] | Problem:  # fmt: skip
    """(power of ten per column, the unit a line above or below lent it where that matters), or the unit that cannot be converted."""
    powers: Powers = {}
    lent: Lent = {}
    open_columns: list[Column] = []
    numbers = _numbers(source, fields, spread)
    for column in numbers:
        at = fields.get(column.name, -1)
        own = _own(best.names[at], column) if at >= 0 else []
        if own is None:
            continue
        said = own or ([below[at]] if at in below else [])
        if not said:
            open_columns.append(column)
            continue
        shift = _comparable(said, column)
        if shift is None:
            return _stop(source, best, column, "、".join(said))
        powers[column.name] = shift
        if not own:
            lent[column.name] = said[0]
    stated = above.stated_units(head[: best.top])
    taken = any(above.takes(stated, column) for column in numbers)
    stopped = _from_above(source, best, stated, open_columns, powers, lent, taken=taken)
    powers = {name: power for name, power in powers.items() if power}
    return stopped or (powers, {name: unit for name, unit in lent.items() if name in powers})


def _numbers(source: Source, fields: Mapping[str, int], spread: Spread | None) -> list[Column]:
    shape = wide.of(source)
    named = [column for column in source.columns.values() if column.type in ("int", "dec")]
    if spread is None or shape is None:
        return [column for column in named if column.name in fields]
    # Where each row says its own unit, a line above says nothing about all of them.
    return [column for column in named if column.name in fields or (column.name == shape.value and not shape.unit)]


def _own(called: Sequence[str], column: Column) -> list[str] | None:
    """Units in the header itself; None when the catalogue declares this very header, unit and all."""
    declared = {fold(name) for name in (column.name, column.label.zh, column.label.en, *column.aliases)}
    found = units.in_brackets(called[0][:200])
    return None if found and any(fold(name[:200]).strip("*:") in declared for name in called) else found


def _comparable(said: Sequence[str], column: Column) -> int | None:
    """Power of ten to the declared unit. A column without a unit takes any that is no multiple (人数（人）)."""
    if not column.unit:
        return 0 if all(units.bare(unit)[0] == 0 for unit in said) else None
    found = {units.shift(unit, column.unit) for unit in said}
    return found.pop() if len(found) == 1 else None


def _from_above(
    source: Source, best: Labels, stated: Sequence[str], columns: Sequence[Column], powers: Powers, lent: Lent, *, taken: bool
) -> Problem | None:  # fmt: skip
    """Units of a line above, for columns that have none of their own; one that no column at all can take stops the file when it is the
    only one."""
    for column in columns:
        power = above.power(stated, column)
        if power is None:
            return _stop(source, best, column, "、".join(stated))
        if above.takes(stated, column):
            powers[column.name] = power
            lent[column.name] = next(unit for unit in stated if units.shift(unit, column.unit) is not None)
    if len(stated) != 1 or not columns or taken:
        return None
    measured = [column for column in columns if column.unit]
    if measured or units.bare(stated[0])[0]:
        return _stop(source, best, (measured or list(columns))[0], stated[0])
    return None


def _stop(source: Source, best: Labels, column: Column, found: str) -> Problem:
    where = best.bottom + 1
    title = column.label.zh or column.name
    return Problem("unit_differs", Level.QUARANTINE, source=source.id, row=where, column=title, found=found[:60], expected=column.unit)
