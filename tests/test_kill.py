"""`kill -9` while files are taken in: after the next start nothing is lost, doubled or half there.

Eight moments in the everyday suite, a thousand with COCKPIT_SOAK=1 (`make soak`): ten streets with a hundred each.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from nothing_lost import assert_bytes_are_kept, assert_nothing_is_half, assert_nothing_lost
from street import LATER_NS, SECOND_NS, TODAY, Street, buildings, cases, figures, ledger

from cockpit import house
from cockpit.house import entering, follow, mends, pull, rebuilding, receive, selfwatch, taking
from cockpit.model import Verdict
from cockpit.snapshot import take
from cockpit.store import StoreError, acts, batches

ROOT = Path(__file__).resolve().parents[1]
LONG = pytest.mark.skipif(not os.environ.get("COCKPIT_SOAK"), reason="the long form: COCKPIT_SOAK=1")
FILES_A_ROUND = 7
ROWS = 300


def drop(street: Street, chance: random.Random, number: int) -> None:
    """A file as it may come: new cases, corrected ones, the same again, a ledger that restates its month, rubbish."""
    kind = chance.choice(("cases", "cases", "correction", "again", "ledger", "building", "rubbish"))
    day = f"2026-11-{chance.randint(9, 22):02d}"
    if kind == "cases":
        rows = [f"{number}-{i},{chance.choice('丰和')}{chance.choice('乐平')},{day},,{i}.25" for i in range(ROWS)]
        street.file(f"案件_{day} ({number}).csv", cases(*rows), folder=chance.choice(("", "case")))
    elif kind == "correction":
        rows = [f"shared{i},丰乐,{day},{day},{chance.randint(1, 9)}.00" for i in range(ROWS)]
        street.file(f"案件_{day} ({number}).csv", cases(*rows))
    elif kind == "again":
        street.file(f"案件_{day} ({number}).csv", cases("again,和平,2026-11-20,,1.00"))
    elif kind == "ledger":
        street.file(f"台账_2026-10 ({number}).csv", ledger(*(f"丰乐,2026-10,种类{i},{i},100" for i in range(chance.randint(1, 40)))))
    elif kind == "building":
        street.file(f"楼宇 ({number}).csv", buildings(*(f"b{i},和平,{chance.randint(1, 99)}" for i in range(chance.randint(1, 40)))))
    else:
        street.file(f"rubbish{number}.bin", chance.randbytes(200))


STABLE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from cockpit import cli
for line in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["cockpit", *line.rstrip("\\n").split("\\t")]
        cli.main()
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@contextmanager
def stable() -> Iterator[subprocess.Popen[str]]:
    """A process that has everything imported and forks the program as often as it is told to: a start costs nothing."""
    command = [sys.executable, "-c", STABLE, str(ROOT)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def pulled(by: subprocess.Popen[str], street: Street, *, left: int = -1, after_s: float = 0.0) -> int:
    """The status of a `cockpit pull` that is killed a moment after no more than `left` files lie in the inbox (-1: never)."""
    assert by.stdin is not None and by.stdout is not None
    by.stdin.write("\t".join(("--home", str(street.home), "--quiet", "pull", "--as-of", TODAY)) + "\n")
    child, lock = int(by.stdout.readline()), street.home / ".writer.lock"
    if left >= 0:
        while alive(child) and (not lock.exists() or len(street.waiting()) > left):
            time.sleep(0.002)
        time.sleep(after_s)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    return int(by.stdout.readline())


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def look(street: Street) -> None:
    """What lies there right after the kill, before anything was mended: every committed batch is whole."""
    if not (street.home / "cockpit.sqlite").exists():
        return
    try:
        opened = house.open_house(street.home)
    except StoreError as error:
        # 第一次建库途中被杀：还什么都没有入库，下次启动接着建。
        told = street.home / "archive" / "acts.jsonl"
        assert error.code == "missing" and (not told.exists() or not told.read_bytes())
        return
    try:
        assert_nothing_is_half(opened)
    finally:
        opened.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and signals")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kills", "seed"), [(8, 8), *(pytest.param(100, n, marks=[pytest.mark.soak, pytest.mark.timeout(3600), LONG]) for n in range(10))]
)
def test_D01_killed_at_random_moments_of_a_pull(street: Street, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    met = 0
    with stable() as by:
        for number in range(0, kills * FILES_A_ROUND, FILES_A_ROUND):
            for each in range(number, number + FILES_A_ROUND):
                drop(street, chance, each)
            status = pulled(by, street, left=chance.randint(0, FILES_A_ROUND), after_s=chance.uniform(0, 0.12))
            met += os.WIFSIGNALED(status)
            look(street)
        assert met >= kills // 2, f"only {met} of {kills} kills met a running pull"
        assert os.waitstatus_to_exitcode(pulled(by, street)) in (0, 3)
    assert street.waiting() == []
    assert_nothing_lost(street.home, street.offered)
    assert_as_if_undisturbed(street)
    assert_rebuilds(street)


def assert_as_if_undisturbed(street: Street) -> None:
    """The same files, each taken in once in the same order by a street that nobody disturbed, give the same figures."""
    calm = Street.build(street.home.parent / "calm")
    with street.house.state.store.begin() as conn:
        told = [act.body for act in acts.listing(conn, kind="batch")]
    for body in told:
        data = (street.home / "archive" / "files" / body["sha256"][:2] / body["sha256"]).read_bytes()
        calm.house.receive(receive.Offer(data, body["file"], calm.noon(), folder=body["folder"], mtime_ns=body["mtime_ns"]))
    assert calm.cells() == street.cells() and len(calm.batches()) == len(told)
    calm.close()


def assert_rebuilds(street: Street) -> None:
    before, told = street.newest().snapshot, street.house.batches()
    street.close()
    rebuilding.rebuild(street.home)
    assert street.newest().snapshot == before and street.house.batches() == told
    street.close()


class Killed(BaseException):
    """The process ends here."""


def ends(*_: Any, **__: Any) -> Any:
    raise Killed


def ends_after(function: Callable[..., Any]) -> Callable[..., Any]:
    def and_ends(*given: Any, **named: Any) -> Any:
        function(*given, **named)
        raise Killed

    return and_ends


FAILPOINTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "read, nothing written": (receive, "settle", ends),
    "all written, bytes not archived": (receive, "keep", ends),
    "all written, bytes archived, not committed": (receive, "keep", ends_after(receive.keep)),
    "rows written, batch not": (entering, "_batch", ends),
    "all written, not committed": (follow, "after", ends_after(follow.after)),
    "D02 committed, not mirrored": (acts, "mirror", ends),
    "D02 mirrored, reason not written": (pull, "explain", ends),
    "D02 reason written, workbook to mend not": (mends, "workbook", ends),
    "D02 reason written, file not moved": (pull, "explain", ends_after(pull.explain)),
    "moved, no snapshot": (taking, "keep", ends),
    "what was expected noted, no snapshot": (selfwatch, "note", ends_after(selfwatch.note)),
    "measured, not kept": (take, "take", ends_after(take.take)),
}


@pytest.mark.parametrize("point", FAILPOINTS)
def test_D01_D02_stopped_at_every_point_of_taking_in_a_file(street: Street, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00", "a2,和平,2026-11-20,,2.00"))
    street.pull()
    street.file("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,,5.00", "a3,和平,2026-11-21,,2.00", "bad,和平,2026-13-41,,2.00"))
    with monkeypatch.context() as patch:
        patch.setattr(*FAILPOINTS[point])
        with pytest.raises(Killed):
            street.pull()
    street.close()
    left = street.waiting()
    look(street)
    done = street.pull()
    assert street.waiting() == [] and len(done.batches) == (0 if point.startswith(("D02", "mov", "what", "meas")) else 1)
    assert [b.verdict for b in street.batches()] == [Verdict.ACCEPTED, Verdict.PARTIAL]
    assert street.take().value("case.weight") == 9.00 and figures(street.newest().snapshot) == street.cells()
    assert (left == []) == point.startswith(("mov", "what", "meas"))
    assert [text for text in street.reasons().values() if "2026-13-41" in text], "the reason is there, whenever the stop came"
    street.close()
    assert_nothing_lost(street.home, street.offered)
    assert_rebuilds(street)


def test_D02_the_same_file_is_recognised_and_not_counted_twice(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without a key of its own would double if it were read again: it is recognised by name, time and bytes."""
    place = street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100"))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", ends)
        with pytest.raises(Killed):
            street.pull()
    street.close()
    assert place.exists()
    before = street.house.batches()
    done = street.pull()
    assert done.batches == () and not place.exists()
    assert [b for b in street.house.batches() if b.kind == "file"] == [b for b in before if b.kind == "file"]
    assert_bytes_are_kept(street.home / "archive", street.offered)


def test_a_transaction_that_fails_leaves_no_memory_of_itself(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next batch gets the number of the one that failed: what was measured for it must not be taken for the new one's."""
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    street.pull()
    street.file("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,,5.00"))
    with monkeypatch.context() as patch:
        patch.setattr(follow, "after", failing_after(follow.after))
        failed = street.pull()
        assert len(failed.failed) == 1 and failed.batches == () and street.waiting() != []
    assert street.newest().value("case.weight") == 1.00
    done = street.pull(clock_ns=LATER_NS + 61 * SECOND_NS)
    assert len(done.batches) == 1 and figures(done.snapshot)["case.weight", "*"][0] == 5.00
    assert figures(done.snapshot) == street.cells()


def failing_after(function: Callable[..., Any]) -> Callable[..., Any]:
    def and_fails(*given: Any, **named: Any) -> Any:
        function(*given, **named)
        raise OSError("no space left on device")

    return and_fails


def test_I4_a_refused_row_of_the_database_tells_no_cell(street: Street) -> None:
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00"))
    street.pull()
    batch = street.last()
    with pytest.raises(sa.exc.SQLAlchemyError) as error, street.house.state.store.begin() as conn:
        batches.write(conn, batch, catalog="机密单元格")
    assert "机密单元格" not in str(error.value) and batch.file not in str(error.value)
