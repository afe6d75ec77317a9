"""Panels that follow one indicator through its windows, and its communities through theirs."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.catalog.schema import Indicator
from cockpit.model import Point, Reading, State
from cockpit.views import text
from cockpit.views.charts import Dot, Dots, Heat, HeatCell, Line, Tick
from cockpit.views.wall import axes, findings, frame, words
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import STYLES, Block, Cell, Figure, Head, Note, Panel
from cockpit.views.wall.scene import Scene

GAP_STEPS = 3
"""Steps of the axis that are hatched after the last point of a silent source."""


def trend(indicator_id: str, *, dots: bool = False, title: tuple[str, str] | None = None, head: bool = True) -> Builder:
    """The indicator's line against its target; with `dots`, its communities below."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        indicator, found = scene.catalog.indicators.get(indicator_id), scene.reading(indicator_id)
        points = scene.history(indicator_id)
        if indicator is None or found is None or sum(p.value is not None for p in points) < 2:
            return None
        cell = scene.cell(indicator)
        below = _dots(scene, indicator, found, w - 2 * frame.PAD_X) if dots and h >= 330 else None
        cw, ch = frame.room(w, h, heads=int(head))
        line = _line(scene, indicator, found, points, cw, ch - (below.h + 6 if below else 0))
        name = scene.pick(*title) if title else cell.label
        blocks: list[Block] = [Head(cell)] if head else []
        blocks += [Figure(line), *([Figure(below)] if below else [])]
        stale = found.state is State.STALE
        tag = ("stale", scene.say("stale_for", age=scene.stale_age(found.data_as_of))) if stale else None
        return Panel(
            name if title else frame.stating(findings.trend(scene, indicator_id, name), name, cw - (160 if stale else 0)),
            tuple(blocks),
            "" if stale else _right(scene, indicator, cell, found, title is not None),
            h,
            tag,
            stale,
            scene.stale_after(indicator_id),
        )

    return build


def _right(scene: Scene, indicator: Indicator, cell: Cell, found: Reading, titled: bool) -> str:
    window = cell.label if titled else text.window(indicator.window, scene.lang)
    if found.partial and found.coverage is not None and found.coverage < 1:
        return scene.say("partial", n=_of_places(scene, found.coverage))
    return scene.pick("·", " · ").join(p for p in (window, cell.age) if p)


def _of_places(scene: Scene, coverage: float) -> str:
    whole = len(scene.catalog.communities)
    return f"{round(coverage * whole)}/{whole}"


def _line(scene: Scene, indicator: Indicator, found: Reading, points: Sequence[Point], w: int, h: int) -> Line:
    ys = tuple(p.value for p in points)
    edges = found.target if isinstance(found.target, tuple) else (found.target,)
    how = text.scale(indicator.unit, indicator.decimals, scene.lang, values=[*ys, *edges])
    ticks = axes.ticks([*ys, *edges], count=3 if h < 200 else 4, divisor=how.divisor, top=100.0 if indicator.unit == "%" else None)
    aim = text.target(found.target, indicator.better, decimals=how.decimals, divisor=how.divisor)
    stale = found.state is State.STALE
    tone = "stale" if stale else "partial" if found.partial else ""
    gap = (scene.stale_age(found.data_as_of), scene.say("no_data")) if stale else ()
    last = text.number(found.value, how.decimals, edges=(found.target, found.floor), divisor=how.divisor) + ("*" if found.partial else "")
    return Line(
        w,
        h,
        ys,
        ticks,
        _steps(scene, points),
        last,
        found.target,
        aim,
        tone,
        GAP_STEPS if stale else 0,
        gap,
        right=_right_edge(aim, last),
        alt=f"{indicator.name.of(scene.lang)} {last}",
    )


def _right_edge(*labels: str) -> int:
    return 20 + round(max((words.width(label, 24.5) for label in labels), default=0))


def _steps(scene: Scene, points: Sequence[Point]) -> tuple[Tick, ...]:
    """The first and the last window by name."""
    first, last = points[0].period, points[-1].period
    at = float(len(points) - 1)
    if first.window == "day":
        short = scene.pick(f"{last.end.day}日", str(last.end.day)) if first.end.month == last.end.month else text.day(last.end, scene.lang)
        return ((0.0, text.day(first.end, scene.lang)), (at, short))
    if first.window in ("month", "ytd") or first.window.endswith("m"):
        return (
            (0.0, scene.pick(f"{first.end.year}年{first.end.month}月", text.day(first.end, "en")[-3:])),
            (at, scene.pick(f"{last.end.month}月", text.day(last.end, "en")[-3:])),
        )
    return ((0.0, scene.week(first.end)), (at, str(last.end.isocalendar().week)))


def _dots(scene: Scene, indicator: Indicator, found: Reading, w: int) -> Dots | None:
    told = [(code, r) for code, r in scene.places(indicator) if r.value is not None and not r.masked]
    if len(told) < 3:
        return None
    values = [r.value or 0.0 for _, r in told]
    aim = found.target if isinstance(found.target, float | int) else None
    low, high = min([*values, *([aim] if aim is not None else [])]), max([*values, *([aim] if aim is not None else [])])
    dots = tuple(Dot(r.value or 0.0, _dot_style(r), scene.place(code)) for code, r in told)
    unit = "%" if indicator.unit == "%" else ""
    return Dots(
        w,
        92,
        dots,
        low,
        high,
        text.number(low, 0),
        text.number(high, 0) + unit,
        scene.say("dot_each"),
        aim,
        alt=indicator.name.of(scene.lang),
    )


def _dot_style(found: Reading) -> str:
    return {State.MISSED: "bad", State.WATCH: "warn"}.get(found.state, "data")


def communities(indicator_id: str, *, steps: int = 8) -> Builder:
    """Communities by weeks: quiet where the target is met, printed and outlined where not, hatched where nothing came."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        indicator, street = scene.catalog.indicators.get(indicator_id), scene.reading(indicator_id)
        told = list(scene.places(indicator)) if indicator else []
        if indicator is None or street is None or len(told) < 3:
            return None
        told.sort(key=lambda pair: (pair[1].value is None, _worth(pair[1], indicator)))
        cw, ch = frame.room(w, h, notes=1)
        fit = told[: max(3, int((ch - 28) // 23))]
        cells = tuple(tuple(_cell(p, indicator, street) for p in scene.history(indicator_id, code)[-steps:]) for code, _ in fit)
        strong = tuple((i, STYLES[r.state]) for i, (_, r) in enumerate(fit) if r.state in (State.MISSED, State.WATCH))
        weeks = tuple(str(p.period.end.isocalendar().week) for p in scene.history(indicator_id)[-steps:])
        left = 88 if scene.lang != "en" else 104
        heat = Heat(cw, ch, tuple(scene.place(code) for code, _ in fit), weeks, cells, strong, left, alt=indicator.name.of(scene.lang))
        return Panel(
            scene.pick(f"各社区{indicator.short.zh}近{steps}周", f"{indicator.short.en} by place"),
            (Figure(heat), _legend(scene, indicator, street)),
            scene.pick(f"{indicator.unit}·第{weeks[0]}–{weeks[-1]}周", f"{indicator.unit} · wk {weeks[0]}–{weeks[-1]}"),
            h,
            stale_after=scene.stale_after(indicator_id),
        )

    return build


def _worth(found: Reading, indicator: Indicator) -> float:
    return (found.value or 0.0) * (-1 if indicator.better == "lower" else 1)


def _cell(point: Point, indicator: Indicator, street: Reading) -> HeatCell:
    """Judged against the target of its own window; the floor is the street's present one."""
    aim, floor = point.target if point.target is not None else street.target, street.floor
    if point.value is None:
        return HeatCell(mark="gap")
    if not isinstance(aim, float | int) or not isinstance(floor, float | int):
        return HeatCell(0)
    if point.N is not None and indicator.min_n > point.N:
        return HeatCell(0, f"{text.count(point.n)}/{text.count(point.N)}", "none")
    sign = -1 if indicator.better == "lower" else 1
    printed = text.number(point.value, indicator.decimals, edges=(aim, floor))
    if (point.value - floor) * sign < 0:
        return HeatCell(2, printed, "bad")
    if (point.value - aim) * sign < 0:
        return HeatCell(2, printed, "warn")
    return HeatCell(1 if abs(point.value - aim) < abs(aim - floor) / 2 else 0)


def _legend(scene: Scene, indicator: Indicator, street: Reading) -> Note:
    """What the fills mean, in the indicator's own numbers: well inside the target, just inside, outside, beyond the floor."""
    if not isinstance(street.target, float | int) or not isinstance(street.floor, float | int):
        return Note()
    low = indicator.better == "lower"
    near = street.target + abs(street.target - street.floor) / 2 * (-1 if low else 1)
    edge, floor, inner = (text.edge(v, indicator.decimals) for v in (street.target, street.floor, near))
    keys = (
        ("faint", text.target(near, indicator.better, decimals=indicator.decimals)),
        ("weak", f"{inner}–{edge}" if low else f"{edge}–{inner}"),
        ("warn_line", f"{edge}–{floor}" if low else f"{floor}–{edge}"),
        ("bad", scene.pick("＞", ">") + floor if low else scene.pick("＜", "<") + floor),
        ("stale", scene.say("unreported")),
    )
    return Note("", keys)
