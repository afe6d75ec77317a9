"""Yearbook sheets as statistics offices publish them, taken in unchanged by catalogues alone; check figures from the README beside them.

Where the files are not at hand these tests are skipped and say so (see test_real_homes).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from test_real_homes import HOMES, real

from cockpit import catalog, intake
from cockpit.calendar import day_number
from cockpit.intake import Parsed
from cockpit.model import Level, Problem

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.real


def taken(home: str, name: str, source: str = "") -> Parsed:
    """The file read with that home's catalogue; its equation holds."""
    path, found = real(name), catalog.load_or_raise(HOMES / home)
    of = found.sources[source] if source else intake.identify(Path(name).name, "", head=path.read_bytes(), catalog=found)
    assert not isinstance(of, Problem), of
    parsed = intake.parse(path.read_bytes(), name=path.name, source=of, catalog=found, received=NOW, fates=True)
    assert parsed.quarantine is None and parsed.rows is not None, parsed.problems[:3]
    assert replace(parsed.equation, unchanged=len(parsed.rows)).holds()
    return parsed


def rows(parsed: Parsed, *names: str) -> list[tuple[Any, ...]]:
    assert parsed.rows is not None
    return list(zip(*(parsed.rows.columns[name] for name in names), strict=True))


def codes(parsed: Parsed) -> Counter[str]:
    return Counter(p.code for p in parsed.problems)


def test_jieyang_five_shapes_of_sheet_in_one_workbook() -> None:
    parsed = taken("jieyang", "messy_office/揭阳市人口变动情况（2008-2022）.xlsx")
    assert (parsed.equation.refused, parsed.equation.held) == (0, 0)
    every = rows(parsed, "year", "indicator", "place", "unit", "value")
    told = {(year, item, place): (unit, value) for year, item, place, unit, value in every}
    assert {year for year, _, _ in told} == set(range(2008, 2023))
    assert told[2022, "年末常住人口", "rongcheng"] == ("人", 94_180_000) and told[2022, "本年出生人口数", "huilai"] == ("人", 1_962_000)
    assert told[2015, "男性人口", "puqiao"] == ("人", 650_000) and told[2008, "年末总户数", "puning"] == ("户", 49_550_000)
    assert not any(place == "*" for _, _, place in told), "全市 is not one of the districts"
    noted = codes(parsed)
    assert noted["total_checked"] == 15 and noted["columns_unread"] == 15 and "unknown_place" not in noted


def test_shantou_names_every_cell_that_was_misread_when_it_was_scanned() -> None:
    parsed = taken("shantou", "messy_office/汕头市人口变动情况（自然变动）.xlsx")
    refused = {(p.sheet, p.values["cell"]): (p.code, p.found) for p in parsed.problems if p.level is Level.REFUSE}
    assert refused[("2021", "C6")] == ("not_a_number", "7.8S") and refused[("2021", "E7")] == ("not_a_number", "4.9T")
    assert refused[("2019", "D7")] == ("not_a_number", "217E")
    assert refused[("2019", "C7")] == ("out_of_range", "1222") and refused[("2019", "E6")] == ("out_of_range", "681")
    assert (parsed.equation.read, parsed.equation.refused, parsed.equation.not_data) == (150, 6, 45)
    wrong = {(p.sheet, p.row): (p.found, p.expected) for p in parsed.problems if p.code == "total_mismatch"}
    assert wrong["2021", 5] == ("45921", "45978"), "自然增长 of 金平区 is printed as -6 for -63"


def test_zhuhai_indicators_in_rows() -> None:
    parsed = taken("zhuhai", "messy_office/珠海市人口变动情况.xlsx")
    told = {(year, item, place): value for year, item, place, value in rows(parsed, "year", "indicator", "place", "value")}
    assert len(told) == 15 * 11 * 3 and not codes(parsed).keys() - {"name_trimmed"}
    assert told[2022, "出生率", "jinwan"] == 1170 and told[2010, "女性", "doumen"] == 16_627_700


def test_provinces_with_a_preface_and_the_unit_only_in_it() -> None:
    people = taken("provinces", "messy_office/分省年度数据_年末常住人口.csv")
    told = {(province, year): n for province, year, n in rows(people, "province", "year", "people")}
    assert len(told) == 310 and told["北京市", 2024] == 21_830_000 and told["新疆维吾尔自治区", 2015] == 23_850_000
    assert set(rows(people, "indicator")) == {("年末常住人口",)}
    product = taken("provinces", "messy_office/分省年度GDP数据.xls")
    told = {(province, year): n for province, year, n in rows(product, "province", "year", "amount")}
    assert len(told) == 620 and told["北京市", 2023] == 437_607 and told["新疆维吾尔自治区", 2004] == 21_704


def test_months_of_which_every_tenth_lost_its_nought() -> None:
    parsed = taken("monthly", "messy_office/全国月度数据.csv")
    days = [day for (day,) in rows(parsed, "month")]
    assert len(days) == 48 and days == sorted(set(days)) and days[9] == day_number(date(2016, 10, 31))
    assert codes(parsed) == {"date_form": 1, "month_by_neighbours": 1}


def test_a_room_whose_header_lacks_the_row_number() -> None:
    parsed = taken("room", "building/office_room_occupancy_2015-02-02_04.txt")
    occupied = [flag for (flag,) in rows(parsed, "occupied")]
    assert len(occupied) == 2665 and round(sum(occupied) / len(occupied), 4) == 0.3647
    assert "header_shifted" in codes(parsed)
