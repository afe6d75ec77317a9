"""Faults of the machine, injected for real: a disk that is full, a process that is killed where it stands."""

from __future__ import annotations

import errno
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DIES = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {root!r} + "/tests"]
home = Path(sys.argv[1])

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(function):
    def and_dies(*given, **named):
        function(*given, **named)
        dies()
    return and_dies
"""


@contextmanager
def small_disk(place: Path, *, megabytes: int) -> Iterator[Path]:
    """A disk of its own that is soon full; only root may make one, so elsewhere the test is skipped."""
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run([mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)], capture_output=True)
    if not made or made.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def full(disk: Path, *, leave: int = 0) -> Iterator[None]:
    """Something else takes the whole disk but `leave` bytes, and gives it back."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"\0" * 4096)
        except OSError as error:
            assert error.errno == errno.ENOSPC
        stream.truncate(max(0, stream.tell() - leave))
    try:
        yield
    finally:
        ballast.unlink()


def killed(script: str, home: Path, *more: str) -> None:
    """Run a script that must end by killing itself: no handler, no `finally`, no closing of files."""
    whole = DIES.format(root=str(ROOT)) + script
    done = subprocess.run([sys.executable, "-c", whole, str(home), *more], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
