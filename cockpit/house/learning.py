"""Learning a word: a person confirms what it stands for; rows that waited for it come in, and from then on it is known."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import sqlalchemy as sa

from cockpit.catalog import learned, names, schema
from cockpit.catalog.learned import Alias, AliasError
from cockpit.house import archive, entering, memory, replaying, tracing
from cockpit.house.state import State
from cockpit.intake import ledger
from cockpit.intake.rows import Parsed
from cockpit.model import Batch, Level
from cockpit.store import acts, batches, tables

__all__ = ["Alias", "AliasError", "learn"]

_CODES = {"place": "unknown_place", "department": "unknown_department", "value": "unknown_value"}
"""Under which code a row waits for a word of each kind."""


def learn(state: State, alias: Alias, *, moment: datetime, write: bool = True) -> list[Batch]:
    """Remember `alias`, and read again what waited for it: a batch of kind `reread` for each file, in which only those rows count.

    Keys that a newer batch holds are left alone. `write` False leaves `learned.yaml` as it is (a rebuild). Raises AliasError.
    """
    learned.check(state.catalog, alias)
    text = learned.added(memory.text(state.catalog), alias)
    found = memory.with_text(state.catalog, text)
    with state.change() as conn:
        after = batches.newest(conn)
        own = [batch for waits in _waiting(conn, found, alias) for batch in _read_again(state, conn, waits, found, alias, moment)]
        _note(state, conn, alias, text, after, own, moment)
        if write:
            archive.write_whole(state.home / memory.place(state.catalog), text.encode())
    memory.take_up(state, found)
    for each in own:
        state.arrived(each)
    acts.mirror(state.store, state.acts_path)
    return own


def _note(state: State, conn: sa.Connection, alias: Alias, text: str, after: int, own: list[Batch], moment: datetime) -> None:
    told = {"kind": alias.kind, "alias": alias.alias, "code": alias.code, "where": list(alias.where)}
    sha256 = archive.keep(state.archive, text.encode())
    acts.append(conn, "learn", {"alias": told, "sha256": sha256, "after": after, "rereads": [[b.id, b.origin] for b in own]}, moment)


def _waiting(conn: sa.Connection, found: schema.Catalog, alias: Alias) -> list[Batch]:
    """Live batches with rows held for this word, oldest first."""
    code = _CODES.get(alias.kind)
    if code is None:
        return []
    b, p = tables.batch.c, tables.problem.c
    asked = sa.select(b.id, b.source, p.found, p.code, p["values"]).join(tables.problem, p.batch == b.id)
    live = sa.and_(b.verdict.in_(batches.LIVE), b.undone_by == 0, b.kind.in_(("file", "accept")))
    held = sa.or_(sa.and_(p.code == code, p.level == Level.HOLD.value), p.code == "problems_cut")
    wanted = names.fold(ledger.cut(alias.alias))
    numbers: set[int] = set()
    for row in conn.execute(asked.where(live, held)):
        told = row._mapping
        of_source = not alias.where or told["source"] == alias.where[0]
        if of_source and told["source"] in found.sources and (told["code"] != code or names.fold(told["found"]) == wanted):
            numbers.add(told["id"])
    return [each for number in sorted(numbers) if (each := batches.get(conn, number)) is not None]


def _read_again(
    state: State, conn: sa.Connection, waiting: Batch, found: schema.Catalog, alias: Alias, moment: datetime
) -> list[Batch]:  # fmt: skip
    """The rows of one file that are understood only now, as a batch; none where there are none."""
    now = replaying.parsed(state, conn, waiting, under=found)
    new = _new(state, conn, waiting, now)
    if now.rows is None or not new.any():
        return []
    places = [place for place, chosen in zip(replaying.places(now.rows), new.tolist(), strict=True) if chosen]
    note = tracing.note(tracing.CHOSEN, places, values={"word": alias.alias, "code": alias.code, "of": str(waiting.id)})
    entry = entering.Entry(
        found.sources[waiting.source], entering.read_again(now, new, note=note), waiting.file, waiting.sha256, moment, kind="reread",
        size=waiting.size, of=waiting, part=True,
    )  # fmt: skip
    return [entering.enter(state, conn, entry).batch]


def _new(state: State, conn: sa.Connection, waiting: Batch, now: Parsed) -> np.typing.NDArray[np.bool_]:
    """Rows that neither came in when the file came, nor were read again since."""
    if now.rows is None:
        return np.zeros(0, dtype=np.bool_)
    then = replaying.parsed(state, conn, waiting).rows
    known = set(replaying.places(then)) if then is not None else set()
    for other in batches.of_origin(conn, waiting.id):
        if other.kind == "reread" and not other.undone_by:
            known |= tracing.noted(conn, other.id, tracing.CHOSEN) or set()
    return np.array([place not in known for place in replaying.places(now.rows)], dtype=np.bool_)
