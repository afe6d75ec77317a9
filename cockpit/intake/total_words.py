"""Words by which a row says that it adds up others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cockpit.catalog.names import fold

_TOTAL = re.compile(
    r"(?:(?:本[页月周季年]|全[街道市区县省镇乡村国]+|各社区)?(?:合计|小计|总计|共计|累计|总和)|全[市县区省镇乡国]|全(?:街道|社区)"
    r"|(?:sub|grand)?-?totals?|sum)(?:\([^()]*\))?:?"
)
_ENDS = frozenset("计和市区县省镇乡国道:：)）lLsSmM")
_MOST_CHARS = 40
_ENGLISH = frozenset(form for word in ("total", "totals", "subtotal", "sub-total", "grand total", "sum") for form in (
    word, word.capitalize(), word.title(), word.upper(),
))  # fmt: skip


def is_total(text: str) -> bool:
    """合计, 小 计, 全市, Grand total: the word of a row of sums."""
    return len(text) <= _MOST_CHARS and _TOTAL.fullmatch(fold(text)) is not None


def among(words: Sequence[str]) -> list[int]:
    """Positions of the total words among many others; the last letter sorts most of them out, and codes of ASCII all at once."""
    if "".join(words).isascii() and _ENGLISH.isdisjoint(words):
        return []
    return [at for at, word in enumerate(words) if word and word[-1] in _ENDS and is_total(word)]


def is_subtotal(text: str) -> bool:
    return fold(text).startswith(("小计", "本页", "sub"))


def is_running(text: str) -> bool:
    """累计, 本年合计: more than the rows of this sheet, so it cannot be checked against them."""
    folded = fold(text)
    return "累计" in folded or folded.startswith("本年")


def is_part(text: str) -> bool:
    """其中：… rows say again what another row has counted."""
    return text.lstrip().startswith("其中")
