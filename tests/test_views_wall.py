"""The wall's pages over a made-up snapshot: nothing claimed that is not shown, nothing stale in a status colour, counts that add up."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import fakes
import pytest
from plotly.utils import PlotlyJSONEncoder

from cockpit import catalog, figures
from cockpit.catalog.schema import Catalog, Screen, Turn
from cockpit.measure import touches
from cockpit.model import STREET, Reading, Snapshot, SourceState, State
from cockpit.screen import wall as screen
from cockpit.views import attention, charts, wall
from cockpit.views.wall import canvas, findings, frame, rail, words
from cockpit.views.wall.parts import Cell, Figure, Note, Panel, Rail, Table, WallView
from cockpit.views.wall.scene import Scene

AS_OF = date(2026, 11, 23)
AS_OF_NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOME = Path(__file__).parent.parent / "data" / "catalog"
HAN = re.compile("[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def book() -> Catalog:
    return catalog.load_or_raise(HOME)


@pytest.fixture(scope="module")
def snapshot(book: Catalog) -> Snapshot:
    return fakes.snapshot(book, AS_OF)


def panels(view: WallView) -> Iterator[Panel]:
    yield from (*view.feeds, *view.side)
    for column in view.columns:
        yield from column.panels


def figures_of(view: WallView) -> Iterator[charts.Chart]:
    for panel in panels(view):
        for block in panel.blocks:
            if isinstance(block, Figure):
                yield block.chart
            if isinstance(block, Table) and block.figure is not None:
                yield block.figure


def cells(view: WallView) -> Iterator[Cell]:
    yield from view.strip
    for row in view.ledger:
        yield from row.cells


def texts(value: Any) -> Iterator[str]:
    """Every text a view carries, whatever holds it."""
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from texts(item)


def with_reading(snapshot: Snapshot, reading: Reading) -> Snapshot:
    return dataclasses.replace(snapshot, readings={**snapshot.readings, (reading.indicator, reading.place): reading})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", wall.PAGES)
def test_every_page_is_filled(page: str, lang: str, book: Catalog, snapshot: Snapshot) -> None:
    view = wall.build(page, snapshot, book, lang=lang)
    boxes = list(panels(view))
    assert boxes and all(p.title and p.blocks for p in boxes)
    for column in view.columns:
        room = frame.BODY if page == "exceptions" else frame.BODY - frame.GAP - wall.strip_height(view.strip)
        assert sum(p.h for p in column.panels) + frame.GAP * (len(column.panels) - 1) == room
    if view.columns:
        assert sum(c.w for c in view.columns) + frame.GAP * (len(view.columns) - 1) == frame.WIDTH


@pytest.mark.parametrize("page", wall.PAGES)
def test_english_pages_carry_no_han(page: str, book: Catalog, snapshot: Snapshot) -> None:
    found = [t for t in texts(wall.build(page, snapshot, book, lang="en")) if HAN.search(t)]
    assert not found


@pytest.mark.parametrize("page", wall.PAGES)
def test_trees_are_json_and_the_same_twice(page: str, book: Catalog, snapshot: Snapshot) -> None:
    first, second = (
        json.dumps(screen.layout(wall.build(page, snapshot, book)), cls=PlotlyJSONEncoder, ensure_ascii=False) for _ in range(2)
    )
    assert first == second
    assert "http" not in first.replace("http://www.w3.org/2000/svg", "")


def test_every_declared_series_is_drawn_by_the_pages(book: Catalog, snapshot: Snapshot) -> None:
    """Taking a series away changes the page that shows it: none is measured for nothing."""
    before = {p: wall.build(p, snapshot, book) for p in wall.PAGES}
    for name in snapshot.series:
        without = dataclasses.replace(snapshot, series={k: v for k, v in snapshot.series.items() if k != name})
        assert any(wall.build(p, without, book) != before[p] for p in wall.PAGES), name


def test_indicators_of_a_priority_all_stand_on_its_page_with_unit_target_and_companion(book: Catalog, snapshot: Snapshot) -> None:
    for number in book.priorities:
        strip = {c.id: c for c in wall.build(str(number), snapshot, book).strip}
        mine = [i for i in book.indicators.values() if i.priority == number]
        assert list(strip) == [i.id for i in mine]
        for indicator in mine:
            shown, found = strip[indicator.id], snapshot.reading(indicator.id)
            assert shown.unit or found.state is State.PLAIN
            assert bool(shown.target) == (found.target is not None)
            assert bool(shown.note) == (indicator.companion is not None)


def test_header_counts_are_the_priorities_by_state(book: Catalog, snapshot: Snapshot) -> None:
    header = wall.build("overview", snapshot, book).header
    for count in header.counts:
        mine = [
            r
            for r in snapshot.priorities
            if {"ok": State.OK, "warn": State.WATCH, "bad": State.MISSED, "stale": State.STALE}[count.style] is r.state
        ]
        assert count.number == len(mine) == len(count.signs)
        assert count.signs == "".join(words.circled(r.id) for r in mine)
    assert sum(c.number for c in header.counts) == len(snapshot.priorities)


def test_ledger_keeps_the_catalogues_order_and_its_bars_add_up(book: Catalog, snapshot: Snapshot) -> None:
    ledger = wall.build("overview", snapshot, book).ledger
    assert [r.id for r in ledger] == list(book.priorities)
    for row in ledger:
        assert row.bar.ok == row.ok
        assert row.bar.ok + row.bar.watch + row.bar.missed == row.assessable
        assert bool(row.missing) == (row.bar.blind > 0)
        assert len(row.cells) == 4


def test_wall_and_desk_list_the_same_matters(book: Catalog, snapshot: Snapshot) -> None:
    """As many, in the same order of states: two numbers that disagree would cost the trust in both."""
    here = rail.items(Scene(snapshot, book, "zh"))
    there = attention.rail(snapshot, book, "zh")
    kinds = {"missed": "bad", "watch": "warn", "stale": "stale", "none": "none"}
    assert [i.kind for i in here] == [kinds[i.mark.state] for i in there]


@pytest.mark.parametrize(
    ("shape", "distance", "width", "size", "reach"),
    [
        ("", 6.0, 3.0, (1920, 1080), 0.0),
        ("", 3.0, 3.0, (1920, 1080), 0.0),
        ("", 9.0, 3.0, (1280, 720), 0.0),
        ("", 6.0, 2.0, (1280, 720), 0.0),
        ("", 9.0, 4.5, (1920, 1080), 0.0),
        ("", 18.0, 3.0, (960, 540), 12.0),
        ("wide", 6.0, 6.0, (3840, 1080), 0.0),
        ("wide", 9.0, 6.0, (2560, 720), 0.0),
        ("wide", 6.0, 0.0, (3840, 1080), 0.0),
        ("tall", 6.0, 0.0, (1080, 1920), 0.0),
    ],
)
def test_a_canvas_follows_distance_and_width(shape: str, distance: float, width: float, size: tuple[int, int], reach: float) -> None:
    """20 design pixels are 20 × (distance / 6 m) × (3 m / width) pixels of the reference: the canvas has so many fewer, never more."""
    found = canvas.fitting(shape=shape, distance_m=distance, width_m=width)
    assert (found.w, found.h) == size and found.reach_m == reach


@pytest.mark.parametrize("written", ["", "x", "-3", "0", "nan", "inf", "1e9", "６"])
def test_what_is_no_length_is_not_listened_to(written: str) -> None:
    assert canvas.metres(written, 6.0) == 6.0


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("shape", "distance"), [("", "7.5"), ("", "9"), ("", "12"), ("wide", "8"), ("wide", "12"), ("tall", "6"), ("tall", "9")]
)
def test_on_other_walls_everything_stays_inside(shape: str, distance: str, lang: str, book: Catalog, snapshot: Snapshot) -> None:
    for page in wall.PAGES:
        view = wall.build(page, snapshot, book, lang=lang, wide=shape == "wide", tall=shape == "tall", distance=distance)
        room = view.canvas.half if view.beside else view.canvas
        assert all(len(r.cells) <= 3 for r in view.ledger)
        assert sum(c.w for c in view.columns if not c.alone) + frame.GAP * max(0, sum(not c.alone for c in view.columns) - 1) <= room.width
        assert all(sum(p.h for p in c.panels) + frame.GAP * (len(c.panels) - 1) <= room.body for c in view.columns)
        assert any(isinstance(b, Rail) for p in panels(view) for b in p.blocks) or view.strip, "what needs action is never dropped first"


def test_the_catalogue_knows_the_offices_wall(book: Catalog, snapshot: Snapshot) -> None:
    """What stands in the address goes before what the catalogue says."""
    told = dataclasses.replace(book, street=dataclasses.replace(book.street, wall=Screen(width_m=2.0, distance_m=6.0)))
    assert wall.build("1", snapshot, told).canvas.w == 1280
    assert wall.build("1", snapshot, told, width="3").canvas.w == 1920
    assert wall.build("1", snapshot, told, distance="3").canvas.w == 1920


def test_the_distance_setting_drops_the_fourth_indicator(book: Catalog, snapshot: Snapshot) -> None:
    assert {len(r.cells) for r in wall.build("overview", snapshot, book, distance=wall.FAR).ledger} == {3}


def test_a_stale_figure_never_wears_a_status_colour(book: Catalog, snapshot: Snapshot) -> None:
    stale = {i for (i, place), r in snapshot.readings.items() if place == STREET and r.state is State.STALE}
    assert stale
    for page in wall.PAGES:
        view = wall.build(page, snapshot, book)
        assert all(c.style == "stale" and c.age for c in cells(view) if c.id in stale)
        for panel in panels(view):
            if panel.stale:
                drawn = [b.chart for b in panel.blocks if isinstance(b, Figure)]
                inks = json.dumps([figures.draw(c) for c in drawn])
                assert not any(
                    color in inks for color in (figures.DARK.bad, figures.DARK.warn, figures.DARK.bad_ink, figures.DARK.accent)
                ), panel.title
                assert panel.tag and panel.tag[0] == "stale"


def test_small_numbers_stand_as_n_of_N_without_colour(book: Catalog, snapshot: Snapshot) -> None:
    found = dataclasses.replace(snapshot.reading("petition.resolution_rate"), value=75.0, n=3.0, N=4.0, state=State.PLAIN)
    shown = next(c for c in wall.build("4", with_reading(snapshot, found), book).strip if c.id == found.indicator)
    assert (shown.value, shown.unit, shown.style) == ("3/4", "件", "plain")


def test_masked_and_missing_values_are_never_numbers(book: Catalog, snapshot: Snapshot) -> None:
    base = snapshot.reading("petition.resolution_rate")
    masked = dataclasses.replace(base, value=None, n=None, N=None, previous=None, state=State.NONE, masked=True)
    absent = dataclasses.replace(masked, masked=False)
    for reading, text in ((masked, "<5"), (absent, "—")):
        shown = next(c for c in wall.build("4", with_reading(snapshot, reading), book).strip if c.id == base.indicator)
        assert (shown.value, shown.style, shown.arrow, shown.change) == (text, "none", "", "")


def test_the_rail_counts_what_it_lists_and_names_units_only(book: Catalog, snapshot: Snapshot) -> None:
    scene = Scene(snapshot, book, "zh")
    every = rail.items(scene)
    by_group = {g: sum(i.group == g for i in every) for g in rail.GROUPS}
    assert sum(by_group.values()) == len(every)
    readings = [r for (_, place), r in snapshot.readings.items() if place == STREET]
    assert by_group["missed"] >= sum(r.state is State.MISSED for r in readings)
    assert by_group["watch"] == sum(r.state is State.WATCH for r in readings)
    assert by_group["silent"] == sum(
        r.state in (SourceState.SILENT, SourceState.NEVER) for r in snapshot.sources.values() if r.id in book.sources
    )
    duties = attention.duties(snapshot, book, "zh")
    assert by_group["overdue"] == sum(d.over > 0 for d in duties) and by_group["near"] == sum(d.near > 0 for d in duties)
    order = [rail.GROUPS.index(i.group) for i in every]
    assert order == sorted(order)
    known = {words.plain(d.name.zh) for d in book.departments.values()}
    assert all(i.who.split("·")[0] in known for i in every)


@pytest.mark.parametrize("page", wall.PAGES)
def test_a_rail_that_does_not_show_all_says_how_many_there_are(page: str, book: Catalog, snapshot: Snapshot) -> None:
    scene = Scene(snapshot, book, "zh", int(page) if page.isdigit() else 0)
    for panel in panels(wall.build(page, snapshot, book)):
        for block in panel.blocks:
            if isinstance(block, Rail) and page != "exceptions":
                assert len(block.items) + block.hidden == len(rail.items(scene))
                assert str(len(rail.items(scene))) in panel.right
                assert page.isdigit() or block.hidden == 0 or panel.right == f"列出{len(block.items)}/{len(rail.items(scene))}项"


def test_page_findings_name_only_indicators_in_their_state(book: Catalog, snapshot: Snapshot) -> None:
    for number in book.priorities:
        said = findings.page(Scene(snapshot, book, "zh", number))
        for indicator in book.indicators.values():
            if re.search(rf"{re.escape(indicator.short.zh)}.*未达标", said.split("，")[0]) and "无未达标" not in said:
                assert indicator.priority == number and snapshot.reading(indicator.id).state is State.MISSED


def test_the_buildings_finding_is_the_sum_of_the_table_it_stands_over(book: Catalog, snapshot: Snapshot) -> None:
    scene = Scene(snapshot, book, "zh", 2)
    said = findings.buildings(scene, dataclasses.replace(snapshot.reading("building.occupancy_rate"), state=State.WATCH))
    pairs = findings.pairs_of(snapshot.series["building.floor_space"])
    low = [p for p in pairs if p[0] / sum(p[:2]) < 2 and p[0] / p[1] < findings.LOW_LET]
    rest = [p for p in pairs if p not in low]
    assert said == f"入驻率88.6%：三栋拖低，其余九栋{100 * sum(p[0] for p in rest) / sum(p[1] for p in rest):.1f}%"
    table = next(b for p in panels(wall.build("2", snapshot, book)) for b in p.blocks if isinstance(b, Table))
    assert [c.text for c in table.total][2] == "88.6%"
    assert sum(row[2].mark == "warn" for row in table.rows) == len(low)


def test_without_a_rule_that_fires_the_plain_name_stands(book: Catalog, snapshot: Snapshot) -> None:
    scene = Scene(snapshot, book, "zh", 2)
    fine = dataclasses.replace(snapshot.reading("building.occupancy_rate"), state=State.OK)
    assert findings.buildings(scene, fine) == ""
    points = snapshot.history["garbage.accuracy_rate", STREET]
    level = tuple(dataclasses.replace(p, value=90.0) for p in points)
    flat = dataclasses.replace(snapshot, history={**snapshot.history, ("garbage.accuracy_rate", STREET): level})
    assert findings.trend(Scene(flat, book, "zh"), "garbage.accuracy_rate", "分类准确率") == "分类准确率"
    falling = tuple(dataclasses.replace(p, value=100.0 - i) for i, p in enumerate(points))
    down = dataclasses.replace(snapshot, history={**snapshot.history, ("garbage.accuracy_rate", STREET): falling})
    assert findings.trend(Scene(down, book, "zh"), "garbage.accuracy_rate", "分类准确率").endswith("期连降")


def test_a_missing_series_leaves_no_hole(book: Catalog, snapshot: Snapshot) -> None:
    bare = dataclasses.replace(snapshot, series={})
    for page in wall.PAGES:
        view = wall.build(page, bare, book)
        assert all(p.blocks for p in panels(view))
        assert all(sum(p.h for p in c.panels) + frame.GAP * (len(c.panels) - 1) >= 700 for c in view.columns)


def test_sensitive_indicators_are_never_told_apart_by_community(book: Catalog, snapshot: Snapshot) -> None:
    scene = Scene(snapshot, book, "zh")
    for indicator in book.indicators.values():
        if indicator.level not in ("L1", "L2"):
            assert not list(scene.places(indicator))


def test_refused_values_stay_off_the_wall(book: Catalog, snapshot: Snapshot) -> None:
    said = "\n".join(texts(wall.build("exceptions", snapshot, book)))
    assert all(p.found not in said for p in snapshot.problems)


def test_rotation_skips_a_priority_without_data_and_says_so(book: Catalog, snapshot: Snapshot) -> None:
    empty = {
        k: dataclasses.replace(r, value=None, n=None, N=None, state=State.NONE) if book.indicators[k[0]].priority == 5 else r
        for k, r in snapshot.readings.items()
    }
    blank = dataclasses.replace(snapshot, readings=empty)
    assert [p for p, _ in wall.rotation(blank, book)] == ["overview", "1", "2", "3", "4", "6", "exceptions"]
    view = wall.build("overview", blank, book)
    assert view.footer.skipped == 1 and len(view.footer.dots) == 7


def test_a_missed_priority_stands_longer(book: Catalog, snapshot: Snapshot) -> None:
    seconds = {str(r.id): 30 if r.state is State.MISSED else 20 for r in snapshot.priorities}
    assert set(seconds.values()) == {20, 30}
    assert dict(wall.rotation(snapshot, book)) == {"overview": 45, **seconds, "exceptions": 30}


def test_the_playlist_of_the_catalogue_says_which_pages_turn_and_how_long(book: Catalog, snapshot: Snapshot) -> None:
    listed = (Turn("overview", 60, 90), Turn("4", 15, 15), Turn("exceptions", 10, 10))
    own = dataclasses.replace(book, street=dataclasses.replace(book.street, wall=Screen(playlist=listed)))
    assert wall.rotation(snapshot, own) == (("overview", 90), ("4", 15), ("exceptions", 10))
    assert len(wall.build("4", snapshot, own).footer.dots) == 3


def test_each_figure_grows_stale_with_its_own_source(book: Catalog, snapshot: Snapshot) -> None:
    """The moment is that of the earliest of the sources it is made from; what is told as stale already has none."""
    hours = {source: AS_OF_NOON + timedelta(hours=n) for n, source in enumerate(snapshot.sources)}
    timed = {k: dataclasses.replace(r, silent_at=hours[k]) for k, r in snapshot.sources.items()}
    dated = dataclasses.replace(snapshot, sources=timed)
    seen = set()
    for page in wall.PAGES:
        for cell in cells(wall.build(page, dated, book)):
            first = min(hours[s] for s in touches.sources_of(book.indicators[cell.id].formula) if s in hours)
            assert cell.stale_after == (0 if cell.style == "stale" else int(first.timestamp())), cell.id
            seen.add(cell.stale_after)
        assert any(p.stale_after for p in panels(wall.build(page, dated, book))) or page == "exceptions"
    assert len(seen) > 10


def test_a_page_the_catalogue_has_not_is_a_key_error(book: Catalog, snapshot: Snapshot) -> None:
    with pytest.raises(KeyError):
        wall.build("7", snapshot, book)


@pytest.mark.parametrize("page", wall.PAGES)
def test_figures_have_fixed_pixels_and_nothing_smaller_than_twenty(page: str, book: Catalog, snapshot: Snapshot) -> None:
    for spec in figures_of(wall.build(page, snapshot, book)):
        drawn = figures.draw(spec)
        layout = drawn["layout"]
        assert (layout["width"], layout["height"]) == (spec.w, spec.h) and spec.w > 0 and spec.h > 0
        assert all(a["font"]["size"] >= 20 for a in layout.get("annotations", ()))
        assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
        json.dumps(drawn)
    assert figures.CONFIG["staticPlot"] and figures.CONFIG["plotlyServerURL"] == "" and figures.CONFIG["topojsonURL"].startswith("/")


def test_the_wide_canvas_puts_the_overview_beside_the_page(book: Catalog, snapshot: Snapshot) -> None:
    view = wall.build("3", snapshot, book, wide=True)
    assert view.wide and view.beside is not None and view.beside.page == "overview"
    assert wall.build("overview", snapshot, book, wide=True).beside is None


@pytest.mark.parametrize(
    ("low", "high", "zero"),
    [(0.0, 1.0, True), (88.2, 93.9, False), (5.0, 5.0, False), (0.0, 0.0, True), (-3.0, 12.0, True), (3.1e6, 4.2e7, True)],
)
def test_ticks_enclose_what_they_measure(low: float, high: float, zero: bool) -> None:
    found = charts.ticks(low, high, zero=zero)
    assert found[0] <= low and found[-1] >= high and 2 <= len(found) <= 9


def test_labels_are_pushed_apart_and_stay_inside() -> None:
    from cockpit.figures import frame as drawing

    placed = drawing.apart([10, 12, 11], 20, low=0, high=100)
    ordered = sorted(placed)
    assert all(b - a >= 20 for a, b in pairwise(ordered)) and ordered[0] >= 0 and ordered[-1] <= 100


def test_notes_hold_text_or_keys(book: Catalog, snapshot: Snapshot) -> None:
    for page in wall.PAGES:
        for panel in panels(wall.build(page, snapshot, book)):
            assert all(b.text or b.keys or b.right for b in panel.blocks if isinstance(b, Note)), panel.title
