"""Sentences for reasons and data problems: a code and its values become what a clerk reads, in Chinese and English.

An unknown code falls back to what was found and expected, so nothing is ever left unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from cockpit.model import Level, Problem, Why
from cockpit.views import problems

Pair = tuple[str, str]

WHY: dict[str, Pair] = {
    "never_delivered": ("所需数据从未收到", "Data it needs have never arrived"),
    "no_rows": ("本期没有记录", "No rows in this period"),
    "no_data": ("本期没有数值", "No figure for this period"),
    "zero_denominator": ("本期分母为0，不计算", "Nothing to divide by in this period"),
    "low_coverage": (
        "应报{expected}份只收到{have}份，不出数",
        "Only {have} of {expected} expected deliveries came: no figure",
    ),
    "masked": ("数量少于{below}，不公开", "Fewer than {below}: not shown"),
    "no_place": ("该指标不分社区", "This indicator has no figure by community"),
    "no_plan": ("没有本期的序时计划", "There is no phased plan for this period"),
    "never_merged": (
        "本期“{column}”不止一种（{found}），不合并计算；请看分社区的数值",
        "“{column}” differs within the period ({found}), which is never merged; see the communities",
    ),
    "not_measured": ("尚未计算", "Not measured yet"),
}

WANTED: dict[str, Pair] = {
    "int": ("整数", "a whole number"),
    "dec": ("数字", "a number"),
    "date": ("日期", "a date"),
    "datetime": ("日期和时间", "a date and time"),
    "month": ("月份", "a month"),
    "bool": ("是或否", "yes or no"),
    "text": ("文字", "text"),
    "code": ("编号", "a code"),
    "enum": ("规定的值", "a listed value"),
    "today": ("收到当天或之前", "the day it came or before"),
}
KINDS: dict[str, Pair] = {
    "pdf": ("PDF", "a PDF"),
    **dict.fromkeys(("png", "jpg", "gif"), ("图片", "a picture")),
    **dict.fromkeys(("zip", "rar", "7z", "gz"), ("压缩包", "a compressed archive")),
    **dict.fromkeys(("doc", "docx", "odt", "rtf"), ("文字文档", "a text document")),
    **dict.fromkeys(("html", "mhtml"), ("网页", "a web page")),
    "ppt": ("演示文稿", "a presentation"),
    "xlsb": ("二进制的Excel文件", "a binary Excel workbook"),
    "xml": ("XML数据", "XML"),
    "sqlite": ("数据库文件", "a database"),
    "ole": ("认不出的旧格式文件", "an old kind of file nobody knows"),
}
"""What a file is that is no table, in words; any other kind keeps its name."""

OUTCOMES: dict[Level, Pair] = {
    Level.REFUSE: (
        "只有这一行没有计入，其他行照常；改好后把整份文件再放一次，不会重复计算",
        "Only this row is left out; drop the whole file in again when it is mended, nothing counts twice",
    ),
    Level.HOLD: (
        "只有这一行等待确认，其他行照常；改好后把整份文件再放一次，不会重复计算",
        "Only this row waits to be confirmed; dropping the whole file in again counts nothing twice",
    ),
    Level.QUARANTINE: ("整份文件未收", "Nothing of this file was taken"),
}
"""What became of the row or the file, said once for all codes."""
NOTHING = ("无需处理", "Nothing to do")
MOST_ROWS = 5
"""Rows named of a note that stands for many."""

FIELD = re.compile(r"\{(\w+)\}")
OPTIONAL = re.compile(r"\[([^\]]*)\]")
RANGE = re.compile(r"(-?\d[\d.e+]*?)?\.\.(-?\d[\d.e+]*)?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A problem in its parts; `whole` is the one sentence that stands everywhere: finding, what became of it, what to do."""

    where: str
    finding: str
    remedy: str
    whole: str


def why(reason: Why, lang: str) -> str:
    """Why there is no value; an unknown code prints itself, never an empty line."""
    zh, en = WHY.get(reason.code, ("没有数值（{code}）", "No figure ({code})"))
    return fill(en if lang == "en" else zh, {"code": reason.code.replace("_", " "), **_words(reason.values, lang)})


def problem(found: Problem, lang: str) -> Sentence:
    """The sentence of one problem, in the form place: finding, what became of the row or the file, then what to do."""
    zh, en = problems.PROBLEMS.get(found.code) or _fallback(found)
    english = lang == "en"
    finding, remedy = (fill(part, _values(found, lang)) for part in (en if english else zh))
    place, became = where(found, lang), outcome(found, lang)
    todo = "" if remedy in NOTHING else ("To do: " if english else "处理：")
    parts = [part for part in (finding, became, todo + remedy) if part]
    said = ". ".join(parts) + "." if english else "。".join(parts) + "。"
    colon = ": " if english else "："
    return Sentence(place, finding, remedy, f"{place}{colon if place else ''}{said}")


def outcome(found: Problem, lang: str) -> str:
    """What became of the row or the file; empty where the finding itself says it, or no row and no file is meant."""
    whole = found.level is Level.QUARANTINE and found.file and found.code != "personal_data"
    row = found.level in (Level.REFUSE, Level.HOLD) and found.row and not found.code.startswith("stop_")
    return OUTCOMES[found.level][lang == "en"] if whole or row else ""


def fill(template: str, values: Mapping[str, str]) -> str:
    """Values in their places; a bracketed part goes where one of its values is missing. A value's own braces stay as they are."""
    kept = OPTIONAL.sub(lambda part: part[1] if all(values.get(name) for name in FIELD.findall(part[1])) else "", template)
    return FIELD.sub(lambda name: values.get(name[1]) or "?", kept)


def where(found: Problem, lang: str) -> str:
    """`楼宇_2026-11.csv 第37行「已入驻面积」`."""
    name, rows, many = found.file or found.source, *_rows(found)
    if lang == "en":
        column = f"“{found.column}”" if found.column else ""
        said = (
            name,
            f"sheet {found.sheet}" if found.sheet else "",
            f"row{'s' if ',' in rows else ''} {rows}{' …' if many else ''}" if rows else "",
            column,
        )
        return " ".join(part for part in said if part)
    column = f"「{found.column}」" if found.column else ""
    place = (
        (f"“{found.sheet}”表" if found.sheet else "") + (f"第{rows.replace(', ', '、')}行{'等' if many else ''}" if rows else "") + column
    )
    return " ".join(part for part in (name, place) if part)


def _rows(found: Problem) -> tuple[str, bool]:
    """The row, of a note that stands for several the first of them; and whether there are more."""
    named = found.values.get("rows", "").split(",") if found.level is Level.NOTE and found.row and "count" in found.values else []
    rows = [row for row in named if row.isdigit()] or ([str(found.row)] if found.row else [])
    return ", ".join(rows[:MOST_ROWS]), len(rows) > MOST_ROWS


def wanted(expected: str, lang: str) -> str:
    """What was expected, in words: a type by its name, `0..100` as `0–100`, `0..` as `≥0`; anything else as it stands."""
    if expected in WANTED:
        return WANTED[expected][lang == "en"]
    bounds = RANGE.fullmatch(expected)
    if not bounds or not (bounds[1] or bounds[2]):
        return expected
    return f"{bounds[1]}–{bounds[2]}" if bounds[1] and bounds[2] else f"≥{bounds[1]}" if bounds[1] else f"≤{bounds[2]}"


def _values(found: Problem, lang: str) -> dict[str, str]:
    """What a sentence may name: the problem's own values, and of a file that is no table its kind and suffix in words."""
    values = {"found": found.found, **_words(found.values, lang), "expected": wanted(found.expected, lang)}
    if found.code == "future_period":
        values["found"] = found.found.replace("..", " to " if lang == "en" else "至")
    if found.code == "wrong_type":
        suffix = PurePath(found.file).suffix.lower().removeprefix(".")
        values |= {"found": KINDS.get(found.found, (found.found,) * 2)[lang == "en"], "suffix": "" if suffix == found.found else suffix}
    return values


def _words(values: Mapping[str, str], lang: str) -> dict[str, str]:
    """Values as written; of a name given in both languages (`rule.zh`, `rule.en`) the reader's."""
    chosen = {key: value for key, value in values.items() if "." not in key}
    chosen.update({key[:-3]: value for key, value in values.items() if key.endswith(f".{lang}") and value})
    return chosen


def _fallback(found: Problem) -> tuple[problems.Said, problems.Said]:
    """For a code without a sentence of its own: what was found, what was expected, and the usual remedy."""
    name = found.code.replace("_", " ")
    note = found.level is Level.NOTE
    zh = f"有问题（{name}）[：读到“{{found}}”][，应为{{expected}}]"
    en = f"{name}[: found “{{found}}”][, expected {{expected}}]"
    return (zh, NOTHING[0] if note else "改正后重新放入"), (en, NOTHING[1] if note else "Correct it and drop it in again")
