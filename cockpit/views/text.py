"""How numbers, dates, ages and states are written, in Chinese and English. The only place that rounds.

Decisions are taken on unrounded values elsewhere; here a number is rounded half-even, and never so far that it would
stand on the other side of its target or floor: 89.96 against ≥90 prints 89.9.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from cockpit import calendar
from cockpit.model import NOWHERE, STREET, Period, Problem, Reading, SourceState, State, Verdict, Why
from cockpit.views import sentences, words

MINUS = "−"
DASH = "—"
Edge = float | tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Scale:
    """How one indicator's numbers are written: divided by `divisor`, with `decimals`, before `unit`. Value and target share it."""

    divisor: int
    unit: str
    decimals: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A written number and its unit; `text` is "—" where there is none and "<5" where it is masked."""

    text: str
    unit: str
    target: str

    @property
    def whole(self) -> str:
        return join(self.text, self.unit)


def pick(pair: tuple[str, str], lang: str) -> str:
    return pair[1] if lang == "en" else pair[0]


def state(value: State, lang: str) -> str:
    return pick(words.STATES[value], lang)


def source_state(value: SourceState, lang: str) -> str:
    return pick(words.SOURCE_STATES[value], lang)


def verdict(value: Verdict, lang: str) -> str:
    return pick(words.VERDICTS[value], lang)


def basis(code: str, lang: str) -> str:
    """What a target rests on: the law, another place's practice, or the street's own decision."""
    return pick(words.BASES.get(code, (code, code)), lang)


def cadence(code: str, lang: str) -> str:
    return pick(words.CADENCES.get(code, (code, code)), lang)


def unit(name: str, lang: str) -> str:
    """The unit as written in `lang`; one we do not know stays as declared."""
    return words.UNITS_EN.get(name, name) if lang == "en" else name.replace("平方米", "㎡")


def dot(lang: str) -> str:
    """What stands between short facts on one line."""
    return ", " if lang == "en" else "·"


def join(number: str, unit: str) -> str:
    """A number with its unit: no gap before % and Han, one before Latin units."""
    if not unit:
        return number
    return f"{number}{'' if unit == '%' or ord(unit[0]) > 0x2E80 else ' '}{unit}"


def scale(unit_name: str, decimals: int, lang: str, *, values: Iterable[float | None]) -> Scale:
    """万㎡ (ha), 万元 (million), 万 or 亿 where the largest of `values` calls for it."""
    size = max((abs(v) for v in values if v is not None), default=0.0)
    if unit_name in words.AREAS and size >= 10_000:
        return Scale(10_000, "ha" if lang == "en" else "万㎡", 2)
    if lang == "en":
        money = unit_name in {"元", "CNY", "yuan"} and size >= 1_000_000
        return Scale(1_000_000, "million CNY", 2) if money else Scale(1, unit(unit_name, lang), decimals)
    if "%" in unit_name or "/" in unit_name or size < 100_000:
        return Scale(1, unit(unit_name, lang), decimals)
    return Scale(100_000_000, f"亿{unit_name}", 2) if size >= 100_000_000 else Scale(10_000, f"万{unit_name}", 1)


def _exact(value: float, divisor: int = 1) -> Decimal:
    return Decimal(repr(float(value))) / divisor


def _edges(edges: Iterable[Edge]) -> list[float]:
    flat: list[float] = []
    for edge in edges:
        flat.extend(edge if isinstance(edge, tuple) else () if edge is None else (edge,))
    return flat


def _limits(edges: Iterable[Edge], better: str, divisor: int) -> list[tuple[Decimal, bool]]:
    """Each edge with whether it bounds from above: `≤10`, and the upper end of a band."""
    limits: list[tuple[Decimal, bool]] = []
    for edge in edges:
        if isinstance(edge, tuple):
            limits += [(_exact(edge[0], divisor), False), (_exact(edge[1], divisor), True)]
        elif edge is not None:
            limits.append((_exact(edge, divisor), better == "lower"))
    return limits


def _keeps(value: Decimal, edge: Decimal, upper: bool) -> bool:
    return value <= edge if upper else value >= edge


def rounded(value: float, decimals: int, *, edges: Iterable[Edge] = (), better: str = "higher", divisor: int = 1) -> Decimal:
    """Half-even to `decimals`, but keeping or missing every edge (exact, and as printed) just as the value does; else one digit more."""
    exact = _exact(value, divisor)
    asked = [
        (_keeps(exact, e, upper), seen, upper) for e, upper in _limits(edges, better, divisor) for seen in {e, _edge_shown(e, decimals)}
    ]
    for places in range(decimals, decimals + 7):
        step = Decimal(1).scaleb(-places)
        low, high = exact.quantize(step, ROUND_FLOOR), exact.quantize(step, ROUND_CEILING)
        for shown in (exact.quantize(step, ROUND_HALF_EVEN), low, high, low - step, high + step):
            if all(_keeps(shown, seen, upper) == kept for kept, seen, upper in asked):
                return shown
    return exact


def _edge_shown(edge: Decimal, decimals: int) -> Decimal:
    """A target as printed: exact where it is short, else with one digit more than its values (plans divided by twelve)."""
    return edge.quantize(Decimal(1).scaleb(-(decimals + 1)), ROUND_HALF_EVEN)


def _digits(value: Decimal, *, trim: bool = False) -> str:
    grouped = f"{abs(value):,f}" if abs(value) >= 10_000 else f"{abs(value):f}"
    if trim and "." in grouped:
        grouped = grouped.rstrip("0").rstrip(".")
    sign = MINUS if value < 0 and set(grouped) - set("0.,") else ""
    return sign + grouped


def number(value: float | None, decimals: int = 0, *, edges: Iterable[Edge] = (), better: str = "higher", divisor: int = 1) -> str:
    """A number as printed, with U+2212 for minus; "—" for none, never 0."""
    return DASH if value is None else _digits(rounded(value, decimals, edges=edges, better=better, divisor=divisor))


def count(value: float | None) -> str:
    """n and N: whole where they are whole, else at most two decimals."""
    return DASH if value is None else _digits(rounded(value, 2), trim=True)


def signed(value: float, decimals: int) -> str:
    shown = rounded(value, decimals)
    return "±0" if shown == 0 else ("+" if shown > 0 else "") + _digits(shown)


def edge(value: float, decimals: int, *, divisor: int = 1) -> str:
    return _digits(_edge_shown(_exact(value, divisor), decimals), trim=True)


def target(value: Edge, better: str, *, decimals: int = 1, divisor: int = 1) -> str:
    """`≥90`, `≤10`, `60–90`; empty where nothing is scored."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f"{edge(value[0], decimals, divisor=divisor)}–{edge(value[1], decimals, divisor=divisor)}"
    return f"{'≤' if better == 'lower' else '≥'}{edge(value, decimals, divisor=divisor)}"


def figure(reading: Reading, *, unit: str, decimals: int, better: str, lang: str) -> Figure:
    """The reading's value, unit and target on one scale. A masked one prints "<5", one without value "—"."""
    edges = (reading.target, reading.floor)
    how = scale(unit, decimals, lang, values=[reading.value, *_edges(edges)])
    aim = target(reading.target, better, decimals=how.decimals, divisor=how.divisor)
    if reading.masked:
        return Figure("<5", how.unit, aim)
    return Figure(number(reading.value, how.decimals, edges=edges, better=better, divisor=how.divisor), how.unit, aim)


def change(value: float | None, before: float | None, *, unit: str, decimals: int, lang: str) -> str:
    """`+0.6点`, `−2件`; empty where either is missing. The difference of the unrounded values."""
    if value is None or before is None:
        return ""
    if unit == "%":
        return signed(value - before, decimals) + pick(("点", " pts"), lang)
    how = scale(unit, decimals, lang, values=[value, before])
    return join(signed((value - before) / how.divisor, how.decimals), how.unit)


def day(value: date | None, lang: str, *, weekday: bool = False, year: int | None = None) -> str:
    """`11月26日 周四` / `Thu 26 Nov`; the year stands with it when it is not `year`."""
    if value is None:
        return DASH
    far = year is not None and value.year != year
    name = words.WEEKDAYS[lang == "en"][value.weekday()] if weekday else ""
    if lang == "en":
        return f"{name} {value.day} {words.MONTHS[value.month - 1]}{f' {value.year}' if far else ''}".lstrip()
    return f"{f'{value.year}年' if far else ''}{value.month}月{value.day}日 {name}".rstrip()


def month(value: date, lang: str) -> str:
    return pick((f"{value.month}月", words.MONTHS[value.month - 1]), lang)


def moment(value: datetime | None, lang: str, *, today: date | None = None) -> str:
    """`11月26日08:31`, only the time on `today`. The caller hands over office-local time."""
    if value is None:
        return DASH
    clock = f"{value:%H:%M}"
    return clock if value.date() == today else f"{day(value.date(), lang)}{' ' if lang == 'en' else ''}{clock}"


def week(week_id: str, lang: str) -> str:
    """`2026-W48` → `第48周` / `Week 48`."""
    return pick((f"第{int(week_id[-2:])}周", f"Week {int(week_id[-2:])}"), lang)


def days_between(first: date, last: date, lang: str) -> str:
    if first == last:
        return day(last, lang)
    if (first.year, first.month) == (last.year, last.month):
        return pick((f"{first.month}月{first.day}–{last.day}日", f"{first.day}–{last.day} {words.MONTHS[last.month - 1]}"), lang)
    return f"{day(first, lang, year=last.year)}–{day(last, lang)}"


def period(value: Period, lang: str, *, week_starts: str = "mon") -> str:
    """A window in words: `第47周`, `10月`, `第三季度`, `今年至11月22日`, `11月22日时点`."""
    end, last = value.end, day(value.end, lang)
    if value.window == "week" and week_starts == "mon" and end.weekday() == 6:
        return week(f"{end.isocalendar().year}-W{end.isocalendar().week:02d}", lang)
    if value.window == "month":
        return pick((f"{end.year}年{end.month}月", f"{words.MONTHS[end.month - 1]} {end.year}"), lang)
    if value.window == "quarter":
        quarter = (end.month - 1) // 3
        return pick((f"{end.year}年第{'一二三四'[quarter]}季度", f"Q{quarter + 1} {end.year}"), lang)
    zh = {"day": f"{last}", "ytd": f"今年至{last}", "stock": f"{last}时点", "all": f"截至{last}全部"}
    en = {"day": f"{last}", "ytd": f"Year to {last}", "stock": f"As at {last}", "all": f"All to {last}"}
    if value.window in zh:
        return pick((zh[value.window], en[value.window]), lang)
    return days_between(calendar.start(value), end, lang)


def window(name: str, lang: str) -> str:
    """The name of a window without its date: `每周` stays a cadence, this is `近4周`."""
    known = {
        "day": ("当日", "Day"),
        "week": ("近7日", "7 days"),
        "month": ("月", "Month"),
        "quarter": ("季度", "Quarter"),
        "ytd": ("今年累计", "Year to date"),
        "12m": ("近12个月", "12 months"),
        "stock": ("时点", "Stock"),
        "all": ("全部", "All time"),
    }
    if name in known:
        return pick(known[name], lang)
    digits = name.rstrip("weksm")
    return pick(
        (f"近{digits}{'周' if name.endswith('weeks') else '个月'}", f"{digits} {'weeks' if name.endswith('weeks') else 'months'}"), lang
    )


def age(span: timedelta, lang: str) -> str:
    """`23分钟`, `23小时`, `3天`."""
    minutes = max(0, int(span.total_seconds() // 60))
    for size, zh, en in ((1440, "天", "d"), (60, "小时", "h")):
        if minutes >= size * (2 if size == 1440 else 1):
            return pick((f"{minutes // size}{zh}", f"{minutes // size} {en}"), lang)
    return pick((f"{minutes}分钟", f"{minutes} min"), lang)


def days_old(told: date | None, as_of: date, lang: str) -> str:
    """Age of data in days, silent when they are of yesterday (what every window ends with)."""
    if told is None or (as_of - told).days <= 1:
        return ""
    return pick((f"{(as_of - told).days}天前", f"{(as_of - told).days} days ago"), lang)


def place(code: str, names: dict[str, str], lang: str) -> str:
    fixed = {STREET: ("全街道", "Whole street"), NOWHERE: ("未归属", "No community")}
    return pick(fixed[code], lang) if code in fixed else names.get(code, code)


def why(reason: Why, lang: str) -> str:
    """Why there is no value, as one sentence."""
    return sentences.why(reason, lang)


def problem(found: Problem, lang: str) -> str:
    """A data problem as one sentence: where, found, expected, remedy. The same on every surface."""
    return sentences.problem(found, lang).whole
