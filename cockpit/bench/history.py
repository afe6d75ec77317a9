"""What a refresh of the wall costs on a street with many rows, against one with the same days and few."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from cockpit import web
from cockpit.bench import calls, ground
from cockpit.bench.intake import LAST
from cockpit.bench.result import Figure, figure
from cockpit.house import open_house, receive

FIRST = "wall/overview"
A_DAY = 3000
PART = 100_000


def history(folder: Path, rows: tuple[int, int], *, asks: int = 500) -> Iterator[Figure]:
    """Both streets live as many days as the long one has at its pace, so that both show the same picture."""
    days = max(1, rows[1] // A_DAY)
    homes = [_filled(folder / f"rows{count}", count, max(1, count // days)) for count in rows]
    with ExitStack() as open_ones:
        webs = [open_ones.enter_context(calls.opened(home)) for home in homes]
        path = f"/api/v1/view/{FIRST}?part=tree"
        short, long = calls.cpus([calls.get(made.server, path, calls.GZIP) for made in webs], asks)
        few, many = calls.cpus([partial(_renewed, made) for made in webs], max(1, asks // 50))
    yield figure(f"a refresh on {rows[1]:,} rows, CPU", long * 1e3, short * 1e3, "ms", f"≤ 1.20 × on {rows[0]:,}")
    yield figure("  a new snapshot read and drawn, CPU", many * 1e3, few * 1e3, "ms", f"≤ 1.20 × on {rows[0]:,}")


def _renewed(made: web.Web) -> None:
    """What the web does when the worker has kept a snapshot: it is read from the store and a page drawn."""
    house = open_house(made.board.house.home)
    taken = house.newest()
    house.close()
    assert taken is not None
    made.board.pages.draw(FIRST, taken, lang="zh", query={})


def _filled(home: Path, count: int, per_day: int) -> Path:
    ground.write_catalog(home)
    moment = datetime.combine(LAST + timedelta(days=1), time(4), UTC)
    house = open_house(home, write=True, moment=moment)
    step = min(count, PART)
    for start in range(0, count, step):
        last = LAST - timedelta(days=(count - start - step) // per_day)
        text = ground.rows(step, first=start + 1, last_day=last, per_day=per_day, seed=start)
        received = house.receive(receive.Offer(text.encode(), f"事件_{last}.csv", moment))
        if received.batch.equation.new != step:
            raise RuntimeError(f"benchmark rows were not accepted: {received.problems[:3]}")
    house.keep(as_of=LAST + timedelta(days=1), moment=moment)
    house.tidy()
    house.close()
    return home
