"""What a cell says: days, times, months and numbers as Chinese offices write them. ValueError for what cannot be."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal

NAMES = [
    "云桥",
    "柳岸",
    "书林",
    "梧桐",
    "锦湾",
    "青禾",
    "桂苑",
    "和畅",
    "渡口",
    "东篱",
    "莲塘",
    "星河",
    "丰乐",
    "南浦",
    "长堤",
    "石泉村",
    "望山村",
    "松涛村",
]
PLACES = {name: f"c{number:02d}" for number, name in enumerate(NAMES, start=1)}
WHOLE_STREET = "全街道"
NOWHERE = "-"


class UnknownPlaceError(ValueError):
    """A community nobody knows: the row waits until somebody says which one is meant."""


def day(text: str) -> datetime:
    """2026-11-03, 2026/11/3 or 2026年11月3日, at midnight."""
    year, month, number = (int(part) for part in re.findall(r"\d+", text)[:3])
    return datetime(year, month, number)


def stamp(text: str) -> datetime:
    """A day with hours and minutes, with or without seconds."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return datetime(*[*parts, 0][:6])  # type: ignore[arg-type]


def month(text: str) -> datetime:
    """2026-11 as that month's last day."""
    year, number = (int(part) for part in re.findall(r"\d+", text)[:2])
    return datetime(year, number, monthrange(year, number)[1])


def whole(text: str) -> int:
    return int(text.replace(",", ""))


def exact(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def word(text: str) -> str:
    return text.strip()


def place(text: str) -> str:
    """A community's code; what is weighed for the whole street belongs to none."""
    if text == WHOLE_STREET:
        return NOWHERE
    if text not in PLACES:
        raise UnknownPlaceError(text)
    return PLACES[text]


def period(name: str) -> tuple[date, date]:
    """First and last day that a file's name tells: a week, a day, a month or a year."""
    if found := re.search(r"(\d{4})-W(\d\d)", name):
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return monday, monday + timedelta(days=6)
    if found := re.search(r"\d{4}-\d\d-\d\d", name):
        return date.fromisoformat(found[0]), date.fromisoformat(found[0])
    if found := re.search(r"(\d{4})-(\d\d)", name):
        last = month(found[0]).date()
        return last.replace(day=1), last
    year = int(name.rpartition("_")[2][:4])
    return date(year, 1, 1), date(year, 12, 31)
