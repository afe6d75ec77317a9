"""Much data, little memory, many readers: what each may cost the one that writes and the one that looks. Ratios, never seconds."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from injected import ROOT
from nothing_lost import assert_nothing_lost
from street import Street, cases

from cockpit import house
from cockpit.bench import ground
from cockpit.screen import routes, table

LAST = date(2026, 11, 15)
A_DAY = 40


def took(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


# -- D15


def lived(home: Path, *, days: int) -> Street:
    """A street of one source with so many days behind it."""
    ground.write_catalog(home)
    (home / "inbox").mkdir()
    street = Street(home)
    street.file(f"事件_{LAST}.csv", ground.rows(days * A_DAY, first=1, last_day=LAST, per_day=A_DAY))
    street.pull((LAST + timedelta(days=1)).isoformat())
    return street


def next_days(street: Street, *, first: int) -> Iterator[float]:
    """Taking in one day after the other."""
    for number in range(1, 6):
        day = LAST + timedelta(days=number)
        text = ground.rows(A_DAY, first=first + number * A_DAY, last_day=day, per_day=A_DAY, seed=number)
        street.file(f"事件_{day}.csv", text)
        yield took(lambda day=day: street.pull((day + timedelta(days=1)).isoformat()))  # type: ignore[misc]


def drawings(street: Street) -> Iterator[float]:
    """Drawing the wall from what is stored."""
    reader = house.open_house(street.home)
    pages = table.Table(routes.ROUTES, reader)
    page = next(name for name in pages.names(reader.catalog) if name.startswith("wall"))
    for _ in range(5):
        reader.seen = None
        newest = reader.newest()
        assert newest is not None
        yield took(lambda newest=newest: pages.draw(page, newest, lang="zh", query={}))  # type: ignore[misc]
    reader.close()


def side_by_side(one: Iterator[float], other: Iterator[float]) -> list[float]:
    """The best of each, taken in turns: what else the machine does meets both alike."""
    return [min(times) for times in zip(*zip(one, other, strict=True), strict=True)]


@pytest.mark.slow
def test_D15_three_years_of_days_cost_a_day_and_a_page_no_more_than_two_months(tmp_path: Path) -> None:
    """Small: forty rows a day. The seconds on two cores are measured by `cockpit bench`."""
    young, old = lived(tmp_path / "young", days=60), lived(tmp_path / "old", days=3 * 365)
    days = side_by_side(next_days(young, first=60 * A_DAY), next_days(old, first=3 * 365 * A_DAY))
    pages = side_by_side(drawings(young), drawings(old))
    assert old.last().equation.new == A_DAY
    assert days[1] < 3 * days[0], f"a day costs {days[1] / days[0]:.1f} times as much"
    assert pages[1] < 2 * pages[0], f"the wall costs {pages[1] / pages[0]:.1f} times as much"
    young.close()
    old.close()


# -- D16


IN_512_MB = """
import os, resource, sys
os.environ["OPENBLAS_NUM_THREADS"] = "1"
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from pathlib import Path
from street import Street
from cockpit.house import reading

if __name__ == "__main__":
    street = Street(Path(sys.argv[2]), reading.InChild)
    for _ in range(2):
        street.pull()
    print([(b.verdict.value, street.why(b.id)) for b in street.batches()])
    print(street.newest().value("case.weight"))
    street.close()
"""


@pytest.mark.slow
def test_D16_in_half_a_gigabyte_a_huge_file_costs_itself_alone(street: Street, tmp_path: Path) -> None:
    """Substitute for a machine of 512 MB: a limit on the address space of the writing process and its reading child, each."""
    pytest.importorskip("resource")
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    huge = ({"编号": f"huge{i}", "社区": "丰乐", "接收日期": "2026-11-21", "重量": i % 90} for i in range(400_000))
    street.file("案件_2026-11-21.csv", json.dumps(list(huge), ensure_ascii=False))
    street.file("案件_2026-11-22.csv", cases("a2,和平,2026-11-22,,2.00"))
    script = tmp_path / "writer.py"
    script.write_text(IN_512_MB, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(ROOT), str(street.home)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    told, weight = done.stdout.splitlines()
    assert told in [
        f"[('accepted', []), ('quarantined', ['{code}']), ('accepted', [])]"
        for code in ("reading_out_of_memory", "reading_ended", "too_many_rows", "too_large")
    ]
    assert weight == "3.0"
    assert_nothing_lost(street.home, street.offered)


@pytest.mark.slow
def test_D16_in_half_a_gigabyte_a_long_csv_goes_in(street: Street, tmp_path: Path) -> None:
    """It is read, applied and forgotten block by block."""
    pytest.importorskip("resource")
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    street.file("案件_2026-11-21.csv", cases(*(f"long{i},丰乐,2026-11-21,2026-11-22,0.25" for i in range(600_000))))
    script = tmp_path / "writer.py"
    script.write_text(IN_512_MB, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script), str(ROOT), str(street.home)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == ["[('accepted', []), ('accepted', [])]", "150001.0"]
    assert_nothing_lost(street.home, street.offered)


# -- D19


SCANS = """
import importlib.util, os, select, sys
os.nice(19)
sql = __import__("pysqlite3.dbapi2", fromlist=["connect"]) if importlib.util.find_spec("pysqlite3") else __import__("sqlite3")
conn = sql.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=5)
done = 0
print("ready", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    conn.execute("SELECT community, sum(weight), count(DISTINCT case_id) FROM f_case GROUP BY community").fetchall()
    done += 1
print(done)
"""


@contextmanager
def heavy_readers(store: Path, *, count: int) -> Iterator[list[int]]:
    """So many programs that scan the facts without a pause; at the end how often each did. They leave the processor to the writer."""
    command, scans = [sys.executable, "-c", SCANS, str(store)], list[int]()
    readers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    try:
        for each in readers:
            assert each.stdout is not None and each.stdout.readline() == "ready\n"
        yield scans
        scans += [int(each.communicate("\n")[0]) for each in readers]
    finally:
        for each in readers:
            each.kill()
            each.wait()


@pytest.mark.skipif(not hasattr(os, "nice"), reason="needs a system whose processes can give way")
@pytest.mark.slow
def test_D19_eight_heavy_readers_do_not_starve_the_writer(street: Street) -> None:
    """A pass with a snapshot at its end; a writer that waits for readers would take the five seconds after which it gives up."""
    street.file("案件_2026-11-01.csv", cases(*(f"old{i},{'丰乐' if i % 2 else '和平'},2026-11-01,,1.00" for i in range(30_000))))
    street.pull()

    def passes(day: int) -> Iterator[float]:
        for number in range(6):
            street.file(f"案件_2026-11-{day + number:02d}.csv", cases(*(f"d{day + number}-{i},丰乐,2026-11-05,,1.00" for i in range(50))))
            yield took(street.pull)

    alone = list(passes(2))
    with heavy_readers(street.home / "cockpit.sqlite", count=8) as scans:
        crowded = list(passes(10))
    assert len(scans) == 8 and min(scans) >= 1
    assert statistics.median(crowded) < 10 * statistics.median(alone), (alone, crowded)
    assert max(crowded) < 10 * max(alone) and len(street.batches()) == 13
    street.close()
    assert_nothing_lost(street.home, street.offered)
