"""What is asked before a batch is released or taken back, and what is said afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.catalog import schema
from cockpit.model import Batch, Level, Problem
from cockpit.views import batches as lines_of
from cockpit.views import intake_words as words
from cockpit.views import sentences, text
from cockpit.views.intake_words import Button, Way

ASKS = ("accept", "undo")


@dataclass(frozen=True, slots=True)
class Question:
    """What is open at this address beside the list: `ask` is accept or undo, `batch` which one it is about, with its problems.

    `done` is a batch that was just made, `failed` the code of what was not carried out; `source` and `before` narrow the list.
    """

    ask: str = ""
    batch: Batch | None = None
    problems: tuple[Problem, ...] = ()
    done: Batch | None = None
    failed: str = ""
    source: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Confirm:
    """The question before something is done: what it is, what it means, yes and no."""

    title: str
    said: tuple[str, ...]
    yes: Button
    no: str
    no_word: str


def status(asked: Question, lang: str) -> str:
    if asked.failed:
        return words.failure(asked.failed, lang)
    if asked.done is None:
        return ""
    made = asked.done
    if made.undoes:
        return text.pick((f"已撤回批次{made.undoes}（记为批次{made.id}）", f"Batch {made.undoes} is undone (as batch {made.id})"), lang)
    return text.pick((f"批次{made.id}：{text.verdict(made.verdict, lang)}", f"Batch {made.id}: {text.verdict(made.verdict, lang)}"), lang)


def confirm(asked: Question, catalog: schema.Catalog, way: Way) -> Confirm | None:
    if asked.batch is None or asked.ask not in ASKS:
        return None
    batch, lang = asked.batch, way.lang
    line = lines_of.line(batch, catalog, lang)
    yes, title, said = _undo(batch, lang) if asked.ask == "undo" else _accept(asked, lang)
    kept = {"source": asked.source, "before": str(asked.before or "")}
    button = Button(
        yes, f"/api/v1/batches/{batch.id}/{asked.ask}", "{}", go=way.to(**kept), busy=text.pick(("正在办理…", "Under way…"), lang)
    )
    facts = text.pick(("，", ", "), lang).join((line.file, line.source, line.received))
    return Confirm(title, (facts, line.equation, *said), button, way.to(**kept), text.pick(("取消", "Cancel"), lang))


def _undo(batch: Batch, lang: str) -> tuple[str, str, list[str]]:
    word = undo_word(batch, lang)
    title = text.pick((f"{word}批次{batch.id}？", f"{word} batch {batch.id}?"), lang)
    zh = "它带来的行不再计数，被它改掉的旧行恢复，墙上的数字跟着变。原文件仍在存档，撤回本身也可以再撤回。"
    en = "Its rows stop counting, the rows it replaced stand again, and the wall follows. The file stays archived; an undo can be undone."
    return word, title, [text.pick((zh, en), lang)]


def _accept(asked: Question, lang: str) -> tuple[str, str, list[str]]:
    assert asked.batch is not None
    number = asked.batch.id
    why = [sentences.problem(p, lang).finding for p in asked.problems if p.level is Level.HOLD and not p.row]
    title = text.pick((f"接受批次{number}？", f"Accept batch {number}?"), lang)
    zh, en = (
        "确认无误才接受：接受后这些行计数，墙上的数字跟着变；30天内可撤回。",
        "Accept only what you have checked: its rows will count and the wall follows; it can be undone for 30 days.",
    )
    return text.pick(("接受", "Accept"), lang), title, [*dict.fromkeys(why), text.pick((zh, en), lang)]


def undo_word(batch: Batch, lang: str) -> str:
    return text.pick(("撤销撤回", "Redo") if batch.kind == "undo" else ("撤回", "Undo"), lang)
