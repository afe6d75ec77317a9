"""Reading in one reused child process: a file that takes too long or too much memory costs the child, never the worker."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any

from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import looking, mending, reader_child
from cockpit.intake.header import Learned
from cockpit.intake.limits import Limits
from cockpit.intake.rows import Blocks, Parsed, Rows, collect
from cockpit.model import Batch, Equation, Level, Problem

_START_S = 120.0
_CLOSE_S = 2.0
_PIPE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Pipes:
    asks: Connection
    answers: Connection


class ReaderProcess:
    """One child that runs `intake.parse` and `intake.identify`; started at the first file, started anew after it was ended.

    Use as a context, or `close()` it. One file at a time; further callers wait. `timeout_s` and `memory_mb` (for the file, beyond what
    the program itself takes) stand in for the catalogue's limits `reading_s` and `reading_mb`.
    """

    def __init__(self, *, timeout_s: float | None = None, memory_mb: int | None = None) -> None:
        self.timeout_s, self.memory_mb = timeout_s, memory_mb
        self._child_mb = 0
        self._child: BaseProcess | None = None
        self._pipes: _Pipes | None = None
        self._known: Catalog | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The child's, where there is one."""
        return None if self._child is None else self._child.pid

    def __enter__(self) -> ReaderProcess:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def blocks(
        self, data: bytes, *, name: str, source: Source, catalog: Catalog, received: datetime, learned: Learned | None = None,
        fates: bool = False,
    ) -> Blocks:  # fmt: skip
        """As `intake.blocks`; the child reads on while a block is worked at here. `reading_overran`, `reading_out_of_memory` or
        `reading_ended` when it did not come to an end. Nothing else can be asked of the child until the last block."""
        told = {"data": data, "name": name, "received": received, "learned": dict(learned or {}), "fates": fates}
        with contextlib.closing(self._answers("blocks", told, source.id, catalog)) as answers:
            for answer in answers:
                if isinstance(answer, Rows):
                    yield answer
        if isinstance(answer, Problem):
            problem = replace(answer, source=source.id, file=name)
            return Parsed(None, Equation(), (problem,), quarantine=problem)
        assert isinstance(answer, Parsed)
        return answer

    def parse(self, data: bytes, **told: Any) -> Parsed:
        """As `intake.parse`."""
        return collect(self.blocks(data, **told))

    def identify(self, name: str, folder: str, *, head: bytes, catalog: Catalog) -> Source | Problem:
        """As `intake.identify`, which opens a file whose name says nothing."""
        answer = self._ask("identify", {"name": name, "folder": folder, "head": head}, "", catalog)
        if isinstance(answer, Problem):
            return replace(answer, file=name)
        assert isinstance(answer, str)
        return catalog.sources[answer]

    def marker(self, data: bytes, *, catalog: Catalog) -> mending.Marker | None:
        """As `mending.marker`; None also when the child did not come to an end."""
        answer = self._ask("marker", {"data": data}, "", catalog)
        return answer if isinstance(answer, mending.Marker) else None

    def look(self, data: bytes, *, name: str, source: Source, catalog: Catalog, learned: Learned | None = None) -> looking.Look:
        """As `looking.look`; nothing when the child did not come to an end."""
        answer = self._ask("look", {"data": data, "name": name, "learned": dict(learned or {})}, source.id, catalog)
        return answer if isinstance(answer, looking.Look) else looking.Look()

    def pick(
        self, data: bytes, batch: Batch, *, problems: Sequence[Problem], source: Source, catalog: Catalog, learned: Learned | None = None
    ) -> mending.Picked | None:  # fmt: skip
        """As `mending.pick`; None also when the child did not come to an end."""
        told = {"data": data, "batch": batch, "problems": list(problems), "learned": dict(learned or {})}
        answer = self._ask("pick", told, source.id, catalog)
        return answer if isinstance(answer, mending.Picked) else None

    def corrected(
        self, data: bytes, batch: Batch, *, values: Mapping[mending.Cell, str], source: Source, catalog: Catalog,
        learned: Learned | None = None,
    ) -> bytes | None:  # fmt: skip
        """As `mending.corrected`; None also when the child did not come to an end."""
        told = {"data": data, "batch": batch, "values": dict(values), "learned": dict(learned or {})}
        answer = self._ask("corrected", told, source.id, catalog)
        return answer if isinstance(answer, bytes) else None

    def _ask(self, what: str, told: dict[str, Any], source: str, catalog: Catalog) -> Any:
        """The child's one answer, or why there is none."""
        with contextlib.closing(self._answers(what, told, source, catalog)) as answers:
            return next(answers)

    def _answers(self, what: str, told: dict[str, Any], source: str, catalog: Catalog) -> Generator[Any, None, None]:
        """Blocks, then the answer, or why there is none. The catalogue is sent once: by identity, as learned aliases leave its hash alone.

        Only the time for which the child is waited for counts against its limit. A child that is left in the middle is ended.
        """
        limits = Limits.of(catalog.street.limits)
        left_s, memory_mb = self.timeout_s or limits.reading_s, self.memory_mb or int(limits.reading_mb)
        limit = f"{left_s:g} s"
        with self._lock:
            pipes = self._ready(memory_mb)
            answer: Any = None
            try:
                self._hand_over(pipes.asks, reader_child.Ask(what, told, source, None if self._known is catalog else catalog))
                self._known = catalog
                while True:
                    begun = time.monotonic()
                    if not pipes.answers.poll(max(left_s, 0)):
                        answer = self._stopped("reading_overran", limit)
                        break
                    answer = pipes.answers.recv()
                    left_s -= time.monotonic() - begun
                    if not isinstance(answer, Rows):
                        break
                    yield answer
            except (EOFError, OSError):
                answer = self._stopped("reading_ended")
            except GeneratorExit:
                self._end()
                raise
            if answer == reader_child.OUT_OF_MEMORY:
                answer = self._stopped("reading_out_of_memory", f"{memory_mb} MB")
            if isinstance(answer, BaseException):
                raise answer
            yield answer

    def _hand_over(self, asks: Connection, ask: reader_child.Ask) -> None:
        """The file's bytes come after the question, in pieces: pickled with it they would be held twice on both sides."""
        data = memoryview(ask.told.get("data", b""))
        asks.send(replace(ask, told={**ask.told, "data": b""} if data else ask.told, size=len(data)))
        for begin in range(0, len(data), reader_child.PIECE_BYTES):
            asks.send_bytes(data[begin : begin + reader_child.PIECE_BYTES])

    def start(self, catalog: Catalog) -> None:
        """Have the child ready before the first file comes, so that nobody waits for it to load."""
        with self._lock:
            self._ready(self.memory_mb or int(Limits.of(catalog.street.limits).reading_mb))

    def close(self) -> None:
        """Let the child end by itself, then make it."""
        child, pipes = self._child, self._pipes
        self._child, self._pipes, self._known = None, None, None
        if pipes is not None:
            pipes.asks.close()
            pipes.answers.close()
        if child is not None:
            child.join(_CLOSE_S)
            if child.is_alive():
                child.kill()
                child.join()
            child.close()

    def _ready(self, memory_mb: int) -> _Pipes:
        """The pipes to a child with this limit; one with another limit is ended, as it cannot be raised from outside."""
        if self._child is not None and self._pipes is not None and self._child.is_alive() and self._child_mb == memory_mb:
            return self._pipes
        self.close()
        spawn = multiprocessing.get_context("spawn")
        their_asks, asks = spawn.Pipe(duplex=False)
        answers, their_answers = spawn.Pipe(duplex=False)
        _widen(asks)
        _widen(their_answers)
        self._pipes, self._child_mb = _Pipes(asks, answers), memory_mb
        theirs = (their_asks, their_answers, memory_mb)
        self._child = spawn.Process(target=reader_child.serve, args=theirs, name="cockpit-reader", daemon=True)
        self._child.start()
        their_asks.close()
        their_answers.close()
        # Importing pandas takes seconds on a busy machine: that is not the file's time.
        if not answers.poll(_START_S) or answers.recv() != reader_child.READY:
            self._end()
            raise RuntimeError("the reading process did not start")
        return self._pipes

    def _stopped(self, code: str, expected: str = "") -> Problem:
        self._end()
        return Problem(code, Level.QUARANTINE, expected=expected)

    def _end(self) -> None:
        if self._child is not None and self._child.is_alive():
            self._child.kill()
        self.close()


def _widen(pipe: Connection) -> None:
    """Let a pipe hold a whole block, so that the child goes on reading at once: where the system can say so."""
    try:
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return
