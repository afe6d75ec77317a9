"""Words and addresses the intake pages share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from cockpit.catalog import schema
from cockpit.model import Batch, State, Verdict
from cockpit.views import text
from cockpit.views.desk import Mark

STEPS = (("选文件", "Choose"), ("核对", "Check"), ("入库", "Taken in"))
KEPT_DAYS = 7
UNDO_DAYS = 30
VERDICTS: dict[str, tuple[str, tuple[str, str]]] = {
    "ok": (State.OK, ("可收", "Good")),
    "note": (State.OK, ("附注", "Noted")),
    "held": (State.WATCH, ("待确认", "Held")),
    "refused": (State.MISSED, ("不收", "Refused")),
    "header": (State.PLAIN, ("表头", "Header")),
    "title": (State.PLAIN, ("标题", "Title")),
    "total": (State.PLAIN, ("合计", "Total")),
    "blank": (State.PLAIN, ("空行", "Blank")),
    "skip": (State.PLAIN, ("略过", "Skipped")),
    "merged": (State.PLAIN, ("重复", "Merged")),
    "": (State.PLAIN, ("未判", "Unread")),
}
"""What may be said of one row of a file: its shape, and the word beside it."""
FAILURES: dict[str, tuple[str, str]] = {
    "unknown": ("没有这个批次", "There is no such batch"),
    "not_accepted": ("这个批次没有入库，无可撤回", "This batch was not taken in; there is nothing to undo"),
    "already_undone": ("这个批次已经撤回过", "This batch has been undone already"),
    "too_old": (f"已过{UNDO_DAYS}天，不能撤回", f"Older than {UNDO_DAYS} days; it cannot be undone"),
    "not_held": ("这个批次不在等待放行", "This batch is not held"),
    "superseded": (
        "同一期次后来又收到了新文件，不能再放行；先撤回新的，或重新放入这份",
        "A newer file of the same period has come: undo that one first, or drop this file in again",
    ),
    "belongs": ("它是另一批次的一部分，请放行那一批", "It is part of another batch: release that one"),
    "alias_clash": ("这个词已有别的含义，请换一个", "This word means something else already; choose again"),
    "bad_word": ("这个词不能记住，请改单元格", "This word cannot be remembered; correct the cell instead"),
    "unknown_code": ("选的名称已不在目录里，请重选", "The name chosen is no longer in the catalogue; choose again"),
    "already_released": ("这个批次已经放行", "This batch has been released already"),
    "no_draft": ("没有这份草稿，可能已过期或已删除", "There is no such draft; it may have expired or been deleted"),
    "lost": ("请求没有送到，请再试一次", "The request was lost; please try again"),
    "unknown_request": ("后台版本较旧，不会办这件事", "The worker is of an older version and cannot do this"),
}
FAILED = ("没有办成（{code}），请再试一次；再次出现请管理员查看", "It failed ({code}); try again, and have it looked at if it recurs")


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a drop-down list."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button that posts `body` (JSON) to `post` and leads to `go`; without `post` a link to `go`."""

    text: str
    post: str = ""
    body: str = ""
    go: str = ""
    busy: str = ""


@dataclass(frozen=True, slots=True)
class Pane:
    """Heading, the quiet words beside it, and those at its right end."""

    title: str
    detail: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class Way:
    """Language and the draft (if any) an address keeps. Defaults stay out of it."""

    lang: str
    home: str
    draft: str = ""

    def to(self, **more: str) -> str:
        """`/intake` with these names; empty ones are left out."""
        pairs = {"lang": self.lang if self.lang != self.home else "", "draft": self.draft} | more
        query = urlencode([(name, value) for name, value in pairs.items() if value])
        return f"/intake?{query}" if query else "/intake"


def steps(at: int, way: Way) -> tuple[Step, ...]:
    """Which of the three steps is done, current, to come; a done one can be gone back to."""
    done = ("done", "on", "next")
    list_page = Way(way.lang, way.home).to()
    return tuple(
        Step(
            f"{i + 1}{text.pick(('', ' '), way.lang)}{text.pick(word, way.lang)}",
            list_page if i == 0 and at else "",
            done[(i >= at) + (i > at)],
        )
        for i, word in enumerate(STEPS)
    )


def failure(code: str, lang: str) -> str:
    """What went wrong, as a sentence; a code nobody has a sentence for is named."""
    return text.pick(FAILURES[code], lang) if code in FAILURES else text.pick(FAILED, lang).format(code=code)


def verdict(name: str, lang: str) -> Mark:
    state, word = VERDICTS.get(name, VERDICTS["skip"])
    return Mark(str(state), text.pick(word, lang))


def runs(rows: Iterable[int]) -> str:
    """`6`, `33–42`, `6、9–11`: row numbers, runs joined."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    return "、".join(f"{a}" if a == b else f"{a}–{b}" for a, b in found)


def row_name(rows: Sequence[int], sheet: str, lang: str) -> str:
    """`第6行`, `第33–42行，共10行`; the sheet stands before it where a file has several."""
    where = runs(rows)
    zh = f"{f'“{sheet}”' if sheet else ''}第{where}行" + (f"，共{len(rows)}行" if len(rows) > 1 else "")
    en = f"{f'“{sheet}” ' if sheet else ''}{'Rows' if len(rows) > 1 else 'Row'} {where.replace('、', ', ')}"
    return text.pick((zh, en + (f", {len(rows)} in all" if len(rows) > 1 else "")), lang)


def said(value: Any, lang: str) -> str:
    """A sentence as the worker wrote it: one text for both languages, a pair, or a mapping by language."""
    if isinstance(value, dict):
        return str(value.get(lang, value.get("zh", "")))
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(isinstance(v, str) for v in value):
            return str(value[lang == "en"])
        return text.pick(("；", "; "), lang).join(filter(None, (said(v, lang) for v in value)))
    return "" if value is None else str(value)


def column_label(source: schema.Source | None, column: str, lang: str) -> str:
    """A column as the catalogue calls it, with its unit."""
    declared = source.columns.get(column) if source else None
    if declared is None:
        return column
    unit = text.unit(declared.unit, lang) if declared.unit else ""
    return f"{declared.label.of(lang)}{text.pick((f'（{unit}）', f' ({unit})'), lang) if unit else ''}"


def releasable(batch: Batch) -> bool:
    """A whole batch that waits for a person."""
    return batch.verdict is Verdict.HELD and not batch.released_by and not batch.undone_by


def undoable(batch: Batch, moment: datetime | None = None) -> bool:
    """Whether its rows count and it came within the days in which it may be taken back (of `moment`; None: just now)."""
    lives = batch.verdict in (Verdict.ACCEPTED, Verdict.PARTIAL) and not batch.undone_by
    return lives and batch.kind != "expected" and (moment is None or moment - batch.received_at <= timedelta(days=UNDO_DAYS))
