"""Priorities one and two: Party building, and what the street earns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from independent import sums
from independent.street import Street
from independent.sums import Answer, Cell

LEAD = ("时尚产业", "跨境电商", "科技")
HUNDRED_MILLION = 100_000_000


def on_time(street: Street, source: str, window: str, *, due: str, done: str) -> Answer:
    """What fell due in the window and was done by then."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from(source, due, first, last)
        return sums.rate(rows, rows[done] <= rows[due])

    return sums.answer(street, window, (source,), cells)


def rectification(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        rows = street.rows_from("rectification_item", "整改期限", first, last)
        rows = rows[rows["整改状态"] != "已并入"]
        return sums.rate(rows, rows["销号日期"] <= rows["整改期限"])

    return sums.answer(street, "13weeks", ("rectification_item",), cells)


def milestones(street: Street) -> Answer:
    return on_time(street, "brand_milestone", "13weeks", due="计划完成日期", done="实际完成日期")


def integrity(street: Street) -> Answer:
    return on_time(street, "integrity_task", "13weeks", due="完成期限", done="完成日期")


def in_buildings(street: Street, rows: pd.DataFrame, told: date | None = None) -> pd.DataFrame:
    return sums.placed(rows, street.table("building", told=told), "楼宇编号", "所属社区")


def link_visits(street: Street) -> Answer:
    """Linked buildings that somebody came to."""

    def cells(first: date, last: date) -> Mapping[str, Cell]:
        links = street.table("link_assignment", told=last)
        day = pd.Timestamp(last)
        linked = in_buildings(street, links[(links["启用日期"] <= day) & (links["停用日期"].isna() | (links["停用日期"] >= day))])
        visits = in_buildings(street, street.rows_from("link_visit", "走访日期", first, last))
        visited = visits[visits["楼宇编号"].isin(linked["楼宇编号"])]
        both = visited["楼宇编号"].nunique(), linked["楼宇编号"].nunique()
        return sums.cells(sums.distinct(visited, "楼宇编号", "地"), sums.distinct(linked, "楼宇编号", "地"), street=both)

    return sums.answer(street, "13weeks", ("link_visit",), cells)


def party_organisations(street: Street, last: date) -> Answer:
    day = pd.Timestamp(last)
    towers = street.table("building", told=last)
    offices = towers[towers["楼宇类型"].isin(["商务写字楼", "商住综合"]) & (towers["是否在用"] == "是") & (towers["交付日期"] <= day)]
    listed = street.table("building_party_org", told=last)
    listed = listed[(listed["组织状态"] == "正常") & (listed["成立日期"] <= day) & listed["楼宇编号"].isin(offices["楼宇编号"])]
    having = offices[offices["楼宇编号"].isin(listed["楼宇编号"])]
    found = sums.cells(sums.counts(having, "所属社区"), sums.counts(offices, "所属社区"))
    return Answer("stock", date.min, last, ("building_party_org", "building"), found, True)


def committees(street: Street, last: date) -> Answer:
    day = pd.Timestamp(last)
    estates = street.table("owner_committee", told=last)
    estates = estates[estates["具备组建条件"] == "是"]
    formed = (estates["成立日期"] <= day) & (estates["任期届满日期"].isna() | (estates["任期届满日期"] >= day))
    return Answer("stock", date.min, last, ("owner_committee",), sums.rate(estates, formed, "社区"), True)


def counted_towers(street: Street, last: date) -> pd.DataFrame:
    """The newest look at each building that is in the statistics."""
    register = street.table("building", told=last)
    scope = register[register["统计范围"] == "纳入"]
    rows = street.rows_from("building_snapshot", "统计日期", date(2000, 1, 1), last)
    return in_buildings(street, sums.newest(rows[rows["楼宇编号"].isin(scope["楼宇编号"])], "楼宇编号", "统计日期"))


def occupancy(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        return sums.share(counted_towers(street, last), "已入驻面积", "可租面积", "地")

    return sums.answer(street, "stock", ("building_snapshot",), cells)


def vacancy(street: Street) -> Answer:
    """Companion of occupancy."""

    def cells(_: date, last: date) -> Mapping[str, Cell]:
        return sums.share(counted_towers(street, last), "空置面积", "可租面积", "地")

    return sums.answer(street, "stock", ("building_snapshot",), cells)


def vacant_area(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        return sums.cells(sums.totals(counted_towers(street, last), "空置面积", "地"), None)

    return sums.answer(street, "stock", ("building_snapshot",), cells)


def station_updates(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        register = street.table("building", told=last)
        counted = register[(register["是否在用"] == "是") & (register["统计范围"] == "纳入")]
        seen = street.rows_from("building_snapshot", "统计日期", last - timedelta(days=14), last)
        fresh = counted[counted["楼宇编号"].isin(seen["楼宇编号"])]
        return sums.cells(sums.counts(fresh, "所属社区"), sums.counts(counted, "所属社区"))

    return sums.answer(street, "stock", ("building_snapshot",), cells)


def taxed_locally(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        firms = street.table("enterprise", told=last)
        firms = in_buildings(street, firms[(firms["是否在楼"] == "是") & (firms["应属地纳税"] == "是")])
        return sums.rate(firms, firms["税收属地"] == "是", "地")

    return sums.answer(street, "stock", ("enterprise",), cells)


def hundred_million(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        tax = street.rows_from("building_tax_month", "税款所属月份", first, last)
        rich = [code for code, yuan in tax.groupby("楼宇编号")["入库税收"] if sum(yuan) >= HUNDRED_MILLION]
        return sums.cells(sums.counts(in_buildings(street, pd.DataFrame({"楼宇编号": rich})), "地"), None)

    return sums.answer(street, "12m", ("building_tax_month",), cells)


def tax_per_area(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        tax = street.rows_from("building_tax_month", "税款所属月份", first, last)
        whole_year = [code for code, months in tax.groupby("楼宇编号") if len(months) == 12]
        rows = street.rows_from("building_snapshot", "统计日期", date(2000, 1, 1), last)
        towers = sums.newest(rows[rows["楼宇编号"].isin(whole_year)], "楼宇编号", "统计日期")
        return sums.alone(sum(tax[tax["楼宇编号"].isin(whole_year)]["入库税收"]), sum(towers["可租面积"]), factor=1)

    return sums.answer(street, "12m", ("building_tax_month", "building_snapshot"), cells)


def lease_ends(street: Street) -> Answer:
    def cells(_: date, last: date) -> Mapping[str, Cell]:
        leases = street.table("lease", told=last)
        let = in_buildings(street, leases[leases["租约状态"] == "履行中"])
        day = pd.Timestamp(last)
        soon = let[(let["到期日期"] >= day) & (let["到期日期"] <= day + pd.Timedelta(days=90)) & (let["续租意向"] == "未续租")]
        return sums.cells(sums.totals(soon, "租赁面积", "地"), sums.totals(let, "租赁面积", "地"))

    return sums.answer(street, "stock", ("lease",), cells)


def lead_industries(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        firms = street.rows_from("enterprise_intake", "落地日期", first, last)
        firms = firms[firms["街道外引进"] == "是"]
        return sums.rate(firms, firms["所属产业"].isin(LEAD))

    return sums.answer(street, "ytd", ("enterprise_intake",), cells)


def plan(street: Street, indicator: str, last: date) -> pd.DataFrame:
    """What the yearly plan says of the month that has ended."""
    rows = street.table("plan_phase")
    return rows[(rows["指标编号"] == indicator) & (rows["月份"] == pd.Timestamp(sums.closed_month(last)))]


def talent(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        came = street.rows_from("talent_month", "月份", first, last)
        return sums.alone(sum(came["引进人数"]), sum(plan(street, "talent.introduced_progress", last)["累计计划数"]))

    return sums.answer(street, "ytd", ("talent_month",), cells)


def village_income(street: Street) -> Answer:
    def cells(first: date, last: date) -> Mapping[str, Cell]:
        earned = street.rows_from("village_month", "月份", first, last)
        planned = plan(street, "village.income_progress", last)
        return sums.cells(sums.totals(earned, "经营性收入", "村"), sums.totals(planned, "累计计划数", "单位编号"))

    return sums.answer(street, "ytd", ("village_month",), cells)
