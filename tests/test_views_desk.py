"""The desk's pages over a made-up snapshot of the demo catalogue: what they say, in both languages, and where they lead."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import fakes
import pytest
from dash.development.base_component import Component
from plotly.utils import PlotlyJSONEncoder

from cockpit import catalog as catalogs
from cockpit.catalog.schema import Catalog
from cockpit.model import STREET, Batch, Deadline, Equation, Point, Snapshot, SourceState, State, Verdict, Why
from cockpit.screen import health as health_screen
from cockpit.screen import indicator as indicator_screen
from cockpit.screen import intake as intake_screen
from cockpit.screen import overview as overview_screen
from cockpit.screen import priority as priority_screen
from cockpit.screen import weeks as weeks_screen
from cockpit.views import attention, batches, card, desk, health, indicator, intake, overview, priority, ranking, weeks

AS_OF = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 0, 42, tzinfo=UTC)
PETITIONS = "petition.on_time_reply_rate"
HAN = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found, complaints = catalogs.load(Path(__file__).parent.parent / "data")
    assert found is not None, complaints
    return found


@pytest.fixture(scope="module")
def snapshot(catalog: Catalog) -> Snapshot:
    return fakes.snapshot(catalog, AS_OF)


def with_reading(snapshot: Snapshot, indicator_id: str, place: str, **changes: Any) -> Snapshot:
    key = (indicator_id, place)
    return dataclasses.replace(snapshot, readings={**snapshot.readings, key: dataclasses.replace(snapshot.readings[key], **changes)})


def batch(number: int, source: str, **terms: int) -> Batch:
    rows = Equation(sum(terms.values()), **terms)
    return Batch(
        number, source, "cases.csv", "0", NOW, Verdict.ACCEPTED, rows, covers_from=date(2026, 11, 16), covers_to=date(2026, 11, 22)
    )


def pages(snapshot: Snapshot, catalog: Catalog, lang: str) -> Iterator[Component]:
    choice = desk.Choice(lang=lang)
    told = [batch(1, "petition_case", new=398, merged=11, refused=3)]
    frozen = [weeks.Frozen("2026-W47", NOW, "abcdef", issues=(weeks.Issue("xlsx", lang, "a.xlsx"),))]
    yield overview_screen.layout(overview.build(snapshot, catalog, choice=choice, now=NOW))
    for number in catalog.priorities:
        yield priority_screen.layout(priority.build(snapshot, catalog, priority=number, choice=choice, batches=told))
    for name in catalog.indicators:
        yield indicator_screen.layout(indicator.build(snapshot, catalog, indicator=name, choice=choice, batches=told))
    yield health_screen.layout(health.build(snapshot, catalog, choice=choice, batches=told))
    yield weeks_screen.layout(weeks.build(snapshot, catalog, choice=choice, weeks=frozen))
    yield intake_screen.layout(intake.build(snapshot, catalog, choice=choice, batches=told))


def nodes(tree: Any) -> Iterator[Component]:
    if isinstance(tree, Component):
        yield tree
        yield from nodes(getattr(tree, "children", None))
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from nodes(child)


def texts(tree: Any) -> Iterator[str]:
    """Everything a person reads or hears, without names as they stand in files."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Component):
        if "asis" in (getattr(tree, "className", "") or "").split():
            return
        plain = tree.to_plotly_json()["props"]  # type: ignore[no-untyped-call]
        yield from (str(plain[name]) for name in ("title", "aria-label") if plain.get(name))
        yield from texts(getattr(tree, "children", None))
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from texts(child)


def test_english_pages_have_no_han_but_names_of_files_and_documents(snapshot: Snapshot, catalog: Catalog) -> None:
    documents = {d.document for i in catalog.indicators.values() for d in i.targets} | {"中文"}
    for tree in pages(snapshot, catalog, "en"):
        for said in texts(tree):
            for document in documents:
                said = said.replace(document, "") if document else said
            assert not HAN.search(re.sub(r"[^ ]*\.csv", "", said)), said


def test_every_page_becomes_json_with_no_hole_and_no_none(snapshot: Snapshot, catalog: Catalog) -> None:
    for lang in ("zh", "en"):
        for tree in pages(snapshot, catalog, lang):
            body = json.dumps(tree, cls=PlotlyJSONEncoder)
            assert "NaN" not in body
            assert not [said for said in texts(tree) if "None" in said.split() or "nan" in said.split()]


def test_every_link_leads_to_a_page_of_the_house(snapshot: Snapshot, catalog: Catalog) -> None:
    known = re.compile(
        r"/|/p/[1-6]|/i/[a-z0-9_.]+|/health|/intake|/weeks(/2026-W\d\d)?|/api/v1/weeks/2026-W\d\d/[^/]+|/api/v1/templates/\w+\.xlsx|"
    )
    for tree in pages(snapshot, catalog, "en"):
        for node in nodes(tree):
            if target := getattr(node, "href", None):
                parts = urlsplit(target)
                assert known.fullmatch(parts.path), target
                assert parts.path.startswith("/api/") or parts.path == "" or parse_qs(parts.query).get("lang", ["zh"])[0] in ("en", "zh")


def test_every_mark_stands_beside_a_word(snapshot: Snapshot, catalog: Catalog) -> None:
    for tree in pages(snapshot, catalog, "zh"):
        for node in nodes(tree):
            if (getattr(node, "className", "") or "").startswith("tag "):
                assert any(said.strip() for said in texts(node))


def test_the_url_is_checked_against_the_catalogue(catalog: Catalog) -> None:
    good = desk.choose(catalog, {"lang": "en", "place": "c03", "period": "2026-W46", "compare": "year", "indicator": PETITIONS})
    assert good == desk.Choice("en", "c03", "2026-W46", "year", PETITIONS)
    assert desk.choose(catalog, {"lang": "fr", "place": "c99", "period": "soon", "compare": "x", "indicator": "<script>"}) == desk.Choice()
    assert desk.href("/p/4", good, place="*", period="") == f"/p/4?lang=en&compare=year&indicator={PETITIONS}"
    assert desk.href("/p/4", desk.Choice()) == "/p/4"


def test_priorities_stand_worst_first_and_count_instead_of_scoring(snapshot: Snapshot, catalog: Catalog) -> None:
    view = overview.build(snapshot, catalog, choice=desk.Choice(), now=NOW)
    order = [row.mark.state for row in view.rows]
    assert order == sorted(order, key=[s.value for s in desk.WORST].index)
    report = next(r for r in snapshot.priorities if view.rows[0].name.startswith(desk.numeral(r.id)))
    assert view.rows[0].headline == f"{report.ok}/{report.assessable}"
    assert sum(c.number for c in view.counts) == len(snapshot.priorities)
    assert view.date == "11月23日 周一·第48周"


def test_the_rail_runs_from_overdue_over_silent_and_missed_to_near(snapshot: Snapshot, catalog: Catalog) -> None:
    items = attention.rail(snapshot, catalog, "zh")
    words = [i.mark.word for i in items]
    assert (
        words.index("停更") > words.index("超期")
        and words.index("未达标") > words.index("停更")
        and words.index("将到期") > words.index("未达标")
    )
    over = next(i for i in items if i.mark.word == "超期")
    assert over.big.startswith("超") and over.small == "天"


def test_duties_count_by_unit_and_by_days_left(snapshot: Snapshot, catalog: Catalog) -> None:
    told = dataclasses.replace(snapshot, deadlines=(Deadline("petition_case", "lawful", {-4: 2, 0: 1, 3: 1, 10: 5, 11: 7}),))
    (duty,) = attention.duties(told, catalog, "en")
    assert (duty.over, duty.near, duty.later, duty.far, duty.total) == (2, 2, 5, 7, 16)
    assert duty.said == "4 days over" and duty.mark.state == "missed"
    assert attention.left(-1, "days", "en") == ("1", "day over")
    assert attention.left(0, "天", "zh") == ("今日", "")


def test_masked_counts_show_nowhere_on_a_page(snapshot: Snapshot, catalog: Catalog) -> None:
    hidden = with_reading(
        snapshot, PETITIONS, "c04", value=None, n=None, N=None, masked=True, state=State.NONE, why=Why("masked", {"below": "5"})
    )
    choice = desk.Choice(place="c04")
    found = card.card(hidden, catalog, catalog.indicators[PETITIONS], choice=choice, path="/p/4")
    assert (found.value, found.counts, found.change) == ("<5", "", "")
    ranked = ranking.ranking(hidden, catalog, catalog.indicators[PETITIONS], choice=choice, path="/p/4")
    assert [(d.text, d.at) for d in ranked.apart if d.on] == [("<5", None)]


def test_communities_below_min_n_are_listed_apart_as_counts(snapshot: Snapshot, catalog: Catalog) -> None:
    small = with_reading(snapshot, PETITIONS, "c05", value=75.0, n=3.0, N=4.0, state=State.PLAIN, target=100.0)
    ranked = ranking.ranking(small, catalog, catalog.indicators[PETITIONS], choice=desk.Choice(), path="/p/4")
    name = catalog.communities["c05"].name.zh
    assert [d.text for d in ranked.apart if d.name == name] == ["3/4"]
    assert name not in [d.name for d in ranked.dots]


def test_the_worst_community_stands_first_and_the_scale_ends_at_a_hundred(snapshot: Snapshot, catalog: Catalog) -> None:
    worse = with_reading(snapshot, PETITIONS, "c07", value=61.0, n=61.0, N=100.0, state=State.MISSED)
    ranked = ranking.ranking(worse, catalog, catalog.indicators[PETITIONS], choice=desk.Choice(), path="/p/4")
    assert ranked.dots[0].name == catalog.communities["c07"].name.zh
    assert float(ranked.high) <= 100
    assert all(d.at is not None and 0 <= d.at <= 100 for d in ranked.dots)


def test_a_past_week_is_judged_by_the_target_of_its_day(snapshot: Snapshot, catalog: Catalog) -> None:
    key = (PETITIONS, STREET)
    points = list(snapshot.history[key])
    points[-2] = Point(points[-2].period, 89.96, 2249.0, 2500.0, target=90.0)
    told = dataclasses.replace(snapshot, history={**snapshot.history, key: tuple(points)})
    week = desk.past_weeks(told, catalog, 2)[1]
    found = card.card(told, catalog, catalog.indicators[PETITIONS], choice=desk.Choice(period=week), path="/p/4")
    assert found.value == "89.9" and found.mark.state in ("watch", "missed") and found.when == "第46周"


def test_an_absent_figure_says_why_and_is_never_a_zero(snapshot: Snapshot, catalog: Catalog) -> None:
    absent = with_reading(snapshot, PETITIONS, STREET, value=None, n=None, N=None, state=State.NONE, why=Why("no_rows"))
    found = card.card(absent, catalog, catalog.indicators[PETITIONS], choice=desk.Choice(), path="/p/4")
    assert (found.value, found.note, found.mark.word) == ("—", "本期没有记录", "无数据")


def test_lineage_names_files_rows_and_what_was_left_out(snapshot: Snapshot, catalog: Catalog) -> None:
    told = [batch(7, "petition_case", new=398, merged=11, refused=3), batch(8, "building", new=12)]
    view = priority.build(snapshot, catalog, priority=4, choice=desk.Choice(indicator=PETITIONS), batches=told).lineage
    files, left_out = view.sections[0], view.sections[1]
    assert files.title == "来自1个文件，398行"
    assert [line.name for line in files.lines] == ["cases.csv"]
    assert ("拒收", "3行") in [(line.name, line.figure) for line in left_out.lines]
    assert ("重复行合并", "11行") in [(line.name, line.figure) for line in left_out.lines]
    assert view.rows_href == f"/i/{PETITIONS}#rows"


def test_batches_tell_where_every_row_went() -> None:
    assert batches.equation(Equation(412, new=398, merged=11, refused=3), "zh") == "412 = 新增398 + 合并11 + 拒收3"
    assert batches.equation(Equation(), "en") == "0 rows"


def test_rows_end_with_n_and_whole(snapshot: Snapshot, catalog: Catalog) -> None:
    @dataclasses.dataclass
    class Rows:
        total_hit: float = 1
        total_of: float = 2
        rows_of: int = 2
        rows: tuple[dict[str, Any], ...] = (
            {"_table": "petition_case", "case_id": "X1", "_file": "cases.csv", "_sheet": "", "_row": 14, "_n": 1, "_N": 1},
            {"_table": "petition_case", "case_id": "X2", "_file": "cases.csv", "_sheet": "", "_row": 15, "_n": 0, "_N": 1},
        )

    view = indicator.build(snapshot, catalog, indicator=PETITIONS, choice=desk.Choice(), rows=Rows()).behind
    assert view.total == "n = 1, N = 2"
    assert [(row[0], *row[-3:]) for row in view.tables[0].rows] == [
        ("X1", "cases.csv 第14行", "1", "1"),
        ("X2", "cases.csv 第15行", "0", "1"),
    ]


def test_silent_sources_stand_first_on_the_health_page(snapshot: Snapshot, catalog: Catalog) -> None:
    view = health.build(snapshot, catalog, choice=desk.Choice())
    assert view.feeds[0].mark.state == "stale"
    assert len(view.feeds) + len(view.rest) == len(catalog.sources)
    assert all(r.state is not SourceState.FRESH for f in view.feeds for r in [snapshot.sources[f.id]])
