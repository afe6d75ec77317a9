"""SQLite as we use it: the wheel's library, WAL, one writer at a time, readers that cannot write."""

from __future__ import annotations

import importlib
import re
import urllib.parse
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, pool

from cockpit.store.errors import StoreError

STRICT_SINCE = (3, 37, 0)
WAL_SOUND_SINCE = (3, 51, 3)
"""Before it a reset of the WAL could lose a committed transaction: such a library gets the rollback journal."""

WAIT_MS = 5000
CACHE_KIB = 65536
PAGE_BYTES = 8192
"""Of a store that is made now; wide rows and long commits cost less than with the usual half."""
CHECKPOINT_PAGES = 8192
"""64 MB: a day's batches are committed without moving pages into the file; `Store.tidy` does that when nobody waits."""


def driver() -> ModuleType:
    """The `pysqlite3` wheel where it can be imported, else Python's own module.

    Never both on one file in one process: two copies of the library undo each other's locks.
    """
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def journal(module: ModuleType) -> str:
    return "wal" if _version(module) >= WAL_SOUND_SINCE else "delete"


def _version(module: ModuleType) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", module.sqlite_version))


def engine(path: Path, *, write: bool) -> sa.Engine:
    """An engine on a file that must exist (write: also one still to be made). Raises StoreError for too old a library."""
    module = driver()
    if _version(module) < STRICT_SINCE:
        raise StoreError("sqlite_too_old", found=module.sqlite_version, expected=".".join(map(str, STRICT_SINCE)))
    address = f"file:{urllib.parse.quote(str(path))}?mode={'rwc' if write else 'ro'}"

    def connect() -> Any:
        return module.connect(address, uri=True, isolation_level=None, timeout=WAIT_MS / 1000, check_same_thread=False)

    named = sa.URL.create("sqlite", database=str(path))
    # 出错时的文字会进日志，其中不得有单元格内容。
    made = sa.create_engine(named, module=module, creator=connect, poolclass=pool.QueuePool, hide_parameters=True)
    _listen(made, write=write, mode=journal(module))
    return made


def _listen(made: sa.Engine, *, write: bool, mode: str) -> None:
    pragmas = [f"busy_timeout={WAIT_MS}", f"page_size={PAGE_BYTES}", "foreign_keys=OFF", f"cache_size=-{CACHE_KIB}", "temp_store=MEMORY"]
    writing = [f"journal_mode={mode}", "synchronous=FULL", f"wal_autocheckpoint={CHECKPOINT_PAGES}", "journal_size_limit=67108864"]
    pragmas += writing if write else ["query_only=ON"]

    @event.listens_for(made, "connect")
    def _configure(raw: Any, record: Any) -> None:
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}").close()

    # 先读后写的事务若不是一开始就取写锁，中途会立即报“已锁定”而不等待。
    @event.listens_for(made, "begin")
    def _begin(conn: sa.Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def check(conn: sa.Connection, place: str) -> None:
    """Read every page once; raises StoreError `corrupted` naming the first thing that is wrong."""
    found = conn.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if found != "ok":
        raise StoreError("corrupted", place=place, found=" ".join(str(found).split()))
