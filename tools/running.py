"""A demo street running on this machine, for the tools beside this file: a data home of its own, a free port, an end for certain."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LONGEST_START_S = 600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def street(home: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """`serve --demo` over `home`; gives its address and process once every page can be drawn, and ends it."""
    port = free_port()
    command = [sys.executable, "-m", "cockpit", "--home", str(home), "--quiet", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        wait(address, process)
        yield address, process
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def wait(address: str, process: subprocess.Popen[bytes]) -> None:
    """Until `/healthz` is content. Raises RuntimeError when the server ends or takes too long."""
    until = time.monotonic() + LONGEST_START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if ask(address, "/healthz")["status"] == "ok":
                return
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.5)
    raise RuntimeError("the server did not become ready")


def ask(address: str, path: str) -> Any:
    """A JSON answer of the running street."""
    with urllib.request.urlopen(address + path, timeout=30) as answer:
        return json.load(answer)
