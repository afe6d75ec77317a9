"""What a person asked for in the web or on the command line, carried out by the one process that writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cockpit.house import House, drafts
from cockpit.house.drafts import Draft
from cockpit.house.learning import Alias
from cockpit.house.receive import Offer
from cockpit.model import Json

Errand = Callable[[House, Mapping[str, Any], datetime], Json]
MOVING = frozenset({"take", "accept", "undo", "learn", "offer"})
"""Errands after which figures may be others."""


class Lost(ValueError):
    """What the request speaks of is not there (any more)."""

    code = "lost"


def judge(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{draft}`: writes `judged.json`, and `fix.xlsx` where there is something to mend, beside the draft."""
    draft, place = _draft(house, body)
    found = house.judge(draft, _bytes(place), moment=now)
    drafts.tell(house.home, draft.id, found.told, fix=found.fix)
    if found.personal:
        # 个人信息不留：草稿里的原件即刻删去，只留判断。
        place.unlink(missing_ok=True)
    return {}


def take(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{draft}`: the good rows come in; those written anew as a batch of their own."""
    draft, place = _draft(house, body)
    made = house.take_draft(draft, _bytes(place), mtime_ns=place.stat().st_mtime_ns, moment=now)
    return {"batch": made[0].id, "batches": [b.id for b in made], "verdict": made[0].verdict.value}


def accept(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{batch}`: a held batch is released."""
    return {"batch": house.accept(int(body["batch"]), moment=now).id}


def undo(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{batch}`: a batch is taken back."""
    return {"batch": house.undo(int(body["batch"]), moment=now).id}


def learn(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{kind, alias, code, where}` in `alias`: a word is remembered; the batches read again are told."""
    told = body["alias"]
    alias = Alias(str(told["kind"]), str(told["alias"]), str(told["code"]), tuple(map(str, told.get("where", ()))))
    return {"batches": [b.id for b in house.learn(alias, moment=now)]}


def offer(house: House, body: Mapping[str, Any], now: datetime) -> Json:
    """`{file, name, source}`: a file that lies in `requests/` under a bare name is taken in like any other, then removed."""
    place = house.home / "requests" / Path(str(body["file"])).name
    given = Offer(_bytes(place), str(body["name"]), now, folder=str(body.get("source", "")), mtime_ns=place.stat().st_mtime_ns)
    found = house.receive(given)
    house.explain(given, found)
    place.unlink(missing_ok=True)
    return {"batch": found.batch.id, "verdict": found.batch.verdict.value}


ERRANDS: Mapping[str, Errand] = {"judge": judge, "take": take, "accept": accept, "undo": undo, "learn": learn, "offer": offer}


def _draft(house: House, body: Mapping[str, Any]) -> tuple[Draft, Path]:
    id = str(body["draft"])
    found = drafts.read(house.home, id) if drafts.ID.fullmatch(id) else None
    if found is None:
        raise Lost(id)
    return found, drafts.folder(house.home, id) / "file"


def _bytes(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError as error:
        raise Lost(place.name) from error
