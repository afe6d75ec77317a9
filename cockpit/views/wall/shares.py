"""Panels of parts: by kind, by building, by project; strips, bullets, tiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cockpit.model import Series
from cockpit.views import text
from cockpit.views.charts import Bullet, Bullets, Part, StackRow, Stacks, Strip, TileRow, Tiles
from cockpit.views.wall import findings, flows, frame, words
from cockpit.views.wall.flows import Titles
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import Block, Figure, Note, Panel
from cockpit.views.wall.scene import Scene

_LABEL = 170
"""Most pixels a name may take beside its bar."""
PITCH, WIDEST_PITCH = 31, 72
"""Least and greatest height of one lying bar with its name."""
BAR = 30
"""Greatest height of the bar itself."""
Numbers = Sequence[float | None]


def rows_of(found: Series, measures: Sequence[str]) -> list[tuple[int, tuple[float, ...]]]:
    """Per key its position and values, absent ones as nothing in a sum; keys without any value are left out."""
    runs = [found.values.get(m, (None,) * len(found.keys)) for m in measures]
    return [(i, tuple(run[i] or 0.0 for run in runs)) for i in range(len(found.keys)) if any(run[i] is not None for run in runs)]


def ranked(
    series: str,
    measures: tuple[tuple[str, str], ...],
    *,
    whole: str = "",
    late: str = "",
    said: str = "",
    unit: Titles | None = None,
    title: Titles | None = None,
    by_size: bool = True,
    divisor: int = 1,
    places: int = 0,
    finding: tuple[str, str, str] | None = None,
    gap: bool = False,
) -> Builder:
    """Lying stacked bars. `measures` are (measure, style) drawn one after the other; with `whole` what they leave of it is drawn hollow.

    `late` is printed in red beside the number when it is not 0; `said` names the measure that is printed (else the whole or the sum).
    Rows go by size, or with `gap` by what is missing of the whole.
    """

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        names = [*(m for m, _ in measures), *([whole] if whole else []), *([late] if late else []), *([said] if said else [])]
        rows = rows_of(found, list(dict.fromkeys(names)))
        order = list(dict.fromkeys(names))
        size = whole or said or measures[0][0]
        if by_size:
            rows.sort(key=lambda r: (-(r[1][order.index(size)] - (r[1][0] if gap else 0.0)), r[0]))
        cw, ch = frame.room(w, h)
        legend = len(measures) > 1 or bool(whole)
        if legend or len(rows) > ch // PITCH:
            ch -= frame.NOTE
        fit = rows[: max(1, int(ch // PITCH))]
        drawn = tuple(
            _row(scene, found, i, dict(zip(order, vs, strict=True)), measures, whole, late, said, divisor, places) for i, vs in fit
        )
        chart_h = min(ch, len(drawn) * WIDEST_PITCH)
        thick = min(0.6, BAR * len(drawn) / chart_h)
        chart = Stacks(cw, chart_h, drawn, left=_left(drawn), right=_right(drawn), thick=thick, alt=flows.titled(scene, series, title))
        plain = flows.titled(scene, series, title)
        name = frame.stating(findings.worst(scene, found, plain, *finding), plain, cw) if finding else plain
        drawn_styles = {p.style for r in drawn for p in r.parts if p.value}
        told = [(s, word) for s, word in _legend(scene, series, measures, whole) if found.stale or s in drawn_styles]
        keys = tuple(("stale" if found.stale and s != "hollow" else s, word) for s, word in told) if len(told) > 1 else ()
        rest = len(rows) - len(fit)
        others = _sum(rows[len(fit) :], order, size, divisor, places)
        if gap:
            others = f"{_sum(rows[len(fit) :], order, order[0], divisor, places)}/{others}"
        more = scene.pick(f"其余{rest}项合计{others}", f"{rest} more: {others}") if rest else ""
        shown = keys if legend else ()
        note = Note("", shown, _right_said(more, _unlisted(scene, found, names), cw - sum(words.width(n, 20) + 43 for _, n in shown)))
        return Panel(
            name,
            (Figure(chart), *([note] if note.keys or note.right else [])),
            flows.told(scene, found, unit),
            h,
            flows.stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build


def ranked_height(series: str, *, pitch: int = 60) -> Callable[[Scene], int]:
    """What the bars of a series fill without standing far apart."""

    def most(scene: Scene) -> int:
        found = scene.series(series)
        return 2 * frame.PAD_Y + frame.TITLE + frame.NOTE + pitch * max(1, len(found.keys) if found else 1)

    return most


def _right_said(more: str, unlisted: str, room: float) -> str:
    """What was left out and what is too small to be told: both, or the one that has room."""
    choices = (" · ".join(filter(None, (more, unlisted))), unlisted, more)
    return next((c for c in choices if c and words.width(c, 20.5) <= room), "")


def _unlisted(scene: Scene, found: Series, names: Sequence[str]) -> str:
    """What is left out because it is too small to be told."""
    low = scene.catalog.series[found.id].mask_below
    hidden = sum(any(found.values[name][i] is None for name in names) for i in range(len(found.keys))) if low else 0
    return scene.pick(f"{hidden}类少于{low}件的数不列", f"under {low} hidden: {hidden}") if hidden else ""


def _sum(rows: Sequence[tuple[int, tuple[float, ...]]], order: list[str], size: str, divisor: int, places: int) -> str:
    return text.number(sum(v[order.index(size)] for _, v in rows), places, divisor=divisor)


def _row(
    scene: Scene,
    found: Series,
    i: int,
    values: dict[str, float],
    measures: tuple[tuple[str, str], ...],
    whole: str,
    late: str,
    said: str,
    divisor: int,
    places: int,
) -> StackRow:
    parts = [Part(values[m], "stale" if found.stale else style) for m, style in measures]
    if whole:
        parts.append(Part(max(0.0, values[whole] - sum(p.value for p in parts)), flows.rest_style(measures)))
    over = values[late] if late else 0.0
    shown = values[said] if said else values[whole] if whole else sum(p.value for p in parts)
    written = text.number(shown, places, divisor=divisor)
    if whole and not said:
        written = f"{text.number(values[measures[0][0]], places, divisor=divisor)}/{written}"
    if over:
        written = scene.pick(f"逾{text.count(over)}/{written}", f"{text.count(over)} late/{written}")
    return StackRow(
        words.fit(words.plain(found.labels[i].of(scene.lang)), 20, _LABEL),
        tuple(parts),
        written,
        "stale" if found.stale else "bad" if over else "ink2",
    )


def _left(rows: Sequence[StackRow]) -> int:
    return 12 + round(max((words.width(r.label, 20) for r in rows), default=0))


def _right(rows: Sequence[StackRow]) -> int:
    return 12 + round(max((words.width(r.text, 22.5) for r in rows), default=0))


def _legend(scene: Scene, series: str, measures: tuple[tuple[str, str], ...], whole: str) -> tuple[tuple[str, str], ...]:
    keys = [(style, flows.measure_name(scene, series, m)) for m, style in measures]
    return (*keys, *([(flows.rest_style(measures), scene.say("rest_key"))] if whole else ()))


def parts_height(_: Scene) -> int:
    """What a single bar of parts can fill."""
    return 2 * frame.PAD_Y + frame.TITLE + 90


def parts(series: str, measure: str, *, unit: Titles | None = None, title: Titles | None = None, limit: int = 5) -> Builder:
    """One bar of parts, each named with its share; small ones together."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        rows = sorted(rows_of(found, [measure]), key=lambda r: (found.keys[r[0]] == "other", -r[1][0]))
        total = sum(v[0] for _, v in rows) or 1.0
        cw, ch = frame.room(w, h)
        styles = ("data", "weak", "data", "weak", "data", "weak")
        bars = tuple(
            Part(
                v[0],
                "faint" if found.keys[i] == "other" else styles[at % 6],
                f"{text.number(100 * v[0] / total, 0)}%",
                words.plain(found.labels[i].of(scene.lang)),
            )
            for at, (i, v) in enumerate(rows[:limit])
        )
        bars += (Part(sum(v[0] for _, v in rows[limit:]), "faint", "", scene.say("rest_key")),) if rows[limit:] else ()
        blocks: tuple[Block, ...] = (Figure(Strip(cw, min(ch, 84), bars, alt=flows.titled(scene, series, title))),)
        return Panel(
            flows.titled(scene, series, title),
            blocks,
            scene.pick("·", " · ").join(p for p in ("%", scene.pick(f"共{text.count(total)}", f"of {text.count(total)}")) if p),
            h,
            stale_after=scene.stale_after(series),
        )

    return build


def bullets(
    series: str,
    part: str,
    whole: str,
    *,
    unit: Titles | None = None,
    title: Titles | None = None,
    judge: Callable[[float, float], str] | None = None,
    percent: bool = False,
    places: int = 0,
) -> Builder:
    """Value against plan per row: the tick is the plan, the track the larger of both (100 for percentages)."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        rows = rows_of(found, [part, whole])
        cw, ch = frame.room(w, h)
        name, sides = flows.titled(scene, series, title), _sides(scene, series, part, whole)
        inline = words.width(name, frame.BOLD) + words.width(f"{flows.told(scene, found, unit)}·{sides}·1", 20) + 50 <= cw
        ch -= 0 if inline else frame.NOTE
        rows = _worst_first(rows) if len(rows) > ch // 46 else rows
        fit = rows[: max(1, int(ch // 46))]
        drawn = []
        for i, (a, b) in fit:
            length = 100.0 if percent else max(a, b) * 1.04 or 1.0
            mark = judge(a, b) if judge and not found.stale else ""
            drawn.append(
                Bullet(
                    words.fit(words.plain(found.labels[i].of(scene.lang)), 22, cw - 170),
                    _against(a, b, percent, places),
                    a / length,
                    b / length,
                    mark=mark,
                )
            )
        rest = len(rows) - len(fit)
        said = [flows.told(scene, found, unit), sides if inline else "", scene.pick(f"另{rest}项", f"{rest} more") if rest else ""]
        note = [] if inline else [Note(sides)]
        chart = Bullets(cw, min(ch, len(drawn) * 86), tuple(drawn), alt=name)
        return Panel(
            name,
            (*note, Figure(chart)),
            scene.pick("·", " · ").join(p for p in said if p),
            h,
            flows.stale_tag(scene, found),
            found.stale,
            scene.stale_after(series),
        )

    return build


def _sides(scene: Scene, series: str, part: str, whole: str) -> str:
    """What stands left and right of the stroke: 处理｜设计."""
    return "｜".join(flows.measure_name(scene, series, m) for m in (part, whole))


def _worst_first(rows: list[tuple[int, tuple[float, ...]]]) -> list[tuple[int, tuple[float, ...]]]:
    return sorted(rows, key=lambda r: (r[1][0] / r[1][1] if r[1][1] else 1.0, r[0]))


def _against(a: float, b: float, percent: bool, places: int) -> str:
    return f"{text.number(a, places)}{'%' if percent else ''}｜{text.number(b, places)}{'%' if percent else ''}"


def tiles(series: str, order: tuple[tuple[str, str], ...]) -> Builder:
    """One square per project: done, running, pending, late; how many are done of how many, per group."""

    def build(scene: Scene, w: int, h: int) -> Panel | None:
        found = scene.series(series)
        if found is None or series not in scene.catalog.series:
            return None
        rows = rows_of(found, [m for m, _ in order])
        cw, ch = frame.room(w, h, notes=1)
        drawn = tuple(
            TileRow(
                found.labels[i].of(scene.lang),
                f"{text.count(vs[0])}/{text.count(sum(vs))}",
                tuple((style, round(v)) for (_, style), v in zip(order, vs, strict=True)),
            )
            for i, vs in rows
        )
        sums = [sum(vs[k] for _, vs in rows) for k in range(len(order))]
        keys = _counted(scene, series, order, sums, cw)
        name = flows.titled(scene, series, None).replace("“", "").replace("”", "")
        late = sums[-1]
        say = frame.stating(scene.pick(f"{name}：滞后{text.count(late)}项", f"{name}: {text.count(late)} late"), name, cw) if late else name
        return Panel(
            say,
            (Figure(Tiles(cw, ch, drawn, alt=name)), Note("", keys)),
            flows.told(scene, found),
            h,
            stale_after=scene.stale_after(series),
        )

    return build


def _counted(
    scene: Scene, series: str, order: tuple[tuple[str, str], ...], sums: Sequence[float], room: int
) -> tuple[tuple[str, str], ...]:
    """The legend with its numbers; where that is too wide only what is late keeps its number."""

    def words_with(numbers: Sequence[bool]) -> tuple[tuple[str, str], ...]:
        named = [(style, flows.measure_name(scene, series, m), s, on) for (m, style), s, on in zip(order, sums, numbers, strict=True) if s]
        return tuple((style, f"{name}{scene.pick('', ' ')}{text.count(s)}" if on else name) for style, name, s, on in named)

    whole = words_with([True] * len(order))
    return whole if sum(words.width(w, 20) + 43 for _, w in whole) <= room - 20 else words_with([style == "bad" for _, style in order])
