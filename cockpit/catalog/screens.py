"""How large a street's wall is, how it turns its pages, when it is dimmed and loads itself anew: `street.rotation` and `street.wall`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from cockpit.catalog import complaints
from cockpit.catalog.entry import Entry, as_text, is_text
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Priority, Screen, Turn
from cockpit.model import Text

KINDS: Mapping[str, int] = {"overview": 45, "priority": 20, "exceptions": 30, "alarm": 30}
"""Seconds a page stands; `alarm` for a priority's page while that priority is missed."""
LEAST, MOST = 5, 3600
MEMORY_MB = (100, 16_000)
METRES = (0.5, 60.0)
NEVER = "none"
USUAL = Screen()
_SUBJECT = Text("街道", "street")


def rotation(entry: Entry | None) -> dict[str, int]:
    """Seconds by kind of page; what is not written is as usual."""
    if entry is None:
        return dict(KINDS)
    found = {kind: entry.whole(kind, usual, low=LEAST, high=MOST) for kind, usual in KINDS.items()}
    entry.close()
    return found


def screen(entry: Entry | None, seconds: Mapping[str, int]) -> Screen:
    """`street.wall`; complains of everything but pages that do not exist, see `check`."""
    if entry is None:
        return USUAL
    reload = entry.entry("reload")
    found = Screen(
        playlist=tuple(t for node in entry.items("playlist") if (t := _turn(entry, node, seconds)) is not None),
        night=_night(entry),
        reload_at=reload.clock("at", USUAL.reload_at) if reload else USUAL.reload_at,
        memory_mb=reload.whole("memory_mb", USUAL.memory_mb, low=MEMORY_MB[0], high=MEMORY_MB[1]) if reload else USUAL.memory_mb,
        width_m=_metres(entry, "width_m"),
        distance_m=_metres(entry, "distance_m"),
    )
    if entry.has("playlist") and not found.playlist:
        entry.mistyped(entry.node.value["playlist"], "playlist", "list")
    for each in (reload, entry):
        if each is not None:
            each.close()
    return found


def _metres(entry: Entry, key: str) -> float | None:
    length = entry.number(key)
    if length is not None and not METRES[0] <= length <= METRES[1]:
        wanted = Text(f" {METRES[0]:g}–{METRES[1]:g} 的米数", f"metres from {METRES[0]:g} to {METRES[1]:g}")
        entry.complain(entry.get(key), "wrong_type", name=key, found=f"{length:g}", expected=wanted)
    return length


def usual(page: str, seconds: Mapping[str, int]) -> Turn:
    """A page with the seconds of its kind; only priorities stand longer in alarm unless the playlist says so."""
    base = seconds["priority" if page.isdigit() else page]
    return Turn(page, base, max(base, seconds["alarm"]) if page.isdigit() else base)


def _turn(entry: Entry, node: Node, seconds: Mapping[str, int]) -> Turn | None:
    """`overview`, `4`, or `{page: 4, seconds: 40, alarm: 60}`. A page that does not exist is not looked at further."""
    if is_text(node):
        return _of_kind(as_text(node), seconds)
    inner = entry.within(node, "playlist")
    if inner is None:
        return None
    page = _of_kind(inner.text("page", need=True), seconds)
    stands = inner.whole("seconds", page.seconds if page else LEAST, low=LEAST, high=MOST)
    longer = inner.whole("alarm", max(stands, page.alarm) if page else stands, low=LEAST, high=MOST)
    inner.close()
    return Turn(page.page, stands, longer) if page else None


def _of_kind(page: str, seconds: Mapping[str, int]) -> Turn | None:
    return usual(page, seconds) if page.isdigit() or page in ("overview", "exceptions") else None


def _night(entry: Entry) -> tuple[time, time] | None:
    """From when until when only clock and rail are shown; None with `night: none`."""
    found = entry.get("night")
    if found is not None and is_text(found) and as_text(found) == NEVER:
        return None
    inner = entry.within(found, "night") if found is not None else None
    if inner is None or USUAL.night is None:
        return USUAL.night
    begins, ends = inner.clock("from", USUAL.night[0]), inner.clock("to", USUAL.night[1])
    inner.close()
    return begins, ends


def check(street: Node | None, priorities: Iterable[Priority], log: complaints.Log) -> None:
    """Every page of the playlist must exist and stands there once."""
    wall = street.value.get("wall") if street is not None and street.is_map else None
    listed = wall.value.get("playlist") if wall is not None and wall.is_map else None
    known, seen = ["overview", *(str(p.id) for p in priorities), "exceptions"], dict[str, Node]()
    for node in listed.value if listed is not None and listed.is_list else ():
        at = node.value.get("page") if node.is_map else node
        page = as_text(at) if at is not None and is_text(at) else ""
        if page and page not in known:
            log.unknown(at, "unknown_page", known, subject=_SUBJECT, found=page)
        elif page in seen:
            log.add(at, "duplicate_id", subject=_SUBJECT, found=page, expected=f"{seen[page].file}:{seen[page].line}")
        seen.setdefault(page, at or node)
