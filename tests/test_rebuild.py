"""The store is an index: lost, it is made again from the archive, and says the same to the byte."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from nothing_lost import assert_nothing_lost
from street import CATALOG, Street, buildings, cases, ledger

from cockpit import cli
from cockpit.house import House, rebuilding
from cockpit.model import STREET
from cockpit.store import StoreError, tables


def a_life(street: Street) -> None:
    """Files good, corrected, repeated, late and bad; weeks frozen, a batch undone, a catalogue changed on the way."""
    for day in ("2026-11-09", "2026-11-12", "2026-11-15"):
        street.file(f"案件_{day}.csv", cases(f"a{day},丰乐,{day},,1.25", f"b{day},和平,{day},{day},2.00", "x,不知道,2026-11-01,,1"))
    street.file("台账_2026-10.csv", ledger("丰乐,2026-10,办公,80,100", "和平,2026-10,办公,50,100"))
    street.file("什么也不是.csv", b"\x00")
    street.pull("2026-11-16")
    street.house.freeze("2026-W46", moment=street.noon("2026-11-16"))
    street.file("案件_2026-11-14.csv", cases("late,和平,2026-11-14,,9.00"))
    street.file("台账_2026-10_和平.csv", ledger("和平,2026-10,办公,60,100", "和平,2026-10,商业,1,100"))
    street.file("案件_2026-11-09 (1).csv", cases("a2026-11-09,丰乐,2026-11-09,,1.25"))
    street.pull("2026-11-17")
    street.house.undo(street.last().id - 1, moment=street.noon("2026-11-17"))
    street.close()
    (street.home / "catalog" / "street.yaml").write_text(CATALOG.replace("target: 90", "target: 95"), encoding="utf-8")
    street.file("楼宇.csv", buildings("b1,丰乐,100", "b2,和平,250.5"))
    street.pull("2026-11-18")
    street.house.freeze("2026-W46", moment=street.noon("2026-11-18"))
    street.house.issue("2026-W46", "csv", "zh", file="周报.csv", data=b"1", moment=street.noon("2026-11-18"))


def told(house: House) -> dict[str, Any]:
    """Everything that was ever said, snapshots by their bytes."""
    with house.state.store.begin() as conn:
        kept = [tuple(row) for row in conn.execute(sa.select(tables.snapshot).order_by(tables.snapshot.c.seq))]
        panels = [tuple(row) for row in conn.execute(sa.select(tables.panel).order_by(*tables.panel.primary_key.columns))]
        acts = [tuple(row) for row in conn.execute(sa.select(tables.act).order_by(tables.act.c.id))]
    return {
        "snapshots": kept,
        "panels": panels,
        "acts": acts,
        "weeks": house.weeks(),
        "batches": [house.batch(b.id) for b in house.batches()],
        "history": {i: house.history(i, STREET) for i in house.catalog.indicators},
    }


def test_D12_a_rebuild_says_the_same_to_the_byte(street: Street) -> None:
    a_life(street)
    before = told(street.house)
    street.close()
    street.home.joinpath("cockpit.sqlite").unlink()
    acts = rebuilding.rebuild(street.home)
    after = told(street.house)
    assert acts == len(after["acts"])
    for what, said in before.items():
        assert after[what] == said, what
    street.close()
    assert_nothing_lost(street.home, street.offered)


def test_D09_a_lost_store_is_refused_in_one_sentence_and_never_replaced_by_an_empty_one(
    street: Street, capsys: pytest.CaptureFixture[str]
) -> None:
    a_life(street)
    before = street.cells("2026-11-18")
    street.close()
    lost = street.home / "cockpit.sqlite"
    for part in street.home.glob("cockpit.sqlite*"):
        part.unlink()
    for command in (["show"], ["pull"]):
        with pytest.raises(SystemExit) as ended:
            cli.app(args=["--home", str(street.home), *command], prog_name="cockpit")
        assert ended.value.code == 1 and not lost.exists()
        said = capsys.readouterr()
        assert "cockpit rebuild" in said.err and "Traceback" not in said.err and said.out == ""
    rebuilding.rebuild(street.home)
    assert street.cells("2026-11-18") == before


def test_D09_a_folder_where_the_store_should_be_is_refused(street: Street) -> None:
    (street.home / "cockpit.sqlite").mkdir()
    with pytest.raises(StoreError):
        street.pull()


def test_a_rebuild_that_stops_half_way_leaves_the_old_store(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    a_life(street)
    before = told(street.house)
    street.close()

    def stop(now: int, of: int) -> None:
        if now > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuilding.rebuild(street.home, done=stop)
    assert told(street.house) == before
    street.close()
    rebuilding.rebuild(street.home)
    assert told(street.house) == before


def test_an_act_that_was_not_mirrored_before_a_stop_is_not_lost_by_a_rebuild(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    a_life(street)
    mirror = Path(street.home / "archive" / "acts.jsonl")
    whole = mirror.read_bytes()
    before = told(street.house)
    street.close()
    mirror.write_bytes(whole[: whole.rstrip(b"\n").rindex(b"\n") + 1])
    rebuilding.rebuild(street.home)
    assert told(street.house) == before and mirror.read_bytes() == whole
