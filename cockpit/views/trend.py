"""An indicator's last windows as a chart, and the finding that stands above it."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import judge
from cockpit.model import Period, Point, Reading, State
from cockpit.views import card, text
from cockpit.views.desk import Choice
from cockpit.views.desk_charts import Trend, Values, axis

SHOWN = calendar.HISTORY


def trend(points: Sequence[Point], found: Reading, indicator: schema.Indicator, *, catalog: schema.Catalog, choice: Choice) -> Trend | None:
    """The windows up to the chosen one; dotted behind them the windows compared with, where they are known."""
    lang = choice.lang
    known = [p for p in points if p.period.end <= found.period.end]
    shown = known[-SHOWN:]
    if not any(p.value is not None for p in shown):
        return None
    aims = [p.target for p in shown]
    how = text.scale(indicator.unit, indicator.decimals, lang, values=[p.value for p in shown])
    ys = _scaled([p.value for p in shown], how.divisor)
    low = _scaled([_bound(a, indicator.better, upper=False) for a in aims], how.divisor)
    high = _scaled([_bound(a, indicator.better, upper=True) for a in aims], how.divisor)
    before = _scaled(_compared(known, shown, choice), how.divisor)
    stale = found.state is State.STALE
    last = next((i for i in reversed(range(len(shown))) if ys[i] is not None), 0)
    return Trend(
        xs=tuple(_label(p.period, i == 0, lang) for i, p in enumerate(shown)),
        ys=ys,
        low=low,
        high=high,
        ticks=tuple((t, text.number(t, _places(t))) for t in axis(_reach(ys, low, high, before, indicator))),
        target_label=_aim(shown[-1], indicator, how, lang),
        last_label=_last(shown[last], indicator, how),
        before=before,
        before_label=_before_label(before, how, choice),
        missed=tuple(i for i, p in enumerate(shown) if _misses(p, indicator)),
        gap=2 if stale else 0,
        gap_label=text.state(State.STALE, lang) if stale else "",
        partial=found.partial,
        hover=tuple(_hover(p, indicator, catalog, lang) for p in shown),
        alt=finding(points, found, indicator, lang),
    )


def _reach(ys: Values, low: Values, high: Values, before: Values, indicator: schema.Indicator) -> list[float]:
    """What the axis must hold: every value, and a strip of the target zone, so that it can be seen; shares end at 100."""
    known = [y for y in (*ys, *low, *high, *before) if y is not None]
    strip = (max(known) - min(known)) * 0.15
    known += [y + strip for y in low if y is not None] + [y - strip for y in high if y is not None]
    top = 100.0 if indicator.unit == "%" and max(known) <= 100.0 + strip and max(y for y in ys if y is not None) <= 100 else None
    floor = min(0.0, *(y for y in ys if y is not None))
    return [max(floor, y if top is None else min(top, y)) for y in known]


def _scaled(values: Sequence[float | None], divisor: int) -> Values:
    return tuple(None if v is None else v / divisor for v in values)


def _bound(aim: float | tuple[float, float] | None, better: str, *, upper: bool) -> float | None:
    if isinstance(aim, tuple):
        return aim[1] if upper else aim[0]
    return aim if (better == "lower") == upper else None


def _compared(known: Sequence[Point], shown: Sequence[Point], choice: Choice) -> list[float | None]:
    """The windows just before those shown, or the same a year earlier; empty unless most of them are known."""
    if choice.compare == "year":
        by_period = {p.period: p.value for p in known}
        pairs = [calendar.year_ago(p.period) for p in shown]
        values = [by_period.get(period) if period else None for period in pairs]
    else:
        values = [p.value for p in known[-2 * len(shown) : -len(shown)]]
    enough = len(values) == len(shown) and sum(v is not None for v in values) * 2 > len(shown)
    return values if enough else []


def _misses(point: Point, indicator: schema.Indicator) -> bool:
    return point.value is not None and point.target is not None and not judge.reaches(point.value, point.target, indicator.better)


def _places(tick: float) -> int:
    return 0 if float(tick).is_integer() else 1 if float(tick * 10).is_integer() else 2


def _label(period: Period, first: bool, lang: str) -> str:
    """Short names for the axis: week numbers, months, quarters, else day and month."""
    end = period.end
    if period.window == "week" and end.weekday() == 6:
        number = end.isocalendar().week
        return text.pick((f"{number}周", f"W{number}"), lang) if first else str(number)
    if period.window in ("month", "ytd", "12m"):
        return text.pick((f"{end.month}月", text.day(end, "en").split()[1]), lang)
    if period.window == "quarter":
        quarter = f"{end:%y}Q{(end.month + 2) // 3}"
        return quarter
    return f"{end.month}-{end.day:02d}" if lang == "zh" else text.day(end, lang)


def _aim(point: Point, indicator: schema.Indicator, how: text.Scale, lang: str) -> str:
    aim = text.target(point.target, indicator.better, decimals=how.decimals, divisor=how.divisor)
    return f"{text.pick(('目标', 'Target'), lang)} {aim}" if aim else ""


def _last(point: Point, indicator: schema.Indicator, how: text.Scale) -> str:
    edges = (point.target, card.floor_of(indicator, point))
    return text.number(point.value, how.decimals, edges=edges, better=indicator.better, divisor=how.divisor)


def _before_label(before: Values, how: text.Scale, choice: Choice) -> str:
    if not before or before[-1] is None:
        return ""
    pair = ("去年同期", "Year ago") if choice.compare == "year" else ("上一周期", "Previous")
    return f"{text.pick(pair, choice.lang)} {text.number(before[-1], how.decimals)}"


def _hover(point: Point, indicator: schema.Indicator, catalog: schema.Catalog, lang: str) -> str:
    period = text.period(point.period, lang, week_starts=catalog.street.week_starts)
    shown = text.join(text.number(point.value, indicator.decimals), text.unit(indicator.unit, lang))
    sides = f"（{text.count(point.n)} ÷ {text.count(point.N)}）" if point.n is not None and point.N is not None else ""
    return f"{period} {shown}{sides if lang == 'zh' else sides.replace('（', ' (').replace('）', ')')}"


def finding(points: Sequence[Point], found: Reading, indicator: schema.Indicator, lang: str) -> str:
    """A title that says what the windows show; the plain name where no rule fires."""
    name = indicator.short.of(lang)
    if found.state not in (State.OK, State.WATCH, State.MISSED):
        return name
    shown = [p for p in points if p.period.end <= found.period.end][-SHOWN:]
    run = _run(shown, indicator)
    side = text.pick(("高于", "above"), lang) if indicator.better == "lower" else text.pick(("低于", "below"), lang)
    if indicator.better == "band":
        side = text.pick(("超出", "outside"), lang)
    if run >= 2:
        return text.pick((f"{name}连续{run}期{side}目标", f"{name}: {side} target {run} times in a row"), lang)
    if run == 1:
        return text.pick((f"{name}本期{side}目标", f"{name}: {side} target this time"), lang)
    if len(shown) > 1 and _misses(shown[-2], indicator):
        return text.pick((f"{name}本期回到目标", f"{name}: back on target"), lang)
    return name


def _run(shown: Sequence[Point], indicator: schema.Indicator) -> int:
    """How many windows in a row, up to the last, missed their target."""
    for number, point in enumerate(reversed(shown)):
        if not _misses(point, indicator):
            return number
    return len(shown)
