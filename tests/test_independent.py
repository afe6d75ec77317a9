"""Every indicator of the demo street, held against a computation of its own: pandas on the offices' files, nothing of the project's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from demo_street import DemoHome
from independent import care, city, digital, growth, words
from independent.street import ENOUGH, Street
from independent.sums import Answer, Cell

from cockpit.house import House
from cockpit.model import STREET, Reading, Snapshot, Verdict

ROOT = Path(__file__).parents[1]
Compute = Callable[[Street], Answer]

ANSWERS: dict[str, Compute] = {
    "party.rectification_rate": growth.rectification,
    "party.brand_milestone_rate": growth.milestones,
    "party.link_visit_rate": growth.link_visits,
    "party.integrity_task_rate": growth.integrity,
    "building.occupancy_rate": growth.occupancy,
    "building.tax_local_rate": growth.taxed_locally,
    "building.hundred_million_count": growth.hundred_million,
    "building.tax_per_sqm": growth.tax_per_area,
    "building.lease_expiry_share": growth.lease_ends,
    "invest.lead_industry_share": growth.lead_industries,
    "talent.introduced_progress": growth.talent,
    "village.income_progress": growth.village_income,
    "garbage.accuracy_rate": city.accuracy,
    "garbage.participation_rate": city.participation,
    "garbage.recycling_rate": city.recycling,
    "garbage.disposal_load": city.disposal_load,
    "garbage.inspection_score_rate": city.score,
    "city.project_on_schedule_rate": city.projects,
    "demolition.signing_rate": city.signed,
    "water.section_compliance_rate": city.water,
    "illegal.disposal_on_time_rate": city.illegal,
    "petition.timely_notice_rate": city.notices,
    "petition.on_time_reply_rate": city.replies,
    "petition.resolution_rate": city.resolved,
    "petition.repeat_rate": city.repeats,
    "petition.satisfaction_rate": city.satisfied,
    "grid.event_on_time_rate": city.grid_events,
    "property.three_party_close_rate": city.three_party,
    "bench.topic_done_rate": city.bench_topics,
    "deputy.suggestion_on_time_rate": city.suggestions,
    "digital.row_accept_rate": digital.rows_accepted,
    "building.station_update_rate": growth.station_updates,
    "building.vacant_area": growth.vacant_area,
    "building.hazard_closed_rate": care.hazards,
    "elderly.device_online_rate": care.devices,
    "elderly.sos_on_time_rate": care.sos,
    "elderly.disabled_contact_rate": care.families,
    "people.project_on_schedule_rate": care.livelihood_projects,
    "people.fund_paid_rate": care.funds,
    "hotline.on_time_rate": care.orders,
    "hotline.satisfaction_rate": care.callers_satisfied,
    "elderly.homecare_visit_rate": care.home_visits,
    "elderly.meal_coverage_rate": care.meals,
    "elderly.bed_use_rate": care.beds,
    "assembly.resolution_on_time_rate": care.resolutions,
}
REGISTERS: dict[str, Callable[[Street, date], Answer]] = {
    "party.building_org_rate": growth.party_organisations,
    "property.committee_rate": growth.committees,
}
"""Of registers alone: they stand until the next one comes, so the day is any that has been."""
COMPANIONS: dict[str, Compute] = {
    "building.occupancy_rate": growth.vacancy,
    "petition.satisfaction_rate": city.rated,
    "elderly.sos_on_time_rate": care.seconds_to_answer,
    "hotline.satisfaction_rate": care.called_back,
}


def _declared() -> list[str]:
    """The ids as the declarations stand on paper, so that none is forgotten."""
    files = sorted((ROOT / "data" / "catalog" / "indicators").glob("*.yaml"))
    return [indicator["id"] for path in files for indicator in yaml.safe_load(path.read_text("utf-8"))["indicators"]]


@pytest.fixture(scope="module")
def opened(demo_home: DemoHome) -> Iterator[House]:
    found = demo_home.open()
    yield found
    found.close()


@pytest.fixture(scope="module")
def snapshot(demo_home: DemoHome, opened: House) -> Snapshot:
    return opened.take(demo_home.until, masked=False)


@pytest.fixture(scope="module")
def street(demo_home: DemoHome) -> Street:
    return Street(demo_home.arrivals, demo_home.until)


def _answer(indicator: str, street: Street, reading: Reading) -> Answer:
    if indicator in REGISTERS:
        assert reading.period.end <= street.yesterday
        return REGISTERS[indicator](street, reading.period.end)
    if indicator == "digital.feed_on_time_rate":
        return digital.feeds_on_time(street, digital.dues(ROOT / "data" / "catalog" / "sources"))
    return ANSWERS[indicator](street)


def test_all_48_are_computed() -> None:
    declared = _declared()
    assert len(declared) == 48
    assert {*ANSWERS, *REGISTERS, "digital.feed_on_time_rate"} == set(declared)


@pytest.mark.parametrize("indicator", _declared())
def test_every_place_reads_as_the_files_say(indicator: str, street: Street, snapshot: Snapshot) -> None:
    answer = _answer(indicator, street, snapshot.reading(indicator))
    readings = {place: reading for (name, place), reading in snapshot.readings.items() if name == indicator}
    assert set(answer.cells) <= set(readings), "a place with rows has no reading"
    assert (set(words.PLACES.values()) <= set(readings)) == answer.by_place
    for place, reading in readings.items():
        assert (reading.period.window, reading.period.end) == (answer.window, answer.last), place
        _agree(reading, answer.cells.get(place), answer, street)


def _agree(reading: Reading, cell: Cell | None, answer: Answer, street: Street) -> None:
    """The same figure, or a reason that holds."""
    if reading.value is None:
        _is_honest(reading, cell, answer, street)
        return
    assert reading.why is None and cell is not None and cell.value is not None, reading
    assert (reading.n, reading.N) == (float(cell.n), None if cell.N is None else float(cell.N)), reading
    assert reading.value == pytest.approx(cell.value, rel=1e-9, abs=0), reading


def _is_honest(reading: Reading, cell: Cell | None, answer: Answer, street: Street) -> None:
    assert reading.n is None and reading.N is None and reading.why is not None, reading
    if reading.why.code == "low_coverage":
        place = "" if reading.place in (STREET, words.NOWHERE) else reading.place
        assert min(street.covered(source, answer.first, answer.last, place) for source in answer.needs) < ENOUGH, reading
    else:
        assert reading.why.code == ("zero_denominator" if cell is not None and cell.n else "no_rows"), reading
        assert cell is None or cell.value is None, reading


@pytest.mark.parametrize("indicator", COMPANIONS)
def test_what_is_shown_beside_it_reads_as_the_files_say(indicator: str, street: Street, snapshot: Snapshot) -> None:
    answer = COMPANIONS[indicator](street)
    for (name, place), reading in snapshot.readings.items():
        if name == indicator and reading.value is not None and (cell := answer.cells.get(place)) and cell.value is not None:
            assert reading.companion == pytest.approx(cell.value, rel=1e-9), reading
            assert reading.companion_N == (None if cell.N is None else float(cell.N)), reading


def test_the_street_is_worth_looking_at(snapshot: Snapshot) -> None:
    """Nearly everything has a value, so that the comparison means something."""
    street = [reading for (_, place), reading in snapshot.readings.items() if place == STREET]
    assert [reading.indicator for reading in street if reading.value is None] == []
    assert sum(reading.value is not None for reading in snapshot.readings.values()) > 300


def test_the_planted_bad_rows_are_the_ones_sent_back(street: Street, opened: House) -> None:
    mine = {(each.name, each.refused, each.held) for known in street.deliveries.values() for each in known if each.refused or each.held}
    theirs = {
        (batch.file, batch.equation.refused, batch.equation.held)
        for batch in opened.batches()
        if batch.equation.refused or batch.equation.held
    }
    assert mine == theirs and len(mine) == 5
    assert sum(refused + held for _, refused, held in mine) == 9


def test_a_ledger_in_which_nothing_changed_is_a_delivery(street: Street, snapshot: Snapshot, opened: House) -> None:
    """The same bytes under a later date say that all is as it was; only the same file downloaded twice is a duplicate."""
    for source in street.deliveries:
        assert snapshot.sources[source].data_as_of == street.end(source), source
    assert [batch.file.rpartition(".")[0][-3:] for batch in opened.batches() if batch.verdict is Verdict.DUPLICATE] == ["(1)"]
