"""Finished answers: JSON written once, compressed once, named by a hash of what they say."""

from __future__ import annotations

import functools
import gzip
import hashlib
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import dataclass
from threading import Lock

import flask
import orjson
from werkzeug import datastructures, http

JSON = "application/json"
OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_SERIALIZE_NUMPY


@dataclass(frozen=True, slots=True)
class Body:
    """Compressed bytes and the hash of the uncompressed ones: gzip writes differ from process to process, content does not."""

    zipped: bytes
    etag: str

    def plain(self) -> bytes:
        return gzip.decompress(self.zipped)


def write(value: object) -> bytes:
    """JSON in UTF-8. Frozen dataclasses, enums, dates, tuples and components included; a NaN becomes null."""
    return orjson.dumps(value, default=_other, option=OPTIONS)


def _other(value: object) -> object:
    """What orjson does not know by itself: a Dash component, a read-only mapping, a set."""
    component = getattr(value, "to_plotly_json", None)
    if component is not None:
        return component()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Set):
        return sorted(value)
    raise TypeError(type(value).__name__)


def body(value: object) -> Body:
    raw = write(value)
    return Body(gzip.compress(raw, compresslevel=6, mtime=0), hashlib.sha256(raw).hexdigest())


class Shelf:
    """Bodies by key; the least recently asked ones fall off. Two askers of the same missing key build it once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._lock = Lock()
        self._making = tuple(Lock() for _ in range(16))

    def get(self, key: Hashable, make: Callable[[], Body]) -> Body:
        found = self._find(key)
        if found is not None:
            return found
        with self._making[zlib.crc32(repr(key).encode()) % len(self._making)]:
            return self._find(key) or self._keep(key, make())

    def _find(self, key: Hashable) -> Body | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Hashable, made: Body) -> Body:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made


def answer(made: Body, *, status: int = 200) -> flask.Response:
    """Private, asked again each time, and 304 when nothing changed."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding", "ETag": f'"{made.etag}"'}
    asked = flask.request.headers
    has = asked.get("If-None-Match", "")
    if has == headers["ETag"] or (has and made.etag in flask.request.if_none_match):
        return flask.Response(status=304, headers=headers, content_type=JSON)
    if not _takes_gzip(asked.get("Accept-Encoding", "")):
        return flask.Response(made.plain(), status, headers, content_type=JSON)
    return flask.Response(made.zipped, status, {**headers, "Content-Encoding": "gzip"}, content_type=JSON)


@functools.lru_cache(maxsize=64)
def _takes_gzip(accepted: str) -> bool:
    """Every screen says the same, so it is read once."""
    return http.parse_accept_header(accepted, datastructures.Accept).quality("gzip") > 0
