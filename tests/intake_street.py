"""A little street for the tests of intake: one source of cases, its catalogue, and files built in memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import xlsxwriter

from cockpit import intake
from cockpit.catalog.schema import Catalog, Column, Community, Department, Operand, Rule, Source, Street, Triple
from cockpit.intake import Parsed
from cockpit.model import Text

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Noon of 23 November 2026 in Shanghai."""


def column(name: str, kind: str, zh: str = "", **more: Any) -> Column:
    return Column(name, kind, Text(zh or name, name), **more)


def enum(name: str, zh: str, **values: str) -> Column:
    return column(name, "enum", zh, values={code: Text(label, code) for code, label in values.items()}, null=True)


CASE = (
    column("case_id", "code", "编号", aliases=("事项编号",)),
    column("community", "code", "社区", place=True, null=True),
    column("received_on", "date", "接收日期"),
    column("closed_at", "datetime", "办结时间", null=True),
    enum("kind", "类型", appeal="诉求", report="举报", none="无"),
    column("area", "dec", "面积", scale=2, unit="㎡", null=True, low=0),
    column("people", "int", "人数", null=True),
    column("resolved", "bool", "是否化解", null=True),
    column("dept", "code", "责任科室", department=True, null=True),
    column("month", "month", "月份", null=True),
    column("remark", "text", "备注", null=True),
)


def source(*columns: Column, id: str = "case", key: Sequence[str] = ("case_id",), **more: Any) -> Source:
    more = {"covers": "day_before", "files": ("案件_{date}.csv", "案件.csv"), **more}
    chosen = columns or CASE
    return Source(id, Text("案件", "Cases"), "office", "L2", tuple(key), {c.name: c for c in chosen}, (), **more)


def catalog(*sources: Source, zone: str = "Asia/Shanghai", week_starts: str = "mon", limits: dict[str, float] | None = None) -> Catalog:
    street = Street("demo", Text("示例街道", "Demo Street"), zone, week_starts, "mon", time(9), limits=limits or {})
    communities = {
        code: Community(code, Text(zh, code.title()), "community", aliases=(f"{zh}社区",))
        for code, zh in (("fengle", "丰乐"), ("heping", "和平"), ("xinhe", "新河"))
    }
    departments = {"lawful": Department("lawful", Text("平安法治办公室", "Law"), aliases=("平安法治办",))}
    known = {s.id: s for s in sources or (source(),)}
    return Catalog("hash", street, communities, departments, {}, known, {}, {}, {}, frozenset(), {}, {}, {})


def read(data: bytes | str, of: Source | None = None, *, name: str = "案件.csv", zone: str = "Asia/Shanghai", **more: Any) -> Parsed:
    """Parse one file on the street that knows this source (and `others`)."""
    known = of or source()
    others = more.pop("others", ())
    street = catalog(known, *others, zone=zone, limits=more.pop("limits", None))
    parsed = intake.parse(data.encode() if isinstance(data, str) else data, name=name, source=known, catalog=street, received=NOW, **more)
    assert_equation(parsed)
    return parsed


def assert_equation(parsed: Parsed) -> None:
    equation, going_on = parsed.equation, len(parsed.rows) if parsed.rows else 0
    assert replace(equation, unchanged=going_on).holds(), equation
    assert min(equation.read, equation.merged, equation.held, equation.refused, equation.not_data) >= 0


def cells(kind: Column, *texts: str, native: bool = False) -> list[Any]:
    """What a column makes of these texts: the encoded value, None when absent, the code of the fault when refused or held."""
    of = source(column("key", "code"), kind, key=("key",))
    rows = [["key", kind.label.zh], *([f"k{i}", text] for i, text in enumerate(texts))]
    parsed = read(workbook(rows), of, name="案件.xlsx") if native else read(text_file(rows), of)
    assert parsed.quarantine is None, parsed.quarantine
    good = dict(zip(parsed.rows.columns["key"], parsed.rows.columns[kind.name], strict=True)) if parsed.rows else {}
    first = 2
    faults = {p.row - first: p.code for p in parsed.problems if p.level != "note"}
    return [faults[i] if i in faults else good[f"k{i}"] for i in range(len(texts))]


def text_file(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def workbook(rows: Sequence[Sequence[Any]], **sheets: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX file; strings stay strings, numbers and dates are native cells."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for title, content in {"明细": rows, **sheets}.items():
            sheet = book.add_worksheet(title)
            for r, row in enumerate(content):
                for c, cell in enumerate(row):
                    sheet.write_string(r, c, cell) if isinstance(cell, str) else sheet.write(r, c, cell)
    return out.getvalue()


def rule(id: str, *test: Triple, level: str = "refuse", when: Sequence[Triple] = (), **more: Any) -> Rule:
    return Rule(id, Text(id, id), level, tuple(when), tuple(test), **more)


def triple(name: str, op: str, value: Any = None, *, column: str = "", days: int = 0, values: Sequence[Any] = ()) -> Triple:
    return Triple(name, op, Operand(value, tuple(values), column, shift_days=days))


def codes(parsed: Parsed) -> list[tuple[str, int]]:
    return [(p.code, p.row) for p in parsed.problems if p.level != "note"]


def notes(parsed: Parsed) -> list[str]:
    return [p.code for p in parsed.problems if p.level == "note" and p.code != "column_absent"]
