"""Files as offices and portals really publish them, read to their cells. They lie beside the repository and are not part of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from intake_street import source
from test_readers import body, cells, sheets

REAL = Path(os.environ.get("COCKPIT_SHARED") or Path(__file__).parents[2] / "shared") / "realdata"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="REAL DATA NOT TRIED: set COCKPIT_SHARED to the folder that holds realdata/")


def bytes_of(name: str) -> tuple[bytes, str]:
    return (REAL / name).read_bytes(), Path(name).name


def test_B01_months_in_GB2312() -> None:
    sheet = sheets(*bytes_of("messy_office/全国月度数据.csv"))[0]
    rows = cells(sheet)
    assert len(rows) == 48 and len(sheet.head[0]) == 12 and "2016.1" in [row[0] for row in rows] and rows[0][3] == "101.8 "


def test_a_download_with_preface_and_footer() -> None:
    sheet = sheets(*bytes_of("messy_office/分省年度数据_年末常住人口.csv"))[0]
    at = next(i for i, row in enumerate(sheet.head) if row[0] == "地区")
    chunk = body(sheet, skip=at + 1)[0]
    assert chunk.length - len(chunk.widths) == 31 and len(sheet.head[at]) == 11


def test_an_old_workbook() -> None:
    (sheet,) = sheets(*bytes_of("messy_office/分省年度GDP数据.xls"))
    assert sheet.head[3][:2] == ["地区", "2023年"] and sheet.head[4][:2] == ["北京市", "43760.7"] and len(cells(sheet)) == 35


@pytest.mark.parametrize(
    ("name", "merged"), [("揭阳市人口变动情况（2008-2022）", 0), ("汕头市人口变动情况（自然变动）", 4), ("珠海市人口变动情况", 0)]
)
def test_yearbooks_of_fifteen_sheets(name: str, merged: int) -> None:
    found = sheets(*bytes_of(f"messy_office/{name}.xlsx"))
    assert len(found) == 15 and not any(s.hidden for s in found) and len(found[0].merged) == merged


def test_a_sensor_file_whose_header_lacks_a_name() -> None:
    sheet = sheets(*bytes_of("building/office_room_occupancy_2015-02-02_04.txt"))[0]
    assert [len(row) for row in sheet.head[:3]] == [7, 8, 8] and len(body(sheet)[0].widths) == 2665
    rows = cells(sheet, width=8)
    assert len(rows) == 2665 and round(sum(int(row[7]) for row in rows) / 2665, 4) == 0.3647


def test_snapshots_are_the_same_as_csv_and_json() -> None:
    for csv in sorted((REAL / "live_snapshots").glob("*.csv")):
        twin = csv.with_suffix(".json")
        one = sheets(csv.read_bytes(), csv.name)[0]
        assert len(cells(one)) == 28
        if twin.exists():
            two = sheets(twin.read_bytes(), twin.name)[0]
            order = [list(two.head[0]).index(name) for name in one.head[0]]
            assert cells(one) == [[row[i] for i in order] for row in cells(two)]


def test_records_under_a_path_and_features_of_a_map() -> None:
    homes = sheets(*bytes_of("elderly/us_nursing_homes_RI.json"), source(records="facilities"))[0]
    assert len(cells(homes)) == 73
    data, name = bytes_of("boundaries/sf_analysis_neighborhoods_by_tract.geojson")
    found = sheets(data, name)[0]
    at = list(found.head[0]).index("nhood")
    assert len(cells(found)) == 195 == len(json.loads(data)["features"]) and len({row[at] for row in cells(found)}) == 41


@pytest.mark.parametrize(
    ("name", "rows", "width"),
    [
        ("petition/sf311_cases_sample.csv", 4_984, 26),
        ("petition/附件4_留言与答复_至2018Q3.xlsx", 608, 7),
        ("petition/附件1_内容分类三级标签.xlsx", 517, 3),
        ("waste/stirling_tonnes_per_route_per_day.csv", 9_423, 3),
        ("waste/stirling_bin_collection_quarterly.csv", 145, 7),
        ("building/seattle_2016_building_benchmarking.csv", 3_376, 47),
        ("building/cambridge_retail_vacant_storefronts_2020-04.csv", 86, 16),
        ("boundaries/hangzhou_streets_codes.csv", 196, 5),
    ],
)
def test_plain_tables(name: str, rows: int, width: int) -> None:
    sheet = sheets(*bytes_of(name))[0]
    assert not any(chunk.widths for chunk in body(sheet)) and len(cells(sheet)) == rows and len(sheet.head[0]) == width
