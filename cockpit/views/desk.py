"""What every desk page shares: what the reader chose in the URL, links, the frame around a page, marks and filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.model import NOWHERE, STREET, PriorityReport, Snapshot, SourceReport, SourceState, State
from cockpit.views import text, words

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
WORST = (State.MISSED, State.WATCH, State.STALE, State.NONE, State.PLAIN, State.OK)
COMPARES = {"previous": ("上一周期", "Previous period"), "year": ("去年同期", "Year before")}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the URL says, checked against the catalogue; unknown values read as not given. `period` is a week (`2026-W46`) or empty: now."""

    lang: str = "zh"
    place: str = STREET
    period: str = ""
    compare: str = "previous"
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A state as class name and word; the screen adds shape and fill."""

    state: str
    word: str


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str
    on: bool = False
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of the filter row: its name, what is chosen now and all options as links."""

    label: str
    chosen: str
    options: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The bar above every desk page. `title` is the browser's title."""

    lang: str
    brand: str
    title: str
    nav_label: str
    skip: str
    tabs: tuple[Link, ...]
    tools: tuple[Link, ...]
    told: str


def choose(catalog: schema.Catalog, query: Mapping[str, str]) -> Choice:
    """Read a query. Whatever the catalogue does not know is left at its default."""
    lang = query.get("lang", "")
    place, indicator = query.get("place", ""), query.get("indicator", "")
    period = query.get("period", "")
    known = place in catalog.communities or place == NOWHERE
    return Choice(
        lang=lang if lang in catalog.street.languages else catalog.street.languages[0],
        place=place if known else STREET,
        period=period if _is_week(period) else "",
        compare=query.get("compare", "") if query.get("compare", "") in COMPARES else "previous",
        indicator=indicator if indicator in catalog.indicators else "",
    )


def _is_week(written: str) -> bool:
    try:
        calendar.Office("UTC").week_of(written)
    except ValueError:
        return False
    return True


def href(path: str, choice: Choice, *, home: str = "zh", **changes: str) -> str:
    """A link that keeps the choice; defaults stay out of the URL. `home` is the street's own language."""
    kept = replace(choice, **changes)
    pairs = [
        ("lang", kept.lang if kept.lang != home else ""),
        ("place", kept.place if kept.place != STREET else ""),
        ("period", kept.period),
        ("compare", kept.compare if kept.compare != "previous" else ""),
        ("indicator", kept.indicator),
    ]
    query = urlencode([(name, value) for name, value in pairs if value])
    return f"{path}?{query}" if query else path


def bare(choice: Choice) -> Choice:
    """Only the language: what links to other pages carry."""
    return Choice(lang=choice.lang)


def mark(state: State, lang: str) -> Mark:
    return Mark(state.value, text.state(state, lang))


def source_mark(state: SourceState, lang: str) -> Mark:
    """A source's state in the same grammar: late is a watch, silence is stale."""
    shape = {SourceState.FRESH: State.OK, SourceState.LATE: State.WATCH, SourceState.SILENT: State.STALE, SourceState.NEVER: State.NONE}
    return Mark(shape[state].value, text.source_state(state, lang))


def report_mark(report: SourceReport, lang: str) -> Mark:
    """A source's state, or that the place where it comes from is out of reach: then that is what is to be mended."""
    if report.unreachable is None:
        return source_mark(report.state, lang)
    shape = State.WATCH.value if report.state is SourceState.FRESH else source_mark(report.state, lang).state
    return Mark(shape, text.pick(words.UNREACHABLE, lang))


def worst_first(report: PriorityReport) -> tuple[int, int]:
    return (WORST.index(report.state), report.id)


def numeral(number: int) -> str:
    return CIRCLED[number - 1] if 0 < number <= len(CIRCLED) else f"{number}."


def local(catalog: schema.Catalog, moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(ZoneInfo(catalog.street.zone))


def place_name(catalog: schema.Catalog, code: str, lang: str) -> str:
    return text.place(code, {c.code: c.name.of(lang) for c in catalog.communities.values()}, lang)


def owner_name(catalog: schema.Catalog, code: str, lang: str) -> str:
    return catalog.departments[code].name.of(lang) if code in catalog.departments else code


def unit_name(catalog: schema.Catalog, code: str, lang: str) -> str:
    """A responsible unit's name; where the data name none, the words for that."""
    return owner_name(catalog, code, lang) if code else text.pick(("未写明单位", "No unit given"), lang)


def frame(snapshot: Snapshot, catalog: schema.Catalog, *, choice: Choice, path: str, title: str) -> Frame:
    """The bar of one page; the priorities' marks are those of the snapshot shown."""
    lang, home = choice.lang, catalog.street.languages[0]
    states = {report.id: report.state for report in snapshot.priorities}
    tabs = [Link(text.pick(("总览", "Overview"), lang), href("/", bare(choice), home=home), path == "/")]
    for priority in catalog.priorities.values():
        at = f"/p/{priority.id}"
        name = f"{numeral(priority.id)} {priority.short.of(lang)}"
        tabs.append(Link(name, href(at, bare(choice), home=home), path == at, mark(states.get(priority.id, State.NONE), lang)))
    return Frame(
        lang=lang,
        brand=f"{catalog.street.name.of(lang)} {text.pick(('数字驾驶舱', 'Cockpit'), lang)}",
        title=f"{title} – {catalog.street.name.of(lang)}",
        nav_label=text.pick(("重点工作", "Priorities"), lang),
        skip=text.pick(("跳到内容", "Skip to content"), lang),
        tabs=tuple(tabs),
        tools=_tools(choice, home, path, catalog.street.languages),
        told=told(snapshot, catalog, lang),
    )


def _tools(choice: Choice, home: str, path: str, languages: tuple[str, ...]) -> tuple[Link, ...]:
    lang = choice.lang
    pages = (("/intake", ("数据导入", "Files in")), ("/health", ("数据体检", "Data health")), ("/weeks", ("周报", "Weekly issues")))
    links = [Link(text.pick(name, lang), href(at, bare(choice), home=home), path == at) for at, name in pages]
    other = "zh" if lang == "en" else "en"
    if other in languages:
        links.append(Link("中文" if other == "zh" else "English", href(path, choice, home=home, lang=other)))
    return tuple(links)


def told(snapshot: Snapshot, catalog: schema.Catalog, lang: str) -> str:
    """Up to which day the data speak where nothing else is said, and how many sources came in time."""
    newest = usual_day(snapshot)
    fresh = sum(report.state is SourceState.FRESH for report in snapshot.sources.values())
    if newest is None:
        return text.pick(("尚无数据", "No data yet"), lang)
    share = f"{fresh}/{len(snapshot.sources)}"
    return text.pick(
        (f"数据至{text.day(newest, 'zh')}·{share}个数据源按时", f"Data to {text.day(newest, 'en')}, {share} sources on time"), lang
    )


def usual_day(snapshot: Snapshot) -> date | None:
    """The day most of the street's figures end with; ages are said only where they differ from it. The wall has the same rule."""
    ends = [r.period.end for (_, place), r in snapshot.readings.items() if place == STREET and r.value is not None]
    return max(set(ends), key=lambda day: (ends.count(day), day)) if ends else None


def week_end(catalog: schema.Catalog, week: str) -> date:
    """Last day of the chosen week."""
    return calendar.Office(catalog.street.zone, catalog.street.week_starts).week_of(week)


def past_weeks(snapshot: Snapshot, catalog: schema.Catalog, number: int) -> tuple[str, ...]:
    """The last complete weeks before the snapshot, newest first."""
    office = calendar.Office(catalog.street.zone, catalog.street.week_starts)
    last = office.last_complete_week(snapshot.as_of)
    return tuple(office.week_id(last - 7 * i * calendar.DAY) for i in range(number))
