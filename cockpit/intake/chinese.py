"""Numbers in Chinese words: 一百五十 is 150. What people say short (一百五) reads as 150 too, but may mean 105: a person confirms it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5}
_DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9, "貳": 2, "陸": 6}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_WORDS = "".join((*_DIGITS, *_UNITS, *_LARGE))
_NUMBER = re.compile(f"([{_WORDS}]+)(\\D*)")
_DIGIT = "[零〇○一二三四五六七八九]"
_DATE = re.compile(f"({_DIGIT}{{4}})年([一二三四五六七八九十]{{1,3}})月(?:份|([一二三四五六七八九十廿]{{1,3}})[日号])?")
_ZERO = frozenset("零〇○")


@dataclass(frozen=True, slots=True)
class Number:
    """`spoken`: the last digit stands for a place that was not said. `rest` is what follows the number, a unit as a rule."""

    value: int
    spoken: bool
    rest: str


def read(text: str) -> Number | None:
    """A whole number in Chinese words; None where it is none, or is not well formed."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    words, rest = found[1], found[2].strip()
    if len(words) > 1 and all(word in _DIGITS for word in words):
        # 二〇二六 is read digit by digit; 三五 may be 35 or "three to five".
        told = len(words) > 2 or not _ZERO.isdisjoint(words)
        return Number(int("".join(str(_DIGITS[word]) for word in words)), False, rest) if told else None
    if words in _ZERO:
        return Number(0, False, rest)
    short = _short(words)
    value = _value(words if not short else words + short)
    return None if value is None else Number(value, bool(short), rest)


def _short(words: str) -> str:
    """The place that was not said: 一百五(十), 两千三(百), 三万五(千); empty where nothing is missing."""
    if len(words) < 3 or words[-1] not in _DIGITS or words[-1] in _ZERO:
        return ""
    said = words[-2]
    return {"百": "十", "佰": "十", "千": "百", "仟": "百", "万": "千", "萬": "千", "亿": "千万", "億": "千万"}.get(said, "")


def _value(words: str) -> int | None:
    """Sections of 亿 and 万, each below 10,000, the larger first."""
    total, last, section = 0, 10**9, ""
    for at, word in enumerate(words):
        if word in _LARGE:
            size, amount = _LARGE[word], _section(section, first=not total)
            # 千万 and the like are one section: 三千万 is 3000 × 10,000, 五千万亿 is not written.
            if amount is None or not amount or size >= last:
                return None
            total, last, section = total + amount * size, size, ""
        else:
            section += words[at]
    if not section:
        return total
    amount = _section(section, first=not total)
    return None if amount is None else total + amount


def _section(words: str, *, first: bool) -> int | None:
    """A number below 10,000; None when its places are not in order."""
    total, last, digit, gap = 0, 10_000, None, False
    for word in words:
        if word in _ZERO:
            if digit is not None or gap:
                return None
            gap = True
        elif word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
        else:
            size = _UNITS[word]
            if size >= last or (gap and size * 10 == last) or (digit is None and (size != 10 or total or not first)):
                return None
            total, last, digit, gap = total + (1 if digit is None else digit) * size, size, None, False
    if digit is None:
        return total if not gap else None
    return total + digit if last <= 10 or gap or not total else None


def as_date(text: str) -> str:
    """二〇二六年十一月三日 in digits; any other text as it is."""
    found = _DATE.fullmatch(text)
    if not found:
        return text
    month, day = read(found[2]), read(found[3].replace("廿", "二十")) if found[3] else None
    if month is None or (found[3] and day is None):
        return text
    year = "".join(str(_DIGITS[c]) for c in found[1])
    return f"{year}年{month.value}月" + (f"{day.value}日" if day else "")
