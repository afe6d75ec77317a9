"""Fixtures that several test modules share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import demo_street
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
