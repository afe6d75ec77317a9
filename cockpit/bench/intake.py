"""Taking files in: against `pandas.read_csv` + `to_sql`, which checks and keeps nothing; and a day's rows on a long and a short history."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pandas as pd

from cockpit.bench import ground
from cockpit.bench.result import Figure, Result, seconds
from cockpit.house import House, open_house, reading, receive
from cockpit.intake.reader_process import ReaderProcess

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


@dataclass(frozen=True, slots=True)
class _Lasting(reading.InChild):
    """The worker's reading child, which lives longer than one of these houses."""

    def close(self) -> None:
        """It is ended with the benchmark."""


def _house(folder: Path, name: str, child: ReaderProcess | None = None) -> House:
    home = folder / name
    ground.write_catalog(home)
    reader = reading.InProcess if child is None else partial(_Lasting, child=child)
    return open_house(home, write=True, reader=reader, moment=datetime(2026, 11, 1, tzinfo=UTC))


def _offer(house: House, text: str, day: date) -> None:
    _offer_bytes(house, text.encode(), day)


def _moment(day: date) -> datetime:
    """When the files of a day come: the next one."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC) + timedelta(days=1)


def _offer_bytes(house: House, data: bytes, day: date, *, suffix: str = "csv") -> None:
    received = house.receive(receive.Offer(data, f"事件_{day.isoformat()}.{suffix}", _moment(day)))
    if not received.batch.equation.accepted:
        raise RuntimeError(f"benchmark rows were not accepted: {received.problems[:3]}")
    house.keep(as_of=day + timedelta(days=1), moment=_moment(day))


def _timed(house: House, text: str, day: date) -> float:
    return seconds(lambda: _offer(house, text, day), times=1)


def csv(rows: int = 100_000, long: int = 1_000_000, times: int = 5) -> Result:
    """CSVs taken in as the worker does, by a child that has read before: decoded, typed, checked, with lineage, readings taken."""
    with tempfile.TemporaryDirectory() as name, ReaderProcess() as child:
        short, after = _csv(Path(name), child, rows, times)
        figures = [short, after, _csv(Path(name), child, long, max(times - 2, 1))[0], *_memory(rows, long)]
        return Result("intake", f"{rows:,} and {long:,} rows, 10 columns", tuple(figures))


def _csv(folder: Path, child: ReaderProcess, rows: int, times: int) -> tuple[Figure, Figure]:
    text = ground.rows(rows, first=1, last_day=LAST)
    path, data = folder / "events.csv", text.encode()
    path.write_bytes(data)
    bare, ours, after = [], [], []
    for i in range(times + 1):
        house = _house(folder, f"home{rows}-{i}", child)
        house.keep(as_of=LAST, moment=_moment(LAST - timedelta(days=1)))
        bare.append(seconds(lambda: _bare(path, folder / "bare.sqlite"), times=1))
        ours.append(seconds(partial(_offer_bytes, house, data, LAST), times=1))
        after.append(seconds(house.tidy, times=1))
        house.close()
        shutil.rmtree(house.state.home)
    # The first round warms both.
    mine, theirs, later = (statistics.median(found[1:]) for found in (ours, bare, after))
    return (
        Figure(f"CSV of {rows:,} rows, all checks", rows / mine, rows / theirs, "rows/s", theirs / mine, "≥ 1.00 × pandas to_sql"),
        Figure("indexes made when nobody waits", later, mine, "s", later / mine, "—"),
    )


def _memory(rows: int, long: int) -> tuple[Figure, ...]:
    """The peak of the writing and the reading process, each with everything the program loads, on a short and on a long file."""
    if not Path("/proc/self/status").exists():
        return ()
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        few, many = (pool.submit(peak_mb, count).result() for count in (rows, long))
    names = ("writing", "reading")
    return tuple(
        Figure(f"memory of the {who} process, {long:,} rows", most, least, "MB", most / least, "≤ 400 MB")
        for who, most, least in zip(names, many, few, strict=True)
    )


def peak_mb(rows: int) -> tuple[float, float]:
    """(writing, reading) process's peak when a file of so many rows is taken from the inbox. To be asked of a process of its own."""
    with tempfile.TemporaryDirectory() as name, ReaderProcess() as child:
        house = _house(Path(name), "home", child)
        with (house.state.home / "inbox" / f"事件_{LAST.isoformat()}.csv").open("w", encoding="utf-8") as file:
            for start in range(0, rows, 100_000):
                part = ground.rows(min(100_000, rows - start), first=start + 1, last_day=LAST, seed=start)
                file.write(part if not start else part.partition("\n")[2])
        taken = house.pull(_moment(LAST), clock_ns=lambda: time.time_ns() + 10**11)
        if taken.batches[0].equation.new != rows:
            raise RuntimeError(f"benchmark rows were not accepted: {taken.problems[:3]}")
        peaks = _peak_mb("self"), _peak_mb(str(child.pid))
        house.close()
        return peaks


def _peak_mb(process: str) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


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
