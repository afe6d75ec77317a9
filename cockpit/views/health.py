"""数据体检: every source with its state, age, owner and next due; the newest batches with their equation; problems with what to do.

Route: `build(snapshot, catalog, choice=desk.choose(catalog, query), batches=…)` with the newest batches, any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import Batch, Level, Problem, Snapshot, SourceReport, SourceState, State
from cockpit.views import batches as lines_of
from cockpit.views import desk, sentences, text, words
from cockpit.views.batches import Line
from cockpit.views.desk import Choice, Frame, Mark

NEWEST = 20
SAID = 100
"""Problems written out; the rest are counted."""
WORST = (SourceState.SILENT, SourceState.NEVER, SourceState.LATE, SourceState.FRESH)


@dataclass(frozen=True, slots=True)
class Feed:
    name: str
    id: str
    mark: Mark
    told: str
    age: str
    owner: str
    cadence: str
    due: str
    missed: str
    rows: str
    missing: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Problems of one code in one place of one file are said once; `times` says how often."""

    mark: Mark
    source: str
    where: str
    finding: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Count:
    mark: Mark
    number: int


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    detail: str
    heads: tuple[str, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    frame: Frame
    title: str
    counts: tuple[Count, ...]
    feeds_section: Section
    feeds: tuple[Feed, ...]
    rest_section: Section
    rest: tuple[Feed, ...]
    batches_section: Section
    batches: tuple[Line, ...]
    troubles_section: Section
    troubles: tuple[Trouble, ...]


def build(snapshot: Snapshot, catalog: schema.Catalog, *, choice: Choice, batches: Sequence[Batch] = ()) -> Health:
    """Everything of `/health`, worst first."""
    lang = choice.lang
    reports = sorted(
        (r for r in snapshot.sources.values() if r.id in catalog.sources), key=lambda r: (WORST.index(r.state), -r.missed, r.id)
    )
    states = Counter(r.state for r in reports)
    lost = [r.unreachable for r in reports if r.unreachable]
    return Health(
        frame=desk.frame(snapshot, catalog, choice=choice, path="/health", title=text.pick(("数据体检", "Data health"), lang)),
        title=text.pick(("数据体检", "Data health"), lang),
        counts=tuple(Count(desk.source_mark(s, lang), states[s]) for s in WORST if states[s] or s is not SourceState.NEVER),
        feeds_section=_feeds_section(len(reports), lang),
        feeds=tuple(_feed(r, snapshot, catalog, lang) for r in reports if not _well(r)),
        rest_section=_rest_section(sum(map(_well, reports)), lang),
        rest=tuple(_feed(r, snapshot, catalog, lang) for r in reports if _well(r)),
        batches_section=batches_section(lang),
        batches=lines_of.lines(batches, catalog, lang, limit=NEWEST),
        troubles_section=_troubles_section(len(lost) + len(snapshot.problems), lang),
        troubles=tuple(_trouble(p, catalog, lang) for p in [*lost, *sorted(snapshot.problems, key=_gravity)][:SAID]),
    )


def _gravity(found: Problem) -> tuple[int, str, str, int]:
    order = (Level.QUARANTINE, Level.HOLD, Level.REFUSE, Level.NOTE)
    return (order.index(found.level), found.source, found.file, found.row)


def _feeds_section(number: int, lang: str) -> Section:
    return Section(
        text.pick(("没有按时的数据源", "Sources not on time"), lang),
        text.pick((f"共{number}个数据源；缺报按应报次数计", f"of {number}; missed deliveries by the office calendar"), lang),
        _feed_heads(lang),
        text.pick(("全部按时", "All on time"), lang),
    )


def _rest_section(number: int, lang: str) -> Section:
    title = text.pick(("按时的数据源", "Sources on time"), lang)
    return Section(title, text.pick((f"{number}个", f"{number}"), lang), _feed_heads(lang), text.pick(("没有", "There are none"), lang))


def _feed_heads(lang: str) -> tuple[str, ...]:
    zh = ("状态", "数据源", "数据至", "责任单位", "频次", "下次应报", "缺报", "在库行数")
    return ("State", "Source", "Data to", "Owner", "Cadence", "Next due", "Missed", "Rows standing") if lang == "en" else zh


def batches_section(lang: str) -> Section:
    """Heads of the table of batches."""
    heads_zh = ("批次", "结果", "文件", "数据源", "收到", "覆盖", "读到的行 = 去向之和", "备注")
    heads_en = ("Batch", "Verdict", "File", "Source", "Received", "Covers", "Rows read = where they went", "Note")
    return Section(
        text.pick(("最近的批次", "Newest batches"), lang),
        text.pick(("每一行都有去向", "no row is lost"), lang),
        heads_en if lang == "en" else heads_zh,
        text.pick(("还没有收到文件", "No file has arrived yet"), lang),
    )


def _troubles_section(number: int, lang: str) -> Section:
    heads_zh, heads_en = ("轻重", "数据源", "位置", "发现", "处理"), ("Weight", "Source", "Where", "Found", "To do")
    more = text.pick((f"，只列前{SAID}条", f", the first {SAID} listed"), lang) if number > SAID else ""
    return Section(
        text.pick(("数据问题", "Data problems"), lang),
        text.pick((f"{number}条{more}", f"{number}{more}"), lang),
        heads_en if lang == "en" else heads_zh,
        text.pick(("没有数据问题", "No problems"), lang),
    )


def _feed(report: SourceReport, snapshot: Snapshot, catalog: schema.Catalog, lang: str) -> Feed:
    source = catalog.sources[report.id]
    due = max((d for d in source.due if d.since <= snapshot.as_of), key=lambda d: d.since, default=None)
    missing = [desk.place_name(catalog, code, lang) for code in report.places_missing]
    return Feed(
        name=source.name.of(lang),
        id=source.id,
        mark=desk.report_mark(report, lang),
        told=text.day(report.data_as_of, lang, year=snapshot.as_of.year),
        age=text.days_old(report.data_as_of, snapshot.as_of, lang),
        owner=desk.unit_name(catalog, report.owner or source.owner, lang),
        cadence=text.cadence(due.cadence, lang) if due else text.DASH,
        due=text.moment(desk.local(catalog, report.next_due), lang),
        missed=text.pick((f"{report.missed}次", f"{report.missed}"), lang) if report.missed else "",
        rows=text.count(report.rows),
        missing=_missing(missing, lang) or _since(report, catalog, lang),
    )


def _well(report: SourceReport) -> bool:
    return report.state is SourceState.FRESH and report.unreachable is None


def _since(report: SourceReport, catalog: schema.Catalog, lang: str) -> str:
    """Since when it is out of reach; why and what to do stands among the problems."""
    if report.unreachable_since is None:
        return ""
    since = text.moment(desk.local(catalog, report.unreachable_since), lang)
    return text.pick((f"{since}起不可达", f"unreachable since {since}"), lang)


def _missing(names: list[str], lang: str) -> str:
    if not names:
        return ""
    listed = text.pick(("、", ", "), lang).join(names[:5])
    more = len(names) - 5
    rest = text.pick((f"等{len(names)}个", f" and {more} more"), lang) if more > 0 else ""
    return text.pick((f"未报：{listed}{rest}", f"Missing: {listed}{rest}"), lang)


def _trouble(found: Problem, catalog: schema.Catalog, lang: str) -> Trouble:
    shapes = {
        Level.QUARANTINE: (State.MISSED, ("整份隔离", "File set aside")),
        Level.HOLD: (State.WATCH, ("待确认", "Held")),
        Level.REFUSE: (State.WATCH, ("拒收该行", "Row refused")),
        Level.NOTE: (State.PLAIN, ("提示", "Note")),
    }
    state, pair = shapes[found.level] if found.row or found.file else (State.WATCH, words.UNREACHABLE)
    said = sentences.problem(found, lang)
    source = catalog.sources.get(found.source)
    name = source.name.of(lang) if source else found.source or text.DASH
    return Trouble(Mark(state.value, text.pick(pair, lang)), name, said.where, said.finding, said.remedy)
