"""Opening the store: the right file, of the right version, whole, and never an empty one over what was there."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

import cockpit
from cockpit.catalog import schema
from cockpit.store import errors, facts, postgres, sqlite, tables
from cockpit.store.errors import StoreError

CHECKED_BYTES = 256 * 1024 * 1024
"""Up to this size a store opened for writing is read through once at opening; a larger one when `check` asks for it."""


@dataclass(frozen=True, slots=True)
class Store:
    """One opened store. `facts` maps source id → fact table; `place` is its path or URL (without password) for messages.

    `postponed` are sources whose first large delivery is in without every index: `tidy` makes them up, or the next opening does.
    """

    engine: sa.Engine
    facts: dict[str, sa.Table]
    write: bool
    place: str
    postponed: set[str] = field(default_factory=set)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """One transaction: for writing it holds the only write lock from its first moment, for reading it sees one state."""
        with self.engine.begin() as conn:
            yield conn

    def tidy(self) -> None:
        """For a moment when nobody waits: make postponed indexes, and move what was committed into the file (SQLite in WAL mode)."""
        if self.postponed:
            with self.begin() as conn:
                for source in sorted(self.postponed):
                    self.make_up(conn, source)
            self.postponed.clear()
        if self.write and self.engine.dialect.name == "sqlite":
            with contextlib.closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")

    def make_up(self, conn: sa.Connection, source: str) -> None:
        """Make the indexes of one source that were postponed, where they lack. The source stays noted until `tidy` has committed:
        a transaction that fails takes its indexes with it."""
        if source in self.postponed:
            facts.ensure(conn, {source: self.facts[source]})

    def close(self) -> None:
        self.engine.dispose()


def open_store(
    url_or_path: str | Path,
    catalog: schema.Catalog,
    *,
    write: bool,
    create: bool = False,
    fresh: bool = False,
    archive: Path | None = None,
    check: bool | None = None,
) -> Store:
    """Open the store at a path or SQLAlchemy URL; raises StoreError, whose text says what to do.

    `create` permits to make it where there is none, except over an installation whose archive holds acts; `fresh` permits that
    too (for a rebuild). `archive` is the archive's folder, beside the file by default. Opened for writing, the store gains the tables
    and columns the catalogue has gained. `check` reads every page (SQLite); by default only when writing and under 256 MB.
    """
    path = _path(url_or_path)
    place = str(path) if path else sa.make_url(str(url_or_path)).render_as_string(hide_password=True)
    if path:
        _guard_file(path, archive or path.parent / "archive", write=write, create=create, fresh=fresh)
    engine = sqlite.engine(path, write=write) if path else postgres.engine(str(url_or_path), write=write)
    _translate(engine, place)
    store = Store(engine, facts.tables(catalog), write, place)
    try:
        _settle(store, archive=archive, create=create and write, fresh=fresh, check=_checks(path, write=write, check=check))
    except BaseException:
        engine.dispose()
        raise
    return store


def _path(url_or_path: str | Path) -> Path | None:
    """The file of a SQLite store; None for any other database."""
    text = str(url_or_path)
    if "://" not in text:
        return Path(text).absolute()
    url = sa.make_url(text)
    return Path(url.database or "").absolute() if url.get_backend_name() == "sqlite" else None


def _guard_file(path: Path, archive: Path, *, write: bool, create: bool, fresh: bool) -> None:
    if path.is_file() and path.stat().st_size > 0:
        return
    if not fresh and _has_acts(archive):
        raise StoreError("lost", place=path, archive=archive)
    if not (write and create):
        raise StoreError("missing", place=path)


def _has_acts(archive: Path | None) -> bool:
    acts = archive / "acts.jsonl" if archive else None
    return acts is not None and acts.is_file() and acts.stat().st_size > 0


def _checks(path: Path | None, *, write: bool, check: bool | None) -> bool:
    if path is None or not path.is_file():
        return False
    return check if check is not None else write and path.stat().st_size <= CHECKED_BYTES


def _translate(engine: sa.Engine, place: str) -> None:
    """Let a damaged file, a held lock and a full disk be said in a sentence wherever they are met."""

    @event.listens_for(engine, "handle_error")
    def _say(context: Any) -> None:
        said = errors.known(context.original_exception, place)
        if said is not None:
            raise said from context.original_exception


def _settle(store: Store, *, archive: Path | None, create: bool, fresh: bool, check: bool) -> None:
    with store.begin() as conn:
        if check:
            sqlite.check(conn, store.place)
        found = _found(conn, store.place)
        if not found:
            _make(conn, store.place, archive, create=create, fresh=fresh)
        else:
            _accept_version(found, store.place)
        if store.write:
            facts.ensure(conn, store.facts)


def _found(conn: sa.Connection, place: str) -> dict[str, str]:
    """The store's `meta`; empty where there is no table at all (a creation that was interrupted leaves such a file)."""
    names = sa.inspect(conn).get_table_names()
    if not names:
        return {}
    if "meta" not in names:
        raise StoreError("foreign", place=place)
    found = {key: value for key, value in conn.execute(sa.select(tables.meta.c.key, tables.meta.c.value))}
    if "schema" not in found:
        raise StoreError("foreign", place=place)
    return found


def _make(conn: sa.Connection, place: str, archive: Path | None, *, create: bool, fresh: bool) -> None:
    if not create:
        raise StoreError("missing", place=place)
    if not fresh and _has_acts(archive):
        raise StoreError("lost", place=place, archive=archive)
    tables.metadata.create_all(conn)
    rows = [{"key": "schema", "value": str(tables.SCHEMA)}, {"key": "program", "value": cockpit.__version__}]
    conn.execute(sa.insert(tables.meta), rows)


def _accept_version(found: dict[str, str], place: str) -> None:
    version = int(found["schema"])
    if version != tables.SCHEMA:
        code = "newer" if version > tables.SCHEMA else "older"
        raise StoreError(code, place=place, found=version, expected=tables.SCHEMA, program=found.get("program", "?"))
