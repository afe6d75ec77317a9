"""What keeps the worker from writing, on the screens: a bar on every page that is open, said in words, gone when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext

from browser import eyes, served
from browser.eyes import Eyes
from cockpit.house import alive

DESK, HD, PHONE = (1440, 900), (1920, 1080), (390, 844)
BAR = """() => { const bar = document.querySelector('#trouble');
  if (!bar || bar.hidden || getComputedStyle(bar).display === 'none') return null;
  const at = bar.getBoundingClientRect();
  const under = e => { const b = e.getBoundingClientRect();
    return b.width && b.top < at.bottom && b.bottom > at.top && b.left < at.right && b.right > at.left };
  return { said: bar.innerText, role: bar.getAttribute('role'), back: getComputedStyle(bar).backgroundColor,
    shape: getComputedStyle(bar.querySelector('.mk')).backgroundImage.length,
    seen: at.top >= 0 && at.bottom <= innerHeight && at.width >= innerWidth - 20,
    over: Array.from(document.querySelectorAll('#page button, #page a')).filter(under).length } }"""
ZH = {"locked": ("数据库被占用", "请关闭正在打开数据库的工具"), "disk_full": ("磁盘已满", "请腾出磁盘空间")}
EN = {"locked": ("Database locked", "Close the tool"), "disk_full": ("Disk full", "Free some disk space")}


@pytest.fixture
def look(room: BrowserContext, shown: served.Served) -> Iterator[Eyes]:
    seen = eyes.open_eyes(room, shown.url)
    yield seen
    (shown.home / alive.FILE).unlink(missing_ok=True)
    seen.page.close()


def now(shown: served.Served) -> datetime:
    return datetime.fromisoformat(shown.json("/api/v1/live")["now"])


def told(look: Eyes, shown: served.Served, code: str, *, since: timedelta) -> dict[str, object]:
    """What stands on the open page soon after the worker told its trouble."""
    moment = now(shown)
    alive.tell(shown.home, moment, alive.Trouble(code, moment - since))
    look.until(lambda: look.page.evaluate(BAR), f"nothing is said of {code}", seconds=15)
    found: dict[str, object] = look.page.evaluate(BAR)
    return found


@pytest.mark.parametrize(
    ("path", "size"),
    [("/wall/overview", HD), ("/wall/overview?lang=en", HD), ("/", DESK), ("/intake?lang=en", DESK), ("/health", PHONE)],
)
def test_D03_D07_an_open_page_says_what_keeps_the_worker_from_writing_and_heals(
    look: Eyes, shown: served.Served, path: str, size: tuple[int, int]
) -> None:
    look.visit(path, size)
    assert look.page.evaluate(BAR) is None
    for code, (heading, remedy) in (EN if "en" in path else ZH).items():
        said = told(look, shown, code, since=timedelta(minutes=5))
        hour = f"{now(shown).astimezone(shown.moment.tzinfo) - timedelta(minutes=5):%H:}"
        assert heading in str(said["said"]) and remedy in str(said["said"]) and hour in str(said["said"]), said
        assert (said["role"], said["seen"]) == ("alert", True) and said["shape"], said
        assert said["over"] == 0 or "wall" in path, "no button lies under it"
        assert (said["back"] == "rgb(206, 52, 39)") == (code == "disk_full")
        alive.tell(shown.home, now(shown))
        look.until(lambda: look.page.evaluate(BAR) is None, "it does not go away", seconds=15)
    assert not look.complaints and not look.outside


def test_D07_a_lock_of_another_day_is_told_with_its_day(look: Eyes, shown: served.Served) -> None:
    look.visit("/", DESK)
    said = told(look, shown, "locked", since=timedelta(days=2))
    day = now(shown).astimezone(shown.moment.tzinfo) - timedelta(days=2)
    assert f"自{day.month}月{day.day}日{day:%H:}" in str(said["said"])
