"""The bar above and the line below every wall page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from cockpit.model import STREET, PriorityReport, SourceState, State
from cockpit.views import text
from cockpit.views.wall import findings, places, words
from cockpit.views.wall.parts import STYLES, Count, Footer, Header
from cockpit.views.wall.scene import Scene

_ORDER = (State.MISSED, State.WATCH, State.STALE, State.OK)
LEGEND = (State.OK, State.WATCH, State.MISSED, State.STALE, State.NONE)


def overview(scene: Scene, newest_at: datetime | None) -> Header:
    """Counts of priorities by state with their numbers, and how the feeds stand."""
    reports = scene.snapshot.priorities
    counts = tuple(
        _count(scene, s, [r for r in reports if r.state is s])
        for s in _ORDER
        if any(r.state is s for r in reports) or s in (State.MISSED, State.WATCH, State.OK)
    )
    street = scene.catalog.street.name.of(scene.lang)
    small = scene.say(
        "overview_small",
        n=words.numeral(len(reports), scene.lang) if scene.lang != "en" else len(reports),
        day=text.day(scene.default_day, scene.lang),
    )
    return Header(scene.say("cockpit", street=street), small, counts, feeds=feeds(scene, newest_at))


def _count(scene: Scene, state: State, reports: list[PriorityReport]) -> Count:
    return Count(
        STYLES[state],
        len(reports),
        text.state(state, scene.lang) if scene.lang != "en" else text.state(state, "en").lower(),
        "".join(words.circled(r.id) for r in reports),
    )


def feeds(scene: Scene, newest_at: datetime | None) -> tuple[str, str]:
    """`数据40/41路正常`, `最新08:31·1路停更`. Sources the house writes itself and those without a schedule are not feeds."""
    reports = [r for r in scene.snapshot.sources.values() if r.id in scene.catalog.sources and not scene.catalog.sources[r.id].system]
    fine = sum(r.state in (SourceState.FRESH,) for r in reports)
    silent = sum(r.state in (SourceState.SILENT, SourceState.NEVER) for r in reports)
    arrivals = [r.received_at for r in reports if r.received_at is not None]
    newest = newest_at or max(arrivals, default=None)
    at = text.moment(scene.local(newest), scene.lang, today=scene.snapshot.as_of) if newest else text.DASH
    return scene.say("feeds_ok", n=fine, m=len(reports)), scene.say("newest_silent", at=at, n=silent) if silent else scene.say(
        "newest", at=at
    )


def priority(scene: Scene) -> Header:
    """The page's name, its state, n/m and the finding."""
    known, report = scene.catalog.priorities[scene.priority], _report(scene)
    owners = list(dict.fromkeys(i.owner for i in scene.indicators()))
    small = known.lift.of(scene.lang) + (scene.pick("·", " · ") + scene.unit(owners[0]) if len(owners) == 1 else "")
    name = f"{words.circled(known.id)} {known.short.of(scene.lang)}"
    day = text.day(scene.default_day, scene.lang)
    if report is None:
        return Header(
            name,
            small,
            tag=("none", text.state(State.NONE, scene.lang)),
            say=known.name.of(scene.lang),
            feeds=(scene.pick("数据", "Data"), scene.say("to_day", day=day)),
        )
    word = (
        scene.say("on_target")
        if report.stale + report.none == 0
        else scene.say("assessable", n=report.assessable, m=report.assessable + report.stale + report.none)
    )
    return Header(
        name,
        small,
        tag=(STYLES[report.state], text.state(report.state, scene.lang)),
        score=f"{report.ok}/{report.assessable}",
        score_word=word,
        say=findings.page(scene) or known.name.of(scene.lang),
        feeds=(scene.pick("数据", "Data"), scene.say("to_day", day=day)),
        stale_after=scene.blind_after(report.id),
    )


def _report(scene: Scene) -> PriorityReport | None:
    return next((r for r in scene.snapshot.priorities if r.id == scene.priority), None)


def fitted(scene: Scene, head: Header) -> Header:
    """On a smaller canvas what is said elsewhere too gives way, until the line has room: how the feeds stand, the numerals, the date."""
    if not scene.canvas.far and scene.canvas.shape != "tall":
        return head
    steps: tuple[dict[str, Any], ...] = (
        {"feeds": ("", "")},
        {"counts": tuple(replace(c, signs="") for c in head.counts)},
        {"dated": False},
        {"score_word": ""},
        {"say": ""},
        {"small": ""},
        {"name": "", "small": ""} if head.counts else {},
    )
    for step in steps:
        if _width(scene, head) <= scene.canvas.width:
            break
        lighter = replace(head, **step)
        head = lighter if _width(scene, lighter) < _width(scene, head) else head
    return head


def _width(scene: Scene, head: Header) -> float:
    """An estimate of the line's width; in portrait of the longer of its two lines."""
    name = max(words.width(head.name, 27 if head.counts else 37), words.width(head.small, 20.5))
    date = words.width(scene.pick("12月30日 周三", "Wed 30 Nov"), 20.5) + 28 if head.dated else 0
    clock = 112 + 28 + date + (28 + max(words.width(t, 20.5) for t in head.feeds) if any(head.feeds) else 0)
    gap = 24 if scene.lang == "en" else 44
    said = sum(
        32 + 9 * 3 + words.width(str(c.number), 60) + words.width(c.word, 26.5) + words.width(c.signs, 27) + gap for c in head.counts
    )
    said += words.width(head.score, 40) + words.width(head.score_word, 22.5) + words.width(head.say, 31) + (28 if head.say else 0)
    said += 70 + words.width(head.tag[1], 24) if head.tag else 0
    return max(name + clock, said + 58) if scene.canvas.shape == "tall" else name + clock + said + 58


def footer(scene: Scene, page: str, shown: tuple[str, ...], skipped: int) -> Footer:
    """Legend, coverage, the page's default age, where the rotation stands."""
    legend = tuple((STYLES[s], text.state(s, scene.lang)) for s in LEGEND)
    at = shown.index(page) if page in shown else -1
    after = shown[(at + 1) % len(shown)] if shown else page
    following = (
        scene.say("next_overview")
        if after == "overview"
        else scene.say("next_exceptions")
        if after == "exceptions"
        else scene.say("next", sign=words.circled(int(after)))
    )
    return _footed(scene, Footer(legend, coverage(scene), tuple(p == page for p in shown), following, skipped))


def _footed(scene: Scene, foot: Footer) -> Footer:
    """Where not all has room the day of the figures stays longest; a wall too small for its room says from where it can be read."""
    reach = scene.say("reach", m=text.number(scene.canvas.reach_m, 1)) if scene.canvas.reach_m else ""
    full = scene.pick("·", " · ").join(t for t in (reach, foot.coverage) if t)
    if not scene.canvas.far and scene.canvas.shape != "tall":
        return replace(foot, coverage=full)
    unmarked = scene.say("unmarked", day=text.day(scene.default_day, scene.lang))
    short = scene.pick("·", " · ").join(t for t in (reach, unmarked) if t)
    # What the screen itself adds there: paused, pages skipped.
    own = words.width(scene.pick("已暂停·跳过1页", "paused · 1 skipped"), 20.5)
    pages = 24 * len(foot.dots) + 32 + words.width(foot.next, 20.5) + own
    legend = sum(28 + 26 + words.width(word, 20.5) for _, word in foot.legend)
    room = scene.canvas.width - pages - 26
    choices = ((foot.legend, full), (foot.legend, short), ((), full), ((), short), ((), reach or unmarked))
    kept = next((c for c in choices if (legend if c[0] else 0) + words.width(c[1], 20.5) <= room), ((), ""))
    return replace(foot, legend=kept[0], coverage=kept[1])


def coverage(scene: Scene) -> str:
    mine = scene.indicators()
    told = sum((r := scene.reading(i.id)) is not None and r.value is not None and r.state is not State.STALE for i in mine)
    tallies = places.tallies(scene)
    sources = [s for s in scene.snapshot.sources.values() if s.id in scene.catalog.sources and not scene.catalog.sources[s.id].system]
    live = sum(s.state in (SourceState.FRESH, SourceState.LATE) for s in sources)
    return scene.say(
        "coverage",
        i=told,
        im=len(mine),
        c=sum(t.told > 0 for t in tallies),
        cm=len(tallies),
        s=live,
        sm=len(sources),
        day=text.day(scene.default_day, scene.lang),
    )


def has_data(scene: Scene) -> bool:
    """Whether a priority's page has anything to show."""
    return any(
        (r := scene.snapshot.readings.get((i.id, STREET))) is not None and (r.value is not None or r.masked) for i in scene.indicators()
    )
