"""One mapping of a catalogue file while it is read: gives fields by type, complains, and knows which nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time

from cockpit.catalog import complaints
from cockpit.catalog.positions import Node
from cockpit.model import Text

EXPECTED = {
    "text": Text("文字", "a text"),
    "name": Text("名称（文字或 {zh: …, en: …}）", "a name (text or {zh: …, en: …})"),
    "flag": Text(" true 或 false", "true or false"),
    "whole": Text("整数", "a whole number"),
    "number": Text("数字", "a number"),
    "day": Text("日期（如 2026-01-31）", "a date (such as 2026-01-31)"),
    "clock": Text("时刻（如 09:00）", "a time (such as 09:00)"),
    "list": Text("列表", "a list"),
    "texts": Text("文字的列表", "a list of texts"),
    "mapping": Text("键值表", "a mapping"),
}
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """`subject` names whose fields these are (指标 x). Call `close` when all fields have been asked for."""

    node: Node
    log: complaints.Log
    subject: Text
    asked: set[str] = field(default_factory=set)

    def complain(
        self, at: Node | None, code: str, *, name: str = "", found: str = "", expected: str | Text = "", hint: str = "",
        severity: str = "error",
    ) -> None:  # fmt: skip
        self.log.add(at or self.node, code, subject=self.subject, name=name, found=found, expected=expected, hint=hint, severity=severity)

    def unknown(self, at: Node, code: str, known: Iterable[str], *, found: str, name: str = "", hint: str = "") -> None:
        self.log.unknown(at, code, known, subject=self.subject, found=found, name=name, hint=hint)

    def mistyped(self, at: Node, name: str, kind: str) -> None:
        self.complain(at, "wrong_type", name=name, found=shown(at), expected=EXPECTED[kind])

    def has(self, key: str) -> bool:
        """Whether the field is written; does not count as asking."""
        return self.node.is_map and key in self.node.value and self.node.value[key].value is not None

    def get(self, key: str, *, need: bool = False) -> Node | None:
        """The field's value, None where it is absent or empty (a complaint when it is needed)."""
        self.asked.add(key)
        if self.has(key):
            found: Node = self.node.value[key]
            return found
        if need:
            self.complain(self.node.key(key), "missing_field", expected=key)
        return None

    def close(self) -> None:
        """Complain about every field that was never asked for; the field it was meant to be is then not called missing as well."""
        for key in self.node.value if self.node.is_map else ():
            if key not in self.asked:
                self.unknown(self.node.key(key), "unknown_field", sorted(self.asked), found=key)
                self.log.forget(self.node, "missing_field", expected=self.log.found[-1].hint)

    def text(self, key: str, default: str = "", *, need: bool = False) -> str:
        found = self.get(key, need=need)
        if found is None:
            return default
        if not is_text(found):
            self.mistyped(found, key, "text")
            return default
        return as_text(found)

    def name(self, key: str, default: Text | None = None, *, need: bool = False) -> Text:
        found = self.get(key, need=need)
        return (default or Text("", "")) if found is None else self.named(found, key)

    def named(self, at: Node, key: str) -> Text:
        """`{zh: …, en: …}`, or a plain text that stands for both; one language missing is lent by the other."""
        if is_text(at):
            return Text(as_text(at), as_text(at))
        if not at.is_map:
            self.mistyped(at, key, "name")
            return Text("", "")
        inner = Entry(at, self.log, self.subject)
        zh, en = inner.text("zh"), inner.text("en")
        inner.close()
        if not zh and not en:
            self.complain(at, "missing_field", expected=f"{key}.zh")
        return Text(zh or en, en or zh)

    def flag(self, key: str, default: bool = False) -> bool:
        found = self.get(key)
        if found is None:
            return default
        if not isinstance(found.value, bool):
            self.mistyped(found, key, "flag")
            return default
        return found.value

    def number(self, key: str, default: float | None = None, *, need: bool = False) -> float | None:
        found = self.get(key, need=need)
        if found is None:
            return default
        if not is_number(found):
            self.mistyped(found, key, "number")
            return default
        return float(found.value)

    def whole(self, key: str, default: int = 0, *, need: bool = False, low: int = 0, high: int = 10**9) -> int:
        found = self.get(key, need=need)
        if found is None:
            return default
        if not isinstance(found.value, int) or isinstance(found.value, bool) or not low <= found.value <= high:
            kind = EXPECTED["whole"]
            said = Text(f"{low}–{high} 的{kind.zh}", f"{kind.en} from {low} to {high}") if high < 10**9 else kind
            self.complain(found, "wrong_type", name=key, found=shown(found), expected=said)
            return default
        return found.value

    def choice(self, key: str, choices: Iterable[str], default: str = "", *, need: bool = False) -> str:
        found = self.get(key, need=need)
        known = list(choices)
        if found is None:
            return default
        if as_text(found) not in known:
            self.unknown(found, "unknown_choice", known, found=shown(found), name=key)
            return default
        return as_text(found)

    def day(self, key: str, default: date | None = None, *, need: bool = False) -> date | None:
        found = self.get(key, need=need)
        if found is None or isinstance(found.value, date):
            return default if found is None else found.value
        self.mistyped(found, key, "day")
        return default

    def clock(self, key: str, default: time) -> time:
        found = self.get(key)
        if found is None:
            return default
        parts = _CLOCK.fullmatch(found.raw)
        if parts is None:
            self.mistyped(found, key, "clock")
            return default
        return time(int(parts[1]), int(parts[2]))

    def items(self, key: str, *, need: bool = False, kind: str = "list") -> tuple[Node, ...]:
        found = self.get(key, need=need)
        if found is None:
            return ()
        if not found.is_list:
            self.mistyped(found, key, kind)
            return ()
        items: tuple[Node, ...] = found.value
        return items

    def texts(self, key: str, *, need: bool = False) -> tuple[Node, ...]:
        """A list of texts, or one text; as nodes, so that each has its line."""
        found = self.get(key)
        listed = (found,) if found is not None and is_text(found) else self.items(key, need=need, kind="texts")
        for item in listed:
            if not is_text(item):
                self.mistyped(item, key, "texts")
        return tuple(item for item in listed if is_text(item))

    def strings(self, key: str, *, need: bool = False) -> tuple[str, ...]:
        return tuple(as_text(item) for item in self.texts(key, need=need))

    def entry(self, key: str, *, need: bool = False, subject: Text | None = None) -> Entry | None:
        found = self.get(key, need=need)
        return None if found is None else self.within(found, key, subject=subject)

    def within(self, at: Node, key: str, *, subject: Text | None = None) -> Entry | None:
        """The mapping at `at` as an entry of its own; None (and a complaint) when it is none."""
        if at.is_map:
            return Entry(at, self.log, subject or self.subject)
        self.mistyped(at, key, "mapping")
        return None


def is_text(node: Node) -> bool:
    """A non-empty text, or a whole number standing for one (a code of digits)."""
    return (isinstance(node.value, str) and bool(node.value.strip())) or (isinstance(node.value, int) and not isinstance(node.value, bool))


def as_text(node: Node) -> str:
    return node.value.strip() if isinstance(node.value, str) else node.raw


def is_number(node: Node) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool)


def shown(node: Node) -> str:
    """A value as a person would point at it."""
    if node.is_map:
        return "{" + ", ".join(list(node.value)[:4]) + "}"
    if node.is_list:
        return "[" + ", ".join(shown(item) for item in node.value[:5]) + "]"
    return node.raw
