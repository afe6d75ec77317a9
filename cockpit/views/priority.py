"""A priority's page: filters, its indicators as cards, the chosen one's trend, communities, open duties and lineage.

Route: `build(snapshot, catalog, priority=4, choice=desk.choose(catalog, query), batches=…, history=…)`. `batches` are the
newest batches (of any source); `history` are longer histories than the snapshot's 13 windows, of the chosen indicator and
place (`chosen()` says which), and may be left out. An unknown priority number is the route's 404.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cockpit.catalog import schema
from cockpit.model import STREET, Batch, Point, PriorityReport, Snapshot, State
from cockpit.views import attention, card, desk, lineage, ranking, text, trend
from cockpit.views.attention import Duty
from cockpit.views.card import Card
from cockpit.views.desk import Choice, Filter, Frame, Link, Mark
from cockpit.views.desk_charts import Trend
from cockpit.views.lineage import Lineage
from cockpit.views.ranking import Ranking

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Duties:
    """The table of open duties: heads, rows and what is said when there are none."""

    title: str
    total: str
    heads: tuple[str, ...]
    rows: tuple[Duty, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Priority:
    frame: Frame
    name: str
    mark: Mark
    headline: str
    filters: tuple[Filter, ...]
    clear: Link | None
    told: str
    cards: tuple[Card, ...]
    trend_title: str
    trend_hint: str
    trend: Trend | None
    trend_empty: str
    ranking: Ranking
    duties: Duties
    lineage: Lineage


def chosen(catalog: schema.Catalog, priority: int, choice: Choice, snapshot: Snapshot) -> schema.Indicator:
    """The card that is open: the one in the URL, else the worst that is scored, else the first."""
    own = [i for i in catalog.indicators.values() if i.priority == priority]
    named = catalog.indicators.get(choice.indicator)
    if named is not None and named.priority == priority:
        return named
    return min(own, key=lambda i: desk.WORST.index(_judged(snapshot, catalog, i, choice)))


def _judged(snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, choice: Choice) -> State:
    """OK stands before what has no figure, so that an open card says something."""
    state = card.reading(snapshot, catalog, indicator, choice).state
    return State.WATCH if state is State.OK else state


def build(
    snapshot: Snapshot,
    catalog: schema.Catalog,
    *,
    priority: int,
    choice: Choice,
    batches: Sequence[Batch] = (),
    history: Sequence[Point] = (),
) -> Priority:
    """Everything of `/p/<priority>` under the reader's choice."""
    lang, path = choice.lang, f"/p/{priority}"
    declared = catalog.priorities[priority]
    indicator = chosen(catalog, priority, choice, snapshot)
    found = card.reading(snapshot, catalog, indicator, choice)
    points = history or snapshot.history.get((indicator.id, choice.place), ())
    line = trend.trend(points, found, indicator, catalog=catalog, choice=choice)
    report = next((r for r in snapshot.priorities if r.id == priority), None)
    home = catalog.street.languages[0]
    return Priority(
        frame=desk.frame(snapshot, catalog, choice=choice, path=path, title=declared.short.of(lang)),
        name=f"{desk.numeral(priority)} {declared.name.of(lang)}",
        mark=desk.mark(report.state if report else State.NONE, lang),
        headline=_headline(report, choice) if report else "",
        filters=filters(snapshot, catalog, choice, path),
        clear=_clear(choice, path, home),
        told=desk.told(snapshot, catalog, lang),
        cards=tuple(
            card.card(snapshot, catalog, i, choice=choice, path=path, on=i is indicator)
            for i in catalog.indicators.values()
            if i.priority == priority
        ),
        trend_title=trend.finding(points, found, indicator, lang),
        trend_hint=hint(indicator, lang),
        trend=line,
        trend_empty=card.note(found, lang) or text.pick(("没有可画的历史", "No history to draw"), lang),
        ranking=ranking.ranking(snapshot, catalog, indicator, choice=replace(choice, indicator=indicator.id), path=path),
        duties=duties(snapshot, catalog, lang, priority=priority),
        lineage=lineage.lineage(snapshot, catalog, indicator, found=found, choice=choice, batches=batches),
    )


def _headline(report: PriorityReport, choice: Choice) -> str:
    """The priority's own count, and that it is the whole street's newest where the cards below are narrowed."""
    narrowed = choice.place != STREET or choice.period
    zh = f"达标 {report.ok}/{report.assessable}" + ("（全街道最新）" if narrowed else "")
    return text.pick((zh, f"{report.ok}/{report.assessable} on track" + (" (whole street, newest)" if narrowed else "")), choice.lang)


def hint(indicator: schema.Indicator, lang: str) -> str:
    """Unit and window of the chart, and how it is to be read."""
    unit, window = text.unit(indicator.unit, lang), text.window(indicator.window, lang)
    aim = indicator.targets and indicator.better != "none"
    rest = text.pick(("·阴影为目标区间·空心为未达目标", "; shaded: on target, hollow: off target"), lang) if aim else ""
    return f"{unit}{text.dot(lang)}{window}{rest}"


def filters(snapshot: Snapshot, catalog: schema.Catalog, choice: Choice, path: str) -> tuple[Filter, ...]:
    """Community, period and comparison as links; each keeps the other choices."""
    lang, home = choice.lang, catalog.street.languages[0]
    whole = text.pick((f"全部{len(catalog.communities)}个", f"All {len(catalog.communities)}"), lang)
    places = [Link(whole, desk.href(path, choice, home=home, place=STREET), choice.place == STREET)]
    for code in catalog.communities:
        name = desk.place_name(catalog, code, lang)
        places.append(Link(name, desk.href(path, choice, home=home, place=code), choice.place == code))
    newest = text.pick(("最新", "Newest"), lang)
    periods = [Link(newest, desk.href(path, choice, home=home, period=""), not choice.period)]
    for week in desk.past_weeks(snapshot, catalog, WEEKS):
        name = text.pick((f"至{text.week(week, 'zh')}", f"To {text.week(week, 'en')}"), lang)
        periods.append(Link(name, desk.href(path, choice, home=home, period=week), choice.period == week))
    compares = [
        Link(text.pick(pair, lang), desk.href(path, choice, home=home, compare=key), choice.compare == key)
        for key, pair in desk.COMPARES.items()
    ]
    labels = (("社区", "Community"), ("时期", "Period"), ("对比", "Compare"))
    return tuple(
        Filter(text.pick(label, lang), next((o.text for o in options if o.on), choice.period), tuple(options))
        for label, options in zip(labels, (places, periods, compares), strict=True)
    )


def _clear(choice: Choice, path: str, home: str) -> Link | None:
    if choice == Choice(lang=choice.lang, indicator=choice.indicator):
        return None
    bare = Choice(lang=choice.lang, indicator=choice.indicator)
    return Link(text.pick(("清除筛选", "Clear filters"), choice.lang), desk.href(path, bare, home=home))


def duties(snapshot: Snapshot, catalog: schema.Catalog, lang: str, *, priority: int) -> Duties:
    rows = attention.duties(snapshot, catalog, lang, priority=priority)
    over, whole = sum(d.over for d in rows), sum(d.total for d in rows)
    heads_zh = ("事项", "承办单位", "最急", "超期", "0–3天", "4–10天", "10天以上", "在办")
    heads_en = ("Duty", "Unit", "Most urgent", "Overdue", "0–3 days", "4–10 days", "Over 10 days", "Open")
    return Duties(
        title=text.pick(("在办事项", "Open duties"), lang),
        total=text.pick((f"{whole}件·超期{over}件·按最急者排序", f"{whole} open, {over} overdue; most urgent first"), lang),
        heads=heads_en if lang == "en" else heads_zh,
        rows=rows,
        empty=text.pick(("没有带期限的在办事项", "No open duties with a deadline"), lang),
    )
