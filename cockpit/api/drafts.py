"""What a person does on the page `/intake`: upload a file, say what its columns mean, take it in, release or undo a batch.

Nothing is parsed and nothing of the store is written here: a draft's folder is, and a request to the worker. Every change demands the
header `X-Cockpit`, which no form and no foreign page can send; the same origin is checked for all posts (`screen.security`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import flask
import orjson

from cockpit.api import board, bodies
from cockpit.house import drafts, requests
from cockpit.house.drafts import Draft
from cockpit.model import Json

NO_STORE = {"Cache-Control": "no-store"}
MAX_FILE_BYTES = 64 << 20
CHUNK = 1 << 20
MOST_NAMES, MOST_FIXES, MOST_CHARACTERS = 500, 2000, 500
BATCH_ACTS = ("accept", "undo")
ONE_AT_A_TIME = threading.Lock()
"""Drafts are read, changed and written; two clicks at once must not lose one of them."""


class Refused(Exception):
    """A request that is not carried out. `zh` and `en` are the sentence for the person who made it."""

    def __init__(self, status: int, code: str, zh: str, en: str) -> None:
        super().__init__(code)
        self.status, self.code, self.zh, self.en = status, code, zh, en


NO_DRAFT = (404, "no_draft", "没有这份草稿，可能已过期", "There is no such draft; it may have expired")
NO_SOURCE = (404, "no_source", "没有这种数据源", "There is no such source")
NO_BATCH = (404, "no_batch", "没有这个批次", "There is no such batch")
NO_FILE = (404, "no_file", "没有这个文件", "There is no such file")
NOT_ASKED = (403, "header_missing", "缺少X-Cockpit请求头", "The header X-Cockpit is missing")
NO_NAME = (400, "no_name", "缺少文件名", "The file has no name")
TOO_LARGE = (
    413,
    "too_large",
    f"文件超过{MAX_FILE_BYTES >> 20}MB，请直接放入收件夹",
    f"The file is over {MAX_FILE_BYTES >> 20} MB: put it into the inbox folder instead",
)
BAD_BODY = (400, "bad_body", "内容格式不对", "The body does not have the expected form")
SETTLED = (409, "already_taken", "这份草稿已经入库", "This draft has been taken in already")


def blueprint(desk: board.Board, home: Path, *, clock: Callable[[], datetime]) -> flask.Blueprint:
    """The routes over the data home `home`. `clock` stamps uploads."""
    api = flask.Blueprint("drafts", __name__)
    draft, batch = "/api/v1/drafts/<id>", "/api/v1/batches/<int:number>"
    routes: tuple[tuple[str, str, Callable[..., flask.Response]], ...] = (
        ("GET", "/api/v1/drafts", lambda: _list(desk, home)),
        ("POST", "/api/v1/drafts", lambda: _upload(desk, home, clock())),
        ("GET", draft, lambda id: _show(home, id)),
        ("POST", draft, lambda id: _change(desk, home, id)),
        ("DELETE", draft, lambda id: _drop(home, id)),
        ("POST", f"{draft}/take", lambda id: _take(home, id)),
        ("GET", f"{draft}/fix.xlsx", lambda id: _rest(home, id)),
        ("GET", f"{batch}/fix.xlsx", lambda number: _fix(home, number)),
        ("GET", "/api/v1/requests/<id>", lambda id: _outcome(home, id)),
        *(("POST", f"{batch}/{kind}", lambda number, kind=kind: _hand_in(desk, home, kind, number)) for kind in BATCH_ACTS),
    )
    for method, rule, view in routes:
        api.add_url_rule(rule, endpoint=f"{method} {rule}".replace(".", "_"), view_func=view, methods=[method])
    api.before_request(_demand)
    api.register_error_handler(Refused, _refused)
    api.register_error_handler(413, lambda _: _refused(Refused(*TOO_LARGE)))
    return api


def _demand() -> None:
    request = flask.request
    if request.method != "GET" and request.headers.get("X-Cockpit") != "1":
        raise Refused(*NOT_ASKED)


def _refused(error: Refused) -> flask.Response:
    return _answer({"error": {"code": error.code, "zh": error.zh, "en": error.en}}, error.status)


def _answer(body: Json, status: int = 200, **headers: str) -> flask.Response:
    return flask.Response(bodies.write(body), status, mimetype="application/json", headers={**NO_STORE, **headers})


def _known(home: Path, id: str) -> Draft:
    found = drafts.read(home, id)
    if found is None:
        raise Refused(*NO_DRAFT)
    return found


def _brief(draft: Draft) -> Json:
    told: Json = {name: getattr(draft, name) for name in ("id", "name", "source", "sheet", "size", "state", "batch", "error")}
    return told | {"uploaded_at": draft.uploaded_at.isoformat()}


def _list(desk: board.Board, home: Path) -> flask.Response:
    """Small and asked often: `stamp` says whether a page that shows drafts or batches is out of date."""
    return _answer({"stamp": desk.stamp("intake"), "drafts": [_brief(d) for d in drafts.listing(home)]})


def _show(home: Path, id: str) -> flask.Response:
    draft = _known(home, id)
    said = {"mapping": dict(draft.mapping), "aliases": list(draft.aliases), "fixes": list(draft.fixes)}
    return _answer({**_brief(draft), **said, "judged": drafts.judged(home, id) or None})


# -- a file comes


def _upload(desk: board.Board, home: Path, moment: datetime) -> flask.Response:
    name, source = _name(flask.request.headers.get("X-Filename", "")), flask.request.args.get("source", "")
    if source and source not in desk.house.catalog.sources:
        raise Refused(*NO_SOURCE)
    flask.request.max_content_length = MAX_FILE_BYTES
    if (flask.request.content_length or 0) > MAX_FILE_BYTES:
        raise Refused(*TOO_LARGE)
    drafts.forget_old(home, moment)
    draft = drafts.begin(home, name, source=source, moment=moment)
    try:
        size = _keep(drafts.folder(home, draft.id))
    except BaseException:
        drafts.drop(home, draft)
        raise
    begun = drafts.ask(home, replace(draft, size=size), "judge")
    return _answer({"id": begun.id}, 201, Location=f"/api/v1/drafts/{begun.id}")


def _name(given: str) -> str:
    """The file's own name, percent-encoded because a header carries no Chinese; never a path."""
    name = unquote(given).replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if c.isprintable()).strip()[-200:]
    if not name.strip("."):
        raise Refused(*NO_NAME)
    return name


def _keep(place: Path) -> int:
    """The bytes as they come, to the disk and nowhere else; how many there were."""
    with (place / ".file.part").open("wb") as kept:
        while chunk := flask.request.stream.read(CHUNK):
            kept.write(chunk)
        size = kept.tell()
    (place / ".file.part").rename(place / "file")
    return size


# -- what a person says of it


def _change(desk: board.Board, home: Path, id: str) -> flask.Response:
    """Adds what was said to what had been said before, and has the draft judged again."""
    said = _body()
    with ONE_AT_A_TIME:
        draft = _open(home, id)
        source = _short(said.get("source", draft.source))
        if source and source not in desk.house.catalog.sources:
            raise Refused(*NO_SOURCE)
        # 换了数据源，原来的对应、别名和改数就都不算了。
        kept = replace(draft, mapping={}, aliases=(), fixes=()) if source != draft.source else draft
        changed = replace(
            kept, source=source, sheet=_short(said.get("sheet", kept.sheet)), mapping=_mapping(kept, said),
            aliases=_merged(kept.aliases, said.get("aliases", []), _alias, "kind", "alias", "where"),
            fixes=_merged(kept.fixes, said.get("fixes", []), _cell, "sheet", "row", "column"),
        )  # fmt: skip
        asked_again = drafts.ask(home, changed, "judge")
    return _answer({**_brief(asked_again)}, 202)


def _open(home: Path, id: str) -> Draft:
    draft = _known(home, id)
    if draft.state in {"taking", "taken"}:
        raise Refused(*SETTLED)
    return draft


def _body() -> Mapping[str, Any]:
    try:
        said = orjson.loads(flask.request.get_data() or b"{}")
    except orjson.JSONDecodeError:
        raise Refused(*BAD_BODY) from None
    if not isinstance(said, dict):
        raise Refused(*BAD_BODY)
    return said


def _short(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_CHARACTERS:
        raise Refused(*BAD_BODY)
    return value


def _mapping(draft: Draft, said: Mapping[str, Any]) -> dict[str, str]:
    given = said.get("mapping", {})
    if not isinstance(given, dict) or len(given) > MOST_NAMES:
        raise Refused(*BAD_BODY)
    return {**draft.mapping, **{_short(header): _short(column) for header, column in given.items()}}


def _merged(old: Any, new: Any, read: Callable[[Any], Json], *key: str) -> tuple[Json, ...]:
    """The newest word on each thing counts; one that takes a word back has nothing in its place."""
    if not isinstance(new, list):
        raise Refused(*BAD_BODY)
    found = {tuple(str(one.get(k)) for k in key): one for one in [*old, *(read(n) for n in new)]}
    kept = tuple(one for one in found.values() if one.get("value", one.get("code")) is not None)
    if len(kept) > MOST_FIXES:
        raise Refused(*BAD_BODY)
    return kept


def _alias(given: Any) -> Json:
    if not isinstance(given, dict) or given.get("kind") not in {"place", "department", "column", "value"}:
        raise Refused(*BAD_BODY)
    where, code = given.get("where", []), given.get("code")
    if not isinstance(where, list) or len(where) > 2:
        raise Refused(*BAD_BODY)
    told = {"kind": given["kind"], "alias": _short(given.get("alias")), "where": [_short(w) for w in where]}
    return told | {"code": None if code is None else _short(code)}


def _cell(given: Any) -> Json:
    if not isinstance(given, dict) or type(given.get("row")) is not int or given["row"] < 1:
        raise Refused(*BAD_BODY)
    value = given.get("value")
    told = {"sheet": _short(given.get("sheet", "")), "row": given["row"], "column": _short(given.get("column"))}
    return told | {"value": None if value is None else _short(value)}


# -- what is to be done with it


def _take(home: Path, id: str) -> flask.Response:
    """The good part only: what is held or refused stays with its reasons."""
    if _body().get("part", "good") != "good":
        raise Refused(*BAD_BODY)
    with ONE_AT_A_TIME:
        taken = drafts.ask(home, _open(home, id), "take", part="good")
    return _answer({**_brief(taken)}, 202)


def _drop(home: Path, id: str) -> flask.Response:
    drafts.drop(home, _known(home, id))
    return flask.Response(status=204, headers=NO_STORE)


def _hand_in(desk: board.Board, home: Path, kind: str, number: int) -> flask.Response:
    if desk.house.batch(number) is None:
        raise Refused(*NO_BATCH)
    request = requests.hand_in(home, kind, {"batch": number})
    return _answer({"request": request.stem}, 202, Location=f"/api/v1/requests/{request.stem}")


def _outcome(home: Path, id: str) -> flask.Response:
    """What the worker answered; asking does not take the answer away."""
    said = requests.look(home, id) if drafts.ID.fullmatch(id) else {"error": "lost"}
    return _answer({"state": "waiting" if said is None else "done", "answer": said})


# -- files to mend


def _rest(home: Path, id: str) -> flask.Response:
    draft = _known(home, id)
    return _sheet(drafts.folder(home, draft.id) / "fix.xlsx", f"{Path(draft.name).stem}.fix.xlsx")


def _fix(home: Path, number: int) -> flask.Response:
    """The rows of a batch that were not taken, as the house wrote them beside their reasons."""
    found = sorted((home / "quarantine").glob(f"{number:06d}_*.fix.xlsx"))
    if not found:
        raise Refused(*NO_FILE)
    return _sheet(found[0], found[0].name)


def _sheet(place: Path, name: str) -> flask.Response:
    if not place.is_file() or place.is_symlink():
        raise Refused(*NO_FILE)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = flask.Response(place.read_bytes(), mimetype=mime, headers=NO_STORE)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
