"""Personal data does not come in: headers that announce it, and values that look like an ID card's or a mobile phone's number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cockpit.catalog.names import fold

MOST_ROWS = 3
"""More rows than these with such values, and the whole file is set aside."""

_HEADERS = frozenset(
    (
        "姓名", "户主", "户主姓名", "联系人", "联系人姓名", "居民姓名", "老人姓名", "本人姓名", "当事人", "当事人姓名",
        "信访人", "信访人姓名", "来电人", "来电人姓名", "家属姓名", "监护人", "监护人姓名", "身份证", "身份证号",
        "身份证号码", "公民身份号码", "居民身份证号", "居民身份证号码", "证件号", "证件号码", "手机", "手机号",
        "手机号码", "联系电话", "联系方式", "本人电话", "家属电话", "家庭电话", "家庭住址", "家庭地址", "户籍地址",
        "户籍地", "居住地址", "现住址", "现居住地址", "住址", "诊断", "诊断结果", "临床诊断", "疾病诊断", "病情",
        "病史", "病历号", "医保卡号", "社保卡号", "银行卡号", "银行账号", "idnumber", "idcard", "idcardno",
        "nationalid", "passportno", "mobilephone", "phonenumber", "mobile", "homeaddress", "diagnosis",
        "fullname",
    )
)  # fmt: skip
_ID_LIKE = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_PHONE_LIKE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_BRACKETED = re.compile(r"[(\[【].*?[)\]】]")


def header(rows: Iterable[Sequence[str]]) -> str:
    """The first header that announces personal data; empty when none does. A building's or a case's address alone is none."""
    cells = ((cell, _BRACKETED.sub("", fold(cell)).strip("*:")) for row in rows for cell in row if 0 < len(cell) < 40)
    return next((cell.strip() for cell, folded in cells if folded in _HEADERS), "")


def looks_personal(text: str) -> bool:
    """An 18-digit number with a birth date and the right check digit, or an 11-digit mobile number, anywhere in the text."""
    return _PHONE_LIKE.search(text) is not None or any(_checks(found) for found in _ID_LIKE.findall(text))


def _checks(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17].upper()


def suspects(values: Sequence[str]) -> list[int]:
    """Positions of the values that look personal; one search over all of them when there is none."""
    joined = "\n".join(values)
    if not _PHONE_LIKE.search(joined) and not _ID_LIKE.search(joined):
        return []
    return [at for at, value in enumerate(values) if looks_personal(value)]
