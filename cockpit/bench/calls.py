"""Answers of a server taken in this process, called as waitress calls it, and what they cost in CPU."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask
from werkzeug.test import EnvironBuilder

from cockpit import web
from cockpit.house import open_house
from cockpit.screen import routes

GZIP = {"Accept-Encoding": "gzip"}
ROUNDS = 5


@contextmanager
def opened(home: Path) -> Iterator[web.Web]:
    """The web over a home, up to date and not listening."""
    house = open_house(home)
    try:
        made = web.create(house, routes.ROUTES, web.Options(home / "cache"), pulse=lambda: web.pulse(house))
        made.board.look()
        yield made
    finally:
        house.close()


def get(server: flask.Flask, path: str, headers: Mapping[str, str]) -> Callable[[], object]:
    environ = EnvironBuilder(path, headers=headers.items()).get_environ()
    return lambda: _call(server, environ.copy())


def post(server: flask.Flask, path: str, body: bytes) -> Callable[[], object]:
    return lambda: _call(server, EnvironBuilder(path, method="POST", data=body, content_type="application/json").get_environ())


def _call(server: flask.Flask, environ: dict[str, Any]) -> None:
    """Raises RuntimeError on an answer that is none."""
    told: list[str] = []
    answer = server.wsgi_app(environ, lambda status, headers, exc_info=None: told.append(status))  # type: ignore[arg-type]
    for _ in answer:
        pass
    answer.close()  # type: ignore[attr-defined]
    if told[0][:3] not in {"200", "304"}:
        raise RuntimeError(f"{environ['PATH_INFO']} answered {told[0]}")


def cpus(works: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Median CPU seconds of each work, taken in turns so that a busy machine weighs on all alike."""
    found: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS + 1):
        for work, kept in zip(works, found, strict=True):
            begun = time.process_time()
            for _ in range(times):
                work()
            kept.append((time.process_time() - begun) / times)
    return [statistics.median(kept[1:]) for kept in found]
