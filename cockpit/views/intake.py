"""Files in: where to drop them, drafts to decide on, what became of the newest, and where each source's files belong.

Route: `build(snapshot, catalog, choice=desk.choose(catalog, query), batches=…)` with the newest batches in any order; `held` are those
that wait to be released, `asked` the one a question is open about, `mended` the numbers of batches with a file to mend.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.house.drafts import Draft
from cockpit.model import Batch, Snapshot, State
from cockpit.views import batches as lines_of
from cockpit.views import desk, health, intake_question, led, text
from cockpit.views import intake_words as words
from cockpit.views.batches import Line
from cockpit.views.desk import Choice, Filter, Frame, Link, Mark
from cockpit.views.health import Section
from cockpit.views.intake_question import Confirm, Question
from cockpit.views.intake_words import Button, Step, Way
from cockpit.views.led import Asked, Led

NEWEST = 60


@dataclass(frozen=True, slots=True)
class Drop:
    """Where one source's file goes, how it is named and when it is due."""

    name: str
    folder: str
    files: str
    cadence: str
    owner: str
    template: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One batch with what can be done about it; `led` is the address that tells what it led to."""

    line: Line
    led: str
    button: Button | None
    fix: Button | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One draft nobody has decided on yet."""

    name: str
    href: str
    mark: Mark
    source: str
    came: str
    drop: Button


@dataclass(frozen=True, slots=True)
class Zone:
    """The place to drop a file, in words."""

    title: str
    hint: str
    choose: str
    sending: str
    progress: str


@dataclass(frozen=True, slots=True)
class Intake:
    frame: Frame
    title: str
    steps: tuple[Step, ...]
    zone: Zone
    how: tuple[str, ...]
    folder: str
    status: str
    failed: bool
    confirm: Confirm | None
    drafts_section: Section
    drafts: tuple[Waiting, ...]
    held_section: Section
    held: tuple[Entry, ...]
    led: Led | None
    batches_section: Section
    batches: tuple[Entry, ...]
    filters: tuple[Filter, ...]
    older: Link | None
    drops_section: Section
    drops: tuple[Drop, ...]
    template_word: str
    fix_word: str


def build(
    snapshot: Snapshot,
    catalog: schema.Catalog,
    *,
    choice: Choice,
    batches: Sequence[Batch] = (),
    held: Sequence[Batch] = (),
    drafts: Sequence[Draft] = (),
    mended: Collection[int] = (),
    question: Question | None = None,
    followed: Asked | None = None,
    inbox: str = "inbox/",
) -> Intake:
    """Everything of `/intake`."""
    lang, asked = choice.lang, question or Question()
    way = Way(lang, catalog.street.languages[0])
    newest = sorted(batches, key=lambda b: b.id, reverse=True)[:NEWEST]
    return Intake(
        frame=desk.frame(snapshot, catalog, choice=choice, path="/intake", title=text.pick(("数据导入", "Files in"), lang)),
        title=text.pick(("数据导入", "Files in"), lang),
        steps=words.steps(0, way),
        zone=_zone(lang),
        how=_how(lang),
        folder=inbox,
        status=intake_question.status(asked, lang),
        failed=bool(asked.failed),
        confirm=intake_question.confirm(asked, catalog, way),
        drafts_section=_drafts_section(lang),
        drafts=tuple(_waiting(d, catalog, way) for d in drafts if d.state != "taken"),
        held_section=_batches(
            ("等待放行", "Waiting to be released"),
            ("整批没有入库，墙上仍是上一次的数字", "nothing of them counts yet; the wall keeps the last good figures"),
            lang,
        ),
        held=tuple(_entry(b, snapshot, catalog, way, mended) for b in held),
        led=led.build(followed, catalog, choice=choice, close=way.to()) if followed else None,
        batches_section=_batches(("最近的批次", "Newest batches"), ("每一行都有去向", "no row is lost"), lang),
        batches=tuple(_entry(b, snapshot, catalog, way, mended) for b in newest),
        filters=(_sources(catalog, way, asked.source),),
        older=_older(newest, way, asked, lang),
        drops_section=_drops_section(lang),
        drops=tuple(_drop(s, catalog, lang) for s in catalog.sources.values() if not s.system),
        template_word=text.pick(("模板", "Template"), lang),
        fix_word=text.pick(("没入库的行", "Rows not taken"), lang),
    )


def _zone(lang: str) -> Zone:
    return Zone(
        text.pick(("把文件拖到这里", "Drop a file here"), lang),
        text.pick(
            (
                "Excel、CSV、JSON都可以；先核对，点了入库才算数",
                "Excel, CSV or JSON; it is checked first and counts only when you take it in",
            ),
            lang,
        ),
        text.pick(("选择文件", "Choose a file"), lang),
        text.pick(("正在上传", "Uploading"), lang),
        text.pick(("上传进度", "Progress of the upload"), lang),
    )


def _how(lang: str) -> tuple[str, ...]:
    zh = (
        "也可以把文件放进下面的收件夹，几秒后在下表出现。",
        "原文件按原样存档；改正后再放一次，系统只更新变了的行。",
        "拒收的行逐条列在数据体检，写明位置、原因和处理办法。",
    )
    en = (
        "Files may also be put into this inbox folder; they appear below within seconds.",
        "The bytes are archived as they came; drop a corrected file again and only changed rows are updated.",
        "Refused rows are listed under data health with place, reason and remedy.",
    )
    return en if lang == "en" else zh


# -- drafts


def _drafts_section(lang: str) -> Section:
    heads = (("文件", "状态", "数据源", "拖入", ""), ("File", "State", "Source", "Dropped", ""))
    return Section(
        text.pick(("草稿", "Drafts"), lang),
        text.pick((f"还没有入库，保留{words.KEPT_DAYS}天", f"not taken in yet; kept for {words.KEPT_DAYS} days"), lang),
        heads[lang == "en"],
        text.pick(("没有草稿", "No drafts"), lang),
    )


def _waiting(draft: Draft, catalog: schema.Catalog, way: Way) -> Waiting:
    lang = way.lang
    states = {
        "judging": (State.PLAIN, ("正在核对", "Being checked")),
        "judged": (State.WATCH, ("待您核对", "For you to check")),
        "taking": (State.PLAIN, ("正在入库", "Being taken in")),
        "failed": (State.MISSED, ("没能读完", "Not readable")),
    }
    state, word = states.get(draft.state, (State.PLAIN, ("", "")))
    source = catalog.sources.get(draft.source)
    return Waiting(
        draft.name,
        Way(lang, way.home, draft.id).to(),
        Mark(state.value, text.pick(word, lang)),
        source.name.of(lang) if source else text.DASH,
        text.moment(desk.local(catalog, draft.uploaded_at), lang),
        Button(text.pick(("删除", "Delete"), lang), f"/api/v1/drafts/{draft.id}", go=way.to()),
    )


# -- batches


def _batches(title: tuple[str, str], detail: tuple[str, str], lang: str) -> Section:
    plain = health.batches_section(lang)
    return Section(text.pick(title, lang), text.pick(detail, lang), (*plain.heads, text.pick(("操作", "Actions"), lang)), plain.empty)


def _entry(batch: Batch, snapshot: Snapshot, catalog: schema.Catalog, way: Way, mended: Collection[int]) -> Entry:
    lang = way.lang
    button = None
    if words.releasable(batch):
        button = Button(text.pick(("接受", "Accept"), lang), go=way.to(ask=f"accept.{batch.id}"))
    elif words.undoable(batch, snapshot.taken_at):
        button = Button(intake_question.undo_word(batch, lang), go=way.to(ask=f"undo.{batch.id}"))
    said = text.pick(("下载没入库的行", "Download rows not taken"), lang)
    fix = Button(said, go=f"/api/v1/batches/{batch.id}/fix.xlsx") if batch.id in mended else None
    return Entry(lines_of.line(batch, catalog, lang), way.to(batch=str(batch.id)), button, fix)


def _sources(catalog: schema.Catalog, way: Way, chosen: str) -> Filter:
    lang = way.lang
    all_word = text.pick(("全部数据源", "All sources"), lang)
    named = sorted((s.name.of(lang), s.id) for s in catalog.sources.values())
    options = (Link(all_word, way.to(), not chosen), *(Link(name, way.to(source=id), id == chosen) for name, id in named))
    shown = next((name for name, id in named if id == chosen), all_word)
    return Filter(text.pick(("数据源", "Source"), lang), shown, options)


def _older(newest: Sequence[Batch], way: Way, asked: Question, lang: str) -> Link | None:
    if len(newest) < NEWEST:
        return None
    return Link(text.pick(("更早的批次", "Earlier batches"), lang), way.to(source=asked.source, before=str(newest[-1].id)))


# -- where files go


def _drops_section(lang: str) -> Section:
    heads = (
        ("数据源", "模板", "子文件夹（可不用）", "文件名", "频次", "责任单位"),
        ("Source", "Template", "Sub-folder (optional)", "File name", "Cadence", "Owner"),
    )
    return Section(
        text.pick(("各数据源的模板和文件名", "Templates and file names"), lang),
        text.pick(("{date} {week} {month} 为日期、周、月", "{date} {week} {month} stand for day, week, month"), lang),
        heads[lang == "en"],
    )


def _drop(source: schema.Source, catalog: schema.Catalog, lang: str) -> Drop:
    due = max(source.due, key=lambda d: d.since, default=None)
    return Drop(
        name=source.name.of(lang),
        folder=f"{source.id}/",
        files=text.pick(("　", "  "), lang).join(source.files) or text.DASH,
        cadence=text.cadence(due.cadence, lang) if due else text.DASH,
        owner=desk.unit_name(catalog, source.owner, lang),
        template=f"/api/v1/templates/{source.id}.xlsx",
    )
