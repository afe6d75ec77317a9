"""Many screens over loopback from one process, each on a connection of its own: asking again once it was answered, or some time after."""

from __future__ import annotations

import asyncio
import multiprocessing
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

NOT_MODIFIED = 304
LONGEST_ANSWER_S = 60.0
MOST = 200_000
"""So many answers end a crowd, whatever time it has left."""


@dataclass(frozen=True, slots=True)
class Asking:
    """`screens` ask for `path` for `seconds`, with a pause of `pause_s` after each answer. `etag`: what they already have."""

    port: int
    path: str
    screens: int
    seconds: float
    etag: str = ""
    pause_s: float = 0.0

    def words(self) -> bytes:
        has = f"If-None-Match: {self.etag}\r\n" if self.etag else ""
        return f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nAccept-Encoding: gzip\r\n{has}\r\n".encode()


@dataclass(slots=True)
class Answered:
    """The seconds each answer took, how many there were of each status, and the bytes of the last body."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    size: int = 0

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]


class _Line(asyncio.Protocol):
    """One connection of a screen."""

    transport: asyncio.Transport

    def __init__(self, screen: _Screen) -> None:
        self.screen, self.read = screen, bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.screen.words)

    def data_received(self, data: bytes) -> None:
        self.read += data
        head, whole, body = self.read.partition(b"\r\n\r\n")
        status, said = int(head[9:12] or 0), bytes(head).lower()
        if whole and (status == NOT_MODIFIED or len(body) >= _length(said)):
            self.read.clear()
            self.screen.answered(status, len(body), last=b"connection: close" in said)

    def connection_lost(self, error: Exception | None) -> None:
        if self.screen.line is self:
            self.screen.end(failed=True)


class _Screen:
    """Asks over the connection it has; where the server closed that one (waitress does after each 304), over a new one."""

    def __init__(self, asking: Asking, told: Answered, until: float) -> None:
        self.asking, self.told, self.words, self.until = asking, told, asking.words(), until
        self.line: _Line | None = None
        self.loop = asyncio.get_running_loop()
        self.over = self.loop.create_future()

    def ask(self) -> None:
        if time.perf_counter() >= self.until or len(self.told.seconds) >= MOST:
            self.end()
            return
        self.begun = time.perf_counter()
        if self.line is None:
            self.opening = self.loop.create_task(self._open())
        else:
            self.line.transport.write(self.words)

    async def _open(self) -> None:
        line = self.line = _Line(self)
        try:
            await self.loop.create_connection(lambda: line, "127.0.0.1", self.asking.port)
        except OSError:
            self.end(failed=True)

    def answered(self, status: int, size: int, *, last: bool) -> None:
        self.told.seconds.append(time.perf_counter() - self.begun)
        self.told.statuses[status] += 1
        self.told.size = size
        if last:
            self._hang_up()
        if self.asking.pause_s:
            self.loop.call_later(self.asking.pause_s, self.ask)
        else:
            self.ask()

    def _hang_up(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            line.transport.close()

    def end(self, *, failed: bool = False) -> None:
        self.told.statuses.update([0] if failed else [])
        if not failed:
            self._hang_up()
        if not self.over.done():
            self.over.set_result(None)


def _length(head: bytes) -> int:
    return next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)


async def _ask(asking: Asking) -> Answered:
    told, until = Answered(), time.perf_counter() + asking.seconds
    screens = [_Screen(asking, told, until) for _ in range(asking.screens)]
    for i, screen in enumerate(screens):
        screen.loop.call_later(asking.pause_s * i / len(screens), screen.ask)
    await asyncio.wait([screen.over for screen in screens], timeout=asking.seconds + LONGEST_ANSWER_S)
    return told


def ask(asking: Asking) -> Answered:
    return asyncio.run(_ask(asking))


@contextmanager
def elsewhere() -> Iterator[ProcessPoolExecutor]:
    """A process of its own for the crowd, so that asking does not wait for what else is measured: `submit(ask, asking)`."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool
