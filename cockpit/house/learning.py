"""Learning a word: a person confirms what it stands for; what waited for it comes in, and from then on it is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa

from cockpit.catalog import learned
from cockpit.catalog.learned import Alias, AliasError
from cockpit.house import archive, memory, pull, receive, replaying, rereading
from cockpit.house.entering import Entered
from cockpit.house.rereading import Word
from cockpit.house.state import State
from cockpit.model import Batch, Verdict
from cockpit.store import acts, batches

__all__ = ["Alias", "AliasError", "learn"]


def learn(state: State, alias: Alias, *, moment: datetime) -> list[Batch]:
    """Remember `alias`, and read again what waited for it: a batch for each file. Raises AliasError.

    Rows that are still to be mended leave their reasons beside the inbox, as after a pull.
    """
    done = enter(state, alias, moment=moment, write=True)
    for each in done:
        if each.batch.verdict is Verdict.PARTIAL:
            data = archive.fetch(state.archive, each.batch.sha256)
            pull.explain(state, each.batch.file, data, receive.Received(each.batch, each.problems))
    return [each.batch for each in done]


def enter(state: State, alias: Alias, *, moment: datetime, write: bool, only: Collection[int] | None = None) -> list[Entered]:
    """The same in the store alone. `write` False leaves `learned.yaml` as it is, and `only` names the batches that were read again
    (a rebuild does what was done then, whatever it would find today)."""
    learned.check(state.catalog, alias)
    text = learned.added(memory.text(state.catalog), alias)
    word = Word(alias, memory.with_text(state.catalog, text), moment)
    with state.change() as conn, replaying.remembering(state):
        after = batches.newest(conn)
        waits = [batch for batch in rereading.waiting(conn, word) if only is None or batch.id in only]
        own = [done for batch in waits if (done := rereading.again(state, conn, batch, word)) is not None]
        _note(state, conn, word, text, after, own)
        if write:
            archive.write_whole(state.home / memory.place(state.catalog), text.encode())
    memory.take_up(state, word.catalog)
    for each in own:
        state.arrived(each.batch)
    acts.mirror(state.store, state.acts_path)
    return own


def _note(state: State, conn: sa.Connection, word: Word, text: str, after: int, own: Sequence[Entered]) -> None:
    alias = word.alias
    told = {"kind": alias.kind, "alias": alias.alias, "code": alias.code, "where": list(alias.where)}
    sha256 = archive.keep(state.archive, text.encode())
    rereads = [[each.batch.id, each.batch.origin] for each in own]
    acts.append(conn, "learn", {"alias": told, "sha256": sha256, "after": after, "rereads": rereads}, word.moment)
