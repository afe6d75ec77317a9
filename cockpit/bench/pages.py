"""Wall pages as they are served: their bytes, their tags, and their charts in plain data."""

from __future__ import annotations

import gzip
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from cockpit.bench import calls, plain, served

STILL_S = 4.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what a bare server would have to give away in its place."""

    name: str
    given: plain.Bytes

    @property
    def path(self) -> str:
        return address(self.name)


def address(name: str) -> str:
    return f"/api/v1/view/{name}?part=tree"


def of_home(home: Path) -> list[Page]:
    """Every wall page of a house that nobody serves at the moment."""
    with calls.opened(home) as made:
        client, board = made.server.test_client(), made.board
        names = [name for name in board.pages.names(board.house.catalog) if name.startswith("wall/")]
        return [_page(name, client.get(address(name), headers=calls.GZIP).data) for name in names]


def of_street(street: served.Served, name: str) -> Page:
    """One page of a street in service, once its worker has done what a new day asks of it."""
    version, since = "", time.monotonic()
    end = since + served.LONGEST_START_S
    while time.monotonic() - since < STILL_S and time.monotonic() < end:
        now = orjson.loads(street.ask("/api/v1/live").body)["version"]
        version, since = (version, since) if now == version else (now, time.monotonic())
        time.sleep(0.2)
    return _page(name, street.ask(address(name)).body)


def _page(name: str, zipped: bytes) -> Page:
    raw = gzip.decompress(zipped)
    return Page(name, plain.Bytes(zipped, hashlib.sha256(raw).hexdigest(), tuple(_charts(orjson.loads(raw)["tree"]))))


def _charts(tree: Any) -> Iterator[Any]:
    if isinstance(tree, list):
        for part in tree:
            yield from _charts(part)
    elif isinstance(tree, dict) and tree.get("type") == "Graph":
        yield tree["props"]
    elif isinstance(tree, dict):
        yield from _charts(tree.get("props", {}).get("children"))
