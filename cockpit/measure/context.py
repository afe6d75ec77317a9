"""What a measurement needs to know: the connection, the catalogue, and which rows stood when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema


@dataclass(frozen=True, slots=True)
class Delivery:
    """One live, accepted batch as coverage sees it. `rows` is what it brought; an empty file delivers nothing."""

    batch: int
    first: date
    last: date
    place: str = ""
    received: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """One consistent look at the store. `facts` are the fact tables by source id; `deliveries` are in batch order."""

    conn: sa.Connection
    facts: Mapping[str, sa.Table]
    catalog: schema.Catalog
    office: calendar.Office
    deliveries: Mapping[str, tuple[Delivery, ...]] = field(default_factory=dict)

    def standing(
        self, table: sa.FromClause, source: str, *, as_it_stood: date | None = None, joined: bool = False
    ) -> sa.ColumnElement[bool]:
        """Rows that stand now, or, for a register, as they stood after the deliveries covering `as_it_stood`.

        A `joined` register names places: before its first delivery the first one serves, since a building does not move.
        """
        batch = None if as_it_stood is None else self.batch_on(source, as_it_stood)
        if batch == 0 and joined:
            batch = min(d.batch for d in self.deliveries[source])
        if batch is None:
            return table.c._out.is_(None)
        return sa.and_(table.c._in <= batch, sa.or_(table.c._out.is_(None), table.c._out > batch))

    def batch_on(self, source: str, day: date) -> int | None:
        """The newest batch whose delivery covers nothing after `day`; None when every delivery is that old (read what stands now)."""
        known = self.deliveries.get(source, ())
        if all(d.last <= day for d in known):
            return None
        return max((d.batch for d in known if d.last <= day), default=0)
