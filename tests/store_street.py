"""A desk with one source of three columns: offers rows, undoes batches, tells what stands. For the tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from cockpit import store
from cockpit.catalog import schema
from cockpit.model import Batch, Equation, Text, Verdict
from cockpit.store import Change, Rows

Cell = tuple[str, str | None, int]
"""Key, place, value."""

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
_NAME = Text("名", "name")


@dataclass(frozen=True)
class Table:
    source: str
    columns: dict[str, list[Any]]
    key: npt.NDArray[np.int64]
    hash: npt.NDArray[np.int64]
    row: list[int]
    sheet: list[str]
    mentioned: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    again: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def digest(*parts: object) -> int:
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest(), "big", signed=True)


def rows(cells: Sequence[Cell], *, source: str = "case") -> Table:
    columns: dict[str, list[Any]] = {name: [cell[i] for cell in cells] for i, name in enumerate(("case_id", "place", "amount"))}
    key = np.array([digest(cell[0]) for cell in cells], dtype=np.int64)
    content = np.array([digest(*cell) for cell in cells], dtype=np.int64)
    return Table(source, columns, key, content, list(range(2, len(cells) + 2)), ["Sheet1"] * len(cells))


def source(*, restates: tuple[str, ...] = (), extra: Sequence[schema.Column] = ()) -> schema.Source:
    columns = [
        schema.Column("case_id", "code", _NAME),
        schema.Column("place", "code", _NAME, null=True),
        schema.Column("amount", "int", _NAME),
    ]
    named = {column.name: column for column in (*columns, *extra)}
    return schema.Source("case", _NAME, "lawful", "L1", ("case_id",), named, (), restates=restates)


def catalog(*sources: schema.Source, indicators: Mapping[str, schema.Indicator] = MappingProxyType({})) -> schema.Catalog:
    street = schema.Street("demo", _NAME, "Asia/Shanghai", "mon", "mon", NOON.time())
    return schema.Catalog("hash", street, {}, {}, {}, {each.id: each for each in sources}, indicators, {}, {}, frozenset(), {}, {}, {})


@dataclass
class Desk:
    """One opened store and what was offered to it. Every act is a transaction of its own."""

    store: store.Store
    source: schema.Source
    offered: dict[int, list[Cell]] = field(default_factory=dict)
    undos: dict[int, int] = field(default_factory=dict)
    live: set[int] = field(default_factory=set)
    batches: list[int] = field(default_factory=list)
    replayed: list[int] = field(default_factory=list)

    @classmethod
    @contextmanager
    def open(cls, path: Path | str, *, restates: tuple[str, ...] = (), again: bool = False) -> Iterator[Desk]:
        """`again` empties a store that is there already (making one costs more than a hypothesis example may)."""
        one = source(restates=restates)
        opened = store.open_store(path, catalog(one), write=True, create=True, check=False)
        with opened.begin() as conn:
            for table in (opened.facts["case"], *store.tables.metadata.sorted_tables) if again else ():
                if table.name != "meta":
                    conn.execute(sa.delete(table))
        try:
            yield cls(opened, one)
        finally:
            opened.close()

    def offer(self, cells: Sequence[Cell]) -> Change:
        number = len(self.batches) + 1
        with self.store.begin() as conn:
            change = store.apply(conn, self.store, self.source, rows(cells), batch=number)
            self._write(conn, number, change)
        self.offered[number] = list(cells)
        self.live.add(number)
        return change

    def undo(self, batch: int) -> Change:
        """Undo a batch, or an undo; what is undone already stays as it is."""
        number = len(self.batches) + 1
        with self.store.begin() as conn:
            change = store.restore(conn, self.store, self.source, batch=number, undoes=batch, replay=self._replay)
            self._write(conn, number, change, undoes=batch)
            store.batches.mark_undone(conn, batch, by=number)
        self.undos[number] = batch
        self._switch(batch, on=False)
        return change

    def _switch(self, batch: int, *, on: bool) -> None:
        """An undo's undo is the opposite of what it did; the root is a batch that brought rows."""
        while batch in self.undos:
            batch, on = self.undos[batch], not on
        (self.live.add if on else self.live.discard)(batch)

    def _replay(self, batch: int) -> Rows:
        self.replayed.append(batch)
        return rows(self.offered[batch])

    def _write(self, conn: sa.Connection, number: int, change: Change, *, undoes: int = 0) -> None:
        read = change.new + change.changed + change.unchanged
        counted = Equation(read=read, new=change.new, changed=change.changed, unchanged=change.unchanged)
        made = Batch(number, "case", f"{number}.csv", str(number), NOON, Verdict.ACCEPTED, counted, kind="undo" if undoes else "file")
        store.batches.write(conn, replace(made, closed=change.closed, undoes=undoes), catalog="hash")
        self.batches.append(number)

    def scope(self, cell: Cell) -> object:
        """What a row's delivery restates; a scope of its own for each row of events."""
        return {(): cell, ("place",): cell[1], ("*",): "*"}[self.source.restates]

    def standing(self) -> dict[str, tuple[Cell, int]]:
        table = self.store.facts["case"]
        chosen = sa.select(table.c.case_id, table.c.place, table.c.amount, store.origin(table)).where(table.c["_out"].is_(None))
        with self.store.begin() as conn:
            return {row[0]: ((row[0], row[1], row[2]), row[3]) for row in conn.execute(chosen)}

    def lineage(self, key: str) -> tuple[int, int, str]:
        """Batch whose bytes hold the standing row of `key`, its row and sheet there."""
        table = self.store.facts["case"]
        chosen = sa.select(store.origin(table), table.c["_row"], table.c["_sheet"])
        with self.store.begin() as conn:
            row = conn.execute(chosen.where(table.c["_out"].is_(None), table.c.case_id == key)).one()
        return row[0], row[1], row[2]

    def check_total(self) -> None:
        with self.store.begin() as conn:
            assert store.totals.of(conn, "case") == store.totals.measured(conn, self.store.facts["case"])
