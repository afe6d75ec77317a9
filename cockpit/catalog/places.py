"""The street, its communities, departments and priorities."""

from __future__ import annotations

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from cockpit import calendar
from cockpit.catalog import complaints, known
from cockpit.catalog.entry import Entry, as_text, is_number
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Community, Department, Priority, Street
from cockpit.model import Text

HOLIDAYS = ("china", "none")
LANGUAGES = ("zh", "en")
HANDSHAKES = ("ok", "none")


def street(node: Node, log: complaints.Log) -> Street:
    entry = Entry(node, log, Text("街道", "street"))
    starts, freeze_day, freeze_at = _week(entry.entry("week"))
    rotation = _numbers(entry.entry("rotation"))
    found = Street(
        id=entry.text("id", need=True),
        name=entry.name("name", need=True),
        zone=_zone(entry),
        week_starts=starts,
        freeze_day=freeze_day,
        freeze_at=freeze_at,
        coverage_floor=_fraction(entry, "coverage_floor", 0.8),
        rotation={page: int(seconds) for page, seconds in rotation.items()},
        wall=_wall(entry.entry("wall")),
        languages=_languages(entry),
        limits=_numbers(entry.entry("limits")),
        holidays=entry.choice("holidays", HOLIDAYS, "china"),
        handshake=entry.choice("handshake", HANDSHAKES, "none"),
    )
    entry.close()
    return found


def _week(entry: Entry | None) -> tuple[str, str, time]:
    if entry is None:
        return "mon", "mon", time(9)
    starts, freeze = entry.choice("starts", calendar.WEEKDAYS, "mon"), entry.entry("freeze")
    entry.close()
    if freeze is None:
        return starts, starts, time(9)
    day, at = freeze.choice("day", calendar.WEEKDAYS, starts), freeze.clock("at", time(9))
    freeze.close()
    return starts, day, at


def _zone(entry: Entry) -> str:
    zone = entry.text("zone", "Asia/Shanghai", need=True)
    try:
        return ZoneInfo(zone).key
    except (ValueError, OSError, KeyError):
        wanted = Text("时区（如 Asia/Shanghai）", "a time zone (such as Asia/Shanghai)")
        entry.complain(entry.get("zone"), "wrong_type", name="zone", found=zone, expected=wanted)
        return "Asia/Shanghai"


def _fraction(entry: Entry, key: str, default: float) -> float:
    found = entry.number(key, default)
    if found is not None and 0 <= found <= 1:
        return found
    entry.complain(entry.get(key), "wrong_type", name=key, found=str(found), expected=Text(" 0–1 的数字", "a number from 0 to 1"))
    return default


def _languages(entry: Entry) -> tuple[str, ...]:
    listed = entry.texts("languages")
    for at in listed:
        if as_text(at) not in LANGUAGES:
            entry.unknown(at, "unknown_choice", LANGUAGES, found=as_text(at), name="languages")
    return tuple(as_text(at) for at in listed) or LANGUAGES


def _numbers(entry: Entry | None) -> dict[str, float]:
    """A mapping of free names to numbers."""
    if entry is None:
        return {}
    return {key: entry.number(key) or 0.0 for key in entry.node.value}


def _wall(entry: Entry | None) -> dict[str, float]:
    """The screen on the office's wall: `width_m` and `distance_m`, from where it is looked at."""
    if entry is None:
        return {}
    found = {key: length for key in ("width_m", "distance_m") if (length := entry.number(key)) is not None}
    for key, length in found.items():
        if not 0.5 <= length <= 60:
            entry.complain(
                entry.get(key), "wrong_type", name=key, found=str(length), expected=Text(" 0.5–60 的米数", "metres from 0.5 to 60")
            )
    entry.close()
    return found


def community(node: Node, so_far: known.Known) -> None:
    entry = Entry(node, so_far.log, _named("社区", "community", node, "code"))
    code = so_far.declare(entry, "community", "code", form="code")
    active_from, active_to = entry.day("active_from"), entry.day("active_to")
    found = Community(
        code, entry.name("name", need=True), entry.choice("kind", ("community", "village"), "community"),
        entry.strings("aliases"), active_from, active_to,
    )  # fmt: skip
    if active_from and active_to and active_from > active_to:
        entry.complain(entry.get("active_to"), "low_above_high", found=str(active_from), expected=str(active_to))
    entry.close()
    if code:
        so_far.communities[code] = found


def department(node: Node, so_far: known.Known) -> None:
    entry = Entry(node, so_far.log, _named("科室", "department", node, "code"))
    code = so_far.declare(entry, "department", "code", form="code")
    found = Department(code, entry.name("name", need=True), entry.strings("aliases"))
    entry.close()
    if code:
        so_far.departments[code] = found


def priority(node: Node, so_far: known.Known) -> None:
    entry = Entry(node, so_far.log, _named("重点工作", "priority", node, "id"))
    number = entry.whole("id", need=True, low=1, high=99)
    code = so_far.declare(entry, "priority", form="code") if number else ""
    name = entry.name("name", need=True)
    panels = tuple(_panel(entry, item) for item in entry.items("panels"))
    found = Priority(number, name, entry.name("lift"), entry.name("short", name), panels)
    entry.close()
    if code:
        so_far.priorities[number] = found


def _panel(entry: Entry, node: Node) -> dict[str, Any]:
    if not node.is_map:
        entry.mistyped(node, "panels", "mapping")
        return {}
    plain: dict[str, Any] = node.plain()
    return plain


def check_aliases(nodes: tuple[Node, ...], log: complaints.Log, kind: Text) -> None:
    """No name or alias may stand for two communities (or two departments)."""
    named: dict[str, list[tuple[str, Node]]] = {}
    for node in nodes if all(n.is_map for n in nodes) else ():
        code = node.value.get("code")
        for at in _spellings(node) if code is not None else ():
            named.setdefault(code.raw, []).append((at.raw, at))
    entry = Entry(Node({}, "", 0), log, kind)
    known.clashes(entry, {code: tuple(found) for code, found in named.items()})


def _spellings(node: Node) -> list[Node]:
    """Code, names and aliases of an entry, each with its place."""
    found = []
    for key in ("code", "name", "aliases"):
        at = node.value.get(key)
        if at is not None:
            found += list(at.value.values()) if at.is_map else list(at.value) if at.is_list else [at]
    return [at for at in found if isinstance(at.value, str) or is_number(at)]


def _named(zh: str, en: str, node: Node, key: str) -> Text:
    """`指标 petition.on_time_rate`: an entry by its kind and id."""
    code = node.value[key].raw if node.is_map and key in node.value else "?"
    return Text(f"{zh} {code}", f"{en} {code}")


NOWHERE = Street("", Text("", ""), "Asia/Shanghai", "mon", "mon", time(9))
"""Stands in while the rest of a catalogue without a street is read."""
