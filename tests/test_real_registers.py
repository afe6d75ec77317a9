"""Registers and lists of other streets, taken in unchanged by catalogues alone; check figures from the README beside the files.

Where the files are not at hand these tests are skipped and say so (see test_real_homes).
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from test_real_homes import HOMES, QUARTERS, REAL, keep, noon, offer, opened, problems, real, value

from cockpit import catalog, house
from cockpit.house import Alias, House
from cockpit.house.receive import Offer, Received
from cockpit.intake import patterns
from cockpit.model import NOWHERE, STREET, Level, Snapshot, Verdict

pytestmark = pytest.mark.real
DAY = date(2026, 3, 2)
SEATTLE = "building/seattle_2016_building_benchmarking.csv"
STOREFRONTS = "building/cambridge_retail_vacant_storefronts_2020-04.csv"
RETURN = "waste/stirling_bin_collection_quarterly.csv"
ITEMS = "waste/shanghai_垃圾分类_物品类别.csv"
Kept = tuple[House, Received, Snapshot]


def kept(home: str, name: str, folder: Path) -> Iterator[Kept]:
    """That home with this one file in it."""
    path = real(name)
    with opened(home, folder) as found:
        yield found, offer(found, path, DAY), keep(found, DAY)


def assert_whole(received: Received, rows: int) -> None:
    """Every row of the file is a row of the table; nothing was merged, held, refused or passed over."""
    told = received.batch.equation
    assert (received.batch.verdict, told.read, told.new) == (Verdict.ACCEPTED, rows, rows)


def facts(of: House, snapshot: Snapshot, indicator: str) -> list[dict[str, Any]]:
    """All rows behind an indicator of the street."""
    found = of.rows(indicator, STREET, snapshot.reading(indicator).period, limit=20_000)
    return [dict(row) for row in found.rows]


def series(of: Snapshot, name: str) -> dict[str, float | None]:
    found = of.series[name]
    (values,) = found.values.values()
    return dict(zip(found.keys, values, strict=True))


def published(name: str) -> list[dict[str, str]]:
    """The file's rows by the standard library alone."""
    with real(name).open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.DictReader(stream))


def test_every_real_file_belongs_to_one_source_of_one_home() -> None:
    real("README.md")
    homes = [catalog.load_or_raise(home) for home in sorted(HOMES.iterdir())]
    names = sorted(path.name for path in REAL.glob("*/*") if path.is_file())
    every = {name: [s.id for c in homes for s in c.sources.values() if not s.system and patterns.read(name, s, c)] for name in names}
    assert len(every) == 60
    assert {name: owners for name, owners in every.items() if len(owners) != 1} == {}


# ---- Seattle: the register of large buildings


@pytest.fixture(scope="module")
def seattle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    yield from kept("seattle", SEATTLE, tmp_path_factory.mktemp("homes"))


def test_seattle_buildings_and_floor_area(seattle: Kept) -> None:
    _, received, snapshot = seattle
    assert_whole(received, 3376)
    assert (received.batch.covers_from, received.batch.covers_to) == (date(2016, 1, 1), date(2016, 12, 31))
    assert (value(snapshot, "building.count"), value(snapshot, "building.floor_area")) == (3376, 320_158_022)
    assert value(snapshot, "building.office_area") == 68_873_393
    kinds = series(snapshot, "building.by_kind")
    offices = {kind: kinds[kind] for kind in ("small_office", "large_office", "medical_office", "office")}
    assert offices == {"small_office": 293, "large_office": 173, "medical_office": 39, "office": 3}
    assert len(kinds) == len({row["PrimaryPropertyType"] for row in published(SEATTLE)})


def test_seattle_neighbourhoods_of_nineteen_spellings_are_thirteen(seattle: Kept) -> None:
    found, _, snapshot = seattle
    spelled = Counter(row["Neighborhood"] for row in published(SEATTLE))
    folded = Counter(row["Neighborhood"].casefold() for row in published(SEATTLE))
    assert (len(spelled), len(folded), value(snapshot, "building.places")) == (19, 14, 13)
    folded["delridge"] += folded.pop("delridge neighborhoods")
    names = {place.code: place.name.en.casefold() for place in found.catalog.communities.values()}
    assert {names[place]: value(snapshot, "building.count", place) for place in names} == folded
    assert ("building.count", NOWHERE) not in snapshot.readings


def test_seattle_notes_what_is_unlikely_and_keeps_it(seattle: Kept) -> None:
    found, received, snapshot = seattle
    noted = Counter((p.code, p.column) for p in received.problems)
    assert noted == {("rule_noted", "NumberofFloors"): 17, ("rounded", "Electricity(kWh)"): 1}
    assert {p.found for p in received.problems if p.code == "rule_noted"} == {"0", "99"}
    rows = facts(found, snapshot, "building.count")
    assert sum(row["zip"] is None for row in rows) == value(snapshot, "building.without_zip") == 16
    told = {row["building_id"]: row for row in rows}
    for row in published(SEATTLE):
        assert (told[row["OSEBuildingID"]]["uses"] or "") == row["ListOfAllPropertyUseTypes"].strip()
        assert told[row["OSEBuildingID"]]["default_data"] is (row["DefaultData"] == "true")


def test_seattle_holds_what_the_office_has_not_mapped(tmp_path: Path) -> None:
    """The mapping is the office's: without the alias the building waits, and comes in when the word is confirmed."""
    path = real(SEATTLE)
    shutil.copytree(HOMES / "seattle" / "catalog", tmp_path / "catalog")
    street = tmp_path / "catalog" / "street.yaml"
    street.write_text(street.read_text("utf-8").replace(", aliases: [Delridge Neighborhoods]", ""), "utf-8")
    with closing(house.open_house(tmp_path, write=True, moment=datetime(2020, 1, 1, tzinfo=UTC))) as found:
        received = offer(found, path, DAY)
        assert (received.batch.equation.new, received.batch.equation.held) == (3375, 1)
        (held,) = problems(received, Level.HOLD)
        assert (held.code, held.found, held.values["nearest_code"]) == ("unknown_place", "DELRIDGE NEIGHBORHOODS", "delridge")
        assert value(keep(found, DAY), "building.count", "delridge") == 84
        (again,) = found.learn(Alias("place", held.found, "delridge"), moment=noon(found, DAY))
        assert (again.kind, again.equation.new) == ("reread", 1) and again.equation.holds()
        later = keep(found, date(2026, 3, 3))
        assert (value(later, "building.count"), value(later, "building.count", "delridge")) == (3376, 85)
        assert value(later, "building.floor_area") == 320_158_022


# ---- Cambridge: vacant storefronts


def test_cambridge_storefronts(tmp_path: Path) -> None:
    for found, received, snapshot in kept("cambridge", STOREFRONTS, tmp_path):
        assert_whole(received, 86)
        assert received.problems == () and value(snapshot, "vacancy.count") == 86
        bands = {"6_to_10_months": 46, "over_2_years": 20, "1_to_2_years": 16, "under_6_months": 4}
        assert series(snapshot, "vacancy.by_length") == bands
        assert value(snapshot, "vacancy.without_area") == 31
        assert value(snapshot, "vacancy.area") == sum(int(row["Square Footage"] or 0) for row in published(STOREFRONTS))
        rows = facts(found, snapshot, "vacancy.count")
        assert Counter(row["zip"] for row in rows) == Counter(row["Zip Code"] for row in published(STOREFRONTS))
        assert "02138" in series(snapshot, "vacancy.by_zip")
        assert {row["address"]: row["point"] for row in rows} == {
            row["Address"]: row["Coordinates for Mapping"] for row in published(STOREFRONTS)
        }
        assert ("vacancy.count", NOWHERE) not in snapshot.readings


# ---- Stirling: the council's quarterly return, its headers with question marks


def test_stirling_quarterly_return_by_itself(tmp_path: Path) -> None:
    for _, received, snapshot in kept("stirling", RETURN, tmp_path):
        assert_whole(received, 145)
        assert received.problems == ()
        quarters = series(snapshot, "return.by_quarter")
        assert len(quarters) == 15
        assert {quarter: quarters[quarter.replace("-Q", "|")] for quarter in QUARTERS} == QUARTERS
        materials = series(snapshot, "return.by_material")
        assert len(materials) == 6 and set(materials) == {row["material"] for row in published(RETURN)}
        assert sum(v or 0 for v in materials.values()) == pytest.approx(120_385.20)


def test_stirling_reads_true_and_false(tmp_path: Path) -> None:
    for found, _, snapshot in kept("stirling", RETURN, tmp_path):
        rows = [row for row in facts(found, snapshot, "return.recycled_share") if row["_N"]]
        told = Counter((row["recycling"], row["missed_bin"]) for row in rows)
        assert told == Counter((row["recycling?"] == "true", row["missed-bin?"] == "true") for row in published(RETURN))


# ---- Shanghai: items and their bins, a file without a header


def test_shanghai_items_without_a_header(tmp_path: Path) -> None:
    for found, received, snapshot in kept("shanghai", ITEMS, tmp_path):
        assert_whole(received, 3986)
        assert received.problems == ()
        assert value(snapshot, "item.known") == value(snapshot, "item.names") == 3986
        bins = {"recyclable": 1265, "hazardous": 234, "wet": 1031, "dry": 1422, "bulky": 34}
        assert series(snapshot, "item.by_bin") == bins
        first = next(row for row in facts(found, snapshot, "item.known") if row["_row"] == 1)
        assert (first["item"], first["bin"]) == ("阿司匹林", "hazardous")


def test_shanghai_flags_added_up_wait_for_a_person(tmp_path: Path) -> None:
    data = real(ITEMS).read_bytes().rstrip() + "\n拖把头,9\n".encode()
    with opened("shanghai", tmp_path) as found:
        received = found.receive(Offer(data, Path(ITEMS).name, noon(found, DAY)))
        told = received.batch.equation
        assert (told.read, told.new, told.held) == (3987, 3986, 1) and told.holds()
        assert [(p.row, p.found) for p in problems(received, Level.HOLD)] == [(3987, "9")]


# ---- The three-level list of categories, an XLSX


def test_letters_categories_of_three_levels(tmp_path: Path) -> None:
    for found, received, snapshot in kept("letters", "petition/附件1_内容分类三级标签.xlsx", tmp_path):
        assert_whole(received, 517)
        assert received.problems == ()
        assert (value(snapshot, "category.labels"), value(snapshot, "category.first")) == (517, 15)
        assert series(snapshot, "category.by_first")["城乡建设"] == 65
        assert len({(row["first"], row["second"], row["third"]) for row in facts(found, snapshot, "category.labels")}) == 517


# ---- Medical centres: both formats of every instant, one after the other


def test_medical_centers_both_formats_in_order_of_time(tmp_path: Path) -> None:
    folder = real("live_snapshots/medical_centers_20260222_082050.csv").parent
    names = sorted(path.name for path in folder.iterdir())
    assert [Path(name).suffix for name in names] == [".csv", ".json"] * 20
    day = date(2026, 2, 23)
    with opened("medical_centers", tmp_path) as found:
        told = [offer(found, folder / name, day).batch.equation for name in names]
        assert [(e.read, e.new, e.unchanged) for e in told] == [(28, 28, 0), (28, 0, 28)] * 20
        snapshot = keep(found, day)
        rows = facts(found, snapshot, "waiting.snapshots")
        assert len(rows) == len({(row["hospital"], row["taken_at"]) for row in rows}) == 560
        counts = ("beds", "visits", "trolleys", "icu")
        assert [sum(row[column] is None for row in rows) for column in counts] == [60] * 4
        last = Counter(row["taken_at"] for row in rows if row["_file"] == names[-2])
        assert last == {"2026-02-22T08:20:49+08:00": 8, "2026-02-22T08:20:50+08:00": 20}, "one snapshot, two seconds"
        assert (value(snapshot, "waiting.beds"), value(snapshot, "waiting.full"), value(snapshot, "waiting.full_flags")) == (448, 1, 22)
        assert {Path(row["_file"]).suffix for row in rows} == {".csv"}, "the JSON added nothing"


# ---- Boundaries as registers


def test_san_francisco_tracts(tmp_path: Path) -> None:
    for found, received, snapshot in kept("san_francisco", "boundaries/sf_analysis_neighborhoods_by_tract.geojson", tmp_path):
        assert_whole(received, 195)
        assert received.problems == ()
        assert (value(snapshot, "tract.count"), value(snapshot, "tract.neighbourhoods")) == (195, 41)
        rows = facts(found, snapshot, "tract.count")
        assert all(row["geoid"] == f"06075{row['tract']}" and len(row["tract"]) == 6 for row in rows)


def test_hangzhou_streets_and_the_outlines_of_another_year(tmp_path: Path) -> None:
    with opened("hangzhou", tmp_path) as found:
        streets = offer(found, real("boundaries/hangzhou_streets_codes.csv"), DAY)
        assert_whole(streets, 196)
        outlines = offer(found, real("boundaries/hangzhou_330100_districts.json"), DAY)
        assert (outlines.batch.equation.read, outlines.batch.equation.new, outlines.batch.equation.held) == (13, 11, 2)
        former = offer(found, real("boundaries/hangzhou_330104_jianggan.json"), DAY)
        assert (former.batch.equation.new, former.batch.equation.held) == (0, 1)
        held = [p.found for received in (outlines, former) for p in problems(received, Level.HOLD)]
        assert held == ["330103", "330104", "330104"], "the two districts that no longer exist; nobody guesses where they went"
        snapshot = keep(found, DAY)
        assert (value(snapshot, "township.count"), value(snapshot, "township.count", "330102")) == (196, 14)
        assert {"凯旋街道", "采荷街道", "九堡街道"} <= {
            row["name"] for row in facts(found, snapshot, "township.count") if row["area"] == "330102"
        }
        assert value(snapshot, "township.without_outline") == 15
        assert {place for place in ("330113", "330114") if value(snapshot, "township.without_outline", place)} == {"330113", "330114"}
