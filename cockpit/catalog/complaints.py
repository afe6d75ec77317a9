"""What is wrong with a catalogue, said once, with its place: file, line, finding, expectation and the nearest name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from cockpit.catalog import sentences
from cockpit.model import Text

NOBODY = Text("", "")
UNREAD = ("not_utf8", "tab", "bad_yaml")
ELSEWHERE = (
    "unknown_table", "unknown_department", "unknown_place", "unknown_priority", "unknown_indicator", "unknown_series", "unknown_page",
    "none_declared", "boundary_unknown", "learned_unknown",
)  # fmt: skip


class Placed(Protocol):
    """Anything with a place in a file."""

    @property
    def file(self) -> str: ...

    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong. `hint` is the name that was probably meant; `severity` is `error` or `warning` (the catalogue still loads)."""

    file: str
    line: int
    code: str
    zh: str
    en: str
    found: str = ""
    expected: str = ""
    hint: str = ""
    severity: str = "error"

    def sentence(self, lang: str = "zh") -> str:
        """`catalog/petition.yaml:18 指标 petition.on_time_rate：未知字段 formla，是否想写 formula？`"""
        if lang == "en":
            return f"{self.file}:{self.line} {self.en}" + (f", did you mean {self.hint}?" if self.hint else ".")
        return f"{self.file}:{self.line} {self.zh}" + (f"，是否想写 {self.hint}？" if self.hint else "。")


class CatalogError(Exception):
    """A catalogue that must not be used; `complaints` says everything that is wrong with it."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(c.sentence() for c in complaints))
        self.complaints = complaints


@dataclass(slots=True)
class Log:
    """Collects complaints while reading goes on."""

    found: list[Complaint] = field(default_factory=list)

    def add(
        self, at: Placed, code: str, *, subject: Text = NOBODY, name: str = "", found: str = "", expected: str | Text = "", hint: str = "",
        severity: str = "error",
    ) -> None:  # fmt: skip
        """`name` is the field spoken of; `subject` whose field it is. The sentence comes from `sentences.OF[code]`."""
        wanted = expected if isinstance(expected, Text) else Text(expected, expected)
        zh, en = sentences.OF[code]
        zh, en = zh.format(name=name, found=found, expected=wanted.zh), en.format(name=name, found=found, expected=wanted.en)
        zh, en = (f"{subject.zh}：{zh}", f"{subject.en}: {en}") if subject.zh else (zh, en)
        self.found.append(Complaint(at.file, at.line, code, zh, en, found, wanted.en, hint, severity))

    def unknown(self, at: Placed, code: str, known: Iterable[str], *, subject: Text, found: str, name: str = "", hint: str = "") -> None:
        """A name that is not among the known ones; the nearest is the hint, and a short list is said in full."""
        names = [str(k) for k in known]
        self.add(at, code, subject=subject, name=name, found=found, expected=shown(names), hint=hint or nearest(found, names))

    def forget(self, at: Placed, code: str, *, expected: str) -> None:
        """Take back a complaint that a better one explains."""
        self.found = [c for c in self.found if (c.file, c.line, c.code, c.expected) != (at.file, at.line, code, expected)]

    def forget_what_is_missing(self) -> None:
        """Where a file could not be read, do not complain that what it declares is unknown elsewhere."""
        if any(c.code in UNREAD for c in self.found):
            self.found = [c for c in self.found if c.code not in ELSEWHERE]

    def ordered(self) -> tuple[Complaint, ...]:
        """By file and line, each said once."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda c: (c.severity != "error", c.file, c.line, c.code)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that was probably meant, or nothing."""
    folded = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def shown(names: Iterable[str], most: int = 12) -> str:
    """A list of names for a sentence; cut after `most`."""
    listed = list(names)
    return " ".join(listed[:most]) + (" …" if len(listed) > most else "")
