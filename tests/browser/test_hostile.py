"""A real process started with what a tutorial left in the environment, and what a stranger's tools would look for in its pages."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pytest

from browser import served

LISTENS = "0A"
LOOPBACK = "0100007F"


def listening(port: int) -> set[str]:
    """Local addresses on which this port is open, as the kernel writes them."""
    rows = [line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    return {row[1].rpartition(":")[0] for row in rows if row[3] == LISTENS and int(row[1].rpartition(":")[2], 16) == port}


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="asks the Linux kernel")
def test_E08_only_this_machine_is_listened_to(shown: served.Served) -> None:
    assert listening(shown.port) == {LOOPBACK}


def test_E07_no_debugger_can_be_switched_on(shown: served.Served) -> None:
    page = shown.ask("/")[1].decode()
    assert '"ui":false' in page and "EVALEX" not in page and "/evil/" not in page and "example.invalid" not in page
    for path in ("/?__debugger__=yes&cmd=resource&f=debugger.js", "/nowhere"):
        body = shown.ask(path)[1].decode()
        assert "Traceback" not in body and "SECRET =" not in body
    assert shown.json("/_reload-hash")["reloadHash"] is None


@pytest.mark.parametrize("path", ["/_mcp", "/mcp", "/_mcp/sse", "/evil/", "/evil/_dash-layout"])
def test_E09_no_endpoint_can_be_switched_on(shown: served.Served, path: str) -> None:
    assert shown.ask(path)[0] == 404


def test_E16_E17_nothing_but_the_manifest_is_public(shown: served.Served) -> None:
    for path in (
        "/assets/..%2fpyproject.toml",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/fonts/../cockpit.sqlite",
        "/assets/x.js",
        "/archive/",
        "/cockpit.sqlite",
    ):
        assert shown.ask(path)[0] == 404, path


def test_plotly_shares_nothing_and_no_script_names_a_cdn(shown: served.Served) -> None:
    """Every script of the page: no address to which a figure could be posted, no map tiles, no host of scripts or fonts."""
    page = shown.ask("/")[1].decode()
    scripts = re.findall(r'<script[^>]*src="([^"]+)"', page)
    assert any("plotly" in s for s in scripts)
    outside = re.compile(r"https?://[\w.-]*(?:cloud\.plotly|chart-studio|cdn|unpkg|jsdelivr|mapbox|carto|googleapis|gstatic)[\w./-]*")
    for address in scripts:
        body = shown.ask(address)[1].decode("utf-8", "replace")
        assert not outside.findall(body), f"{address}: {sorted(set(outside.findall(body)))[:5]}"


def test_E22_headers_stand_on_the_real_answer(shown: served.Served) -> None:
    with urllib.request.urlopen(f"{shown.url}/wall/overview", timeout=60) as answer:
        headers = answer.headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"
    assert "Server" not in headers and headers["Cache-Control"] == "no-store"
