"""A corpus of messy office files with known truth, made from a seed: every quirk of real reports, mixed at random.

`corpus(count, seed)` yields `Case`s: the bytes, and for each row of the sheet that holds data what it says (`Truth`). A row is `good`
(its values must come out), `bad` (it must be refused or held, never accepted) or `twin` (it repeats another word for word).
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter
from intake_street import column, source

from cockpit.calendar import day_number
from cockpit.catalog.schema import Source
from cockpit.catalog.wide import SheetAs, Wide
from cockpit.model import Text

PLACES = {"fengle": ("丰乐", "丰乐社区"), "heping": ("和平", "和平社区"), "xinhe": ("新河", "新河社区")}
KINDS = {"kitchen": ("厨余", "厨余垃圾"), "other": ("其他", "其他垃圾"), "harm": ("有害", "有害垃圾")}
YEAR = 2026

LEDGER = source(
    column("place", "code", "社区", place=True, aliases=("社区名称", "所属社区")),
    column("day", "date", "检查日期", aliases=("日期", "业务日期")),
    column("kind", "enum", "类别", values={code: Text(names[0], code) for code, names in KINDS.items()},
           value_aliases={names[1]: code for code, names in KINDS.items()}),
    column("checked", "int", "抽查户数", unit="户", low=0, high=100_000, aliases=("检查情况抽查户数", "抽查")),
    column("passed", "int", "合格户数", unit="户", low=0, high=100_000, aliases=("检查情况合格户数", "合格户"), null=True),
    column("amount", "dec", "投入金额", scale=2, unit="元", null=True, aliases=("资金投入金额", "金额")),
    column("weight", "dec", "清运量", scale=3, unit="吨", null=True, aliases=("资金清运量",), low=0),
    column("remark", "text", "备注", null=True),
    key=("place", "day", "kind"), files=("检查_{month}.csv", "检查_{month}.xlsx"), covers="name",
)  # fmt: skip
MONTHS = source(
    column("place", "code", "社区", place=True, aliases=("社区名称",)),
    column("month", "month", "月份"), column("tons", "dec", "吨数", scale=2, unit="吨"),
    id="months", key=("place", "month"), reader={"wide": Wide("month", "tons", ("{month}",))},
    files=("月报_{year}.csv", "月报_{year}.xlsx"), covers="name",
)  # fmt: skip
YEARBOOK = source(
    column("item", "code", "指标", clean=("numbering",)), column("unit", "text", "计量单位", null=True, aliases=("单位",)),
    column("place", "code", "社区", place=True), column("year", "int", "年份"), column("value", "dec", "数值", scale=2),
    id="yearbook", key=("year", "item", "place"), files=("年鉴_{year}.xlsx",), covers="name",
    reader={"wide": Wide("place", "value", (), "unit", ("比.*",)), "sheet_as": SheetAs("year", "{year}")},
)  # fmt: skip

Cell = Any
Key = tuple[str, date, str]


@dataclass(frozen=True, slots=True)
class Truth:
    """What one row of data says: encoded values by column, whether it must be taken, and what is odd about it."""

    status: str
    values: dict[str, Any]
    quirk: str = ""


@dataclass(slots=True)
class Case:
    """One file. `truth` by (sheet, row); of wide sheets by (sheet, row, column's word) in `cells`."""

    name: str
    data: bytes
    of: Source
    truth: dict[tuple[str, int, str], Truth]
    quirks: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    hidden: bool = False

    @property
    def total_right(self) -> bool | None:
        """Whether all its total rows are right; None where there is none, or a row they add up cannot be read."""
        return None if not self.totals or "unknown" in self.totals else "wrong" not in self.totals


def corpus(count: int, seed: int) -> Iterator[Case]:
    for at in range(count):
        dice = random.Random(f"{seed}/{at}")
        yield (_ledger, _ledger, _ledger, _months, _yearbook)[at % 5](dice)


# --- cells: (what is written, what it means) or what must not be taken -------------------------------------------------------------------


def _full(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _han(n: int) -> str:
    """A number below 10,000 in full Chinese words."""
    digits, places = "零一二三四五六七八九", ("", "十", "百", "千")
    text = "".join(digits[int(c)] + (places[len(str(n)) - 1 - i] if c != "0" else "") for i, c in enumerate(str(n)))
    while "零零" in text:
        text = text.replace("零零", "零")
    return text.rstrip("零") or "零"


GOOD_INTS: tuple[Callable[[int], Cell], ...] = (
    str, str, str, lambda n: n, lambda n: n, lambda n: f"{n:,}", lambda n: _full(str(n)), lambda n: f"{n} ", lambda n: f" {n}　",
    lambda n: f"{n}户", lambda n: f"{n}.0", lambda n: _han(n) if n < 10_000 else str(n), lambda n: f"{n / 10_000:.4f}万",
    lambda n: _full(f"{n:,}"),
)  # fmt: skip
BAD_INTS = (
    "约80", "7.8S", "1O5", "l2", "一百五", "两千三", "12,34", "3-5", "nan", "1_000", "80+", "五六十", "12%", "-", "1.5", "①2", "12①", "5²",
    "十几", "8 0", "100人",
)  # fmt: skip


def _int(dice: random.Random, n: int) -> Cell:
    return dice.choice(GOOD_INTS)(n)


def _dec(dice: random.Random, exact: Decimal) -> Cell:
    text = format(exact, "f")
    forms = (text, text, float(exact), f"{exact:,}", _full(text), f"{text} ", f"+{text}".replace("+-", "-"), f"{exact.scaleb(-4)}万")
    return dice.choice(forms)


BAD_DECS = ("约3.5", "3.5S", "3。5", "1,23.5", "inf", "5公里", "3.5.1", "三五", "3,5", "=1+1", "#N/A", "2.5%", "９.９x")


def _day(dice: random.Random, day: date, *, native: bool, named: bool) -> Cell:
    y, m, d = day.year, day.month, day.day
    forms: list[Cell] = [
        day.isoformat(), f"{y}/{m}/{d}", f"{y}-{m}-{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}{m:02}{d:02}", _full(day.isoformat()),
        f"{day.isoformat()} 00:00:00", f" {y}/{m}/{d} ", f"{y}年{m:02}月{d:02}日",
        f"二〇二六年{_han(m)}月{_han(d)}日".replace("一十", "十"),
    ]  # fmt: skip
    if native:
        forms += [day, (day - date(1899, 12, 30)).days, day]
    if named:
        forms += [f"{m}月{d}日", f"{m}月{d}号"]
    return dice.choice(forms)


BAD_DAYS = (
    "2026-02-30", "26/1/5", "01/02/2026", "11-16", "11/16", "明天", "2026年13月1日", "3月", "2026", "2026-11-31", "十一月", "5/6", "11.16",
)  # fmt: skip


def _place(dice: random.Random, code: str) -> str:
    short, long = PLACES[code]
    spaced, numbered = f"{short[0]}　{short[1]}", f"{dice.randint(1, 9)}、{long}"
    return dice.choice([short, long, long, f" {short} ", spaced, numbered, code, code.upper()])


BAD_PLACES = ("不详", "丰乐社", "和平路", "新河区", "其中：丰", "合计数", "丰乐/和平", "0")


def _kind(dice: random.Random, code: str) -> str:
    return dice.choice([*KINDS[code], code, f"{KINDS[code][0]} "])


ABSENT = ("—", "无", "/", "-", "", "——", "－", "  ")

# --- a ledger: one row per thing ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Table:
    """A sheet being written: rows of cells, and the truth of its data rows by their place."""

    rows: list[list[Cell]] = field(default_factory=list)
    truth: dict[int, Truth] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def _ledger(dice: random.Random) -> Case:
    workbook = dice.random() < 0.5
    case = Case(f"检查_{YEAR}-11.{'xlsx' if workbook else 'csv'}", b"", LEDGER, {})
    sheets: dict[str, list[list[Cell]]] = {}
    merged: dict[str, list[tuple[int, int, int, int]]] = {}
    used: set[Key] = set()
    for at in range(dice.choice((1, 1, 2)) if workbook else 1):
        name = f"第{at + 1}张" if workbook else ""
        table = _ledger_sheet(dice, case, used, workbook)
        sheets[name], merged[name] = table.rows, table.merged
        case.truth |= {(name, row + 1, ""): truth for row, truth in table.truth.items()}
    case.data = _xlsx(dice, case, sheets, merged) if workbook else _text(dice, case, sheets[""])
    return case


NAMES = ("place", "day", "kind", "checked", "passed", "amount", "weight", "remark")


def _ledger_sheet(dice: random.Random, case: Case, used: set[Key], workbook: bool) -> _Table:
    table = _Table()
    order = list(NAMES)
    dice.shuffle(order)
    numbered = dice.random() < 0.4
    order = (["序号"] if numbered else []) + order + (["天气"] if dice.random() < 0.3 else [])
    unit = _above(dice, case, table, order)
    power = _header(dice, case, table, order, unit, workbook)
    rows = [_ledger_row(dice, used, power, workbook) for _ in range(dice.randint(4, 24))]
    first = len(table.rows)
    _body(dice, case, table, order, rows)
    if workbook:
        _merge_names(dice, case, table, order, first)
    _bottom(dice, case, table, order)
    return table


def _above(dice: random.Random, case: Case, table: _Table, order: list[str]) -> str:
    """Title rows, and perhaps a line with the unit of money."""
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        case.quirks.append("title")
        title = dice.choice(["垃圾分类检查汇总表（11月）", "示例街道台账", f"填报日期：{YEAR}年11月20日", "", "填报单位：城管办"])
        table.rows.append([title])
    if dice.random() < 0.3:
        case.quirks.append("unit line")
        unit = dice.choice(["万元", "元", "千元"])
        line = dice.choice([f"单位：{unit}", f"（单位：{unit}、户、吨）", f"金额单位:{unit}"])
        table.rows.append([*[""] * dice.randint(0, len(order) - 1), line])
        return unit
    return ""


def _header(
    dice: random.Random, case: Case, table: _Table, order: list[str], unit: str, workbook: bool
) -> dict[str, int]:  # fmt: skip
    """Write the header in one row or two; what each column's unit multiplies by, as a power of ten."""
    power = {"amount": {"万元": 4, "千元": 3}.get(unit, 0), "weight": 0}
    two = dice.random() < 0.3 and _adjacent(order)
    upper, lower = [], []
    for name in order:
        of = LEDGER.columns.get(name)
        said = dice.choice([of.label.zh, *of.aliases[:1], of.name if not two else of.label.zh]) if of else name
        own = ""
        if name == "amount" and dice.random() < 0.5:
            own, power["amount"] = dice.choice([("万元", 4), ("元", 0), ("千元", 3)])
        if name == "weight" and dice.random() < 0.4:
            own, power["weight"] = dice.choice([("吨", 0), ("公斤", -3), ("kg", -3)])
        mark = dice.choice([f"（{own}）", f"({own})", f"/{own}", f"（单位：{own}）"]) if own else ""
        upper.append(dice.choice([said, said, f" {said}", f"{said[0]} {said[1:]}", f"{said}*"]) + mark)
        lower.append("")
    if two:
        _second_row(case, table, order, upper, lower, workbook and dice.random() < 0.6)
        return power
    table.rows.append(upper)
    if dice.random() < 0.15:
        case.quirks.append("unit row")
        below = {"amount": "万元", "weight": "公斤", "checked": "户"}
        row = [f"（{below[n]}）" if n in below and not _has_unit(upper[at]) else "" for at, n in enumerate(order)]
        for at, name in enumerate(order):
            if row[at] and name in power:
                power[name] = {"amount": 4, "weight": -3}[name]
        if any(row):
            table.rows.append(row)
    return power


def _has_unit(header: str) -> bool:
    return any(mark in header for mark in ("(", "（", "/"))


def _adjacent(order: list[str]) -> bool:
    """Put the columns that share an upper label beside each other; True always."""
    for first, second in (("checked", "passed"), ("amount", "weight")):
        order.remove(second)
        order.insert(order.index(first) + 1, second)
    return True


def _second_row(case: Case, table: _Table, order: list[str], upper: list[str], lower: list[str], as_merged: bool) -> None:
    """检查情况 over 抽查户数 and 合格户数, 资金 over 投入金额 and 清运量; the others stand in the upper row alone."""
    case.quirks.append("two rows" + (" merged" if as_merged else ""))
    row = len(table.rows)
    for first, label in (("checked", "检查情况"), ("amount", "资金")):
        at = order.index(first)
        lower[at], lower[at + 1] = upper[at], upper[at + 1]
        upper[at], upper[at + 1] = label, ""
        if as_merged:
            table.merged.append((row, at, row, at + 1))
    if as_merged:
        table.merged += [(row, at, row + 1, at) for at in range(len(order)) if not lower[at]]
    table.rows += [upper, lower]


def _ledger_row(dice: random.Random, used: set[Key], power: dict[str, int], workbook: bool) -> tuple[dict[str, Cell], Truth]:
    key = _free(dice, used)
    place, day, kind = key
    checked = dice.choice((0, dice.randint(1, 99), dice.randint(100, 9999)))
    passed, amount = dice.randint(0, checked), Decimal(dice.randint(-999, 99_999)).scaleb(-1)
    weight = Decimal(dice.randint(0, 9_999))
    weight = weight if power["weight"] else weight.scaleb(-1)
    truth: dict[str, Any] = {"place": place, "day": day_number(day), "kind": kind, "checked": checked, "passed": passed, "remark": None}
    truth["amount"] = int(amount.scaleb(2 + power["amount"]))
    truth["weight"] = int(weight.scaleb(3 + power["weight"]))
    cells: dict[str, Cell] = {
        "place": _place(dice, place), "day": _day(dice, day, native=workbook, named=True), "kind": _kind(dice, kind),
        "checked": _int(dice, checked), "passed": _int(dice, passed), "amount": _dec(dice, amount),
        "weight": _dec(dice, weight), "remark": "", "天气": "晴",
    }  # fmt: skip
    for name in ("amount", "weight"):
        # A bare 万 counts what the declared unit counts, whatever the header says: such a cell is written without a header's multiple.
        if str(cells[name]).endswith("万") and power[name]:
            cells[name] = format(amount if name == "amount" else weight, "f")
    for name in ("passed", "amount", "weight"):
        if dice.random() < 0.08:
            cells[name], truth[name] = dice.choice(ABSENT), None
    if dice.random() < 0.3:
        cells["remark"] = truth["remark"] = dice.choice(["现场改", "雨", "复查，已改", "a;b|c", "共3处", "注意"])
    return _spoilt(dice, cells, truth) if dice.random() < 0.12 else (cells, Truth("good", truth))


def _free(dice: random.Random, used: set[Key]) -> Key:
    while True:
        key = (dice.choice(list(PLACES)), date(YEAR, 11, 1) + timedelta(dice.randint(0, 21)), dice.choice(list(KINDS)))
        if key not in used:
            used.add(key)
            return key


def _spoilt(dice: random.Random, cells: dict[str, Cell], truth: dict[str, Any]) -> tuple[dict[str, Cell], Truth]:
    """A row with one cell nobody may take."""
    name, words = dice.choice([
        ("place", BAD_PLACES), ("day", BAD_DAYS), ("kind", ("不明", "厨", "餐厨")), ("checked", BAD_INTS), ("amount", BAD_DECS),
        ("weight", BAD_DECS), ("checked", ("", "-5", "999999")), ("remark", ("13812345678",)), ("place", ("",)),
    ])  # fmt: skip
    cells[name] = dice.choice(words)
    return cells, Truth("bad", truth, f"{name}={cells[name]}")


def _body(dice: random.Random, case: Case, table: _Table, order: list[str], rows: list[tuple[dict[str, Cell], Truth]]) -> None:
    sums = {"checked": 0, "passed": 0}
    known = True
    total = dice.random() < 0.5
    personal = 0
    for number, (cells, truth) in enumerate(rows, start=1):
        if cells["remark"] == "13812345678":
            personal += 1
            if personal > 2:
                cells["remark"], truth = "", Truth(truth.status if truth.status == "good" else "good", truth.values)
        if dice.random() < 0.05:
            case.quirks.append("blank row")
            table.rows.append([number if name == "序号" else "" for name in order])
        if dice.random() < 0.03:
            case.quirks.append("section row")
            heading = dice.choice(["一、北片", "（二）南片", "第三组："])
            table.rows.append([heading if name == "place" else "" for name in order])
        table.truth[len(table.rows)] = truth
        table.rows.append([number if name == "序号" else cells.get(name, "") for name in order])
        known &= truth.status == "good"
        for name in sums:
            sums[name] += truth.values[name] or 0
        if truth.status == "good" and dice.random() < 0.03:
            case.quirks.append("twin")
            table.truth[len(table.rows) - 1] = replace(truth, status="twin")
            table.truth[len(table.rows)] = truth
            table.rows.append(list(table.rows[-1]))
            for name in sums:
                sums[name] += truth.values[name] or 0
    if total:
        _total(dice, case, table, order, sums, known)


def _merge_names(dice: random.Random, case: Case, table: _Table, order: list[str], first: int) -> None:
    """Where a place stands in rows that follow each other, merge its cells: the name stands once."""
    at, row = order.index("place"), first
    while row < len(table.rows) - 1:
        end = row
        while end + 1 < len(table.rows) and _same_place(table, row, end + 1) and end - row < 3:
            end += 1
        if end > row and dice.random() < 0.7:
            case.quirks.append("merged names")
            table.merged.append((row, at, end, at))
            for below in range(row + 1, end + 1):
                table.rows[below][at] = ""
        row = end + 1


def _same_place(table: _Table, one: int, two: int) -> bool:
    truths = [table.truth.get(one), table.truth.get(two)]
    good = [t for t in truths if t is not None and t.status == "good" and not t.quirk]
    return len(good) == 2 and good[0].values["place"] == good[1].values["place"]


def _total(dice: random.Random, case: Case, table: _Table, order: list[str], sums: dict[str, int], known: bool) -> None:
    wrong = dice.random() < 0.3
    case.quirks.append("wrong total" if wrong else "total")
    said = {name: n + (dice.randint(1, 9) if wrong else 0) for name, n in sums.items()}
    word = dice.choice(["合计", "合 计", "总计", "小计：", "Total", "全　市"])
    # A table without the place first has the word in its first column, whatever that is.
    row: list[Cell] = [str(said[name]) if name in said else "" for name in order]
    row[order.index("place")] = word
    table.rows.append(row)
    case.totals.append("unknown" if not known else "wrong" if wrong else "right")


def _bottom(dice: random.Random, case: Case, table: _Table, order: list[str]) -> None:
    for _ in range(dice.choice((0, 0, 1, 2))):
        case.quirks.append("note")
        table.rows.append([dice.choice(["注：以上为抽查数，不含单位垃圾。", "数据来源：各社区", "制表人：城管办", "备注：无", ""])])


# --- months as columns -------------------------------------------------------------------------------------------------------------------


def _months(dice: random.Random) -> Case:
    workbook = dice.random() < 0.5
    case = Case(f"月报_{YEAR}.{'xlsx' if workbook else 'csv'}", b"", MONTHS, {}, ["wide months"])
    rows: list[list[Cell]] = [["示例街道月报"] for _ in range(dice.choice((0, 1, 2)))]
    if kilograms := dice.random() < 0.3:
        rows.append(["单位：公斤"])
    months = list(range(1, dice.randint(4, 11)))
    form = dice.choice(["{m}月", "{y}年{m}月", "{y}-{m:02}", "{m}月份", "{y}.{m:02}"])
    total = dice.random() < 0.5
    heads = [form.format(y=YEAR, m=month) for month in months] + (["合计"] if total else [])
    rows.append([dice.choice(["社区", "社区名称", "社 区"]), *heads, "备注"])
    name, truth = ("月表" if workbook else ""), {}
    for code in PLACES:
        line: list[Cell] = [_place(dice, code)]
        for month in months:
            cell, found = _ton(dice, code, month, kilograms)
            line.append(cell)
            if found is not None:
                truth[name, len(rows) + 1, form.format(y=YEAR, m=month)] = found
        rows.append([*line, *([""] if total else []), ""])
    if dice.random() < 0.5:
        rows.append(["合计", *["" for _ in months]])
    rows += [["数据来源：环卫所"]] if dice.random() < 0.4 else []
    case.truth = truth
    case.data = _xlsx(dice, case, {name: rows}, {}) if workbook else _text(dice, case, rows)
    return case


def _ton(dice: random.Random, code: str, month: int, kilograms: bool) -> tuple[Cell, Truth | None]:
    """A cell of a wide sheet; nothing is expected of one that says nothing."""
    if dice.random() < 0.1:
        return dice.choice(("", "—", "/")), None
    exact = Decimal(dice.randint(1, 99_999)) * (10 if kilograms else Decimal("0.01"))
    last = (date(YEAR, month, 28) + timedelta(4)).replace(day=1) - timedelta(1)
    values = {"place": code, "month": day_number(last), "tons": int(exact.scaleb(2 - (3 if kilograms else 0)))}
    if dice.random() < 0.06:
        return dice.choice(BAD_DECS), Truth("bad", values)
    return dice.choice([format(exact, "f"), f"{exact:,}", float(exact), _full(format(exact, "f"))]), Truth("good", values)


# --- indicators in rows, places in columns, a sheet per year -----------------------------------------------------------------------------

ITEMS = (
    ("一、年末常住人口", "万人", "年末常住人口"), ("其中：男性", "人", "男性"), ("　　女性", "人", "女性"), ("二、出生率", "‰", "出生率"),
    ("（三）户数", "户", "户数"),
)  # fmt: skip


def _yearbook(dice: random.Random) -> Case:
    case = Case(f"年鉴_{YEAR}.xlsx", b"", YEARBOOK, {}, ["yearbook"])
    sheets: dict[str, list[list[Cell]]] = {}
    for year in range(2023, 2023 + dice.randint(1, 3)):
        sheet = dice.choice([str(year), f"{year}年"])
        rows: list[list[Cell]] = [["人口主要指标"], ["", f"({year}年)"]][: dice.choice((0, 1, 2))]
        codes = dice.sample(list(PLACES), dice.randint(2, 3))
        unknown = ["新城区"] if dice.random() < 0.2 else []
        two = dice.random() < 0.5
        heads = [dice.choice([long, short, f"{short[0]}　{short[1]}"]) for short, long in map(PLACES.__getitem__, codes)] + unknown
        rows.append(["指标", "计量" if two else "计量单位", "全　市", "比上年", *heads])
        if two:
            rows.append(["", "单位", "", "+、-%", *["" for _ in heads]])
        for shown, unit, item in ITEMS:
            line: list[Cell] = [shown, unit, "", 1.5]
            for code, head in zip([*codes, *("?" for _ in unknown)], heads, strict=True):
                exact = Decimal(dice.randint(1, 9_999)).scaleb(-2 if unit in ("万人", "‰") else 0)
                stored = int(exact.scaleb(6 if unit == "万人" else 2))
                values = {"item": item, "place": code, "year": year, "value": stored, "unit": unit.lstrip("万")}
                bad = code == "?" or dice.random() < 0.05
                garbled = bad and code != "?"
                line.append(dice.choice(("7.8S", "4.9T", "217E", "约5") if garbled else (float(exact), format(exact, "f"))))
                case.truth[sheet, len(rows) + 1, head] = Truth("bad" if bad else "good", values)
            rows.append(line)
            if dice.random() < 0.2:
                rows.append(["人口变动情况"])
        sheets[sheet] = rows
    case.data = _xlsx(dice, case, sheets, {})
    return case


# --- bytes -------------------------------------------------------------------------------------------------------------------------------


def _text(dice: random.Random, case: Case, rows: list[list[Cell]]) -> bytes:
    delimiter = dice.choice(",,,\t;|")
    encoding = dice.choice(["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    case.quirks += [encoding, {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}[delimiter]]
    width = max(map(len, rows))
    padded = dice.random() < 0.5
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=dice.choice(["\n", "\r\n"]))
    header = max(range(min(len(rows), 8)), key=lambda at: sum(bool(cell) for cell in rows[at]))
    for at, row in enumerate(rows):
        short = not padded and at < header
        writer.writerow([str(cell) for cell in row] + [""] * (0 if short else width - len(row)))
    text = out.getvalue()
    # What the older code cannot write, the newer of the family can.
    return text.encode(encoding if encoding != "gbk" or "²" not in text else "gb18030")


def _xlsx(
    dice: random.Random, case: Case, sheets: dict[str, list[list[Cell]]], merged: dict[str, list[tuple[int, int, int, int]]]
) -> bytes:  # fmt: skip
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}) as book:
        pages = {**sheets}
        if dice.random() < 0.3:
            pages["说明"] = [["本表由各社区填报"]]
        for name, rows in pages.items():
            _sheet(book.add_worksheet(name), rows, merged.get(name, []))
        if dice.random() < 0.3:
            case.hidden = True
            hidden = book.add_worksheet("旧数")
            _sheet(hidden, next(iter(sheets.values())), [])
            hidden.hide()
    return out.getvalue()


def _sheet(page: Any, rows: list[list[Cell]], merged: list[tuple[int, int, int, int]]) -> None:
    for at, row in enumerate(rows):
        for index, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(at, index, cell) if cell else None
            else:
                page.write(at, index, cell)
    for first, left, last, right in merged:
        said = rows[first][left]
        page.merge_range(first, left, last, right, said)
