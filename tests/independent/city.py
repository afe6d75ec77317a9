"""Priorities three and four: environment, and how the street is governed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from independent import sums
from independent.growth import on_time
from independent.street import Street
from independent.sums import Answer, Cell


def one_series(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Methods and scoring sheets are never merged: only one may be in use for these sums to mean anything."""
    assert rows[column].nunique() <= 1
    return rows


def accuracy(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("garbage_inspection", "检查日期", first, last)
        return sums.share(rows[rows["检查轮次"] != "复查"], "合格袋数", "抽查袋数", "社区")

    return sums.answer(street, "week", ("garbage_inspection",), cells)


def score(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("garbage_inspection", "检查日期", first, last)
        return sums.share(one_series(rows, "评分表版本"), "得分", "满分", "社区")

    return sums.answer(street, "week", ("garbage_inspection",), cells)


def participation(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("garbage_participation", "月份", first, last)
        return sums.share(one_series(rows, "统计方式"), "参与户数", "常住户数", "社区")

    return sums.answer(street, "month", ("garbage_participation",), cells)


def recycling(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("garbage_tonnage", "日期", first, last)
        kind, route = rows["垃圾种类"], rows["去向"]
        saved = ((kind == "可回收物") & (route == "资源利用")) | ((kind == "易腐垃圾") & (route == "生化处理"))
        return sums.alone(sum(rows[(rows["环节"] == "末端进场") & saved]["重量"]), sum(rows[rows["环节"] == "收运"]["重量"]))

    return sums.answer(street, "month", ("garbage_tonnage",), cells)


def disposal_load(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        plants = street.table("facility", told=last)
        organic = plants[plants["设施类型"] == "易腐处理"]["设施编号"]
        rows = street.rows_from("facility_day", "日期", first, last)
        return sums.share(rows[rows["设施编号"].isin(organic) & (rows["计划检修"] == "否")], "处理量", "设计能力")

    return sums.answer(street, "week", ("facility_day",), cells)


def on_schedule(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Projects under way or done, and which of them are where they should be."""
    rows = rows[rows["项目状态"].isin(["推进中", "已完成"])]
    return rows, pd.Series(list(rows["实际进度"] >= rows["计划进度"]), index=rows.index, dtype=bool)


def projects(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("city_project_month", "月份", first, last)
        return sums.rate(*on_schedule(sums.placed(rows, street.table("city_project"), "项目编号", "社区")), "地")

    return sums.answer(street, "month", ("city_project_month",), cells)


def signed(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        rows = sums.newest(street.rows_from("demolition_month", "月份", date(2000, 1, 1), last), "征迁批次", "月份")
        return sums.share(rows[rows["是否在征"] == "是"], "累计签约户数", "应签户数")

    return sums.answer(street, "stock", ("demolition_month",), cells)


def water(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("water_sample", "采样日期", first, last)
        rows = rows[rows["采样有效"] == "是"]
        return sums.rate(rows, pd.Series(list(rows["水质类别号"] <= rows["目标类别号"]), index=rows.index, dtype=bool))

    return sums.answer(street, "month", ("water_sample",), cells)


def illegal(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("illegal_structure", "处置期限", first, last)
        rows = rows[rows["处置方式"] != "依法不拆除"]
        return sums.rate(rows, rows["处置日期"] <= rows["处置期限"], "社区")

    return sums.answer(street, "4weeks", ("illegal_structure",), cells)


def notices(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("petition_case", "告知期限", first, last)
        rows = rows[rows["可否告知"] == "是"]
        return sums.rate(rows, rows["告知日期"] <= rows["告知期限"], "社区")

    return sums.answer(street, "week", ("petition_case",), cells)


def replies(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("petition_case", "答复期限", first, last)
        rows = rows[rows["事项类型"] == "申诉求决"]
        return sums.rate(rows, rows["答复日期"] <= rows["答复期限"], "社区")

    return sums.answer(street, "week", ("petition_case",), cells)


def resolved(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("petition_case", "办结日期", first, last)
        rows = rows[rows["事项类型"] != "建议意见"]
        return sums.rate(rows, (rows["是否化解"] == "是") & rows["化解层级"].isin(["社区", "街道"]), "社区")

    return sums.answer(street, "week", ("petition_case",), cells)


def repeats(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("petition_case", "收件日期", first, last)
        return sums.rate(rows, rows["初次或重复"] == "重复", "社区")

    return sums.answer(street, "4weeks", ("petition_case",), cells)


def ratings(street: Street, first: date, last: date) -> pd.DataFrame:
    rows = street.rows_from("petition_rating", "评价日期", first, last)
    return sums.placed(rows, street.table("petition_case"), "事项编号", "社区")


def satisfied(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = ratings(street, first, last)
        rows = rows[rows["评价结果"] != "未评价"]
        return sums.rate(rows, rows["评价结果"].isin(["满意", "基本满意"]), "地")

    return sums.answer(street, "4weeks", ("petition_rating",), cells)


def rated(street: Street) -> Answer:
    """Companion of satisfaction."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = ratings(street, first, last)
        return sums.rate(rows, rows["评价结果"] != "未评价", "地")

    return sums.answer(street, "4weeks", ("petition_rating",), cells)


def grid_events(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("grid_event", "办理期限", first, last)
        rows = rows[rows["是否有效"] == "是"]
        return sums.rate(rows, rows["办结时间"] <= rows["办理期限"], "社区")

    return sums.answer(street, "week", ("grid_event",), cells)


def three_party(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("neighbour_case", "办理期限", first, last)
        rows = sums.placed(rows[rows["办理结果"] != "进入诉讼仲裁"], street.table("owner_committee", told=last), "小区编号", "社区")
        return sums.rate(rows, rows["办结日期"] <= rows["办理期限"], "地")

    return sums.answer(street, "4weeks", ("neighbour_case",), cells)


def bench_topics(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("bench_topic", "落实期限", first, last)
        rows = sums.placed(rows[rows["是否采纳"] == "是"], street.table("bench_session"), "场次编号", "社区")
        return sums.rate(rows, rows["落实日期"] <= rows["落实期限"], "地")

    return sums.answer(street, "13weeks", ("bench_topic",), cells)


def suggestions(street: Street) -> Answer:
    return on_time(street, "deputy_suggestion", "13weeks", due="答复期限", done="答复日期")
