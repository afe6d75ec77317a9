"""A person before the screen: a page in real Chromium, what stands on it, and what the browser complained of."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

PATIENCE = 60.0
WALK = (Path(__file__).parent / "walk.js").read_text("utf-8")
LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
DRAWN = """() => { const page = document.querySelector('#page');
  return !!page && page.children.length > 0 && document.fonts.status === 'loaded'
    && Array.from(document.querySelectorAll('.js-plotly-plot, .dash-graph')).every(e => e.querySelector('.main-svg')) }"""


@dataclass(slots=True)
class Eyes:
    """One page of a browser. `complaints` are console errors and failed requests, `outside` requests that left this machine."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def visit(self, path: str, size: tuple[int, int] | None = None) -> None:
        """Open an address and wait until it is drawn. A wall that is open while the window changes would load itself anew."""
        if size:
            self.page.goto("about:blank")
            self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.goto(self.url + path, timeout=PATIENCE * 1000)
        self.drawn()

    def go(self, path: str, search: str) -> None:
        """To another page without loading the application again, as a link inside it could."""
        self.page.evaluate(
            "([path, search]) => window.dash_clientside.set_props('url', { pathname: path, search: search })", [path, search]
        )
        wanted = f" {path.strip('/') or 'overview'} {search}"
        shown = "() => document.querySelector('#page > [data-shown]')?.dataset.shown ?? ''"
        self.until(lambda: str(self.page.evaluate(shown)).endswith(wanted), f"{path} is not shown")
        self.drawn()

    def drawn(self) -> None:
        """All charts are drawn, and nothing moved between two looks."""
        self.until(lambda: self.page.evaluate(DRAWN), "the page is not drawn")
        before = ""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            now = str(
                self.page.evaluate("() => [document.querySelectorAll('#page *').length, document.body.innerText.length, innerWidth].join()")
            )
            if now == before:
                return
            before = now
            time.sleep(0.15)

    def turn(self, name: str) -> None:
        """A turning wall shows another of its pages."""
        self.page.evaluate("name => window.cockpit.show(name)", name)
        self.until(
            lambda: self.page.evaluate("() => document.querySelector('#wall')?.dataset.page") == name, f"the wall does not turn to {name}"
        )
        self.drawn()

    def size(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.drawn()

    def walk(self, *, wall: bool) -> dict[str, Any]:
        """Everything a careful person would find fault with; see walk.js."""
        told: dict[str, Any] = self.page.evaluate(WALK, {"wall": wall, "least": 20 if wall else 12})
        return told

    def until(self, holds: Callable[[], Any], otherwise: str, *, seconds: float = PATIENCE) -> float:
        """Wait for it by asking again and again (the page's policy forbids what playwright would inject); the seconds it took."""
        begun = time.monotonic()
        while not holds():
            assert time.monotonic() - begun < seconds, f"{otherwise} after {seconds} s"
            time.sleep(0.05)
        return time.monotonic() - begun


def open_eyes(context: BrowserContext, url: str) -> Eyes:
    page = context.new_page()
    page.add_init_script(LISTEN)
    seen = Eyes(page, url)
    page.on("console", lambda said: seen.complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    page.on("pageerror", lambda error: seen.complaints.append(f"{page.url}: {error}"))
    page.on("request", lambda request: _note(seen, request.url))
    return seen


def _note(seen: Eyes, address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
        seen.outside.append(address)
