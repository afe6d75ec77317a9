"""What needs a hand: overdue duties by responsible unit, silent feeds, missed indicators, then what is near. Units, never persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import STREET, Deadline, Reading, Snapshot, SourceReport, SourceState, State
from cockpit.views import card, desk, text
from cockpit.views.desk import Choice, Mark

NEAR = 3
"""Days left from which a duty is called near."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the rail: what, whose, and how long over or left (`big` with its unit `small`)."""

    mark: Mark
    title: str
    detail: str
    big: str
    small: str
    href: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Open duties of one unit under one source, by urgency. `worst` is days left of the most urgent (negative: over)."""

    name: str
    owner: str
    over: int
    near: int
    later: int
    far: int
    worst: int
    mark: Mark
    said: str
    unit: str
    href: str
    source: str = ""

    @property
    def total(self) -> int:
        return self.over + self.near + self.later + self.far


def tables_of(indicator: schema.Indicator) -> tuple[str, ...]:
    """The sources whose rows make this indicator, each once."""
    formula = indicator.formula
    selections = [formula.n, *([formula.N] if formula.N else [])]
    inner = [member.selection for s in selections for member in s.inside]
    return tuple(dict.fromkeys(s.table for s in (*selections, *inner)))


def priorities_of(catalog: schema.Catalog, source: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(i.priority for i in catalog.indicators.values() if source in tables_of(i)))


def duties(snapshot: Snapshot, catalog: schema.Catalog, lang: str, *, priority: int = 0) -> tuple[Duty, ...]:
    """Open duties, most urgent first; of one priority's sources when given."""
    found = [
        _duty(deadline, catalog, lang)
        for deadline in snapshot.deadlines
        if deadline.days and (not priority or priority in priorities_of(catalog, deadline.source))
    ]
    return tuple(sorted(found, key=lambda d: (d.worst, -d.over, d.name, d.owner)))


def _duty(deadline: Deadline, catalog: schema.Catalog, lang: str) -> Duty:
    source = catalog.sources[deadline.source]
    declared = source.deadline
    name = declared.label.of(lang) if declared and declared.label.of(lang) else source.name.of(lang)
    working = declared is not None and declared.clock.startswith("work")
    worst = min(deadline.days)
    priority = next(iter(priorities_of(catalog, source.id)), 0)
    unit = text.pick(("工作日", "working days") if working else ("天", "days"), lang)
    state = State.MISSED if worst < 0 else State.WATCH if worst <= NEAR else State.OK
    return Duty(
        name=name,
        owner=desk.unit_name(catalog, deadline.owner, lang),
        over=_sum(deadline, None, -1),
        near=_sum(deadline, 0, NEAR),
        later=_sum(deadline, NEAR + 1, 10),
        far=_sum(deadline, 11, None),
        worst=worst,
        mark=Mark(state.value, _duty_word(state, lang)),
        said=text.pick(("", " "), lang).join(p for p in left(worst, unit, lang) if p),
        unit=unit,
        href=desk.href(f"/p/{priority}" if priority else "/health", Choice(lang=lang), home=catalog.street.languages[0]),
        source=source.id,
    )


def _duty_word(state: State, lang: str) -> str:
    words = {State.MISSED: ("超期", "Overdue"), State.WATCH: ("将到期", "Due soon")}
    return text.pick(words.get(state, ("期限内", "In time")), lang)


def left(days: int, unit: str, lang: str) -> tuple[str, str]:
    """`超4` `天`, `剩2` `天`, `今日`; in English `4` `days over`, `2` `days left`, `today`. The figure, then its unit."""
    if days == 0:
        return text.pick(("今日", "today"), lang), ""
    if lang == "en":
        one = unit.removesuffix("s") if abs(days) == 1 else unit
        return f"{abs(days)}", f"{one} {'over' if days < 0 else 'left'}"
    return f"{'超' if days < 0 else '剩'}{abs(days)}", unit


def _sum(deadline: Deadline, low: int | None, high: int | None) -> int:
    return sum(n for day, n in deadline.days.items() if (low is None or day >= low) and (high is None or day <= high))


def rail(snapshot: Snapshot, catalog: schema.Catalog, lang: str) -> tuple[Item, ...]:
    """Everything that needs a hand, in the order in which it should be taken up: the same as on the wall, line for line."""
    open_duties = duties(snapshot, catalog, lang)
    readings = [r for i in catalog.indicators if (r := snapshot.readings.get((i, STREET)))]
    return (
        *(_overdue(d, lang) for d in open_duties if d.over),
        *_feeds(snapshot, catalog, lang, (SourceState.SILENT, SourceState.NEVER)),
        *_states(readings, catalog, lang, State.MISSED),
        *(_indicator(r, catalog.indicators[r.indicator], catalog, lang) for r in readings if blind_gate(r, catalog)),
        *_states(readings, catalog, lang, State.WATCH),
        *(_near(d, lang) for d in sorted(open_duties, key=lambda d: (max(d.worst, 0), -d.near)) if d.near),
    )


def blind_gate(found: Reading, catalog: schema.Catalog) -> bool:
    """An indicator that must hold, was missed when last seen, and whose source is silent now."""
    return catalog.indicators[found.indicator].gate and found.state is State.STALE and found.last_state is State.MISSED


def _overdue(duty: Duty, lang: str) -> Item:
    title = text.pick((f"{duty.owner}：{duty.over}件{duty.name}超期", f"{duty.owner}: {duty.over} overdue"), lang)
    detail = text.pick((f"在办{duty.total}件·最长{duty.said}", f"{duty.name}, {duty.total} open"), lang)
    return Item(duty.mark, title, detail, *left(duty.worst, duty.unit, lang), duty.href)


def _near(duty: Duty, lang: str) -> Item:
    title = text.pick((f"{duty.owner}：{duty.near}件{duty.name}将到期", f"{duty.owner}: {duty.near} due soon"), lang)
    detail = text.pick((f"{NEAR}{duty.unit}内到期·在办{duty.total}件", f"{duty.name}, {duty.total} open"), lang)
    return Item(
        Mark(State.WATCH.value, _duty_word(State.WATCH, lang)), title, detail, *left(max(duty.worst, 0), duty.unit, lang), duty.href
    )


def _feeds(snapshot: Snapshot, catalog: schema.Catalog, lang: str, states: tuple[SourceState, ...]) -> Iterator[Item]:
    for report in snapshot.sources.values():
        if report.state in states and report.id in catalog.sources and not catalog.sources[report.id].system:
            yield _feed(report, snapshot, catalog, lang)


def _feed(report: SourceReport, snapshot: Snapshot, catalog: schema.Catalog, lang: str) -> Item:
    mark = desk.report_mark(report, lang)
    name = catalog.sources[report.id].name.of(lang)
    told = report.data_as_of
    since = text.pick((f"数据至{text.day(told, 'zh')}", f"data to {text.day(told, 'en')}"), lang) if told else ""
    owner = desk.unit_name(catalog, report.owner, lang)
    days = (snapshot.as_of - told).days if told else 0
    big = text.pick((f"{days}天", f"{days} days"), lang) if told else text.DASH
    return Item(
        mark,
        text.pick((f"{name}{mark.word}", f"{name}: {mark.word.lower()}"), lang),
        text.dot(lang).join(p for p in (owner, since) if p),
        big,
        text.pick(("未更新", "without news"), lang) if told else "",
        desk.href("/health", Choice(lang=lang), home=catalog.street.languages[0]),
    )


def _states(readings: list[Reading], catalog: schema.Catalog, lang: str, state: State) -> Iterator[Item]:
    for found in sorted(readings, key=lambda r: not catalog.indicators[r.indicator].gate):
        if found.state is state and found.place == STREET:
            yield _indicator(found, catalog.indicators[found.indicator], catalog, lang)


def _indicator(found: Reading, indicator: schema.Indicator, catalog: schema.Catalog, lang: str) -> Item:
    shown = card.figure(found, indicator, lang)
    priority = catalog.priorities[indicator.priority]
    gap = text.dot(lang)
    owner = desk.unit_name(catalog, indicator.owner, lang)
    detail = f"{desk.numeral(priority.id)} {owner}"
    link = desk.href(f"/i/{indicator.id}", Choice(lang=lang), home=catalog.street.languages[0])
    return Item(
        desk.mark(found.state, lang),
        indicator.name.of(lang),
        detail + (gap + text.pick(("底线指标", "must hold"), lang) if indicator.gate else ""),
        shown.whole,
        shown.target,
        link,
    )
