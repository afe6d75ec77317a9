"""Days, weeks, months and zones: the same everywhere, and right at their edges. Ids are those of the fault list."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

import orjson
import pytest
from street import CATALOG, DROPPED_NS, Street, buildings, cases, figures, ledger

from cockpit import calendar, catalog, doctor
from cockpit.calendar import Office
from cockpit.catalog import schema
from cockpit.measure.context import Delivery
from cockpit.model import Period, SourceReport, SourceState, Text
from cockpit.snapshot import expected

ROOT = Path(__file__).resolve().parents[1]
OFFICE = Office("Asia/Shanghai")
NO_CATALOG = cast("catalog.Catalog", None)
GOLDEN = """
window  end         first       previous            a year before       closed after 14 days more
day     2026-11-22  2026-11-22  day@2026-11-21      day@2025-11-22      day@2026-12-06
day     2028-02-29  2028-02-29  day@2028-02-28      day@2027-02-28      day@2028-03-14
week    2026-11-22  2026-11-16  week@2026-11-15     week@2025-11-23     week@2026-12-06
week    2027-01-03  2026-12-28  week@2026-12-27     week@2026-01-04     week@2027-01-17
4weeks  2028-03-05  2028-02-07  4weeks@2028-02-06   4weeks@2027-03-07   4weeks@2028-03-19
13weeks 2026-11-22  2026-08-24  13weeks@2026-08-23  13weeks@2025-11-23  13weeks@2026-12-06
month   2028-02-29  2028-02-01  month@2028-01-31    month@2027-02-28    month@2028-02-29
month   2027-02-28  2027-02-01  month@2027-01-31    month@2026-02-28    month@2027-02-28
month   2026-12-31  2026-12-01  month@2026-11-30    month@2025-12-31    month@2026-12-31
quarter 2026-12-31  2026-10-01  quarter@2026-09-30  quarter@2025-12-31  quarter@2026-12-31
quarter 2028-03-31  2028-01-01  quarter@2027-12-31  quarter@2027-03-31  quarter@2028-03-31
ytd     2028-02-29  2028-01-01  -                   ytd@2027-02-28      ytd@2028-03-14
ytd     2027-01-01  2027-01-01  -                   ytd@2026-01-01      ytd@2027-01-15
12m     2028-02-29  2027-03-01  12m@2027-02-28      12m@2027-02-28      12m@2028-02-29
stock   2028-02-29  0001-01-01  stock@2028-02-22    stock@2027-02-28    stock@2028-03-14
all     2026-11-22  0001-01-01  -                   -                   all@2026-12-06
"""


@pytest.mark.parametrize("line", GOLDEN.strip().splitlines()[1:])
def test_C12_golden_periods(line: str) -> None:
    window, end, first, previous, year_ago, closed = line.split()
    period = Period(window, date.fromisoformat(end))
    assert str(calendar.start(period)) == first
    assert str(calendar.previous(period) or "-") == previous
    assert str(calendar.year_ago(period) or "-") == year_ago
    assert str(calendar.close(window, period.end + timedelta(days=14))) == closed


@pytest.mark.parametrize(
    ("day", "week", "end"),
    [
        ("2026-12-31", "2026-W53", "2027-01-03"),
        ("2027-01-03", "2026-W53", "2027-01-03"),
        ("2027-01-04", "2027-W01", "2027-01-10"),
        ("2024-12-30", "2025-W01", "2025-01-05"),
        ("2028-02-29", "2028-W09", "2028-03-05"),
        ("2020-12-28", "2020-W53", "2021-01-03"),
    ],
)
def test_C12_weeks_at_the_edges_of_years(day: str, week: str, end: str) -> None:
    assert (OFFICE.week_id(date.fromisoformat(day)), str(OFFICE.week_of(week))) == (week, end)
    assert str(OFFICE.week_end(date.fromisoformat(day))) == end


def test_C12_every_week_has_one_name_and_every_name_its_week() -> None:
    for starts in calendar.WEEKDAYS:
        office = Office("Asia/Shanghai", starts)
        ends = [office.week_end(date(2019, 12, 20)) + timedelta(weeks=i) for i in range(480)]
        assert [office.week_of(office.week_id(end)) for end in ends] == ends and len({office.week_id(end) for end in ends}) == len(ends)


def test_C12_thirteen_month_ends_through_a_leap_year() -> None:
    ends = [str(p.end) for p in calendar.history(Period("month", date(2028, 3, 31)))]
    assert ends[:2] == ["2027-03-31", "2027-04-30"] and ends[-3:] == ["2028-01-31", "2028-02-29", "2028-03-31"] and len(set(ends)) == 13


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-12-31T15:59:59", "2026-12-31"), ("2026-12-31T16:00:00", "2027-01-01"), ("2028-02-28T16:00:00", "2028-02-29")],
)
def test_C12_midnight_is_the_offices(moment: str, day: str) -> None:
    assert str(OFFICE.local_day(datetime.fromisoformat(moment).replace(tzinfo=UTC))) == day


def source(**due: Any) -> schema.Source:
    whole = schema.Due(date(2020, 1, 1), **due)
    return schema.Source("s", Text("源", "source"), "office", "L1", (), {}, (whole,))


def owed(known: schema.Source, first: date, days: int) -> list[expected.Expected]:
    found = (expected.expected_on(known, first + timedelta(days=i), OFFICE) for i in range(days))
    return [each for each in found if each is not None]


def test_C08_a_monday_is_a_monday() -> None:
    due = owed(source(cadence="weekly", day="mon"), date(2026, 1, 1), 400)
    assert len(due) == 57 and {OFFICE.local_day(e.due_at).strftime("%a") for e in due} == {"Mon"}
    assert all((OFFICE.local_day(e.due_at) - e.last).days == 1 for e in due)


@pytest.mark.parametrize(
    "due",
    [
        {"cadence": "daily", "at": time(9), "workdays": True, "grace": 1},
        {"cadence": "daily", "at": time(23, 59), "workdays": False, "grace": 2},
        {"cadence": "weekly", "day": "mon", "at": time(10), "workdays": True, "grace": 1},
        {"cadence": "monthly", "day": 5, "at": time(17), "workdays": True, "grace": 3},
    ],
    ids=lambda due: due["cadence"],
)
def test_a_source_is_silent_after_the_moment_foretold_by_every_report_before(due: dict[str, Any]) -> None:
    known, covered = source(**due), date(2026, 9, 30)
    delivery = [Delivery(1, covered - timedelta(days=60), covered)]

    def told(moment: datetime) -> SourceReport:
        limit = OFFICE.local_day(moment) - calendar.DAY
        arrivals = expected.Arrivals(known, delivery, (), 0.8)
        return expected.report(arrivals, expected.Plan(NO_CATALOG, OFFICE), delivery, moment=moment, limit=limit, rows=1)

    first = told(OFFICE.instant(date(2026, 10, 1), time(0, 1)))
    assert first.silent_at is not None and first.state is SourceState.FRESH
    for hours in range(0, 24 * 45, 7):
        moment = OFFICE.instant(date(2026, 10, 1), time(0, 1)) + timedelta(hours=hours)
        report = told(moment)
        assert report.silent_at == first.silent_at
        assert (report.state is SourceState.SILENT) == (moment > first.silent_at)


@pytest.mark.parametrize(("old", "new"), [("day: mon", "day: 1"), ("cadence: monthly, day: 5", "cadence: weekly, day: 5")])
def test_C08_weekdays_are_names_never_digits(tmp_path: Path, old: str, new: str) -> None:
    assert old in CATALOG
    (tmp_path / "street.yaml").write_text(CATALOG.replace(old, new, 1), encoding="utf-8")
    loaded, complaints = catalog.load(tmp_path)
    assert loaded is None and len(complaints) == 1, complaints


def test_C09_the_31st_is_the_last_day_of_a_shorter_month() -> None:
    due = owed(source(cadence="monthly", day="31", workdays=False), date(2027, 12, 1), 31 + 366)
    assert len(due) == 13
    handed = {e.period: str(OFFICE.local_day(e.due_at)) for e in due}
    assert (handed["2028-01"], handed["2028-03"], handed["2028-11"]) == ("2028-02-29", "2028-04-30", "2028-12-31")
    assert len(set(handed.values())) == 13


def test_C13_a_year_without_official_holidays_is_said_a_month_before(tmp_path: Path) -> None:
    street = Street.build(tmp_path / "home", catalog=CATALOG.replace("holidays: none", "holidays: china"))
    last = max(street.house.catalog.holiday_years)
    street.close()
    for day, said in ((date(last, 11, 30), False), (date(last, 12, 3), True)):
        findings = doctor.examine(street.home, store_url=None, now=datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        assert any(f.code == "holidays" and f.level == "warn" and str(last + 1) in f.text.zh for f in findings) is said
    office = Office("Asia/Shanghai", known=frozenset({last}))
    assert office.is_provisional(date(last + 1, 1, 4)) and not office.is_provisional(date(last, 12, 31))


FILES = {
    "案件_2026-11-21.csv": cases("a1,丰乐,2026-11-21,2026-11-22,469.50", "a2,和平,2026-11-21,,0.10", "bad,和平,2026-13-01,,1"),
    "案件_2026-11-22.csv": cases("a2,和平,2026-11-21,2026-11-22,0.20", "a3,,2026-11-22,,0.30"),
    "台账_2026-10.csv": ledger("丰乐,2026-10,办公,80,100", "和平,2026-10,办公,50,100"),
    "台账_2026-10_和平.csv": ledger("和平,2026-10,办公,60,100"),
    "楼宇.csv": buildings("b1,丰乐,100", "b2,和平,250.5"),
}

ELSEWHERE = """
import random, sys
from pathlib import Path
sys.path[:0] = sys.argv[3:5]
import orjson, test_clock
print(orjson.dumps(test_clock.said(Path(sys.argv[1]), seed=int(sys.argv[2]))).decode())
"""


def said(home: Path, *, seed: int) -> dict[str, Any]:
    """Version and figures of a street that gets FILES, written to the disk in an order of its own but with the same times."""
    street = Street.build(home)
    names = list(FILES)
    random.Random(seed).shuffle(names)
    for name in names:
        street.file(name, FILES[name], at_ns=DROPPED_NS + list(FILES).index(name) * 10**9)
    snapshot = street.pull("2026-11-23").snapshot
    frozen = street.house.freeze("2026-W47", moment=street.noon("2026-11-23"))
    street.close()
    told = {"|".join(key): list(cell) for key, cell in figures(snapshot).items()}
    due = {s.id: [str(s.due_at), str(s.next_due), str(s.data_as_of)] for s in snapshot.sources.values()}
    return {"version": snapshot.version, "week": frozen.version, "bytes": frozen.sha256, "figures": told, "due": due}


@pytest.mark.parametrize(("zone", "seed"), [("UTC", 1), ("America/New_York", 2)])
def test_C11_another_zone_process_path_and_order_on_disk_give_the_same_version(tmp_path: Path, zone: str, seed: int) -> None:
    here = said(tmp_path / "here", seed=0)
    there = tmp_path / "somewhere" / "else"
    there.mkdir(parents=True)
    command = [sys.executable, "-c", ELSEWHERE, str(there / "home"), str(seed), str(ROOT), str(ROOT / "tests")]
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": str(seed), "LC_ALL": "C", "PYTHONUTF8": "1"}
    answer = subprocess.run(command, env=environment, cwd=there, capture_output=True, check=True)
    assert orjson.loads(answer.stdout) == orjson.loads(orjson.dumps(here))


def test_C11_what_comes_out_of_the_store_bears_its_zone(street: Street) -> None:
    street.file("案件_2026-11-22.csv", FILES["案件_2026-11-22.csv"])
    street.pull()
    report = street.newest().snapshot.sources["case"]
    moments = [street.last().received_at, street.newest().snapshot.taken_at, report.received_at, report.next_due]
    assert all(moment is not None and moment.utcoffset() == timedelta(0) for moment in moments)
