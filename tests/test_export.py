"""The weekly issue in every format: the same figures, opened again by other programs, and nothing in it that runs."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import openpyxl
import orjson
import paper
import pytest

from cockpit import export
from cockpit.export import listing
from cockpit.model import State

WEEK = export.WeekIssue("2026-W47", paper.NOON, False, paper.snapshot(), paper.catalog())
LATE = export.WeekIssue("2026-W47", paper.NOON + timedelta(days=9), True, paper.snapshot(), paper.catalog())


def sheets(lang: str = "zh") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(export.write(WEEK, "xlsx", lang)))


def table(sheet: object) -> list[dict[str, object]]:
    rows = list(sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]
    return [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]


@pytest.mark.parametrize("lang", export.LANGUAGES)
@pytest.mark.parametrize("fmt", export.WRITERS)
def test_the_same_week_gives_the_same_bytes(fmt: str, lang: str) -> None:
    assert export.write(WEEK, fmt, lang) == export.write(WEEK, fmt, lang)


def test_files_are_named_by_street_and_week() -> None:
    assert export.name(WEEK, "xlsx", "zh") == "cockpit_demo_2026-W47.xlsx"
    assert export.name(WEEK, "xlsx", "en") != export.name(WEEK, "xlsx", "zh")


def test_the_workbook_has_a_cover_a_sheet_per_priority_an_appendix_and_notes() -> None:
    assert sheets().sheetnames == ["封面", "②楼宇经济", "④基层治理", "附录", "数据说明"]
    assert sheets("en").sheetnames == ["Cover", "②Buildings", "④Governance", "Appendix", "Data notes"]
    cover = [cell for row in sheets()["封面"].iter_rows(values_only=True) for cell in row if cell]
    assert "2026年第47周（11月16–22日）" in cover and "达标0/1，可评1/3" in cover and "3f9c" in cover


def test_percentages_recompute_from_n_and_N() -> None:
    told = [r for r in table(sheets()["附录"]) if r["单位"] == "%" and isinstance(r["n（分子）"], (int, float)) and r["N（分母）"]]
    assert len(told) == 3
    for row in told:
        assert row["数值"] == pytest.approx(100 * row["n（分子）"] / row["N（分母）"], abs=1e-12)  # type: ignore[operator]


def test_every_state_is_a_shape_and_a_word() -> None:
    states = {r["状态"] for r in table(sheets()["附录"])}
    assert states == {"▲ 预警", "· 不评分", "○ 无数据", "◎ 停更", "◆ 未达标"}


def test_absence_is_a_dash_with_a_reason_and_never_a_zero() -> None:
    absent = next(r for r in table(sheets()["附录"]) if r["范围"] == "石泉")
    assert absent["数值"] == "—" and absent["说明"] == "本期没有记录"
    line = next(r for r in rows() if r["范围"] == "石泉")
    assert (line["数值"], line["n（分子）"]) == ("", "")


def test_a_masked_figure_is_in_no_format() -> None:
    masked = next(r for r in table(sheets()["附录"]) if str(r["指标"]) == paper.NASTY)
    assert (masked["数值"], masked["n（分子）"], masked["N（分母）"]) == ("<5", "—", "—")
    told = next(r for r in orjson.loads(export.write(WEEK, "json", "zh"))["readings"] if r["masked"])
    assert told["value"] is told["n"] is told["N"] is None


def test_the_printed_decimals_never_carry_a_value_over_its_target() -> None:
    told = paper.snapshot()
    close = replace(told.reading("building.let"), value=94.96, state=State.WATCH)
    week = replace(WEEK, snapshot=replace(told, readings={**told.readings, ("building.let", "*"): close}))
    book = openpyxl.load_workbook(io.BytesIO(export.write(week, "xlsx", "zh")))
    cell = book["②楼宇经济"].cell(4, 2)
    assert cell.value == 94.96 and cell.number_format == "#,##0.00"


def test_E21_no_cell_of_the_workbook_is_a_formula_or_a_link() -> None:
    for sheet in sheets():
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"} and cell.hyperlink is None
    assert any(r["指标"] == paper.NASTY for r in table(sheets()["④基层治理"]))


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export.write(WEEK, "csv", "zh").decode("utf-8-sig"))))


def test_E20_the_listing_quotes_live_texts_and_leaves_numbers_alone() -> None:
    assert export.write(WEEK, "csv", "zh").startswith(b"\xef\xbb\xbf")
    assert next(r for r in rows() if r["指标编号"] == "petition.masked")["指标"] == "'" + paper.NASTY
    assert next(r for r in rows() if r["指标编号"] == "hotline.p90")["数值"] == "-5.25"
    assert float(rows()[0]["数值"]) > 0 and not any(
        c.startswith(listing.LIVE) for r in rows() for k, c in r.items() if k not in {"数值", "较上期"}
    )


@pytest.mark.parametrize("text", ["=1+1", "+86 571", "-2+3", "@SUM(A1)", "\tx", "\rx", "＝1+1"])
def test_E20_live_texts_are_quoted(text: str) -> None:
    assert listing.cell(text) == "'" + text


@pytest.mark.parametrize(("number", "text"), [(-5, "-5"), (-5.0, "-5"), (0.1, "0.1"), (100 / 3, "33.333333333333336"), (0.0, "0")])
def test_E20_numbers_are_unharmed(number: float, text: str) -> None:
    assert listing.cell(number) == text


@pytest.mark.parametrize("lang", export.LANGUAGES)
def test_E14_the_page_runs_nothing_and_asks_nobody(lang: str) -> None:
    page = export.write(WEEK, "html", lang).decode()
    assert "<script" not in page and "&lt;script&gt;" in page
    assert not re.search(r"(?:src|href)=\"(?!data:)|url\(|https?://(?!x&)", page)
    assert "default-src 'none'" in page


def test_the_page_says_the_same_as_the_workbook() -> None:
    page = export.write(WEEK, "html", "zh").decode()
    for words in ("2026年第47周", "92.6%", "≥95", "▲ 预警", "377", "407", "达标0/1", "信访事项：停更", "冻结后到达的数据不回写本期"):
        assert words in page
    assert "<svg" in page


def test_a_late_freeze_says_so() -> None:
    assert "补冻结" in export.write(LATE, "html", "zh").decode()
    assert orjson.loads(export.write(LATE, "json", "zh"))["late"] is True


def test_the_json_is_the_snapshot_with_its_week() -> None:
    told = orjson.loads(export.write(WEEK, "json", "zh"))
    assert told["week"] == "2026-W47" and told["version"] == "3f9c" and len(told["readings"]) == 6
    assert told["readings"][0]["value"] == 100 * 377 / 407


def test_gaps_name_what_the_issue_cannot_tell() -> None:
    assert export.gaps(WEEK) == ("hotline.p90", "petition.masked")
