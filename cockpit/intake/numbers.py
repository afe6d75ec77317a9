"""Numbers as offices write them, exactly: an integer of `scale` decimal places, never by way of a rounded float.

Fast for columns of plain digits. There a float stands in for the text only while it cannot lie: with at most 14 digits,
text → float → × 10^scale is wrong by less than 0.1 before it is rounded to the integer it must be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import compress

import numpy as np

from cockpit.catalog.schema import Column
from cockpit.intake import chinese, units
from cockpit.intake.typed import Fault, Typed, alphabet, empty_numbers, is_absent, made_of, mark_absent, numbers_of, plain
from cockpit.model import Level

_INT_CHARS = alphabet("0123456789-\n")
_DEC_CHARS = alphabet("0123456789-.\n")
_FAST_DIGITS = 14
_PLAIN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:(?<=[0-9])\.[0-9]+|\.[0-9]+)?")
_EXPONENT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)[eE]([+-]?[0-9]{1,2})")
_WITH_UNIT = re.compile(r"([+-]?[0-9.,]*[0-9](?:[eE][+-]?[0-9]{1,2})?)\s*([^\s0-9.,+-].*)?")
_MOST = 9 * 10**18
_MOST_CHARS = 60
SPOKEN = "chinese_number_spoken"


def convert(uniques: Sequence[str], column: Column, *, power: int = 0) -> Typed:
    """Scaled integers of the distinct texts. `power` is the power of ten a unit in the header adds."""
    scale = column.scale if column.type == "dec" else 0
    typed = empty_numbers(len(uniques))
    # No mark of absence is a plain number, so a column of nothing else need not be looked through for them.
    if column.missing or not uniques or not _fast(typed, list(uniques), range(len(uniques)), scale=scale, power=power):
        typed, present = numbers_of(uniques, column)
        texts = [uniques[at] for at in present]
        if texts and not _fast(typed, texts, present, scale=scale, power=power):
            _by_parts(typed, texts, present, column=column, scale=scale, power=power)
    _bounds(typed, column, scale)
    return typed


def _fast(typed: Typed, texts: list[str], present: Sequence[int], *, scale: int, power: int) -> bool:
    """Fill in all of these plain texts at once; False when any is not plain."""
    if power:
        return False
    joined = "\n".join(texts)
    values = _integers(joined, texts) if scale == 0 else _decimals(joined, texts, scale)
    if values is None:
        return False
    if len(present) == len(typed.values):
        typed.values = values
    else:
        typed.values[present] = values
    return True


def _integers(joined: str, texts: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    if not made_of(joined, _INT_CHARS) or max(map(len, texts)) > 18:
        return None
    try:
        return np.array(list(map(int, texts)), dtype=np.int64)
    except ValueError:
        return None


def _decimals(joined: str, texts: list[str], scale: int) -> np.ndarray[tuple[int], np.dtype[np.int64]] | None:
    if not made_of(joined, _DEC_CHARS) or max(map(len, texts)) > _FAST_DIGITS or ".\n" in joined or joined.endswith("."):
        return None
    try:
        scaled = np.array(list(map(float, texts))) * 10.0**scale
    except ValueError:
        return None
    rounded = np.rint(scaled)
    # More decimal places than declared leave a remainder far above what the arithmetic itself can leave.
    if np.any(np.abs(rounded) > 2**53) or np.any(np.abs(scaled - rounded) > np.abs(scaled) * 5e-16):
        return None
    return rounded.astype(np.int64)


def _by_parts(typed: Typed, texts: list[str], present: list[int], *, column: Column, scale: int, power: int) -> None:
    """The plain texts together, every odd one by itself."""
    is_plain = [_PLAIN.fullmatch(text) is not None and len(text) <= _FAST_DIGITS for text in texts]
    together = list(compress(texts, is_plain))
    mixed = 0 < len(together) < len(texts)
    done = mixed and _fast(typed, together, list(compress(present, is_plain)), scale=scale, power=power)
    for text, at, was_plain in zip(texts, present, is_plain, strict=True):
        if not (done and was_plain):
            _one(typed, at, text, column=column, scale=scale, power=power)


def _one(typed: Typed, at: int, text: str, *, column: Column, scale: int, power: int) -> None:
    spelled = plain(text)
    if is_absent(spelled, column):
        mark_absent(typed, at, column, text=spelled)
        return
    read = _read(spelled, column, power)
    if isinstance(read, Fault):
        typed.blame(at, read)
        return
    number, note = read
    scaled = number.scaleb(scale)
    whole = scaled.to_integral_value(ROUND_HALF_UP)
    if column.type == "int" and whole != scaled:
        typed.blame(at, Fault("not_whole", "int"))
    elif abs(whole) > _MOST:
        typed.blame(at, Fault("out_of_range", _range(column)))
    else:
        typed.values[at] = int(whole)
        note = note if note == SPOKEN else "rounded" if whole != scaled else note or ("normalised" if power else "")
        if note == SPOKEN:
            said = format(number.scaleb(-power), "f")
            typed.blame(at, Fault(SPOKEN, said, Level.HOLD, {"nearest": said}))
        elif note:
            typed.notes[at] = note


def _read(spelled: str, column: Column, power: int) -> tuple[Decimal, str] | Fault:
    """(number in the declared unit, note) of one spelling; `power` is what a unit in the header adds."""
    wrong = Fault("not_a_number", column.type)
    if len(spelled) > _MOST_CHARS:
        return wrong
    bare, own = _without_unit(spelled.replace("−", "-").replace("，", ","))
    words = chinese.read(bare)
    own = words.rest if words is not None else own
    added = _added(own, column, power)
    if isinstance(added, Fault):
        return added
    if words is not None:
        if power and words.value >= 10_000:
            return Fault("unit_twice", column.unit)
        return Decimal(words.value).scaleb(added), SPOKEN if words.spoken else "chinese_number"
    if bare and _NUMBER.fullmatch(bare) and bare[-1].isdigit():
        return Decimal(bare.replace(",", "")).scaleb(added), "" if _PLAIN.fullmatch(spelled) else "normalised"
    if column.type == "dec" and (found := _EXPONENT.fullmatch(bare)):
        return Decimal(found[1]).scaleb(int(found[2]) + added), "exponent"
    return wrong


def _without_unit(spelled: str) -> tuple[str, str]:
    """(digits, what is written behind them)."""
    found = _WITH_UNIT.fullmatch(spelled)
    return (found[1], found[2] or "") if found else (spelled, "")


def _added(own: str, column: Column, power: int) -> int | Fault:
    """Power of ten by the unit in the cell, which goes before the header's; by the header's where the cell has none."""
    if not own:
        return power
    # A scanned `7.8S` or `5G` is a digit misread, not a number of grams.
    if (len(own) == 1 and own.isascii() and own not in ("%", column.unit)) or not (units.is_unit(own) or units.same(own, column.unit)):
        return Fault("not_a_number", column.type)
    shift = units.shift(own, column.unit)
    if shift is None:
        return Fault("unit_unknown", column.unit)
    # 1.2万 under 金额（万元） may be 1.2万元, or 1.2 times ten thousand of them.
    return Fault("unit_twice", column.unit) if power and not units.parts(own)[1] else shift


def doubt_fractions(typed: Typed, uniques: Sequence[str], column: Column) -> None:
    """Hold the bare numbers of a workbook's percentage column when none is above 1: a cell shown as 85 % holds 0.85.

    A column that is declared not to go beyond 1 means what it says, and one written with % does as well.
    """
    bare = {at: Decimal(text) for at, text in enumerate(uniques) if _PLAIN.fullmatch(text) and at not in typed.faults}
    if not bare or (column.high is not None and column.high <= 1) or max(bare.values()) > 1 or set(bare.values()) <= {0}:
        return
    for at, number in bare.items():
        if number:
            said = format((number * 100).normalize(), "f")
            typed.blame(at, Fault("percent_or_fraction", said, Level.HOLD, {"nearest": said}))


def _bounds(typed: Typed, column: Column, scale: int) -> None:
    outside = np.zeros(len(typed.values), dtype=np.bool_)
    if column.low is not None:
        outside |= typed.values < float(Decimal(str(column.low)).scaleb(scale))
    if column.high is not None:
        outside |= typed.values > float(Decimal(str(column.high)).scaleb(scale))
    for at in np.flatnonzero(outside & ~typed.absent).tolist():
        if at not in typed.faults:
            typed.blame(at, Fault("out_of_range", _range(column)))


def _range(column: Column) -> str:
    low = "" if column.low is None else f"{column.low:g}"
    high = "" if column.high is None else f"{column.high:g}"
    return f"{low}..{high}" if low or high else column.type


def shown(value: int, column: Column) -> str:
    """A stored integer as a person would write the number."""
    exact = Decimal(value).scaleb(-(column.scale if column.type == "dec" else 0))
    return format(exact, "f")
