"""A house made of paper: a small catalogue and a frozen snapshot, for what stands above the house and needs no store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from dash import html

from cockpit import calendar, house
from cockpit.api import reads
from cockpit.catalog import schema
from cockpit.model import (
    Batch,
    Equation,
    Level,
    Period,
    Point,
    PriorityReport,
    Problem,
    Reading,
    Snapshot,
    SourceReport,
    SourceState,
    State,
    Target,
    Text,
    Verdict,
    Why,
)  # fmt: skip
from cockpit.screen import table
from cockpit.store.weeks import Issue, Week

AS_OF = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, 0, 11, tzinfo=UTC)
WEEK = Period("week", date(2026, 11, 22))
NASTY = '=HYPERLINK("http://x","y")<script>alert(1)</script>'


def _indicator(id: str, priority: int, zh: str, *, word: str = "rate", unit: str = "%", better: str = "higher") -> schema.Indicator:
    formula = schema.Formula(word, schema.Selection("petition_case"), factor=100.0)
    return schema.Indicator(
        id, priority, Text(zh, id), Text(zh, id), formula, "week", unit, 1, better, 5, (Target(date(2026, 1, 1), 95.0, 90.0, "OURS"),),
        "lawful", "L2", "h" + id,
    )  # fmt: skip


def catalog(street: str = "demo") -> schema.Catalog:
    indicators = (
        _indicator("petition.on_time", 4, "信访按期答复率"),
        _indicator("hotline.p90", 4, "热线办结时长", word="quantile", unit="小时", better="lower"),
        _indicator("petition.masked", 4, NASTY),
        _indicator("building.let", 2, "楼宇入驻率"),
    )
    source = schema.Source("petition_case", Text("信访事项", "Petition cases"), "lawful", "L2", ("case_id",), {}, ())
    communities = {c: schema.Community(c, Text(zh, c), "community") for c, zh in (("fengle", "丰乐"), ("shiquan", "石泉"))}
    priorities = {
        p: schema.Priority(p, Text(zh, en), Text("提", "lift"), Text(zh, en))
        for p, zh, en in ((2, "楼宇经济", "Buildings"), (4, "基层治理", "Governance"))
    }
    return schema.Catalog(
        hash="b1e0", street=schema.Street(street, Text("示例街道", "Demo Street"), "Asia/Shanghai", "mon", "mon", time(9)),
        communities=communities, departments={"lawful": schema.Department("lawful", Text("平安法治办公室", "Law"))}, priorities=priorities,
        sources={source.id: source}, indicators={i.id: i for i in indicators}, series={}, holidays={}, holiday_years=frozenset({2026}),
        boundaries={}, pages={}, files={},
    )  # fmt: skip


def snapshot(version: str = "3f9c", *, n: float = 377.0) -> Snapshot:
    told = (
        Reading(
            "petition.on_time",
            "*",
            WEEK,
            100 * n / 407,
            n,
            407.0,
            State.WATCH,
            95.0,
            90.0,
            previous=93.4,
            data_as_of=WEEK.end,
            coverage=1.0,
        ),
        Reading("petition.on_time", "fengle", WEEK, 75.0, 3.0, 4.0, State.PLAIN, 95.0, 90.0, data_as_of=WEEK.end, coverage=1.0),
        Reading("petition.on_time", "shiquan", WEEK, None, None, None, State.NONE, 95.0, 90.0, coverage=0.5, why=Why("no_rows")),
        Reading("hotline.p90", "*", WEEK, -5.25, None, 12.0, State.STALE, 8.0, None, coverage=0.9, partial=True, last_state=State.OK),
        Reading("petition.masked", "*", WEEK, 50.0, 2.0, 4.0, State.NONE, masked=True, coverage=1.0),
        Reading("building.let", "*", WEEK, 88.6, 886.0, 1000.0, State.MISSED, 95.0, 90.0, previous=89.1, data_as_of=WEEK.end, coverage=1.0),
    )
    history = tuple(Point(Period("week", date(2026, 11, d)), 90.0 + d / 10, 90.0, 100.0, first=90.0, target=95.0) for d in (8, 15, 22))
    sources = {
        "petition_case": SourceReport("petition_case", SourceState.SILENT, WEEK.end, NOON, NOON, NOON, "lawful", 412, 31, missed=3),
    }
    problem = Problem(
        "not_a_date", Level.REFUSE, "petition_case", "信访事项_11月.csv", row=14, column="办结日期", found=NASTY, expected="date"
    )
    return Snapshot(
        version, AS_OF, NOON, "b1e0", {(r.indicator, r.place): r for r in told}, {("petition.on_time", "*"): history}, {}, (),
        (PriorityReport(2, State.MISSED, 0, 0, 1, 0, 0, 0, 1, 1, WEEK.end),
         PriorityReport(4, State.WATCH, 0, 1, 0, 1, 1, 0, 1, 3, WEEK.end)),
        sources, (problem,), 31,
    )  # fmt: skip


@dataclass(slots=True)
class House:
    """What `api.reads.Reads` asks, from memory. Set `taken` to let something happen, `gone` to pull the disk out."""

    catalog: schema.Catalog = field(default_factory=catalog)
    home: Path = Path("no-home")
    taken: Snapshot | None = field(default_factory=snapshot)
    act: int = 1
    gone: bool = False
    asked: int = 0
    office: calendar.Office = field(default_factory=lambda: calendar.Office("Asia/Shanghai"))

    def pulse(self) -> reads.Pulse:
        self.asked += 1
        if self.gone:
            raise OSError("/srv/secret/cockpit.sqlite: password=hunter2")
        return reads.Pulse(self.act, NOON)

    def newest(self) -> Snapshot | None:
        self.asked += 1
        return self.taken

    def of_version(self, version: str) -> Snapshot | None:
        return self.taken if self.taken and self.taken.version == version else None

    def rows(self, indicator: str, place: str, period: Period, *, limit: int = 100, after: str = "") -> house.RowsResult:
        assert self.taken is not None
        rows = [{"case_id": f"C{i}", "_n": 1, "_N": 1, "_file": "a.csv", "_sheet": "", "_row": i + 2, "_batch": 31} for i in range(5)]
        first = int(after or 0)
        return house.RowsResult(
            self.taken.reading(indicator, place), 377.0, 407.0, 377, 407, tuple(rows[first : first + limit]), str(first + limit)
        )

    def history(self, indicator: str, place: str, *, first: date | None = None, last: date | None = None, window: str = "") -> list[Point]:
        assert self.taken is not None
        return [p for p in self.taken.history.get((indicator, place), ()) if first is None or p.period.end >= first]

    def batches(self, *, source: str = "", before: int = 0, after: int = 0, limit: int = 0) -> list[Batch]:
        return [b for b in [self._batch()] if b.id > after]

    def batch(self, number: int) -> tuple[Batch, list[Problem]] | None:
        return (self._batch(), list(self.taken.problems if self.taken else ())) if number == 31 else None

    def facts(self, batch: Batch, *, limit: int = 0, after: str = "") -> house.Facts:
        row = {"case_id": "XF-1", "_sheet": "", "_row": 2, "_batch": batch.id, "_standing": True, "_file": batch.file}
        return house.Facts(405, 400, 2, (row,) if limit else ())

    def moved(self, batch: Batch) -> house.Moved:
        assert self.taken is not None
        now = next(iter(self.taken.readings.values()))
        return house.Moved(AS_OF, AS_OF, 1, ((None, now),))

    def _batch(self) -> Batch:
        return Batch(31, "petition_case", "信访事项_11月.csv", "ab" * 32, NOON, Verdict.PARTIAL, Equation(412, 400, 5, 2, 3, 0, 2, 0))

    def weeks(self) -> list[house.Issued]:
        issue = Issue("2026-W47", "csv", "zh", "cd" * 32, "cockpit_demo_2026-W47.csv")
        return [house.Issued(Week("2026-W47", NOON, False, "3f9c", "ef" * 32), {("csv", "zh"): issue})]

    def week(self, week: str) -> tuple[house.Issued, Snapshot] | None:
        return (self.weeks()[0], self.taken) if self.taken else None

    def issued(self, issue: Issue) -> bytes:
        return b"\xef\xbb\xbfa,b\n"


def _build(scene: table.Scene) -> Mapping[str, str]:
    if scene.query.get("sort") == "bug":
        raise ValueError("/srv/secret password=hunter2")
    told = scene.snapshot.reading("petition.on_time")
    return {"page": scene.page, "lang": scene.lang, "n": str(told.n), "sort": scene.query.get("sort", "")}


def _layout(view: Mapping[str, str]) -> html.Main:
    return html.Main([html.H1(view["page"]), html.P(view["n"], id="n")])


PAGES = (
    table.Route("overview", table.LIGHT, _build, _layout, query=("sort",)),
    table.Route("wall/{wall}", table.DARK, _build, _layout),
    table.Route("p/{priority}", table.LIGHT, _build, _layout),
    table.Route("i/{indicator}", table.LIGHT, _build, _layout),
    table.Route("weeks/{week}", table.LIGHT, _build, _layout),
)
