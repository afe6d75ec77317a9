"""What a batch led to, for a person: the readings that changed with it, and the rows it brought in, down to file, sheet and row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cockpit.catalog import schema
from cockpit.house import Facts, Moved
from cockpit.model import Batch, Reading
from cockpit.views import batches, desk, text
from cockpit.views.desk import Choice, Link

SHOWN = 50
"""Readings, and rows, that are listed; the rest is told as a number."""


@dataclass(frozen=True, slots=True)
class Led:
    """`readings` are indicator (with its page), place, period, before, after; `rows` file, sheet and row, then the key's columns."""

    title: str
    said: tuple[str, ...]
    reading_title: str
    reading_heads: tuple[str, ...]
    readings: tuple[tuple[Link, str, str, str, str], ...]
    row_title: str
    row_heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    close: Link


@dataclass(frozen=True, slots=True)
class Asked:
    """A batch somebody asks about, with what it led to."""

    batch: Batch
    facts: Facts
    moved: Moved


def build(asked: Asked, catalog: schema.Catalog, *, choice: Choice, close: str) -> Led:
    batch, facts, moved, lang = asked.batch, asked.facts, asked.moved, choice.lang
    source = catalog.sources.get(batch.source)
    file = batches.file_name(batch, catalog, lang)
    keys = [source.columns[name] for name in source.key] if source else []
    heads = (("指标", "范围", "期", "之前", "之后"), ("Indicator", "Place", "Period", "Before", "After"))
    lineage = (("行", "工作表", "现在"), ("Row", "Sheet", "Now"))
    return Led(
        text.pick((f"批次{batch.id}的去向：{file}", f"What batch {batch.id} led to: {file}"), lang),
        tuple(_said(facts, moved, lang)),
        text.pick(("改变的读数", "Readings that changed"), lang),
        heads[lang == "en"],
        tuple(_reading(was, now, catalog, choice) for was, now in moved.readings[:SHOWN]),
        text.pick(("写入的行", "Rows written"), lang),
        (*lineage[lang == "en"], *(column.label.of(lang) for column in keys)),
        tuple(_row(row, [column.name for column in keys], lang) for row in facts.rows),
        Link(text.pick(("关上", "Close"), lang), close),
    )


def _said(facts: Facts, moved: Moved, lang: str) -> list[str]:
    f, said = facts, []
    said.append(
        text.pick(
            (
                f"写入{text.count(f.opened)}行，其中{text.count(f.standing)}行现在仍有效；结束旧行{text.count(f.closed)}行。",
                f"{text.count(f.opened)} rows written, {text.count(f.standing)} still standing; {text.count(f.closed)} ended.",
            ),
            lang,
        )
    )
    if f.withheld:
        hidden = ("这类数据涉及小数目，行不在这里列出。", "Small numbers are made of such rows; they are not listed here.")
        said.append(text.pick(hidden, lang))
    if moved.after is None:
        said.append(text.pick(("还没有快照算进这一批。", "No snapshot knows this batch yet."), lang))
    elif not moved.readings:
        said.append(text.pick(("没有读数因此改变。", "No reading changed with it."), lang))
    elif moved.along:
        zh = f"前后两次快照之间还来了{moved.along}批，下列变化是它们一起造成的。"
        en = f"{moved.along} other batches came between the two snapshots; the changes below are theirs too."
        said.append(text.pick((zh, en), lang))
    if (more := len(moved.readings) - SHOWN) > 0:
        said.append(text.pick((f"另有{more}个读数未列出。", f"{more} more readings are not listed."), lang))
    return said


def _reading(was: Reading | None, now: Reading, catalog: schema.Catalog, choice: Choice) -> tuple[Link, str, str, str, str]:
    indicator, lang = catalog.indicators[now.indicator], choice.lang
    name = Link(indicator.name.of(lang), desk.href(f"/i/{now.indicator}", choice, home=catalog.street.languages[0]))
    before, after = (figure(each, indicator, lang) for each in (was, now))
    return name, desk.place_name(catalog, now.place, lang), text.period(now.period, lang), before, after


def figure(reading: Reading | None, indicator: schema.Indicator, lang: str) -> str:
    """`91.5%（280/306）`: the same percentage may be made of more."""
    if reading is None:
        return text.DASH
    told = text.figure(reading, unit=indicator.unit, decimals=indicator.decimals, better=indicator.better, lang=lang).whole
    if reading.masked or reading.value is None or reading.N is None:
        return told
    parts = f"{text.count(reading.n)}/{text.count(reading.N)}"
    return told + text.pick((f"（{parts}）", f" ({parts})"), lang)


def _row(told: Mapping[str, Any], keys: list[str], lang: str) -> tuple[str, ...]:
    standing = ("有效", "standing") if told.get("_standing") else ("已被后来的批次替换", "replaced since")
    cells = ["" if told.get(key) is None else str(told[key]) for key in keys]
    return str(told["_row"]), str(told["_sheet"]), text.pick(standing, lang), *cells
