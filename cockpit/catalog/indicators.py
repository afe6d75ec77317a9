"""Indicators: what the office promises to watch."""

from __future__ import annotations

from dataclasses import replace

from cockpit.catalog import digest, formulas, names, selections, targets
from cockpit.catalog.entry import Entry, as_text
from cockpit.catalog.known import Known, column
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Companion, Formula, Indicator, Selection
from cockpit.catalog.sources import LEVELS
from cockpit.model import Text

HAN, LATIN = 7, 18
"""What fits on a tile: Han characters (two Latin letters or digits count as one), or Latin characters where there is no Han."""
SLOTS = 4
_SHORT_HAN = Text(f"至多 {HAN} 个汉字（两个字母或数字算一个）", f"at most {HAN} Han characters (two letters or digits count as one)")
_SHORT_LATIN = Text(f"至多 {LATIN} 个字母", f"at most {LATIN} characters")
_OPEN = ("stock", "all")
_NONE = Formula("count", Selection(""))


def indicator(node: Node, so_far: Known) -> Indicator | None:
    """None when it has no usable id or formula (then complaints say why)."""
    code = node.value["id"].raw if node.is_map and "id" in node.value else "?"
    entry = Entry(node, so_far.log, Text(f"指标 {code}", f"indicator {code}"))
    code = so_far.declare(entry, "indicator")
    unit = _unit(entry)
    formula = formulas.Reader(so_far, code).formula(entry.entry("formula", need=True), unit=unit)
    name, better = entry.name("name", need=True), entry.choice("better", targets.DIRECTIONS, "higher", need=True)
    dated = targets.targets(entry, better)
    found = Indicator(
        id=code,
        priority=_priority(entry, so_far),
        name=name,
        short=_short(entry, name),
        formula=formula or _NONE,
        window=selections.window(entry, need=True),
        unit=unit,
        decimals=entry.whole("decimals", high=6),
        better=better,
        min_n=entry.whole("min_n", 1),
        targets=dated,
        owner=so_far.department(entry),
        level=entry.choice("level", LEVELS, "L2", need=True),
        hash="",
        min_n_of=entry.choice("min_n_of", ("N", "rows"), "N"),
        gate=entry.flag("gate"),
        mask_below=entry.whole("mask_below"),
        wall=entry.whole("wall", low=1, high=SLOTS),
        companion=_companion(entry, so_far, code),
        series=_apart(entry, so_far, formula),
        excludes=entry.name("excludes"),
        definition=entry.name("definition"),
        basis_note=entry.text("basis_note", dated[-1].note if dated else ""),
        where_line=node.line,
        where_file=node.file,
    )
    _check_plan(entry, so_far, found)
    _check_meaning(entry, found)
    entry.close()
    return replace(found, hash=digest.of_indicator(found)) if code and formula is not None else None


def _unit(entry: Entry) -> str:
    """The indicator's unit; percent where the word is a ratio and nothing is said."""
    said = entry.get("formula")
    ratio = said is not None and said.is_map and any(word in said.value for word in formulas.RATIOS)
    return selections.unit(entry, entry.get("unit", need=said is not None and not ratio)) or ("%" if ratio else "")


def _priority(entry: Entry, so_far: Known) -> int:
    at = entry.get("priority", need=True)
    if at is None:
        return 0
    if at.value not in so_far.priorities:
        if so_far.priorities:
            entry.unknown(at, "unknown_priority", [str(p) for p in so_far.priorities], found=at.raw)
        return 0
    number: int = at.value
    return number


def _short(entry: Entry, name: Text) -> Text:
    """The tile's label; the name serves where none is given and no tile wants one."""
    short = entry.name("short", name, need=entry.has("wall"))
    at = entry.get("short")
    if at is None:
        return short
    for lang, text in (("zh", short.zh), ("en", short.en)):
        where = at.value.get(lang, at) if at.is_map else at
        if names.has_han(text) and names.width(text) > HAN:
            entry.complain(where, "short_too_long", found=text, expected=_SHORT_HAN)
        elif not names.has_han(text) and len(text) > LATIN:
            entry.complain(where, "short_too_long", found=text, expected=_SHORT_LATIN)
    return short


def _companion(entry: Entry, so_far: Known, code: str) -> Companion | None:
    inner = entry.entry("companion")
    if inner is None:
        return None
    unit = _unit(inner)
    formula = formulas.Reader(so_far, code).formula(inner.entry("formula", need=True), unit=unit)
    found = Companion(inner.name("name", need=True), formula or _NONE, unit, inner.whole("decimals", high=6))
    inner.close()
    return found if formula is not None else None


def _apart(entry: Entry, so_far: Known, formula: Formula | None) -> str:
    """`series:` a column whose values are never merged into one figure."""
    at = entry.get("series")
    column(entry, so_far.sources.get(formula.n.table) if formula else None, at, field_name="series")
    return "" if at is None else as_text(at)


def _check_plan(entry: Entry, so_far: Known, found: Indicator) -> None:
    if any(t.plan for t in found.targets) and formulas.PLAN not in so_far.sources:
        entry.unknown(formulas.written_under(entry.node, "targets"), "unknown_table", so_far.sources, found=formulas.PLAN)


def _check_meaning(entry: Entry, found: Indicator) -> None:
    """What each field allows by itself and the whole does not."""
    read = formulas.selections_of(found.formula)
    if found.formula is not _NONE:
        if found.mask_below and all(s.place.none for s in read):
            entry.complain(entry.get("mask_below"), "mask_without_place")
        if found.window not in ("", *_OPEN) and not any(s.when for s in read) and not all(s.window in _OPEN for s in read):
            entry.complain(entry.get("window"), "window_without_date", found=found.window, expected="when")
    if "satisfaction" in found.id and not entry.has("companion"):
        entry.complain(None, "companion_missing", expected="companion")


def check_wall(found: dict[str, Indicator], so_far: Known, nodes: tuple[Node, ...]) -> None:
    """One indicator per slot and priority."""
    taken: dict[tuple[int, int], str] = {}
    at = {n.value["id"].raw: n.value["wall"] for n in nodes if n.is_map and "id" in n.value and "wall" in n.value}
    for indicator in found.values():
        slot = (indicator.priority, indicator.wall)
        if indicator.priority and indicator.wall and taken.setdefault(slot, indicator.id) != indicator.id:
            subject = Text(f"指标 {indicator.id}", f"indicator {indicator.id}")
            so_far.log.add(at[indicator.id], "wall_taken", subject=subject, found=str(indicator.wall), expected=taken[slot])
