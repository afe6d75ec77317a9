"""The corpus of messy files: no wrong value taken, nothing lost in silence, hardly a good row refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from intake_street import NOW, assert_equation, catalog
from messy import LEDGER, MONTHS, YEARBOOK, Case, corpus

from cockpit import intake
from cockpit.intake import Parsed
from cockpit.model import Level

COUNT, SEED = 340, 20261123
STREET = catalog(LEDGER, MONTHS, YEARBOOK)


@dataclass
class Measured:
    """What came of the corpus."""

    files: int = 0
    rows: int = 0
    good: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    totals: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    quirks: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        share = 100 * len(self.refused) / self.good
        return (
            f"{self.files} files, {self.rows} rows or cells of data ({self.good} good): wrong values accepted {len(self.wrong)}, "
            f"lost in silence {len(self.lost)}, good rows refused {len(self.refused)} ({share:.2f} %); quirks {dict(self.quirks)}"
        )


@pytest.fixture(scope="module")
def measured() -> Measured:
    found = Measured()
    for case in corpus(COUNT, SEED):
        _measure(found, case)
    print(f"\n{found}")
    return found


def _measure(found: Measured, case: Case) -> None:
    parsed = intake.parse(case.data, name=case.name, source=case.of, catalog=STREET, received=NOW, fates=True)
    assert_equation(parsed)
    found.files += 1
    found.quirks.update(case.quirks)
    if parsed.quarantine is not None:
        found.refused += [f"{case.name} {case.quirks} {parsed.quarantine}" for truth in case.truth.values() if truth.status == "good"]
        found.good += sum(truth.status == "good" for truth in case.truth.values())
        return
    taken = _taken(parsed, case)
    told = {(fate.sheet, fate.row): fate.verdict for fate in parsed.fates}
    why = {(p.sheet, p.row): f"{p.code} {p.column} {p.found}" for p in parsed.problems if p.level in (Level.REFUSE, Level.HOLD)}
    blamed = {(p.sheet, p.row, p.column) for p in parsed.problems if p.level in (Level.REFUSE, Level.HOLD)}
    for where, truth in case.truth.items():
        found.rows += 1
        found.good += truth.status == "good"
        values, label = taken.pop(where, None), f"{case.name} {case.quirks} {where} {truth} {why.get(where[:2], '')}"
        if values is None:
            _not_taken(found, case, where, truth.status, told, blamed, label)
        elif truth.status != "good" or values != truth.values:
            found.wrong.append(f"{label} → {values}")
    found.wrong += [f"{case.name} {case.quirks} {where} was no data → {values}" for where, values in taken.items()]
    _said(found, case, parsed)


def _not_taken(
    found: Measured, case: Case, where: tuple[str, int, str], status: str, told: dict[Any, str], blamed: set[Any], label: str
) -> None:  # fmt: skip
    """A row that did not go on must have been told so: refused, held, or merged with its twin."""
    sheet, row, head = where
    if status == "good":
        found.refused.append(label)
    if status == "twin":
        return
    said = told.get((sheet, row)) in ("refused", "held")
    if head:
        said = said and any(b[:2] == (sheet, row) for b in blamed)
    if not said:
        found.lost.append(label)


def _taken(parsed: Parsed, case: Case) -> dict[tuple[str, int, str], dict[str, Any]]:
    """Accepted rows by their place; of wide sheets by the word of their column as well."""
    if parsed.rows is None:
        return {}
    columns = parsed.rows.columns
    names = next(iter(case.truth.values())).values
    rows = [dict(zip(names, values, strict=True)) for values in zip(*(columns[name] for name in names), strict=True)]
    words = {(sheet, row, _word(case, truth.values)): head for (sheet, row, head), truth in case.truth.items()}
    placed = zip(parsed.rows.sheet, parsed.rows.row, rows, strict=True)
    return {(sheet, row, _head(words, case, sheet, row, values)): values for sheet, row, values in placed}


def _head(words: dict[Any, str], case: Case, sheet: str, row: int, values: dict[str, Any]) -> str:
    return "" if case.of is LEDGER else words.get((sheet, row, _word(case, values)), "?")


def _word(case: Case, values: dict[str, Any]) -> Any:
    return None if case.of is LEDGER else values["month"] if case.of is MONTHS else values["place"]


def _said(found: Measured, case: Case, parsed: Parsed) -> None:
    codes = {p.code for p in parsed.problems}
    if case.hidden and "hidden_sheet" not in codes:
        found.hidden.append(case.name)
    if case.total_right is True and "total_mismatch" in codes:
        found.totals.append(f"{case.name} {case.quirks}: a right total is doubted")
    if case.total_right is False and "total_mismatch" not in codes:
        found.totals.append(f"{case.name} {case.quirks}: a wrong total is not told")


def test_no_wrong_value_is_accepted(measured: Measured) -> None:
    assert measured.files >= 300 and measured.wrong == []


def test_nothing_is_lost_in_silence(measured: Measured) -> None:
    assert measured.lost == [] and measured.hidden == []


def test_hardly_a_good_row_is_refused(measured: Measured) -> None:
    assert measured.good > 3_000 and len(measured.refused) < 0.005 * measured.good, measured.refused[:5]


def test_right_totals_are_believed_and_wrong_ones_told(measured: Measured) -> None:
    assert measured.totals == []


def test_every_quirk_is_in_the_corpus(measured: Measured) -> None:
    wanted = {
        "title", "unit line", "unit row", "two rows", "two rows merged", "blank row", "twin", "total", "wrong total", "note", "section row",
        "merged names", "gbk", "utf-16", "tab", "semicolon", "bar", "wide months", "yearbook",
    }  # fmt: skip
    assert wanted <= set(measured.quirks)
