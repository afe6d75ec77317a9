"""Every page in real Chromium, at the sizes it is made for: nothing cut, nothing small, nothing over another, no box without a word,
no request to anywhere else, no complaint of the browser; in Chinese and English."""

from __future__ import annotations

import functools
import io
import itertools
import re
from collections.abc import Iterator

import demo_street
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext

from browser import eyes, served
from browser.eyes import Eyes
from cockpit import catalog
from cockpit.catalog.schema import Catalog
from cockpit.screen import fonts, routes, table

HD, FOUR_K, SMALL, DESK, PHONE = (1920, 1080), (3840, 2160), (1366, 768), (1440, 900), (390, 844)
WIDE, LED, TALL = (3840, 1080), (6656, 1792), (1080, 1920)
EVERY, SOME = (), ("overview", "2", "4")
WALLS = {
    "16:9": ("zh", "", (HD,), EVERY),
    "small": ("zh", "", (SMALL,), EVERY),
    "English": ("en", "", (HD,), EVERY),
    "4K": ("en", "", (FOUR_K,), SOME),
    "32:9": ("zh", "", (WIDE, LED), EVERY),
    "32:9 English": ("en", "", (WIDE,), SOME),
    "portrait": ("zh", "", (TALL,), EVERY),
    "portrait English": ("en", "", (TALL,), SOME),
    "7.5 m": ("zh", "&distance=7.5", (HD,), EVERY),
    "8 m English": ("en", "&distance=8", (HD,), SOME),
    "small screen": ("en", "&distance=5&width=1.25", (SMALL,), SOME),
    "32:9 from 8 m": ("zh", "&distance=8&width=6", (WIDE,), SOME),
    "portrait from 8 m": ("en", "&distance=8&width=1.6", (TALL,), SOME),
}
"""Language, further words of the address, windows and pages: every shape with every page once, the rest with those that hold most."""
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


@pytest.mark.parametrize("wall", WALLS)
def test_every_wall_page_stands_without_fault(look: Eyes, shown: served.Served, declared: Catalog, wall: str) -> None:
    lang, words, sizes, pages = WALLS[wall]
    letters, faults = served_letters(shown), []
    look.visit(f"/wall?lang={lang}{words}{profile(sizes[0])}", sizes[0])
    for name in pages or walls(declared):
        look.turn(name)
        for size in sizes:
            look.size(*size)
            assert fills(look, size), f"{name} {size}: the canvas does not fill the window"
            faults += fault_of(look, f"/wall/{name} {wall} {size[0]}×{size[1]}:", wall=True, letters=letters)
    assert not faults, "\n".join(faults)


def profile(size: tuple[int, int]) -> str:
    """What the page would ask for by itself, so that it need not load twice."""
    return "&profile=wide" if size[0] > 2.6 * size[1] else "&profile=tall" if size[0] < size[1] else ""


def fills(look: Eyes, size: tuple[int, int]) -> bool:
    """One edge to the other in one direction, centred in the other; drawn by a transform, so no pixel of type is a blown-up one."""
    box = look.page.evaluate(
        "() => { const r = document.querySelector('#wall').getBoundingClientRect(); return [r.left, r.top, r.width, r.height] }"
    )
    left, top, width, height = box
    whole = abs(width - size[0]) < 3 or abs(height - size[1]) < 3
    return bool(whole and abs(2 * left + width - size[0]) < 20 and abs(2 * top + height - size[1]) < 20)


def test_a_window_finds_its_own_canvas(look: Eyes) -> None:
    """A wall opened without a word about its shape asks for the one that fits; a window that is turned asks again."""
    for size, canvas in ((WIDE, "3840x1080"), (TALL, "1080x1920"), (HD, "1920x1080")):
        look.visit("/wall/overview", size)
        wanted = f"() => document.querySelector('#wall')?.dataset.canvas === '{canvas}'"
        look.until(functools.partial(look.page.evaluate, wanted), f"{size} has not {canvas}")


def test_type_grows_with_the_distance_and_never_shrinks(look: Eyes) -> None:
    """px_min = 20 × (distance / 6 m) × (3 m / width), measured on the screen as it is drawn."""
    least = """() => { const wall = document.querySelector('#wall'), scale = wall.getBoundingClientRect().height / wall.offsetHeight;
      const said = Array.from(wall.querySelectorAll('span, b')).filter(e => e.checkVisibility() && e.textContent.trim());
      return Math.min(...said.map(e => parseFloat(getComputedStyle(e).fontSize) * scale)) }"""
    for words, wanted in (
        ("", 20),
        ("?distance=3", 20),
        ("?distance=7.5", 25),
        ("?distance=6&width=2", 30),
        ("?width=6", 20),
        ("?distance=x", 20),
    ):
        look.visit(f"/wall/overview{words}", HD)
        assert look.page.evaluate(least) == pytest.approx(wanted, abs=0.3), words
        rows = look.page.evaluate(
            "() => Array.from(document.querySelectorAll('.row:not(.hd)')).map(r => r.querySelectorAll('.cell').length)"
        )
        assert set(rows) == {4} if wanted == 20 else max(rows) < 4, words


MARKS = ("ok", "warn", "bad", "stale", "none")


def test_every_state_is_a_shape_and_a_word_and_not_a_colour_alone(look: Eyes) -> None:
    """On every page of the wall: whatever is marked by a state carries the state's shape, and the foot says the word for it."""
    for name in ("overview", "1", "2", "3", "4", "5", "6", "exceptions"):
        look.visit(f"/wall/{name}", HD)
        bare = look.page.evaluate(
            """() => Array.from(document.querySelectorAll('#wall [data-state], #wall .it, #wall .tag, #wall .q'))
              .map(e => [e, ['warn', 'bad', 'stale', 'none'].find(s => e.dataset.state === s || e.classList.contains(s))])
              .filter(([e, s]) => s && !e.querySelector('.mk-' + s)).map(([e, s]) => s + ': ' + e.textContent.slice(0, 40))"""
        )
        assert not bare, f"/wall/{name}: {bare}"
        told = look.page.evaluate(
            "() => Array.from(document.querySelectorAll('.foot .k')).map(k => [k.querySelector('.mk').className, k.textContent])"
        )
        assert [mark for mark, _ in told] == [f"mk mk-{m}" for m in MARKS] and len({word for _, word in told}) == len(MARKS)
    look.visit("/", PHONE)
    states = look.page.evaluate(
        "() => Array.from(document.querySelectorAll('.desk .p .tag')).map(t => [!!t.querySelector('.mk'), t.textContent.trim()])"
    )
    assert states and all(mark and word for mark, word in states)


@pytest.mark.parametrize("eyes_of", ["achromatopsia", "protanopia"])
def test_states_differ_for_those_who_do_not_see_the_colours(look: Eyes, eyes_of: str) -> None:
    """The shapes as such eyes see them, in light and dark alone: any two differ in a good part of their drawing."""
    look.visit("/wall/overview", HD)
    session = look.page.context.new_cdp_session(look.page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": eyes_of})
    try:
        drawn = {m: ink(look.page.locator(f".foot .mk-{m}").screenshot()) for m in MARKS}
    finally:
        session.send("Emulation.setEmulatedVisionDeficiency", {"type": "none"})
        session.detach()
    for one, other in itertools.combinations(MARKS, 2):
        apart = len(drawn[one] ^ drawn[other]) / max(1, len(drawn[one] | drawn[other]))
        assert apart > 0.3, f"{one} and {other} look alike: {apart:.2f}"


def ink(picture: bytes) -> frozenset[int]:
    """The pixels that stand out from the ground."""
    grey = Image.open(io.BytesIO(picture)).convert("L").resize((44, 44))
    return frozenset(i for i, light in enumerate(grey.tobytes()) if light > 90)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_says_first_what_is_wrong(look: Eyes, lang: str) -> None:
    """Counts, five things to do and how many more, priorities worst first, how fresh it all is at the foot; every row fit for a thumb."""
    look.visit(f"/?lang={lang}", PHONE)
    page = look.page
    tops = page.evaluate(
        "() => ['.counts', '.rail', '.priorities'].map(s => document.querySelector('.desk ' + s).getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    listed = page.locator(".rail .narrow > ol > li")
    assert listed.count() == 5
    rest = page.inner_text(".rail .narrow summary")
    total = int(re.search(r"\d+", page.inner_text(".rail h2 ~ *") or page.inner_text(".rail"))[0])  # type: ignore[index]
    assert re.search(r"\d+", rest)[0] == str(total - 5)  # type: ignore[index]
    order = page.evaluate("() => Array.from(document.querySelectorAll('.priorities .p')).map(p => p.className.split(' ')[1])")
    worst = ["missed", "watch", "stale", "none", "plain", "ok"]
    assert len(order) == 6 and order == sorted(order, key=worst.index)
    low = page.evaluate(
        """() => Array.from(document.querySelectorAll('.rail .narrow li a, .rail .narrow summary, .priorities .p')).map(
          e => Math.round(e.getBoundingClientRect().height)).filter(h => h && h < 44)"""
    )
    assert not low
    for y in (0, 400):
        page.evaluate("y => window.scrollTo(0, y)", y)
        foot = page.evaluate("() => document.querySelector('.fresh').getBoundingClientRect().bottom - window.innerHeight")
        assert abs(foot) < 2, "the line that says how fresh it is stays at the foot"
    page.evaluate("() => window.scrollTo(0, 0)")


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
