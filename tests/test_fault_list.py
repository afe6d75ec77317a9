"""Every fault of the list has a test that carries its id, and docs/faults.md lists exactly the tests there are."""

from __future__ import annotations

import fault_list


def test_every_fault_that_must_be_withstood_has_a_test() -> None:
    wanted = {id for id in fault_list.cases() if id.startswith(fault_list.REQUIRED)} | set(fault_list.ALSO_REQUIRED)
    counts = {letter: sum(id.startswith(letter) for id in wanted) for letter in fault_list.REQUIRED}
    assert counts == {"A": 26, "B": 28, "D": 19}, "the list itself is whole"
    assert sorted(wanted - fault_list.tests().keys()) == []


def test_every_id_in_a_tests_name_is_a_fault_of_the_list() -> None:
    assert sorted(fault_list.tests().keys() - fault_list.cases().keys()) == []


def test_the_page_lists_exactly_the_tests_there_are() -> None:
    told = fault_list.told(fault_list.PAGE.read_text("utf-8"))
    assert {id: names for id, (_, names) in told.items()} == {id: list(names) for id, names in fault_list.tests().items()}, (
        "run the tests with --write-faults"
    )


def test_no_fault_is_told_to_have_failed() -> None:
    told = fault_list.told(fault_list.PAGE.read_text("utf-8"))
    assert [id for id, (outcome, _) in told.items() if outcome == "FAILED"] == []
