"""Drafts: files a person dropped into the page and has not decided on yet. A folder each, `drafts/<id>/`.

`file` are the bytes as they came, `draft.json` what the person said about them (written by the web alone), `judged.json` what the
worker found (written by the worker alone). What was asked of the worker stands in `requests/`: `{"kind": "judge" | "take", "draft": id}`;
its answer (`{}`, `{"batch": n}` or `{"error": code}`) tells the draft's state.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from cockpit.house import archive, requests

KEPT = timedelta(days=7)
ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Draft:
    """`mapping` is header → column (empty: not taken in), `aliases` as in `catalog.learned.Alias`, `fixes` {sheet, row, column, value}.

    `state`: judging, judged, failed, taking, taken. `request` is the last one handed in for it and `asked` its kind; `batch` what taking
    it made, `error` the code the worker answered with. `sheet` is the one sheet to read, where a person chose one. `uploaded_at` is aware.
    """

    id: str
    name: str
    uploaded_at: datetime
    source: str = ""
    sheet: str = ""
    size: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[Mapping[str, Any], ...] = ()
    fixes: tuple[Mapping[str, Any], ...] = ()
    state: str = "judging"
    request: str = ""
    asked: str = ""
    batch: int = 0
    error: str = ""


def folder(home: Path, id: str) -> Path:
    """Where a draft lies. Raises LookupError for what is no draft's name, so that no path can be made of it."""
    if not ID.fullmatch(id):
        raise LookupError(id)
    return home / "drafts" / id


def begin(home: Path, name: str, *, source: str, moment: datetime) -> Draft:
    """A new draft and its empty folder; the bytes go to `folder(…)/file` and `write` makes it seen."""
    made = Draft(uuid.uuid4().hex, name, moment, source)
    folder(home, made.id).mkdir(parents=True)
    return made


def write(home: Path, draft: Draft) -> None:
    body = {name: getattr(draft, name) for name in Draft.__slots__}
    archive.write_whole(folder(home, draft.id) / "draft.json", orjson.dumps(body, option=orjson.OPT_PASSTHROUGH_SUBCLASS))


def ask(home: Path, draft: Draft, kind: str, **more: Any) -> Draft:
    """Hand in a request for the draft and note it there; what it said of an earlier one is forgotten."""
    _forget(home, draft.request)
    asked = replace(draft, request="", asked=kind, state="taking" if kind == "take" else "judging", error="")
    # 先写草稿再交请求，后台读到的才是新的；交了之后才记下编号，否则刚写下时会以为请求丢了。
    write(home, asked)
    asked = replace(asked, request=uuid.uuid4().hex)
    requests.hand_in(home, kind, {"draft": draft.id, **more}, id=asked.request)
    write(home, asked)
    return asked


def read(home: Path, id: str) -> Draft | None:
    """The draft as it stands now, the worker's answer included; None where there is none."""
    try:
        told = orjson.loads((folder(home, id) / "draft.json").read_bytes())
    except (OSError, LookupError, orjson.JSONDecodeError):
        return None
    known = {name: value for name, value in told.items() if name in Draft.__slots__}
    known |= {"uploaded_at": datetime.fromisoformat(told["uploaded_at"])}
    known |= {"aliases": tuple(told.get("aliases", ())), "fixes": tuple(told.get("fixes", ()))}
    return _answered(home, Draft(**known))


def _answered(home: Path, draft: Draft) -> Draft:
    """The draft with what the worker said to its last request."""
    if draft.state not in {"judging", "taking"}:
        return draft
    said = requests.look(home, draft.request)
    if said is None:
        return draft
    if said.get("error"):
        lasting = "failed" if draft.asked == "judge" and not judged(home, draft.id) else "judged"
        return replace(draft, state=lasting, error=str(said["error"]))
    if draft.asked == "take":
        return replace(draft, state="taken", batch=int(said.get("batch", 0)))
    return replace(draft, state="judged" if judged(home, draft.id) else "failed")


def tell(home: Path, id: str, found: Mapping[str, Any], *, fix: bytes | None) -> None:
    """What the worker found, and the workbook to mend the rest in (None: there is none); the page sees them whole."""
    place = folder(home, id)
    if fix is None:
        (place / "fix.xlsx").unlink(missing_ok=True)
    else:
        archive.write_whole(place / "fix.xlsx", fix)
    archive.write_whole(place / "judged.json", orjson.dumps(dict(found)))


def judged(home: Path, id: str) -> dict[str, Any]:
    """What the worker found last; empty where nothing was found yet."""
    try:
        found = orjson.loads((folder(home, id) / "judged.json").read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def fixable(home: Path, id: str) -> bool:
    """Whether the worker wrote the rows that would not be taken into a file to be mended."""
    return (folder(home, id) / "fix.xlsx").is_file()


def listing(home: Path) -> list[Draft]:
    """Every draft, the newest first."""
    place = home / "drafts"
    found = [read(home, p.name) for p in place.iterdir()] if place.is_dir() else []
    return sorted((d for d in found if d is not None), key=lambda d: (d.uploaded_at, d.id), reverse=True)


def stamp(home: Path) -> str:
    """Changes whenever something about any draft did: what pages that show drafts are kept under."""
    digest = hashlib.sha256()
    for draft in listing(home):
        digest.update(f"{draft.id} {draft.state} {draft.request} {draft.error} {draft.batch} {_written(home, draft)}\n".encode())
    return digest.hexdigest()[:16]


def _written(home: Path, draft: Draft) -> int:
    try:
        return (folder(home, draft.id) / "judged.json").stat().st_mtime_ns
    except OSError:
        return 0


def drop(home: Path, draft: Draft) -> None:
    """Take a draft away; what was taken in stays in the archive."""
    _forget(home, draft.request)
    shutil.rmtree(folder(home, draft.id), ignore_errors=True)


def forget_old(home: Path, moment: datetime) -> None:
    """Drafts nobody decided on for a week."""
    for draft in listing(home):
        if moment - draft.uploaded_at > KEPT:
            drop(home, draft)


def _forget(home: Path, request: str) -> None:
    if ID.fullmatch(request):
        (home / "requests" / f"{request}.done.json").unlink(missing_ok=True)
