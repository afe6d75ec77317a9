"""Cells as offices write them, and the exact values they become."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_street import CASE, catalog, cells, column, enum, notes, read, source, text_file

from cockpit.calendar import day_number
from cockpit.catalog.schema import Column
from cockpit.intake import numbers, zone
from cockpit.model import Level, Text

AREA = column("area", "dec", "面积", scale=2, unit="㎡", null=True)
PEOPLE = column("people", "int", "人数", null=True)
DAY = column("day", "date", "日期", null=True)
MOMENT = column("at", "datetime", "时间", null=True)
MONTH = column("month", "month", "月份", null=True)


def day(year: int, month: int, number: int) -> int:
    return day_number(date(year, month, number))


def test_B07_numbers_as_offices_write_them() -> None:
    assert cells(AREA, "1,234", "1.2万", "１２３", "１，２３４．５", "—", "无", "", "-5", "3.50㎡", "0.1亿", "（5）") == [
        123400, 1200000, 12300, 123450, None, None, None, -500, 350, 1000000000, "not_a_number",
    ]  # fmt: skip
    percent = column("rate", "dec", "比率", scale=1, unit="%")
    assert cells(percent, "12.5%", "12.5", "１２．５％", "—") == [125, 125, 125, "missing_value"]
    assert cells(AREA, "12.5%") == ["unit_unknown"]


def test_B07_what_was_normalised_is_noted_once() -> None:
    parsed = read('编号,接收日期,面积\na,2026-11-01,"1,234"\nb,2026-11-01,1.2万\nc,2026-11-01,5\n')
    note = next(p for p in parsed.problems if p.code == "normalised")
    assert (note.level, note.row, note.column, note.found, note.values["count"]) == (Level.NOTE, 2, "面积", "1,234", "2")


def test_a_unit_in_the_header_is_read_off() -> None:
    money = column("tax", "int", "税收", unit="元")
    of = source(column("key", "code"), money, key=("key",))
    parsed = read("key,税收（万元）\na,1.5\nb,0.00005\n", of)
    assert parsed.rows is not None and parsed.rows.columns["tax"] == [15000]
    assert [p.code for p in parsed.problems if p.row == 3] == ["not_whole"]
    own = source(column("key", "code"), column("tax", "dec", "税收", unit="万元", scale=2), key=("key",))
    parsed = read("key,税收(元)\na,15000\n", own)
    assert parsed.rows is not None and parsed.rows.columns["tax"] == [150]


def test_B08_no_infinite_or_disguised_numbers() -> None:
    assert cells(AREA, "inf", "nan", "NaN", "1_000", "1e3", "0x10", "5.", "约800", "1,2345", "--5", "1e999") == [
        *["not_a_number"] * 4, 100000, *["not_a_number"] * 6,
    ]  # fmt: skip
    assert cells(PEOPLE, "1e3", "1_000", "5.0", "5.5", "٣", "9" * 30) == [
        "not_a_number", "not_a_number", 5, "not_whole", "not_a_number", "out_of_range",
    ]  # fmt: skip
    assert "exponent" in notes(read("编号,接收日期,面积\na,2026-11-01,1e3\n"))


def test_B09_leading_zeros_stay() -> None:
    parsed = read("编号,接收日期\n0012,2026-11-01\n0013,2026-11-01\n")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["0012", "0013"]


def test_B10_a_company_called_None() -> None:
    name = column("name", "text", "名称", null=True)
    assert cells(name, "NA", "None", "null", "无", "") == ["NA", "None", "null", None, None]
    assert cells(column("n", "text", "名称", null=True, missing=("NA",)), "NA", "None") == [None, "None"]


def test_B16_dates_by_explicit_rule() -> None:
    expected = day(2026, 1, 5)
    forms = (
        "2026-01-05",
        "2026-1-5",
        "2026/1/5",
        "2026.1.5",
        "2026年1月5日",
        "20260105",
        "２０２６－１－５",
        "2026-01-05 00:00:00",
        "2026/1/5 0:00",
    )
    assert cells(DAY, *forms) == [expected] * len(forms)
    assert cells(DAY, "26/1/5", "1/5/2026", "2026-02-30", "2026-13-01", "明天", "46345", "2026-1.5") == [
        "ambiguous_date", "ambiguous_date", "impossible_date", "impossible_date", "not_a_date", "not_a_date", "not_a_date",
    ]  # fmt: skip


def test_B16_native_dates_and_serials_of_a_workbook() -> None:
    assert cells(DAY, 46345, date(2026, 11, 19), 20261119, "2026/11/19", native=True) == [day(2026, 11, 19)] * 4  # type: ignore[arg-type]
    assert cells(AREA, 0.1 + 0.2, 5, 1234.5, "1,234.5", native=True) == [30, 500, 123450, 123450]  # type: ignore[arg-type]
    assert cells(column("code", "code", "码"), 12, "0012", True, native=True) == ["12", "0012", "TRUE"]  # type: ignore[arg-type]


def test_months_are_their_last_day_and_2026_1_may_be_october() -> None:
    november = day(2026, 11, 30)
    forms = ("2026-11", "2026年11月", "2026.11", "2026/11", "202611", "2026-11-03", "2026年11月份")
    assert cells(MONTH, *forms, "2026.1", "2026.2", "2026-13", "11月") == [
        *[november] * len(forms), "ambiguous_date", day(2026, 2, 28), "impossible_date", "date_without_year",
    ]  # fmt: skip


def test_moments_are_utc_seconds_with_the_local_day() -> None:
    utc = int(datetime(2018, 6, 4, 1, 5, 12, tzinfo=UTC).timestamp())
    forms = (
        "2018/6/4 9:05:12",
        "2018-06-04T09:05:12",
        "2018-06-04 09:05:12",
        "2018年6月4日 9时5分12秒",
        "2018-06-04T01:05:12Z",
        "20180604090512",
    )
    assert cells(MOMENT, *forms, "2018/6/4 上午9:05:12", "2018-06-04 25:00:00", "9:05", "2018-06-04T09:05:12.123") == [
        *[utc] * (len(forms) + 1), "impossible_date", "not_a_datetime", utc,
    ]  # fmt: skip
    parsed = read("编号,接收日期,办结时间\na,2026-11-01,2026-11-02 23:30:00\nb,2026-11-01,2026-11-02T23:30:00Z\n")
    assert parsed.rows is not None
    assert parsed.rows.columns["closed_at__day"] == [day(2026, 11, 2), day(2026, 11, 3)]


def test_declared_formats_for_forms_the_rules_do_not_know() -> None:
    updated = column("at", "datetime", "时间", formats=("%m/%d/%Y %I:%M:%S %p",))
    assert cells(updated, "12/06/2012 04:39:00 AM") == [int(datetime(2012, 12, 5, 20, 39, tzinfo=UTC).timestamp())]


def test_flags() -> None:
    flag = column("flag", "bool", "标记", null=True)
    assert cells(flag, "是", "否", "true", "FALSE", "1", "0", "Y", "n", "—", "也许") == [1, 0, 1, 0, 1, 0, 1, 0, None, "not_a_bool"]


def test_B20_unknown_names_are_held_with_the_nearest() -> None:
    parsed = read(
        "编号,社区,接收日期,类型,责任科室\na,丰乐社区,2026-11-01,诉求,平安法治办\nb,丰乐社,2026-11-01,诉求书,平安办公室\nc,FENGLE,2026-11-01,无,\n"
    )
    assert parsed.equation.held == 1 and parsed.rows is not None
    assert parsed.rows.columns["community"] == ["fengle", "fengle"] and parsed.rows.columns["kind"] == ["appeal", "none"]
    held = {p.code: (p.level, p.found, p.expected) for p in parsed.problems if p.row == 3}
    assert held == {
        "unknown_place": (Level.HOLD, "丰乐社", "丰乐"),
        "unknown_value": (Level.HOLD, "诉求书", "诉求"),
        "unknown_department": (Level.HOLD, "平安办公室", "平安法治办公室"),
    }


def test_B20_a_confirmed_alias_is_remembered() -> None:
    text = "编号,小区,接收日期,类型\na,丰乐社,2026-11-01,诉求书\n"
    learned = {"place": {"丰乐社": "fengle"}, "case.kind": {"诉求书": "appeal"}, "case.headers": {"小区": "community"}}
    parsed = read(text, learned=learned)
    assert parsed.rows is not None and parsed.equation.held == 0
    assert (parsed.rows.columns["community"], parsed.rows.columns["kind"]) == (["fengle"], ["appeal"])


def test_the_street_itself_is_a_place() -> None:
    assert cells(CASE[1], "*", "示例街道", "全街道") == ["*", "*", "*"]


def test_B06_invisible_characters_are_refused() -> None:
    code, text = column("code", "code", "码"), column("text", "text", "文")
    assert cells(code, "a\x00b", "a\u200bb", "a\tb", "ＡＢ") == ["control_character"] * 3 + ["AB"]
    assert cells(text, "a\x00b", "第一行\n第二行", " 前后 ") == ["control_character", "第一行\n第二行", "前后"]


def test_spaces_are_folded_where_declared() -> None:
    assert cells(column("route", "code", "线路", clean=("spaces",)), "606 Route 6A  (NEW)") == ["606 Route 6A (NEW)"]


def test_error_values_are_no_text() -> None:
    assert cells(column("text", "text", "文"), "#N/A", "#REF!", "N/A") == ["cell_error", "cell_error", "N/A"]


def test_B17_bounds() -> None:
    assert cells(column("rate", "dec", "率", scale=1, low=0, high=100), "101", "100.0", "-0.1", "0") == [
        "out_of_range",
        1000,
        "out_of_range",
        0,
    ]


def test_more_decimals_than_declared_are_rounded_and_noted() -> None:
    assert cells(AREA, "1.005", "1.0049", "-1.005", "2.000") == [101, 100, -101, 200]


def scaled(text: str, scale: int) -> int | None:
    exact = Decimal(text).scaleb(scale)
    return int(exact) if exact == exact.to_integral_value() else None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 5)), min_size=1, max_size=20), st.integers(1, 5))
def test_the_fast_way_gives_the_exact_decimal(parts: list[tuple[int, int]], scale: int) -> None:
    texts = [format(Decimal(number).scaleb(-places), "f") for number, places in parts]
    made = numbers.convert(texts, Column("x", "dec", Text("x", "x"), scale=scale))
    for text, value in zip(texts, made.values.tolist(), strict=True):
        exact = scaled(text, scale)
        assert exact is None or value == exact
        assert abs(Decimal(value).scaleb(-scale) - Decimal(text)) <= Decimal(5).scaleb(-scale - 1)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.text(max_size=12), max_size=12),
    st.sampled_from(["int", "dec", "bool", "date", "datetime", "month", "code", "text", "enum"]),
)
def test_any_text_in_any_column_is_a_value_or_a_problem(texts: list[str], kind: str) -> None:
    made = enum("x", "值", a="甲") if kind == "enum" else column("x", kind, "值", null=True, scale=2)
    of = source(column("key", "code"), made, key=("key",))
    rows = [["key", "值"], *([f"k{i}", text] for i, text in enumerate(texts))]
    parsed = read(text_file(rows).encode("utf-8", "replace"), of)
    assert parsed.quarantine is None or parsed.quarantine.code in ("empty_file", "broken_quotes")


@given(
    st.lists(st.datetimes(datetime(1900, 1, 2), datetime(2099, 1, 1)), max_size=30),
    st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "Europe/London"]),
)
def test_a_column_of_wall_clock_times_is_converted_as_one_by_one(moments: list[datetime], name: str) -> None:
    tz = ZoneInfo(name)
    local = np.array([int((m.replace(microsecond=0) - datetime(1970, 1, 1)).total_seconds()) for m in moments], dtype=np.int64)
    assert zone.to_utc(local, tz).tolist() == [int(m.replace(microsecond=0, tzinfo=tz).timestamp()) for m in moments]


@pytest.mark.parametrize("zone_name", ["Asia/Shanghai", "America/Los_Angeles"])
def test_the_office_zone_decides(zone_name: str) -> None:
    parsed = read("编号,接收日期,办结时间\na,2026-11-01,2026-11-02 12:00:00\n", zone=zone_name)
    expected = datetime(2026, 11, 2, 12, tzinfo=ZoneInfo(zone_name))
    assert parsed.rows is not None and parsed.rows.columns["closed_at"] == [int(expected.timestamp())]


def test_the_street_can_be_built() -> None:
    assert catalog().sources["case"].columns["area"].scale == 2
