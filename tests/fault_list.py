"""The list of faults against the tests: which test stands for which fault, and docs/faults.md, written by `--write-faults`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "faults.md"
REQUIRED = ("A", "B", "D")
ALSO_REQUIRED = ("F01", "F02", "H08")
_ID = re.compile(r"(?<=_)([A-H]\d\d)(?=_)")
_ROW = re.compile(r"^\| ([A-H]\d\d) \|.*?\| (held|skipped|not run|FAILED)[^|]*\| ([^|]*) \|$", re.MULTILINE)
_TEST = re.compile(r"`(test_\w+)`")
_HEAD = """# Faults, and what is promised

Made by a test run: `python -m pytest -k "…" --write-faults` (a part run renews the rows of what it ran). The texts of the first
three columns are in `tests/faults.yaml`. Every test injects the fault for real or says in its own text what stands in for it.

After a fault all of this must hold (`tests/nothing_lost.py`): **I1** the sender's bytes are kept · **I2** what was known is still served ·
**I3** one batch tells what happened · **I4** no cell stands in the log · **I5** the next good file is taken in · **I6** pages answer
meanwhile · **I7** the database is whole, no batch half · **I8** nothing outside the data home changed.

Outcome: *held* all its tests passed · *skipped* some could not run on that machine · *not run* none was run for this page.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault: what it is, in both languages, and what is promised."""

    id: str
    zh: str
    en: str
    promise: str


@cache
def cases() -> Mapping[str, Case]:
    told = yaml.safe_load((ROOT / "tests" / "faults.yaml").read_text("utf-8"))
    return {id: Case(id, *texts) for id, texts in told.items()}


def ids_of(name: str) -> list[str]:
    """The ids a test's name carries: test_A03_A04_… has two."""
    return _ID.findall(name)


@cache
def tests() -> Mapping[str, Mapping[str, str]]:
    """Id → test → its docstring, by name, of every test module."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for id in ids_of(node.name):
                    found.setdefault(id, {})[node.name] = " ".join((ast.get_docstring(node) or "").split())
    return {id: dict(sorted(found[id].items())) for id in sorted(found)}


def told(page: str) -> dict[str, tuple[str, list[str]]]:
    """What a page lists: id → (outcome, names of tests)."""
    return {id: (outcome, _TEST.findall(names)) for id, outcome, names in _ROW.findall(page)}


def outcome(results: Iterable[str]) -> str:
    """Of all tests of one fault together: the worst."""
    found = set(results)
    return "FAILED" if "failed" in found else "skipped" if "skipped" in found else "held" if found == {"passed"} else "not run"


def page(ran: Mapping[str, set[str]]) -> str:
    """docs/faults.md. `ran` is test → outcomes; a fault of which not every test was run keeps the outcome it had."""
    before = told(PAGE.read_text("utf-8")) if PAGE.exists() else {}
    rows = [_row(id, ran, before.get(id, ("not run", []))) for id in tests()]
    head = "| id | fault | promise | outcome | tests |\n|---|---|---|---|---|\n"
    return f"{_HEAD}\n{head}" + "\n".join(rows) + "\n\n" + "\n".join(_substitutes()) + "\n"


def _row(id: str, ran: Mapping[str, set[str]], before: tuple[str, list[str]]) -> str:
    case, names = cases()[id], list(tests()[id])
    whole = all(name in ran for name in names)
    known = before[0] if before[1] == names else "not run"
    said = outcome({each for name in names for each in ran[name]}) if whole else known
    listed = ", ".join(f"`{name}`" for name in names)
    return f"| {id} | {case.zh} · {case.en} | {case.promise} | {said} | {listed} |"


def _substitutes() -> list[str]:
    """What could not be injected itself, in the tests' own words."""
    found = {name: doc for named in tests().values() for name, doc in named.items() if "Substitute" in doc}
    return ["## What stands in for a fault", "", *(f"- `{name}`: {doc}" for name, doc in sorted(found.items()))]
