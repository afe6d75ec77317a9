"""The rows behind a figure as a table: the source's own columns, file, sheet and row, and each row's share of n and N."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cockpit.catalog import schema
from cockpit.views import desk, text

COLUMNS = 7
"""Columns of the source that are shown; the rest stand in the download."""


class Rows(Protocol):
    """What `house.rows` returns, as far as it is read here."""

    @property
    def total_hit(self) -> float | int | None: ...
    @property
    def total_of(self) -> float | int | None: ...
    @property
    def rows_of(self) -> int: ...
    @property
    def rows(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one source; the last three columns are where it stands and its shares of n and N."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Behind:
    title: str
    shown: str
    total: str
    tables: tuple[Table, ...]
    empty: str


def behind(rows: Rows | None, catalog: schema.Catalog, lang: str) -> Behind:
    """Rows as they came from the house; `total` is the line `n = …, N = …` whatever the page holds."""
    held = tuple(rows.rows) if rows else ()
    sources = tuple(dict.fromkeys(str(row.get("_table", "")) for row in held))
    number = len(held)
    whole = rows.rows_of if rows else 0
    shown = text.pick((f"前{number}行，共{whole}行", f"First {number} of {whole} rows"), lang)
    return Behind(
        title=text.pick(("背后的行", "The rows behind it"), lang),
        shown=shown if number else "",
        total=_total(rows) if rows else "",
        tables=tuple(_table(catalog, s, [r for r in held if r.get("_table") == s], lang) for s in sources if s in catalog.sources),
        empty="" if number else text.pick(("本期没有行，或因数量少而不公开", "No rows in this period, or too few to show"), lang),
    )


def _total(rows: Rows) -> str:
    said = [f"{name} = {text.count(value)}" for name, value in (("n", rows.total_hit), ("N", rows.total_of)) if value is not None]
    return ", ".join(said)


def _table(catalog: schema.Catalog, name: str, rows: Sequence[Mapping[str, Any]], lang: str) -> Table:
    source = catalog.sources[name]
    keyed = [*source.key, *(c for c in source.columns if c not in source.key)]
    columns = [source.columns[name] for name in keyed if name in source.columns][:COLUMNS]
    where = text.pick(("文件·表·行", "File, sheet, row"), lang)

    def cells(row: Mapping[str, Any]) -> list[str]:
        return [_cell(row.get(c.name), c, catalog, lang) for c in columns]

    return Table(
        name=source.name.of(lang),
        heads=(*(_head(c, lang) for c in columns), where, "n", "N"),
        rows=tuple((*cells(row), _where(row, lang), _share(row, "_n"), _share(row, "_N")) for row in rows),
    )


def _head(column: schema.Column, lang: str) -> str:
    name = column.label.of(lang) or column.name
    return (
        f"{name}（{column.unit}）" if column.unit and lang == "zh" else f"{name} ({text.unit(column.unit, lang)})" if column.unit else name
    )


def _cell(value: Any, column: schema.Column, catalog: schema.Catalog, lang: str) -> str:
    """A cell as it stands; enumerations, communities and units by their names, absent ones as a dash."""
    if value is None:
        return text.DASH
    if isinstance(value, bool):
        return text.pick(("是", "yes") if value else ("否", "no"), lang)
    if column.type == "enum" and str(value) in column.values:
        return column.values[str(value)].of(lang)
    if column.place:
        return desk.place_name(catalog, str(value), lang)
    if column.department:
        return desk.owner_name(catalog, str(value), lang)
    if column.type == "datetime":
        return str(value)[:16].replace("T", " ")
    return text.count(value) if isinstance(value, float) else str(value)


def _where(row: Mapping[str, Any], lang: str) -> str:
    sheet, line = row.get("_sheet") or "", row.get("_row") or 0
    said = text.pick((f"第{line}行", f"row {line}"), lang) if line else ""
    return " ".join(part for part in (str(row.get("_file") or ""), str(sheet), said) if part)


def _share(row: Mapping[str, Any], side: str) -> str:
    value = row.get(side)
    return "" if value is None else text.count(float(value))
