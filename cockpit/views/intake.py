"""Files in, in a first plain form: where each source's file belongs, and what became of the newest ones.

Route: `build(snapshot, catalog, choice=desk.choose(catalog, query), batches=…, inbox="data/inbox")`;
`inbox` is the folder's name as the office sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import Batch, Snapshot
from cockpit.views import batches as lines_of
from cockpit.views import desk, health, text
from cockpit.views.batches import Line
from cockpit.views.desk import Choice, Frame
from cockpit.views.health import Section

NEWEST = 50


@dataclass(frozen=True, slots=True)
class Drop:
    """Where one source's file goes, how it is named and when it is due."""

    name: str
    folder: str
    files: str
    cadence: str
    owner: str


@dataclass(frozen=True, slots=True)
class Intake:
    frame: Frame
    title: str
    how: tuple[str, ...]
    folder: str
    batches_section: Section
    batches: tuple[Line, ...]
    drops_section: Section
    drops: tuple[Drop, ...]


def build(snapshot: Snapshot, catalog: schema.Catalog, *, choice: Choice, batches: Sequence[Batch] = (), inbox: str = "inbox/") -> Intake:
    """Everything of `/intake`."""
    lang = choice.lang
    heads = (
        ("数据源", "子文件夹（可不用）", "文件名", "频次", "责任单位"),
        ("Source", "Sub-folder (optional)", "File name", "Cadence", "Owner"),
    )
    offered = [s for s in catalog.sources.values() if not s.system]
    return Intake(
        frame=desk.frame(snapshot, catalog, choice=choice, path="/intake", title=text.pick(("数据导入", "Files in"), lang)),
        title=text.pick(("数据导入", "Files in"), lang),
        how=_how(lang),
        folder=inbox,
        batches_section=health.batches_section(lang),
        batches=lines_of.lines(batches, catalog, lang, limit=NEWEST),
        drops_section=Section(
            text.pick(("文件放在哪里", "Where files go"), lang),
            text.pick(("{date} {week} {month} 为日期、周、月", "{date} {week} {month} stand for day, week, month"), lang),
            heads[lang == "en"],
        ),
        drops=tuple(_drop(s, catalog, lang) for s in offered),
    )


def _how(lang: str) -> tuple[str, ...]:
    zh = (
        "把文件放进收件夹，几秒后在下表出现。",
        "原文件按原样存档；改正后再放一次，系统只更新变了的行。",
        "拒收的行逐条列在数据体检，写明位置、原因和处理办法。",
    )
    en = (
        "Drop files into the inbox; they appear below within seconds.",
        "The bytes are archived as they came; drop a corrected file again and only changed rows are updated.",
        "Refused rows are listed under data health with place, reason and remedy.",
    )
    return en if lang == "en" else zh


def _drop(source: schema.Source, catalog: schema.Catalog, lang: str) -> Drop:
    due = max(source.due, key=lambda d: d.since, default=None)
    return Drop(
        name=source.name.of(lang),
        folder=f"{source.id}/",
        files=text.pick(("　", "  "), lang).join(source.files) or text.DASH,
        cadence=text.cadence(due.cadence, lang) if due else text.DASH,
        owner=desk.unit_name(catalog, source.owner, lang),
    )
