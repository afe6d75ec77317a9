"""Dated targets and floors, each with its basis and the document that set it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from cockpit.catalog.entry import Entry, is_number, shown
from cockpit.catalog.positions import Node
from cockpit.model import Target, Text

BASES = ("LAW", "PRACTICE", "OURS", "LOCAL")
DIRECTIONS = ("higher", "lower", "band", "none")
Level = float | tuple[float, float] | None
_PLAN = re.compile(r"plan(?:\s*\*\s*(\d+(?:\.\d+)?))?")
_SHAPE: Mapping[str, Text] = {
    "higher": Text("一个数字、plan 或 none", "a number, plan or none"),
    "lower": Text("一个数字、plan 或 none", "a number, plan or none"),
    "band": Text(" [下限, 上限]", "[low, high]"),
    "none": Text(" none", "none"),
}


def targets(entry: Entry, better: str) -> tuple[Target, ...]:
    """All targets of one indicator, oldest first."""
    listed = entry.items("targets", need=better != "none")
    if not listed and entry.has("targets") and better != "none":
        entry.complain(entry.get("targets"), "no_targets")
    found = []
    seen: dict[date, int] = {}
    for node in listed:
        inner = entry.within(node, "targets")
        target = _target(inner, better) if inner is not None else None
        if inner is not None and target is not None:
            if target.since in seen:
                inner.complain(inner.get("since"), "duplicate_id", found=str(target.since), expected=f"{node.file}:{seen[target.since]}")
            seen.setdefault(target.since, node.line)
            found.append(target)
    return tuple(sorted(found, key=lambda t: t.since))


def _target(entry: Entry, better: str) -> Target | None:
    since = entry.day("since", need=True)
    at = entry.get("target", need=True)
    scored = at is not None and at.raw != "none"
    basis = entry.choice("basis", BASES, need=True)
    document = entry.text("document", need=scored)
    level, plan = _level(entry, at, better)
    floor, share = _floor(entry, better, plan=plan is not None, scored=scored)
    note = entry.text("note")
    entry.close()
    if since is None or at is None:
        return None
    if scored and not _in_order(better, level, floor, share if plan is not None else None):
        found = entry.get("floor")
        wanted = shown(at)
        entry.complain(found, "floor_side", name=better, found=shown(found) if found else "", expected=wanted)
    return Target(since, level, floor, basis, document, note, plan=plan is not None, floor_share=share if plan is not None else 0.9)


def _level(entry: Entry, at: Node | None, better: str) -> tuple[Level, float | None]:
    """(number or band, share of the plan): one of the two, or neither for `none`."""
    if at is None or at.raw == "none":
        return None, None
    plan = _PLAN.fullmatch(at.raw)
    if plan and better in ("higher", "lower"):
        return None, float(plan[1] or 1)
    if at.is_list and better == "band" and len(at.value) == 2 and all(is_number(part) for part in at.value):
        low, high = (float(part.value) for part in at.value)
        if low > high:
            entry.complain(at, "low_above_high", found=f"{low:g}", expected=f"{high:g}")
        return (low, high), None
    if is_number(at) and better in ("higher", "lower"):
        return float(at.value), None
    entry.complain(at, "target_shape", name=better, found=shown(at), expected=_SHAPE.get(better, ""))
    return None, None


def _floor(entry: Entry, better: str, *, plan: bool, scored: bool) -> tuple[Level, float]:
    """(floor, floor as a share of the plan); a scored target needs one, of the same shape."""
    at = entry.get("floor", need=scored)
    if at is None or not scored:
        return None, 0.9
    level, share = _level(entry, at, better)
    if plan != (share is not None):
        wanted = Text(" plan*0.9", "plan*0.9") if plan else _SHAPE.get(better, "")
        entry.complain(at, "target_shape", name=better, found=shown(at), expected=wanted)
    return level, share if share is not None else 0.9


def _in_order(better: str, target: Level, floor: Level, share: float | None) -> bool:
    """Whether the floor lies on the bad side of the target, or on it."""
    if share is not None:
        return share <= 1 if better == "higher" else share >= 1
    if isinstance(target, tuple) and isinstance(floor, tuple):
        return floor[0] <= target[0] and target[1] <= floor[1]
    if isinstance(target, float) and isinstance(floor, float):
        return floor <= target if better == "higher" else floor >= target if better == "lower" else True
    return True
