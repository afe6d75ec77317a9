"""What the worker found in a draft (`judged.json`), read with a default for everything: a page must stand whatever is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cockpit.model import Equation, Level, Problem

TERMS = ("read", "new", "changed", "unchanged", "merged", "held", "refused", "not_data")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file. `row` counts from 1; `why` are sentences in either language."""

    row: int
    cells: tuple[str, ...]
    verdict: str
    why: Any = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file; `column` is the declared one it is read as, empty when it is left out."""

    header: str
    column: str
    state: str = "ok"
    note: Any = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem, as `model.Problem`. `nearest` are the codes suggested for a word nobody knows.

    `said` is the worker's own sentence in both languages, for codes the page has none for.
    """

    problem: Problem
    said: tuple[str, str]
    nearest: tuple[str, ...] = ()

    def declared(self) -> tuple[str, ...]:
        """The columns it speaks of, by the catalogue's names: those of a rule, or the one."""
        of_rule = tuple(name.partition(".")[2] for name in self.problem.values if name.startswith("found."))
        return of_rule or tuple(filter(None, (self.problem.values.get("column", ""),)))


@dataclass(frozen=True, slots=True)
class Effect:
    """One public figure before and after; numbers unrounded, None where there is none."""

    indicator: str
    name: Any
    place: str
    before: float | None
    after: float | None
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    used: bool
    why: Any


@dataclass(frozen=True, slots=True)
class Judged:
    """The whole of it. `closed` counts standing rows the file would end, `duplicate_of` the batch of the same bytes (0: none)."""

    source: str
    sheets: tuple[Sheet, ...]
    encoding: str
    header_row: int
    merged: int
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    choices: tuple[tuple[str, Any], ...]
    equation: Equation
    troubles: tuple[Trouble, ...]
    effect: tuple[Effect, ...]
    closed: int
    stops: tuple[Any, ...]
    duplicate_of: int
    fix: bool

    def header_of(self, declared: str) -> str:
        """The file's header for a declared column; empty when the file has none."""
        return next((c.header for c in self.columns if c.column == declared), "")

    def at(self, header: str) -> int:
        """Where a header stands in a row's cells; -1 when nowhere."""
        written = next((r.cells for r in self.rows if r.verdict == "header" and header in r.cells), ())
        named = written or tuple(c.header for c in self.columns)
        return named.index(header) if header in named else -1

    def cell(self, row: int, header: str) -> str:
        """What stands in the file; empty beyond the first rows."""
        at, found = self.at(header), next((r for r in self.rows if r.row == row), None)
        return found.cells[at] if found is not None and 0 <= at < len(found.cells) else ""


def read(told: Mapping[str, Any]) -> Judged:
    """From the worker's JSON. Unknown names are passed over."""
    would = _map(told.get("would"))
    return Judged(
        source=_text(told.get("source")),
        sheets=tuple(Sheet(_text(s.get("name")), bool(s.get("used")), s.get("why", "")) for s in _maps(told.get("sheets"))),
        encoding=_text(told.get("encoding")),
        header_row=_count(told.get("header_row")),
        merged=_count(told.get("merged")),
        rows=tuple(_row(r) for r in _maps(told.get("rows"))),
        columns=tuple(_column(c) for c in _maps(told.get("columns"))),
        choices=tuple((_text(c.get("column")), c.get("label", "")) for c in _maps(told.get("choices"))),
        equation=Equation(**{name: _count(_map(told.get("equation")).get(name)) for name in TERMS}),
        troubles=tuple(_trouble(p) for p in _maps(told.get("problems"))),
        effect=tuple(_effect(e) for e in _maps(told.get("effect"))),
        closed=_count(would.get("closed")),
        stops=tuple(_list(told.get("stops"))),
        duplicate_of=_count(told.get("duplicate_of")),
        fix=bool(told.get("fix")),
    )


def _row(told: Mapping[str, Any]) -> Row:
    cells = tuple(_text(c) for c in _list(told.get("cells")))
    return Row(_count(told.get("row")), cells, _text(told.get("verdict")), told.get("why", ""))


def _column(told: Mapping[str, Any]) -> Column:
    return Column(_text(told.get("header")), _text(told.get("column")), _text(told.get("state")) or "ok", told.get("note", ""))


def _trouble(told: Mapping[str, Any]) -> Trouble:
    values = {str(k): _text(v) for k, v in _map(told.get("values")).items()}
    nearest = values.get("nearest_code") or told.get("nearest") or ()
    codes = [_text(c) for c in (nearest if isinstance(nearest, list) else _text(nearest).split())]
    level = _text(told.get("level"))
    found = Problem(
        _text(told.get("code")), Level(level) if level in set(Level) else Level.REFUSE, sheet=_text(told.get("sheet")),
        row=_count(told.get("row")), column=_text(told.get("column")), found=_text(told.get("found")),
        expected=_text(told.get("expected")), values=values,
    )  # fmt: skip
    return Trouble(found, (_text(told.get("zh")), _text(told.get("en"))), tuple(filter(None, codes)))


def _effect(told: Mapping[str, Any]) -> Effect:
    return Effect(
        _text(told.get("indicator")), told.get("name", ""), _text(told.get("place")), _number(told.get("before")),
        _number(told.get("after")),
        _text(told.get("unit")), _count(told.get("decimals")),
    )  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _count(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and value == value else 0


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in _list(value) if isinstance(one, dict)]
