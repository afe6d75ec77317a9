"""A data home served by processes of its own on this machine, as an office runs it: asked over HTTP, weighed where the system tells."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import cockpit

LONGEST_START_S = 150.0
LONGEST_ANSWER_S = 60.0
_NOT_OURS = ("COCKPIT_HOME", "COCKPIT_STORE")
"""What a person set for a house of their own must not lead a benchmark there."""
_PROGRAM = str(Path(cockpit.__file__).parents[1])
"""What is measured is the program that measures, wherever it is started."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One GET: the seconds until its last byte, and what came; status 0 when nothing did."""

    path: str
    seconds: float
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Served:
    """The two processes over one data home. `log` is what both of them said."""

    port: int
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]
    log: Path

    def ask(self, path: str) -> Answer:
        """A GET over a connection of its own. Raises RuntimeError when a process has ended."""
        begun = time.perf_counter()
        try:
            status, body = _got(self.port, path)
        except (OSError, http.client.HTTPException):
            status, body = 0, b""
        took = time.perf_counter() - begun
        if self.web.poll() is not None or self.worker.poll() is not None:
            raise RuntimeError("web or worker has ended:\n" + self.log.read_text("utf-8", "replace")[-2000:])
        return Answer(path, took, status, body)

    def is_up(self) -> bool:
        """Whether every page can be drawn and the worker has given a sign of life."""
        if self.ask("/healthz").status != 200:
            return False
        return json.loads(self.ask("/api/v1/live").body)["worker_seen_at"] is not None


def _got(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_ANSWER_S)
    try:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    """Web and worker over a home that has a snapshot, from when both are up; at the end neither runs."""
    port, place = _free_port(), home / "served.log"
    with place.open("ab") as log, ExitStack() as running:
        web = running.enter_context(_process(home, log, "web", "--port", str(port)))
        worker = running.enter_context(_process(home, log, "worker"))
        made = Served(port, web, worker, place)
        if not until(made.is_up, most_s=LONGEST_START_S):
            raise RuntimeError(f"not up after {LONGEST_START_S:g} s:\n" + place.read_text("utf-8", "replace")[-2000:])
        yield made


@contextmanager
def _process(home: Path, log: IO[bytes], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    words = (sys.executable, "-m", "cockpit", "--home", str(home), *words)
    process = subprocess.Popen(words, env=surroundings(), stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def surroundings() -> dict[str, str]:
    """The environment for a process of this very program over a home of the benchmark's own."""
    where = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    where["PYTHONPATH"] = os.pathsep.join([_PROGRAM, *filter(None, [where.get("PYTHONPATH")])])
    return where


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(holds: Callable[[], bool], *, most_s: float, each_s: float = 0.1) -> bool:
    """Ask every `each_s` seconds until it holds; False when it did not within `most_s`."""
    end = time.monotonic() + most_s
    while not holds():
        if time.monotonic() >= end:
            return False
        time.sleep(each_s)
    return True


def peak_mb(pid: int | None) -> float | None:
    """The most resident memory a process has had so far; None where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except (OSError, ValueError):
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


def weight_mb(street: Served) -> float | None:
    """The peaks of web, worker and what the worker has started, together; what they share is counted for each of them."""
    pids = [street.web.pid, street.worker.pid, *_children(street.worker.pid)]
    peaks = [peak for peak in map(peak_mb, pids) if peak is not None]
    return sum(peaks) if peaks else None


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def cpu_s(pid: int | None) -> float | None:
    """CPU seconds a process has used so far; None where the system does not tell."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
