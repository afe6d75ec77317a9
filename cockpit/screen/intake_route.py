"""What the intake pages are built from: the drafts' folders, the batches, and what the address asks about them."""

from __future__ import annotations

import re
from typing import Any

from cockpit.house import drafts
from cockpit.model import Batch
from cockpit.screen.table import Scene
from cockpit.views import desk, intake, intake_draft, intake_words, led
from cockpit.views.intake_question import Question

QUERY = ("draft", "mend", "ask", "done", "failed", "source", "before", "batch")
LOOKED_FOR_HELD = 500
ASK = re.compile(r"(accept|undo)\.([0-9]{1,12})")
CODE = re.compile(r"[a-z_]{1,40}")


def stamp(house: Any) -> str:
    return drafts.stamp(house.home)


def build(scene: Scene) -> intake.Intake | intake_draft.Page:
    """The draft the address names, else the list; a draft that is gone is said."""
    choice = desk.choose(scene.catalog, {"lang": scene.lang})
    named = scene.query.get("draft", "")
    draft = drafts.read(scene.house.home, named) if named else None
    if draft is None:
        return _list(scene, choice, gone=bool(named))
    batch = _batch(scene, draft.batch)
    return intake_draft.build(
        scene.snapshot,
        scene.catalog,
        draft=draft,
        judged=drafts.judged(scene.house.home, draft.id) | {"fix": drafts.fixable(scene.house.home, draft.id)},
        choice=choice,
        mend=scene.query.get("mend", ""),
        batch=batch,
    )


def _list(scene: Scene, choice: desk.Choice, *, gone: bool) -> intake.Intake:
    question = _question(scene, gone=gone)
    house = scene.house
    listed = house.batches(source=question.source, before=question.before, limit=2 * intake.NEWEST)
    newest = listed if question.source else [b for b in listed if b.kind != "expected"]
    held = [b for b in house.batches(limit=LOOKED_FOR_HELD) if intake_words.releasable(b)]
    return intake.build(
        scene.snapshot,
        scene.catalog,
        choice=choice,
        batches=newest,
        held=held,
        drafts=drafts.listing(house.home),
        mended=_mended(house),
        question=question,
        followed=_followed(scene, _batch(scene, _number(scene.query.get("batch", "")))),
    )


def _followed(scene: Scene, batch: Batch | None) -> led.Asked | None:
    if batch is None:
        return None
    return led.Asked(batch, scene.house.facts(batch, limit=led.SHOWN), scene.house.moved(batch))


def _question(scene: Scene, *, gone: bool) -> Question:
    """Whatever an address may say is looked up; what is not there is not said."""
    query = scene.query
    asked, source = ASK.fullmatch(query.get("ask", "")), query.get("source", "")
    found = scene.house.batch(int(asked[2])) if asked else None
    batch, problems = found or (None, [])
    return Question(
        ask=asked[1] if asked and _may(asked[1], batch, scene) else "",
        batch=batch,
        problems=tuple(problems),
        done=_batch(scene, _number(query.get("done", ""))),
        failed="no_draft" if gone else query.get("failed", "") if CODE.fullmatch(query.get("failed", "")) else "",
        source=source if source in scene.catalog.sources else "",
        before=_number(query.get("before", "")),
    )


def _may(ask: str, batch: Batch | None, scene: Scene) -> bool:
    if batch is None:
        return False
    return intake_words.releasable(batch) if ask == "accept" else intake_words.undoable(batch, scene.snapshot.taken_at)


def _batch(scene: Scene, number: int) -> Batch | None:
    found = scene.house.batch(number) if number else None
    return found[0] if found else None


def _number(given: str) -> int:
    return int(given) if given.isascii() and given.isdigit() and len(given) < 13 else 0


def _mended(house: Any) -> set[int]:
    """Batches whose rows not taken lie in a file to be mended."""
    return {int(p.name[:6]) for p in (house.home / "quarantine").glob("[0-9]*_*.fix.xlsx") if p.name[:6].isdigit()}
