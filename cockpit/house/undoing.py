"""Taking a batch back. An undo is itself a batch; it can be taken back in the same way.

What was read again or mended out of a batch goes with it, and comes back with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from cockpit.house import follow, replaying, tracing
from cockpit.house.state import State
from cockpit.model import Batch, Equation, Verdict
from cockpit.store import acts, batches, change, history
from cockpit.store import undo as restoring

KINDS = ("file", "accept", "reread", "undo")


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
        root, comes_back = _meant(conn, target)
        gone_along = () if comes_back else tuple(_step(state, conn, each, moment, along=root) for each in _brought_in(conn, root))
        own = _step(state, conn, target, moment)
        back_along = tuple(_step(state, conn, each, moment, along=root) for each in _went_along(conn, root)) if comes_back else ()
        along = [[each.id, each.undoes] for each in (*gone_along, *back_along)]
        body = {"id": own.id, "undoes": number, "source": target.source} | ({"along": along} if along else {})
        acts.append(conn, "undo", body, moment)
    acts.mirror(state.store, state.acts_path)
    state.reload()
    return own


def _undoable(conn: sa.Connection, number: int) -> Batch:
    target = batches.get(conn, number)
    if target is None:
        raise UndoError("unknown", number)
    if target.undone_by:
        raise UndoError("already_undone", number)
    if target.verdict not in (Verdict.ACCEPTED, Verdict.PARTIAL) or target.kind not in KINDS:
        raise UndoError("not_accepted", number)
    return target


def _meant(conn: sa.Connection, target: Batch) -> tuple[int, bool]:
    """The file that is switched in the end, and whether it comes back."""
    if not target.undoes:
        return target.id, False
    switch = next(s for s in history.of(conn, target.source).switches if s.id == target.id)
    return switch.root, not switch.on


def _brought_in(conn: sa.Connection, root: int) -> list[Batch]:
    """What was read again or mended out of a batch and counts, and out of that in its turn; the newest first."""
    found: list[Batch] = []
    for each in _children(conn, root):
        if each.verdict.value in batches.LIVE and not each.undone_by:
            found += [each, *_brought_in(conn, each.id)]
    return sorted(found, key=lambda b: -b.id)


def _children(conn: sa.Connection, root: int) -> list[Batch]:
    """Of a release also the mended rows that were released with it."""
    found = [b for b in batches.of_origin(conn, root) if b.kind in ("reread", "file")]
    own = batches.get(conn, root)
    if own is not None and own.kind == "accept":
        waited = [b.released_by for b in batches.of_origin(conn, own.origin) if b.kind == "file" and b.released_by]
        found += [b for number in waited if (b := batches.get(conn, number)) is not None]
    return found


def _went_along(conn: sa.Connection, root: int) -> list[Batch]:
    """The undos that went along with the root's last one: taken back in their turn, the last one first."""
    undos = [b for b in batches.of_origin(conn, root) if b.kind == "undo" and not b.undone_by]
    off = {s.id for b in undos[:1] for s in history.of(conn, b.source).switches if not s.on}
    return sorted((b for b in undos if b.id in off), key=lambda b: -b.id)


def _step(state: State, conn: sa.Connection, target: Batch, moment: datetime, *, along: int = 0) -> Batch:
    """One undo batch."""
    source = state.catalog.sources[target.source]
    mine = batches.newest(conn) + 1
    live = [b for n in history.live(conn, source.id) if (b := batches.get(conn, n)) is not None and b.origin]
    done = restoring.restore(
        conn, state.store, source, batch=mine, undoes=target.id, replay=lambda each: replaying.rows(state, conn, each),
        upserts=tracing.parts(conn, live) | _root_part(conn, target),
    )  # fmt: skip
    own = replace(_own(target, mine, done, moment), origin=along)
    batches.write(conn, own, catalog=state.catalog.hash)
    batches.mark_undone(conn, target.id, by=mine)
    root = history.of(conn, source.id).switches[-1]
    if root.root != target.id:
        batches.mark_undone(conn, root.root, by=0 if root.on else mine)
    follow.after(state, conn, source, mine, done)
    return own


def _root_part(conn: sa.Connection, target: Batch) -> frozenset[int]:
    """The file in question, where it is a part of another: also when it does not count at this moment."""
    root = batches.get(conn, _meant(conn, target)[0])
    return tracing.parts(conn, [root] if root is not None else [])


def _own(target: Batch, mine: int, done: change.Change, moment: datetime) -> Batch:
    read = done.new + done.changed + done.unchanged
    counted = Equation(read=read, new=done.new, changed=done.changed, unchanged=done.unchanged)
    bare = Batch(mine, target.source, target.file, "", moment, Verdict.ACCEPTED, counted, kind="undo")
    return replace(bare, closed=done.closed, undoes=target.id)
