"""Opening a store: never an empty one over what was there, never one of another version, never a damaged one."""

from __future__ import annotations

import re
import sqlite3
import types
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from store_street import Desk, catalog, source

from cockpit import store
from cockpit.catalog import schema
from cockpit.model import Text
from cockpit.store import errors, sqlite

NAME = Text("名", "name")


def make(path: Path, *sources: schema.Source) -> None:
    store.open_store(path, catalog(*sources or (source(),)), write=True, create=True).close()


def refused(path: Path | str, *, write: bool = True, create: bool = False, check: bool | None = None) -> store.StoreError:
    with pytest.raises(store.StoreError) as caught:
        store.open_store(path, catalog(source()), write=write, create=create, check=check)
    return caught.value


def column_names(path: Path) -> set[str]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        return {row[1] for row in raw.execute("PRAGMA table_info(f_case)")}


def test_D09_a_missing_store_is_not_made_unasked(tmp_path: Path) -> None:
    path = tmp_path / "数据 100%?" / "cockpit.sqlite"
    path.parent.mkdir()
    for write in (True, False):
        said = refused(path, write=write)
        assert said.code == "missing" and "cockpit rebuild" in said.text.zh and "cockpit rebuild" in said.text.en
    assert not path.exists()
    make(path)
    store.open_store(path, catalog(source()), write=False).close()


def test_D09_no_empty_store_over_an_installation_with_acts(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "acts.jsonl").write_text('{"id":1}\n')
    assert refused(path, create=True).code == "lost"
    assert not path.exists()
    store.open_store(path, catalog(source()), write=True, create=True, fresh=True).close()


def test_a_creation_that_was_interrupted_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    path.touch()
    assert refused(path).code == "missing"
    make(path)


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE diary (entry TEXT)")
    raw.close()
    assert refused(path, create=True).code == "foreign"


@pytest.mark.parametrize(("version", "code"), [("0", "older"), ("99", "newer")])
def test_D14_another_version_is_refused_and_named(tmp_path: Path, version: str, code: str) -> None:
    path = tmp_path / "cockpit.sqlite"
    make(path)
    opened = store.open_store(path, catalog(source()), write=True)
    with opened.begin() as conn:
        conn.execute(sa.update(store.tables.meta).where(store.tables.meta.c.key == "schema").values(value=version))
    opened.close()
    said = refused(path)
    assert said.code == code and version in said.text.zh and version in said.text.en


def damage(path: Path, at: int) -> bytes:
    whole = bytearray(path.read_bytes())
    whole[at : at + 4096] = b"\xa5" * 4096
    path.write_bytes(whole)
    return bytes(whole)


@pytest.mark.parametrize("part", [0.0, 0.5])
def test_D08_a_damaged_file_is_refused_and_kept(tmp_path: Path, part: float) -> None:
    path = tmp_path / "cockpit.sqlite"
    with Desk.open(path) as desk:
        desk.offer([(f"k{number}", "east", number) for number in range(3000)])
    bad = damage(path, int(path.stat().st_size * part) // 4096 * 4096)
    said = refused(path)
    assert said.code == "corrupted" and "cockpit rebuild" in said.text.zh
    assert path.read_bytes() == bad


def test_D08_damage_met_later_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    with Desk.open(path) as desk:
        desk.offer([(f"k{number}", "east", number) for number in range(3000)])
    damage(path, path.read_bytes().index(b"k1500") // sqlite.PAGE_BYTES * sqlite.PAGE_BYTES)
    opened = store.open_store(path, catalog(source()), write=False)
    with pytest.raises(store.StoreError) as caught, opened.begin() as conn:
        store.totals.measured(conn, opened.facts["case"])
    assert caught.value.code == "corrupted"
    opened.close()


def test_D10_an_old_library_gets_the_rollback_journal() -> None:
    old = types.ModuleType("old")
    for version, expected in (("3.40.1", "delete"), ("3.51.2", "delete"), ("3.51.3", "wal"), ("3.53.4", "wal")):
        old.sqlite_version = version  # type: ignore[attr-defined]
        assert sqlite.journal(old) == expected


def test_a_library_without_strict_tables_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = types.ModuleType("old")
    old.sqlite_version = "3.36.0"  # type: ignore[attr-defined]
    monkeypatch.setattr(sqlite, "driver", lambda: old)
    assert refused(tmp_path / "cockpit.sqlite", create=True).code == "sqlite_too_old"


def test_pragmas_of_a_writer_and_a_reader(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    make(path)
    for write in (True, False):
        opened = store.open_store(path, catalog(source()), write=write)
        with opened.begin() as conn:
            names = ("busy_timeout", "foreign_keys", "query_only", "synchronous")
            asked = {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}
            assert asked == {"busy_timeout": 5000, "foreign_keys": 0, "query_only": int(not write), "synchronous": 2}
            assert conn.exec_driver_sql("PRAGMA journal_mode").scalar() == sqlite.journal(sqlite.driver())
        opened.tidy()
        opened.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    make(path)
    reader = store.open_store(path, catalog(source()), write=False)
    with pytest.raises(store.StoreError) as caught, reader.begin() as conn:
        conn.execute(sa.insert(store.tables.meta).values(key="k", value="v"))
    assert caught.value.code == "read_only"
    reader.close()


def test_B28_the_table_itself_refuses_text_where_a_number_belongs(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    make(path)
    opened = store.open_store(path, catalog(source()), write=True)
    values = "'k', 'east', '约800', 1, 1, 1, 2"
    with pytest.raises(sa.exc.IntegrityError, match="cannot store TEXT"), opened.begin() as conn:
        conn.exec_driver_sql(f"INSERT INTO f_case (case_id, place, amount, _key, _hash, _in, _row) VALUES ({values})")
    opened.close()


def test_the_catalogue_may_gain_columns_and_sources(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    with Desk.open(path) as desk:
        desk.offer([("a", "east", 1)])
    grown = source(extra=[schema.Column("called_at", "datetime", NAME), schema.Column("note", "text", NAME)])
    second = replace(source(), id="visit")
    opened = store.open_store(path, catalog(grown, second), write=True)
    with opened.begin() as conn:
        row = conn.execute(sa.select(opened.facts["case"])).mappings().one()
        assert row["case_id"] == "a" and row["called_at"] is None and row["called_at__day"] is None
        assert store.facts.missing(conn, opened.facts) == []
        assert store.facts.ensure(conn, opened.facts) == []
    opened.close()
    assert {"called_at", "called_at__day", "note"} <= column_names(path)


def test_a_column_of_another_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cockpit.sqlite"
    make(path)
    other = source()
    changed = replace(other, columns={**other.columns, "amount": schema.Column("amount", "text", NAME)})
    with pytest.raises(store.StoreError) as caught:
        store.open_store(path, catalog(changed), write=True)
    assert caught.value.code == "column_type" and "amount" in caught.value.text.en


def test_window_columns_get_an_index(tmp_path: Path) -> None:
    extra = [schema.Column("called_at", "datetime", NAME), schema.Column("due_on", "date", NAME)]
    one = source(extra=extra)
    formula = schema.Formula("count", schema.Selection("case", when="called_at"))
    series = schema.SeriesDef("s", NAME, "column:place,month:due_on", {"all": schema.Formula("count", schema.Selection("case"))}, "12m")
    whole = replace(catalog(one), series={"s": series, "t": replace(series, measures={"all": formula}, by="column:place")})
    assert store.facts.window_columns(whole) == {"case": {"called_at__day", "due_on"}}
    made = store.facts.tables(whole)["case"]
    assert {"ix_f_case_by_called_at__day", "ix_f_case_by_due_on"} <= {index.name for index in made.indexes}


def test_every_refusal_is_a_sentence_in_both_languages() -> None:
    for code, text in errors.SENTENCES.items():
        names = set(re.findall(r"\{(\w+)\}", text.zh))
        assert names == set(re.findall(r"\{(\w+)\}", text.en)), code
        said = store.StoreError(code, **dict.fromkeys(names, "x"))
        assert said.text.zh.endswith("。") and said.text.en.endswith(".") and "{" not in str(said)
