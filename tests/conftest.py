"""Fixtures that several test modules share."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import demo_street
import fault_list
import pytest
from street import Street


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> demo_street.DemoHome:
    """The demo street after ten weeks, made once per session. Only read it; to write, copy `path` first."""
    home: Path = tmp_path_factory.mktemp("demo_home")
    return demo_street.live(home)


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A little street in a home of its own: files in, readings out."""
    built = Street.build(tmp_path / "home")
    yield built
    built.close()


RAN = pytest.StashKey[dict[str, set[str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-faults", action="store_true", help="write docs/faults.md from what this run found")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RAN] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What became of every test that stands for a fault; the long forms that were left out count for nothing."""
    report = yield
    name = getattr(item, "originalname", item.name)
    left_out = report.skipped and item.get_closest_marker("soak") is not None
    if fault_list.ids_of(name) and not left_out and (report.when == "call" or not report.passed):
        item.config.stash[RAN].setdefault(name, set()).add(report.outcome)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--write-faults"):
        ran: dict[str, set[str]] = session.config.stash[RAN]
        fault_list.PAGE.write_text(fault_list.page(ran), encoding="utf-8")
