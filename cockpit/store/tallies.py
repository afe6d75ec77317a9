"""Day tallies of additive indicators: amounts per place and day, stamped with the batch that moved them."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from cockpit.store import tables, upsert

Cell = tuple[str, int]
"""Place and day number."""


def add(conn: sa.Connection, indicator: str, side: str, *, batch: int, amounts: Mapping[Cell, int]) -> None:
    """Add what `batch` moved on one side (`n`, `N`); zero amounts are left out."""
    rows = [
        {"indicator": indicator, "side": side, "place": place, "day": day, "batch": batch, "amount": amount}
        for (place, day), amount in amounts.items()
        if amount
    ]
    upsert.add(conn, tables.tally, rows, column="amount")


def sums(conn: sa.Connection, indicator: str, side: str, *, first: int, last: int, batch: int = 0) -> dict[str, int]:
    """Place → sum over the days first…last, both included; as it stood after `batch` where given."""
    columns = tables.tally.c
    chosen = sa.select(columns.place, sa.func.sum(columns.amount)).where(
        columns.indicator == indicator, columns.side == side, columns.day.between(first, last)
    )
    if batch:
        chosen = chosen.where(columns.batch <= batch)
    return {place: int(amount) for place, amount in conn.execute(chosen.group_by(columns.place))}


def days(conn: sa.Connection, indicator: str, side: str, *, first: int, last: int, batch: int = 0) -> dict[Cell, int]:
    """(place, day) → amount, for windows cut in memory."""
    columns = tables.tally.c
    chosen = sa.select(columns.place, columns.day, sa.func.sum(columns.amount)).where(
        columns.indicator == indicator, columns.side == side, columns.day.between(first, last)
    )
    if batch:
        chosen = chosen.where(columns.batch <= batch)
    return {(place, day): int(amount) for place, day, amount in conn.execute(chosen.group_by(columns.place, columns.day))}


def forget(conn: sa.Connection, indicator: str) -> None:
    """Drop an indicator's tallies: its definition changed, and they are made anew."""
    conn.execute(sa.delete(tables.tally).where(tables.tally.c.indicator == indicator))
