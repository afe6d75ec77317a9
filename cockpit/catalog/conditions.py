"""Triples `[column, operator, right]`, checked against the columns of their table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cockpit.catalog import names
from cockpit.catalog.entry import Entry, as_text, is_number, is_text, shown
from cockpit.catalog.known import DATES, NUMBERS, Known, column
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Column, Operand, Source, Triple, Where

ORDERED = ("<", "<=", ">", ">=")
LISTED = ("in", "not_in")
BARE = ("present", "absent")
OPERATORS = ("=", "!=", *ORDERED, *LISTED, *BARE)
_SYNONYMS = {"==": "=", "<>": "!=", "is": "=", "is_not": "!=", "not in": "not_in", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "≠": "!="}
_AS_OF = re.compile(r"as_of(?:\s*([+-])\s*(\d{1,5}))?")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_STEPS: Mapping[str, int] = {"hours": 3600, "minutes": 60, "seconds": 1}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions over one table for one entry. `clock` says whether `as_of` means anything here."""

    entry: Entry
    known: Known
    source: Source | None
    clock: bool = True

    def where(self, entry: Entry, key: str = "where") -> Where:
        """`where:` and `any:` of the entry."""
        groups = entry.items("any")
        return Where(all=self.triples(entry.get(key), key), any=tuple(self.triples(group, "any") for group in groups))

    def triples(self, node: Node | None, key: str) -> tuple[Triple, ...]:
        if node is None:
            return ()
        if not node.is_list:
            self.entry.mistyped(node, key, "list")
            return ()
        if node.value and all(is_text(part) for part in node.value[:2]):
            node = Node((node,), node.file, node.line)
        return tuple(found for found in (self.triple(item) for item in node.value) if found is not None)

    def triple(self, node: Node) -> Triple | None:
        """None (and a complaint) when it is none."""
        parts = node.parts
        if len(parts) not in (2, 3) or not all(is_text(part) for part in parts[:2]):
            self.entry.complain(node, "bad_triple", found=shown(node), expected="[column, operator, value]")
            return None
        found = column(self.entry, self.source, parts[0])
        op = self._operator(parts[1])
        if not op:
            return None
        if (len(parts) == 2) != (op in BARE):
            wanted = f"[{as_text(parts[0])}, {op}]" if op in BARE else f"[{as_text(parts[0])}, {op}, value]"
            self.entry.complain(node, "bad_triple", found=shown(node), expected=wanted)
            return None
        operand = Operand() if op in BARE or found is None else self._operand(found, op, parts[2])
        return Triple(as_text(parts[0]), op, operand)

    def _operator(self, at: Node) -> str:
        op = as_text(at)
        if op in OPERATORS:
            return op
        if op == "is":
            return "="
        self.entry.unknown(at, "unknown_operator", OPERATORS, found=op, hint=_SYNONYMS.get(op, ""))
        return ""

    def _operand(self, left: Column, op: str, at: Node) -> Operand:
        if op in ORDERED and left.type not in (*DATES, *NUMBERS):
            self.entry.complain(at, "operator_type", name=left.name, found=op, expected=left.type)
        if at.is_list or op in LISTED:
            return self._several(left, op, at)
        if at.is_map:
            return self._other_column(left, at)
        if isinstance(at.value, str) and at.value.strip().startswith("as_of"):
            return self._as_of(left, at)
        return Operand(value=literal(self.entry, self.known, left, at))

    def _several(self, left: Column, op: str, at: Node) -> Operand:
        if not at.is_list or op not in LISTED:
            wanted = f"[{left.name}, {op}, value]" if op not in LISTED else f"[{left.name}, {op}, [value, …]]"
            self.entry.complain(at, "bad_triple", found=shown(at), expected=wanted, hint="" if op in LISTED else "in")
            return Operand()
        return Operand(values=tuple(literal(self.entry, self.known, left, item) for item in at.value))

    def _as_of(self, left: Column, at: Node) -> Operand:
        parts = _AS_OF.fullmatch(as_text(at))
        if not self.clock:
            self.entry.complain(at, "as_of_in_rule")
        elif parts is None:
            self.entry.complain(at, "bad_as_of", found=at.raw, expected="as_of + 90")
        elif left.type not in DATES:
            self.entry.complain(at, "as_of_on", name=left.name, found=left.type, expected=" ".join(DATES))
        days = int(parts[2]) * (-1 if parts[1] == "-" else 1) if parts and parts[2] else 0
        return Operand(as_of=True, shift_days=days)

    def _other_column(self, left: Column, at: Node) -> Operand:
        inner = Entry(at, self.entry.log, self.entry.subject)
        name = inner.get("column", need=True)
        days = inner.whole("days", low=-(10**5))
        seconds = sum(inner.whole(unit, low=-(10**9)) * size for unit, size in _STEPS.items())
        inner.close()
        right = column(inner, self.source, name)
        if right is not None and _family(left) != _family(right):
            inner.complain(at, "columns_apart", name=left.name, found=right.name, expected=left.type)
        if right is not None and seconds and (left.type, right.type) != ("datetime", "datetime"):
            inner.complain(at, "wrong_column_type", name=right.name, found=right.type, expected="datetime")
        return Operand(column=as_text(name) if name else "", shift_days=days, shift_seconds=seconds)


def _family(of: Column) -> str:
    return "date" if of.type in DATES else "number" if of.type in NUMBERS else "bool" if of.type == "bool" else "text"


def literal(entry: Entry, known: Known, left: Column, at: Node) -> Any:
    """A value written in the catalogue as this column holds it; complains when the column cannot hold it."""
    if left.type == "enum":
        return _enum(entry, left, at)
    found: Any
    if left.type in DATES:
        found = _day(left, at)
    elif left.type == "bool":
        found = at.value if isinstance(at.value, bool) else None
    elif left.type in NUMBERS:
        found = at.value if is_number(at) and not (left.type == "int" and isinstance(at.value, float)) else None
    else:
        return _code(entry, known, left, at)
    if found is None:
        hint = "absent" if at.value is None else "true" if left.type == "bool" and at.raw in ("1", "yes", "Y", "是") else ""
        entry.complain(at, "literal_type", name=left.name, found=shown(at), expected=left.type, hint=hint)
    return found


def _enum(entry: Entry, left: Column, at: Node) -> str:
    if at.raw not in left.values:
        meant = names.value_names(left).get(names.fold(at.raw), "")
        entry.unknown(at, "unknown_value", left.values, found=shown(at), name=left.name, hint=meant)
    return at.raw


def _code(entry: Entry, known: Known, left: Column, at: Node) -> str:
    if left.place and at.raw not in known.communities:
        meant = names.place_names(known.communities).get(names.fold(at.raw), "")
        entry.unknown(at, "unknown_place", known.communities, found=shown(at), hint=meant)
    elif left.department and at.raw not in known.departments:
        meant = names.department_names(known.departments).get(names.fold(at.raw), "")
        entry.unknown(at, "unknown_department", known.departments, found=shown(at), hint=meant)
    elif at.is_map or at.is_list or at.value is None:
        entry.complain(at, "literal_type", name=left.name, found=shown(at), expected=left.type, hint="absent" if at.value is None else "")
    return at.raw


def _day(left: Column, at: Node) -> date | None:
    """A date; of a month column also `2026-10`, which is its last day."""
    month = _MONTH.fullmatch(at.raw)
    if isinstance(at.value, date):
        return at.value
    if left.type == "month" and month and 1 <= int(month[2]) <= 12:
        first = date(int(month[1]), int(month[2]), 1)
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    try:
        return date.fromisoformat(at.raw)
    except ValueError:
        return None
