"""One indicator at one place and period, as a card: figure, unit, target, state, change, age, definition, companion, shape."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import judge
from cockpit.model import STREET, Period, Point, Reading, Snapshot, State, Why
from cockpit.views import desk, text
from cockpit.views.desk import Choice, Mark
from cockpit.views.desk_charts import Spark

SINCE = {
    "day": ("较前一日", "vs day before"),
    "week": ("较上周", "vs last week"),
    "month": ("较上月", "vs last month"),
    "quarter": ("较上季度", "vs last quarter"),
    "stock": ("较7天前", "vs 7 days ago"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """Everything one indicator says in a few lines. `href` opens it here, `opens` on its own page."""

    id: str
    name: str
    href: str
    opens: str
    mark: Mark
    value: str
    unit: str
    target: str
    counts: str
    change: str
    companion: str
    definition: str
    when: str
    age: str
    note: str
    spark: Spark | None = None
    on: bool = False
    gate: str = ""


def reading(snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, choice: Choice) -> Reading:
    """The chosen place and period: the newest reading, or the window that had closed by the end of the chosen week."""
    key = (indicator.id, choice.place)
    now = snapshot.readings.get(key)
    if now is None:
        end = snapshot.as_of - calendar.DAY
        absent = "no_place" if choice.place != STREET else "not_measured"
        return Reading(indicator.id, choice.place, Period(indicator.window, end), None, None, None, State.NONE, why=Why(absent))
    if not choice.period:
        return now
    last = desk.week_end(catalog, choice.period)
    points = {point.period: point for point in snapshot.history.get(key, ())}
    closed = [period for period in points if period.end <= last]
    return _past(indicator, now, points, max(closed, key=lambda p: p.end) if closed else Period(indicator.window, last))


def _past(indicator: schema.Indicator, now: Reading, points: dict[Period, Point], period: Period) -> Reading:
    if period == now.period:
        return now
    point = points.get(period)
    if point is None:
        return Reading(indicator.id, now.place, period, None, None, None, State.NONE, why=Why("no_data"))
    before = calendar.previous(period)
    earlier = points.get(before) if before else None
    return Reading(
        indicator=indicator.id,
        place=now.place,
        period=period,
        value=point.value,
        n=point.n,
        N=point.N,
        state=state_of(indicator, point),
        target=point.target,
        floor=floor_of(indicator, point),
        previous=earlier.value if earlier else None,
        data_as_of=period.end,
        why=None if point.value is not None else Why("no_data"),
    )


def floor_of(indicator: schema.Indicator, point: Point) -> float | tuple[float, float] | None:
    """The floor that stood beside a past window's target."""
    dated = indicator.target_on(point.period.end)
    if dated is None or point.target is None:
        return None
    if dated.plan:
        return None if isinstance(point.target, tuple) else point.target * dated.floor_share
    return dated.floor


def state_of(indicator: schema.Indicator, point: Point) -> State:
    """What a past window would have been judged, by the one rule of `measure.judge`."""
    if point.value is None:
        return State.NONE
    return judge.opinion(indicator, point.value, n=point.n, whole=point.N, rows=None, target=point.target, floor=floor_of(indicator, point))


def is_small(found: Reading) -> bool:
    """Too few to judge: the counts are shown instead of the share."""
    return found.state is State.PLAIN and found.target is not None and None not in (found.n, found.N)


def figure(found: Reading, indicator: schema.Indicator, lang: str) -> text.Figure:
    """The reading as printed; below `min_n` as `3/4` without a unit."""
    shown = text.figure(found, unit=indicator.unit, decimals=indicator.decimals, better=indicator.better, lang=lang)
    if is_small(found) and indicator.unit == "%":
        return replace(shown, text=f"{text.count(found.n)}/{text.count(found.N)}", unit="")
    return shown


def counts(found: Reading) -> str:
    """`377 ÷ 407`; empty where the indicator has no two sides, or where it is masked."""
    if found.n is None or found.N is None:
        return ""
    return f"{text.count(found.n)} ÷ {text.count(found.N)}"


def change(found: Reading, indicator: schema.Indicator, choice: Choice) -> str:
    before = found.year_ago if choice.compare == "year" else found.previous
    said = text.change(found.value, before, unit=indicator.unit, decimals=indicator.decimals, lang=choice.lang)
    if not said:
        return ""
    pair = ("较去年同期", "vs a year ago") if choice.compare == "year" else SINCE.get(found.period.window, ("较上期", "vs previous"))
    words = text.pick(pair, choice.lang)
    return f"{said} {words}" if choice.lang == "en" else f"{words} {said}"


def companion(found: Reading, indicator: schema.Indicator, lang: str) -> str:
    """What always travels with it: `参评率 61.2%`."""
    with_it = indicator.companion
    if with_it is None or found.masked:
        return ""
    how = text.scale(with_it.unit, with_it.decimals, lang, values=[found.companion])
    figure = text.number(found.companion, how.decimals, divisor=how.divisor)
    return f"{with_it.name.of(lang)} {text.join(figure, how.unit) if found.companion is not None else text.DASH}"


def mark(found: Reading, lang: str) -> Mark:
    if found.masked:
        return Mark(State.NONE.value, text.pick(("少于5，不公开", "Under 5, not shown"), lang))
    if is_small(found):
        return Mark(State.PLAIN.value, text.pick(("数量少", "Few cases"), lang))
    return desk.mark(found.state, lang)


def note(found: Reading, lang: str) -> str:
    """Why there is no figure, or what must be known about the one shown."""
    if found.why is not None:
        return text.why(found.why, lang)
    if found.state is State.STALE and found.last_state is not None:
        return text.pick(
            (f"停更前：{text.state(found.last_state, 'zh')}", f"Before it went stale: {text.state(found.last_state, 'en')}"), lang
        )
    if found.partial and found.coverage is not None:
        share = text.number(found.coverage * 100, 0, edges=(100.0,))
        return text.pick((f"*应报数据收到{share}%", f"*{share}% of expected data in"), lang)
    return ""


def spark(snapshot: Snapshot, indicator: schema.Indicator, place: str, found: Reading, name: str) -> Spark | None:
    points = snapshot.history.get((indicator.id, place), ())
    ys = tuple(p.value for p in points if p.period.end <= found.period.end)
    if sum(y is not None for y in ys) < 2:
        return None
    aim = found.target if isinstance(found.target, float | int) else None
    return Spark(ys=ys, target=aim, stale=found.state is State.STALE, alt=name)


def card(snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, *, choice: Choice, path: str, on: bool = False) -> Card:
    """The card of one indicator under the reader's choice; `path` is the page whose selection `href` changes."""
    lang, home = choice.lang, catalog.street.languages[0]
    found = reading(snapshot, catalog, indicator, choice)
    shown = figure(found, indicator, lang)
    name = indicator.short.of(lang)
    return Card(
        id=indicator.id,
        name=name,
        href=desk.href(path, choice, home=home, indicator=indicator.id),
        opens=desk.href(f"/i/{indicator.id}", choice, home=home, indicator=""),
        mark=mark(found, lang),
        value=shown.text + ("*" if found.partial and found.value is not None else ""),
        unit=shown.unit,
        target=shown.target,
        counts=counts(found) if indicator.unit == "%" else "",
        change=change(found, indicator, choice),
        companion=companion(found, indicator, lang),
        definition=indicator.definition.of(lang),
        when=text.period(found.period, lang, week_starts=catalog.street.week_starts),
        age=age(found, snapshot, lang) if found.state is State.STALE and not choice.period else "",
        note=note(found, lang),
        spark=spark(snapshot, indicator, choice.place, found, name),
        on=on,
        gate=text.pick(("底线", "must hold"), lang) if indicator.gate else "",
    )


def age(found: Reading, snapshot: Snapshot, lang: str) -> str:
    """Silent while the data reach the page's usual day; `10月` for what is counted by months, else the days since."""
    told, usual = found.data_as_of or found.period.end, desk.usual_day(snapshot)
    if found.state is not State.STALE:
        if usual is not None and told >= min(usual, snapshot.as_of - calendar.DAY):
            return ""
        if told == calendar.month_end(told):
            return text.month(told, lang)
    return text.days_old(told, snapshot.as_of, lang)
