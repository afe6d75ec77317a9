"""What a person or a second program wants of the one writing process: small files in `requests/`, answered beside them.

A request is written aside and renamed, so that it is seen whole. The answer of `x.json` is `x.done.json`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from cockpit.house import archive

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Request:
    """`kind`: pull, undo, accept, learn, judge, take, offer, freeze, issue.

    `body` is what the kind needs; everything in it is checked by whoever carries it out.
    """

    path: Path
    kind: str
    body: dict[str, Any]


def hand_in(home: Path, kind: str, body: dict[str, Any], *, id: str = "") -> Path:
    """Hand a request to the worker; returns its path, by which the answer is found. `id` where the asker chose its name."""
    place = home / "requests" / f"{id or uuid.uuid4().hex}.json"
    archive.write_whole(place, orjson.dumps({"kind": kind, **body}))
    return place


def waiting(home: Path) -> list[Request]:
    """Requests not yet answered, oldest first; what cannot be read is answered as such by `answer`."""
    folder = home / "requests"
    places = [p for p in folder.glob("*.json") if not p.name.endswith(".done.json")] if folder.is_dir() else []
    return [_read(place) for place in sorted(places, key=lambda p: (p.stat().st_mtime_ns, p.name))]


def _read(place: Path) -> Request:
    try:
        found = orjson.loads(place.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        found = None
    if not isinstance(found, dict) or not isinstance(found.get("kind"), str):
        return Request(place, "unreadable", {})
    return Request(place, found.pop("kind"), found)


def answer(request: Request, body: dict[str, Any]) -> None:
    archive.write_whole(request.path.with_suffix(".done.json"), orjson.dumps(body))
    request.path.unlink(missing_ok=True)


def answered(place: Path) -> dict[str, Any] | None:
    """The answer to a request, once it is there; reading it takes it away."""
    done = place.with_suffix(".done.json")
    if not done.exists():
        return None
    found: dict[str, Any] = orjson.loads(done.read_bytes())
    done.unlink(missing_ok=True)
    return found


def look(home: Path, id: str) -> dict[str, Any] | None:
    """The answer to request `id`, left where it is; None while it waits, `{"error": "lost"}` when nobody knows of it."""
    asked = home / "requests" / f"{id}.json"
    done, waits = asked.with_suffix(".done.json"), asked.exists()
    try:
        found: dict[str, Any] = orjson.loads(done.read_bytes())
    except FileNotFoundError:
        return None if waits or not id else {"error": "lost"}
    return found


def forget_old(home: Path, moment: datetime) -> None:
    """Answers nobody fetched for a week."""
    limit = (moment - KEPT).timestamp()
    folder = home / "requests"
    for done in folder.glob("*.done.json") if folder.is_dir() else ():
        if done.stat().st_mtime < limit:
            done.unlink(missing_ok=True)
