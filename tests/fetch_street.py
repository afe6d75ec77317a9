"""Places that are asked, for the tests: a little HTTP API that can be moody, and a wire to a database that can be cut."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from street import CATALOG, Street
from test_worker import Clock

from cockpit.worker.duties import Duties

TOKEN = "tok-9c1f-verysecret"
COLUMNS = """
  columns:
    case_id: {type: code, zh: 编号, en: Case}
    community: {type: code, zh: 社区, en: Community, place: true, null: true}
    received_on: {type: date, zh: 接收日期, en: Received}
    weight: {type: dec, scale: 2, zh: 重量, en: Weight, unit: kg, null: true, min: 0}
    updated_at: {type: datetime, zh: 更新时间, en: Updated}
"""
INDICATORS = """
- id: NAME.weight
  priority: 1
  name: {zh: 重量, en: Weight}
  formula: {sum: {table: NAME, of: weight, when: received_on, place: community}}
  window: all
  unit: kg
  decimals: 2
  better: none
  owner: office
  level: L1
"""
ORIGIN = {
    "sql": """
    sql:
      url_env: TEST_CASE_URL
      query: "select case_id, community, received_on, weight, updated_at from cases where updated_at > :since order by updated_at"
      since: updated_at
      timeout_s: 5
""",
    "http": """
    http:
      url: "http://127.0.0.1:PORT/orders"
      records: data.items
      params: {from: ":since", fields: all}
      page: {param: page}
      token_env: TEST_CASE_TOKEN
      since: updated_at
      timeout_s: 5
""",
}
SOURCE = """
- id: NAME
  name: {zh: 工单NAME, en: Orders NAME}
  owner: office
  level: L1
  key: [case_id]
  restates: events
  due: {cadence: daily, at: "09:00", workdays: false, grace: 2}
  from:ORIGIN"""


def source(name: str, origin: str, *, columns: str = COLUMNS) -> str:
    return SOURCE.replace("NAME", name).replace("ORIGIN", origin) + columns


def catalog(**origins: str) -> str:
    """The little street with sources of these ids, each with what its `from` says."""
    sources = "".join(source(name, origin) for name, origin in origins.items())
    figures = "".join(INDICATORS.replace("NAME", name) for name in origins)
    return CATALOG.replace("\nindicators:\n", f"\n{sources.lstrip()}\nindicators:\n{figures.lstrip()}")


Row = tuple[str, str, str, str, str]


def row(code: str, day: str, weight: str = "1.50", at: str = "08:00:00") -> Row:
    return (code, "丰乐", day, weight, f"{day} {at}")


@dataclass
class Api:
    """Serves rows page by page to who bears the token. `mood` is asked before each answer and may send one of its own, returning True."""

    rows: list[Row] = field(default_factory=list)
    size: int = 2
    mood: Callable[[BaseHTTPRequestHandler, dict[str, str]], bool] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None
    port: int = 0

    def start(self) -> Api:
        api = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with suppress(BrokenPipeError, ConnectionResetError):
                    api.answer(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def stop(self) -> None:
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = {key: values[0] for key, values in parse_qs(urlsplit(handler.path).query).items()}
        self.asked.append(asked)
        if self.mood is not None and self.mood(handler, asked):
            return
        if handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            say(handler, 401, {})
            return
        since = asked.get("from", "")[:19].replace("T", " ")
        found = [r for r in self.rows if r[4] > since]
        page = int(asked.get("page", "1"))
        names = ("case_id", "社区", "received_on", "weight", "updated_at")
        items = [dict(zip(names, r, strict=True)) | {"undeclared": "x"} for r in found[(page - 1) * self.size : page * self.size]]
        say(handler, 200, {"data": {"items": items}})


def say(handler: BaseHTTPRequestHandler, status: int, body: Any, **headers: str) -> bool:
    """Sends an answer; True, as a mood says that it did."""
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(data)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)
    return True


@contextmanager
def api(**more: Any) -> Iterator[Api]:
    made = Api(**more).start()
    try:
        yield made
    finally:
        made.stop()


@dataclass
class Wire:
    """A way to a server that can be cut and joined again: `port` here leads to `target` (a socket's path, or host and port)."""

    target: Path | tuple[str, int]
    port: int = 0
    listener: socket.socket | None = None
    open: list[socket.socket] = field(default_factory=list)

    def join(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """Nobody listens any more, and what is open breaks off."""
        for each in [*([self.listener] if self.listener else []), *self.open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.listener, self.open = None, []

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.socket(socket.AF_UNIX if isinstance(self.target, Path) else socket.AF_INET)
                far.connect(str(self.target) if isinstance(self.target, Path) else self.target)
                self.open += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=_carry, args=(a, b), daemon=True).start()


def _carry(a: socket.socket, b: socket.socket) -> None:
    with suppress(OSError):
        while data := a.recv(65536):
            b.sendall(data)
    for each in (a, b):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@dataclass
class Office:
    """A street with its worker and a clock that is moved by hand."""

    street: Street
    clock: Clock
    work: Duties

    @classmethod
    def open(cls, home: Path, written: str, day: str = "2026-11-23") -> Office:
        street = Street.build(home, catalog=written)
        clock = Clock(street.noon(day) - timedelta(hours=4))
        return cls(street, clock, Duties(street.house, clock=clock, clock_ns=clock.ns))

    def at(self, day: str, hour: int, minute: int = 0) -> None:
        """Move the clock, wake the worker, and wait for what was asked."""
        self.clock.now = self.street.noon(day) + timedelta(hours=hour - 12, minutes=minute)
        self.tick()

    def tick(self, *, patience: float = 20.0) -> None:
        until = time.monotonic() + patience
        self.work.tick()
        while self.work.fetcher.askings.going:
            assert time.monotonic() < until, "an asking does not end"
            self.work.fetcher.askings.wait(0.2)
            self.work.tick()

    def again(self) -> None:
        """Stop and start: what memory held is gone."""
        self.street.close()
        self.work = Duties(self.street.house, clock=self.clock, clock_ns=self.clock.ns)

    def files(self, source: str) -> list[tuple[str, int, int, int]]:
        """(Verdict, new, changed, unchanged) of every batch of an asked source."""
        return [
            (b.verdict.value, b.equation.new, b.equation.changed, b.equation.unchanged) for b in self.street.batches() if b.source == source
        ]

    def weight(self, source: str) -> float | None:
        return self.street.newest().value(f"{source}.weight")
