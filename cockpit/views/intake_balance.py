"""Where the rows of a draft go, no term of the equation left out, and which public figures would change."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import Equation
from cockpit.views import desk, text
from cockpit.views import intake_words as words
from cockpit.views.intake_judged import Effect, Judged
from cockpit.views.intake_words import Pane

MOST_EFFECTS = 12
_GONE_IN = (("可入库", "can go in"), ("已入库", "went in"))


@dataclass(frozen=True, slots=True)
class Total:
    number: str
    word: str
    state: str


@dataclass(frozen=True, slots=True)
class Change:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Balance:
    """`equation` are the terms of the rows that can go in; the whole sum stands in the pane."""

    pane: Pane
    totals: tuple[Total, ...]
    equation: str
    effect_pane: Pane
    effect: tuple[Change, ...]
    promise: Pane


def balance(found: Judged, rows: Equation, catalog: schema.Catalog, lang: str, *, taken: bool) -> Balance:
    """Of `rows`: those of the batch that a draft became where it was `taken`."""
    read = text.count(rows.read)
    return Balance(
        Pane(text.pick((f"{read}行的去向", f"Where the {read} rows go"), lang), "", _sum(rows)),
        _totals(rows, lang, taken=taken),
        _equation(rows, lang, taken=taken),
        _effect_pane(found, lang, taken=taken),
        tuple(_change(e, catalog, lang) for e in found.effect[:MOST_EFFECTS]),
        _promise(rows.held + rows.refused, lang),
    )


def _sum(rows: Equation) -> str:
    parts = [rows.accepted, rows.merged, rows.held, rows.refused, rows.not_data]
    return f"{' + '.join(text.count(p) for p in parts)} = {text.count(rows.read)}"


def _totals(rows: Equation, lang: str, *, taken: bool) -> tuple[Total, ...]:
    told = (
        (rows.accepted, _GONE_IN[taken], "data"),
        (rows.merged, ("重复合并", "merged"), "line"),
        (rows.held, ("待您确认", "to confirm"), "watch"),
        (rows.refused, ("暂不收", "not taken"), "missed"),
        (rows.not_data, ("非数据", "not data"), "line"),
    )
    return tuple(Total(text.count(number), text.pick(word, lang), state) for number, word, state in told)


def _equation(rows: Equation, lang: str, *, taken: bool) -> str:
    """The taken part in its own terms: what is new, what corrects, what says nothing new."""
    zh = f"{_GONE_IN[taken][0]}{text.count(rows.accepted)} = 新增{rows.new} + 更正{rows.changed} + 未变{rows.unchanged}"
    en = f"{text.count(rows.accepted)} {_GONE_IN[taken][1]} = {rows.new} new + {rows.changed} changed + {rows.unchanged} unchanged"
    return text.pick((zh, en), lang)


def _effect_pane(found: Judged, lang: str, *, taken: bool) -> Pane:
    none = ("没有公开数字会变", "no public figure would change")
    more = len(found.effect) - MOST_EFFECTS
    beyond = text.pick((f"另有{more}个", f"and {more} more"), lang) if more > 0 else ""
    return Pane(
        text.pick(("入库时变的数字", "Figures that changed") if taken else ("入库后会变的数字", "Figures that would change"), lang),
        "" if found.effect else text.pick(none, lang),
        beyond,
    )


def _change(effect: Effect, catalog: schema.Catalog, lang: str) -> Change:
    declared = catalog.indicators.get(effect.indicator)
    name = declared.name.of(lang) if declared else words.said(effect.name, lang)
    place = desk.place_name(catalog, effect.place, lang)
    how = text.scale(effect.unit, effect.decimals, lang, values=[effect.before, effect.after])
    before, after = (_figure(v, how) for v in (effect.before, effect.after))
    return Change(text.pick((f"{name}（{place}）", f"{name} ({place})"), lang) if place else name, before, after)


def _figure(value: float | None, how: text.Scale) -> str:
    return text.DASH if value is None else text.join(text.number(value, how.decimals, divisor=how.divisor), how.unit)


def _promise(rest: int, lang: str) -> Pane:
    days = words.UNDO_DAYS
    left_zh = f"{rest}行未入库的留在“待处理”，注明原因，改好可续传；" if rest else ""
    left_en = f"{rest} rows not taken keep their reasons and can be mended and handed in; " if rest else ""
    zh = f"原文件按原样存档；{left_zh}入库后{days}天内可整批撤回，旧数字自动恢复。"
    en = f"The file is archived as it came; {left_en}a batch can be undone for {days} days, and the old figures return."
    return Pane(text.pick(("一行也不会丢", "No row is lost"), lang), text.pick((zh, en), lang))
