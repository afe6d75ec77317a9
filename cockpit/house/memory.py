"""What had been learned when: a batch is read again as it was read when it came, whatever words were confirmed since."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from cockpit import catalog
from cockpit.catalog import learned, schema
from cockpit.house import archive
from cockpit.house.reading import Reader
from cockpit.house.state import State
from cockpit.snapshot import expected
from cockpit.store import acts, batches

KINDS = ("learn", "learned")
"""Acts that bring a text of `learned.yaml` in force: a word confirmed, or the file changed by hand."""


def place(found: schema.Catalog) -> str:
    """The name under which a catalogue's files hold the learned aliases."""
    prefix = next(iter(found.files), "catalog/").partition("/")[0]
    return f"{prefix}/{learned.FILE}"


def text(found: schema.Catalog) -> str:
    return found.files.get(place(found), "")


def told(conn: sa.Connection) -> list[Mapping[str, Any]]:
    """Every text that came in force, oldest first: `sha256`, and `after` which batch."""
    listed = [act for kind in KINDS for act in acts.listing(conn, kind=kind)]
    return [act.body for act in sorted(listed, key=lambda act: act.id)]


def note(state: State, conn: sa.Connection, moment: datetime) -> bool:
    """Keep the learned aliases that stand in the file now, where no act told them; whether there was something to tell."""
    now, before = text(state.catalog), told(conn)
    if archive.digest(now.encode()) == before[-1]["sha256"] if before else not now:
        return False
    body = {"sha256": archive.keep(state.archive, now.encode()), "after": batches.newest(conn)}
    acts.append(conn, "learned", body, moment)
    return True


def follow(state: State, conn: sa.Connection) -> None:
    """For a reader: take up the words that came in force since it last looked. Nothing is read while nothing has happened.

    By the acts, not by the file: what somebody wrote into it counts once the worker has noted it.
    """
    last = acts.last(conn)
    if last == state.followed:
        return
    newest, state.followed = acts.newest_of(conn, KINDS, after=state.followed), last
    if newest is not None and newest.body["sha256"] != archive.digest(text(state.catalog).encode()):
        take_up(state, restored(state.archive, state.catalog, newest.body["sha256"]))


def with_text(found: schema.Catalog, aliases: str) -> schema.Catalog:
    """The same catalogue with these learned aliases in place of its own."""
    files = {**found.files, place(found): aliases}
    return from_files({name: content for name, content in files.items() if content})


def from_files(files: Mapping[str, str]) -> schema.Catalog:
    """A catalogue from the texts of its files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            written = Path(folder) / name
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(content, encoding="utf-8")
        return catalog.load_or_raise(Path(folder))


def take_up(state: State, found: schema.Catalog) -> None:
    """From now on files are read with this catalogue, which differs by what it learned alone."""
    state.catalog = found
    state.read = state.read.under(found)
    state.plan = expected.Plan(found, state.office)


def at(state: State, conn: sa.Connection, number: int) -> schema.Catalog:
    """The catalogue of now with what had been learned when batch `number` came."""
    known = told(conn)
    if not known or known[-1]["after"] < number:
        return state.catalog
    sha256 = next((body["sha256"] for body in reversed(known) if body["after"] < number), "")
    if sha256 not in state.recalled:
        aliases = archive.fetch(state.archive, sha256).decode() if sha256 else ""
        state.recalled[sha256] = with_text(state.catalog, aliases)
    return state.recalled[sha256]


def reader(state: State, found: schema.Catalog) -> Reader:
    return state.read if found is state.catalog else state.read.under(found)


def restored(root: Path, found: schema.Catalog, sha256: str) -> schema.Catalog:
    """The catalogue with an archived text of learned aliases."""
    return with_text(found, archive.fetch(root, sha256).decode())
