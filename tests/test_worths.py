"""What opened rows are worth, worked out in memory, is what the database says of the same rows."""

from __future__ import annotations

from collections.abc import Iterator

import demo_street
import pytest
import sqlalchemy as sa

from cockpit.catalog.schema import Formula
from cockpit.house import House, open_house
from cockpit.measure import arrays, tallies
from cockpit.measure.context import Context
from cockpit.snapshot import take
from cockpit.store import facts


@pytest.fixture(scope="module")
def opened(demo_home: demo_street.DemoHome) -> Iterator[House]:
    house = open_house(demo_home.path)
    yield house
    house.close()


def asked(ctx: Context, formula: Formula, source: str, batch: int) -> tallies.Sums:
    """The prepared questions, put to the database."""
    found: tallies.Sums = {}
    for query in tallies.queries(ctx, formula):
        if query.sign < 0 or query.source != source:
            continue
        for row in ctx.conn.execute(query.one, {"batch": batch}):
            for side, amount in zip(query.sides, row[3:], strict=True):
                place = (side, str(row[0]), int(row[1]), int(row[2]))
                found[place] = found.get(place, 0) + int(amount or 0)
    return {place: amount for place, amount in found.items() if amount}


def test_memory_and_database_count_the_same_for_every_definition(opened: House) -> None:
    """Every definition that keeps day tallies, on the three batches of its source that opened most rows."""
    compared = 0
    with opened.state.store.begin() as conn:
        ctx = opened.state.context(conn)
        for key, formula in take.tallied(opened.catalog).items():
            for source in sorted({s.table for s in (formula.n, *([formula.N] if formula.N else []))}):
                table = opened.state.store.facts[source]
                count = sa.func.count()
                largest = sa.select(table.c["_in"]).group_by(table.c["_in"]).order_by(count.desc(), table.c["_in"]).limit(3)
                for batch in conn.execute(largest).scalars().all():
                    names = list(facts.stored_columns(opened.catalog.sources[source]))
                    rows = conn.execute(sa.select(*(table.c[n] for n in names)).where(table.c["_in"] == batch)).all()
                    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
                    worth = tallies.opened(ctx, formula, source, arrays.Table.of(columns), batch=batch)
                    expected = asked(ctx, formula, source, batch)
                    assert {k: v for k, v in worth.items() if v} == expected, (key, source, batch)
                    compared += len(expected)
    assert compared > 1000
