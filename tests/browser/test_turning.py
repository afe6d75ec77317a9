"""A wall left alone: it turns its pages, skips what does not come, ages figure by figure, believes the server's clock, dims, loads itself
anew, and neither a page, a key nor a night keeps it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Route

from browser import eyes, served
from browser.eyes import Eyes

FIVE_MINUTES = 5 * 60
PAGE = "() => document.querySelector('#wall')?.dataset.page ?? ''"
TURNING = "() => document.querySelector('#wall .turning')?.textContent ?? ''"
TIME = "() => document.querySelector('#wall [data-clock=time]')?.textContent ?? ''"
AGED = """() => Array.from(document.querySelectorAll('#wall [data-stale-after]')).map(e => ({
  after: Number(e.dataset.staleAfter), aged: e.classList.contains('aged'), what: e.className,
  said: getComputedStyle(e.matches('.panel') ? e.querySelector('.h2') : e.matches('.cell') ? e.querySelector('.v') : e,
    e.matches('.panel') ? '::after' : '::before').content }))"""
SHOWN = "name => getComputedStyle(document.querySelector(name)).visibility"
FAILED = "() => { const b = document.querySelector('#failed'); return b && !b.hidden ? b.innerText : '' }"


@pytest.fixture
def open_wall(chromium: Browser, shown: served.Served) -> Iterator[Callable[..., Eyes]]:
    """A wall of its own, with its own clock where asked; it complains of nothing and asks nobody else."""
    opened = []

    def wall(
        path: str = "/wall", *, clock: datetime | None = None, zone: str = "Asia/Shanghai", before: Callable[[Page], None] | None = None
    ) -> Eyes:
        context = chromium.new_context(viewport={"width": 1920, "height": 1080}, timezone_id=zone, reduced_motion="reduce")
        context.set_default_timeout(eyes.PATIENCE * 1000)
        seen = eyes.open_eyes(context, shown.url)
        opened.append(seen)
        if clock is not None:
            seen.page.clock.install(time=clock)
        if before is not None:
            before(seen.page)
        seen.visit(path)
        seen.page.evaluate("window.opened = 1")
        return seen

    yield wall
    for seen in opened:
        seen.page.context.close()
    assert not [o for seen in opened for o in seen.outside]


def stands(wall: Eyes, name: str, *, seconds: float = 20) -> None:
    wall.until(lambda: wall.page.evaluate(PAGE) == name, f"{name} is not shown, but {wall.page.evaluate(PAGE)},", seconds=seconds)


def later(wall: Eyes, seconds: float) -> None:
    """The browser's clock jumps as that of a machine that slept; then the server has told its time again."""
    before = wall.page.evaluate("() => window.cockpit.heard()")
    wall.page.clock.fast_forward(int(seconds * 1000))
    wall.until(lambda: wall.page.evaluate("() => window.cockpit.heard()") > before + seconds * 500, "no answer after waking")


def telling(moment: Callable[[datetime], datetime], **more: object) -> Callable[[Page], object]:
    """The server's answers to the pulse, with another time."""

    def answer(route: Route) -> None:
        got = route.fetch()
        told = got.json()
        told["now"] = moment(datetime.fromisoformat(told["now"])).isoformat()
        route.fulfill(status=200, content_type="application/json", body=json.dumps({**told, **more}))

    return lambda page: page.route("**/api/v1/live", answer)


def plan(wall: Eyes) -> list[tuple[str, int]]:
    return [(p, s) for p, s in json.loads(wall.page.get_attribute("#wall", "data-rotation") or "[]")]


def test_a_wall_turns_by_the_playlist_is_held_by_a_key_and_goes_on_by_itself(open_wall: Callable[..., Eyes], shown: served.Served) -> None:
    wall = open_wall(clock=shown.moment)
    stands(wall, "overview")
    turns = plan(wall)
    assert [p for p, _ in turns] == ["overview", *"123456", "exceptions"] and turns[0][1] == 45
    later(wall, 46)
    stands(wall, "1")
    wall.page.keyboard.press("ArrowRight")
    stands(wall, "2")
    wall.until(lambda: wall.page.evaluate(TURNING) == "已暂停", "the pause is not said")
    later(wall, 60)
    time.sleep(1.5)
    assert wall.page.evaluate(PAGE) == "2", "held"
    later(wall, FIVE_MINUTES)
    stands(wall, "3")
    wall.page.mouse.click(1800, 600)
    stands(wall, "4")
    wall.page.mouse.click(100, 600)
    stands(wall, "3")
    wall.page.mouse.click(900, 40)
    stands(wall, "overview")
    wall.page.keyboard.press("Space")
    later(wall, 46)
    stands(wall, "1")
    assert wall.page.evaluate("window.opened") == 1 and not wall.complaints


def test_a_new_overdue_jumps_the_queue_once(open_wall: Callable[..., Eyes], shown: served.Served) -> None:
    """Told by a page of a newer snapshot; the counter that asks for a page anew stands in for one."""
    wall = open_wall(clock=shown.moment)
    stands(wall, "overview")
    later(wall, 46)
    stands(wall, "1")

    def worse(route: Route) -> None:
        got = route.fetch()
        tree = got.json()
        tree["tree"]["props"]["data-overdue"] = str(int(tree["tree"]["props"]["data-overdue"]) + 1)
        route.fulfill(status=200, content_type="application/json", body=json.dumps(tree))

    wall.page.route("**/api/v1/view/wall/*", worse)
    wall.page.evaluate("() => { window.cockpit.turn = 1 }")
    stands(wall, "exceptions")
    later(wall, 31)
    stands(wall, "2")
    later(wall, 31)
    stands(wall, "3")
    assert not wall.complaints


@pytest.mark.parametrize("how", ["error", "gone", "hangs"])
def test_G02_a_page_that_fails_is_skipped_said_and_tried_again(open_wall: Callable[..., Eyes], shown: served.Served, how: str) -> None:
    answers: dict[str, Callable[[Route], object]] = {
        "error": lambda route: route.fulfill(status=500, body="{}"),
        "gone": lambda route: route.abort(),
        "hangs": lambda route: None,
    }
    wall = open_wall(clock=shown.moment)
    wall.page.route("**/api/v1/view/wall/1?*", answers[how])
    later(wall, 46)
    if how == "hangs":
        time.sleep(2)
        later(wall, 16)
    stands(wall, "2")
    wall.until(lambda: wall.page.evaluate(TURNING) == "跳过1页", "the footer does not say it")
    assert not wall.page.evaluate(FAILED)
    wall.page.unroute_all(behavior="ignoreErrors")
    for _, name in zip(range(7), [*"3456", "exceptions", "overview", "1"], strict=True):
        later(wall, 61)
        stands(wall, name)
    wall.until(lambda: wall.page.evaluate(TURNING) == "", "the footer still says it")
    assert wall.page.evaluate("window.opened") == 1


def test_G02_a_page_that_stays_and_whose_view_fails_says_since_when(open_wall: Callable[..., Eyes]) -> None:
    wall = open_wall("/wall/2")
    asked = []

    def fail(route: Route) -> None:
        asked.append(time.monotonic())
        route.fulfill(status=500, body="{}")

    wall.page.route("**/api/v1/view/wall/*", fail)
    wall.page.evaluate("() => { window.cockpit.turn = 1 }")
    seconds = wall.until(lambda: wall.page.evaluate(FAILED), "nothing is said", seconds=15)
    said = wall.page.evaluate(FAILED)
    print(f"\nafter {seconds:.1f} s: {said}")
    assert "更新失败" in said and "画面停在15:" in said and wall.page.evaluate(PAGE) == "2"
    assert len(asked) <= 4, "it is asked less and less often"
    wall.page.unroute_all(behavior="ignoreErrors")
    wall.until(lambda: not wall.page.evaluate(FAILED), "it does not heal", seconds=40)


def test_G03_each_figure_grows_stale_by_its_own_source_while_the_server_is_away(
    open_wall: Callable[..., Eyes], shown: served.Served
) -> None:
    """The machine's clock runs on for days with the server gone; what a source still owed by then is not trusted any more."""
    wall = open_wall("/wall/overview", clock=shown.moment)
    before = wall.page.evaluate(AGED)
    assert before and not any(f["aged"] for f in before)
    moments = sorted({f["after"] for f in before})
    assert len(moments) > 1, "sources of different cadence"
    cut = moments[0]
    wall.page.route("**/api/v1/live", lambda route: route.abort())
    wall.page.clock.fast_forward(int((cut + 60 - shown.moment.timestamp()) * 1000))
    wall.until(lambda: any(f["aged"] for f in wall.page.evaluate(AGED)), "nothing ages")
    now = wall.page.evaluate(AGED)
    assert {f["aged"] for f in now} == {True, False}
    assert all(f["aged"] == (f["after"] <= cut) for f in now)
    for figure in (f for f in now if f["aged"] and f["what"].split()[0] in ("cell", "panel", "big")):
        assert ("停更" in figure["said"]) if figure["what"].startswith("panel") else figure["said"] == '""', figure
    colours = wall.page.evaluate(
        "() => Array.from(document.querySelectorAll('.cell.aged .v b')).map(b => getComputedStyle(b).color.match(/\\d+/g).slice(0, 3))"
    )
    assert colours and all(max(map(int, c)) - min(map(int, c)) < 40 for c in colours), "no status colour"


def test_G06_a_slow_server_is_asked_one_question_at_a_time(open_wall: Callable[..., Eyes]) -> None:
    flying, most, asked = set[Route](), [0], [0]

    def slow(route: Route) -> None:
        flying.add(route)
        asked[0] += 1
        most[0] = max(most[0], len(flying))

    wall = open_wall("/wall/overview")
    wall.page.route("**/api/v1/live", slow)
    begun = time.monotonic()
    while time.monotonic() - begun < 7:
        wall.page.wait_for_timeout(2500)
        wall.page.evaluate("() => window.dispatchEvent(new Event('resize'))")
        for route in list(flying):
            flying.discard(route)
            route.continue_()
    print(f"\n{asked[0]} questions in {time.monotonic() - begun:.0f} s")
    assert most[0] == 1 and 2 <= asked[0] <= 4


@pytest.mark.parametrize(("off", "zone"), [(-7, "America/New_York"), (30, "Pacific/Auckland")])
def test_G07_all_times_are_the_servers_whatever_the_machine_believes(
    open_wall: Callable[..., Eyes], shown: served.Served, off: int, zone: str
) -> None:
    wall = open_wall("/wall/overview", clock=shown.moment + timedelta(hours=off), zone=zone)
    wall.until(lambda: wall.page.evaluate(TIME), "no time")
    told = datetime.fromisoformat(shown.json("/api/v1/live")["now"]).astimezone(shown.moment.tzinfo)
    assert wall.page.evaluate(TIME) in {f"{told - timedelta(minutes=n):%H:%M}" for n in (0, 1)}
    assert f"{told.day}日" in wall.page.inner_text("#wall .clock >> nth=0")
    assert not any(f["aged"] for f in wall.page.evaluate(AGED))
    wall.page.clock.fast_forward(3 * 3600 * 1000)
    wall.until(
        lambda: wall.page.evaluate(TIME) in {f"{told + timedelta(minutes=n):%H:%M}" for n in (0, 1)}, "a clock that was set", seconds=15
    )
    assert not wall.complaints


def test_a_machine_that_slept_asks_at_once(open_wall: Callable[..., Eyes], shown: served.Served) -> None:
    wall = open_wall("/wall/overview", clock=shown.moment)
    wall.page.route("**/api/v1/live", lambda route: route.abort())
    time.sleep(6)
    wall.page.unroute_all(behavior="ignoreErrors")
    with wall.page.expect_request("**/api/v1/live", timeout=1500):
        wall.page.clock.fast_forward(3 * 3600 * 1000)
    time.sleep(1.5)
    assert not wall.page.evaluate("() => window.cockpit.offline")


def test_at_night_clock_and_rail_stand_alone_until_somebody_comes(open_wall: Callable[..., Eyes], shown: served.Served) -> None:
    wall = open_wall(before=telling(lambda now: now + timedelta(hours=8)))
    wall.until(lambda: wall.page.evaluate(SHOWN, "#wall .ledger") == "hidden", "it is not dimmed at 23:00")
    assert wall.page.evaluate(SHOWN, "#wall .clock b") == wall.page.evaluate(SHOWN, "#wall .rails .it") == "visible"
    assert wall.page.evaluate("() => getComputedStyle(document.querySelector('#wall')).opacity") == "0.5"
    wall.page.keyboard.press("a")
    wall.until(lambda: wall.page.evaluate(SHOWN, "#wall .ledger") == "visible", "a key does not lift the night")


@pytest.mark.parametrize("why", ["quiet hour", "memory", "new build"])
def test_the_page_loads_itself_anew_once_the_server_is_well(open_wall: Callable[..., Eyes], why: str) -> None:
    """At the quiet hour (up to 20 minutes later), above the memory bound, for a new build: only after /healthz says so."""
    hours, more = {"at": 0.0}, dict[str, object]()
    well = {"status": 503}

    def before(page: Page) -> None:
        page.add_init_script("Object.defineProperty(performance, 'memory', { get: () => ({ usedJSHeapSize: window.heap || 1e6 }) })")
        page.add_init_script(
            "{ const begun = performance.now(), own = performance.now.bind(performance); performance.now = () => own() + 20000 }"
        )
        page.route("**/healthz", lambda route: route.fulfill(status=well["status"], body="{}"))

    wall = open_wall("/wall/overview", before=before)
    wall.until(lambda: wall.page.evaluate("() => window.cockpit.told()"), "no answer")
    time.sleep(1.5)
    if why == "new build":
        more["build"] = "another"
    elif why == "memory":
        wall.page.evaluate("() => { window.heap = 9e9 }")
        hours["at"] = 1.0
    else:
        hours["at"] = 13.0 + 21 / 60
    telling(lambda now: now + timedelta(hours=hours["at"]), **more)(wall.page)
    with wall.page.expect_request("**/healthz", timeout=20_000):
        pass
    time.sleep(1)
    assert wall.page.evaluate("window.opened") == 1, "not before the server is well"
    wall.page.unroute_all(behavior="ignoreErrors")
    wall.until(lambda: _gone(wall), "it is not loaded anew", seconds=30)
    wall.drawn()


def _gone(wall: Eyes) -> bool:
    try:
        return wall.page.evaluate("window.opened") is None
    except Exception:
        return False


def _weight(session: CDPSession) -> tuple[float, float]:
    """Megabytes of script heap and number of nodes after collecting what nobody holds."""
    session.send("HeapProfiler.collectGarbage")
    told = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    return told["JSHeapUsedSize"] / 1e6, told["Nodes"]


def test_G04_G05_two_hundred_refreshes_through_all_pages_leave_heap_and_nodes_flat(open_wall: Callable[..., Eyes]) -> None:
    wall = open_wall()
    session = wall.page.context.new_cdp_session(wall.page)
    session.send("Performance.enable")
    pages = [p for p, _ in plan(wall)]
    refresh = """async ([pages, rounds]) => { let n = window.cockpit.turn || 0
      for (let i = 0; i < rounds; i++) for (const page of pages) { window.cockpit.turn = ++n; window.cockpit.show(page)
        const key = () => document.querySelector('#page > [data-shown]').dataset.shown
        while (!key().includes(` ${n} wall/${page} `)) await new Promise(r => setTimeout(r, 10))
        const bare = () => Array.from(document.querySelectorAll('#page .dash-graph')).some(e => !e.querySelector('.main-svg'))
        while (bare()) await new Promise(r => setTimeout(r, 10)) }
      return n }"""
    wall.page.evaluate(refresh, [pages, 4])
    heap, nodes = _weight(session)
    begun = time.monotonic()
    done = wall.page.evaluate(refresh, [pages, 21])
    after, more = _weight(session)
    took = f"the last {21 * len(pages)} in {time.monotonic() - begun:.0f} s"
    print(f"\n{done} refreshes, {took}: heap {heap:.1f} → {after:.1f} MB, nodes {nodes} → {more}")
    assert after - heap < 2 and more < nodes * 1.2 + 500
    assert not wall.complaints and wall.page.evaluate("window.opened") == 1
