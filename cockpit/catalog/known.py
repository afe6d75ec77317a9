"""What has been read so far and can be named by what comes after it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from cockpit.catalog import complaints, names
from cockpit.catalog.entry import Entry, as_text, is_text
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Column, Community, Department, Priority, Source
from cockpit.model import Text

_ID = {
    "name": (re.compile(r"[a-z][a-z0-9_]{0,40}"), Text("小写字母开头的 a-z 0-9 _", "a-z 0-9 _ beginning with a letter")),
    "dotted": (re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*"), Text("小写字母开头的 a-z 0-9 _ .", "a-z 0-9 _ . beginning with a letter")),
    "code": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*"), Text("字母、数字、_ . -", "letters, digits, _ . -")),
}
DATES = ("date", "datetime", "month")
NUMBERS = ("int", "dec")


@dataclass(slots=True)
class Known:
    """The half-read catalogue: what later entries may name. `line_of` says where each id was declared."""

    log: complaints.Log
    communities: dict[str, Community] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    priorities: dict[int, Priority] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    indicator_ids: tuple[str, ...] = ()
    declared: dict[tuple[str, str], str] = field(default_factory=dict)

    def declare(self, entry: Entry, kind: str, key: str = "id", *, form: str = "dotted") -> str:
        """The entry's id, once: a second entry of that kind with it is complained about."""
        found = entry.get(key, need=True)
        if found is None:
            return ""
        code = as_text(found) if is_text(found) else ""
        pattern, wanted = _ID[form]
        if not pattern.fullmatch(code):
            entry.complain(found, "bad_id", found=found.raw, expected=wanted)
        elif (kind, code) in self.declared:
            entry.complain(found, "duplicate_id", found=code, expected=self.declared[kind, code])
            return ""
        self.declared[kind, code] = f"{found.file}:{found.line}"
        return code

    def department(self, entry: Entry, key: str = "owner") -> str:
        """A department's code, named in full."""
        found = entry.get(key, need=True)
        if found is not None and self.departments and as_text(found) not in self.departments:
            meant = names.department_names(self.departments).get(names.fold(found.raw), "")
            entry.unknown(found, "unknown_department", self.departments, found=found.raw, hint=meant)
        return "" if found is None else as_text(found)

    def table(self, entry: Entry, at: Node | None) -> Source | None:
        """The source of that id; None (and a complaint) when there is none."""
        if at is None:
            return None
        if at.raw not in self.sources:
            entry.unknown(at, "unknown_table", self.sources, found=at.raw)
        return self.sources.get(at.raw)


def column(entry: Entry, source: Source | None, at: Node | None, *, types: tuple[str, ...] = (), field_name: str = "") -> Column | None:
    """The column that `at` names, of one of `types`; None (and a complaint) when there is none. An unread source is not held against it."""
    if at is None or source is None:
        return None
    if not is_text(at):
        entry.mistyped(at, field_name, "text")
        return None
    found = source.columns.get(as_text(at))
    if found is None:
        meant = names.column_names(source).get(names.fold(at.raw), "")
        entry.unknown(at, "unknown_column", source.columns, found=at.raw, name=source.id, hint=meant)
    elif types and found.type not in types:
        entry.complain(at, "wrong_column_type", name=found.name, found=found.type, expected=" ".join(types))
    return found


def column_list(entry: Entry, source: Source | None, key: str, *, types: tuple[str, ...] = (), need: bool = False) -> tuple[str, ...]:
    """A list of column names of one table."""
    listed = entry.texts(key, need=need)
    for at in listed:
        column(entry, source, at, types=types, field_name=key)
    return tuple(as_text(at) for at in listed)


def column_name(entry: Entry, source: Source | None, key: str, *, types: tuple[str, ...] = (), need: bool = False) -> str:
    """One column name of one table, empty where absent."""
    at = entry.get(key, need=need)
    column(entry, source, at, types=types, field_name=key)
    return "" if at is None else as_text(at)


def clashes(entry: Entry, named: Mapping[str, tuple[tuple[str, Node], ...]], *, severity: str = "error") -> None:
    """Complain where one folded name stands for two codes; at the later one's line."""
    seen: dict[str, str] = {}
    for code, spellings in named.items():
        for spelling, at in spellings:
            other = seen.setdefault(names.fold(spelling), code)
            if other != code:
                entry.complain(at, "alias_clash", found=spelling, expected=f"{other} / {code}", severity=severity)
