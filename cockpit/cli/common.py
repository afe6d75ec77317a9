"""What every command shares: options, opening the home, and one way to end with a sentence instead of a traceback."""

from __future__ import annotations

import difflib
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import orjson
import typer

from cockpit.catalog import Complaint
from cockpit.catalog.schema import Indicator
from cockpit.house import HomeError, House, open_house
from cockpit.model import Problem
from cockpit.store import StoreError
from cockpit.views import text

FAILED, WRONG_USE, REFUSED, INCOMPLETE, UNKNOWN = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Common:
    """`--home --store --json --quiet --lang`, wherever they stood."""

    home: Path
    store: str | None
    json: bool
    quiet: bool
    lang: str


def now() -> datetime:
    return datetime.now(UTC)


def common(home: Path | None, store: str | None, as_json: bool, quiet: bool, lang: str) -> Common:
    place = home or Path(os.environ.get("COCKPIT_HOME") or "data")
    return Common(place, store or os.environ.get("COCKPIT_STORE") or None, as_json, quiet, lang)


def logging_to_stderr(options: Common) -> None:
    """Lines for whoever watches a running program; other libraries speak up only when something is wrong."""
    level = logging.WARNING if options.quiet else logging.INFO
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("watchfiles").setLevel(logging.WARNING)


def fail(sentence: str, code: int = FAILED) -> NoReturn:
    """End with a sentence on standard error."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


def out(line: str = "") -> None:
    print(line)


def out_json(body: Any) -> None:
    sys.stdout.write(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode() + "\n")


def say(problem: Problem, lang: str) -> str:
    return text.problem(problem, lang)


@contextmanager
def sentences(lang: str) -> Iterator[None]:
    """Whatever keeps a home from opening is said in one sentence."""
    try:
        yield
    except HomeError as error:
        if error.code == "catalog":
            fail("\n".join(told(error.values["complaints"], lang)))
        fail(
            {"zh": "数据目录正被另一个进程写入（工作进程在运行）。", "en": "Another process (the worker) is writing this data home."}[lang]
        )
    except StoreError as error:
        fail(str(error))


def told(complaints: Iterable[Complaint], lang: str) -> list[str]:
    return [c.sentence(lang) for c in complaints]


@contextmanager
def opened(options: Common, *, write: bool = False, reader: Callable[..., Any] | None = None) -> Iterator[House]:
    """The home, opened to read or to write, closed at the end."""
    extra = {"reader": reader} if reader else {}
    with sentences(options.lang):
        house = open_house(options.home, store_url=options.store, write=write, say=say, moment=now(), **extra)
        try:
            yield house
        finally:
            house.close()


@contextmanager
def opened_or_busy(options: Common) -> Iterator[House]:
    """The home opened to write; HomeError `busy` goes on to the caller, who hands over to the process that has it."""
    try:
        house = open_house(options.home, store_url=options.store, write=True, say=say, moment=now())
    except HomeError as error:
        if error.code == "busy":
            raise
        with sentences(options.lang):
            raise
    except StoreError as error:
        fail(str(error))
    try:
        yield house
    finally:
        house.close()


def known_indicator(house: House, name: str, lang: str) -> Indicator:
    found = house.catalog.indicators.get(name)
    if found is None:
        unknown("指标" if lang == "zh" else "indicator", name, house.catalog.indicators, lang)
    return found


def known_place(house: House, name: str, lang: str) -> str:
    """A place by code or by its name in either language."""
    if name in ("*", "-") or name in house.catalog.communities:
        return name
    names = {n: c.code for c in house.catalog.communities.values() for n in (c.name.zh, c.name.en, *c.aliases)}
    if name not in names:
        unknown("社区" if lang == "zh" else "place", name, [*house.catalog.communities, *names], lang)
    return names[name]


def unknown(kind: str, name: str, known: Iterable[str], lang: str) -> NoReturn:
    """Exit 5 with the nearest names."""
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
    hint = ("，是否想写 " if lang == "zh" else ", did you mean ") + (" / ".join(near)) if near else ""
    fail(f"{'未知' if lang == 'zh' else 'Unknown '}{kind} {name}{hint}{'？' if near and lang == 'zh' else '?' if near else ''}", UNKNOWN)


def day(value: str, lang: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        fail({"zh": f"不是日期：{value}，应写成 2026-11-23", "en": f"Not a date: {value}; write 2026-11-23"}[lang], WRONG_USE)
