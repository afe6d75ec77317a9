"""Words that only the wall uses, Chinese first."""

from __future__ import annotations

from itertools import pairwise

CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMERALS = "零一二三四五六七八九十"

_WORDS: dict[str, tuple[str, str]] = {
    "cockpit": ("{street} 数字驾驶舱", "{street} Cockpit"),
    "overview_small": ("{n}项重点·数据至{day}", "{n} priorities · data to {day}"),
    "state": ("状态", "Status"),
    "priority": ("重点", "Priority"),
    "on_target": ("达标项", "On track"),
    "headline": ("主要指标：本期值｜目标，箭头为较上期变化", "Headline indicators: value | target; arrow = change"),
    "on_week": ("{n}较上周", "{n} on wk"),
    "assessable": ("可评{n}/{m}", "{n}/{m} rated"),
    "feeds_ok": ("数据{n}/{m}路正常", "Feeds {n} of {m} live"),
    "newest": ("最新{at}", "newest {at}"),
    "newest_silent": ("最新{at}·{n}路停更", "newest {at} · {n} stale"),
    "act": ("需要处置", "Needs action"),
    "listed": ("列出{k}/{n}项", "{k} of {n}"),
    "act_none": ("没有需要处置的事项", "Nothing needs action"),
    "total": ("共{n}项", "{n} in all"),
    "overdue_n": ("超期{n}", "{n} late"),
    "silent_n": ("停更{n}", "{n} silent"),
    "missed_n": ("未达标{n}", "{n} missed"),
    "watch_n": ("预警{n}", "{n} watch"),
    "near_n": ("将到期{n}", "{n} due"),
    "rest_desk": ("另有{n}项，见桌面端", "{n} more on the desk"),
    "overdue_title": ("{what}：{n}件超期", "{what}: {n} late"),
    "near_title": ("{what}：{n}件将到期", "{what}: {n} due"),
    "over": ("超{n}", "{n} d"),
    "left": ("剩{n}", "{n} d"),
    "today": ("今日", "today"),
    "over_unit": ("{clock}", "overdue"),
    "left_unit": ("{clock}", "left"),
    "calendar": ("天", "days"),
    "workday": ("工作日", "work days"),
    "silent_unit": ("停更", "silent"),
    "never_unit": ("从未收到", "never came"),
    "days": ("{n}天", "{n} d"),
    "short_of": ("差{n}", "{n}"),
    "short_unit": ("{unit}", "{unit} off"),
    "points": ("点", "pts"),
    "aim": ("目标{t}", "target {t}"),
    "stale_gate": ("{what}：停更前未达标", "{what}: missed when last seen"),
    "map": ("{n}个社区", "{n} communities"),
    "map_right": ("未达标指标数 / {m}·{r}/{n}有数据", "missed of {m} · {r}/{n} reported"),
    "coverage": (
        "覆盖：指标{i}/{im}·社区{c}/{cm}·数据源{s}/{sm}·未注时间者均为{day}",
        "Coverage: indicators {i}/{im} · communities {c}/{cm} · sources {s}/{sm} · unmarked = {day}",
    ),
    "unmarked": ("未注时间者均为{day}", "unmarked = {day}"),
    "reach": ("本屏宜在{m}米内观看", "Readable within {m} m"),
    "next": ("下页 {sign}", "next {sign}"),
    "next_overview": ("下页 总览", "next overview"),
    "next_exceptions": ("下页 处置", "next actions"),
    "exceptions": ("需要处置", "Needs action"),
    "exceptions_small": ("按超期、停更、未达标、预警、将到期排列", "Overdue, silent, missed, watch, due soon"),
    "sources_late": ("数据源未到", "Sources not delivered"),
    "sources_fine": ("全部数据源按时", "All sources delivered"),
    "source": ("数据源", "Source"),
    "unit": ("责任单位", "Unit"),
    "last_told": ("数据至", "Data to"),
    "missed_deliveries": ("缺报", "Missed"),
    "times": ("{n}期", "{n}"),
    "refused": ("被拒的文件和行", "Refused files and rows"),
    "refused_none": ("近期没有被拒的文件", "No file was refused"),
    "refused_n": ("{n}处", "{n}"),
    "to_day": ("至{day}", "to {day}"),
    "change": ("较上期{change}", "{change}"),
    "target": ("目标", "target"),
    "weeks_n": ("近{n}周", "{n} weeks"),
    "months_n": ("近{n}月", "{n} months"),
    "no_data": ("无数据", "no data"),
    "stale_for": ("停更{age}", "Stale {age}"),
    "stale_note": ("末值不计入达标", "last value not counted"),
    "owes": ("应报：{who}", "Owed by {who}"),
    "dot_each": ("每点1个社区", "1 dot = 1 community"),
    "open_strip": ("在办{n}件·剩余天数", "{n} open · days left"),
    "overdue": ("超期", "late"),
    "more_than": ("＞{n}", ">{n}"),
    "received_key": ("收件", "in"),
    "closed_key": ("办结", "closed"),
    "let": ("已租", "let"),
    "vacant": ("空置", "vacant"),
    "low_let": ("入驻率低于80%", "under 80 % let"),
    "and": ("、", ", "),
    "more": ("其余{n}项", "other {n}"),
    "partial": ("按{n}社区", "{n} in"),
    "unreported": ("未报", "none"),
    "late_key": ("逾期", "late"),
    "rest_key": ("其余", "the rest"),
    "year_ago": ("去年{v}", "yr ago {v}"),
}


def say(key: str, lang: str, **values: object) -> str:
    """The wording of `key`, with its values filled in."""
    zh, en = _WORDS[key]
    return (en if lang == "en" else zh).format(**values)


def pick(zh: str, en: str, lang: str) -> str:
    return en if lang == "en" else zh


def circled(number: int) -> str:
    return CIRCLED[number] if 0 <= number < len(CIRCLED) else f"({number})"


def numeral(number: int, lang: str) -> str:
    """Small counts in words: 三栋, three."""
    if lang == "en":
        return (
            ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")[number] if number <= 10 else str(number)
        )
    return NUMERALS[number] if number <= 10 else str(number)


def plain(name: str) -> str:
    """A name without what stands in brackets: the wall has no room for it."""
    for opening in ("（", "("):
        name = name.split(opening)[0]
    return name.strip()


_LATIN = {
    **dict.fromkeys("fijlrtI.,:;'|!()[]/", 0.33),
    **dict.fromkeys("mwMW%", 0.88),
    " ": 0.23,
    "·": 0.88,
    "…": 1.0,
    "≥": 0.7,
    "≤": 0.7,
    "→": 1.0,
    "↗": 1.0,
    "↘": 1.0,
}


_UNITS = {"期": "deliveries", "床日": "bed-days"}


def unit(name: str, lang: str) -> str:
    """Units that only series have; one that stays Chinese is left out in English."""
    name = _UNITS.get(name, name) if lang == "en" else name
    return "" if lang == "en" and any(_wide(c) for c in name) else name


def width(said: str, size: float) -> float:
    """An estimate of a text's width: Han is one em, digits 0.555, Latin letters by their kind, an eighth where scripts meet."""
    glyphs = sum(1.0 if _wide(c) else _LATIN.get(c, 0.65 if c.isupper() else 0.585) for c in said)
    return size * (glyphs + 0.125 * sum(_wide(a) != _wide(b) for a, b in pairwise(said)))


def _wide(char: str) -> bool:
    return ord(char) > 0x2E80


def fit(said: str, size: float, room: float) -> str:
    """The text, or its beginning with an ellipsis where it would not fit."""
    if width(said, size) <= room:
        return said
    while said and width(said, size) + size * 0.8 > room:
        said = said[:-1]
    return f"{said.rstrip()}…"
