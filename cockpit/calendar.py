"""Periods, working days and the office's zone. Pure arithmetic: whatever depends on today takes it as an argument.

A period is a window with its last day (`docs/catalogue.md`, windows). Statutory 日 are calendar days; working days need the
official table with its make-up days, and beyond the years it knows they are provisional.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from cockpit.model import Period

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = date(1970, 1, 1)
DAY = timedelta(days=1)
HISTORY = 13
"""Windows kept per reading, the current one included."""
_FIXED = ("day", "week", "month", "quarter", "ytd", "stock", "all")
_COUNTED = re.compile(r"(next)?(\d{1,2})(weeks|m)$")


def is_window(name: str) -> bool:
    """`day week month quarter ytd stock all`, `<N>weeks`, `<N>m`; series may also say `next<N>m`."""
    return name in _FIXED or _COUNTED.fullmatch(name) is not None


def day_number(day: date) -> int:
    """Days since 1970-01-01: how dates are stored."""
    return (day - EPOCH).days


def from_number(number: int) -> date:
    return EPOCH + timedelta(days=number)


def month_end(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - DAY


def add_months(day: date, months: int) -> date:
    """The last day of the month `months` later when `day` is a month's last day, else the same day number, cut at the month's end."""
    index = day.year * 12 + day.month - 1 + months
    last = month_end(date(index // 12, index % 12 + 1, 1))
    return last if day == month_end(day) else last.replace(day=min(day.day, last.day))


def quarter_end(day: date) -> date:
    return month_end(date(day.year, (day.month - 1) // 3 * 3 + 3, 1))


def a_year_before(day: date) -> date:
    return add_months(day, -12) if day == month_end(day) else _same_day(day, day.year - 1)


def _same_day(day: date, year: int) -> date:
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


@lru_cache(maxsize=4096)
def start(period: Period) -> date:
    """First day of the period; `stock` and `all` begin with the calendar itself."""
    window, end = period.window, period.end
    if window == "day":
        return end
    if window == "week":
        return end - 6 * DAY
    if window == "month":
        return end.replace(day=1)
    if window == "quarter":
        return date(end.year, (end.month - 1) // 3 * 3 + 1, 1)
    if window == "ytd":
        return date(end.year, 1, 1)
    counted = _COUNTED.fullmatch(window)
    if counted is None:
        return date.min
    number, unit = int(counted[2]), counted[3]
    if counted[1]:
        return end + DAY
    return end - (7 * number - 1) * DAY if unit == "weeks" else add_months(month_end(end), -number) + DAY


def last_day(period: Period) -> date:
    """Last day whose rows count: the period's end, except for `next<N>m`, which looks ahead over whole months."""
    counted = _COUNTED.fullmatch(period.window)
    if counted and counted[1]:
        return month_end(add_months(period.end, int(counted[2])))
    return period.end


def close(window: str, covered: date) -> Period:
    """The newest period of this window that lies wholly within what is covered (months and quarters are closed ones)."""
    if window in ("month", "quarter") or (window.endswith("m") and not window.startswith("next")):
        edge = quarter_end(covered) if window == "quarter" else month_end(covered)
        if edge > covered:
            edge = quarter_end(add_months(covered, -3)) if window == "quarter" else covered.replace(day=1) - DAY
        return Period(window, edge)
    return Period(window, covered)


def previous(period: Period) -> Period | None:
    """The window of the same length just before; a stock a week earlier; year-to-date and `all` have none."""
    window, end = period.window, period.end
    if window in ("ytd", "all") or window.startswith("next"):
        return None
    if window == "stock":
        return Period(window, end - 7 * DAY)
    if window == "month":
        return Period(window, end.replace(day=1) - DAY)
    if window == "quarter":
        return Period(window, quarter_end(add_months(end, -3)))
    return Period(window, start(period) - DAY)


def year_ago(period: Period) -> Period | None:
    """The same window a year earlier; windows of weeks go back 52 weeks so that weekdays compare with the same weekdays."""
    if period.window == "all" or period.window.startswith("next"):
        return None
    if period.window.endswith("week") or period.window.endswith("weeks"):
        return Period(period.window, period.end - 364 * DAY)
    return Period(period.window, a_year_before(period.end))


def history(period: Period, length: int = HISTORY) -> tuple[Period, ...]:
    """The last windows up to and with `period`, oldest first: one a day, a month or a quarter apart, else one a week apart."""
    ends = [period.end]
    while len(ends) < length:
        ends.append(_step_back(period.window, ends[-1]))
    return tuple(Period(period.window, end) for end in reversed(ends))


def _step_back(window: str, end: date) -> date:
    if window == "day":
        return end - DAY
    if window == "quarter":
        return quarter_end(add_months(end, -3))
    if window in ("month", "ytd") or window.endswith("m"):
        return end.replace(day=1) - DAY
    return end - 7 * DAY


@dataclass(frozen=True, slots=True)
class Office:
    """The office's zone, week and working days.

    `holidays` maps days that differ from Monday–Friday to whether they are worked; `known` are the years officially announced.
    """

    zone: str
    week_starts: str = "mon"
    holidays: Mapping[date, bool] = field(default_factory=dict)
    known: frozenset[int] = frozenset()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.tz).date()

    def instant(self, day: date, at: time = time(0)) -> datetime:
        """That wall-clock time of that day, as an aware UTC moment."""
        return datetime.combine(day, at, self.tz).astimezone(UTC)

    def is_workday(self, day: date) -> bool:
        return self.holidays.get(day, day.weekday() < 5)

    def is_provisional(self, day: date) -> bool:
        """Beyond the official table: working days there are Monday to Friday, until it is announced."""
        return bool(self.known) and day.year not in self.known

    def workday_from(self, day: date) -> date:
        """`day` itself when it is worked, else the next worked day."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, days: int) -> date:
        """The day `days` working days after `day`; 0 gives `day`."""
        while days > 0:
            day += DAY
            days -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` lies before."""
        if last < first:
            return -self.workdays_between(last, first)
        return sum(self.is_workday(first + i * DAY) for i in range(1, (last - first).days + 1))

    def week_end(self, day: date) -> date:
        """Last day of the reporting week that holds `day`."""
        return day + ((WEEKDAYS.index(self.week_starts) - 1 - day.weekday()) % 7) * DAY

    def week_id(self, day: date) -> str:
        """`2026-W47`: the ISO week of the last day of the reporting week that holds `day`."""
        year, week, _ = self.week_end(day).isocalendar()
        return f"{year}-W{week:02d}"

    def week_of(self, text: str) -> date:
        """Last day of the reporting week written `2026-W47`. Raises ValueError for anything else."""
        found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text)
        if not found:
            raise ValueError(text)
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        return next(day for day in (monday + i * DAY for i in range(7)) if self.week_end(day) == day)

    def last_complete_week(self, as_of: date) -> date:
        """Last day of the newest reporting week that ended before `as_of`."""
        return self.week_end(as_of - 7 * DAY) if self.week_end(as_of - DAY) >= as_of else self.week_end(as_of - DAY)

    def parse_period(self, text: str, window: str = "") -> Period:
        """Long form `week@2026-11-22` or short forms `2026-W47`, `2026-10`, `2026-Q3`, `2026-11-22`.

        `window` is the indicator's own: a bare day means that window ending there. Raises ValueError.
        """
        if "@" in text:
            period = Period.parse(text)
            if not is_window(period.window):
                raise ValueError(text)
            return period
        if re.fullmatch(r"\d{4}-W\d{1,2}", text):
            return Period("week", self.week_of(text))
        if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return Period("month", month_end(date(int(found[1]), int(found[2]), 1)))
        if found := re.fullmatch(r"(\d{4})-Q([1-4])", text):
            return Period("quarter", quarter_end(date(int(found[1]), int(found[2]) * 3, 1)))
        return Period(window or "day", date.fromisoformat(text))
