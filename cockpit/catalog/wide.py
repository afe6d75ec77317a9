"""Sheets that do not stand one row per thing: periods or places as columns, one sheet per period, words above the table.

`reader: {wide: {column: month, headers: "{month}", value: amount, unit: unit, skip: [比.*]}, sheet_as: {column: year, name: "{year}年"},
preface: {indicator: 指标}}`. See docs/catalogue.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cockpit.catalog import known
from cockpit.catalog.entry import Entry, as_text
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Source

WIDE, SHEET, PREFACE = "wide", "sheet_as", "preface"
TOKENS: Mapping[str, str] = {
    "{year}": r"(\d{4})年?", "{month}": r"(\d{4}-\d{1,2}|\d{4}\.\d{1,2}|\d{4}/\d{1,2}|\d{6}|\d{4}年\d{1,2}月(?:份)?|\d{1,2}月(?:份)?)",
    "{quarter}": r"(\d{4}-?Q[1-4])", "{date}": r"(\d{4}-\d{1,2}-\d{1,2}|\d{8}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日)", "{*}": r".*?",
}  # fmt: skip
_TOKEN = re.compile(r"(\{(?:year|month|quarter|date|\*)\})")


@dataclass(frozen=True, slots=True)
class Wide:
    """Fields whose headers fit become rows: the header's word goes to `column`, the cell to `value`.

    `headers` are patterns with tokens, or regular expressions whose first group is the word; none: every header that is not
    declared otherwise, no total and not in `skip` (places, departments and enumerations: an unknown one is held, none is lost).
    `unit` is a declared column that says each row's unit: its 万, 亿 is multiplied into the value and taken off it.
    """

    column: str
    value: str
    headers: tuple[str, ...] = ()
    unit: str = ""
    skip: tuple[str, ...] = ()

    def word(self, header: str) -> str:
        """The word a header gives to the column; empty when it is not one of these."""
        for pattern in self.headers:
            if found := re.fullmatch(regex(pattern), header):
                return next((group for group in found.groups() if group), found[0])
        return "" if self.headers or any(re.fullmatch(pattern, header) for pattern in self.skip) else header


@dataclass(frozen=True, slots=True)
class SheetAs:
    """The sheet's name, or what `name` (a pattern with a token, or a regular expression) finds in it, is the value of a column."""

    column: str
    name: str = ""

    def word(self, sheet: str) -> str:
        """Empty when the sheet's name does not fit."""
        if not self.name:
            return sheet.strip()
        found = re.fullmatch(regex(self.name), sheet.strip())
        return next((group for group in found.groups() if group), found[0]) if found else ""


def regex(pattern: str) -> str:
    """A pattern with tokens as a regular expression; without a token it is one already."""
    if not _TOKEN.search(pattern):
        return pattern
    return "".join(TOKENS.get(part) or re.escape(part) for part in _TOKEN.split(pattern) if part)


def of(source: Source) -> Wide | None:
    found: Wide | None = source.reader.get(WIDE)
    return found


def sheet_as(source: Source) -> SheetAs | None:
    found: SheetAs | None = source.reader.get(SHEET)
    return found


def preface(source: Source) -> Mapping[str, str]:
    """Column → the label before the colon in a line above the table."""
    found: Mapping[str, str] = source.reader.get(PREFACE) or {}
    return found


def told_elsewhere(source: Source) -> frozenset[str]:
    """Columns that no header of the file need name."""
    wide, sheet = of(source), sheet_as(source)
    return frozenset(((wide.column, wide.value) if wide else ()) + ((sheet.column,) if sheet else ()) + tuple(preface(source)))


def read(entry: Entry, source: Source) -> dict[str, Any]:
    """The three fields of `reader`, as far as they are written."""
    found: dict[str, Any] = {}
    if (inner := entry.entry(WIDE)) is not None:
        found[WIDE] = _wide(inner, source)
    if (inner := entry.entry(SHEET)) is not None:
        found[SHEET] = SheetAs(known.column_name(inner, source, "column", need=True), _patterns(inner, "name", one=True)[0])
        inner.close()
    if (inner := entry.entry(PREFACE)) is not None:
        for name in inner.node.value:
            known.column(inner, source, Node(name, inner.node.file, inner.node.key(name).line, name))
        found[PREFACE] = {name: inner.text(name) for name in inner.node.value}
    return found


def _wide(entry: Entry, source: Source) -> Wide:
    found = Wide(
        column=known.column_name(entry, source, "column", need=True),
        value=known.column_name(entry, source, "value", types=known.NUMBERS, need=True),
        headers=_patterns(entry, "headers"),
        unit=known.column_name(entry, source, "unit", types=("text", "code", "enum")),
        skip=_patterns(entry, "skip"),
    )
    column = source.columns.get(found.column)
    if column and not found.headers and column.type not in ("code", "enum"):
        entry.complain(None, "missing_field", expected="headers")
    entry.close()
    return found


def _patterns(entry: Entry, key: str, *, one: bool = False) -> tuple[str, ...]:
    """Patterns that can be compiled; `one`: exactly one text, empty where there is none."""
    for at in entry.texts(key):
        try:
            re.compile(regex(as_text(at)))
        except re.error as error:
            entry.complain(at, "bad_pattern", name=key, found=as_text(at), expected=str(error))
            return ("",) if one else ()
    return (*entry.strings(key), "")[:1] if one else entry.strings(key)
