"""Which batches of a source are live, and were at an earlier moment: files, and the undos that switched them off and on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from cockpit.model import Verdict
from cockpit.store import tables

REREAD = "reread"
"""Kind of a batch that read a source's older files again."""

COUNTED = (Verdict.ACCEPTED.value, Verdict.PARTIAL.value, Verdict.UNDONE.value)


@dataclass(frozen=True, slots=True)
class Switch:
    """Undo batch `id` left the batch `root` live (`on`) or dead."""

    id: int
    root: int
    on: bool


@dataclass(frozen=True)
class History:
    """`files`: batches that brought rows, ascending. `rereads`: those among them which read older files again."""

    files: tuple[int, ...]
    rereads: frozenset[int]
    switches: tuple[Switch, ...]

    def live(self, before: int = 0) -> frozenset[int]:
        """Live batches now; with `before`, those that were when batch `before` came."""
        state = {batch: True for batch in self.files if not before or batch < before}
        state.update({each.root: each.on for each in self.switches if not before or each.id < before})
        return frozenset(batch for batch, on in state.items() if on)

    @cached_property
    def live_now(self) -> frozenset[int]:
        return self.live()

    def switched(self, batch: int, *, by: int) -> History:
        """The history after undo `by` of `batch` (a file, or an undo whose effect it reverses). Raises KeyError for an unknown one."""
        done = {each.id: each for each in self.switches}
        new = Switch(by, batch, False) if batch in self.files else Switch(by, done[batch].root, not done[batch].on)
        return History(self.files, self.rereads, (*self.switches, new))

    def settled_before(self, batch: int) -> int:
        """The newest batch not above `batch` whose stamps can be trusted: all older ones are as live now as when it came."""
        while True:
            moved = {each for each in self.live(batch) ^ self.live_now if each < batch}
            if not moved:
                return batch
            batch = min(moved)


def of(conn: sa.Connection, source: str, *, before: int = 0) -> History:
    """The history of one source; with `before`, of the batches below that id."""
    columns = tables.batch.c
    chosen = sa.select(columns.id, columns.kind, columns.undoes).where(columns.source == source, columns.verdict.in_(COUNTED))
    found = conn.execute((chosen.where(columns.id < before) if before else chosen).order_by(columns.id)).all()
    files = tuple(row.id for row in found if not row.undoes)
    history = History(files, frozenset(row.id for row in found if not row.undoes and row.kind == REREAD), ())
    for row in found:
        if row.undoes:
            history = history.switched(row.undoes, by=row.id)
    return history


def live(conn: sa.Connection, source: str) -> list[int]:
    """Ids of the source's live batches that brought rows, ascending."""
    return sorted(of(conn, source).live_now)
