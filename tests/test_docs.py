"""What a person can use, meet or ask about has its paragraph in docs/."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import click
import indicator_pages
import pytest
import typer

from cockpit import catalog
from cockpit.catalog import formulas, selections
from cockpit.cli import app
from cockpit.views import problems

ROOT = Path(__file__).resolve().parents[1]
COMMANDS: click.Group = typer.main.get_command(app)  # type: ignore[assignment]
WRITERS = {"book", "fixsheet", "template", "checks"}
"""Modules of intake that write workbooks: their words are a library's options."""
NOT_A_CODE = {"not_in", "not_data", "nearest_code", "is_ignored"}


@cache
def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def problem_codes() -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", doc("problems.md"), re.MULTILINE))


def section(name: str) -> str:
    """The paragraph of one command: from its heading to the next."""
    found = re.search(rf"^## `cockpit {name}\b.*?(?=^## |\Z)", doc("commands.md"), re.MULTILINE | re.DOTALL)
    assert found, f"docs/commands.md says nothing of {name}"
    return found.group()


@pytest.mark.parametrize("name", sorted(COMMANDS.commands))
def test_every_command_and_option_is_described(name: str) -> None:
    told = section(name)
    options = [option for parameter in COMMANDS.commands[name].params if isinstance(parameter, click.Option) for option in parameter.opts]
    assert [option for option in options if f"`{option}" not in told and option != "--help"] == []
    assert re.search(r"(?i)exit", told), "exit codes"


def test_no_command_is_described_that_does_not_exist() -> None:
    assert set(re.findall(r"^## `cockpit (\w+)", doc("commands.md"), re.MULTILINE)) == set(COMMANDS.commands)


def test_the_options_common_to_all_are_described() -> None:
    common = [option for parameter in COMMANDS.params for option in parameter.opts if option != "--help"]
    assert [option for option in common if f"`{option}" not in doc("commands.md")] == []


@pytest.mark.parametrize("word", sorted(formulas.WORDS))
def test_every_formula_word_is_described(word: str) -> None:
    assert re.search(rf"^\| `{word}` \|", doc("catalogue.md"), re.MULTILINE)


@pytest.mark.parametrize("window", selections.WINDOWS)
def test_every_window_is_described(window: str) -> None:
    assert re.search(rf"^\| `{window}` \|", doc("catalogue.md"), re.MULTILINE)


def emitted(room: str) -> set[str]:
    """Codes a room can emit: what it hands to Problem or Fault, and where files are read every snake-case word of a string by itself."""
    found: set[str] = set()
    for path in (ROOT / "cockpit" / room).rglob("*.py"):
        reads = room == "intake" and path.stem not in WRITERS
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("Problem", "Fault") and node.args:
                found |= spelled(node.args[0])
            elif reads and isinstance(node, ast.Constant):
                found |= {code for code in spelled(node) if re.fullmatch(r"[a-z]+(_[a-z]+)+", code)}
    return found - NOT_A_CODE


def spelled(code: ast.expr) -> set[str]:
    """The codes an argument can be, when it says so itself."""
    if isinstance(code, ast.IfExp):
        return spelled(code.body) | spelled(code.orelse)
    return {code.value} if isinstance(code, ast.Constant) and isinstance(code.value, str) else set()


@pytest.mark.parametrize("room", ["intake", "house", "store", "measure", "snapshot", "worker"])
def test_every_problem_is_described_and_said(room: str) -> None:
    codes = emitted(room)
    assert codes - problem_codes() == set(), "docs/problems.md lacks them"
    assert codes - set(problems.PROBLEMS) == set(), "cockpit/views/problems has no sentence for them"


def test_the_list_of_problems_and_the_sentences_agree() -> None:
    assert problem_codes() == set(problems.PROBLEMS)


def test_the_indicators_page_is_current() -> None:
    found = catalog.load_or_raise(ROOT / "data")
    assert doc("indicators.md") == indicator_pages.page(found), "run make docs"


def test_every_indicator_is_described() -> None:
    found = catalog.load_or_raise(ROOT / "data")
    assert [one for one in found.indicators if f"### `{one}`" not in doc("indicators.md")] == []


def test_every_page_is_listed() -> None:
    table = (ROOT / "README.md").read_text("utf-8")
    assert [page for page in PAGES if f"`{page}`" not in table] == []


PAGES = ("/", "/wall", "/wall/overview", "/p/1", "/i/<indicator>", "/intake", "/health", "/weeks")


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not (page.parent / link).exists():
                broken.append(f"{page.name}: {link}")
    assert broken == []
