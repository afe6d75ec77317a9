"""The fixed words of the interface in Chinese and English: states, verdicts, units, bases, cadences. `text` is how others get at them."""

from __future__ import annotations

from cockpit.model import SourceState, State, Verdict

STATES = {
    State.OK: ("达标", "On track"),
    State.WATCH: ("预警", "Watch"),
    State.MISSED: ("未达标", "Missed"),
    State.STALE: ("停更", "Stale"),
    State.NONE: ("无数据", "No data"),
    State.PLAIN: ("不评分", "Not scored"),
}
SOURCE_STATES = {
    SourceState.FRESH: ("按时", "On time"),
    SourceState.LATE: ("迟交", "Late"),
    SourceState.SILENT: ("停更", "Silent"),
    SourceState.NEVER: ("从未收到", "Never received"),
}
UNREACHABLE = ("来源不可达", "Unreachable")
VERDICTS = {
    Verdict.ACCEPTED: ("已入库", "Accepted"),
    Verdict.PARTIAL: ("已入库，有拒收行", "Accepted, some rows refused"),
    Verdict.DUPLICATE: ("重复文件", "Duplicate file"),
    Verdict.HELD: ("待确认", "Held"),
    Verdict.QUARANTINED: ("已隔离", "Quarantined"),
    Verdict.RESTRICTED: ("含个人信息，已封存", "Sealed: personal data"),
    Verdict.UNDONE: ("已撤回", "Undone"),
}
WEEKDAYS = (("周一", "周二", "周三", "周四", "周五", "周六", "周日"), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BASES = {
    "LAW": ("法规", "Law"),
    "PRACTICE": ("外地实践，非标准", "Practice elsewhere, not a norm"),
    "OURS": ("本街道设定", "Set by this street"),
}
CADENCES = {
    "daily": ("每日", "Daily"),
    "weekly": ("每周", "Weekly"),
    "monthly": ("每月", "Monthly"),
    "quarterly": ("每季", "Quarterly"),
    "yearly": ("每年", "Yearly"),
    "none": ("不定期", "No fixed date"),
}
UNITS_EN = {
    "幢": "buildings",
    "栋": "buildings",
    "件": "cases",
    "人": "people",
    "人次": "visits",
    "户": "households",
    "家": "firms",
    "个": "",
    "次": "times",
    "项": "items",
    "天": "days",
    "日": "days",
    "工作日": "working days",
    "小时": "h",
    "分钟": "min",
    "秒": "s",
    "吨": "t",
    "公斤": "kg",
    "千克": "kg",
    "张": "beds",
    "份": "sheets",
    "处": "sites",
    "米": "m",
    "公里": "km",
    "平方米": "m²",
    "㎡": "m²",
    "亩": "mu",
    "元": "CNY",
    "万元": "10k CNY",
    "亿元": "100m CNY",
    "万㎡": "ha",
    "元/平方米": "CNY/m²",
    "元/㎡": "CNY/m²",
    "元/㎡·月": "CNY/m² a month",
    "元/平方米·月": "CNY/m² a month",
    "套": "flats",
    "台": "devices",
    "分": "points",
    "点": "pts",
    "桶": "bins",
    "袋": "bags",
    "行": "rows",
    "级": "class",
    "条": "items",
    "批": "batches",
}
AREAS = {"平方米", "㎡", "m²", "m2", "sqm"}
