"""A page opened by a real Chromium that has seen nothing yet: what came over the wire, and when the last chart stood."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATIENCE_MS = 60_000
LINE = {"offline": False, "latency": 20, "downloadThroughput": 10e6 / 8, "uploadThroughput": 10e6 / 8}
"""10 Mbit/s, 20 ms."""
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-quic", "--disable-default-apps", "--disable-domain-reliability",
)  # fmt: skip
_WATCH = """(() => { const look = () => {
    const plots = document.querySelectorAll('.js-plotly-plot'), drawn = [...plots].filter(e => e.querySelector('.main-svg'));
    if (drawn.length >= %d) { window.charts_drawn_ms = performance.now(); } else { requestAnimationFrame(look); } };
  requestAnimationFrame(look); })()"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Seconds from the address until all charts were drawn; bytes on the wire by path until nothing more was to come."""

    seconds: float
    wire: dict[str, int]

    @property
    def bytes(self) -> int:
        return sum(self.wire.values())

    def largest(self, count: int) -> list[tuple[str, int]]:
        return sorted(self.wire.items(), key=lambda one: -one[1])[:count]


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless Chromium; None where there is none, or nothing to steer it with."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        found = None
    if found is None:
        yield None
        return
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


def _wait(page: Any) -> None:
    """Asked again and again, for a page's policy forbids to let a condition wait in it."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate("!!window.charts_drawn_ms && document.fonts.status === 'loaded'"):
        if time.monotonic() > until:
            raise RuntimeError(f"{page.url} is not drawn")
        page.wait_for_timeout(100)


def cold(browser: Any, address: str, charts: int) -> Opened:
    """In a window with an empty cache, over `LINE`. Raises RuntimeError when the charts do not come."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    try:
        page = context.new_page()
        line, names, wire = context.new_cdp_session(page), dict[str, str](), dict[str, int]()

        def came(event: Any) -> None:
            path = names.get(event["requestId"], "?")
            wire[path] = wire.get(path, 0) + int(event["encodedDataLength"])

        line.on("Network.requestWillBeSent", lambda event: names.update({event["requestId"]: urlsplit(event["request"]["url"]).path}))
        line.on("Network.loadingFinished", came)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)
        page.add_init_script(_WATCH % charts)
        page.goto(address, wait_until="commit", timeout=PATIENCE_MS)
        _wait(page)
        page.wait_for_timeout(500)
        return Opened(page.evaluate("window.charts_drawn_ms") / 1000, wire)
    finally:
        context.close()
