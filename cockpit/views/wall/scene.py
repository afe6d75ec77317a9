"""What every wall page draws from: the snapshot, its catalogue, the language, and the readings in small (`cell`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cockpit import calendar
from cockpit.catalog.schema import Catalog, Formula, Indicator
from cockpit.measure import judge, touches
from cockpit.model import STREET, Period, Point, Reading, Series, Snapshot, State
from cockpit.views import text
from cockpit.views.wall import words
from cockpit.views.wall.canvas import USUAL, Canvas
from cockpit.views.wall.parts import STYLES, Cell

UNITS_SHORT = {"平方米": "㎡", "元/平方米": "元/㎡", "CNY/m²": "¥/m²"}
_OPEN = ("L1", "L2")
"""Levels whose communities may be told apart on a wall; L3 shows the street's total only."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One snapshot seen in one language, by one priority's page (0: the overview)."""

    snapshot: Snapshot
    catalog: Catalog
    lang: str
    priority: int = 0
    canvas: Canvas = USUAL

    @property
    def default_day(self) -> date:
        """The day the page's figures speak of unless they say otherwise: the newest that most readings end with."""
        ends = [r.period.end for (_, place), r in self.snapshot.readings.items() if place == STREET and r.value is not None]
        return max(set(ends), key=lambda d: (ends.count(d), d)) if ends else self.snapshot.as_of - timedelta(days=1)

    def say(self, key: str, **values: object) -> str:
        return words.say(key, self.lang, **values)

    def pick(self, zh: str, en: str) -> str:
        return words.pick(zh, en, self.lang)

    def indicators(self) -> tuple[Indicator, ...]:
        """The page's indicators in the catalogue's order; all of them on the overview."""
        return tuple(i for i in self.catalog.indicators.values() if not self.priority or i.priority == self.priority)

    def reading(self, indicator: str, place: str = STREET) -> Reading | None:
        return self.snapshot.readings.get((indicator, place))

    def history(self, indicator: str, place: str = STREET) -> tuple[Point, ...]:
        return self.snapshot.history.get((indicator, place), ())

    def series(self, name: str) -> Series | None:
        """A series that has anything to show."""
        found = self.snapshot.series.get(name)
        return found if found and any(v is not None for vs in found.values.values() for v in vs) else None

    def places(self, indicator: Indicator) -> Iterator[tuple[str, Reading]]:
        """The communities' readings of one indicator, in the catalogue's order, where the wall may tell them apart."""
        for code in self.catalog.communities if indicator.level in _OPEN else ():
            found = self.snapshot.readings.get((indicator.id, code))
            if found is not None:
                yield code, found

    def place(self, code: str) -> str:
        return self.catalog.communities[code].name.of(self.lang) if code in self.catalog.communities else code

    def unit(self, department: str) -> str:
        """A responsible unit by its short name."""
        known = self.catalog.departments.get(department)
        return words.plain(known.name.of(self.lang)) if known else department

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.catalog.street.zone))

    def week(self, day: date) -> str:
        return text.week(f"{day.isocalendar().year}-W{day.isocalendar().week:02d}", self.lang)

    def age(self, period: Period, default: date | None = None) -> str:
        """Empty for the page's day; `10月` for a month; else the days since."""
        told = default or self.default_day
        if period.end == told:
            return ""
        if period.end == calendar.month_end(period.end) and period.window in ("month", "ytd", "12m", "stock"):
            return self.pick(f"{period.end.month}月", text.day(period.end, "en").split(" ")[-1])
        days = (self.snapshot.as_of - period.end).days
        return self.pick(f"{days}天前", f"{days} d") if days < 100 else text.day(period.end, self.lang)

    def stale_age(self, told: date | None) -> str:
        days = (self.snapshot.as_of - told).days if told else 0
        return self.say("days", n=days)

    def stale_after(self, *ids: str) -> int:
        """When a figure drawn from these indicators and series grows stale; 0 where one of them is told as stale already."""
        if any((r := self.reading(id)) is not None and r.state is State.STALE for id in ids):
            return 0
        if any((s := self.snapshot.series.get(id)) is not None and s.stale for id in ids):
            return 0
        return min((at for id in ids if (at := self._silent_at(self._formulas(id)))), default=0)

    def _formulas(self, id: str) -> tuple[Formula, ...]:
        if id in self.catalog.indicators:
            return (self.catalog.indicators[id].formula,)
        return tuple(self.catalog.series[id].measures.values()) if id in self.catalog.series else ()

    def _silent_at(self, formulas: tuple[Formula, ...]) -> int:
        return min((at for f in formulas for source in touches.sources_of(f) if (at := self.silent_at(source))), default=0)

    def silent_at(self, source: str) -> int:
        """When a source will count as silent, epoch seconds; 0 where nothing is owed."""
        report = self.snapshot.sources.get(source)
        return int(report.silent_at.timestamp()) if report is not None and report.silent_at is not None else 0

    def blind_after(self, priority: int) -> int:
        """When a priority would itself be told as stale, were nothing to come: by the rule that judges it, with what is stale by then."""
        mine = [i for i in self.catalog.indicators.values() if i.priority == priority]
        told = [(i, r, self.stale_after(i.id)) for i in mine if (r := self.reading(i.id)) is not None]
        return next((at for at in sorted({at for _, _, at in told if at}) if judge.priority(_aged(told, at)) is State.STALE), 0)

    def cell(self, indicator: Indicator, default: date | None = None) -> Cell:
        """The indicator's street reading in small; without a reading it says so, never 0."""
        found = self.reading(indicator.id)
        label = indicator.short.of(self.lang)
        if found is None:
            return Cell(indicator.id, label, "none", text.DASH, text.unit(indicator.unit, self.lang), "", "", "", "")
        shown = text.figure(found, unit=indicator.unit, decimals=indicator.decimals, better=indicator.better, lang=self.lang)
        value, unit = self._small_number(indicator, found) or (shown.text, shown.unit)
        return Cell(
            indicator.id,
            label,
            STYLES[found.state],
            value,
            UNITS_SHORT.get(unit, unit),
            shown.target,
            arrow(found, indicator.decimals),
            self.change(indicator, found),
            "" if found.value is None and not found.masked else self.age(found.period, default),
            self.companion(indicator, found),
            found.partial,
            self.stale_after(indicator.id),
        )

    def _small_number(self, indicator: Indicator, found: Reading) -> tuple[str, str] | None:
        """`3/4 件`: fewer than `min_n`, too few for a rate and its colour."""
        few = (
            found.state is State.PLAIN
            and found.value is not None
            and found.n is not None
            and found.N is not None
            and found.target is not None
        )
        if not few or indicator.formula.word != "rate":
            return None
        return f"{text.count(found.n)}/{text.count(found.N)}", self.pick("件", "")

    def change(self, indicator: Indicator, found: Reading) -> str:
        said = text.change(found.value, found.previous, unit=indicator.unit, decimals=indicator.decimals, lang=self.lang)
        return self.say("change", change=said) if said else ""

    def companion(self, indicator: Indicator, found: Reading) -> str:
        """Shown with its indicator, always: the share of answers beside the satisfaction they give."""
        told = indicator.companion
        if told is None:
            return ""
        value = text.number(found.companion, told.decimals)
        return f"{words.plain(told.name.of(self.lang))} {text.join(value, text.unit(told.unit, self.lang))}"


def _aged(told: list[tuple[Indicator, Reading, int]], at: int) -> list[tuple[State, State | None, bool, bool]]:
    """What `judge.priority` asks of each indicator, at a later moment without any newer data."""
    stale = [r.state is not State.STALE and 0 < gone <= at for _, r, gone in told]
    return [
        (State.STALE if old else r.state, r.state if old else r.last_state, i.gate, r.target is not None)
        for (i, r, _), old in zip(told, stale, strict=True)
    ]


def arrow(found: Reading, decimals: int) -> str:
    """↗ ↘ → against the window before; nothing to compare, nothing drawn. Decided on what is printed."""
    if found.value is None or found.previous is None:
        return ""
    difference = text.rounded(found.value - found.previous, decimals)
    return "→" if difference == 0 else "↗" if difference > 0 else "↘"


def filled(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Month or week keys with the missing steps between put in; other keys as they are."""
    if len(keys) < 2:
        return keys
    if all(len(k) == 7 and k[4] == "-" for k in keys):
        first, last = (int(k[:4]) * 12 + int(k[5:]) - 1 for k in (keys[0], keys[-1]))
        return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, last + 1))
    if all(len(k) == 8 and k[4:6] == "-W" for k in keys):
        first_day, last_day = (date.fromisocalendar(int(k[:4]), int(k[6:]), 1) for k in (keys[0], keys[-1]))
        weeks = (last_day - first_day).days // 7
        days = [first_day + timedelta(days=7 * k) for k in range(weeks + 1)]
        return tuple(f"{d.isocalendar().year}-W{d.isocalendar().week:02d}" for d in days)
    return keys


def column(found: Series, measure: str, keys: tuple[str, ...]) -> tuple[float | None, ...]:
    """A measure's values along `keys`; None where the series has no such key."""
    known = dict(zip(found.keys, found.values.get(measure, ()), strict=False))
    return tuple(known.get(k) for k in keys)


def step_name(key: str, lang: str, *, first: bool = False) -> str:
    """`11月` / `Nov` for a month key, `第47周` / `wk 47` for the first of a row of weeks, else the number alone."""
    if len(key) == 8 and key[4:6] == "-W":
        number = str(int(key[6:]))
        return words.pick(f"第{number}周", f"wk {number}", lang) if first else number
    if len(key) == 7 and key[4] == "-":
        number = str(int(key[5:]))
        month = text.day(date(2026, int(number), 1), "en").split(" ")[-1]
        return words.pick(f"{number}月" if first else number, month, lang)
    return key
