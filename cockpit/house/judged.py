"""A judged draft as the plain data its page is drawn from; sentences in both languages are made by whoever opened the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from cockpit.catalog import schema
from cockpit.house.state import Say
from cockpit.intake.looking import Look
from cockpit.intake.rows import Parsed
from cockpit.model import Equation, Json, Level, Problem

Place = tuple[str, int]
"""(sheet, row)"""
MOST_PROBLEMS = 500
_OFFER = {"unknown_place": "alias", "unknown_department": "alias", "unknown_value": "alias"}
_DATES = ("not_a_date", "not_a_datetime", "not_a_month", "impossible_date", "ambiguous_date", "future_date")


class Outcome(Protocol):
    """What `judging` found by trying."""

    @property
    def equation(self) -> Equation: ...
    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def would(self) -> Mapping[str, int]: ...
    @property
    def effect(self) -> Sequence[Json]: ...
    @property
    def stopped(self) -> Sequence[Problem]: ...
    @property
    def mended(self) -> Mapping[Place, str]: ...
    @property
    def duplicate_of(self) -> int: ...


def unknown(problem: Problem, say: Say) -> Json:
    """A file nobody can tell the source of."""
    return {"source": "", "source_name": {}, "sheets": [], "rows": [], "columns": [], "problems": [_problem(problem, say)]}


def told(source: schema.Source, name: str, parsed: Parsed, look: Look, outcome: Outcome, say: Say) -> Json:
    """Everything of the file and what would become of it."""
    problems = [replace(p, file=name, source=source.id) for p in outcome.problems]
    e = outcome.equation
    return {
        "source": source.id,
        "source_name": _both(source.name.zh, source.name.en),
        "sheets": [_sheet(g.name, g.used, g.why, say) for g in look.sheets],
        "encoding": look.encoding,
        "header_row": look.header_row,
        "merged": look.merged,
        "rows": _rows(parsed, look, problems, outcome.mended, say),
        "columns": _columns(source, look, problems, say),
        "choices": [{"column": c.name, "label": _both(c.label.zh, c.label.en)} for c in source.columns.values()],
        "equation": {n: getattr(e, n) for n in Equation.__slots__} | {"accepted": e.accepted},
        "problems": [_problem(p, say) for p in problems[:MOST_PROBLEMS]],
        "effect": list(outcome.effect),
        "would": dict(outcome.would),
        "stops": [_both(say(p, "zh"), say(p, "en")) for p in (replace(p, file=name) for p in outcome.stopped)],
        "duplicate_of": outcome.duplicate_of,
    }


def _both(zh: str, en: str) -> Json:
    return {"zh": zh, "en": en}


def _sheet(name: str, used: bool, why: str, say: Say) -> Json:
    about = Problem(why, Level.NOTE) if why else None
    return {"name": name, "used": used, "why": _both(say(about, "zh"), say(about, "en")) if about else ""}


def _problem(found: Problem, say: Say) -> Json:
    plain = {n: getattr(found, n) for n in ("row", "sheet", "column", "code", "found", "expected")}
    offer = _OFFER.get(found.code) or ("date" if found.code in _DATES else "value" if found.row and found.level is Level.REFUSE else "")
    return {
        **plain, "level": found.level.value, "zh": say(found, "zh"), "en": say(found, "en"), "values": dict(found.values),
        "nearest": [code for code in [found.values.get("nearest_code", "")] if code], "offer": {"kind": offer} if offer else None,
    }  # fmt: skip


def _rows(parsed: Parsed, look: Look, problems: Iterable[Problem], mended: Mapping[Place, str], say: Say) -> list[Json]:
    """The first rows of the sheet that is shown, each with its verdict and why; a row of which nothing is known has none."""
    verdicts = {fate.row: fate.verdict for fate in parsed.fates if fate.sheet == look.shown}
    verdicts |= {row: verdict for (sheet, row), verdict in mended.items() if sheet == look.shown}
    if look.header_row:
        verdicts.setdefault(look.header_row, "header")
    why: dict[int, list[str]] = {}
    for problem in problems:
        if problem.sheet == look.shown:
            for row in _rows_of(problem):
                why.setdefault(row, []).append(problem.code)
    said = {p.code: _both(say(_bare(p), "zh"), say(_bare(p), "en")) for p in problems}
    own = {(p.row, p.code): _both(say(_bare(p), "zh"), say(_bare(p), "en")) for p in problems if p.row and p.sheet == look.shown}
    return [
        {
            "row": row, "cells": list(cells), "verdict": verdicts.get(row, ""),
            "why": [text for code in dict.fromkeys(why.get(row, ())) if (text := own.get((row, code)) or said.get(code))],
        }
        for row, cells in look.rows
    ]  # fmt: skip


def _bare(problem: Problem) -> Problem:
    """Without its place: it stands beside the row."""
    return replace(problem, file="", sheet="", row=0, source="")


def _rows_of(problem: Problem) -> list[int]:
    """A note gathered over many rows names the first of them."""
    named = [int(row) for row in problem.values.get("rows", "").split(",") if row.isdigit()]
    return named or ([problem.row] if problem.row else [])


def _columns(source: schema.Source, look: Look, problems: Sequence[Problem], say: Say) -> list[Json]:
    found = []
    for header, column in look.headers:
        own = [p for p in problems if p.column and p.column == header]
        first = next(iter(sorted(own, key=lambda p: p.level is Level.NOTE)), None)
        label = source.columns[column].label if column in source.columns else None
        levels = {p.level for p in own}
        state = "unused" if not column else "refused" if levels & {Level.REFUSE, Level.HOLD} else "note" if levels else "ok"
        note = _both(say(_bare(first), "zh"), say(_bare(first), "en")) if first else ""
        named = _both(label.zh, label.en) if label else ""
        found.append({"header": header, "column": column, "label": named, "note": note, "state": state})
    return found
