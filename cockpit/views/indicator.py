"""One indicator: definition, targets with their basis, the last windows, communities, lineage and the rows behind the figure.

Route: `build(snapshot, catalog, indicator="petition.on_time_reply_rate", choice=desk.choose(catalog, query), rows=house.rows(…, limit=50),
batches=…, history=…)`. `rows` and `history` belong to the choice's place and period; both may be left out. Unknown ids are the route's 404.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cockpit.catalog import schema
from cockpit.model import Batch, Point, Snapshot
from cockpit.views import behind, card, desk, lineage, priority, ranking, text, trend
from cockpit.views.behind import Behind
from cockpit.views.card import Card
from cockpit.views.desk import Choice, Filter, Frame, Link, Mark
from cockpit.views.desk_charts import Trend
from cockpit.views.lineage import Lineage
from cockpit.views.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Window:
    """One past window. `first` is the value as first reported, marked where it has been corrected since."""

    name: str
    n: str
    whole: str
    value: str
    first: str
    corrected: bool
    target: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Aim:
    """One dated target with what it rests on."""

    since: str
    target: str
    floor: str
    basis: str
    document: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    frame: Frame
    up: Link
    name: str
    card: Card
    facts: tuple[tuple[str, str], ...]
    filters: tuple[Filter, ...]
    trend_title: str
    trend_hint: str
    trend: Trend | None
    trend_empty: str
    aims_table: Table
    aims: tuple[Aim, ...]
    windows_table: Table
    windows: tuple[Window, ...]
    ranking: Ranking
    lineage: Lineage
    behind: Behind


def build(
    snapshot: Snapshot,
    catalog: schema.Catalog,
    *,
    indicator: str,
    choice: Choice,
    rows: behind.Rows | None = None,
    batches: Sequence[Batch] = (),
    history: Sequence[Point] = (),
) -> Indicator:
    """Everything of `/i/<indicator>` under the reader's choice of place and period."""
    lang, home, path = choice.lang, catalog.street.languages[0], f"/i/{indicator}"
    choice = replace(choice, indicator="")
    declared = catalog.indicators[indicator]
    found = card.reading(snapshot, catalog, declared, choice)
    points = history or snapshot.history.get((indicator, choice.place), ())
    above = catalog.priorities[declared.priority]
    return Indicator(
        frame=desk.frame(snapshot, catalog, choice=choice, path=path, title=declared.name.of(lang)),
        up=Link(f"{desk.numeral(above.id)} {above.short.of(lang)}", desk.href(f"/p/{above.id}", choice, home=home, indicator=indicator)),
        name=declared.name.of(lang),
        card=card.card(snapshot, catalog, declared, choice=choice, path=path, on=True),
        facts=_facts(declared, catalog, lang),
        filters=priority.filters(snapshot, catalog, choice, path),
        trend_title=trend.finding(points, found, declared, lang),
        trend_hint=priority.hint(declared, lang),
        trend=trend.trend(points, found, declared, catalog=catalog, choice=choice),
        trend_empty=card.note(found, lang) or text.pick(("没有可画的历史", "No history to draw"), lang),
        aims_table=_aims_table(lang),
        aims=_aims(declared, lang),
        windows_table=_windows_table(len(points[-trend.SHOWN :]), lang),
        windows=tuple(_window(p, declared, catalog, lang) for p in reversed(points[-trend.SHOWN :])),
        ranking=ranking.ranking(snapshot, catalog, declared, choice=choice, path=path),
        lineage=lineage.lineage(snapshot, catalog, declared, found=found, choice=choice, batches=batches),
        behind=behind.behind(rows, catalog, lang),
    )


def _facts(declared: schema.Indicator, catalog: schema.Catalog, lang: str) -> tuple[tuple[str, str], ...]:
    """What one must know before quoting the figure."""
    better = {
        "higher": ("越高越好", "Higher is better"),
        "lower": ("越低越好", "Lower is better"),
        "band": ("在区间内为好", "Best inside the band"),
        "none": ("不评分", "Not scored"),
    }
    pairs = (
        (("口径", "Definition"), declared.definition.of(lang)),
        (("不含", "Leaves out"), declared.excludes.of(lang)),
        (("窗口", "Window"), text.window(declared.window, lang)),
        (("方向", "Direction"), text.pick(better.get(declared.better, ("", "")), lang)),
        (("责任单位", "Owner"), desk.unit_name(catalog, declared.owner, lang)),
        (
            ("评分所需数量", "Needed to judge"),
            text.pick((f"至少{declared.min_n}", f"At least {declared.min_n}"), lang) if declared.min_n else "",
        ),
        (
            ("底线指标", "Must hold"),
            text.pick(("未达标时，所属重点即为未达标", "A miss makes its priority a miss"), lang) if declared.gate else "",
        ),
        (("编号", "Id"), declared.id),
    )
    return tuple((text.pick(name, lang), value) for name, value in pairs if value)


def _aims_table(lang: str) -> Table:
    heads = ("自", "目标", "底线", "依据", "文件", "说明"), ("Since", "Target", "Floor", "Basis", "Document", "Note")
    return Table(text.pick(("目标与依据", "Targets and what they rest on"), lang), heads[lang == "en"])


def _aims(declared: schema.Indicator, lang: str) -> tuple[Aim, ...]:
    newest = sorted(declared.targets, key=lambda t: t.since, reverse=True)
    plan, share = text.pick(("按序时计划", "Phased plan"), lang), text.pick(("计划的", "of plan "), lang)
    return tuple(
        Aim(
            since=text.day(t.since, lang, year=0),
            target=plan
            if t.plan
            else text.target(t.target, declared.better, decimals=declared.decimals) or text.pick(("不设", "Not set"), lang),
            floor=f"{share}{text.number(t.floor_share * 100)}%"
            if t.plan
            else text.target(t.floor, declared.better, decimals=declared.decimals),
            basis=text.basis(t.basis, lang),
            document=t.document or text.DASH,
            note=t.note if lang == "zh" else "",
        )
        for t in newest
    )


def _windows_table(number: int, lang: str) -> Table:
    heads = ("时期", "n", "N", "数值", "首次报出", "目标", "状态"), ("Period", "n", "N", "Value", "First reported", "Target", "State")
    return Table(text.pick((f"最近{number}期", f"Last {number} windows"), lang), heads[lang == "en"])


def _window(point: Point, declared: schema.Indicator, catalog: schema.Catalog, lang: str) -> Window:
    edges = (point.target, card.floor_of(declared, point))
    how = text.scale(declared.unit, declared.decimals, lang, values=[point.value, point.first])
    written = [
        text.number(v, how.decimals, edges=edges, better=declared.better, divisor=how.divisor) if v is not None else text.DASH
        for v in (point.value, point.first)
    ]
    return Window(
        name=text.period(point.period, lang, week_starts=catalog.street.week_starts),
        n=text.count(point.n),
        whole=text.count(point.N),
        value=text.join(written[0], how.unit) if point.value is not None else text.DASH,
        first=text.join(written[1], how.unit) if point.first is not None else text.DASH,
        corrected=point.first is not None and written[0] != written[1],
        target=text.target(point.target, declared.better, decimals=how.decimals, divisor=how.divisor),
        mark=desk.mark(card.state_of(declared, point), lang),
    )
