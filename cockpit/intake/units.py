"""Units as offices write them: 万元 is ten thousand 元, 公斤 a thousandth of a 吨. Only powers of ten are converted, nothing else is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from cockpit.catalog.names import fold

_POWERS = {
    "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12,
}  # fmt: skip
_KINDS = {
    "mass": {"毫克": -3, "mg": -3, "克": 0, "g": 0, "千克": 3, "公斤": 3, "kg": 3, "吨": 6, "公吨": 6, "t": 6},
    "area": {"平方米": 0, "m2": 0, "平米": 0, "平方": 0, "公顷": 4, "ha": 4, "平方公里": 6, "平方千米": 6, "km2": 6},
    "length": {"毫米": -3, "厘米": -2, "米": 0, "m": 0, "公里": 3, "千米": 3, "km": 3},
    "ratio": {"‰": -3, "%": -2, "％": -2, "百分比": -2, "千分比": -3},
    "money": {"元": 0, "人民币元": 0, "rmb": 0},
}  # fmt: skip
_PLACED = {unit: (kind, power) for kind, units in _KINDS.items() for unit, power in units.items()}
_COUNTED = frozenset((
    "人", "人次", "户", "个", "件", "家", "栋", "幢", "次", "处", "张", "份", "台", "套", "辆", "起", "宗", "座", "间", "所", "名", "床",
    "天", "日", "小时", "分钟", "年", "月", "亩", "立方米", "升", "桶", "车次", "美元", "欧元", "港元", "条", "项", "批", "场", "期", "只",
))  # fmt: skip
_BRACKETED = re.compile(r"[(\[【〔（](.*?)[)\]】〕）]")
_BEHIND = re.compile(r"[/／,，]\s*([^/／,，]+)$")
_SAID = re.compile(r"单\s*位\s*[:：]\s*([^)\]】〕）]+)")
_MOST_CHARS = 3
_OFFICES = ("社区", "村", "街道", "办", "局", "科", "所", "站", "中心", "委", "会", "组", "公司", "部", "镇", "乡", "院", "队")
_APART = re.compile(r"[、,，;；/／\s]+")


@lru_cache(maxsize=4096)
def parts(unit: str) -> tuple[int, str]:
    """(power of ten, base unit): 万元 is (4, 元), ㎡ is (0, m2), 公斤 is (3, mass)."""
    power, base = bare(unit)
    kind, more = _PLACED.get(base, (base, 0))
    return power + more, kind


@lru_cache(maxsize=4096)
def bare(unit: str) -> tuple[int, str]:
    """(power of ten written before it, unit): 万人 is (4, 人), 千克 stays as it is."""
    folded = fold(unicodedata.normalize("NFKC", unit))
    if folded in _PLACED:
        return 0, folded
    mark = next((folded[:length] for length in (2, 1) if folded[:length] in _POWERS), "")
    return _POWERS.get(mark, 0), folded[len(mark) :]


def shift(found: str, declared: str) -> int | None:
    """Power of ten from a unit as found to the declared one; None where these cannot be compared. A bare 万 counts declared units."""
    (power, kind), (wanted, base) = parts(found), parts(declared)
    if not kind:
        return power - bare(declared)[0]
    return power - wanted if kind == base else None


def same(found: str, declared: str) -> bool:
    """Whether this is the declared unit, perhaps of another multiple, which nobody but the catalogue need know."""
    return bool(declared) and bare(found)[1] == bare(declared)[1]


def is_unit(text: str) -> bool:
    """Whether this is a unit everybody knows."""
    power, base = bare(text)
    return base in _PLACED or base in _COUNTED or (power > 2 and not base)


def in_brackets(header: str) -> list[str]:
    """Units in a header's brackets: 税收（万元）, 面积（单位：㎡）, 人数（万人、‰）."""
    inner = map(_plain, _BRACKETED.findall(header))
    found = (text.partition(":")[2] if fold(text).startswith(("单位:", "计量单位:")) else text for text in inner)
    return [text.strip() for text in [*found, *_BEHIND.findall(_plain(header))] if is_unit(text)]


def without(header: str) -> str:
    """The header without a unit written behind it (`税收/万元`)."""
    found = _BEHIND.search(header)
    return header[: found.start()] if found and is_unit(found[1]) else header


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def said(line: str) -> list[str]:
    """Units that a line above the table states: `单位：万元、人`, `指标：地区生产总值(亿元)`."""
    found = _SAID.search(line)
    if found:
        # 单位：丰乐社区 names who reports; a word nobody knows as a unit is one only when it is short.
        return [unit for unit in _APART.split(found[1].strip()) if unit and (is_unit(unit) or _may_be(unit))]
    return in_brackets(line) if _plain(line).lstrip().startswith("指标:") else []


def _may_be(word: str) -> bool:
    return len(word) <= _MOST_CHARS and not word.endswith(_OFFICES)


def of_row(cells: Sequence[str]) -> dict[int, str]:
    """Field → unit when a row below the header holds nothing but units; empty otherwise."""
    filled = {at: cell.strip().strip("()（）[]") for at, cell in enumerate(cells) if cell.strip()}
    return filled if filled and all(is_unit(unit) for unit in filled.values()) else {}
