"""Communities of one indicator, worst distance to target first; those too small to judge stand apart."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import NOWHERE, STREET, Reading, Snapshot, State
from cockpit.views import card, desk, desk_charts, text
from cockpit.views.desk import Choice, Mark

NAMED = 4
"""So many communities without data are named; more are counted."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One community: its figure, and where it stands on the scale (0–100). `at` is None where nothing can be placed."""

    name: str
    href: str
    mark: Mark
    text: str
    counts: str
    at: float | None
    on: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """`target_at` is the target's place on the same scale; `apart` are the small and the chosen, `said` counts the masked and the empty."""

    title: str
    unit: str
    caption: str
    dots: tuple[Dot, ...]
    apart: tuple[Dot, ...]
    apart_title: str
    said: tuple[str, ...]
    low: str
    high: str
    target: str
    target_at: float | None
    empty: str


def ranking(snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, *, choice: Choice, path: str) -> Ranking:
    """All communities under the reader's choice of period; a community is a link that narrows the page to it."""
    lang = choice.lang
    found = [
        card.reading(snapshot, catalog, indicator, _at(choice, code))
        for code in (*catalog.communities, NOWHERE)
        if (indicator.id, code) in snapshot.readings
    ]
    judged = [r for r in found if r.value is not None and not r.masked and not card.is_small(r) and r.place != NOWHERE]
    rest = [r for r in found if r not in judged and ((r.value is not None and not r.masked) or r.place == choice.place)]
    low, high = _range(judged, indicator)
    aim = next((r.target for r in judged if r.target is not None), None)
    edge = aim if not isinstance(aim, tuple) else aim[0]
    how = text.scale(indicator.unit, indicator.decimals, lang, values=[r.value for r in judged])
    return Ranking(
        title=text.pick((f"各社区{indicator.short.zh}", f"{indicator.short.en} by community"), lang),
        unit=how.unit,
        caption=_caption(aim, indicator, how, lang),
        dots=tuple(_dot(r, indicator, catalog, choice, path, low, high) for r in sorted(judged, key=lambda r: _order(r, indicator))),
        apart=tuple(_dot(r, indicator, catalog, choice, path, low, high) for r in rest),
        apart_title=text.pick(("数量少或不属社区，另列", "Few cases or no community, listed apart"), lang) if rest else "",
        said=_said([r for r in found if r.place != NOWHERE], indicator, catalog, lang),
        low=text.number(low / how.divisor, _tick_places(low / how.divisor)),
        high=text.number(high / how.divisor, _tick_places(high / how.divisor)),
        target=text.target(aim, indicator.better, decimals=how.decimals, divisor=how.divisor),
        target_at=None if edge is None else _place(edge, low, high),
        empty=text.pick(("该指标不分社区", "This indicator has no figure by community"), lang) if not found else "",
    )


def _said(found: list[Reading], indicator: schema.Indicator, catalog: schema.Catalog, lang: str) -> tuple[str, ...]:
    """Communities without a figure, in a sentence each kind: too small to be shown, and without data (few by name, many by number)."""
    masked = sum(r.masked for r in found)
    empty = [desk.place_name(catalog, r.place, lang) for r in found if r.value is None and not r.masked]
    said = []
    if masked:
        below = indicator.mask_below
        said.append(text.pick((f"{masked}个社区数量少于{below}，不公开", f"{masked} communities under {below}, not shown"), lang))
    if empty:
        names = text.pick(("、", ", "), lang).join(empty)
        few, many = (f"无数据：{names}", f"No data: {names}"), (f"{len(empty)}个社区无数据", f"{len(empty)} communities without data")
        said.append(text.pick(few if len(empty) <= NAMED else many, lang))
    return tuple(said)


def _caption(aim: float | tuple[float, float] | None, indicator: schema.Indicator, how: text.Scale, lang: str) -> str:
    said = text.target(aim, indicator.better, decimals=how.decimals, divisor=how.divisor)
    return text.pick((f"竖线为目标{said}，远者在前", f"stroke: target {said}, farthest first"), lang) if said else ""


def _at(choice: Choice, code: str) -> Choice:
    return Choice(lang=choice.lang, place=code, period=choice.period, compare=choice.compare)


def _order(found: Reading, indicator: schema.Indicator) -> tuple[float, str]:
    value = found.value or 0.0
    aim = found.target
    if isinstance(aim, tuple):
        return (-max(aim[0] - value, value - aim[1]), found.place)
    return (-value if indicator.better == "lower" else value, found.place)


def _range(judged: list[Reading], indicator: schema.Indicator) -> tuple[float, float]:
    """A round scale that holds every value and the target."""
    values = [r.value for r in judged if r.value is not None]
    for r in judged:
        values.extend(r.target if isinstance(r.target, tuple) else () if r.target is None else (r.target,))
    if not values:
        return 0.0, 1.0
    ticks = desk_charts.axis(values, count=2)
    share = indicator.unit == "%" and max(values) <= 100
    return max(0.0, ticks[0]) if min(values) >= 0 else ticks[0], min(100.0, ticks[-1]) if share else ticks[-1]


def _tick_places(value: float) -> int:
    return 0 if value.is_integer() else 1


def _place(value: float, low: float, high: float) -> float:
    return round(min(100.0, max(0.0, (value - low) / (high - low) * 100)), 1)


def _dot(found: Reading, indicator: schema.Indicator, catalog: schema.Catalog, choice: Choice, path: str, low: float, high: float) -> Dot:
    lang, home = choice.lang, catalog.street.languages[0]
    small = card.is_small(found)
    shown = card.figure(found, indicator, lang)
    return Dot(
        name=desk.place_name(catalog, found.place, lang),
        href=desk.href(path, choice, home=home, place=STREET if found.place == choice.place else found.place),
        mark=card.mark(found, lang),
        text=shown.text,
        counts="" if small else card.counts(found),
        at=None if found.value is None or found.masked or small or found.state is State.NONE else _place(found.value, low, high),
        on=found.place == choice.place,
    )
