"""A person with a messy workbook: drops it, sets it right, takes it in, sees the wall change, takes it back, sees it return."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import demo_street
import pytest
from playwright.sync_api import BrowserContext, FilePayload

from browser import eyes, messy, served
from browser.eyes import Eyes
from cockpit.house import drafts

FEED, WATCHED = "garbage_inspection", "garbage.accuracy_rate"
DESK, HD, PHONE = (1440, 900), (1920, 1080), (390, 844)
DROP = """([name, data]) => {
  const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0)), load = new DataTransfer();
  load.items.add(new File([bytes], name));
  window.told = [];
  const line = document.querySelector('#sending'), zone = document.querySelector('[data-drop]');
  new MutationObserver(() => window.told.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
  const event = kind => zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: load }));
  event('dragover');
  window.over = zone.className;
  event('drop'); }"""
TOTALS = """() => Object.fromEntries(Array.from(document.querySelectorAll('.tot div'),
  d => [d.children[1].textContent, d.children[0].textContent]))"""
VERDICTS = """() => Array.from(document.querySelectorAll('.raw tr'),
  r => [r.querySelector('.ix').firstChild.textContent, r.querySelector('.verdict').innerText.trim()])"""
CHOSEN = "() => Object.fromEntries(Array.from(document.querySelectorAll('.mapping select'), s => [s.dataset.name, s.value]))"
FOREIGN = """async url => {
  const said = { method: 'POST', mode: 'cors', headers: { 'X-Cockpit': '1', 'X-Filename': 'a.csv' }, body: 'x' };
  try { await fetch(url, said); return 'sent' } catch { return 'stopped' } }"""
SIMPLE = "async url => { await fetch(url, { method: 'POST', mode: 'no-cors', body: 'x' }).catch(() => 0) }"


@pytest.fixture(scope="module")
def desk(room: BrowserContext, alive: served.Served) -> Iterator[Eyes]:
    seen = eyes.open_eyes(room, alive.url)
    yield seen
    assert not seen.complaints and not seen.outside
    seen.page.close()


@pytest.fixture(scope="module")
def day(demo_home: demo_street.DemoHome) -> date:
    """The newest day the feed tells."""
    newest = max(re.findall(r"\d{4}-\d\d-\d\d", " ".join(a.name for a in demo_home.arrivals if a.source == FEED)))
    return date.fromisoformat(newest)


@pytest.fixture(scope="module")
def draft(desk: Eyes, alive: served.Served, day: date) -> str:
    """The messy workbook, dropped and judged; its id."""
    desk.visit("/intake", DESK)
    desk.page.evaluate(DROP, [messy.NAME, base64.b64encode(messy.workbook(day)).decode()])
    desk.until(lambda: "draft=" in address(desk), "the draft is not opened")
    id = re.search(r"draft=([0-9a-f]{32})", address(desk))
    assert id is not None
    settled(desk, alive, id[1])
    return id[1]


def address(desk: Eyes) -> str:
    return str(desk.page.evaluate("location.href"))


def settled(desk: Eyes, alive: served.Served, id: str, *, since: str = "") -> None:
    """The worker has answered what was said after the stamp `since`, and that is on the screen."""

    def now() -> bool:
        told = alive.json("/api/v1/drafts")
        state = next(d["state"] for d in told["drafts"] if d["id"] == id)
        on_screen = desk.page.evaluate("document.documentElement.dataset.stamp")
        return state not in {"judging", "taking"} and on_screen == told["stamp"] != since and desk.page.locator(".draft").count() == 1

    desk.until(now, "the draft is not judged, or that is not shown")
    desk.drawn()


@contextmanager
def judged_again(desk: Eyes, alive: served.Served, id: str) -> Iterator[None]:
    """What is done inside is answered and shown afterwards."""
    desk.until(lambda: alive.json("/api/v1/drafts")["stamp"] == desk.page.evaluate("document.documentElement.dataset.stamp"), "no rest")
    since = alive.json("/api/v1/drafts")["stamp"]
    yield
    settled(desk, alive, id, since=since)


def value(alive: served.Served) -> float:
    readings = alive.json("/api/v1/snapshot")["readings"]
    return float(next(r["value"] for r in readings if r["indicator"] == WATCHED and r["place"] == "*"))


def on_the_wall(desk: Eyes, alive: served.Served) -> str:
    seen = eyes.open_eyes(desk.page.context, alive.url)
    seen.visit("/wall/overview", HD)
    told = str(seen.page.evaluate("key => document.querySelector(`[data-key='${key}'] .v b`)?.textContent", WATCHED))
    seen.page.close()
    return told


def totals(desk: Eyes) -> dict[str, int]:
    found = desk.page.evaluate(TOTALS)
    return {name: int(number) for name, number in found.items()}


def verdicts(desk: Eyes) -> dict[int, str]:
    found = desk.page.evaluate(VERDICTS)
    return {int(row): word for row, word in found}


def row_of(number: int) -> int:
    """The row a check stands in: two empty rows lie in the middle."""
    return messy.FIRST_ROW + number + (2 if number >= messy.ROWS // 2 else 0)


def test_a_dropped_file_is_kept_with_its_progress_shown_and_nothing_counts_yet(desk: Eyes, alive: served.Served, draft: str) -> None:
    assert "over" in desk.page.evaluate("window.over"), "the zone shows that it takes the file"
    assert any(messy.NAME in t for t in desk.page.evaluate("window.told"))
    kept = drafts.read(alive.home, draft)
    assert kept is not None and kept.name == messy.NAME
    assert desk.page.locator("[aria-current=step]").inner_text() == "2核对"
    assert messy.NAME in desk.page.inner_text("h1")


def test_a_file_nobody_knows_is_given_its_source(desk: Eyes, alive: served.Served, draft: str) -> None:
    assert "认不出是哪种表" in desk.page.inner_text(".alerts")
    with judged_again(desk, alive, draft):
        desk.page.get_by_label("数据源").select_option(FEED)
    assert "表头里没有找到这些列" in desk.page.inner_text(".alerts") and "列对应" in desk.page.inner_text(".alerts")


def test_a_heading_nobody_knows_is_given_its_meaning(desk: Eyes, alive: served.Served, draft: str) -> None:
    chosen = desk.page.evaluate(CHOSEN)
    assert chosen["社区名称"] == "community_code" and chosen["检查单号"] == "inspection_id", "what is known is applied already"
    assert chosen["合格的"] == chosen["备注"] == ""
    with judged_again(desk, alive, draft):
        desk.page.get_by_label("合格的").select_option("bags_correct")
    now = totals(desk)
    assert sum(now.values()) == alive.json(f"/api/v1/drafts/{draft}")["judged"]["equation"]["read"]
    assert now["暂不收"] == 3 and now["待您确认"] == len(messy.WORDS) and now["可入库"] == messy.ROWS - 3 - len(messy.WORDS)


def test_every_row_has_its_verdict_beside_it(desk: Eyes, draft: str) -> None:
    told = verdicts(desk)
    assert told[1] == "标题" and told[3] == "表头" and told[2] == "空行"
    assert told[row_of(0)] == "可收" and told[row_of(messy.DOTTED)] == "附注" and told[row_of(messy.FULL_WIDTH)] in {"可收", "附注"}
    assert [told[row_of(n)] for n in (messy.BAD_DATE, messy.MORE_THAN_ALL, messy.NO_PLACE)] == ["不收"] * 3
    assert [told[row_of(n)] for n in messy.WORDS] == ["待确认"] * 2
    assert told[max(told)] == "合计"
    red = desk.page.locator("tr.refused td.wrong").first
    assert red.evaluate("e => getComputedStyle(e).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_E14_a_cell_with_markup_stands_as_text(desk: Eyes, draft: str) -> None:
    assert messy.NASTY in desk.page.inner_text(".raw")
    assert desk.page.evaluate("window.pwned") is None and desk.page.locator("#page img").count() == 0


def test_a_date_is_set_right_with_the_keyboard_alone(desk: Eyes, alive: served.Served, draft: str, day: date) -> None:
    button = desk.page.get_by_role("link", name="改日期")
    button.focus()
    desk.page.keyboard.press("Enter")
    field = desk.page.locator(".mend input[type=date]")
    desk.until(lambda: field.count() == 1 and field.evaluate("e => e === document.activeElement"), "the field has no focus")
    assert "mend=" in address(desk)
    desk.page.keyboard.press("Escape")
    desk.until(lambda: field.count() == 0 and "mend=" not in address(desk), "Escape does not close the form")
    desk.until(lambda: desk.page.evaluate("document.activeElement.textContent") == "改日期", "the keys are not back where they were")
    desk.page.keyboard.press("Enter")
    desk.until(lambda: field.count() == 1, "the form does not open again")
    field.fill(day.isoformat())
    with judged_again(desk, alive, draft):
        desk.page.keyboard.press("Enter")
    assert totals(desk)["暂不收"] == 2
    assert f"检查日期 {day.year}-11-31 → {day.isoformat()}" in desk.page.inner_text(".said")


def test_a_word_is_confirmed_for_all_its_rows_and_can_be_taken_back(desk: Eyes, alive: served.Served, draft: str) -> None:
    desk.page.locator(".items li.watch a, .items li.watch button").last.click()
    desk.until(lambda: desk.page.locator(".mend select").count() == 1, "there is nothing to choose from")
    desk.page.locator(".mend select").select_option(label="丰乐")
    with judged_again(desk, alive, draft):
        desk.page.get_by_role("button", name="改好").click()
    assert totals(desk)["待您确认"] == 0 and "入库后记住" in desk.page.inner_text(".said")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_draft_stands_without_fault_at_every_size(desk: Eyes, draft: str, lang: str) -> None:
    faults = []
    for size in (DESK, HD, PHONE):
        desk.visit(f"/intake?draft={draft}&lang={lang}", size)
        faults += [f"{lang} {size}: {f}" for f in desk.walk(wall=False)["found"]]
    assert not faults, "\n".join(faults)


def test_taken_in_the_wall_changes_as_was_said_and_undone_it_returns(desk: Eyes, alive: served.Served, draft: str) -> None:
    desk.visit(f"/intake?draft={draft}", DESK)
    before, shown = value(alive), on_the_wall(desk, alive)
    effect = next(e for e in alive.json(f"/api/v1/drafts/{draft}")["judged"]["effect"] if e["indicator"] == WATCHED and e["place"] == "*")
    assert effect["before"] == pytest.approx(before)
    good = totals(desk)["可入库"]
    with judged_again(desk, alive, draft):
        desk.page.get_by_role("button", name=f"入库{good}行").click()
    desk.until(lambda: value(alive) != before, f"{WATCHED} still is {before}")
    assert value(alive) == pytest.approx(effect["after"]), "what was promised came"
    assert on_the_wall(desk, alive) != shown
    desk.until(lambda: "已入库" in desk.page.inner_text(".status"), "it is not said")
    assert desk.page.locator("[aria-current=step]").inner_text() == "3入库"
    undo(desk, alive)
    desk.until(lambda: value(alive) == pytest.approx(before), f"{WATCHED} does not return to {before}")
    assert on_the_wall(desk, alive) == shown
    assert re.search(r"已撤回批次\d+", desk.page.inner_text(".status"))


def undo(desk: Eyes, alive: served.Served) -> None:
    """From the draft's page to the question, and yes by the keyboard."""
    desk.page.get_by_role("link", name="撤回批次").click()
    asked = desk.page.get_by_role("alertdialog")
    desk.until(lambda: asked.count() == 1, "nothing is asked")
    yes = asked.get_by_role("button", name="撤回")
    desk.until(lambda: yes.evaluate("e => e === document.activeElement"), "the question has no focus")
    for _ in range(2):
        desk.page.keyboard.press("Tab")
        assert asked.evaluate("e => e.contains(document.activeElement)"), "the keys leave the question"
    desk.page.keyboard.press("Enter")
    desk.until(lambda: "done=" in address(desk) and desk.page.locator(".status p").count() > 1, "it is not said")


def test_Escape_is_no(desk: Eyes, alive: served.Served) -> None:
    batch = next(b for b in range(1, 50) if desk_can_undo(desk, b))
    asked = desk.page.get_by_role("alertdialog")
    count = len(list((alive.home / "requests").iterdir()))
    desk.page.keyboard.press("Escape")
    desk.until(lambda: asked.count() == 0, f"the question about {batch} stays")
    time.sleep(0.5)
    assert len(list((alive.home / "requests").iterdir())) == count


def desk_can_undo(desk: Eyes, offset: int) -> bool:
    """Asks about one of the newest batches, from its row."""
    desk.visit("/intake", DESK)
    buttons = desk.page.locator(".batches .acts a", has_text="撤回")
    if buttons.count() < offset:
        return False
    buttons.nth(offset - 1).click()
    desk.until(lambda: desk.page.get_by_role("alertdialog").count() == 1, "nothing is asked")
    return True


def test_a_chosen_file_needs_no_mouse(desk: Eyes, alive: served.Served, day: date) -> None:
    """The chooser is reached by the keyboard and named; what it gives is sent as a dropped one is."""
    desk.visit("/intake", DESK)
    desk.page.focus("#file")
    assert desk.page.get_by_label("选择文件").count() >= 1
    outline = desk.page.evaluate("() => getComputedStyle(document.querySelector('#file + label')).outlineStyle")
    assert outline != "none", "it is not seen where the keys are"
    half = FilePayload(name=f"垃圾分类检查_{day}.xlsx", mimeType="application/octet-stream", buffer=messy.workbook(day)[:900])
    desk.page.set_input_files("#file", files=[half])
    desk.until(lambda: "draft=" in address(desk), "the draft is not opened")
    id = address(desk).partition("draft=")[2][:32]
    settled(desk, alive, id)
    assert "文件不完整" in desk.page.inner_text(".alerts, .status") or "文件不完整" in desk.page.inner_text("#page")
    desk.page.get_by_role("button", name="删除草稿").click()
    desk.until(lambda: "draft=" not in address(desk), "the list is not shown")
    assert alive.ask(f"/api/v1/drafts/{id}")[0] == 404


def test_E23_a_page_of_another_origin_cannot_post(desk: Eyes, alive: served.Served) -> None:
    """From an opaque origin in the same browser: with the header the browser asks first and gets no leave."""
    seen = desk.page.context.new_page()
    seen.goto("about:blank")
    before = len(drafts.listing(alive.home))
    assert seen.evaluate(FOREIGN, f"{alive.url}/api/v1/drafts") == "stopped"
    seen.evaluate(SIMPLE, f"{alive.url}/api/v1/drafts")
    assert len(drafts.listing(alive.home)) == before
    seen.close()
