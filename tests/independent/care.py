"""Priorities five and six: what devices and services do for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pandas as pd

from independent import sums
from independent.city import on_schedule
from independent.growth import in_buildings, on_time
from independent.street import Street
from independent.sums import Answer, Cell

ANSWER_SECONDS = 60


def hazards(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = in_buildings(street, street.rows_from("hazard", "整改期限", first, last))
        return sums.rate(rows, rows["复查销号日期"] <= rows["整改期限"], "地")

    return sums.answer(street, "4weeks", ("hazard",), cells)


def shared(street: Street, source: str, window: str, *, when: str, part: str, whole: str) -> Answer:
    """Part of whole by community."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        return sums.share(street.rows_from(source, when, first, last), part, whole, "社区")

    return sums.answer(street, window, (source,), cells)


def devices(street: Street) -> Answer:
    return shared(street, "device_day", "day", when="日期", part="在线设备数", whole="在册设备数")


def families(street: Street) -> Answer:
    return shared(street, "care_month", "month", when="月份", part="已触达家庭数", whole="失能失智家庭数")


def home_visits(street: Street) -> Answer:
    return shared(street, "care_month", "month", when="月份", part="完成上门次数", whole="计划上门次数")


def meals(street: Street) -> Answer:
    return shared(street, "meal_month", "month", when="月份", part="实际助餐人数", whole="助餐需求人数")


def calls(street: Street, first: date, last: date) -> pd.DataFrame:
    rows = street.rows_from("sos_event", "呼叫时间", first, last)
    rows = rows[rows["是否测试"] == "否"]
    return rows.assign(秒=(rows["应答时间"] - rows["呼叫时间"]).dt.total_seconds())


def sos(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = calls(street, first, last)
        return sums.rate(rows, rows["秒"] <= ANSWER_SECONDS, "社区")

    return sums.answer(street, "week", ("sos_event",), cells)


def seconds_to_answer(street: Street) -> Answer:
    """Companion of the SOS rate: the ninetieth percentile over all calls together."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = calls(street, first, last).dropna(subset=["秒"])
        groups = [(sums.STREET, rows), *((str(code), group) for code, group in rows.groupby("社区"))]
        return {code: Cell(Fraction(0), Fraction(len(group)), float(group["秒"].quantile(0.9))) for code, group in groups}

    return sums.answer(street, "week", ("sos_event",), cells)


def livelihood_projects(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        return sums.rate(*on_schedule(street.rows_from("livelihood_project_month", "月份", first, last)))

    return sums.answer(street, "month", ("livelihood_project_month",), cells)


def funds(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        return sums.share(street.rows_from("livelihood_project_month", "月份", first, last), "累计支付", "计划累计支付")

    return sums.answer(street, "month", ("livelihood_project_month",), cells)


def orders(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("hotline_order", "办理期限", first, last)
        rows = rows[rows["是否退单"] == "否"]
        return sums.rate(rows, rows["办结时间"] <= rows["办理期限"], "社区")

    return sums.answer(street, "week", ("hotline_order",), cells)


def callers_satisfied(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("hotline_order", "回访日期", first, last)
        rows = rows[rows["回访评价"] != "未评价"]
        return sums.rate(rows, rows["回访评价"].isin(["满意", "基本满意"]), "社区")

    return sums.answer(street, "week", ("hotline_order",), cells)


def called_back(street: Street) -> Answer:
    """Companion of the callers' satisfaction."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("hotline_order", "办结时间", first, last)
        rows = rows[rows["是否退单"] == "否"]
        return sums.rate(rows, rows["回访日期"].notna(), "社区")

    return sums.answer(street, "week", ("hotline_order",), cells)


def beds(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("care_center_day", "日期", first, last)
        return sums.share(sums.placed(rows, street.table("care_center"), "中心编号", "社区"), "使用床位", "开放床位", "地")

    return sums.answer(street, "week", ("care_center_day",), cells)


def resolutions(street: Street) -> Answer:
    return on_time(street, "assembly_resolution", "13weeks", due="落实期限", done="落实日期")
