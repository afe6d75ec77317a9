"""Titles that state a finding. A rule may use only what the same page shows; when none fires, the plain name stands."""

from __future__ import annotations

from cockpit.model import Reading, Series, State
from cockpit.views import text
from cockpit.views.wall.scene import Scene

LOW_LET = 0.8
"""Below this share let, a building counts as one that drags (as hatched in the table)."""


def page(scene: Scene) -> str:
    """The page's sentence: its own rule first, then what missed, what is on watch, what is silent; all in the strip of indicators."""
    return _own(scene) or _states(scene)


def _own(scene: Scene) -> str:
    found = scene.reading("building.occupancy_rate") if scene.priority == _priority(scene, "building.occupancy_rate") else None
    told = buildings(scene, found) if found else ""
    return told if told and not _missed(scene) else ""


def _priority(scene: Scene, indicator: str) -> int:
    known = scene.catalog.indicators.get(indicator)
    return known.priority if known else -1


def _missed(scene: Scene) -> list[str]:
    return [i.id for i in scene.indicators() if (r := scene.reading(i.id)) and r.state is State.MISSED]


def buildings(scene: Scene, found: Reading) -> str:
    """入驻率88.6%：三栋拖低，其余九栋92.7%. Both shares are sums over the buildings of the table on the page."""
    floor = scene.series("building.floor_space")
    if floor is None or found.state not in (State.WATCH, State.MISSED):
        return ""
    pairs = pairs_of(floor)
    low = [p for p in pairs if p[1] and p[0] / p[1] < LOW_LET]
    rest = [p for p in pairs if p not in low]
    if not low or not rest or len(low) > len(rest):
        return ""
    let, whole = sum(p[0] for p in pairs), sum(p[1] for p in pairs)
    others = text.number(100 * sum(p[0] for p in rest) / sum(p[1] for p in rest), 1)
    value = text.number(100 * let / whole, 1, edges=(found.target, found.floor))
    return scene.pick(
        f"入驻率{value}%：{_number(scene, len(low))}栋拖低，其余{_number(scene, len(rest))}栋{others}%",
        f"{value}% let: {_number(scene, len(low))} drag, the other {_number(scene, len(rest))} at {others}%",
    )


def pairs_of(floor: Series) -> list[tuple[float, float]]:
    """Let and whole area per building."""
    let, vacant = floor.values.get("let", ()), floor.values.get("vacant", ())
    return [(a, a + b) for a, b in zip(let, vacant, strict=True) if a is not None and b is not None]


def _number(scene: Scene, n: int) -> str:
    return "零一两三四五六七八九十"[n] if scene.lang != "en" and n <= 10 else str(n)


def _states(scene: Scene) -> str:
    cells = {s: [i for i in scene.indicators() if (r := scene.reading(i.id)) and r.state is s] for s in State}
    missed, watch, ok = cells[State.MISSED], cells[State.WATCH], cells[State.OK]
    if missed:
        return _named(scene, [i.id for i in missed], "未达标", "missed") + (
            scene.pick(f"，{len(watch)}项预警", f", {len(watch)} watch") if watch else ""
        )
    if watch:
        return _named(scene, [i.id for i in watch], "预警", "watch") + scene.pick("，无未达标", ", none missed")
    if cells[State.STALE]:
        return scene.pick(
            f"{len(cells[State.STALE])}项停更，可评{len(ok)}项均达标", f"{len(cells[State.STALE])} stale, all {len(ok)} rated on track"
        )
    return scene.pick(f"可评{len(ok)}项全部达标", f"All {len(ok)} rated are on track") if ok else ""


def _named(scene: Scene, ids: list[str], zh: str, en: str) -> str:
    """One: its value as printed; two: both names; more: the first and how many."""
    first = scene.cell(scene.catalog.indicators[ids[0]])
    if len(ids) == 1:
        return scene.pick(
            f"{first.label}{text.join(first.value, first.unit)}{zh}", f"{first.label} {text.join(first.value, first.unit)}: {en}"
        )
    names = [scene.catalog.indicators[i].short.of(scene.lang) for i in ids[:2]]
    joined = scene.pick("、", ", ").join(names)
    return scene.pick(
        f"{joined}{'' if len(ids) == 2 else f'等{len(ids)}项'}{zh}", f"{joined}{'' if len(ids) == 2 else f' and {len(ids) - 2} more'} {en}"
    )


def trend(scene: Scene, indicator: str, name: str) -> str:
    """`分类准确率连续3期回落`, when the last points on the panel's line fall (or rise against what is wanted) three times running."""
    better = scene.catalog.indicators[indicator].better
    values = [p.value for p in scene.history(indicator)]
    worse = 0
    for before, after in zip(reversed(values[:-1]), reversed(values[1:]), strict=True):
        if (
            before is None
            or after is None
            or better not in ("higher", "lower")
            or (after >= before if better == "higher" else after <= before)
        ):
            break
        worse += 1
    if worse < 3:
        return name
    return scene.pick(
        f"{name}{_number(scene, worse) if worse <= 10 else worse}期连{'降' if better == 'higher' else '升'}",
        f"{name}: {worse} {'falls' if better == 'higher' else 'rises'} running",
    )


def backlog(scene: Scene, found: Series, name: str, came: str, done: str) -> str:
    """`信访收大于办3周`, when in each of the last weeks shown more came in than was closed."""
    weeks = 0
    for a, b in zip(reversed(found.values.get(came, ())), reversed(found.values.get(done, ())), strict=True):
        if a is None or b is None or a <= b:
            break
        weeks += 1
    return scene.pick(f"{name}：收大于办{weeks}周", f"{name}: in > closed {weeks} wk") if weeks >= 3 else name


def worst(scene: Scene, found: Series, name: str, measure: str, zh: str, en: str) -> str:
    """`楼宇隐患：消防逾期最多`, when one bar clearly leads; a tie says nothing."""
    known = [(v, label) for v, label in zip(found.values.get(measure, ()), found.labels, strict=True) if v]
    known.sort(key=lambda pair: -pair[0])
    if not known or (len(known) > 1 and known[1][0] == known[0][0]) or known[0][0] < 2:
        return name
    return scene.pick(f"{name}：{known[0][1].zh}{zh}", f"{name}: {known[0][1].en} {en}")
