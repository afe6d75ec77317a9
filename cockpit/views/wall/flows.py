"""Panels of what comes in and goes out, by week or month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from cockpit import calendar
from cockpit.model import Period, Series
from cockpit.views import text
from cockpit.views.charts import Bars, Columns, Line, Tick, Values
from cockpit.views.wall import axes, findings, frame, words
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import Figure, Note, Panel
from cockpit.views.wall.scene import Scene, column, filled, step_name

Titles = tuple[str, str]


def measure_name(scene: Scene, series: str, measure: str) -> str:
    """As the catalogue names it; its id where it does not."""
    named = scene.catalog.series[series].measure_names.get(measure) if series in scene.catalog.series else None
    return named.of(scene.lang) if named else measure.replace("_", " ")


def whole_steps(scene: Scene, found: Series) -> tuple[str, ...]:
    """The series' months or weeks without holes, and without a first one that the window cuts."""
    keys = filled(tuple(sorted(found.keys)))
    window = scene.catalog.series[found.id].window
    end = found.data_as_of or scene.default_day
    if window.endswith("weeks") and len(keys) > 2 and len(keys[0]) == 8:
        first = calendar.start(Period(window, end))
        if first.isocalendar().weekday != 1 and keys[0] == f"{first.isocalendar().year}-W{first.isocalendar().week:02d}":
            return keys[1:]
    return keys


def running(scene: Scene, found: Series, keys: tuple[str, ...]) -> bool:
    """Whether the last step is not over yet: shown in the accent colour, never compared."""
    end = found.data_as_of or scene.default_day
    last = keys[-1] if keys else ""
    if len(last) == 8:
        return last == f"{end.isocalendar().year}-W{end.isocalendar().week:02d}" and end.isocalendar().weekday != 7
    return len(last) == 7 and last == f"{end:%Y-%m}" and (end + timedelta(days=1)).month == end.month


def step_ticks(keys: tuple[str, ...], lang: str, *, every: int = 0) -> tuple[Tick, ...]:
    """The first and last step by name, or all of them every `every`."""
    if every:
        return tuple((float(i), step_name(k, lang, first=i == 0)) for i, k in enumerate(keys) if i % every == 0)
    if len(keys) < 3:
        return tuple((float(i), step_name(k, lang, first=True)) for i, k in enumerate(keys))
    return ((0.0, step_name(keys[0], lang, first=True)), (float(len(keys) - 1), step_name(keys[-1], lang, first=len(keys[-1]) == 7)))


def pair(series: str, came: str, done: str, *, finding: bool = False, unit: Titles | None = None, title: Titles | None = None) -> Builder:
    """Paired columns, hollow came in, solid went out; the last whole step in words at the right."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        keys = whole_steps(scene, found)
        a, b = column(found, came, keys), column(found, done, keys)
        cw, ch = frame.room(w, h, notes=1)
        marks = ((len(keys) - 1, "accent"),) if running(scene, found, keys) else ()
        names = measure_name(scene, series, came), measure_name(scene, series, done)
        bars = (Bars(names[0], a, "hollow"), Bars(names[1], b, "stale" if found.stale else "data", () if found.stale else marks))
        chart = Columns(
            cw, ch, bars, axes.ticks([*a, *b], count=3, zero=True), step_ticks(keys, scene.lang), alt=titled(scene, series, title)
        )
        plain = titled(scene, series, title)
        name = frame.stating(findings.backlog(scene, found, plain, came, done), plain, cw) if finding else plain
        right = _fitting(_last_said(scene, keys, (a, b), bool(marks)), cw - sum(words.width(n, 20) + 43 for n in names))
        return Panel(
            name,
            (Figure(chart), Note("", (("hollow", names[0]), ("data", names[1])), right)),
            told(scene, found, unit),
            h,
            stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build


def _fitting(said: str, room: float) -> str:
    """The step and its numbers, the numbers alone, or nothing: whatever has room beside the legend."""
    return next((s for s in (said, said.rpartition("  ")[2]) if words.width(s, 20) <= room), "")


def stale_tag(scene: Scene, found: Series) -> tuple[str, str] | None:
    return ("stale", scene.say("stale_for", age=scene.stale_age(found.data_as_of))) if found.stale else None


def titled(scene: Scene, series: str, title: Titles | None) -> str:
    """The series' own name unless the page has a shorter one."""
    return scene.pick(*title) if title else scene.catalog.series[series].name.of(scene.lang)


def told(scene: Scene, found: Series, unit: Titles | None = None) -> str:
    """Unit and age of a series, the age only when it is not the page's."""
    if found.stale:
        return ""
    age = scene.age(Period(scene.catalog.series[found.id].window, found.data_as_of)) if found.data_as_of else ""
    return scene.pick("·", " · ").join(
        p
        for p in (scene.pick(*unit) if unit else words.unit(text.unit(scene.catalog.series[found.id].unit, scene.lang), scene.lang), age)
        if p
    )


def _last_said(scene: Scene, keys: tuple[str, ...], pairs: tuple[Values, ...], cut: bool) -> str:
    """`第46周 35 / 34`: the last whole step."""
    at = len(keys) - (2 if cut and len(keys) > 1 else 1)
    said = "/".join(text.count(v[at]) for v in pairs)
    return f"{step_name(keys[at], scene.lang, first=True)}  {said}"


def stacked(
    series: str, measures: tuple[tuple[str, str], ...], *, whole: str = "", unit: Titles | None = None, title: Titles | None = None
) -> Builder:
    """Stacked columns of parts, in styles given with the measures; with `whole` what they leave of it stands hollow on top."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        keys = whole_steps(scene, found)
        named = [(measure_name(scene, series, m), "stale" if found.stale else style, column(found, m, keys)) for m, style in measures]
        if whole:
            named.append(
                (scene.say("rest_key"), rest_style(measures), _left_over(column(found, whole, keys), [run for _, _, run in named]))
            )
        sums = [sum(v for v in step if v is not None) for step in zip(*(run for _, _, run in named), strict=True)]
        cw, ch = frame.room(w, h, notes=1)
        bars = tuple(Bars(name, run, style) for name, style, run in named)
        chart = Columns(
            cw, ch, bars, axes.ticks(sums, count=3, zero=True), step_ticks(keys, scene.lang), "stack", alt=titled(scene, series, title)
        )
        legend = tuple((style, name) for name, style, run in named if any(run))
        last = _fitting(
            f"{step_name(keys[-1], scene.lang, first=True)}  {text.number(sums[-1], 0)}",
            cw - sum(words.width(n, 20) + 43 for _, n in legend),
        )
        return Panel(
            titled(scene, series, title),
            (Figure(chart), Note("", legend, last)),
            told(scene, found, unit),
            h,
            stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build


def rest_style(measures: Sequence[tuple[str, str]]) -> str:
    """What is left of a whole: plain beside what is late or singled out, hollow where it is what is missing."""
    return "data" if measures[0][1] in ("bad", "weak") else "hollow"


def _left_over(whole: Values, runs: Sequence[Values]) -> Values:
    return tuple(None if v is None else max(0.0, v - sum(p or 0.0 for p in parts)) for v, *parts in zip(whole, *runs, strict=True))


def single(
    series: str,
    measure: str,
    *,
    unit: Titles | None = None,
    title: Titles | None = None,
    divisor: int = 1,
    places: int = 0,
    peak: bool = False,
    of: str = "",
) -> Builder:
    """One row of columns. `peak` names the largest; `of` is an indicator whose n and N say what it adds up to against its plan."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        keys = whole_steps(scene, found)
        ys = column(found, measure, keys)
        cw, ch = frame.room(w, h)
        top = max(range(len(ys)), key=lambda i: ys[i] or 0.0)
        cut = running(scene, found, keys)
        marks = ((len(ys) - 1, "accent"),) if cut else ()
        shown = top if peak else len(ys) - 1
        texts = tuple(text.number(y, places, divisor=divisor) if i == shown else "" for i, y in enumerate(ys))
        wide = cw / max(1, len(keys))
        chart = Columns(
            cw,
            ch,
            (Bars(titled(scene, series, title), ys, "data", marks, texts),),
            axes.ticks([*ys, (ys[top] or 0.0) * (1 + 28 / max(40, ch - 48))], count=3, zero=True, divisor=divisor),
            step_ticks(keys, scene.lang, every=1 if wide > 42 else 2),
            alt=titled(scene, series, title),
        )
        right = told(scene, found, unit)
        more = _against_plan(scene, of, ys, divisor, places)
        return Panel(
            titled(scene, series, title),
            (Figure(chart),),
            scene.pick("·", " · ").join(p for p in (more, right) if p),
            h,
            stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build


def _against_plan(scene: Scene, indicator: str, ys: Values, divisor: int, places: int) -> str:
    told = scene.reading(indicator) if indicator else None
    total = text.number(sum(y or 0.0 for y in ys), places, divisor=divisor)
    if told is None or told.N is None or told.n is None or told.value is None:
        return scene.pick(f"累计{total}", f"total {total}")
    return scene.pick(
        f"累计{text.number(told.n, places, divisor=divisor)}｜序时{text.number(told.N, places, divisor=divisor)}",
        f"{text.number(told.n, places, divisor=divisor)}/{text.number(told.N, places, divisor=divisor)} plan",
    )


def against_plan(
    series: str, done: str, plan: str, *, unit: Titles | None = None, title: Titles | None = None, divisor: int = 1, year: bool = False
) -> Builder:
    """A line against its dashed plan; with `year` only the last year's steps, for sums that begin again in January."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        keys = whole_steps(scene, found)
        keys = tuple(k for k in keys if not year or k[:4] == keys[-1][:4])
        a, b = column(found, done, keys), column(found, plan, keys)
        cw, ch = frame.room(w, h)
        last = next((y for y in reversed(a) if y is not None), None)
        said, planned = text.number(last, 0, divisor=divisor), text.number(b[-1], 0, divisor=divisor)
        plan_word = scene.pick(f"计划{planned}", f"plan {planned}")
        line = Line(
            cw,
            ch,
            a,
            axes.ticks([*a, *b], count=3, zero=True, divisor=divisor),
            step_ticks(keys, scene.lang),
            said,
            plan=b,
            plan_label=plan_word,
            tone="stale" if found.stale else "",
            right=24 + round(max(words.width(plan_word, 20), words.width(said, 25))),
            alt=titled(scene, series, title),
        )
        return Panel(
            titled(scene, series, title),
            (Figure(line),),
            told(scene, found, unit),
            h,
            stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build
