"""The words of a template, made of the catalogue's own: what a column takes, how to fill in, what the file is to be called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from cockpit import calendar
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.intake import checks
from cockpit.model import Text

_NOTED, _LISTED = 12, 40
"""Words told in a cell note and on the sheet that explains; all of them are in the list."""
_KINDS: Mapping[str, Text] = {
    "code": Text("编号，照原样填写，前面的0保留", "a code as it is written, leading zeros kept"),
    "text": Text("文字", "text"),
    "int": Text("整数", "a whole number"),
    "dec": Text("数字，至多{scale}位小数", "a number with at most {scale} decimals"),
    "bool": Text("是或否", "yes or no"),
    "date": Text("日期，如 2026-11-03", "a date such as 2026-11-03"),
    "month": Text("月份，如 2026-11", "a month such as 2026-11"),
    "datetime": Text("日期和时间，如 2026-11-03 14:30", "a date and a time such as 2026-11-03 14:30"),
    "enum": Text("从下拉列表中选择", "choose from the list"),
    "words": Text("从下拉列表中选择", "choose from the list"),
}
_TOKEN = re.compile(r"\{(date|week|month|quarter|year|place|\*)\}")


def required(yes: bool, lang: str) -> str:
    return Text("必填" if yes else "选填", "required" if yes else "optional").of(lang)


def heads(lang: str) -> Sequence[str]:
    if lang == "en":
        return "Column", "Required", "What to fill in", "Choices", "Example (not counted)"
    return "列", "必填", "怎么填", "可选值", "示例（不计入）"


def kind(column: Column, words: Mapping[str, str], *, lang: str) -> str:
    """Type, bounds and unit in words."""
    said = _KINDS["words" if words else column.type].of(lang).format(scale=column.scale)
    if column.type == "dec" and not column.scale:
        said = _KINDS["int"].of(lang)
    unit = Text(f"，单位：{column.unit}", f", in {column.unit}").of(lang) if column.unit else ""
    return said + checks.span(column, lang) + unit


def listed(words: Mapping[str, str], lang: str, *, most: int = _LISTED) -> str:
    """The first words to choose from, and how many more there are."""
    shown, more = list(words.values())[:most], len(words) - most
    between = Text("、", ", ").of(lang)
    return between.join(shown) + (Text(f"……共{len(words)}项", f" … {len(words)} in all").of(lang) if more > 0 else "")


def note(column: Column, words: Mapping[str, str], *, needed: bool, lang: str) -> str:
    """The note on a header: label in both languages, whether it must be filled, what it takes."""
    told = required(needed, lang)
    label = column.label.zh if column.label.zh == column.label.en else f"{column.label.zh} / {column.label.en}"
    lines = [label, told + Text("：", ": ").of(lang) + kind(column, words, lang=lang)]
    if words:
        lines.append(listed(words, lang, most=_NOTED))
    if column.unit == "%":
        lines.append(Text("85 表示 85%", "85 means 85 %").of(lang))
    return "\n".join(lines)


def steps(source: Source, catalog: Catalog, *, day: date, lang: str) -> list[str]:
    """The title and how to fill in, send and name the file."""
    name, sheet = file_name(source, catalog, day=day, lang=lang), source.name.of(lang)
    zh = [
        f"{source.name.zh}：填报模板",
        f"1. 在“{sheet}”页从第2行起填写，一行一条；表头带*的列必填，鼠标停在表头上可看填写要求。表头不要改，列的次序可以换。",
        "2. 带下拉列表的列请从列表中选；日期和数字不合要求时会提示。从别处粘贴时请选“只粘贴数值”，粘贴会绕过这些检查。",
        "3. 不要填写姓名、证件号、电话、住址、病情等个人信息；有这些内容的行不收。",
        f"4. 填好后存成 XLSX，放入收件箱。建议文件名：{name}",
    ]
    en = [
        f"{source.name.en}: template",
        f"1. Fill in the sheet “{sheet}” from row 2 on, one record a row; columns marked * are required, each header has a note. "
        "Leave the headers as they are; their order is free.",
        "2. Choose from the list where there is one; dates and numbers are checked while you type. Paste values only, and look them over: "
        "what is pasted is not checked here.",
        "3. No names, ID or telephone numbers, addresses or diagnoses: rows that hold them are refused.",
        f"4. Save it as XLSX and drop it into the inbox. Suggested name: {name}",
    ]  # fmt: skip
    if source.each == "place":
        zh.append("5. 每个社区各交一份，文件名写明社区。")
        en.append("5. Each community sends a file of its own, with its name in the file's.")
    return en if lang == "en" else zh


def rules(source: Source, *, lang: str) -> list[str]:
    """What the rows of this source must obey, in the catalogue's words; empty without rules."""
    refused = [rule.text.of(lang) for rule in source.rules if rule.level == "refuse"]
    noted = [rule.text.of(lang) for rule in source.rules if rule.level != "refuse"]
    told = [(Text("填报规则（不符合的行不收）", "Rules (rows that break them are refused)"), refused)]
    told += [(Text("会提示核对的情形", "Worth a second look"), noted)]
    return [line for heading, found in told if found for line in (heading.of(lang), *(f"· {text}" for text in found))]


def file_name(source: Source, catalog: Catalog, *, day: date, lang: str) -> str:
    """A name under the source's first pattern that tells the period of `day` (and the first community), as a workbook."""
    pattern = source.files[0] if source.files else f"{source.id}.xlsx"
    office = calendar.Office(catalog.street.zone, catalog.street.week_starts)
    place = next((c.name.of(lang) for c in catalog.communities.values() if c.active_to is None), "")
    told = {
        "date": day.isoformat(), "week": office.week_id(office.week_end(day)), "month": f"{day:%Y-%m}", "year": f"{day.year}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "place": place, "*": "",
    }  # fmt: skip
    return _TOKEN.sub(lambda token: told[token[1]], pattern).rpartition(".")[0] + ".xlsx"
