"""A workbook of the kind an office sends: title, blank rows, a total, words and figures as people write them, and faults to be seen."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date

import openpyxl

NAME = "分类检查11月(最终版2)(1).xlsx"
HEAD = (
    "序号",
    "检查单号",
    "社区名称",
    "投放点",
    "检查日期",
    "检查类型",
    "抽查户数",
    "合格的",
    "实得分",
    "总分",
    "准确率",
    "评分表",
    "备注",
)
"""“合格的” is a heading nobody has seen before."""
PLACES = ("石泉村", "丰乐社区", "锦湾社区", "渡口社区", "书林社区", "星河社区", "桂苑社区", "望山村")
WORD = "丰乐苑小区"
"""What a checker calls a community; nobody has said yet which."""
NASTY = "<img src=x onerror=window.pwned=1>"
ROWS = 24
SHEET = "2025版"
BAD_DATE, MORE_THAN_ALL, NO_PLACE, FULL_WIDTH, DOTTED = 3, 4, 5, 2, 6
WORDS = (9, 17)
FIRST_ROW = 4
"""Of the data, as a spreadsheet program counts: a title, an empty row and the headings stand above."""


def workbook(day: date, known: Iterable[str] = PLACES) -> bytes:
    """`ROWS` checks on `day`, nearly all of whose bags are wrong, so that a street's rate falls visibly."""
    places = list(known)
    rows: list[list[object]] = [_row(i, day, places[i % len(places)]) for i in range(ROWS)]
    rows[1][4] = f"{day.year}年{day.month}月{day.day}日"
    rows[FULL_WIDTH][6] = "１２０"
    rows[BAD_DATE][4] = f"{day.year}-11-31"
    rows[MORE_THAN_ALL][7] = 999
    rows[NO_PLACE][2] = ""
    rows[DOTTED][4] = f"{day.year}.{day.month}.{day.day}"
    rows[7][12] = NASTY
    for at in WORDS:
        rows[at][2] = WORD
    return _written(rows)


def _row(number: int, day: date, place: str) -> list[object]:
    written = f"{day.year}/{day.month}/{day.day}"
    id, point = f"MX{number:03d}", f"P{number:02d}"
    return [number + 1, id, place, point, written, "随机抽查", 400 + number, 20 + number, 80, 100, "5%", SHEET, ""]


def _written(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "11月"
    sheet.append(["", "垃圾分类检查汇总表（11月）"])
    sheet.merge_cells("B1:F1")
    sheet.append([])
    sheet.append(list(HEAD))
    half = len(rows) // 2
    for row in [*rows[:half], [], [], *rows[half:]]:
        sheet.append(row)
    total = sum(400 + i for i in range(len(rows)))
    sheet.append(["", "", "合计", "", "", "", total, "", "", "", "", "", "手工加"])
    book.create_sheet("填表说明").append(["请按要求填写"])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
