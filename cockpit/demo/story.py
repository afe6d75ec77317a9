"""What was planted in the demo street, and what a person should be able to see of it. Tests and the guided tour read this."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.model import Text

OVERDUE_PETITIONS = 6
SLIPPING = ("c16", "c13")
"""石泉村 and 丰乐: their sorting accuracy falls over the last three weeks."""
TROUBLED = ("B01", "B02", "B05")
"""星河国际, 丰乐商务, 青禾广场 hold most of the vacancy."""
CLIFF_BUILDING = "B01"
CLIFF_MONTHS_AHEAD = 4
BEHIND_PROJECTS = 4
SILENT_SOURCE = "care_center_day"
SILENT_WORKDAYS = 5
LATE_PLACE = "c18"
"""松涛村: one monthly report two weeks late, the newest one missing."""
UNKNOWN_PLACE = "石泉新苑"
WEAK_SECTION = "W5"


def late_replies(weeks_back: int) -> float:
    """Share of appeals answered late, by how many weeks before the anchor they fell due: slowly worse for five weeks."""
    return {1: 0.062, 2: 0.056, 3: 0.048, 4: 0.04, 5: 0.034}.get(weeks_back, 0.024)


def slip(weeks_back: float) -> float:
    """Points of sorting accuracy the slipping communities have lost by then."""
    return max(0.0, 5.6 - 1.8 * max(0.0, weeks_back)) if weeks_back < 3 else 0.0


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted thing: where it lies and what it shows. `indicator` is empty when it shows among files, not figures."""

    id: str
    source: str
    text: Text
    indicator: str = ""
    place: str = ""
    state: str = ""


PLANTED = (
    Planted(
        "accuracy_slips",
        "garbage_inspection",
        Text(
            "石泉村、丰乐分类准确率连续三周下滑，全街道跌到 90% 以下",
            "Sorting accuracy in Shiquan and Fengle slips for three weeks; the street falls under 90 %",
        ),
        "garbage.accuracy_rate",
        "c16",
        "watch",
    ),
    Planted(
        "petitions_overdue",
        "petition_case",
        Text("6 件信访超期未答复，分属不同科室", "Six petitions unanswered past their date, across departments"),
        "petition.on_time_reply_rate",
        "*",
        "missed",
    ),
    Planted(
        "vacancy_in_three",
        "building_snapshot",
        Text(
            "星河国际、丰乐商务、青禾广场三栋占去一半空置，全街道入驻率约 88.6%",
            "Three buildings hold half of the vacancy; occupancy about 88.6 %",
        ),
        "building.occupancy_rate",
        "*",
        "watch",
    ),
    Planted(
        "lease_cliff",
        "lease",
        Text(
            "约四个月后一个月内租约集中到期 1.8 万㎡，星河国际占 1.1 万㎡",
            "About four months ahead 18,000 m² of leases end in one month, 11,000 in one building",
        ),
    ),
    Planted(
        "projects_behind",
        "city_project_month",
        Text("38 个“12+8+N”项目中 4 个落后序时", "Four of the 38 clean-up projects are behind schedule"),
        "city.project_on_schedule_rate",
        "*",
        "watch",
    ),
    Planted(
        "section_five",
        "water_sample",
        Text("5 号断面连续两月 IV 类", "Section 5 in class IV for two months"),
        "water.section_compliance_rate",
        "*",
        "missed",
    ),
    Planted(
        "hazards_open",
        "hazard",
        Text("星河国际消防、丰乐商务电梯隐患到期未闭环", "A fire and a lift hazard past their date in two buildings"),
        "building.hazard_closed_rate",
        "*",
        "watch",
    ),
    Planted(
        "three_party_sinks",
        "neighbour_case",
        Text("停车与充电事项积压，三方事项办结率跌破 85%", "Parking and charging matters pile up; three-party closing under 85 %"),
        "property.three_party_close_rate",
        "*",
        "missed",
    ),
    Planted(
        "demolition_behind",
        "demolition_month",
        Text("长堤旧改签约落后序时", "Signing in the Changdi batch is behind plan"),
        "demolition.signing_rate",
        "*",
        "missed",
    ),
    Planted(
        "silent_feed",
        SILENT_SOURCE,
        Text("照料中心日报停了约五个工作日", "The care centres' daily report has stopped for about five working days"),
        "elderly.bed_use_rate",
        "*",
        "stale",
    ),
    Planted(
        "corrected_file",
        "garbage_inspection",
        Text("过去一周的分类检查表同名重报，数字有更正", "A past week's inspection file came again under its name with other numbers"),
    ),
    Planted(
        "late_village",
        "garbage_participation",
        Text("松涛村的月报迟到两周，最近一期缺报", "Songtao's monthly report came two weeks late; the newest is missing"),
        place="c18",
    ),
    Planted(
        "refused_rows",
        "garbage_inspection",
        Text(
            "几行被退回：2026-02-30 一类的日期、两数相加不等于可租面积、延长 45 天",
            "Rows refused: an impossible date, areas that do not add up, an extension of 45 days",
        ),
    ),
    Planted("duplicate_file", "hotline_order", Text("同一份热线工单又交了一次", "The same hotline file came twice")),
    Planted("not_a_workbook", "lease", Text("一份扩展名为 xlsx 的网页", "A web page named .xlsx")),
    Planted("unknown_place", "grid_event", Text("一个没有登记的社区名，待确认", "A community name nobody declared, waiting for a person")),
)
