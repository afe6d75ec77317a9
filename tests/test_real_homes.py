"""Homes of other streets: public files that nobody here wrote, taken in unchanged by catalogues alone.

The files lie outside the repository, in `realdata` under COCKPIT_SHARED (else `../shared` beside the repository); without them these
tests are skipped and say so. The check figures are those that stand in the README beside the files.
"""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import python_calamine as calamine

from cockpit import calendar, catalog, house
from cockpit.house import House, receive, taking
from cockpit.model import NOWHERE, STREET, Level, Period, Problem, Snapshot, State, Verdict

REPOSITORY = Path(__file__).resolve().parent.parent
HOMES = Path(__file__).resolve().parent / "homes"
REAL = Path(os.environ.get("COCKPIT_SHARED") or REPOSITORY.parent / "shared") / "realdata"

QUARTERS = {
    "2018-Q1": 6899.72, "2018-Q2": 9108.26, "2018-Q3": 8693.66, "2018-Q4": 7575.20, "2019-Q1": 6861.14,
    "2019-Q2": 9078.94, "2019-Q3": 9291.98, "2019-Q4": 6934.26, "2020-Q1": 5610.74,
}  # fmt: skip


def real(name: str) -> Path:
    """A file of the real data; the test is skipped, with the reason, where it is not there."""
    found = REAL / name
    if not found.is_file():
        pytest.skip(f"REAL DATA NOT TRIED: {found} is not there; set COCKPIT_SHARED to the folder that holds realdata/")
    return found


@contextmanager
def opened(name: str, folder: Path) -> Iterator[House]:
    """A data home with the catalogue of tests/homes/<name>, and nothing else."""
    home = folder / name
    shutil.copytree(HOMES / name / "catalog", home / "catalog")
    found = house.open_house(home, write=True, moment=datetime(2020, 1, 1, tzinfo=UTC))
    try:
        yield found
    finally:
        found.close()


def noon(of: House, day: date) -> datetime:
    return of.office.instant(day, taking.NOON)


def offer(to: House, path: Path, day: date) -> receive.Received:
    """Hand in the file as it lies there; whatever becomes of it, its equation holds."""
    found = to.receive(receive.Offer(path.read_bytes(), path.name, noon(to, day)))
    assert found.batch.equation.holds(), found.batch
    return found


def keep(of: House, day: date) -> Snapshot:
    """The kept snapshot of a day; everything in it can be opened down to rows that add up."""
    snapshot, new = of.keep(as_of=day, moment=noon(of, day))
    assert new
    assert_rows_add_up(of, snapshot)
    return snapshot


def assert_rows_add_up(of: House, snapshot: Snapshot) -> None:
    """Every reading of the street, and of the places every seventh, so that all of them are met in turn."""
    for at, ((indicator, place), reading) in enumerate(snapshot.readings.items()):
        if reading.value is None or (place != STREET and at % 7):
            continue
        found = of.rows(indicator, place, reading.period, limit=20_000)
        assert (found.total_hit, found.total_of) == (reading.n, reading.N), (indicator, place)
        assert sum(row["_n"] or 0 for row in found.rows) == pytest.approx(reading.n or 0), (indicator, place)
        assert sum(row["_N"] or 0 for row in found.rows) == pytest.approx(reading.N or 0), (indicator, place)
        assert all(row["_file"] and row["_row"] for row in found.rows), (indicator, place)


def problems(of: receive.Received, level: Level) -> list[Problem]:
    return [p for p in of.problems if p.level is level]


def value(of: Snapshot, indicator: str, place: str = STREET) -> float:
    found = of.reading(indicator, place).value
    assert found is not None, of.reading(indicator, place)
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in HOMES.iterdir()))
def test_every_home_is_a_catalogue_and_nothing_else(name: str) -> None:
    found, complaints = catalog.load(HOMES / name)
    assert found is not None and not complaints
    assert {path.suffix for path in (HOMES / name).rglob("*") if path.is_file()} == {".yaml"}


# ---- Stirling: tonnes per route and day, and the council's own quarterly return


@pytest.fixture(scope="module")
def stirling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened("stirling", tmp_path_factory.mktemp("homes")) as found:
        yield found


@pytest.fixture(scope="module")
def stirling_daily(stirling: House) -> receive.Received:
    return offer(stirling, real("waste/stirling_tonnes_per_route_per_day.csv"), date(2020, 4, 1))


@pytest.fixture(scope="module")
def stirling_snapshot(stirling: House, stirling_daily: receive.Received) -> Snapshot:
    offer(stirling, real("waste/stirling_bin_collection_quarterly.csv"), date(2021, 10, 15))
    return keep(stirling, date(2021, 10, 16))


def test_stirling_takes_every_row_in(stirling_daily: receive.Received) -> None:
    batch = stirling_daily.batch
    assert (batch.verdict, batch.source, batch.equation.read, batch.equation.new) == (Verdict.ACCEPTED, "route_day", 9423, 9423)
    assert (batch.covers_from, batch.covers_to) == (date(2018, 1, 3), date(2020, 3, 31))
    assert stirling_daily.problems == ()


def test_stirling_sums_to_the_tonne(stirling: House, stirling_snapshot: Snapshot) -> None:
    assert value(stirling_snapshot, "refuse.tonnes") == 70053.90
    assert value(stirling_snapshot, "refuse.routes") == 33
    routes = stirling_snapshot.series["refuse.by_route"]
    assert "606 Route 6A (NEW)" in routes.keys and not any("  " in key for key in routes.keys)
    assert sum(v or 0 for v in routes.values["tonnes"]) == pytest.approx(70053.90)
    ends = [Period("ytd", date(year, 12, 31)) for year in (2018, 2019, 2020)]
    years = [stirling.rows("refuse.tonnes_year", STREET, period, limit=1).total_hit for period in ends]
    assert years == [32276.84, 32166.32, 5610.74]


def test_stirling_days_without_a_row_are_not_noughts(stirling_snapshot: Snapshot) -> None:
    covered = (date(2020, 3, 31) - date(2018, 1, 3)).days + 1
    assert value(stirling_snapshot, "refuse.days") == covered - 13


@pytest.mark.parametrize(("quarter", "tonnes"), QUARTERS.items())
def test_stirling_days_roll_up_to_the_councils_quarters(
    stirling: House, stirling_snapshot: Snapshot, quarter: str, tonnes: float
) -> None:
    period = stirling.office.parse_period(quarter)
    assert stirling.rows("refuse.tonnes_quarter", STREET, period, limit=1).total_hit == tonnes
    then = stirling.take(period.end + calendar.DAY)
    assert then.reading("refuse.tonnes_quarter").period == period
    assert value(then, "refuse.tonnes_quarter") == tonnes
    own = stirling_snapshot.series["return.by_quarter"]
    told = dict(zip(own.keys, own.values["tonnes"], strict=True))
    assert told[quarter.replace("-Q", "|")] == tonnes


def test_stirling_history_holds_the_same_quarters(stirling_snapshot: Snapshot) -> None:
    points = stirling_snapshot.history["refuse.tonnes_quarter", STREET]
    known = {point.period.end: point.value for point in points if point.value is not None}
    assert list(known.values()) == list(QUARTERS.values())


def test_stirling_quarterly_return_is_one_restated_table(stirling: House, stirling_snapshot: Snapshot) -> None:
    told = stirling_snapshot.reading("return.recycled_share")
    assert told.N == 120385.20 and told.companion == 120385.20
    again = offer(stirling, real("waste/stirling_bin_collection_quarterly.csv"), date(2021, 10, 17))
    assert again.batch.verdict is Verdict.DUPLICATE and again.batch.equation.unchanged == 145


# ---- Rhode Island: nursing homes, one JSON document


@pytest.fixture(scope="module")
def rhode_island(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, receive.Received, Snapshot]]:
    path = real("elderly/us_nursing_homes_RI.json")
    with opened("rhode_island", tmp_path_factory.mktemp("homes")) as found:
        received = offer(found, path, date(2026, 3, 2))
        yield found, received, keep(found, date(2026, 3, 2))


def test_rhode_island_beds_and_census(rhode_island: tuple[House, receive.Received, Snapshot]) -> None:
    _, received, snapshot = rhode_island
    assert (received.batch.verdict, received.batch.equation.new) == (Verdict.ACCEPTED, 73)
    assert value(snapshot, "home.beds") == 8231
    assert value(snapshot, "home.census") == 6815.8
    occupancy = snapshot.reading("home.occupancy")
    assert (occupancy.n, occupancy.N, occupancy.companion) == (6815.8, 8231, 73)
    assert round(value(snapshot, "home.occupancy") / 100, 4) == 0.8281


def test_rhode_island_notes_the_home_with_more_residents_than_beds(rhode_island: tuple[House, receive.Received, Snapshot]) -> None:
    _, received, snapshot = rhode_island
    noted = [p for p in problems(received, Level.NOTE) if p.code == "rule_noted"]
    assert [(p.row, p.found, p.values["found.beds"]) for p in noted] == [(61, "62.3", "60")]
    over = snapshot.reading("home.over_capacity")
    assert (over.value, over.state) == (1, State.MISSED)


def test_rhode_island_towns_are_folded_and_zip_codes_kept(rhode_island: tuple[House, receive.Received, Snapshot]) -> None:
    found, _, snapshot = rhode_island
    homes = {place: snapshot.reading("home.occupancy", place).companion for place in ("cranston", "burrillville", "south_kingstown")}
    assert homes == {"cranston": 3, "burrillville": 3, "south_kingstown": 3}
    assert ("home.beds", NOWHERE) not in snapshot.readings
    rows = found.rows("home.beds", STREET, snapshot.reading("home.beds").period, limit=100).rows
    assert all(row["zip"].startswith("02") and len(row["zip"]) == 5 for row in rows)
    assert {row["newest_quarter"] for row in rows} == {"Q3 2025"}


# ---- San Francisco: 311 requests as petitions


@pytest.fixture(scope="module")
def san_francisco(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, receive.Received, Snapshot]]:
    path = real("petition/sf311_cases_sample.csv")
    with opened("san_francisco", tmp_path_factory.mktemp("homes")) as found:
        received = offer(found, path, date(2016, 1, 28))
        yield found, received, keep(found, date(2016, 1, 28))


def durations() -> list[float]:
    """Hours from opened to closed of every closed request, in true time; read with the standard library alone."""
    zone = ZoneInfo("America/Los_Angeles")
    with real("petition/sf311_cases_sample.csv").open(newline="", encoding="ascii") as stream:
        pairs = [(row["Opened"], row["Closed"]) for row in csv.DictReader(stream) if row["Closed"] != "NA"]
    moments = [tuple(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() for text in pair) for pair in pairs]
    return [(closed - begun) / 3600 for begun, closed in moments]


def test_san_francisco_open_and_closed(san_francisco: tuple[House, receive.Received, Snapshot]) -> None:
    _, received, snapshot = san_francisco
    assert (received.batch.verdict, received.batch.equation.new) == (Verdict.ACCEPTED, 4984)
    assert (value(snapshot, "request.closed"), value(snapshot, "request.open")) == (4762, 222)
    rate = snapshot.reading("request.closed_rate")
    assert (rate.n, rate.N, rate.state) == (4762, 4984, State.PLAIN)


def test_san_francisco_negative_durations_are_noted_and_kept_out(san_francisco: tuple[House, receive.Received, Snapshot]) -> None:
    _, received, snapshot = san_francisco
    noted = [p for p in received.problems if p.code == "rule_noted" and p.expected == "closed_before_opened"]
    assert len(noted) == 55 and {p.column for p in noted} == {"Closed"}
    assert value(snapshot, "request.closed_before_opened") == 55
    forward = [hours for hours in durations() if hours >= 0]
    median = snapshot.reading("request.median_hours")
    assert median.N == len(forward) == 4707
    assert median.value == pytest.approx(statistics.median(forward))
    assert median.companion == pytest.approx(statistics.fmean(forward)) and median.companion_N == 4707


def test_san_francisco_places_and_categories(san_francisco: tuple[House, receive.Received, Snapshot]) -> None:
    _, _, snapshot = san_francisco
    places = {place: value(snapshot, "request.received", place) for place in ("mission", "tenderloin", "bayview_hunters_point")}
    assert places == {"mission": 685, "tenderloin": 315, "bayview_hunters_point": 278}
    assert ("request.received", NOWHERE) not in snapshot.readings
    assert value(snapshot, "request.categories") == len(snapshot.series["request.by_category"].keys) == 26


def test_san_francisco_reads_both_styles_of_date(san_francisco: tuple[House, receive.Received, Snapshot]) -> None:
    found, _, snapshot = san_francisco
    rows = found.rows("request.received", STREET, snapshot.reading("request.received").period, limit=5000).rows
    first = next(row for row in rows if row["case_id"] == "1757188")
    assert first["opened_at"] == "2012-12-04T15:21:00-08:00" and first["updated_at"] == first["closed_at"] == "2012-12-06T04:39:00-08:00"
    assert sum(row["closed_at"] is None for row in rows) == 222 and all(row["updated_at"] for row in rows)


def test_san_francisco_shows_no_on_time_rate_where_nothing_is_due(san_francisco: tuple[House, receive.Received, Snapshot]) -> None:
    _, _, snapshot = san_francisco
    assert snapshot.deadlines == ()
    assert all(reading.target is None for reading in snapshot.readings.values())


# ---- Citizens' letters with the office's replies, an XLSX


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Snapshot]]:
    path = real("petition/附件4_留言与答复_至2018Q3.xlsx")
    with opened("letters", tmp_path_factory.mktemp("homes")) as found:
        shutil.copyfile(path, found.home / "inbox" / path.name)
        pulled = found.pull(noon(found, date(2018, 12, 31)), clock_ns=time.time_ns, settle_s=0)
        batch = pulled.batches[0]
        assert (batch.verdict, batch.equation.read, batch.equation.new) == (Verdict.ACCEPTED, 608, 608) and batch.equation.holds()
        assert not any(p.code.startswith("rule_") for p in pulled.problems)
        yield found, pulled.snapshot


def test_letters_are_answered_as_the_check_figures_say(letters: tuple[House, Snapshot]) -> None:
    found, snapshot = letters
    assert_rows_add_up(found, snapshot)
    within = {days: snapshot.reading(f"letter.replied_{days}_days") for days in (7, 15, 30)}
    assert {days: (r.n, r.N) for days, r in within.items()} == {7: (216, 608), 15: (378, 608), 30: (496, 608)}
    assert value(snapshot, "letter.replied_15_days") == pytest.approx(378 / 608 * 100)
    assert value(snapshot, "letter.beyond_90_days") == 19
    lag = snapshot.reading("letter.median_days")
    assert lag.value is not None and lag.companion is not None
    assert (round(lag.value, 2), round(lag.companion, 2), lag.N) == (11.09, 22.63, 608)


def test_letters_leave_no_user_name_and_no_text_behind(letters: tuple[House, Snapshot]) -> None:
    """Only the archived file itself holds them: neither the store nor the acts, notes and answers do."""
    found, snapshot = letters
    workbook = calamine.CalamineWorkbook.from_path(str(real("petition/附件4_留言与答复_至2018Q3.xlsx")))
    rows = workbook.get_sheet_by_index(0).to_python()[1:]
    private = {str(row[1]) for row in rows} | {str(row[2]) for row in rows} | {str(row[at]).strip()[:12] for row in rows for at in (4, 5)}
    kept = [path for path in found.home.rglob("*") if path.is_file() and "files" not in path.relative_to(found.home).parts]
    written = b"\n".join(path.read_bytes() for path in kept)
    assert len(private) > 1200 and len(written) > 100_000
    assert [text for text in private if len(text) > 4 and text.encode() in written] == []
    shown = found.rows("letter.received", STREET, snapshot.reading("letter.received").period, limit=1000).rows
    assert {name for row in shown for name in row if not name.startswith("_")} == {"letter_id", "asked_at", "replied_at"}


# ---- Medical centres: snapshots of waiting patients, each instant as CSV and as JSON


@pytest.fixture(scope="module")
def medical_centers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, list[receive.Received], Snapshot]]:
    folder = real("live_snapshots/medical_centers_20260222_082050.csv").parent
    with opened("medical_centers", tmp_path_factory.mktemp("homes")) as found:
        received = [offer(found, path, date(2026, 2, 23)) for path in sorted(folder.glob("*.csv"))]
        yield found, received, keep(found, date(2026, 2, 23))


def test_medical_centers_last_snapshot(medical_centers: tuple[House, list[receive.Received], Snapshot]) -> None:
    _, received, snapshot = medical_centers
    assert [r.batch.equation.new for r in received] == [28] * 20 and {r.batch.verdict for r in received} == {Verdict.ACCEPTED}
    assert value(snapshot, "waiting.snapshots") == 560
    assert (value(snapshot, "waiting.beds"), value(snapshot, "waiting.reporting"), value(snapshot, "waiting.full")) == (448, 25, 1)
    assert value(snapshot, "waiting.full", "ntuh_hc") == 1
    assert (value(snapshot, "waiting.missing"), value(snapshot, "waiting.full_flags")) == (60, 22)


def test_medical_centers_that_do_not_report_have_no_value(medical_centers: tuple[House, list[receive.Received], Snapshot]) -> None:
    _, _, snapshot = medical_centers
    silent = snapshot.reading("waiting.beds", "mmch")
    assert silent.value is None and silent.why is not None
    assert value(snapshot, "waiting.beds", "ntuh") == 76


def test_medical_centers_count_an_instant_once_in_either_format(medical_centers: tuple[House, list[receive.Received], Snapshot]) -> None:
    found, _, _ = medical_centers
    folder = real("live_snapshots/medical_centers_20260222_082050.json").parent
    again = [offer(found, path, date(2026, 2, 23)) for path in sorted(folder.glob("*.json"))]
    assert [(r.batch.equation.new, r.batch.equation.changed, r.batch.equation.unchanged) for r in again] == [(0, 0, 28)] * 20
    later = keep(found, date(2026, 2, 24))
    assert (value(later, "waiting.snapshots"), value(later, "waiting.beds")) == (560, 448)
