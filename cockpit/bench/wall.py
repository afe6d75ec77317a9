"""The wall: what a refresh costs the server, what 200 screens wait, what a cold browser loads, what history and open screens weigh.

Each against a baseline of the same run: a bare Flask with the same bytes, a Dash page as people write them, a page with the same charts and
no framework at all.
"""

from __future__ import annotations

import gzip
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import orjson

from cockpit.bench import browsed, calls, crowd, history, pages, plain, served
from cockpit.bench.result import Figure, Result, figure

FIRST = "wall/overview"
NO_BROWSER = "left out: bytes on the wire and cold load, for there is no Chromium, or no playwright to steer it"


def wall(
    weeks: int = 12,
    *,
    rows: tuple[int, int] = (10_000, 1_000_000),
    screens: int = 200,
    seconds: float = 10.0,
    asks: int = 1000,
    loads: int = 3,
) -> Result:
    """A demo street of so many weeks; `rows` are the two lengths of history, for which a street of its own is filled."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name) / "street"
        _live(home, weeks)
        full = max(pages.of_home(home), key=lambda page: (len(page.given.charts), len(page.given.view)))
        figures = list(_refresh(home, full, asks))
        more, notes = _together(home, full.name, screens=screens, seconds=seconds, loads=loads)
        figures += [*more, *history.history(Path(name), rows)]
    said = f"{full.name} with {len(full.given.charts)} charts, {len(full.given.view) / 1000:.1f} KB compressed; {screens} screens"
    return Result("wall", said, tuple(figures), tuple(notes))


def _live(home: Path, weeks: int) -> None:
    home.mkdir()
    words = [sys.executable, "-m", "cockpit", "--home", str(home), "--quiet", "demo", "--weeks", str(weeks)]
    subprocess.run(words, env=served.surroundings(), check=True, capture_output=True)


def _refresh(home: Path, page: pages.Page, asks: int) -> Iterator[Figure]:
    """CPU per answer, each server called as waitress calls it; without waitress' own part, which is the same for both."""
    bare, dash = plain.bare(page.given), plain.page_of_dash(home / "cockpit.sqlite").server
    tagged = {**calls.GZIP, "If-None-Match": f'"{page.given.etag}"'}
    with calls.opened(home) as made:
        ours, base = calls.cpus([calls.get(made.server, page.path, calls.GZIP), calls.get(bare, "/view", calls.GZIP)], asks)
        again, base_again = calls.cpus([calls.get(made.server, page.path, tagged), calls.get(bare, "/view", tagged)], asks)
    (written,) = calls.cpus([calls.post(dash, "/_dash-update-component", plain.asked_of_dash())], max(1, asks // 500))
    yield figure("a refresh, 200, CPU", ours * 1e3, base * 1e3, "ms", "≤ 2.00 × bare Flask")
    yield figure("a refresh, 304, CPU", again * 1e3, base_again * 1e3, "ms", "≤ 2.00 × bare Flask's own 304")
    yield Figure("a refresh, 200, against plain Dash", ours * 1e3, written * 1e3, "ms", written / ours, "≥ 300 × cheaper")


def _together(home: Path, name: str, *, screens: int, seconds: float, loads: int) -> tuple[list[Figure], list[str]]:
    """What is measured on running servers: ours, and bare ones beside it; those that are not asked rest."""
    with served.serving(home) as street, ExitStack() as running:
        first, full = (pages.of_street(street, one) for one in (FIRST, name))
        bare_first, bare = (running.enter_context(plain.serving(page.given)) for page in (first, full))
        figures = [*_crowds(street, full, bare, screens, seconds), *_weight(street, screens, seconds)]
        browser = running.enter_context(browsed.chromium())
        if browser is None:
            return figures, [NO_BROWSER]
        found = [_cold(browser, street, page, base[0], loads) for page, base in ((first, bare_first), (full, bare))]
        return [*figures, *(figure for more, _ in found for figure in more)], [note for _, note in found]


def _crowds(street: served.Served, page: pages.Page, bare: tuple[int, int | None], screens: int, seconds: float) -> Iterator[Figure]:
    with crowd.elsewhere() as pool:
        for name, etag in (("200", ""), ("304", f'"{page.given.etag}"')):
            base, base_cpu = _rushed(pool, bare[1], crowd.Asking(bare[0], "/view", screens, seconds, etag))
            ours, ours_cpu = _rushed(pool, street.web.pid, crowd.Asking(street.port, page.path, screens, seconds, etag))
            yield figure(f"{screens} screens without pause, {name}, p99", ours.p99 * 1e3, base.p99 * 1e3, "ms", "≤ 2.00 × bare Flask")
            if ours_cpu is not None and base_cpu is not None:
                yield figure(f"  {name}, CPU an answer, waitress too", ours_cpu * 1e3, base_cpu * 1e3, "ms", "≤ 2.00 × bare Flask")


def _rushed(pool: ProcessPoolExecutor, pid: int | None, asking: crowd.Asking) -> tuple[crowd.Answered, float | None]:
    """With the CPU seconds of the server's process for each answer. Raises RuntimeError when not every answer was the due one."""
    before = served.cpu_s(pid)
    told = pool.submit(crowd.ask, asking).result()
    after = served.cpu_s(pid)
    if set(told.statuses) != {crowd.NOT_MODIFIED if asking.etag else 200}:
        raise RuntimeError(f"{asking.path} was answered {told.statuses}")
    return told, None if before is None or after is None else (after - before) / len(told.seconds)


def _weight(street: served.Served, screens: int, seconds: float) -> Iterator[Figure]:
    """Screens that ask as open walls do, and one person who opens one indicator after the other with its rows; before them, nobody."""
    told = orjson.loads(gzip.decompress(street.ask("/api/v1/snapshot").body))
    before = served.weight_mb(street)
    with crowd.elsewhere() as pool:
        walls = pool.submit(crowd.ask, crowd.Asking(street.port, "/api/v1/live", screens, seconds, pause_s=1.0))
        for indicator in dict.fromkeys(reading["indicator"] for reading in told["readings"]):
            if street.ask(f"/api/v1/view/i/{indicator}?part=tree").status != 200:
                raise RuntimeError(f"{indicator} could not be opened")
            if walls.done():
                break
        if set(walls.result().statuses) != {200}:
            raise RuntimeError(f"open screens were answered {walls.result().statuses}")
    after = served.weight_mb(street)
    if after is not None and before is not None:
        yield figure(f"peak memory, {screens} screens, one drilling", after, before, "MB", "≤ 700 MB web, worker, reader")


def _cold(browser: Any, street: served.Served, page: pages.Page, bare: int, loads: int) -> tuple[list[Figure], str]:
    """Medians of some loads, ours and the bare page's in turns, after one each that warms the servers: the first cuts the fonts."""
    charts = len(page.given.charts)
    addresses = (f"http://127.0.0.1:{street.port}/{page.name}", f"http://127.0.0.1:{bare}/")
    found = [tuple(browsed.cold(browser, address, charts) for address in addresses) for _ in range(loads + 1)][1:]
    ours, base = (statistics.median(opened.seconds for opened in side) for side in zip(*found, strict=True))
    heaviest, lightest = (max((pair[i] for pair in found), key=lambda opened: opened.bytes) for i in (0, 1))
    largest = ", ".join(f"{path} {size / 1e3:,.1f} KB" for path, size in heaviest.largest(5))
    return [
        figure(f"{page.name} cold, {charts} charts, on the wire", heaviest.bytes / 1e6, lightest.bytes / 1e6, "MB", "≤ 1.2 MB"),
        figure(f"{page.name} cold at 10 Mbit/s, drawn", ours, base, "s", "≤ 1.50 × no framework"),
    ], f"{page.name}, the five largest: {largest}"
