"""The overview for desk and phone: counts, what needs a hand, the priorities worst first, freshness.

Route: `build(snapshot, catalog, choice=desk.choose(catalog, query), now=…)`; `now` is an aware datetime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.model import PriorityReport, Reading, Snapshot, SourceState, State
from cockpit.views import attention, card, desk, text
from cockpit.views.attention import Item
from cockpit.views.desk import Choice, Frame, Mark

FIRST = 5
"""Rail lines shown on a phone before the rest is unfolded."""
WIDE = 14
"""And on a desk."""
TILES = 8


@dataclass(frozen=True, slots=True)
class Count:
    """How many priorities are in one state, and which (their numerals)."""

    mark: Mark
    number: int
    which: str


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of the n/m bar, in percent of the declared indicators."""

    state: str
    width: float


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator inside a priority's row."""

    name: str
    value: str
    unit: str
    target: str
    mark: Mark
    href: str
    age: str


@dataclass(frozen=True, slots=True)
class Row:
    """One priority: counts, never a score. `detail` says what the counts leave out."""

    name: str
    lift: str
    href: str
    mark: Mark
    headline: str
    detail: tuple[str, ...]
    change: str
    age: str
    parts: tuple[Part, ...]
    bar: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    frame: Frame
    date: str
    taken: str
    counts: tuple[Count, ...]
    counts_title: str
    indicators: str
    rail_title: str
    rail_total: str
    rail: tuple[Item, ...]
    rail_first: int
    rail_more: str
    rail_wide: int
    rail_wide_more: str
    rail_empty: str
    rows_title: str
    rows_hint: str
    rows: tuple[Row, ...]
    fresh: str
    fresh_mark: Mark
    fresh_href: str


def build(snapshot: Snapshot, catalog: schema.Catalog, *, choice: Choice, now: datetime) -> Overview:
    """Everything of `/`, worst priorities first."""
    lang = choice.lang
    items = attention.rail(snapshot, catalog, lang)
    reports = sorted(snapshot.priorities, key=desk.worst_first)
    fresh, fresh_mark = _fresh(snapshot, catalog, lang)
    return Overview(
        frame=desk.frame(snapshot, catalog, choice=choice, path="/", title=text.pick(("总览", "Overview"), lang)),
        date=_date(catalog, now, lang),
        taken=text.pick(("快照", "Snapshot"), lang) + f" {text.moment(desk.local(catalog, snapshot.taken_at), lang)}",
        counts=_counts(reports, lang),
        counts_title=text.pick((f"{len(reports)}项重点工作", f"{len(reports)} priorities"), lang),
        indicators=_indicators(reports, lang),
        rail_title=text.pick(("需要处置", "Needs action"), lang),
        rail_total=text.pick((f"共{len(items)}项", f"{len(items)} in all"), lang),
        rail=items,
        rail_first=FIRST,
        rail_more=_more(len(items) - FIRST, lang),
        rail_wide=WIDE,
        rail_wide_more=_more(len(items) - WIDE, lang),
        rail_empty=text.pick(("没有需要处置的事项", "Nothing needs action"), lang),
        rows_title=text.pick(("重点工作", "Priorities"), lang),
        rows_hint=text.pick(("达标数／可评数，差者在前", "on track / assessable, worst first"), lang),
        rows=tuple(_row(snapshot, catalog, report, lang) for report in reports if report.id in catalog.priorities),
        fresh=fresh,
        fresh_mark=fresh_mark,
        fresh_href=desk.href("/health", desk.bare(choice), home=catalog.street.languages[0]),
    )


def _more(rest: int, lang: str) -> str:
    return text.pick((f"其余{rest}项", f"{rest} more"), lang) if rest > 0 else ""


def _date(catalog: schema.Catalog, now: datetime, lang: str) -> str:
    office = calendar.Office(catalog.street.zone, catalog.street.week_starts)
    here = office.local_day(now)
    return text.dot(lang).join((text.day(here, lang, weekday=True), text.week(office.week_id(here), lang)))


def _counts(reports: list[PriorityReport], lang: str) -> tuple[Count, ...]:
    """The four states a leader asks for always; the others when there are any."""
    always = (State.MISSED, State.WATCH, State.STALE, State.OK)
    shown = [s for s in (*always, State.NONE, State.PLAIN) if s in always or any(r.state is s for r in reports)]
    return tuple(
        Count(
            desk.mark(s, lang),
            sum(r.state is s for r in reports),
            "".join(desk.numeral(r.id) for r in sorted(reports, key=_by_id) if r.state is s),
        )
        for s in shown
    )


def _by_id(report: PriorityReport) -> int:
    return report.id


def _indicators(reports: list[PriorityReport], lang: str) -> str:
    ok, assessable, declared = (sum(getattr(r, f) for r in reports) for f in ("ok", "assessable", "declared"))
    return text.pick((f"指标达标{ok}/{assessable}，共{declared}项", f"{ok}/{assessable} indicators on track, {declared} declared"), lang)


def _row(snapshot: Snapshot, catalog: schema.Catalog, report: PriorityReport, lang: str) -> Row:
    priority = catalog.priorities[report.id]
    words = text.pick(("达标", "On track"), lang)
    headline = f"{report.ok}/{report.assessable}"
    return Row(
        name=f"{desk.numeral(report.id)} {priority.short.of(lang)}",
        lift=priority.lift.of(lang),
        href=desk.href(f"/p/{report.id}", Choice(lang=lang), home=catalog.street.languages[0]),
        mark=desk.mark(report.state, lang),
        headline=headline,
        detail=_detail(report, lang),
        change=_change(report, lang),
        age=_oldest(snapshot, report, lang),
        parts=_parts(report),
        bar=f"{words} {headline}",
        tiles=tuple(_tile(snapshot, catalog, indicator, lang) for indicator in _chosen(snapshot, catalog, report.id)),
    )


def _oldest(snapshot: Snapshot, report: PriorityReport, lang: str) -> str:
    """Silent while every figure is of the page's usual day."""
    usual = desk.usual_day(snapshot)
    if report.oldest is None or (usual is not None and report.oldest >= usual):
        return ""
    day = text.day(report.oldest, lang, year=snapshot.as_of.year)
    return text.pick((f"最旧{day}", f"oldest {day}"), lang)


def _detail(report: PriorityReport, lang: str) -> tuple[str, ...]:
    """`预警1` `未达标1` `停更1`: what is not on track, and what cannot be judged."""
    pairs = ((State.MISSED, report.missed), (State.WATCH, report.watch), (State.STALE, report.stale), (State.NONE, report.none))
    return tuple(f"{text.state(s, lang)}{'' if lang == 'zh' else ' '}{n}" for s, n in pairs if n)


def _change(report: PriorityReport, lang: str) -> str:
    if report.ok_before is None:
        return ""
    moved = text.signed(report.ok - report.ok_before, 0)
    return text.pick((f"较上周{moved}", f"{moved} vs last week"), lang)


def _parts(report: PriorityReport) -> tuple[Part, ...]:
    """The bar is as long as what was declared; what cannot be judged stays empty or hatched."""
    whole = max(1, report.declared)
    pairs = ((State.OK, report.ok), (State.WATCH, report.watch), (State.MISSED, report.missed), (State.STALE, report.stale))
    return tuple(Part(state.value, round(100 * number / whole, 2)) for state, number in pairs if number)


def _chosen(snapshot: Snapshot, catalog: schema.Catalog, priority: int) -> list[schema.Indicator]:
    """The wall's four in their order, then the worst of the others."""
    own = [i for i in catalog.indicators.values() if i.priority == priority]
    walled = sorted((i for i in own if i.wall), key=lambda i: i.wall)
    rest = [i for i in own if not i.wall]
    rest.sort(key=lambda i: desk.WORST.index(card.reading(snapshot, catalog, i, Choice()).state))
    return [*walled, *rest][:TILES]


def _tile(snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, lang: str) -> Tile:
    found = card.reading(snapshot, catalog, indicator, Choice(lang=lang))
    shown = card.figure(found, indicator, lang)
    return Tile(
        name=indicator.short.of(lang),
        value=shown.text + ("*" if found.partial and found.value is not None else ""),
        unit=shown.unit,
        target=shown.target,
        mark=card.mark(found, lang),
        href=desk.href(f"/i/{indicator.id}", Choice(lang=lang), home=catalog.street.languages[0]),
        age=card.age(found, snapshot, lang) or _share(found, lang),
    )


def _share(found: Reading, lang: str) -> str:
    """What the asterisk of a partial figure means."""
    if not found.partial or found.coverage is None:
        return ""
    share = text.number(found.coverage * 100, 0, edges=(100.0,))
    return text.pick((f"*已报{share}%", f"*{share}% in"), lang)


def _fresh(snapshot: Snapshot, catalog: schema.Catalog, lang: str) -> tuple[str, Mark]:
    """Silent feeds by name, else late ones by number, else that all came; always with the day the data speak of."""
    silent = [r for r in snapshot.sources.values() if r.state in (SourceState.SILENT, SourceState.NEVER)]
    late = [r for r in snapshot.sources.values() if r.state is SourceState.LATE]
    told = desk.told(snapshot, catalog, lang)
    worst = SourceState.SILENT if silent else SourceState.LATE if late else SourceState.FRESH
    gap = text.dot(lang)
    if silent:
        names = [catalog.sources[r.id].name.of(lang) for r in silent if r.id in catalog.sources]
        more = len(names) - 1
        others = text.pick((f"等{len(names)}个", f" and {more} more"), lang) if more else ""
        told = text.pick((f"{names[0]}{others}停更", f"{names[0]}{others} silent"), lang) + gap + told
    elif late:
        told = text.pick((f"{len(late)}个数据源迟交", f"{len(late)} sources late"), lang) + gap + told
    return told, desk.source_mark(worst, lang)
