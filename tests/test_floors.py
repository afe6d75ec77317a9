"""The house stands on its floors: rooms look down only, and third-party libraries stay in their homes."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "cockpit"
LEVEL = {
    "__main__": 13,
    "cli": 12,
    "demo": 11,
    "bench": 11,
    "doctor": 11,
    "worker": 10,
    "web": 10,
    "screen": 9,
    "export": 9,
    "api": 9,
    "figures": 8,
    "views": 7,
    "house": 6,
    "snapshot": 5,
    "measure": 4,
    "intake": 3,
    "store": 3,
    "catalog": 2,
    "calendar": 1,
    "model": 0,
}
"""`cockpit` itself (its version) lies under all of them."""

HOMES = {
    "dash": {"screen"},
    "plotly": {"figures", "screen"},
    "mirage": {"figures", "export", "screen"},
    "flask": {"screen", "api", "web"},
    "werkzeug": {"screen", "api", "web"},
    "waitress": {"web"},
    "sqlalchemy": {"store", "measure", "snapshot", "house"},
    "pysqlite3": {"store"},
    "psycopg": {"store"},
    "pandas": {"intake", "export", "demo"},
    "numpy": {"intake", "store", "measure", "house"},
    "python_calamine": {"intake"},
    "xlsxwriter": {"intake", "export", "demo"},
    "apscheduler": {"worker"},
    "watchfiles": {"worker"},
    "filelock": {"house"},
    "requests": {"house"},
    "urllib3": {"house"},
    "yaml": {"catalog", "demo"},
    "chinese_calendar": {"catalog"},
    "fontTools": {"screen"},
    "typer": {"cli"},
    "rich": {"cli"},
    "orjson": {"snapshot", "house", "screen", "export", "api", "demo", "cli"},
}
CLOCKS = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "time.time_ns", "time.localtime"}
"""Monotonic clocks measure spans, not the day, and are free to use."""
MEASURING = {"bench"}
"""The benchmarks compare the house with libraries used bare, so they may import any of them."""


def files() -> list[Path]:
    return sorted(HOUSE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, dotted, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: write the import in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_rooms(path: Path) -> set[str]:
    dotted = (name.split(".") for name in imported(path))
    return {parts[1] for parts in dotted if parts[0] == "cockpit" and len(parts) > 1 and parts[1] in known_rooms()}


def known_rooms() -> set[str]:
    return {room_of(path) for path in files()} - {"__init__"}


def test_every_room_stands_on_a_floor() -> None:
    assert known_rooms() - set(LEVEL) == set()
    assert set(LEVEL) - known_rooms() == set(), "a floor without a room"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_rooms_look_down_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert imported_rooms(path) == set()
        return
    wrong = [other for other in sorted(imported_rooms(path) - {room}) if LEVEL[other] >= LEVEL[room]]
    assert wrong == [], f"{room} may only look down"


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_libraries_stay_at_home(path: Path) -> None:
    room = room_of(path)
    foreign = {name.partition(".")[0] for name in imported(path)} - set(sys.stdlib_module_names) - {"cockpit"}
    homeless = sorted(foreign - set(HOMES))
    assert homeless == [] or room in MEASURING, f"no home is declared for {homeless}"
    astray = sorted(name for name in foreign & set(HOMES) if room not in HOMES[name] | MEASURING)
    assert astray == [], f"not at home in {room}"


def test_no_room_below_the_worker_asks_the_clock() -> None:
    asked = []
    for path in files():
        if LEVEL.get(room_of(path), 99) >= 10:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node).removeprefix("datetime.") in CLOCKS:
                asked.append(f"{path.relative_to(HOUSE)}:{node.lineno} {ast.unparse(node)}")
    assert asked == []
