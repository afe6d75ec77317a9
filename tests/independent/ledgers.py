"""The offices' ledgers: what identifies a row, what a new file replaces, how cells are read, and which rows no office would accept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from independent.words import day, exact, month, place, stamp, whole, word

Row = dict[str, Any]
Cell = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """`scope`: None, a file adds and corrects rows by key; (), it is the whole ledger; else it replaces those days, months or communities.

    `cells` are the columns that figures need; `maybe` those of them that may be empty; `blank` empties what must not be kept.
    """

    key: tuple[str, ...]
    cells: Mapping[str, Cell]
    scope: tuple[str, ...] | None = None
    maybe: tuple[str, ...] = ()
    sound: Callable[[Row], bool] = lambda row: True
    blank: Callable[[Row], Row] = lambda row: row


def _bags(row: Row) -> bool:
    """Nobody finds more correct bags than were checked, nor gives more points than there are."""
    return bool(row["合格袋数"] <= row["抽查袋数"] and row["得分"] <= row["满分"])


def _area(row: Row) -> bool:
    """Let and vacant space make up the building within half a per cent."""
    rentable = row["可租面积"]
    return bool(abs(row["已入驻面积"] + row["空置面积"] - rentable) <= rentable * Decimal("0.005") and row["已入驻面积"] <= rentable)


def _extension(row: Row) -> bool:
    """Article 34: at most 30 days more, and only when approved."""
    return bool(row["延长天数"] <= 30 and (row["延长天数"] == 0 or row["延期已批准"] == "是"))


def _bare_report(row: Row) -> Row:
    """Article 30: what an informant reports keeps no community."""
    return {**row, "社区": None} if row["事项类型"] == "检举控告" else row


LEDGERS: dict[str, Ledger] = {
    # registers: each file is the whole of it
    "building": Ledger(
        ("楼宇编号",), {"楼宇编号": word, "所属社区": place, "楼宇类型": word, "交付日期": day, "是否在用": word, "统计范围": word}, ()
    ),
    "lease": Ledger(
        ("租约编号",), {"租约编号": word, "楼宇编号": word, "租赁面积": exact, "到期日期": day, "租约状态": word, "续租意向": word}, ()
    ),
    "enterprise": Ledger(
        ("企业编号",), {"企业编号": word, "楼宇编号": word, "是否在楼": word, "税收属地": word, "应属地纳税": word}, (), ("楼宇编号",)
    ),
    "vacant_unit": Ledger(("房源编号",), {"房源编号": word}, ()),
    "facility": Ledger(("设施编号",), {"设施编号": word, "设施类型": word}, ()),
    "care_center": Ledger(("中心编号",), {"中心编号": word, "社区": place}, ()),
    "city_project": Ledger(("项目编号",), {"项目编号": word, "社区": place}, ()),
    "livelihood_project": Ledger(("项目编号",), {"项目编号": word}, ()),
    "water_section": Ledger(("断面编号",), {"断面编号": word}, ()),
    "link_assignment": Ledger(
        ("楼宇编号", "组团编号"), {"楼宇编号": word, "组团编号": word, "启用日期": day, "停用日期": day}, (), ("停用日期",)
    ),
    "building_party_org": Ledger(("党组织编号",), {"党组织编号": word, "楼宇编号": word, "组织状态": word, "成立日期": day}, ()),
    "owner_committee": Ledger(
        ("小区编号",),
        {"小区编号": word, "社区": place, "具备组建条件": word, "成立日期": day, "任期届满日期": day},
        (),
        ("成立日期", "任期届满日期"),
    ),
    # days and months that a new file replaces whole
    "building_snapshot": Ledger(
        ("楼宇编号", "统计日期"),
        {"楼宇编号": word, "统计日期": day, "可租面积": exact, "已入驻面积": exact, "空置面积": exact},
        ("统计日期",),
        sound=_area,
    ),
    "building_tax_month": Ledger(
        ("楼宇编号", "税款所属月份"), {"楼宇编号": word, "税款所属月份": month, "入库税收": whole}, ("税款所属月份",)
    ),
    "garbage_participation": Ledger(
        ("社区", "月份"), {"社区": place, "月份": month, "常住户数": whole, "参与户数": whole, "统计方式": word}, ("社区", "月份")
    ),
    "garbage_tonnage": Ledger(
        ("社区", "日期", "垃圾种类", "环节", "去向"),
        {"社区": place, "日期": day, "垃圾种类": word, "环节": word, "去向": word, "重量": exact},
        ("日期",),
    ),
    "facility_day": Ledger(
        ("设施编号", "日期"), {"设施编号": word, "日期": day, "设计能力": exact, "处理量": exact, "计划检修": word}, ("日期",)
    ),
    "care_month": Ledger(
        ("社区", "月份"),
        {"社区": place, "月份": month, "失能失智家庭数": whole, "已触达家庭数": whole, "计划上门次数": whole, "完成上门次数": whole},
        ("月份",),
    ),
    "device_day": Ledger(
        ("社区", "日期", "设备类型"),
        {"社区": place, "日期": day, "设备类型": word, "在册设备数": whole, "在线设备数": whole},
        ("日期",),
    ),
    "meal_month": Ledger(("社区", "月份"), {"社区": place, "月份": month, "助餐需求人数": whole, "实际助餐人数": whole}, ("社区", "月份")),
    "care_center_day": Ledger(("中心编号", "日期"), {"中心编号": word, "日期": day, "开放床位": whole, "使用床位": whole}, ("日期",)),
    "city_project_month": Ledger(
        ("项目编号", "月份"), {"项目编号": word, "月份": month, "计划进度": exact, "实际进度": exact, "项目状态": word}, ("月份",)
    ),
    "demolition_month": Ledger(
        ("征迁批次", "月份"), {"征迁批次": word, "月份": month, "应签户数": whole, "累计签约户数": whole, "是否在征": word}, ("月份",)
    ),
    "livelihood_project_month": Ledger(
        ("项目编号", "月份"),
        {
            "项目编号": word,
            "月份": month,
            "计划进度": exact,
            "实际进度": exact,
            "计划累计支付": whole,
            "累计支付": whole,
            "项目状态": word,
        },
        ("月份",),
    ),
    "talent_month": Ledger(("月份", "人才层次"), {"月份": month, "人才层次": word, "引进人数": whole}, ("月份",)),
    "village_month": Ledger(("村", "月份"), {"村": place, "月份": month, "经营性收入": whole}, ("月份",)),
    # cases and events: a row comes again when something about it has changed
    "plan_phase": Ledger(("指标编号", "单位编号", "月份"), {"指标编号": word, "单位编号": word, "月份": month, "累计计划数": exact}),
    "enterprise_intake": Ledger(("企业编号",), {"企业编号": word, "落地日期": day, "所属产业": word, "街道外引进": word}),
    "hazard": Ledger(("隐患编号",), {"隐患编号": word, "楼宇编号": word, "整改期限": day, "复查销号日期": day}, maybe=("复查销号日期",)),
    "garbage_inspection": Ledger(
        ("检查编号",),
        {
            "检查编号": word,
            "社区": place,
            "检查日期": day,
            "检查轮次": word,
            "抽查袋数": whole,
            "合格袋数": whole,
            "得分": exact,
            "满分": exact,
            "评分表版本": word,
        },
        sound=_bags,
    ),
    "petition_case": Ledger(
        ("事项编号",),
        {
            "事项编号": word,
            "收件日期": day,
            "事项类型": word,
            "社区": place,
            "初次或重复": word,
            "可否告知": word,
            "告知期限": day,
            "告知日期": day,
            "延长天数": whole,
            "延期已批准": word,
            "答复期限": day,
            "答复日期": day,
            "办结日期": day,
            "是否化解": word,
            "化解层级": word,
        },
        maybe=("社区", "告知日期", "答复期限", "答复日期", "办结日期", "化解层级"),
        sound=_extension,
        blank=_bare_report,
    ),
    "petition_rating": Ledger(("事项编号", "评价环节"), {"事项编号": word, "评价环节": word, "评价日期": day, "评价结果": word}),
    "hotline_order": Ledger(
        ("工单编号",),
        {
            "工单编号": word,
            "社区": place,
            "办理期限": stamp,
            "办结时间": stamp,
            "是否退单": word,
            "回访日期": day,
            "回访评价": word,
        },
        maybe=("社区", "办结时间", "回访日期"),
    ),
    "sos_event": Ledger(
        ("事件编号",), {"事件编号": word, "社区": place, "呼叫时间": stamp, "应答时间": stamp, "是否测试": word}, maybe=("社区", "应答时间")
    ),
    "grid_event": Ledger(
        ("事件编号",), {"事件编号": word, "社区": place, "办理期限": stamp, "办结时间": stamp, "是否有效": word}, maybe=("办结时间",)
    ),
    "neighbour_case": Ledger(
        ("事项编号",), {"事项编号": word, "小区编号": word, "办理期限": day, "办结日期": day, "办理结果": word}, maybe=("办结日期",)
    ),
    "illegal_structure": Ledger(
        ("案件编号",), {"案件编号": word, "社区": place, "处置期限": day, "处置日期": day, "处置方式": word}, maybe=("处置日期", "处置方式")
    ),
    "water_sample": Ledger(
        ("断面编号", "采样日期"), {"断面编号": word, "采样日期": day, "目标类别号": whole, "水质类别号": whole, "采样有效": word}
    ),
    "brand_milestone": Ledger(("节点编号",), {"节点编号": word, "计划完成日期": day, "实际完成日期": day}, maybe=("实际完成日期",)),
    "link_visit": Ledger(("走访编号",), {"走访编号": word, "楼宇编号": word, "走访日期": day}),
    "rectification_item": Ledger(
        ("事项编号",), {"事项编号": word, "整改期限": day, "销号日期": day, "整改状态": word}, maybe=("销号日期",)
    ),
    "integrity_task": Ledger(("任务编号",), {"任务编号": word, "完成期限": day, "完成日期": day}, maybe=("完成日期",)),
    "deputy_suggestion": Ledger(("建议编号",), {"建议编号": word, "答复期限": day, "答复日期": day}, maybe=("答复日期",)),
    "assembly_resolution": Ledger(("决议编号",), {"决议编号": word, "落实期限": day, "落实日期": day}, maybe=("落实日期",)),
    "bench_session": Ledger(("场次编号",), {"场次编号": word, "社区": place}),
    "bench_topic": Ledger(
        ("事项编号",),
        {"事项编号": word, "场次编号": word, "是否采纳": word, "落实期限": day, "落实日期": day},
        maybe=("落实期限", "落实日期"),
    ),
    "supervision_visit": Ledger(("活动编号",), {"活动编号": word}),
}
