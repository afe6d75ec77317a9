"""A cockpit in processes of its own, as an office runs it: started on a free port, asked over HTTP, killed without warning."""

from __future__ import annotations

import functools
import json
import os
import shutil
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
START_SECONDS = 150
"""A start cuts fonts and draws every page; on a small machine that many others use this may take minutes."""


@dataclass(slots=True)
class Served:
    """One running `cockpit <command>`; it took the present for `moment` when it started.

    `process` leads a group of its own, so that all of it can be ended together.
    """

    home: Path
    port: int
    moment: datetime
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


@functools.cache
def at(moment: datetime) -> Mapping[str, str]:
    """The environment in which a program takes the present for `moment` (and its clock runs on from there), whatever day it is.

    The pages of a street that lived until some day are to be seen on that day: a week later every figure is dimmed, and rightly.
    """
    wrapper = shutil.which("faketime")
    if wrapper is None:
        pytest.skip("no faketime on this machine (Debian: apt-get install faketime)")
    asked = [wrapper, "-f", "+0s", "printenv", "LD_PRELOAD"]
    library = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
    shift = int((moment - datetime.now(UTC)).total_seconds())
    return {"LD_PRELOAD": library, "FAKETIME": f"{shift:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(home: Path, command: str, *, port: int, moment: datetime, environment: Mapping[str, str] | None = None) -> Served:
    """Start at a moment and wait until every page can be drawn."""
    words = [sys.executable, "-m", "cockpit", "--home", str(home), command, "--port", str(port)]
    where = {**os.environ, "PYTHONPATH": str(ROOT), **at(moment), **(environment or {})}
    with (home / "served.log").open("ab") as log:
        process = subprocess.Popen(words, env=where, stdout=log, stderr=log, cwd=home, start_new_session=True)
    made = Served(home, port, moment, process)
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
def serving(home: Path, command: str, *, moment: datetime, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    made = start(home, command, port=free_port(), moment=moment, environment=environment)
    try:
        yield made
    finally:
        made.stop()
