"""Taking a batch back. An undo is itself a batch; it can be taken back in the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from cockpit.house import archive, follow
from cockpit.house.state import State
from cockpit.model import Batch, Equation, Verdict
from cockpit.store import acts, batches, change, history
from cockpit.store import undo as restoring
from cockpit.store.rows import Rows


class UndoError(ValueError):
    """What cannot be taken back; `code`: unknown, not_accepted, already_undone."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(f"{code}: {number}")
        self.code = code
        self.number = number


def undo(state: State, number: int, *, moment: datetime) -> Batch:
    """Take batch `number` back: what it opened closes, what it closed stands again, unless something newer holds the key."""
    with state.change() as conn:
        target = _undoable(conn, number)
        source = state.catalog.sources[target.source]
        mine = batches.newest(conn) + 1
        done = restoring.restore(conn, state.store, source, batch=mine, undoes=number, replay=lambda each: _replay(state, conn, each))
        own = _own(state, target, mine, done, moment)
        batches.write(conn, own, catalog=state.catalog.hash)
        batches.mark_undone(conn, number, by=mine)
        root = history.of(conn, source.id).switches[-1]
        if root.root != number:
            batches.mark_undone(conn, root.root, by=0 if root.on else mine)
        acts.append(conn, "undo", {"id": mine, "undoes": number, "source": source.id}, moment)
        follow.after(state, conn, source, mine, done)
    acts.mirror(state.store, state.acts_path)
    state.reload()
    return own


def _undoable(conn: sa.Connection, number: int) -> Batch:
    target = batches.get(conn, number)
    if target is None:
        raise UndoError("unknown", number)
    if target.undone_by:
        raise UndoError("already_undone", number)
    if target.verdict not in (Verdict.ACCEPTED, Verdict.PARTIAL) or target.kind not in ("file", "reread", "undo"):
        raise UndoError("not_accepted", number)
    return target


def _own(state: State, target: Batch, mine: int, done: change.Change, moment: datetime) -> Batch:
    read = done.new + done.changed + done.unchanged
    counted = Equation(read=read, new=done.new, changed=done.changed, unchanged=done.unchanged)
    bare = Batch(mine, target.source, target.file, "", moment, Verdict.ACCEPTED, counted, kind="undo")
    return replace(bare, closed=done.closed, undoes=target.id)


def _replay(state: State, conn: sa.Connection, number: int) -> Rows:
    """The rows of a batch, read again from the archived bytes."""
    found = batches.get(conn, number)
    assert found is not None
    source = state.catalog.sources[found.source]
    parsed = state.read.parse(archive.fetch(state.archive, found.sha256), found.file, source, found.received_at)
    assert parsed.rows is not None
    return parsed.rows
