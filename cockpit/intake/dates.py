"""Dates, months and moments in the forms an office writes. A form that could mean two days is refused, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.calendar import day_number, from_number, month_end
from cockpit.catalog.schema import Column
from cockpit.intake import chinese, frames, zone
from cockpit.intake.frames import Ints
from cockpit.intake.typed import Fault, Typed, alphabet, is_absent, made_of, mark_absent, numbers_of, plain

_DAY_CHARS = alphabet("0123456789-\n")
_MOMENT_CHARS = alphabet("0123456789-:T \n")
_FIRST, _LAST = day_number(date(1900, 1, 1)), day_number(date.max)
_SERIAL_ZERO = day_number(date(1899, 12, 30))
_DAY = r"(?:(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})(\d{2})(\d{2}))"
_CLOCK = (
    r"(?:(?:[T\s]+|(?=[上下]午))(上午|下午|AM|PM|am|pm)?\s*(\d{1,2})(?::|时|点)(\d{1,2})(?:(?::|分)(?:(\d{1,2})(?:\.\d{1,9})?秒?)?)?分?\s*(AM|PM|am|pm)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_MOMENT = re.compile(_DAY + _CLOCK)
_MONTH = re.compile(r"(?:(\d{4})([-/.])(\d{1,2})|(\d{4})年(\d{1,2})月(?:份)?|(\d{4})(\d{2}))")
_AMBIGUOUS = re.compile(r"\d{1,2}[-/.年]\d{1,2}[-/.月](?:\d{4}|\d{1,2})日?(?:[T\s].*)?")
_ISO_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}")
_WITHOUT_YEAR = re.compile(r"(\d{1,2})月(?:份|(\d{1,2})[日号](.*))?")
_USUAL = re.compile(r"\d{4}([-/])\d{1,2}(?:\1\d{1,2})?(?:[T\s].*)?|\d{6,14}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One text read: its day, the seconds into it (None: no clock was written), an offset when the text names its own zone.

    `note` is the rule by which an unusual form was read.
    """

    day: int
    seconds: int | None = None
    offset: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a date's meaning hangs on besides its text: the zone, whether cells came typed (a bare number may then be a serial),
    the days the file's name tells (they lend a year), and shortened months (`2016.1`, by position) that their neighbours decided."""

    tz: ZoneInfo
    native: bool = False
    period: tuple[date, date] | None = None
    shortened: Mapping[int, int] = field(default_factory=dict)


def convert(uniques: Sequence[str], column: Column, around: Around) -> Typed:
    """Day numbers of a date column; of a month column those of the months' last days."""
    typed, present = numbers_of(uniques, column)
    texts = [uniques[at] for at in present]
    fast = _iso_days(texts) if column.type == "date" else None
    if fast is not None:
        typed.values[present] = fast
        return typed
    for at, text in zip(present, texts, strict=True):
        if at in around.shortened:
            found: Moment | Fault | None = _shortened(text, around.shortened[at])
        else:
            found = _month(text, column, around) if column.type == "month" else _date(text, column, around)
        _enter(typed, at, found, column=column, text=text)
    return typed


def convert_moments(uniques: Sequence[str], column: Column, around: Around) -> tuple[Typed, Ints]:
    """(UTC epoch seconds, local day numbers) of the distinct texts of a datetime column, wall-clock in the office's zone."""
    days = np.zeros(len(uniques), dtype=np.int64)
    typed, present = numbers_of(uniques, column)
    chosen, local = _iso_moments([uniques[at] for at in present], present)
    days[chosen], typed.values[chosen] = local // zone.DAY_SECONDS, zone.to_utc(local, around.tz)
    wall: dict[int, int] = {}
    for at in present if not len(chosen) else sorted(set(present).difference(chosen)):
        found = read(uniques[at], column, around)
        if isinstance(found, Moment):
            _place(typed, days, wall, at, found, around.tz)
        else:
            _enter(typed, at, found, column=column, text=uniques[at])
    if wall:
        local = np.array(list(wall.values()), dtype=np.int64)
        days[list(wall)], typed.values[list(wall)] = local // zone.DAY_SECONDS, zone.to_utc(local, around.tz)
    return typed, days


def _place(typed: Typed, days: Ints, wall: dict[int, int], at: int, found: Moment, tz: ZoneInfo) -> None:
    """Enter a moment with its own zone at once; keep wall-clock ones for the conversion of all."""
    if note := found.note or ("time_absent" if found.seconds is None else ""):
        typed.notes[at] = note
    if found.offset is None:
        wall[at] = _utc(found)
    else:
        typed.values[at] = _utc(found)
        days[at] = zone.local_day(_utc(found), tz)


def _enter(typed: Typed, at: int, found: Moment | Fault | None, *, column: Column, text: str) -> None:
    if found is None:
        mark_absent(typed, at, column, text=text)
    elif isinstance(found, Fault):
        typed.blame(at, found)
    else:
        typed.values[at] = found.day
        if found.note:
            typed.notes[at] = found.note


def _iso_days(texts: list[str]) -> Ints | None:
    if not texts or set(map(len, texts)) != {10} or not made_of("\n".join(texts), _DAY_CHARS):
        return None
    try:
        found = np.array(texts, dtype="datetime64[D]").astype(np.int64)
    except ValueError:
        return None
    return found if found.min() >= _FIRST and found.max() <= _LAST else None


def _iso_moments(texts: list[str], present: list[int]) -> tuple[list[int], Ints]:
    """(positions, seconds on the wall) of the texts in ISO form; all at once where there are no others."""
    if texts and set(map(len, texts)) == {19} and made_of("\n".join(texts), _MOMENT_CHARS):
        try:
            found = np.array(texts, dtype="datetime64[s]").astype(np.int64)
        except ValueError:
            found = None
        if found is not None and found.min() >= _FIRST * zone.DAY_SECONDS:
            return present, found
    chosen = [(at, text.replace("T", " ")) for at, text in zip(present, texts, strict=True) if _ISO_MOMENT.fullmatch(text)]
    seconds, understood = frames.parse_times([text for _, text in chosen], "%Y-%m-%d %H:%M:%S")
    understood &= seconds >= _FIRST * zone.DAY_SECONDS
    return [at for (at, _), good in zip(chosen, understood.tolist(), strict=True) if good], seconds[understood]


def _date(text: str, column: Column, around: Around) -> Moment | Fault | None:
    found = read(text, column, around)
    if not isinstance(found, Moment) or found.offset is None:
        return found
    return replace(found, day=zone.local_day(_utc(found), around.tz))


def _utc(moment: Moment) -> int:
    return moment.day * zone.DAY_SECONDS + (moment.seconds or 0) - (moment.offset or 0)


def read(text: str, column: Column, around: Around) -> Moment | Fault | None:
    """One text as a moment; None when it says that there is none."""
    spelled = plain(text)
    if is_absent(spelled, column):
        return None
    spelled = _COMPACT.sub(r"\1-\2-\3 \4:\5:\6", spelled) if len(spelled) == 14 else spelled
    if len(spelled) <= 40 and (found := _MOMENT.fullmatch(chinese.as_date(spelled))):
        return _noted(_moment(found), spelled)
    if around.native and (serial := _SERIAL.fullmatch(spelled)):
        seconds = min(round(float(f"0.{serial[2] or 0}") * zone.DAY_SECONDS), zone.DAY_SECONDS - 1)
        return Moment(_SERIAL_ZERO + int(serial[1]), seconds, note="serial_date")
    for pattern in column.formats:
        seconds_of, understood = frames.parse_times([spelled], pattern)
        if understood[0]:
            return Moment(*divmod(int(seconds_of[0]), zone.DAY_SECONDS))
    if (short := _WITHOUT_YEAR.fullmatch(spelled)) and short[2] and len(spelled) <= 40:
        return _with_year(spelled, (int(short[1]), int(short[2])), column, around)
    if _AMBIGUOUS.fullmatch(spelled):
        return Fault("ambiguous_date", column.type)
    return Fault("not_a_datetime" if column.type == "datetime" else "not_a_date", column.type)


def _noted(found: Moment | Fault, spelled: str) -> Moment | Fault:
    return found if isinstance(found, Fault) or _USUAL.fullmatch(spelled) else replace(found, note="date_form")


def _with_year(spelled: str, said: tuple[int, int], column: Column, around: Around) -> Moment | Fault:
    """A day or month without a year takes the one of the file's period; where that has two, the one that lies in it."""
    year = _year(said, around.period)
    if not year:
        return Fault("date_without_year", column.type)
    found = _MOMENT.fullmatch(f"{year}年{spelled}")
    whole = _moment(found) if found else Fault("not_a_date", column.type)
    return whole if isinstance(whole, Fault) else replace(whole, note="year_taken")


def _year(said: tuple[int, int], period: tuple[date, date] | None) -> int:
    """The year of a (month, day) in a period; 0 when the period does not tell."""
    if period is None or period[0].year == period[1].year:
        return 0 if period is None else period[0].year
    known = [(year, _day(year, *said)) for year in range(period[0].year, period[1].year + 1)]
    inside = [year for year, day in known if day is not None and day_number(period[0]) <= day <= day_number(period[1])]
    return inside[0] if len(inside) == 1 else 0


def _moment(found: re.Match[str]) -> Moment | Fault:
    year, month, day = (int(part) for part in (*found.group(1, 3, 4), *found.group(5, 6, 7), *found.group(8, 9, 10)) if part)
    number = _day(year, month, day)
    if number is None:
        return Fault("impossible_date", "date")
    early, hour, minute, second, late, own_zone = found.group(11, 12, 13, 14, 15, 16)
    if hour is None:
        return Moment(number)
    seconds = _clock(int(hour), int(minute), int(second or 0), half=(early or late or "").lower())
    if seconds is None or (own_zone and not _FIRST < number < _LAST - 1):
        return Fault("impossible_date", "datetime")
    return Moment(number, seconds, _offset(own_zone))


def _clock(hour: int, minute: int, second: int, *, half: str) -> int | None:
    if half and not 1 <= hour <= 12 and not (hour > 12 and half in ("下午", "pm")):
        return None
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 60 else None


def _offset(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "Z":
        return 0
    seconds = int(text[1:3]) * 3600 + int(text[-2:]) * 60
    return -seconds if text[0] == "-" else seconds


def _month(text: str, column: Column, around: Around) -> Moment | Fault | None:
    spelled = chinese.as_date(plain(text))
    found = _MONTH.fullmatch(spelled)
    if found is None:
        return _month_without_year(spelled, column, around) or _month_of_day(_date(text, column, around))
    # A spreadsheet that took 2026.10 for a number shows 2026.1: that is October or January.
    if found[2] == "." and found[3] == "1":
        return Fault("ambiguous_date", "month")
    year, month = (int(part) for part in (*found.group(1, 3), *found.group(4, 5), *found.group(6, 7)) if part)
    return _end_of(year, month, "" if _USUAL.fullmatch(spelled) else "date_form")


def _shortened(text: str, month: int) -> Moment | Fault:
    return _end_of(int(plain(text)[:4]), month, "month_by_neighbours")


def _end_of(year: int, month: int, note: str) -> Moment | Fault:
    first = _day(year, month, 1)
    return Fault("impossible_date", "month") if first is None else Moment(_month_end(first), note=note)


def _month_without_year(spelled: str, column: Column, around: Around) -> Moment | Fault | None:
    """`11月` alone; None when it is something else."""
    short = _WITHOUT_YEAR.fullmatch(spelled)
    if not short or short[2]:
        return None
    year = _year((int(short[1]), 1), around.period)
    return _end_of(year, int(short[1]), "year_taken") if year else Fault("date_without_year", "month")


def _month_of_day(found: Moment | Fault | None) -> Moment | Fault | None:
    if isinstance(found, Fault):
        return Fault("not_a_month" if found.code == "not_a_date" else found.code, "month")
    return None if found is None else replace(found, day=_month_end(found.day))


def _month_end(day: int) -> int:
    # The calendar has no month after the last one of the year 9999.
    return _LAST if day > _LAST - 31 else day_number(month_end(from_number(day)))


def _day(year: int, month: int, day: int) -> int | None:
    try:
        number = day_number(date(year, month, day))
    except ValueError:
        return None
    return number if _FIRST <= number <= _LAST else None
