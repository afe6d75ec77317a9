"""Taking files in: against `pandas.read_csv` + `to_sql`, which checks and keeps nothing; and a day's rows on a long and a short history."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pandas as pd

from cockpit.bench import ground
from cockpit.bench.result import Figure, Result, seconds
from cockpit.house import House, open_house, receive

LAST = date(2026, 11, 20)
SETTLING = 7
"""Days lived before the watch is started: a week's windows end on each weekday once, then every day is like the one before."""


def _bare(path: Path, database: Path) -> None:
    """What people write."""
    frame = pd.read_csv(path)
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    try:
        frame.to_sql("events", connection, index=False)
        connection.commit()
    finally:
        connection.close()


def _house(folder: Path, name: str) -> House:
    home = folder / name
    ground.write_catalog(home)
    return open_house(home, write=True, moment=datetime(2026, 11, 1, tzinfo=UTC))


def _offer(house: House, text: str, day: date) -> None:
    _offer_bytes(house, text.encode(), day)


def _offer_bytes(house: House, data: bytes, day: date, *, suffix: str = "csv") -> None:
    moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=1)
    received = house.receive(receive.Offer(data, f"事件_{day.isoformat()}.{suffix}", moment))
    if not received.batch.equation.accepted:
        raise RuntimeError(f"benchmark rows were not accepted: {received.problems[:3]}")
    house.keep(as_of=day + timedelta(days=1), moment=moment)


def _timed(house: House, text: str, day: date) -> float:
    return seconds(lambda: _offer(house, text, day), times=1)


def csv(rows: int = 100_000, times: int = 3) -> Result:
    """A CSV of 100,000 rows: decoded, typed, checked, with lineage, readings taken."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = ground.rows(rows, first=1, last_day=LAST)
        path = folder / "events.csv"
        path.write_text(text, encoding="utf-8")
        bare, ours, after = [], [], []
        for i in range(times):
            bare.append(seconds(lambda: _bare(path, folder / "bare.sqlite"), times=1))
            house = _house(folder, f"home{i}")
            ours.append(_timed(house, text, LAST))
            after.append(seconds(house.tidy, times=1))
            house.close()
        mine, theirs = rows / sorted(ours)[times // 2], rows / sorted(bare)[times // 2]
        figure = Figure("CSV in, checked and measured", mine, theirs, "rows/s", mine / theirs, "≥ 0.70 × pandas to_sql")
        later = sorted(after)[times // 2]
        indexes = Figure("indexes made when nobody waits", later, rows / mine, "s", later * mine / rows, "—")
        return Result("intake", f"{rows:,} rows, 10 columns", (figure, indexes))


def xlsx(rows: int = 20_000, times: int = 3) -> Result:
    """A workbook, taken in whole, against `pandas.read_excel` with openpyxl, which only reads it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "events.xlsx"
        ground.write_workbook(path, ground.rows(rows, first=1, last_day=LAST))
        data = path.read_bytes()
        bare, ours = [], []
        for i in range(times):
            bare.append(seconds(lambda: pd.read_excel(path, engine="openpyxl"), times=1))
            house = _house(folder, f"home{i}")
            ours.append(seconds(partial(_offer_bytes, house, data, LAST, suffix="xlsx"), times=1))
            house.close()
        mine, theirs = rows / sorted(ours)[times // 2], rows / sorted(bare)[times // 2]
        figure = Figure("XLSX in, checked and measured", mine, theirs, "rows/s", mine / theirs, "≥ 3.00 × pandas read_excel")
        return Result("xlsx", f"{rows:,} rows, 10 columns", (figure,))


def day(short: int = 100_000, long: int = 1_000_000, times: int = 5) -> Result:
    """A day's 3,000 new rows: pull (file to snapshot) on top of a long history against the same on top of a short one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found: dict[int, list[float]] = {short: [], long: []}
        houses = {count: _house(folder, f"h{count}") for count in (short, long)}
        for count, house in houses.items():
            for start in range(0, count, 100_000):
                end = LAST - timedelta(days=(count - start - 100_000) // 3000)
                _offer(house, ground.rows(100_000, first=start + 1, last_day=end, seed=start), end)
        for house in houses.values():
            house.tidy()
        for i in range(1, SETTLING + times + 1):
            for count, house in houses.items():
                text = ground.rows(3000, first=10_000_000 + 3000 * i, last_day=LAST + timedelta(days=i), seed=i)
                took = _timed(house, text, LAST + timedelta(days=i))
                found[count] += [took] if i > SETTLING else []
                house.tidy()
        for house in houses.values():
            house.close()
        ours, base = (sorted(found[count])[times // 2] for count in (long, short))
        return Result(
            "day", f"3,000 rows on {long:,} against {short:,}", (Figure("a day on a long history", ours, base, "s", ours / base, "≤ 1.30"),)
        )
