"""docs/indicators.md: every indicator of the demo catalogue, as an office and an auditor would ask for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from cockpit import catalog
from cockpit.catalog import schema
from cockpit.model import Target, Text
from cockpit.views import text

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "indicators.md"
HEAD = """# 指标 · Indicators

由示例街道的目录生成：`make docs`。改目录，不改本页。
Made from the demo street's catalogue by `make docs`: change the catalogue, not this page.

每个指标：是什么、由哪些数据怎样算出、看哪个时段、目标及其依据、责任科室。
An indicator says what it is, from which tables and by which word (see [catalogue.md](catalogue.md)) it is computed, over which window,
its target with the basis, and who owes it.
"""


def page(found: schema.Catalog) -> str:
    """The whole page; the same catalogue gives the same bytes."""
    parts = [HEAD]
    for priority in found.priorities.values():
        parts.append(f"\n## {priority.id} {priority.name.zh} · {priority.name.en}\n")
        parts += [_entry(one, found) for one in found.indicators.values() if one.priority == priority.id]
    return "".join(parts)


def _entry(one: schema.Indicator, found: schema.Catalog) -> str:
    lines = [f"\n### `{one.id}`\n", f"**{one.name.zh}** · {one.name.en}\n", *_meaning(one), *_facts(one, found)]
    return "\n".join(lines) + "\n"


def _meaning(one: schema.Indicator) -> Iterator[str]:
    if one.definition.zh:
        yield f"{one.definition.zh}。{one.definition.en}.\n"
    if one.excludes.zh:
        yield f"不计：{one.excludes.zh}。Not counted: {one.excludes.en}.\n"


def _facts(one: schema.Indicator, found: schema.Catalog) -> Iterator[str]:
    tables = ", ".join(f"`{table}`" for table in tables_of(one.formula))
    unit = one.unit + (f" ({text.unit(one.unit, 'en')})" if text.unit(one.unit, "en") not in ("", one.unit) else "")
    yield f"- 算法 formula: `{one.formula.word}`{' · complement' if one.formula.complement else ''} · {tables}"
    yield f"- 时段 window: `{one.window}` · 单位 unit: {unit} · better: {one.better} · min_n: {one.min_n}{_marks(one)}"
    for target in one.targets:
        yield f"- 目标 target {target.since.isoformat()}: {_target(target)}"
    if one.companion is not None:
        yield f"- 同时显示 shown with it: {_both(one.companion.name)}"
    owner = found.departments.get(one.owner)
    yield f"- 责任 owner: {_both(owner.name) if owner else one.owner} · {one.level}"


def _marks(one: schema.Indicator) -> str:
    masked = f" · mask_below: {one.mask_below}" if one.mask_below else ""
    return (" · gate" if one.gate else "") + masked + (f" · 大屏 wall: {one.wall}" if one.wall else "")


def _target(target: Target) -> str:
    number, floor = _edge(target, target.target, 1.0), _edge(target, target.floor, target.floor_share)
    basis = f"{text.basis(target.basis, 'zh')} {text.basis(target.basis, 'en')}"
    aim = f"{number}, floor {floor}" if target.target is not None or target.plan else "不评分 not scored"
    return " · ".join(part for part in (aim, basis, target.document, target.note) if part)


def _edge(target: Target, edge: float | tuple[float, float] | None, share: float) -> str:
    if target.plan:
        return "plan" if share == 1.0 else f"plan × {share:g}"
    if edge is None:
        return "—"
    return f"{edge:g}" if isinstance(edge, float | int) else f"{edge[0]:g}–{edge[1]:g}"


def _both(name: Text) -> str:
    return name.zh if name.zh == name.en else f"{name.zh} · {name.en}"


def tables_of(formula: schema.Formula) -> list[str]:
    """Every table a formula reads, in the order in which it names them."""
    found: dict[str, None] = {}
    waiting = [s for s in (formula.n, formula.N) if s is not None]
    while waiting:
        selection = waiting.pop(0)
        found[selection.table] = None
        if selection.place.via:
            found[selection.place.via] = None
        waiting += [one.selection for one in selection.inside]
    return list(found)


def main() -> None:
    PAGE.write_text(page(catalog.load_or_raise(ROOT / "data")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")


if __name__ == "__main__":
    main()
