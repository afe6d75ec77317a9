"""Fixtures that several test modules share."""

from __future__ import annotations

from pathlib import Path

import pytest

import demo_street


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> demo_street.DemoHome:
    """The demo street after ten weeks, made once per session. Only read it; to write, copy `path` first."""
    home: Path = tmp_path_factory.mktemp("demo_home")
    return demo_street.live(home)
