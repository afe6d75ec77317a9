"""One draft as a page: the file as it is with a verdict beside every row, its columns, where its rows go, and what would change.

Route: `build(snapshot, catalog, draft=…, judged=drafts.judged(…), choice=…, mend=…, batch=…)`; `batch` is what taking it made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cockpit.catalog import schema
from cockpit.house.drafts import Draft
from cockpit.model import Batch, Level, Snapshot
from cockpit.views import desk, intake_balance, intake_file, text
from cockpit.views import intake_troubles as troubles
from cockpit.views import intake_words as words
from cockpit.views.desk import Choice, Frame
from cockpit.views.intake_balance import Balance
from cockpit.views.intake_file import Columns, Mapped, Raw
from cockpit.views.intake_judged import read
from cockpit.views.intake_troubles import Desk, Item, Said
from cockpit.views.intake_words import Button, Option, Pane, Step, Way

CHOOSE = ("请在上方选数据源", "Choose the source above")
HERE = {
    "unknown_source": CHOOSE,
    "ambiguous_file": CHOOSE,
    "other_source_columns": CHOOSE,
    "missing_columns": (
        "请在“列对应”里指出是哪一列；文件里没有的，补上后重新放入",
        "Say under “Columns” which they are; add those the file lacks",
    ),
}
"""What to do on this page about a whole file; elsewhere the remedy is another."""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything of `/intake?draft=…`. `state`: judging, judged, failed, taking, taken."""

    frame: Frame
    id: str
    state: str
    title: str
    name: str
    steps: tuple[Step, ...]
    told: str
    status: str
    alerts: tuple[str, ...]
    source: Mapped
    raw: Raw
    columns: Columns
    balance: Balance
    counted: bool
    unread: Pane
    unread_why: str
    refused_pane: Pane
    refused: tuple[Item, ...]
    held_pane: Pane
    held: tuple[Item, ...]
    said_pane: Pane
    said: tuple[Said, ...]
    take: Button | None
    download: Button | None
    sheets: tuple[Option, ...]
    sheet: str
    sheets_word: str
    drop: Button
    leave: str
    outcome: tuple[Button, ...]
    save: str
    cancel: str


def build(
    snapshot: Snapshot,
    catalog: schema.Catalog,
    *,
    draft: Draft,
    judged: Mapping[str, Any],
    choice: Choice,
    mend: str = "",
    batch: Batch | None = None,
) -> Page:
    """The page of one draft; without a judgement yet it says so and keeps its place."""
    lang, found = choice.lang, read(judged)
    way = Way(lang, catalog.street.languages[0], draft.id)
    table = Desk(found, draft, catalog.sources.get(found.source or draft.source), catalog, way, mend)
    counted = batch.equation if batch is not None else found.equation
    rest, refused, held = counted.held + counted.refused, troubles.refused(table), troubles.held(table)
    return Page(
        frame=_frame(snapshot, catalog, choice, draft),
        id=draft.id,
        state=draft.state,
        title=text.pick(("已交", "Handed in") if draft.state == "taken" else ("核对", "Check"), lang),
        name=draft.name,
        steps=words.steps(2 if draft.state == "taken" else 1, way),
        told=_told(table),
        status=_status(draft, batch, lang),
        alerts=_alerts(table),
        source=intake_file.source(table),
        raw=intake_file.raw(table),
        columns=intake_file.columns(table),
        balance=intake_balance.balance(found, counted, catalog, lang, taken=batch is not None and not words.releasable(batch)),
        counted=bool(counted.read),
        unread=Pane(text.pick(("还没有逐行读", "Not read yet"), lang)),
        unread_why=text.pick(
            (
                ("指出缺的列，就能看到每一行的去向", "Say which the missing columns are to see where every row goes")
                if table.source
                else ("选定数据源，就能看到文件和每一行的去向", "Choose the source to see the file and where every row goes")
            ),
            lang,
        ),
        refused_pane=_counted(("暂不收{n}行", "{n} rows not taken"), counted.refused, refused, lang),
        refused=refused,
        held_pane=_counted(("待确认{n}行", "{n} rows to confirm"), counted.held, held, lang),
        held=held,
        said_pane=Pane(text.pick(("您的更正", "Your corrections"), lang)),
        said=troubles.so_far(table),
        take=_take(table, rest),
        download=_download(table, rest),
        sheets=_sheets(table),
        sheet=draft.sheet or next((s.name for s in found.sheets if s.used), ""),
        sheets_word=text.pick(("换一张表", "Another sheet"), lang),
        drop=Button(text.pick(("删除草稿", "Delete the draft"), lang), f"/api/v1/drafts/{draft.id}", go=Way(lang, way.home).to()),
        leave=text.pick(
            (f"不入库离开也可以：草稿保留{words.KEPT_DAYS}天", f"You may leave: drafts are kept for {words.KEPT_DAYS} days"), lang
        ),
        outcome=_outcome(draft, batch, way, rest),
        save=text.pick(("改好", "Correct it"), lang),
        cancel=text.pick(("取消", "Cancel"), lang),
    )


def _frame(snapshot: Snapshot, catalog: schema.Catalog, choice: Choice, draft: Draft) -> Frame:
    """The bar; its link to the other language keeps the draft."""
    made = desk.frame(snapshot, catalog, choice=choice, path="/intake", title=text.pick(("数据导入", "Files in"), choice.lang))
    home = catalog.street.languages[0]
    other = {"中文": "zh", "English": "en"}
    tools = tuple(replace(t, href=Way(other[t.text], home, draft.id).to()) if t.text in other else t for t in made.tools)
    return replace(made, tools=tools)


def _told(table: Desk) -> str:
    """When it came, how many sheets and which is read, and in what encoding."""
    lang, found = table.lang, table.judged
    used = next((i + 1 for i, s in enumerate(found.sheets) if s.used), 0)
    came = text.moment(desk.local(table.catalog, table.draft.uploaded_at), lang)
    said = [text.pick((f"{came}拖入", f"dropped {came}"), lang)]
    if len(found.sheets) > 1:
        said += [text.pick((f"{len(found.sheets)}张表", f"{len(found.sheets)} sheets"), lang)]
        said += [text.pick((f"用第{used}张", f"sheet {used} is read"), lang)] if used else []
    if found.encoding:
        said.append(text.pick((f"编码{found.encoding.upper()}", f"encoding {found.encoding.upper()}"), lang))
    return text.dot(lang).join(said)


def _status(draft: Draft, batch: Batch | None, lang: str) -> str:
    if draft.error:
        return words.failure(draft.error, lang)
    if draft.state == "taken" and batch is not None:
        return _taken(batch, lang)
    told = {
        "judging": ("正在读取和核对…", "Reading and checking…"),
        "taking": ("正在入库…", "Taking it in…"),
        "failed": ("这个文件没能读完", "The file could not be read to its end"),
        "taken": ("已入库", "Taken in"),
    }
    return text.pick(told.get(draft.state, ("", "")), lang)


def _taken(batch: Batch, lang: str) -> str:
    verdict = text.verdict(batch.verdict, lang)
    return text.pick((f"批次{batch.id}：{verdict}", f"Batch {batch.id}: {verdict}"), lang)


def _alerts(table: Desk) -> tuple[str, ...]:
    """What concerns the whole file: why nothing of it can be read, that it came before, that it would be held."""
    lang, found = table.lang, table.judged
    told = []
    for trouble in found.troubles:
        if trouble.problem.level is Level.QUARANTINE or (trouble.problem.level is not Level.NOTE and not trouble.problem.row):
            finding, remedy = troubles.sentence(trouble, lang)
            remedy = text.pick(HERE[trouble.problem.code], lang) if trouble.problem.code in HERE else remedy
            told.append(text.pick((f"{finding}。{remedy}", f"{finding}. {remedy}"), lang) if remedy else finding)
    if found.duplicate_of:
        told.append(
            text.pick(
                (
                    f"与批次{found.duplicate_of}内容相同，入库不会改变任何数字",
                    f"The same as batch {found.duplicate_of}: nothing would change",
                ),
                lang,
            )
        )
    stopped = [words.said([s.get("zh", ""), s.get("en", "")] if isinstance(s, dict) else s, lang) for s in found.stops]
    told += [re.sub(r"^[：: ]+", "", s.removeprefix(table.draft.name)) for s in stopped if s]
    if found.closed:
        told.append(
            text.pick(
                (f"会结束{found.closed}条旧行：新文件里没有它们", f"{found.closed} standing rows would end: the new file lacks them"), lang
            )
        )
    return tuple(dict.fromkeys(told))


def _counted(title: tuple[str, str], number: int, items: Sequence[Item], lang: str) -> Pane:
    """How many rows; where not all of them are listed, that too."""
    more = text.pick((f"先列{troubles.MOST}处", f"the first {troubles.MOST} shown"), lang) if len(items) == troubles.MOST else ""
    return Pane(text.pick(title, lang).format(n=text.count(number)), more)


# -- what can be done


def _take(table: Desk, rest: int) -> Button | None:
    draft, lang, good = table.draft, table.lang, table.judged.equation.accepted
    if draft.state not in {"judged", "judging", "taking"} or not good:
        return None
    held = bool(table.judged.stops)
    zh = f"提交{text.count(good)}行，等待放行" if held else f"入库{text.count(good)}行" + ("，其余留待处理" if rest else "")
    en = (
        f"Hand in {text.count(good)} rows, to be released"
        if held
        else f"Take in {text.count(good)} rows" + (", leave the rest" if rest else "")
    )
    return Button(
        text.pick((zh, en), lang),
        f"/api/v1/drafts/{draft.id}/take",
        json.dumps({"part": "good"}, ensure_ascii=False),
        busy=_status(replace(draft, state="taking"), None, lang),
    )


def _download(table: Desk, rest: int) -> Button | None:
    if not rest or not table.judged.fix:
        return None
    said = (f"下载{rest}行（含原因）", f"Download {rest} rows with reasons")
    return Button(text.pick(said, table.lang), go=f"/api/v1/drafts/{table.draft.id}/fix.xlsx")


def _sheets(table: Desk) -> tuple[Option, ...]:
    return tuple(Option(s.name, s.name) for s in table.judged.sheets) if len(table.judged.sheets) > 1 else ()


def _outcome(draft: Draft, batch: Batch | None, way: Way, rest: int) -> tuple[Button, ...]:
    """Once taken: see it on the wall, take it back, mend the rest, and the next file."""
    if draft.state != "taken" or batch is None:
        return ()
    lang = way.lang
    plain = Way(lang, way.home)
    buttons = [Button(text.pick(("看大屏", "See the wall"), lang), go=f"/wall{'?lang=en' if lang != way.home else ''}")]
    if words.releasable(batch):
        buttons.insert(
            0, Button(text.pick((f"接受批次{batch.id}", f"Accept batch {batch.id}"), lang), go=plain.to(ask=f"accept.{batch.id}"))
        )
    if words.undoable(batch):
        buttons.append(Button(text.pick((f"撤回批次{batch.id}", f"Undo batch {batch.id}"), lang), go=plain.to(ask=f"undo.{batch.id}")))
    if rest:
        buttons.append(
            Button(
                text.pick((f"下载{rest}行（含原因）", f"Download {rest} rows with reasons"), lang),
                go=f"/api/v1/batches/{batch.id}/fix.xlsx",
            )
        )
    return (*buttons, Button(text.pick(("再放一个文件", "Another file"), lang), go=plain.to()))
