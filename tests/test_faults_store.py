"""The store when the machine lets it down: held by another program, the power gone, killed while it settles or publishes a snapshot."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import test_kill
from injected import killed
from nothing_lost import assert_nothing_is_half, withstood
from street import CATALOG, TODAY, Cells, Street, buildings, cases, figures, ledger

from cockpit import house, web
from cockpit.api import board, metrics, reads
from cockpit.house import alive, rebuilding
from cockpit.screen import assets
from cockpit.store import StoreError, sqlite
from cockpit.store.errors import SENTENCES
from cockpit.worker.duties import Duties

Log = pytest.LogCaptureFixture


# -- D07


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_D07_a_tool_that_holds_the_database_stops_no_page(
    street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    """With the rollback journal (old libraries) readers are locked out as well: then the last snapshot stays on show and that is said."""
    monkeypatch.setattr(sqlite, "WAIT_MS", 50)
    monkeypatch.setattr(sqlite, "journal", lambda module: journal)
    with withstood(street, caplog):
        reader = house.open_house(street.home)
        shown = board.Board(reader, lambda: web.pulse(reader), cast(reads.Pages, None), "build")
        assert shown.look() and shown.known is not None
        tool = sqlite.driver().connect(str(street.home / "cockpit.sqlite"), isolation_level=None)
        tool.execute("BEGIN EXCLUSIVE")
        street.file("案件_2026-11-21.csv", cases("t1,丰乐,2026-11-21,,1.00"))
        work = Duties(street.house, clock=lambda: datetime(2026, 11, 23, 4, tzinfo=UTC), clock_ns=lambda: 1_800_000_000 * 10**9)
        before, began = shown.known, time.monotonic()
        shown.look()
        assert time.monotonic() - began < 2 and shown.known.snapshot == before.snapshot
        assert bool(shown.trouble) == (journal == "delete")
        assert f"cockpit_store_readable {int(journal == 'wal')}" in metrics.text(shown)
        caplog.clear()
        work.tick()
        assert street.waiting() == ["案件_2026-11-21.csv"] and "正被另一个程序占用" in caplog.text
        tool.execute("ROLLBACK")
        tool.close()
        work.tick()
        assert street.waiting() == [] and shown.look() and not shown.trouble
        assert shown.known.snapshot.version != before.snapshot.version
        reader.close()


def heard(shown: board.Board, now: datetime) -> Any:
    """What every page hears of the worker's trouble."""
    answer = shown.live(now)
    assert len(answer) < 300
    return json.loads(answer)["trouble"]


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_D07_a_lock_kept_for_a_minute_is_told_on_every_page_until_it_is_let_go(
    street: Street, caplog: Log, monkeypatch: pytest.MonkeyPatch, journal: str
) -> None:
    """Also where readers are locked out as well: the worker tells it in a file of its own, not in the database."""
    monkeypatch.setattr(sqlite, "WAIT_MS", 50)
    monkeypatch.setattr(sqlite, "journal", lambda module: journal)
    caplog.set_level(logging.INFO)
    clock = datetime(2026, 11, 23, 4, tzinfo=UTC)
    with withstood(street, caplog):
        reader = house.open_house(street.home)
        shown = board.Board(reader, lambda: web.pulse(reader), cast(reads.Pages, None), "build")
        work = Duties(street.house, clock=lambda: clock, clock_ns=lambda: 1_800_000_000 * 10**9)
        work.tick()
        assert shown.look() and shown.known is not None and heard(shown, clock) is None
        version, tool = shown.known.snapshot.version, sqlite.driver().connect(str(street.home / "cockpit.sqlite"), isolation_level=None)
        tool.execute("BEGIN EXCLUSIVE")
        street.file("案件_2026-11-21.csv", cases("t1,丰乐,2026-11-21,,1.00"))
        since = clock + timedelta(seconds=2)
        for seconds in (0, 30, 59, 60, 90):
            clock = since + timedelta(seconds=seconds)
            work.tick()
            shown.look()
            said = {"code": "locked", "since": "2026-11-23T04:00:02Z"} if seconds >= 60 else None
            assert heard(shown, clock) == said and shown.known.snapshot.version == version, seconds
        assert 'cockpit_trouble_since_seconds{code="locked"}' in metrics.text(shown)
        faults = [record for record in caplog.records if record.name == "cockpit.worker" and record.levelname == "ERROR"]
        assert len(faults) == 1, "told in the log when it begins, not at every round"
        tool.execute("ROLLBACK")
        tool.close()
        clock += timedelta(seconds=2)
        work.tick()
        assert shown.look() and heard(shown, clock) is None and "locked is over" in caplog.text
        assert shown.known.snapshot.version != version and street.waiting() == []
        reader.close()


def test_D07_a_worker_that_is_gone_says_nothing_of_now(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)
    trouble = alive.Trouble("locked", now - timedelta(minutes=5))
    alive.tell(tmp_path, now, trouble)
    sign, size = alive.read(tmp_path), (tmp_path / alive.FILE).stat().st_size
    assert sign == alive.Sign(now, trouble)
    assert sign.shown(now + timedelta(minutes=1)) == trouble and sign.shown(now + timedelta(minutes=3)) is None
    alive.tell(tmp_path, now)
    assert alive.read(tmp_path) == alive.Sign(now) and (tmp_path / alive.FILE).stat().st_size == size, "it never needs more room"
    (tmp_path / alive.FILE).write_bytes(b"2026-1")
    assert alive.read(tmp_path) == alive.Sign()


def test_D03_D07_every_trouble_has_its_sentence_on_the_pages_in_both_languages() -> None:
    script = (assets.folder() / "heartbeat.js").read_text("utf-8")
    words = script[script.index("var TROUBLES") : script.index("var root")]
    for code in alive.SHOWN_AFTER:
        assert words.count(f"{code}: [") == 2 and code in SENTENCES, code


# -- D11


def stopped(child: int) -> bool:
    """Stand still with every thread, so that the files can be copied as they are at one instant; False when it has ended."""
    try:
        os.kill(child, signal.SIGSTOP)
        while (told := Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]) not in "TZX":
            time.sleep(0.0005)
        return told == "T"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc and signals")
def test_D11_the_files_as_they_lay_at_any_instant_open_as_the_old_or_the_new_state(street: Street, tmp_path: Path) -> None:
    """Substitute for a power loss: the writer is stopped at random instants and its files copied, the shared memory dropped; of each

    copy a second one loses a random tail of its write-ahead log, as a disk does that had not written everything yet.
    """
    chance, copies = random.Random(11), tmp_path / "copies"
    street.house.close()
    street.opened = None
    for number in range(12):
        test_kill.drop(street, chance, number)
    with test_kill.stable() as by:
        assert by.stdin is not None and by.stdout is not None
        by.stdin.write("\t".join(("--home", str(street.home), "--quiet", "pull", "--as-of", TODAY)) + "\n")
        child, taken = int(by.stdout.readline()), 0
        while test_kill.alive(child):
            time.sleep(chance.uniform(0.02, 0.09))
            if taken < 10 and stopped(child):
                shutil.copytree(street.home, copies / str(taken))
                taken += 1
                os.kill(child, signal.SIGCONT)
        assert os.waitstatus_to_exitcode(int(by.stdout.readline())) in (0, 3)
    assert taken >= 3
    end, told = street.cells(), [b.sha256 for b in street.batches()]
    for place in sorted(copies.iterdir()):
        after_a_loss(place, told, torn=chance.random(), ends_as=end)


def after_a_loss(place: Path, told: list[str], *, torn: float, ends_as: Cells) -> None:
    """Every copy holds a beginning of what was done, whole; and taken further it ends as if nothing had happened."""
    if not (place / "cockpit.sqlite").exists() or not (place / "cockpit.sqlite").stat().st_size:
        return
    (place / "cockpit.sqlite-shm").unlink(missing_ok=True)
    shutil.copytree(place, place.with_name(place.name + "-torn"))
    further, lost = Street(place), Street(place.with_name(place.name + "-torn"))
    beginning(further, told)
    further.pull()
    assert further.cells() == ends_as and further.waiting() == []
    further.close()
    log = lost.home / "cockpit.sqlite-wal"
    if log.exists():
        os.truncate(log, int(log.stat().st_size * torn))
    try:
        beginning(lost, told)
    except StoreError as said:
        assert said.code in ("acts_ahead", "missing", "lost"), said
        rebuilding.rebuild(lost.home)
        beginning(lost, told)
    lost.close()


def beginning(street: Street, told: list[str]) -> None:
    known = [b.sha256 for b in street.batches()]
    assert known == told[: len(known)]
    assert_nothing_is_half(street.house)


# -- D13


GROWN = CATALOG.replace(
    "    weight: {type: dec", "    called_on: {type: date, zh: 回访日期, en: Called, null: true}\n    weight: {type: dec"
).replace(
    "sources:\n",
    """sources:
- id: visit
  name: {zh: 走访, en: Visits}
  owner: office
  level: L1
  key: [visit_id]
  restates: events
  files: ["走访_{date}.csv"]
  covers: name
  due: none
  columns:
    visit_id: {type: code, zh: 走访编号, en: Visit}
    visited_on: {type: date, zh: 走访日期, en: Visited}
""",
    1,
)
SETTLES_AND_DIES = """
import sqlalchemy as sa
from cockpit import house
left = int(sys.argv[2])

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def count(conn, cursor, statement, *_):
    global left
    left -= statement.lstrip().upper().startswith(("ALTER", "CREATE"))
    if left <= 0:
        dies()

house.open_house(home, write=True)
"""


def known(street: Street) -> None:
    street.file("案件_2026-11-20.csv", cases("a1,丰乐,2026-11-20,,1.00", "a2,和平,2026-11-20,,2.00"))
    street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100"))
    street.file("楼宇.csv", buildings("b1,丰乐,100"))
    street.pull()


@pytest.mark.parametrize("statements", [1, 2, 3])
def test_D13_killed_while_the_tables_grow_the_old_version_still_opens(street: Street, caplog: Log, statements: int) -> None:
    written = street.home / "catalog" / "street.yaml"
    with withstood(street, caplog):
        before = street.cells()
        street.close()
        written.write_text(GROWN, encoding="utf-8")
        killed(SETTLES_AND_DIES, street.home, str(statements))
        written.write_text(CATALOG, encoding="utf-8")
        assert street.cells() == before
        street.close()
        written.write_text(GROWN, encoding="utf-8")
        assert street.cells() == before
        street.file("走访_2026-11-21.csv", "走访编号,走访日期\nv1,2026-11-21\n")
        street.pull()
        assert street.last().source == "visit" and street.last().equation.new == 1


REBUILDS_AND_DIES = """
from cockpit.house import rebuilding
if sys.argv[2] == "replaying":
    left = 3
    def counted(state, act, real=rebuilding.replay):
        global left
        left -= 1
        dies() if left == 0 else real(state, act)
    rebuilding.replay = counted
elif sys.argv[2] == "replayed":
    rebuilding._swap = dies
else:
    real = Path.replace
    def once(self, to):
        real(self, to)
        dies()
    Path.replace = once
rebuilding.rebuild(home)
"""


@pytest.mark.parametrize("at", ["replaying", "replayed", "putting in place"])
def test_D13_killed_while_rebuilding_one_command_restores(street: Street, at: str) -> None:
    """An upgrade of the schema is a rebuild: until the new file is whole the old one serves; then `rebuild` again is the one command."""
    known(street)
    before = street.cells()
    street.close()
    killed(REBUILDS_AND_DIES, street.home, at)
    if at != "putting in place":
        assert street.cells() == before
        street.close()
    rebuilding.rebuild(street.home)
    assert street.cells() == before and len(street.batches()) == 3
    assert_nothing_is_half(street.house)


# -- D18


PUBLISHES_AND_DIES = """
from street import Street
from cockpit.house import taking
from cockpit.snapshot import panels
from cockpit.store import snapshots
room, name, how = {
    "measured": (panels, "flush", dies),
    "figures written": (panels, "flush", dies_after(panels.flush)),
    "snapshot not written": (snapshots, "write", dies),
    "not committed": (taking, "_thin_out", dies),
}[sys.argv[2]]
setattr(room, name, how)
Street(home).pull()
"""


@pytest.mark.parametrize("point", ["measured", "figures written", "snapshot not written", "not committed"])
def test_D18_a_reader_sees_the_old_or_the_new_snapshot_whole(street: Street, point: str) -> None:
    known(street)
    old = street.newest().snapshot
    street.close()
    reader = house.open_house(street.home)
    assert reader.newest() == old
    seen, stop = [old], threading.Event()
    reading = threading.Thread(target=_read_on, args=(street.home, seen, stop))
    reading.start()
    street.file("案件_2026-11-21.csv", cases("a1,丰乐,2026-11-20,,5.00", "a3,和平,2026-11-21,,2.00"))
    killed(PUBLISHES_AND_DIES, street.home, point)
    assert reader.newest() == old, "the killed one has published nothing"
    street.pull()
    new = street.newest().snapshot
    assert new.version != old.version and reader.newest() == new, "at its next look"
    time.sleep(0.1)
    stop.set()
    reading.join(10)
    assert {s.version for s in seen} == {old.version, new.version} and all(s in (old, new) for s in seen)
    assert figures(new) == street.cells()
    assert_nothing_is_half(street.house)
    reader.close()


def _read_on(home: Path, seen: list[object], stop: threading.Event) -> None:
    """A reader of its own that reads the newest snapshot from the file again and again, nothing remembered."""
    opened = house.open_house(home)
    while not stop.is_set():
        opened.seen = None
        seen.append(opened.newest())
    opened.close()
