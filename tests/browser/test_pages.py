"""Every page in real Chromium, at the sizes it is made for: nothing cut, nothing small, nothing over another, no box without a word,
no request to anywhere else, no complaint of the browser; in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import demo_street
import pytest
from playwright.sync_api import BrowserContext

from browser import eyes, served
from browser.eyes import Eyes
from cockpit import catalog
from cockpit.catalog.schema import Catalog
from cockpit.screen import fonts, routes, table

HD, FOUR_K, WIDE, DESK, PHONE = (1920, 1080), (3840, 2160), (3840, 1080), (1440, 900), (390, 844)
FAULTY = """() => { const put = (html) => { const d = document.createElement('div'); d.className = 'pane'; d.innerHTML = html;
    document.querySelector('main').append(d) };
  put('<p style="font-size:9px">tiny</p><p style="color:#bbb">pale</p><p>undefined</p>');
  put('<p style="width:30px;overflow:hidden;white-space:nowrap">a line that is far too long</p>');
  put('<div style="position:relative"><p>one</p><p style="position:absolute;top:0">two</p></div>');
  put('<p style="position:relative;left:4000px">gone</p>'); put('<h2>title</h2>') }"""
INDICATORS = ("petition.on_time_reply_rate", "building.occupancy_rate")
ONE_OF = {"community": "c01", "indicator": INDICATORS[0]}
ALWAYS = {"overview": "/", "i/{indicator}": f"/i/{INDICATORS[0]}"}


@pytest.fixture(scope="module")
def declared(demo_home: demo_street.DemoHome) -> Catalog:
    return catalog.load_or_raise(demo_home.path)


@pytest.fixture(scope="module")
def look(room: BrowserContext, shown: served.Served) -> Iterator[Eyes]:
    seen = eyes.open_eyes(room, shown.url)
    yield seen
    seen.page.close()


def desks(declared: Catalog, shown: served.Served) -> list[str]:
    """An address for every route of ROUTES that is no wall; open ends with one value each, indicators with two."""
    week = shown.json("/api/v1/weeks")["weeks"][0]["week"]
    found = table.Table(routes.ROUTES, _Known(declared)).names(declared)
    open_ends = [r.page.format(**{**ONE_OF, "week": week}) for r in routes.ROUTES if re.search(r"\{(?!wall|priority)", r.page)]
    pages = [*found, *open_ends, *(f"i/{i}" for i in INDICATORS[1:])]
    return ["/" + ("" if page == "overview" else page) for page in pages if not page.startswith("wall/")]


def walls(declared: Catalog) -> list[str]:
    found = table.Table(routes.ROUTES, _Known(declared)).names(declared)
    return [page.removeprefix("wall/") for page in found if page.startswith("wall/")]


class _Known:
    """As much of a house as names of pages need."""

    def __init__(self, declared: Catalog) -> None:
        self.catalog = declared


def served_letters(shown: served.Served) -> frozenset[str]:
    """Every character some font of ours is served for."""
    sheet = shown.ask("/assets/fonts.css")[1].decode()
    runs = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", sheet)
    return frozenset(chr(code) for first, last in runs for code in range(int(first, 16), int(last or first, 16) + 1))


def fault_of(look: Eyes, where: str, *, wall: bool, letters: frozenset[str]) -> list[str]:
    told = look.walk(wall=wall)
    boxes = [c for c in told["letters"] if not c.isspace() and (c not in letters or fonts.missing(c))]
    assert told["texts"] > (20 if wall else 12), f"{where} shows next to nothing"
    return [f"{where} {f}" for f in told["found"]] + [f"{where} no glyph for {c!r} U+{ord(c):04X}" for c in boxes]


@pytest.mark.parametrize(("lang", "sizes"), [("zh", (HD, FOUR_K)), ("zh", (WIDE,)), ("en", (HD,))], ids=["16:9", "32:9", "English"])
def test_every_wall_page_stands_without_fault(
    look: Eyes, shown: served.Served, declared: Catalog, sizes: tuple[tuple[int, int], ...], lang: str
) -> None:
    letters, faults = served_letters(shown), []
    look.visit(f"/wall?lang={lang}{'&profile=wide' if WIDE in sizes else ''}", sizes[0])
    for name in walls(declared):
        look.turn(name)
        for size in sizes:
            look.size(*size)
            faults += fault_of(look, f"/wall/{name} {lang} {size[0]}×{size[1]}:", wall=True, letters=letters)
        look.size(*sizes[0])
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_desk_page_stands_without_fault(look: Eyes, shown: served.Served, declared: Catalog, lang: str) -> None:
    letters, faults = served_letters(shown), []
    look.visit(f"/?lang={lang}", DESK)
    for path in desks(declared, shown):
        look.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        look.go(path, f"?lang={lang}")
        for size in (DESK, PHONE):
            look.size(*size)
            faults += fault_of(look, f"{path} {lang} {size[0]}×{size[1]}:", wall=False, letters=letters)
    assert not faults, "\n".join(faults)


def test_the_walk_finds_what_is_wrong(look: Eyes) -> None:
    """One fault of each kind, put on a page that has none."""
    look.visit("/health", DESK)
    assert not look.walk(wall=False)["found"]
    look.page.evaluate(FAULTY)
    told = {fault.split(" ")[0].rstrip(":") for fault in look.walk(wall=False)["found"]}
    assert told >= {"small", "cut", "contrast", "overlap", "empty", "no", "outside"}, told


def test_E28_no_request_left_the_machine_and_the_browser_had_no_complaint(look: Eyes) -> None:
    """After everything this module opened."""
    assert look.page.url != "about:blank"
    assert not look.outside
    assert not look.complaints


def test_a_silent_source_looks_stale_and_bears_no_colour(look: Eyes, shown: served.Served) -> None:
    snapshot = shown.json("/api/v1/snapshot")
    silent = [r["indicator"] for r in snapshot["readings"] if r["place"] == "*" and r["state"] == "stale"]
    assert silent, "the demo street has planted a silent source"
    look.visit("/wall/6", HD)
    cell = look.page.locator(f'[data-key="{silent[0]}"]').first
    assert cell.get_attribute("data-state") == "stale"
    red, green, blue = cell.locator("b").first.evaluate("e => getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)")
    assert max(red, green, blue) - min(red, green, blue) < 40
    look.visit(f"/i/{silent[0]}")
    assert "停更" in look.page.inner_text(".head")


def test_an_unknown_path_is_a_page_that_says_so(look: Eyes, shown: served.Served) -> None:
    for path in ("/nowhere", "/wall/9", "/p/0", "/i/no.such", "/weeks/1999-W01", "/api/v1/view/nowhere"):
        assert shown.ask(path)[0] == 404, path
