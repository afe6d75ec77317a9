"""Checks a spreadsheet program makes while a cell is typed: from a column's type and bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cockpit.catalog.schema import Column
from cockpit.model import Text

Check = dict[str, Any]
"""As xlsxwriter's `data_validation` takes it."""
_MOST = 1e15
"""Beyond this a spreadsheet rounds whole numbers."""
_FIRST, _FIRST_MONTH, _LAST = date(1910, 1, 1), date(2000, 1, 1), date(2199, 12, 31)
"""A number typed where a date belongs (2026.11, 20261103) is none of these days."""

_TITLE = Text("请按要求填写", "Please check")
_SAID: Mapping[str, Text] = {
    "list": Text("请从下拉列表中选择。", "Choose from the list."),
    "int": Text("请填整数{range}，不带单位和文字。", "Type a whole number{range}, without unit or words."),
    "dec": Text("请填数字{range}，不带单位和文字。", "Type a number{range}, without unit or words."),
    "date": Text("请填日期，如 2026-11-03。", "Type a date such as 2026-11-03."),
    "month": Text("请填月份，如 2026-11。", "Type a month such as 2026-11."),
    "datetime": Text("请填日期和时间，如 2026-11-03 14:30。", "Type a date and a time such as 2026-11-03 14:30."),
}
_PERCENT = Text("填百分数的数值：85 表示 85%，不要输入 % 号。", "Type the number of per cent: 85 means 85 %; no % sign.")


def list_check(source: str, *, lang: str) -> Check:
    """A drop-down list from a range of cells."""
    return {"validate": "list", "source": source, **_told("list", lang)}


def check(column: Column, *, lang: str) -> Check | None:
    """None for codes and free text, in which anything may stand."""
    if column.type in ("int", "dec"):
        return _number(column, lang)
    if column.type in ("date", "month", "datetime"):
        first = _FIRST_MONTH if column.type == "month" else _FIRST
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": _LAST, **_told(column.type, lang)}
    return None


def _number(column: Column, lang: str) -> Check:
    low, high = (_bare(most if bound is None else bound) for bound, most in ((column.low, -_MOST), (column.high, _MOST)))
    kind = "integer" if column.type == "int" else "decimal"
    found = {"validate": kind, "criteria": "between", "minimum": low, "maximum": high, **_told(column.type, lang, span=span(column, lang))}
    if column.unit == "%":
        found |= dict(input_title=column.label.of(lang)[:32], input_message=_PERCENT.of(lang))
    return found


def _bare(bound: float) -> float:
    return int(bound) if bound == int(bound) else bound


def span(column: Column, lang: str) -> str:
    """`（0–100）`, `（不小于0）`, empty where there is no bound."""
    low, high = ("" if bound is None else f"{bound:g}" for bound in (column.low, column.high))
    if low and high:
        return f"（{low}–{high}）" if lang == "zh" else f" ({low}–{high})"
    if low:
        return f"（不小于{low}）" if lang == "zh" else f" (at least {low})"
    return (f"（不大于{high}）" if lang == "zh" else f" (at most {high})") if high else ""


def _told(kind: str, lang: str, *, span: str = "") -> Check:
    return dict(ignore_blank=True, error_title=_TITLE.of(lang), error_message=_SAID[kind].of(lang).format(range=span))
