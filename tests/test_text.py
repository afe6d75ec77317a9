"""Numbers, dates and sentences as printed: rounding never crosses a target, both languages say the same."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.model import Level, Period, Problem, Reading, State, Verdict, Why
from cockpit.views import problems, sentences, text, words

SUNDAY = date(2026, 11, 22)
HAN = range(0x4E00, 0x9FFF)


def parsed(shown: str) -> float:
    return float(shown.replace(text.MINUS, "-").replace(",", ""))


def has_han(said: str) -> bool:
    return any(ord(c) in HAN for c in said)


@pytest.mark.parametrize(
    ("value", "better", "shown"),
    [(89.96, "higher", "89.9"), (90.0, "higher", "90.0"), (90.04, "higher", "90.0"), (90.04, "lower", "90.1"), (89.96, "lower", "90.0")],
)
def test_a_miss_never_prints_as_a_hit(value: float, better: str, shown: str) -> None:
    assert text.number(value, 1, edges=(90.0,), better=better) == shown


@given(
    value=st.floats(-1e6, 1e6, allow_nan=False),
    target=st.decimals(-1000, 1000, places=2).map(float),
    floor=st.decimals(-1000, 1000, places=2).map(float),
    decimals=st.integers(0, 2),
    better=st.sampled_from(["higher", "lower"]),
)
def test_rounding_stays_on_its_side_of_target_and_floor(value: float, target: float, floor: float, decimals: int, better: str) -> None:
    shown = parsed(text.number(value, decimals, edges=(target, floor), better=better))
    for edge in (target, floor):
        assert (shown <= edge if better == "lower" else shown >= edge) == (value <= edge if better == "lower" else value >= edge)


@given(edge=st.integers(0, 1000).map(float), off=st.floats(-2, 2, allow_nan=False), decimals=st.integers(0, 2))
def test_rounding_near_a_band_keeps_in_and_out(edge: float, off: float, decimals: int) -> None:
    band, value = (edge, edge + 0.5), edge + off
    shown = parsed(text.number(value, decimals, edges=(band,), better="band"))
    assert (band[0] <= shown <= band[1]) == (band[0] <= value <= band[1])


@given(value=st.floats(-1e9, 1e9, allow_nan=False), decimals=st.integers(0, 3))
def test_without_an_edge_rounding_is_within_half_a_step(value: float, decimals: int) -> None:
    assert abs(parsed(text.number(value, decimals)) - value) <= 0.5 * 10**-decimals + 1e-6 * abs(value)


def test_half_goes_to_even_and_minus_is_a_minus() -> None:
    assert [text.number(v, 1) for v in (0.25, 0.35, -0.25, -0.04)] == ["0.2", "0.4", "−0.2", "0.0"]
    assert text.number(None) == "—"
    assert text.number(1234567, 0) == "1,234,567"


def test_targets_read_as_they_are_meant() -> None:
    assert text.target(90.0, "higher") == "≥90"
    assert text.target(10, "lower") == "≤10"
    assert text.target((60, 90), "band") == "60–90"
    assert text.target(None, "none") == ""
    assert text.target(1000 / 12, "higher", decimals=1) == "≥83.33"


def reading(value: float | None, **more: Any) -> Reading:
    return Reading("x", "*", Period("stock", SUNDAY), value, None, None, State.PLAIN, **more)


def test_floor_space_reads_in_wan_square_metres_or_hectares_with_its_target() -> None:
    found = reading(599_960.0, target=600_000.0)
    zh = text.figure(found, unit="平方米", decimals=0, better="higher", lang="zh")
    en = text.figure(found, unit="平方米", decimals=0, better="higher", lang="en")
    assert (zh.text, zh.unit, zh.target, zh.whole) == ("59.99", "万㎡", "≥60", "59.99万㎡")
    assert (en.text, en.unit, en.whole) == ("59.99", "ha", "59.99 ha")


def test_masked_and_absent_figures_are_no_numbers() -> None:
    assert text.figure(reading(None, masked=True), unit="件", decimals=0, better="lower", lang="zh").text == "<5"
    assert text.figure(reading(None), unit="件", decimals=0, better="lower", lang="zh").text == "—"


def test_changes_carry_their_sign_and_unit() -> None:
    assert text.change(92.6, 93.4, unit="%", decimals=1, lang="zh") == "−0.8点"
    assert text.change(6, 4, unit="件", decimals=0, lang="zh") == "+2件"
    assert text.change(6, 6, unit="件", decimals=0, lang="en") == "±0 cases"
    assert text.change(None, 4, unit="件", decimals=0, lang="zh") == ""


def test_days_weeks_and_ages() -> None:
    day = date(2026, 11, 26)
    assert text.day(day, "zh", weekday=True) == "11月26日 周四"
    assert text.day(day, "en", weekday=True) == "Thu 26 Nov"
    assert text.day(day, "zh", year=2025) == "2026年11月26日"
    assert (text.week("2026-W48", "zh"), text.week("2026-W48", "en")) == ("第48周", "Week 48")
    assert text.moment(datetime(2026, 11, 26, 8, 31), "zh") == "11月26日08:31"
    assert [text.age(timedelta(hours=h), "zh") for h in (0.4, 23, 47, 72)] == ["24分钟", "23小时", "47小时", "3天"]
    assert text.days_old(date(2026, 11, 25), day, "zh") == ""
    assert text.days_old(date(2026, 11, 14), day, "zh") == "12天前"


@pytest.mark.parametrize(
    ("window", "end", "zh", "en"),
    [
        ("week", SUNDAY, "第47周", "Week 47"),
        ("week", date(2026, 11, 20), "11月14–20日", "14–20 Nov"),
        ("4weeks", SUNDAY, "10月26日–11月22日", "26 Oct–22 Nov"),
        ("month", date(2026, 10, 31), "2026年10月", "Oct 2026"),
        ("quarter", date(2026, 9, 30), "2026年第三季度", "Q3 2026"),
        ("ytd", SUNDAY, "今年至11月22日", "Year to 22 Nov"),
        ("stock", SUNDAY, "11月22日时点", "As at 22 Nov"),
    ],
)
def test_periods_have_names(window: str, end: date, zh: str, en: str) -> None:
    assert (text.period(Period(window, end), "zh"), text.period(Period(window, end), "en")) == (zh, en)


def test_every_state_and_verdict_has_both_names() -> None:
    for table in (words.STATES, words.SOURCE_STATES, words.VERDICTS, words.BASES, words.CADENCES):
        assert all(has_han(zh) and en and not has_han(en) for zh, en in table.values())
    assert set(words.STATES) == set(State) and set(words.VERDICTS) == set(Verdict)


def test_reasons_are_whole_sentences() -> None:
    low = Why("low_coverage", {"have": "13", "expected": "18", "source": "petition_case"})
    assert text.why(low, "zh") == "应报18份只收到13份，不出数"
    assert not has_han(text.why(low, "en"))
    assert text.why(Why("something_new"), "zh") == "没有数值（something new）"


def test_a_problem_is_said_as_in_the_house_rules() -> None:
    found = Problem("not_a_number", file="楼宇_2026-11.csv", row=37, column="已入驻面积", found="约800", expected="dec")
    became = sentences.OUTCOMES[Level.REFUSE]
    zh = f"楼宇_2026-11.csv 第37行「已入驻面积」：读到“约800”，应为数字。{became[0]}。处理：查实后填准确的数字，重新放入。"
    assert text.problem(found, "zh") == zh
    todo = "Find out the exact number, write it and drop it in again"
    assert text.problem(found, "en").endswith(f"found “约800”, expected a number. {became[1]}. To do: {todo}.")


def test_what_became_of_a_file_is_said_once() -> None:
    def said(found: Problem) -> str:
        return text.problem(found, "zh")

    assert "什么也没有。整份文件未收。处理：" in said(Problem("empty_file", Level.QUARANTINE, file="a.csv"))
    assert "其他行照常" in said(Problem("unknown_place", Level.HOLD, file="a.csv", row=3, found="锦弯"))
    jump = Problem("stop_jump", Level.HOLD, file="a.csv", row=3, found="4000", values={"median": "80", "times": "40"})
    assert "其他行" not in said(jump) and said(jump).count("整份文件") == 1
    assert "文件" not in said(Problem("fetch_denied", Level.HOLD, source="a", found="403"))
    sealed = Problem("personal_data", Level.QUARANTINE, file="a.csv", column="手机号", values={"header": "手机号"})
    assert said(sealed).count("整份文件") == 1 and "“手机号”一列" in said(sealed)
    assert "其他行" not in said(Problem("exponent", Level.NOTE, file="a.csv", row=3, values={"count": "2"}))


def test_a_note_names_the_rows_it_stands_for() -> None:
    note = Problem("rounded", Level.NOTE, file="a.csv", row=4, values={"count": "2", "rows": "4,9"})
    assert sentences.problem(note, "zh").where == "a.csv 第4、9行" and sentences.problem(note, "en").where == "a.csv rows 4, 9"
    many = dataclasses.replace(note, values={"count": "8", "rows": "4,5,6,7,8,9,11,12"})
    assert sentences.problem(many, "zh").where == "a.csv 第4、5、6、7、8行等" and "rows 4, 5, 6, 7, 8 …" in text.problem(many, "en")


def test_what_is_no_table_is_named_in_words() -> None:
    found = Problem("wrong_type", Level.QUARANTINE, file="报表.xls", found="html", expected="csv")
    assert sentences.problem(found, "zh").finding == "文件名是.xls，内容其实是网页，读不了"
    scan = Problem("wrong_type", Level.QUARANTINE, file="a.pdf", found="pdf")
    assert sentences.problem(scan, "en").finding.startswith("the content is a PDF")


def test_optional_parts_go_with_their_values_and_braces_of_values_stay() -> None:
    known = Problem("unknown_place", found="锦弯", expected="锦湾")
    assert sentences.problem(known, "zh").finding == "社区名册里没有“锦弯”，名字最像的是“锦湾”（不一定就是它）"
    assert sentences.problem(Problem("unknown_place", found="{x}[y]"), "zh").finding == "社区名册里没有“{x}[y]”"
    ranged = Problem("out_of_range", found="105", expected="0..100")
    assert sentences.problem(ranged, "en").finding == "“105” is outside the allowed range (0–100)"


def test_a_rule_is_said_in_the_readers_language() -> None:
    broken = Problem(
        "rule_broken", found="168", expected="sum", values={"rule": "sum", "rule.zh": "合格不多于抽查", "rule.en": "correct ≤ checked"}
    )
    assert "合格不多于抽查" in text.problem(broken, "zh")
    assert "correct ≤ checked" in text.problem(broken, "en")


def test_an_unknown_code_still_says_what_was_found() -> None:
    said = text.problem(Problem("brand_new", Level.NOTE, file="a.csv", found="x", expected="int"), "en")
    assert said == "a.csv: brand new: found “x”, expected a whole number. Nothing to do."


def test_every_documented_problem_has_a_sentence_in_both_languages() -> None:
    page = Path(__file__).parent.parent / "docs" / "problems.md"
    codes = {line.split("`")[1] for line in page.read_text("utf-8").splitlines() if line.startswith("| `")}
    assert codes and codes <= set(problems.PROBLEMS)
    for zh, en in problems.PROBLEMS.values():
        assert all(map(has_han, zh)) and not any(map(has_han, en)) and all(en)
