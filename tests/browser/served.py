"""A cockpit in processes of its own, as an office runs it: started on a free port, asked over HTTP, killed without warning."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
START_SECONDS = 150
"""A start cuts fonts and draws every page; on a small machine that many others use this may take minutes."""


@dataclass(slots=True)
class Served:
    """One running `cockpit <command>`; `process` leads a group of its own, so that all of it can be ended together."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str) -> tuple[int, bytes]:
        """Status and body of a GET."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def json(self, path: str) -> Any:
        return json.loads(self.ask(path)[1])

    def kill(self) -> None:
        """The power goes: web, worker and reading child at once, with no word to any of them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(home: Path, command: str, *, port: int, environment: Mapping[str, str] | None = None) -> Served:
    """Start and wait until every page can be drawn."""
    words = [sys.executable, "-m", "cockpit", "--home", str(home), command, "--port", str(port)]
    where = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    with (home / "served.log").open("ab") as log:
        process = subprocess.Popen(words, env=where, stdout=log, stderr=log, cwd=home, start_new_session=True)
    made = Served(home, port, process)
    try:
        _wait(made)
    except BaseException:
        made.kill()
        raise
    return made


def _wait(made: Served) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if made.process.poll() is not None:
            break
        try:
            if made.ask("/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"not up after {START_SECONDS} s:\n" + (made.home / "served.log").read_text("utf-8", "replace")[-3000:])


@contextmanager
def serving(home: Path, command: str, *, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    made = start(home, command, port=free_port(), environment=environment)
    try:
        yield made
    finally:
        made.stop()
