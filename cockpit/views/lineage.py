"""这个数字怎么来的: from one figure to its files, its rows, the rows left out, and the rules it follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.model import Batch, Level, Reading, Snapshot, Target, Verdict
from cockpit.views import attention, card, desk, sentences, text
from cockpit.views import batches as batches_of
from cockpit.views.desk import Choice

FILES = 4
"""Files named in the panel; the rest are counted."""
LIVE = (Verdict.ACCEPTED, Verdict.PARTIAL)


@dataclass(frozen=True, slots=True)
class Line:
    """A name with a figure at the right and a quieter second line."""

    name: str
    figure: str
    detail: str = ""
    asis: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    title: str
    value: str
    unit: str
    name: str
    equation: str
    sections: tuple[Section, ...]
    rows_href: str
    rows_text: str


def lineage(
    snapshot: Snapshot, catalog: schema.Catalog, indicator: schema.Indicator, *, found: Reading, choice: Choice, batches: Sequence[Batch]
) -> Lineage:
    """`batches` are the newest of the indicator's sources (any others are passed over)."""
    lang = choice.lang
    shown = card.figure(found, indicator, lang)
    tables = attention.tables_of(indicator)
    used = [b for b in batches if b.source in tables and _touches(b, found)]
    sections = (
        _files(used, catalog, lang),
        _left_out(used, snapshot, tables, indicator, lang),
        _definition(indicator, found, lang),
        _clock(catalog, tables, lang),
        _freshness(snapshot, catalog, tables, found, lang),
        _privacy(catalog, indicator, tables, lang),
    )
    return Lineage(
        title=text.pick(("这个数字怎么来的", "Where this number comes from"), lang),
        value=shown.text,
        unit=shown.unit,
        name=indicator.name.of(lang),
        equation=_equation(found, indicator, lang),
        sections=tuple(s for s in sections if s.lines or s.words),
        rows_href=desk.href(f"/i/{indicator.id}", choice, home=catalog.street.languages[0], indicator="") + "#rows",
        rows_text=text.pick(("看原始行", "See the rows"), lang),
    )


def _touches(batch: Batch, found: Reading) -> bool:
    """Live, and covering some day of the window (or saying nothing about days)."""
    if batch.verdict not in LIVE or batch.undone_by:
        return False
    first = calendar.start(found.period)
    return (batch.covers_to is None or batch.covers_to >= first) and (batch.covers_from is None or batch.covers_from <= found.period.end)


def _equation(found: Reading, indicator: schema.Indicator, lang: str) -> str:
    if found.masked:
        return text.pick(("数量少于5，分子分母不公开", "Fewer than 5: neither side is shown"), lang)
    if found.why is not None:
        return text.why(found.why, lang)
    sides = card.counts(found)
    if sides:
        return text.pick((f"分子{text.count(found.n)} ÷ 分母{text.count(found.N)}", f"n ÷ N = {sides}"), lang)
    return f"n = {text.count(found.n)}" if found.n is not None else ""


def _files(used: list[Batch], catalog: schema.Catalog, lang: str) -> Section:
    newest = sorted(used, key=lambda b: b.id, reverse=True)
    total = sum(b.equation.accepted for b in newest)
    title = text.pick((f"来自{len(newest)}个文件，{text.count(total)}行", f"From {len(newest)} files, {text.count(total)} rows"), lang)
    lines = [_file(batch, catalog, lang) for batch in newest[:FILES]]
    rest = newest[FILES:]
    if rest:
        rows = text.count(sum(b.equation.accepted for b in rest))
        lines.append(
            Line(text.pick((f"其余{len(rest)}个文件", f"{len(rest)} more files"), lang), text.pick((f"{rows}行", f"{rows} rows"), lang))
        )
    return Section(title if newest else text.pick(("来源文件", "Files"), lang), tuple(lines), () if newest else (_nofile(lang),))


def _file(batch: Batch, catalog: schema.Catalog, lang: str) -> Line:
    rows = text.count(batch.equation.accepted)
    gap = text.dot(lang)
    arrived = text.moment(desk.local(catalog, batch.received_at), lang)
    name, source = batches_of.file_name(batch, catalog, lang), catalog.sources[batch.source].name.of(lang)
    return Line(name, text.pick((f"{rows}行", f"{rows} rows"), lang), source + gap + arrived, asis=True)


def _nofile(lang: str) -> str:
    return text.pick(("本期没有收到文件", "No file for this period"), lang)


def _left_out(used: list[Batch], snapshot: Snapshot, tables: tuple[str, ...], indicator: schema.Indicator, lang: str) -> Section:
    """Refused rows by reason, then merged and held ones; and what the definition itself leaves out."""
    files = {b.file for b in used}
    refused = [p for p in snapshot.problems if p.source in tables and p.level is Level.REFUSE and p.row and (not files or p.file in files)]
    reasons = Counter(sentences.problem(p, lang).finding for p in refused)
    told = [Line(text.pick((f"拒收：{why}", f"Refused: {why}"), lang), _rows(n, lang)) for why, n in reasons.most_common(3)]
    sums = {name: sum(getattr(b.equation, name) for b in used) for name in ("refused", "merged", "held")}
    unsaid = sums["refused"] - sum(n for _, n in reasons.most_common(3))
    pairs = (
        (unsaid, ("拒收：其他原因" if told else "拒收", "Refused: other reasons" if told else "Refused")),
        (sums["merged"], ("重复行合并", "Merged duplicates")),
        (sums["held"], ("待确认", "Held")),
    )
    told += [Line(text.pick(pair, lang), _rows(n, lang)) for n, pair in pairs if n > 0]
    excluded = indicator.excludes.of(lang)
    words = (text.pick((f"不含：{excluded}", f"Leaves out: {excluded}"), lang),) if excluded else ()
    return Section(text.pick(("未计入的行", "Rows not counted"), lang), tuple(told), words if told or words else (_none(lang),))


def _rows(number: int, lang: str) -> str:
    return text.pick((f"{number}行", f"{number} rows" if number != 1 else "1 row"), lang)


def _none(lang: str) -> str:
    return text.pick(("没有", "Nothing left out"), lang)


def _definition(indicator: schema.Indicator, found: Reading, lang: str) -> Section:
    dated = indicator.target_on(found.period.end)
    words = [indicator.definition.of(lang)]
    if dated is not None:
        words.append(basis(dated, lang))
    return Section(text.pick(("口径与目标依据", "Definition and target"), lang), words=tuple(w for w in words if w))


def basis(dated: Target, lang: str) -> str:
    """`目标依据：法规，信访工作条例 第三十四条（2025年1月1日起）`."""
    document = dated.document or text.pick(("未注文号", "no document number"), lang)
    kind = text.basis(dated.basis, lang)
    day = text.day(dated.since, lang, year=0)
    return text.pick((f"目标依据：{kind}，{document}（{day}起）", f"Target: {kind}; {document} (since {day})"), lang)


def _clock(catalog: schema.Catalog, tables: Iterable[str], lang: str) -> Section:
    """Which days a deadline counts, said where the sources have one."""
    clocks = {d.clock for t in tables if t in catalog.sources and (d := catalog.sources[t].deadline)}
    said = {
        True: ("期限按工作日计，调休已计", "Deadlines count working days, make-up days included"),
        False: ("期限按自然日计", "Deadlines count calendar days"),
    }
    words = tuple(text.pick(said[w], lang) for w in sorted({c.startswith("work") for c in clocks}))
    return Section(text.pick(("期限规则", "Deadline rule"), lang), words=words)


def _freshness(snapshot: Snapshot, catalog: schema.Catalog, tables: Iterable[str], found: Reading, lang: str) -> Section:
    lines = []
    if found.coverage is not None:
        share = text.number(found.coverage * 100, 0, edges=(100.0, catalog.street.coverage_floor * 100))
        lines.append(Line(text.pick(("应报数据收到", "Expected data in"), lang), f"{share}%"))
    for table in tables:
        report = snapshot.sources.get(table)
        if report is None or table not in catalog.sources:
            continue
        due = desk.local(catalog, report.next_due)
        following = text.pick((f"下次应报{text.moment(due, 'zh')}", f"next due {text.moment(due, 'en')}"), lang) if due else ""
        told = text.pick((f"数据至{text.day(report.data_as_of, 'zh')}", f"to {text.day(report.data_as_of, 'en')}"), lang)
        gap = text.pick(("，", "; "), lang)
        detail = gap.join(part for part in (told, following) if part)
        lines.append(Line(catalog.sources[table].name.of(lang), text.source_state(report.state, lang), detail))
    return Section(text.pick(("覆盖与新鲜度", "Coverage and freshness"), lang), tuple(lines))


def _privacy(catalog: schema.Catalog, indicator: schema.Indicator, tables: Iterable[str], lang: str) -> Section:
    words = []
    if indicator.mask_below:
        low = indicator.mask_below
        words.append(text.pick((f"分社区数量1–{low - 1}不公开", f"Counts of 1–{low - 1} by community are not shown"), lang))
    words.append(
        text.pick(
            ("未声明的列不进入系统；姓名、电话、门牌不入库", "Undeclared columns never enter; no names, phones or door numbers"), lang
        )
    )
    return Section(text.pick(("隐私", "Privacy"), lang), words=tuple(words))
