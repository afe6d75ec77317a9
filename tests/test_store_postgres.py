"""The same store on PostgreSQL; runs where COCKPIT_TEST_POSTGRES names an empty database (postgresql+psycopg://…)."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import numpy as np
import pytest
import sqlalchemy as sa
from store_street import NOON, Cell, Desk, catalog, source

from cockpit import store
from cockpit.catalog import schema
from cockpit.model import Text
from cockpit.store import Change, change

URL = os.environ.get("COCKPIT_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not URL, reason="COCKPIT_TEST_POSTGRES names no database")


@pytest.fixture
def url() -> Iterator[str]:
    engine = sa.create_engine(URL)
    with engine.begin() as conn:
        conn.exec_driver_sql("DROP SCHEMA public CASCADE")
        conn.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    yield URL


def test_applying_restating_and_undoing(url: str) -> None:
    many: list[Cell] = [(f"k{number}", "east" if number % 2 else None, number) for number in range(6000)]
    with Desk.open(url, restates=("place",)) as desk:
        assert desk.offer(many) == Change(new=6000)
        assert desk.offer([("k1", "east", 1), ("k3", "east", -1), ("n", "east", 0)]) == Change(new=1, changed=1, unchanged=1, closed=2998)
        assert desk.undo(2) == Change(new=2998, changed=1, closed=1)
        assert desk.undo(3) == Change(new=1, changed=1, closed=2998)
        assert desk.undo(1) == Change(unchanged=1, closed=3000)
        assert set(desk.standing()) == {"k1", "k3", "n"}
        desk.check_total()


def test_control_tables_and_growth(url: str) -> None:
    with Desk.open(url) as desk, desk.store.begin() as conn:
        assert store.acts.append(conn, "file", {"名": "x"}, NOON) == 1
        assert store.runs.claim(conn, "j", "p", NOON) and not store.runs.claim(conn, "j", "p", NOON)
        names = ("indicator", "side", "place", "day", "batch", "amount")
        entries = [("i", "n", "east", 1, batch, amount) for batch, amount in ((1, 2), (2, 3))]
        change.insert(conn, store.tables.tally, names, np.array(entries, dtype=object))
        assert conn.execute(sa.select(sa.func.sum(store.tables.tally.c.amount))).scalar_one() == 5
        for body in (b"old", b"x"):
            store.upsert.replace(conn, store.tables.panel, [{"indicator": "i", "period": "p", "seq": 1, "body": body}])
        assert conn.execute(sa.select(store.tables.panel.c.body)).scalars().all() == [b"x"]
    grown = source(extra=[schema.Column("called_at", "datetime", Text("名", "name"))])
    opened = store.open_store(url, catalog(grown), write=True)
    with opened.begin() as conn:
        assert store.facts.ensure(conn, opened.facts) == []
    opened.close()


def test_a_reader_cannot_write_and_a_missing_store_is_not_made(url: str) -> None:
    with pytest.raises(store.StoreError) as caught:
        store.open_store(url, catalog(source()), write=True)
    assert caught.value.code == "missing"
    store.open_store(url, catalog(source()), write=True, create=True).close()
    reader = store.open_store(url, catalog(source()), write=False)
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), reader.begin() as conn:
        conn.execute(sa.insert(store.tables.meta).values(key="k", value="v"))
    reader.close()


def test_writers_wait_for_each_other(url: str) -> None:
    with Desk.open(url) as desk:

        def bump() -> None:
            for _ in range(5):
                with desk.store.begin() as conn:
                    store.acts.append(conn, "bump", {}, NOON)

        workers = [threading.Thread(target=bump) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)
        with desk.store.begin() as conn:
            assert store.acts.last(conn) == 15
