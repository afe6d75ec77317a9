"""Another program hands a file in: `POST /api/v1/batches?source=ID`. It is laid into the inbox whole; the worker does the rest.

What became of it is found by its bytes: the first batch after those known at the time which bears their hash. Nothing is remembered here.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import flask

from cockpit.api import asked, board, bodies
from cockpit.house import inbox, pull
from cockpit.model import Batch, Verdict
from cockpit.views import record

MAX_BODY_BYTES = 64 << 20
"""As many as the server lets in; larger files are laid into the inbox folder."""
LONGEST_WAIT_S = 60
MOST_WAITING = 2
"""Callers that may hold a thread while they wait; others are told to ask again."""
CHUNK = 1 << 20
SIMPLE = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "")
"""Types of bodies which a page of another site can send without being asked first."""
NO_STORE = {"Cache-Control": "no-store"}
_LOOK_S = 0.2
_TOKEN = re.compile(r"after-(\d{1,12})-([0-9a-f]{64})")
_STATUS = {Verdict.ACCEPTED: 201, Verdict.PARTIAL: 201, Verdict.DUPLICATE: 200, Verdict.HELD: 409}
_ACTS = ("file",)


@dataclass(frozen=True, slots=True)
class Claim:
    """What its answer is found by: the bytes, and the newest batch there was before them."""

    after: int
    sha256: str

    @classmethod
    def parse(cls, token: str) -> Claim | None:
        found = _TOKEN.fullmatch(token)
        return cls(int(found[1]), found[2]) if found else None

    def __str__(self) -> str:
        return f"after-{self.after}-{self.sha256}"


def blueprint(desk: board.Board, home: Path, *, sleep: Callable[[float], None] = time.sleep) -> flask.Blueprint:
    """The one route over the data home `home`."""
    api = flask.Blueprint("offers", __name__)
    room = threading.BoundedSemaphore(MOST_WAITING)
    api.add_url_rule(
        "/api/v1/batches", endpoint="offer", view_func=lambda: _offer(desk, home, room, sleep), methods=["POST"]
    )  # fmt: skip
    api.register_error_handler(413, lambda _: _too_large())
    return api


def _offer(desk: board.Board, home: Path, room: threading.BoundedSemaphore, sleep: Callable[[float], None]) -> flask.Response:
    request = flask.request
    if request.headers.get("X-Cockpit") != "1" and request.mimetype in SIMPLE:
        return _said(403, "header_missing", "请带 X-Cockpit: 1 或文件类型", "Send X-Cockpit: 1, or the type of the file")
    source, name = _source(desk), _name(request.headers.get("X-Filename", ""))
    wait = asked.number(request.args, "wait", default=0, low=0, high=LONGEST_WAIT_S)
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return _too_large()
    if not (home / "inbox").is_dir():
        return _said(503, "no_inbox", "收件夹不在", "The inbox is not there", **{"Retry-After": "60"})
    request.max_content_length = MAX_BODY_BYTES
    known = desk.house.batches(limit=1)
    claim = Claim(known[0].id if known else 0, _lay(home / "inbox" / source, name, ok=_wants_ok(desk, source)))
    found = _waited(desk, claim, wait, room, sleep) if wait else None
    return _pending(claim) if found is None else _verdict(desk, found)


def _source(desk: board.Board) -> str:
    given, known = flask.request.args.get("source", ""), [s.id for s in desk.house.catalog.sources.values() if not s.system]
    if not given:
        raise asked.Wrong(400, "source", "", expected="a source's id")
    if given not in known:
        raise asked.unknown("source", given, known)
    return given


def _name(given: str) -> str:
    """The file's own name as it may lie on any disk; percent-encoded because a header carries no Chinese."""
    last = PurePosixPath(unquote(given).replace("\\", "/")).name
    name = pull.safe_name(last)
    if not last.strip(" .") or inbox.ignored(name) or inbox.is_ok(name):
        raise asked.Wrong(400, "X-Filename", given, expected="信访事项_2026-11-22.csv")
    return name


def _wants_ok(desk: board.Board, source: str) -> bool:
    declared = desk.house.catalog.sources[source]
    return (declared.handshake or desk.house.catalog.street.handshake) == "ok"


def _lay(folder: Path, name: str, *, ok: bool) -> str:
    """The body into the folder, under a name of its own once it is whole; returns its sha256."""
    folder.mkdir(exist_ok=True)
    aside, digest = folder / f".{uuid.uuid4().hex}.part", hashlib.sha256()
    try:
        with aside.open("xb") as stream:
            while chunk := flask.request.stream.read(CHUNK):
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        place = _named(aside, folder / name)
    finally:
        aside.unlink(missing_ok=True)
    if ok:
        place.with_name(place.name + inbox.OK).touch()
    return digest.hexdigest()


def _named(aside: Path, wanted: Path) -> Path:
    """Never over a file that waits there already: `x (2).csv` tells the same period as `x.csv`."""
    for number in range(1, 1000):
        place = wanted if number == 1 else wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
        try:
            place.hardlink_to(aside)
        except FileExistsError:
            continue
        except OSError:
            if place.exists():
                continue
            aside.rename(place)
        return place
    raise FileExistsError(wanted.name)


# -- what became of it


def find(desk: board.Board, claim: Claim) -> Batch | None:
    """The batch of those bytes, once there is one."""
    came = [b for b in desk.house.batches(after=claim.after) if b.kind in _ACTS and b.sha256 == claim.sha256]
    return min(came, key=lambda b: b.id, default=None)


def _waited(
    desk: board.Board, claim: Claim, wait: int, room: threading.BoundedSemaphore, sleep: Callable[[float], None]
) -> Batch | None:  # fmt: skip
    if not room.acquire(blocking=False):
        return None
    try:
        for _ in range(int(wait / _LOOK_S)):
            found = find(desk, claim)
            if found is not None:
                return found
            sleep(_LOOK_S)
        return find(desk, claim)
    finally:
        room.release()


def pending(claim: Claim) -> flask.Response:
    """202: handed in, not yet judged."""
    return _pending(claim)


def _pending(claim: Claim) -> flask.Response:
    where = f"/api/v1/batches/{claim}"
    return _answer({"state": "waiting", "batch": None, "location": where}, 202, Location=where)


def _verdict(desk: board.Board, found: Batch) -> flask.Response:
    """The batch as `GET` gives it; the status says its verdict."""
    told = desk.house.batch(found.id) or (found, [])
    lang = asked.lang(flask.request.args, desk.house.catalog)
    return _answer(record.batch(*told, lang=lang), _STATUS.get(found.verdict, 422), Location=f"/api/v1/batches/{found.id}")


def _too_large() -> flask.Response:
    megabytes = MAX_BODY_BYTES >> 20
    return _said(413, "too_large", f"文件超过{megabytes}MB，请直接放入收件夹", f"Over {megabytes} MB: put it into the inbox folder")


def _said(status: int, code: str, zh: str, en: str, **headers: str) -> flask.Response:
    return _answer({"error": {"code": code, "zh": zh, "en": en}}, status, **headers)


def _answer(body: object, status: int, **headers: str) -> flask.Response:
    return flask.Response(bodies.write(body), status, mimetype="application/json", headers={**NO_STORE, **headers})
