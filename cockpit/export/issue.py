"""What a weekly issue says, as lines of plain data: the one source of every format."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from cockpit import calendar
from cockpit.catalog.schema import Catalog, Indicator, Priority
from cockpit.model import STREET, PriorityReport, Reading, Snapshot, SourceReport, SourceState, State
from cockpit.views import sentences, text

SHAPES = {State.OK: "√", State.WATCH: "▲", State.MISSED: "◆", State.STALE: "◎", State.NONE: "○", State.PLAIN: "·"}
"""A shape before each state's word, from GB 2312, so that no office machine draws a box."""
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True, slots=True)
class WeekIssue:
    """A frozen week: its snapshot as it was, and the catalogue that explains it. `late` says 补冻结."""

    week: str
    frozen_at: datetime
    late: bool
    snapshot: Snapshot
    catalog: Catalog

    @property
    def office(self) -> calendar.Office:
        street = self.catalog.street
        return calendar.Office(street.zone, street.week_starts, self.catalog.holidays, self.catalog.holiday_years)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the reporting week."""
        last = self.office.week_of(self.week)
        return last - timedelta(days=6), last


@dataclass(frozen=True, slots=True)
class Line:
    """One reading, written. Numbers are unrounded and None where there is none; `shown` is the value as the wall prints it."""

    indicator: Indicator
    reading: Reading
    priority: str
    name: str
    place: str
    shown: str
    unit: str
    value: float | None
    decimals: int
    target: str
    floor: str
    state: str
    n: float | None
    N: float | None
    previous: float | None
    change: float | None
    changed: str
    year_ago: float | None
    coverage: float | None
    period: str
    told: str
    companion: str
    note: str


def lines(week: WeekIssue, lang: str, *, priority: int | None = None, places: bool = False) -> list[Line]:
    """Readings in the catalogue's order; the street alone, or with every place below it."""
    by_indicator: dict[str, list[Reading]] = {}
    for (indicator, place), reading in week.snapshot.readings.items():
        if places or place == STREET:
            by_indicator.setdefault(indicator, []).append(reading)
    wanted = [i for i in week.catalog.indicators.values() if priority in {None, i.priority}]
    told = (sorted(by_indicator.get(i.id, ()), key=lambda r: r.place != STREET) for i in wanted)
    return [line(week, reading, lang) for readings in told for reading in readings]


def line(week: WeekIssue, reading: Reading, lang: str) -> Line:
    indicator = week.catalog.indicators[reading.indicator]
    value, previous = (None, None) if reading.masked else (reading.value, reading.previous)
    better = indicator.better
    return Line(
        indicator=indicator,
        reading=reading,
        priority=label(week.catalog.priorities[indicator.priority], lang),
        name=indicator.name.of(lang),
        place=text.place(reading.place, {c.code: c.name.of(lang) for c in week.catalog.communities.values()}, lang),
        shown=_shown(reading, indicator),
        unit=text.unit(indicator.unit, lang),
        value=value,
        decimals=_decimals(value, reading, indicator),
        target=text.target(reading.target, better, decimals=indicator.decimals),
        floor=text.target(reading.floor, better, decimals=indicator.decimals),
        state=said(reading.state, lang),
        n=None if reading.masked else reading.n,
        N=None if reading.masked else reading.N,
        previous=previous,
        change=None if value is None or previous is None else value - previous,
        changed=text.change(value, previous, unit=indicator.unit, decimals=indicator.decimals, lang=lang),
        year_ago=None if reading.masked else reading.year_ago,
        coverage=reading.coverage,
        period=text.period(reading.period, lang, week_starts=week.catalog.street.week_starts),
        told=text.day(reading.data_as_of, lang, year=week.snapshot.as_of.year),
        companion=_companion(reading, indicator, lang),
        note=_note(reading, lang),
    )


def label(priority: Priority, lang: str) -> str:
    mark = CIRCLED[priority.id - 1] if 0 < priority.id <= len(CIRCLED) else f"{priority.id} "
    return f"{mark}{priority.short.of(lang)}"


def said(state: State, lang: str) -> str:
    return f"{SHAPES[state]} {text.state(state, lang)}"


def _shown(reading: Reading, indicator: Indicator) -> str:
    if reading.masked:
        return "<5"
    return text.number(reading.value, indicator.decimals, edges=(reading.target, reading.floor), better=indicator.better)


def _decimals(value: float | None, reading: Reading, indicator: Indicator) -> int:
    """As many decimals as a spreadsheet program must print so that its own rounding does not carry a value over its target."""
    if value is None:
        return indicator.decimals
    for places in range(indicator.decimals, indicator.decimals + 6):
        careful = text.rounded(value, places, edges=(reading.target, reading.floor), better=indicator.better)
        if careful == Decimal(f"{value:.{places}f}"):
            return places
    return indicator.decimals + 6


def _companion(reading: Reading, indicator: Indicator, lang: str) -> str:
    """What must always be read with the figure: `参评率60.5%（316/522）`."""
    beside = indicator.companion
    if beside is None or reading.masked or reading.companion is None:
        return ""
    value = text.join(text.number(reading.companion, beside.decimals), text.unit(beside.unit, lang))
    sizes = f"{text.count(reading.companion_n)}/{text.count(reading.companion_N)}" if reading.companion_N is not None else ""
    return f"{beside.name.of(lang)} {value}" + (text.pick((f"（{sizes}）", f" ({sizes})"), lang) if sizes else "")


def _note(reading: Reading, lang: str) -> str:
    """Why there is no value, or what restricts it."""
    if reading.masked:
        return text.pick(("数量少于5，不公开", "Fewer than 5: not shown"), lang)
    if reading.why is not None:
        return sentences.why(reading.why, lang)
    if reading.state is State.STALE and reading.last_state is not None:
        return text.pick(("此前", "before: "), lang) + text.state(reading.last_state, lang)
    if reading.partial and reading.coverage is not None:
        return text.pick(("数据不全，收到", "incomplete, received "), lang) + percent(reading.coverage)
    return ""


def percent(share: float | None) -> str:
    """A share as whole per cent, never rounded up to a full 100."""
    return text.DASH if share is None else f"{int(share * 100 + 1e-9)}%"


def headline(report: PriorityReport, lang: str) -> str:
    """`达标5/7`: counts, never a score."""
    return text.pick(("达标", "On track "), lang) + f"{report.ok}/{report.assessable}"


def assessable(report: PriorityReport, lang: str) -> str:
    """`可评7/9`, empty where every declared indicator can be judged."""
    whole = report.assessable == report.declared
    return "" if whole else text.pick(("可评", "assessable "), lang) + f"{report.assessable}/{report.declared}"


def title(week: WeekIssue, lang: str) -> str:
    return text.pick((f"{week.catalog.street.name.zh}周报", f"{week.catalog.street.name.en}: weekly issue"), lang)


def subtitle(week: WeekIssue, lang: str) -> str:
    """`2026年第47周（11月16–22日）`."""
    first, last = week.days
    return text.pick((f"{week.week[:4]}年", ""), lang) + text.week(week.week, lang) + text.pick(
        (f"（{text.days_between(first, last, lang)}）", f" {week.week[:4]} ({text.days_between(first, last, lang)})"), lang
    )  # fmt: skip


def frozen(week: WeekIssue, lang: str) -> str:
    local = week.frozen_at.astimezone(week.office.tz)
    late = text.pick(("（补冻结）", " (frozen late)"), lang) if week.late else ""
    return text.pick(("数据冻结于", "Frozen "), lang) + f"{text.day(local.date(), lang, year=0)} {local:%H:%M}" + late


def silent(week: WeekIssue) -> list[SourceReport]:
    """Sources of which a delivery is missing, the worst first."""
    order = {SourceState.NEVER: 0, SourceState.SILENT: 1, SourceState.LATE: 2}
    return sorted((s for s in week.snapshot.sources.values() if s.state in order), key=lambda s: (order[s.state], s.id))


def source_sentence(week: WeekIssue, report: SourceReport, lang: str) -> str:
    """`信访事项：停更，数据至11月20日，缺3次，责任单位平安法治办公室`."""
    source, owner = week.catalog.sources[report.id], week.catalog.departments.get(report.owner)
    comma = text.pick(("，", ", "), lang)
    parts = [text.source_state(report.state, lang)]
    if report.data_as_of:
        parts.append(text.pick(("数据至", "data to "), lang) + text.day(report.data_as_of, lang))
    if report.missed:
        parts.append(text.pick((f"缺{report.missed}次", f"{report.missed} missed"), lang))
    if owner is not None:
        parts.append(text.pick(("责任单位", "owed by "), lang) + owner.name.of(lang))
    return source.name.of(lang) + text.pick(("：", ": "), lang) + comma.join(parts)


def notes(week: WeekIssue, lang: str) -> list[tuple[str, list[str]]]:
    """数据说明: what is missing or restricted, by heading. Empty headings are left out."""
    street = lines(week, lang)
    found: Iterable[tuple[tuple[str, str], list[str]]] = (
        (("迟交与停更的数据源", "Sources late or silent"), [source_sentence(week, s, lang) for s in silent(week)]),
        (("本周没有数值或已停更的指标", "Without a figure, or stale"), [_gap(x, lang) for x in street if x.reading.state in GAPS]),
        (("数据不全的指标", "Indicators measured on incomplete data"), [_gap(x, lang) for x in street if x.reading.partial]),
        (("数据问题", "Data problems"), [sentences.problem(p, lang).whole for p in week.snapshot.problems]),
    )
    return [(text.pick(heading, lang), said) for heading, said in found if said]


GAPS = (State.NONE, State.STALE)


def _gap(told: Line, lang: str) -> str:
    words = [told.state, told.period, told.note]
    return f"{told.priority} {told.name}{text.pick(('：', ': '), lang)}" + text.pick(("，", ", "), lang).join(w for w in words if w)


def gaps(week: WeekIssue) -> tuple[str, ...]:
    """Ids of indicators the issue cannot tell for the whole street: none or stale, for the exit code of an incomplete issue."""
    readings = week.snapshot.readings
    return tuple(i for i in week.catalog.indicators if (i, STREET) not in readings or readings[i, STREET].state in GAPS)
