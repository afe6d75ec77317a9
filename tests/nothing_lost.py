"""What holds after every fault (I1–I5, I7, I8 of the fault list): nothing offered is lost, half there, counted twice or told to the log."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from street import Street, buildings, cases, ledger

from cockpit import house
from cockpit.house import House, archive
from cockpit.model import Batch, Verdict
from cockpit.store import totals

Tree = dict[str, str]


def assert_nothing_lost(
    home: Path, offered: Iterable[bytes], *, log: Collection[str] = (), secrets: Collection[str] = (), extra: int = 0
) -> None:
    """The bytes are kept, each offered file has one batch, no batch is half there, and the log holds none of `secrets`.

    `offered` are the contents in any order, the same ones as often as they were offered. `extra` are batches of files offered otherwise.
    """
    contents = list(offered)
    assert_bytes_are_kept(home / "archive", contents)
    opened = house.open_house(home)
    try:
        files = [b for b in opened.batches() if b.kind == "file"]
        assert_one_batch_each(files, contents, extra=extra)
        assert_nothing_is_half(opened)
    finally:
        opened.close()
    assert_log_tells_no_content(log, secrets)


def assert_bytes_are_kept(root: Path, contents: Iterable[bytes]) -> None:
    """I1."""
    for data in contents:
        assert archive.fetch(root, hashlib.sha256(data).hexdigest()) == data


def assert_one_batch_each(files: list[Batch], contents: list[bytes], *, extra: int = 0) -> None:
    """I3."""
    wanted: dict[str, int] = {}
    for data in contents:
        sha256 = hashlib.sha256(data).hexdigest()
        wanted[sha256] = wanted.get(sha256, 0) + 1
    found: dict[str, int] = {}
    for batch in files:
        found[batch.sha256] = found.get(batch.sha256, 0) + 1
    lacking = {sha: n for sha, n in wanted.items() if found.get(sha, 0) != n}
    assert not lacking, f"offered and batches differ: {lacking} against {({sha: found.get(sha, 0) for sha in lacking})}"
    assert sum(found.values()) == sum(wanted.values()) + extra


def assert_nothing_is_half(opened: House) -> None:
    """I7: the database is whole, every batch's equation holds, its rows are there as counted, totals are those of the rows."""
    batches = opened.batches()
    with opened.state.store.begin() as conn:
        if conn.dialect.name == "sqlite":
            assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        opened_rows, closed_rows = (_counted(opened, conn, stamp) for stamp in ("_in", "_out"))
        for name, table in opened.state.store.facts.items():
            assert totals.of(conn, name) == totals.measured(conn, table), name
            newest = conn.execute(sa.select(sa.func.max(table.c["_in"]))).scalar() or 0
            assert newest <= max((b.id for b in batches), default=0), name
    for batch in batches:
        e = batch.equation
        assert e.holds(), batch
        moved = e.unchanged if batch.kind == "undo" else 0
        assert opened_rows.get(batch.id, 0) == e.new + e.changed + moved, batch
        assert closed_rows.get(batch.id, 0) == e.changed + moved + batch.closed, batch


def _counted(opened: House, conn: sa.Connection, stamp: str) -> dict[int, int]:
    """Rows by the batch that opened (`_in`) or closed (`_out`) them, over all sources."""
    found: dict[int, int] = {}
    for table in opened.state.store.facts.values():
        grouped = sa.select(table.c[stamp], sa.func.count()).where(table.c[stamp].is_not(None)).group_by(table.c[stamp])
        for number, count in conn.execute(grouped):
            found[number] = found.get(number, 0) + count
    return found


def assert_log_tells_no_content(log: Collection[str], secrets: Collection[str]) -> None:
    """I4."""
    for line in log:
        for secret in secrets:
            assert secret not in line, f"{secret!r} stands in the log: {line}"


def lines(records: Iterable[logging.LogRecord]) -> list[str]:
    """Log records as they would be written, traces of errors included."""
    written = logging.Formatter("%(levelname)s %(name)s %(message)s")
    return [written.format(record) for record in records]


def tree(folder: Path, *, without: Path) -> Tree:
    """I8: what lies around the home; taken before and after, it is the same."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        if path == without or without in path.parents:
            continue
        regular = path.is_file() and not path.is_symlink()
        found[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest() if regular else str(path.lstat().st_mode)
    return found


def assert_still_served(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> None:
    """I2: what was known is known, unless it changed into something."""
    lost = [key for key, (value, *_) in before.items() if value is not None and after[key][0] is None]
    assert not lost, lost


@contextmanager
def withstood(street: Street, log: pytest.LogCaptureFixture, *, secrets: Collection[str] = ()) -> Iterator[None]:
    """A fault is met inside the block by a street that knows something already; after it everything must still hold."""
    around = tree(street.home.parent, without=street.home)
    street.file("案件_2026-11-20.csv", cases("known1,丰乐,2026-11-20,2026-11-21,3.00", "known2,和平,2026-11-20,,1.25"))
    street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100", "和平,2026-10,办公,50,100"))
    street.file("楼宇.csv", buildings("b1,丰乐,100", "b2,和平,250.5"))
    street.pull()
    before = street.cells()
    yield
    assert_still_served(before, street.cells())
    street.file("案件_2026-11-22.csv", cases("next1,和平,2026-11-22,,1.00"), folder="case")
    street.pull()
    assert (street.last().verdict, street.last().equation.new) == (Verdict.ACCEPTED, 1), "the next good file was not taken in (I5)"
    street.close()
    assert_nothing_lost(street.home, street.offered, log=lines(log.records), secrets=[*secrets, "known1", "next1"])
    assert tree(street.home.parent, without=street.home) == around, "something outside the home changed (I8)"
