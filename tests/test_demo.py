"""The demo street: the same bytes everywhere, numbers that agree with each other, and the story that was planted."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import yaml

from cockpit import catalog as catalogs
from cockpit import demo, intake
from cockpit.catalog.schema import Catalog
from cockpit.demo import faults, feeds, story, timetable, towers
from cockpit.model import Level

ROOT = Path(__file__).parents[1]
UNTIL = date(2026, 11, 23)
WEEKS = 6
LAST = UNTIL - timedelta(days=1)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return catalogs.load_or_raise(ROOT / "data")


@pytest.fixture(scope="module")
def arrivals(catalog: Catalog) -> list[demo.Arrival]:
    return list(demo.files(catalog, until=UNTIL, weeks=WEEKS))


class Tables:
    """The files read back by pandas and laid over each other by key, as the store would."""

    def __init__(self, catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
        self.catalog, self.arrivals, self.known = catalog, arrivals, dict[str, pd.DataFrame]()

    def __getitem__(self, source: str) -> pd.DataFrame:
        if source not in self.known:
            frames = [_read(arrival, self.catalog) for arrival in self.arrivals if arrival.source == source]
            whole = frames[-1:] if self.catalog.sources[source].restates == ("*",) else [frame for frame in frames if len(frame)]
            self.known[source] = pd.concat(whole).drop_duplicates(list(self.catalog.sources[source].key), keep="last")
        return self.known[source]

    def days(self, source: str, column: str) -> pd.Series:
        """A date column as days; impossible ones are missing."""
        text = self[source][column].replace({"年": "-", "月": "-", "日": "", "/": "-"}, regex=True)
        return pd.to_datetime(text.str[:10].str.strip(), format="mixed", errors="coerce").dt.date

    def numbers(self, source: str, column: str) -> pd.Series:
        return pd.to_numeric(self[source][column].str.replace(",", ""))


def _read(arrival: demo.Arrival, catalog: Catalog) -> pd.DataFrame:
    if arrival.data.startswith(b"<!"):
        return pd.DataFrame()
    source, look = catalog.sources[arrival.source], feeds.all_feeds()[arrival.source].look
    if arrival.name.endswith("xlsx"):
        frame = pd.read_excel(io.BytesIO(arrival.data), engine="calamine", header=1 if look.title else 0, dtype=str)
    else:
        frame = pd.read_csv(io.BytesIO(arrival.data), dtype=str, encoding=look.encoding, keep_default_na=False, na_values=[""])
    names = {column.label.zh: name for name, column in source.columns.items()}
    return frame.rename(columns=lambda header: names[header.partition("（")[0] if header not in names else header])


@pytest.fixture(scope="module")
def tables(catalog: Catalog, arrivals: list[demo.Arrival]) -> Tables:
    return Tables(catalog, arrivals)


def _digest(arrivals: Iterator[demo.Arrival] | list[demo.Arrival]) -> str:
    digest = hashlib.sha256()
    for arrival in arrivals:
        digest.update(f"{arrival.at.isoformat()} {arrival.source} {arrival.name}".encode() + arrival.data)
    return digest.hexdigest()


# ---------------------------------------------------------------- files


def test_every_source_that_arrives_as_files_has_its_files(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    declared = {source.id for source in catalog.sources.values() if not source.system}
    assert declared == {arrival.source for arrival in arrivals}


def test_same_arguments_give_same_bytes_in_any_zone_and_process(arrivals: list[demo.Arrival]) -> None:
    code = "import sys; sys.path.insert(0, 'tests'); import test_demo as t; print(t._digest(t.demo.files("
    code += "t.catalogs.load_or_raise(t.ROOT / 'data'), until=t.UNTIL, weeks=t.WEEKS)))"
    env = {**os.environ, "TZ": "America/New_York", "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT)}
    other = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == _digest(arrivals)


def test_another_seed_is_another_street(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    other = next(arrival for arrival in demo.files(catalog, until=UNTIL, weeks=WEEKS, seed=2) if arrival.source == "petition_case")
    assert other.data != next(arrival for arrival in arrivals if arrival.source == "petition_case").data


def test_files_come_in_order_and_none_after_noon_of_the_last_day(arrivals: list[demo.Arrival]) -> None:
    keys = [(arrival.at, arrival.name) for arrival in arrivals]
    assert keys == sorted(keys)
    assert max(arrivals, key=lambda arrival: arrival.at).at <= datetime(2026, 11, 23, 12, tzinfo=arrivals[0].at.tzinfo)


def test_a_street_that_lives_on_keeps_its_past(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    later = list(demo.files(catalog, until=UNTIL + timedelta(days=2), weeks=WEEKS, anchor=UNTIL))
    assert _digest(later[: len(arrivals)]) == _digest(arrivals)
    assert len(later) > len(arrivals)


def test_no_file_speaks_of_a_day_that_has_not_been(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    happened = ("_on", "date", "as_of_date", "_at")
    for arrival in arrivals:
        if catalog.sources[arrival.source].plans or arrival.source == "lease":
            continue
        one = Tables(catalog, [arrival])
        for column in one[arrival.source].columns:
            if column.endswith(happened) and not column.endswith(("due_on", "due_at")):
                days = one.days(arrival.source, column).dropna()
                assert days.empty or max(days) < arrival.at.date(), (arrival.name, column)


def test_a_first_run_stays_within_its_files(catalog: Catalog) -> None:
    stage = demo.stage_of(catalog, anchor=UNTIL)
    files = sum(len(timetable.slots(stage, source, UNTIL)) for source in catalog.sources.values() if not source.system)
    assert 1_200 < files <= 1_900


def test_files_written_bear_their_arrival_and_lose_nothing(tmp_path: Path, arrivals: list[demo.Arrival]) -> None:
    some = [arrival for arrival in arrivals if arrival.source in ("lease", "garbage_inspection")]
    assert demo.write(tmp_path, some) == len(some) == len(list(tmp_path.iterdir()))
    assert (tmp_path / some[0].name).stat().st_mtime == some[0].at.timestamp()


def test_the_schedule_is_a_piece_of_catalogue_and_changes_no_file(catalog: Catalog, tmp_path: Path, arrivals: list[demo.Arrival]) -> None:
    shutil.copytree(ROOT / "data" / "catalog", tmp_path / "catalog")
    written = yaml.safe_dump(demo.schedule(catalog, UNTIL, WEEKS), allow_unicode=True)
    (tmp_path / "catalog" / "demo_schedule.yaml").write_text(written, encoding="utf-8")
    wired = catalogs.load_or_raise(tmp_path)
    assert [due.cadence for due in wired.sources["petition_case"].due] == ["weekly", "daily"]
    assert wired.sources["petition_case"].due[1].since == date(2026, 10, 26)
    first = [arrival.data for arrival, _ in zip(demo.files(wired, until=UNTIL, weeks=WEEKS), range(60), strict=False)]
    assert first == [arrival.data for arrival in arrivals[:60]]


def test_intake_takes_everything_but_what_was_planted(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    wrong = set()
    for arrival in arrivals:
        source = intake.identify(arrival.name, "", head=arrival.data, catalog=catalog)
        assert source is catalog.sources[arrival.source]
        parsed = intake.parse(arrival.data, name=arrival.name, source=catalog.sources[arrival.source], catalog=catalog, received=arrival.at)
        wrong |= {(arrival.source, problem.level.value) for problem in parsed.problems if problem.level is not Level.NOTE}
        wrong |= {(arrival.source, parsed.quarantine.level.value)} if parsed.quarantine else set()
    refused = {(source, "refuse") for source in ("garbage_inspection", "petition_case", "hazard", "building_snapshot")}
    assert wrong == refused | {("grid_event", "hold"), ("lease", "quarantine")}


# ---------------------------------------------------------------- numbers agree


def test_let_and_vacant_make_up_what_can_be_let(tables: Tables) -> None:
    real = tables["building_snapshot"]["building_id"] != "B18"
    occupied, vacant, rentable = (tables.numbers("building_snapshot", f"{part}_area") for part in ("occupied", "vacant", "rentable"))
    assert ((occupied + vacant)[real] == rentable[real]).all()


def test_leases_fit_into_the_occupied_area_and_empty_rooms_into_the_rest(tables: Tables) -> None:
    snapshot = tables["building_snapshot"].assign(occupied=tables.numbers("building_snapshot", "occupied_area"))
    newest = snapshot[tables.days("building_snapshot", "as_of_date") == LAST].set_index("building_id")
    lease = tables["lease"].assign(size=tables.numbers("lease", "area"))
    let = lease[lease["status"] == "履行中"].groupby("building_id")["size"].sum()
    assert (let <= newest["occupied"].reindex(let.index)).all()
    rooms = tables["vacant_unit"].assign(size=tables.numbers("vacant_unit", "area"))
    empty = rooms[rooms["status"] != "已出租"].groupby("building_id")["size"].sum()
    assert empty.to_dict() == {tower.id: tower.vacant for tower in towers.TWELVE}


@pytest.mark.parametrize(
    ("source", "part", "whole"),
    [
        ("garbage_participation", "households_active", "households_total"),
        ("demolition_month", "households_signed_cum", "households_total"),
        ("demolition_month", "households_vacated_cum", "households_signed_cum"), ("device_day", "devices_online", "devices_installed"),
        ("care_center_day", "beds_occupied", "beds_open"), ("care_month", "disabled_families_contacted", "disabled_families"),
        ("village_month", "operating_income_yuan", "total_income_yuan"), ("facility_day", "processed_tons", "intake_tons"),
        ("supervision_visit", "issues_closed", "issues_found"),
    ],
)  # fmt: skip
def test_a_part_is_never_more_than_its_whole(tables: Tables, source: str, part: str, whole: str) -> None:
    assert (tables.numbers(source, part) <= tables.numbers(source, whole)).all()


def test_a_little_is_lost_between_kerb_and_plant_but_less_than_three_per_cent(tables: Tables) -> None:
    tons = tables["garbage_tonnage"].assign(tons=tables.numbers("garbage_tonnage", "tons"))
    sums = tons.groupby(["date", "kind", "stage"])["tons"].sum().unstack()
    loss = 1 - sums["末端进场"] / sums["收运"]
    assert (loss > 0).all() and (loss < 0.03).all()


def test_petition_clocks_run_by_the_regulation(tables: Tables) -> None:
    cases = tables["petition_case"]
    real = ~cases["case_id"].str.contains("补录")
    received, accepted, due, replied = (
        tables.days("petition_case", f"{name}_on")[real] for name in ("received", "accepted", "reply_due", "replied")
    )
    extend = tables.numbers("petition_case", "extend_days")[real]
    assert (tables.days("petition_case", "notice_due_on")[real] - received == timedelta(days=15)).all()
    known = accepted.notna()
    assert (due[known] == [day + timedelta(days=60 + int(more)) for day, more in zip(accepted[known], extend[known], strict=True)]).all()
    assert (replied.notna() <= known).all() and (extend <= 30).all()
    reports = cases[real & (cases["kind"] == "检举控告")]
    assert reports["community_code"].isna().all() and reports["category"].isna().all()


def test_only_answered_cases_are_rated(tables: Tables) -> None:
    answered = set(tables["petition_case"].loc[tables["petition_case"]["replied_on"].notna(), "case_id"])
    rated = tables["petition_rating"][tables.days("petition_rating", "rated_on") >= UNTIL - timedelta(weeks=WEEKS)]
    assert set(rated["case_id"]) <= answered


# ---------------------------------------------------------------- the story


def test_six_petitions_stand_unanswered_in_different_departments(tables: Tables) -> None:
    cases, due = tables["petition_case"], tables.days("petition_case", "reply_due_on")
    over = cases[(due <= LAST) & cases["replied_on"].isna() & (cases["kind"] == "申诉求决")]
    assert len(over) == story.OVERDUE_PETITIONS
    assert over["dept"].nunique() >= 4


def test_accuracy_slips_in_two_communities_and_takes_the_street_under_ninety(tables: Tables) -> None:
    rounds = tables["garbage_inspection"].assign(day=tables.days("garbage_inspection", "inspected_on"))
    rounds = rounds.assign(
        right=tables.numbers("garbage_inspection", "bags_correct"), seen=tables.numbers("garbage_inspection", "bags_checked")
    )
    rounds = rounds[(rounds["round"] != "复查") & rounds["day"].notna()]
    week = rounds[rounds["day"] > LAST - timedelta(days=7)]
    before = rounds[rounds["day"] <= LAST - timedelta(days=21)]
    assert 0.88 < week["right"].sum() / week["seen"].sum() < 0.90
    for place in ("石泉村", "丰乐"):
        now, then = (part[part["community_code"] == place] for part in (week, before))
        assert now["right"].sum() / now["seen"].sum() < then["right"].sum() / then["seen"].sum() - 0.02


def test_three_buildings_hold_half_of_the_vacancy(tables: Tables) -> None:
    newest = tables["building_snapshot"][tables.days("building_snapshot", "as_of_date") == LAST].set_index("building_id")
    area = newest.drop(index="B18")[["rentable_area", "vacant_area"]].replace(",", "", regex=True).astype(int)
    assert 1 - area["vacant_area"].sum() / area["rentable_area"].sum() == pytest.approx(0.886, abs=0.001)
    assert area.loc[list(story.TROUBLED), "vacant_area"].sum() > area["vacant_area"].sum() / 2


def test_many_leases_of_one_building_end_in_one_month(tables: Tables) -> None:
    lease = tables["lease"].assign(
        month=tables.days("lease", "ends_on").map(lambda day: f"{day:%Y-%m}"), size=tables.numbers("lease", "area")
    )
    months = lease[lease["status"] == "履行中"].groupby("month")["size"].sum()
    assert months["2027-03"] > 1.5 * months.drop("2027-03").loc["2026-12":"2027-11"].max()
    assert lease[(lease["month"] == "2027-03") & (lease["building_id"] == story.CLIFF_BUILDING)]["size"].sum() > 10_000


def test_the_silent_feed_and_the_missing_village_are_missing(catalog: Catalog, arrivals: list[demo.Arrival]) -> None:
    stage = demo.stage_of(catalog, anchor=UNTIL, weeks=WEEKS)
    assert faults.silent_from(stage) == date(2026, 11, 17)
    assert max(arrival.at.date() for arrival in arrivals if arrival.source == story.SILENT_SOURCE) < date(2026, 11, 17)
    names = {arrival.name: arrival.at.date() for arrival in arrivals}
    assert not any(name.startswith("松涛村") and "2026-10" in name for name in names)
    assert names["松涛村_居民参与_2026-09.xlsx"] - names["云桥_居民参与_2026-09.xlsx"] >= timedelta(days=10)


def test_a_file_came_again_twice_over_and_one_came_under_another_name(arrivals: list[demo.Arrival]) -> None:
    again = [arrival.data for arrival in arrivals if arrival.name == "垃圾分类检查_2026-W43.csv"]
    assert len(again) == 2 and again[0] != again[1]
    twin = next(arrival for arrival in arrivals if arrival.name.endswith("(1).csv"))
    assert [arrival.data for arrival in arrivals].count(twin.data) == 2


def test_what_was_planted_names_sources_and_indicators_of_the_catalogue(catalog: Catalog) -> None:
    for planted in story.PLANTED:
        assert planted.source in catalog.sources
        assert not planted.indicator or planted.indicator in catalog.indicators
