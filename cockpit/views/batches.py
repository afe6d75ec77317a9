"""Batches as lines: the file, its verdict, and the equation in which no row is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import Batch, Equation, State, Verdict
from cockpit.views import desk, text
from cockpit.views.desk import Mark

TERMS = (
    ("new", "新增", "new"),
    ("changed", "更正", "changed"),
    ("unchanged", "未变", "unchanged"),
    ("merged", "合并", "merged"),
    ("held", "待确认", "held"),
    ("refused", "拒收", "refused"),
    ("not_data", "非数据", "not data"),
)
SHAPES = {
    Verdict.ACCEPTED: State.OK,
    Verdict.PARTIAL: State.WATCH,
    Verdict.DUPLICATE: State.PLAIN,
    Verdict.HELD: State.WATCH,
    Verdict.QUARANTINED: State.MISSED,
    Verdict.RESTRICTED: State.MISSED,
    Verdict.UNDONE: State.STALE,
}


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    file: str
    source: str
    received: str
    covers: str
    mark: Mark
    equation: str
    note: str


def line(batch: Batch, catalog: schema.Catalog, lang: str) -> Line:
    """One batch; an undo and an undone one say which."""
    source = catalog.sources.get(batch.source)
    return Line(
        id=str(batch.id),
        file=file_name(batch, catalog, lang),
        source=source.name.of(lang) if source else batch.source,
        received=text.moment(desk.local(catalog, batch.received_at), lang),
        covers=_covers(batch, lang),
        mark=Mark(SHAPES[batch.verdict].value, text.verdict(batch.verdict, lang)),
        equation=equation(batch.equation, lang),
        note=_note(batch, lang),
    )


def file_name(batch: Batch, catalog: schema.Catalog, lang: str) -> str:
    """The file as it was called; what the house writes itself has none."""
    source = catalog.sources.get(batch.source)
    without = ("（系统自记）", "(kept by the system)") if source and source.system else ("（无文件）", "(no file)")
    return batch.file or text.pick(without, lang)


def lines(batches: Sequence[Batch], catalog: schema.Catalog, lang: str, *, limit: int) -> tuple[Line, ...]:
    """The newest first."""
    return tuple(line(b, catalog, lang) for b in sorted(batches, key=lambda b: b.id, reverse=True)[:limit])


def equation(rows: Equation, lang: str) -> str:
    """`412 = 新增398 + 更正0 + …`; terms that are nothing are left out, except when all are."""
    gap = "" if lang == "zh" else " "
    terms = [f"{text.pick((zh, en), lang)}{gap}{text.count(getattr(rows, name))}" for name, zh, en in TERMS if getattr(rows, name)]
    return f"{text.count(rows.read)} = {' + '.join(terms)}" if terms else text.pick(("0行", "0 rows"), lang)


def _covers(batch: Batch, lang: str) -> str:
    if batch.covers_from is None or batch.covers_to is None:
        return text.day(batch.covers_to, lang)
    return text.days_between(batch.covers_from, batch.covers_to, lang)


def _note(batch: Batch, lang: str) -> str:
    said = []
    if batch.undoes:
        said.append(text.pick((f"撤回批次{batch.undoes}", f"undoes batch {batch.undoes}"), lang))
    if batch.undone_by:
        said.append(text.pick((f"已由批次{batch.undone_by}撤回", f"undone by batch {batch.undone_by}"), lang))
    if batch.closed:
        said.append(text.pick((f"结束旧行{batch.closed}", f"{batch.closed} standing rows ended"), lang))
    return text.pick(("，", ", "), lang).join(said)
