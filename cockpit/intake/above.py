"""What the rows above a table say: units, and words the catalogue asks for (`指标：…`, `填报月份：…`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cockpit.catalog.names import fold
from cockpit.catalog.schema import Column
from cockpit.intake import units

_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


def stated_units(rows: Sequence[Sequence[str]]) -> list[str]:
    """Units stated in lines above the table, each once."""
    found = [unit for row in rows for cell in row if cell.strip() for unit in units.said(cell[:200])]
    return list(dict.fromkeys(found))


def words(rows: Sequence[Sequence[str]], wanted: Mapping[str, str]) -> dict[str, str]:
    """Column → what stands behind its label and a colon, in the same cell or the next filled one; a unit in brackets is left out."""
    found: dict[str, str] = {}
    for column, label in wanted.items():
        for row in rows:
            said = _after(row, fold(label))
            if said:
                found.setdefault(column, _BRACKET.sub("", said).strip())
    return found


def _after(row: Sequence[str], label: str) -> str:
    for at, cell in enumerate(row):
        head, colon, rest = cell.replace("：", ":").partition(":")
        if fold(head) == label:
            return rest.strip() if colon and rest.strip() else next((c.strip() for c in row[at + 1 :] if c.strip()), "")
    return ""


def power(stated: Sequence[str], column: Column) -> int | None:
    """Power of ten from the stated units to the column's; 0 when none of them speaks of it, None when two of them do differently."""
    found = {shift for unit in stated if column.unit and (shift := units.shift(unit, column.unit)) is not None}
    if len(found) > 1:
        return None
    return found.pop() if found else 0


def takes(stated: Sequence[str], column: Column) -> bool:
    """Whether any of the stated units can be this column's."""
    return bool(column.unit) and any(units.shift(unit, column.unit) is not None for unit in stated)
