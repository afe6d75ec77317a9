"""Two cockpits on copies of the lived street: one only to look at, one to feed, kill and start again; and one Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import demo_street
import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, sync_playwright

from browser import eyes, served

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-default-apps", "--disable-domain-reliability",
)  # fmt: skip
HOSTILE = {
    "DASH_DEBUG": "true", "DASH_UI": "true", "DASH_MCP_ENABLED": "true", "DASH_MCP_PATH": "_mcp", "FLASK_DEBUG": "1", "HOST": "0.0.0.0",
    "PORT": "1", "DASH_URL_BASE_PATHNAME": "/evil/", "DASH_ASSETS_EXTERNAL_PATH": "https://example.invalid/",
}  # fmt: skip
"""Settings left over from somebody's tutorial; the whole walk is taken with them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as running:
        browser = launch(running.chromium)
        yield browser
        browser.close()


def launch(kind: BrowserType, *more: str) -> Browser:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    return kind.launch(executable_path=found, args=[*QUIET, *more])


def _copy(demo_home: demo_street.DemoHome, place: Path) -> Path:
    home: Path = shutil.copytree(demo_home.path, place / "home", ignore=shutil.ignore_patterns(".writer.lock", "*.sqlite-shm"))
    return home


def moment(demo_home: demo_street.DemoHome) -> datetime:
    """The afternoon of the last day the street has lived."""
    return datetime.combine(demo_home.until, time(15), ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def shown(demo_home: demo_street.DemoHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Served]:
    """A web alone: its day does not move, whatever day it is."""
    home = _copy(demo_home, tmp_path_factory.mktemp("shown"))
    with served.serving(home, "web", moment=moment(demo_home), environment=HOSTILE) as running:
        yield running


@pytest.fixture(scope="session")
def alive(demo_home: demo_street.DemoHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[served.Served]:
    """Web and worker, watching an inbox."""
    with served.serving(_copy(demo_home, tmp_path_factory.mktemp("alive")), "serve", moment=moment(demo_home)) as running:
        yield running


@pytest.fixture(scope="session")
def room(chromium: Browser) -> Iterator[BrowserContext]:
    """One browser window's worth of cache for all pages."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, reduced_motion="reduce")
    context.set_default_timeout(eyes.PATIENCE * 1000)
    yield context
    context.close()
