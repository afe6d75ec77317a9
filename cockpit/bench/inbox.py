"""Ten thousand small files at once in the inbox of a house that is being looked at: what its pages, its pace and its memory say to that."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import orjson

from cockpit.bench import ground, served
from cockpit.bench.result import Figure, Result, figure
from cockpit.house import open_house, receive
from cockpit.house.pull import FILES_PER_PASS
from cockpit.store import acts

WALL, LIVE = "/api/v1/view/wall/overview?part=tree", "/api/v1/live"
EACH_S = 0.5
ROWS = 3
OK = 200
_OF_A_DAY = 500
"""So many files tell of one day: as copies of a name they are told apart by `(0)` to `(999)`."""
_PAGES = {WALL: "the wall", LIVE: "live"}


@dataclass(frozen=True, slots=True)
class _Passes:
    """What the acts tell of a while: the files of each pass that ended with a snapshot, those of none yet, the newest version."""

    files: tuple[int, ...]
    open: int
    version: str

    @property
    def taken(self) -> int:
        return sum(self.files) + self.open


@dataclass(frozen=True, slots=True)
class _Rush:
    """The answers given until the wall showed all files, how long that took, and after what seconds how many files were gone."""

    answers: tuple[served.Answer, ...]
    seconds: float
    gone: tuple[tuple[float, int], ...]


def inbox(files: int = 10_000, *, calm: int = 20, most_s: float = 1800.0) -> Result:
    """Web and worker as processes; the wall and a screen's small question asked every half second, first in peace (`calm` times).

    The baseline of the whole is one file alone. What is not done after `most_s` seconds is left, and the note says how many were taken in.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home, today = Path(name), datetime.now(UTC).date()
        _settle_in(home, today)
        with served.serving(home) as street:
            alone = _rush(street, home, _written(home, 1, today, first=0), most_s=most_s)
            peace = [answer for _ in range(calm) for answer in _round(street)]
            before, known = _peaks(street), _acts(home)
            rush = _rush(street, home, _written(home, files, today, first=1), most_s=most_s)
            passes = _passes(home, known)
            figures = (*_answers(peace, rush.answers), *_pace(rush, alone, passes, files), *_weights(before, _peaks(street)))
    return Result("inbox", f"{passes.taken:,} of {files:,} files of {ROWS} rows, {len(rush.answers)} answers meanwhile", figures)


def _settle_in(home: Path, today: date) -> None:
    """A house with a past and a snapshot, so that the walls have something to show."""
    ground.write_catalog(home)
    moment, last = datetime.now(UTC), today - timedelta(days=1)
    house = open_house(home, write=True, moment=moment)
    house.receive(receive.Offer(ground.rows(5000, first=1, last_day=last, per_day=100).encode(), f"事件_{last}.csv", moment))
    house.keep(as_of=house.office.local_day(moment), moment=moment)
    house.close()


def _written(home: Path, files: int, today: date, *, first: int) -> list[Path]:
    """Files beside the inbox, the newest days first; a name tells copies of a day apart."""
    beside = home / "beside"
    beside.mkdir(exist_ok=True)
    made = []
    for i in range(first, first + files):
        last = today - timedelta(days=1 + i // _OF_A_DAY)
        made.append(beside / f"事件_{last} ({i % _OF_A_DAY}).csv")
        made[-1].write_text(ground.rows(ROWS, first=1_000_000 + i * ROWS, last_day=last, seed=i), encoding="utf-8")
    return made


def _rush(street: served.Served, home: Path, coming: Sequence[Path], *, most_s: float) -> _Rush:
    """All files are moved in at once; asked until the wall shows them."""
    known, begun = _acts(home), time.monotonic()
    for path in coming:
        path.rename(home / "inbox" / path.name)
    answers: list[served.Answer] = []
    gone: list[tuple[float, int]] = []
    while not gone or time.monotonic() - begun < most_s:
        answers += _round(street)
        gone.append((time.monotonic() - begun, len(coming) - sum(1 for _ in os.scandir(home / "inbox"))))
        if gone[-1][1] == len(coming) and _is_shown(street, _passes(home, known)):
            break
    return _Rush(tuple(answers), time.monotonic() - begun, tuple(gone))


def _round(street: served.Served) -> Iterator[served.Answer]:
    begun = time.monotonic()
    for path in _PAGES:
        yield street.ask(path)
    time.sleep(max(0.0, EACH_S - (time.monotonic() - begun)))


def _acts(home: Path) -> int:
    return sum(1 for _ in acts.read(home / "archive" / "acts.jsonl"))


def _passes(home: Path, known: int) -> _Passes:
    """Since the first `known` acts."""
    files, count, version = list[int](), 0, ""
    for act in islice(acts.read(home / "archive" / "acts.jsonl"), known, None):
        count += act.kind == "batch"
        if act.kind == "snapshot":
            files, count, version = [*files, count], 0, str(act.body["version"])
    return _Passes(tuple(files), count, version)


def _is_shown(street: served.Served, passes: _Passes) -> bool:
    live = street.ask(LIVE)
    return not passes.open and live.status == OK and orjson.loads(live.body)["version"] == passes.version


def _answers(peace: Sequence[served.Answer], meanwhile: Sequence[served.Answer]) -> Iterator[Figure]:
    for path, name in _PAGES.items():
        ours, base = ([a.seconds for a in answers if a.path == path] for answers in (meanwhile, peace))
        yield figure(f"{name}, median answer", statistics.median(ours), statistics.median(base), "s", "—")
        yield figure(f"{name}, p99 answer", _p99(ours), _p99(base), "s", "—")
        yield figure(f"{name}, worst answer", max(ours), max(base), "s", "≤ 2 s")
    failed, base_failed = (sum(a.status != OK for a in answers) for answers in (meanwhile, peace))
    yield figure("answers that failed", failed, base_failed, "", "0")


def _p99(found: Sequence[float]) -> float:
    return sorted(found)[round(0.99 * (len(found) - 1))]


def _pace(rush: _Rush, alone: _Rush, passes: _Passes, files: int) -> Iterator[Figure]:
    yield figure("files in one pass, at most", max(*passes.files, passes.open, 0), FILES_PER_PASS, "files", "≤ 1.00")
    yield figure("until the wall shows all, against one alone", rush.seconds, alone.seconds, "s", "—")
    first, last = (_rate(rush.gone, files * low, files * high) for low, high in ((0, 0.25), (0.75, 1)))
    if first and last:
        yield figure("pace of the last quarter, against the first", last, first, "files/s", "≥ 0.70")


def _rate(gone: Sequence[tuple[float, int]], low: float, high: float) -> float | None:
    """Files a second between these two counts; None where too few looks fell between them."""
    begin = next((look for look in gone if look[1] > low), None)
    end = next((look for look in gone if look[1] >= high), None)
    return (end[1] - begin[1]) / (end[0] - begin[0]) if begin and end and end[0] > begin[0] else None


def _peaks(street: served.Served) -> dict[str, float | None]:
    return {"worker": served.peak_mb(street.worker.pid), "web": served.peak_mb(street.web.pid)}


def _weights(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> Iterator[Figure]:
    """Nothing where the system does not tell."""
    for name, ours in after.items():
        if ours is not None and (base := before[name]) is not None:
            yield figure(f"{name}, peak memory", ours, base, "MB", "—")
