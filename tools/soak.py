"""A street that runs for hours while good and bad files rain in: it must keep answering, lose nothing and stay within its memory.

Every round offers a file that came before with one row changed, or rubbish, and looks: the worker is alive, the equation of every new
batch holds, all processes together stay under the limit. At the end the store is rebuilt from the archive and must say the same.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import running

LARGEST_RSS = 600 << 20
QUIET = timedelta(minutes=1)
RUBBISH = (b"", b"\x00\x01\x02" * 400, "甲,乙\n1,2\n".encode(), b"PK\x03\x04 broken", "社区\n\ud7ff".encode())


class Broken(Exception):
    """Something that must hold did not."""


def must(holds: bool, what: str) -> None:
    if not holds:
        raise Broken(what)


def memory(pid: int) -> int:
    """Resident bytes of a process and all its descendants; 0 where the system does not tell."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text("ascii").split()[1])
            waiting += map(int, Path(f"/proc/{one}/task/{one}/children").read_text("ascii").split())
        except OSError:
            continue
        total += pages * 4096
    return total


def offer(home: Path, chance: random.Random, number: int) -> None:
    """Drop a file the way an office does: written beside, then moved into place."""
    known = sorted((home / "soak").iterdir())
    source = chance.choice(known)
    data, name = source.read_bytes(), source.name
    if chance.random() < 0.3:
        data, name = chance.choice(RUBBISH), f"{number}_{name}"
    elif source.suffix == ".csv":
        lines = data.splitlines(keepends=True)
        data = b"".join(line for at, line in enumerate(lines) if at == 0 or chance.random() > 0.02)
    half = home / "inbox" / f".{number}.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(data)
    half.replace(home / "inbox" / name)


def look(address: str, process: subprocess.Popen[bytes]) -> None:
    must(process.poll() is None, "the server has ended")
    live = running.ask(address, "/api/v1/live")
    seen = datetime.fromisoformat(live["worker_seen_at"])
    must(datetime.now(UTC) - seen < QUIET, f"the worker was last seen at {seen}")
    must(memory(process.pid) < LARGEST_RSS, f"{memory(process.pid) >> 20} MB resident")
    must(running.ask(address, "/healthz")["status"] == "ok", "/healthz")


def told(home: Path, *command: str) -> Any:
    answer = subprocess.run([sys.executable, "-m", "cockpit", "--home", str(home), "--json", *command], capture_output=True, check=True)
    return orjson.loads(answer.stdout) if answer.stdout.lstrip()[:1] == b"{" else None


def nothing_lost(home: Path) -> None:
    """The equation of every batch, and the same readings again from the archive."""
    for batch in told(home, "batches", "--limit", "1000000")["batches"]:
        e = batch["equation"]
        parts = e["new"] + e["changed"] + e["unchanged"] + e["merged"] + e["held"] + e["refused"] + e["not_data"]
        must(e["read"] == parts, f"batch {batch['id']}: {e}")
    before = told(home, "show")["readings"]
    told(home, "rebuild")
    must(told(home, "show")["readings"] == before, "rebuild gives other readings")


def soak(home: Path, *, until: float, chance: random.Random) -> int:
    rounds = 0
    with running.street(home) as (address, process):
        told(home, "demo", "--files-only", str(home / "soak"), "--weeks", "4")
        while time.monotonic() < until:
            rounds += 1
            offer(home, chance, rounds)
            time.sleep(chance.uniform(0.5, 5.0))
            look(address, process)
    return rounds


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--minutes", type=float, default=30)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        rounds = soak(home, until=time.monotonic() + 60 * options.minutes, chance=random.Random(options.seed))
        nothing_lost(home)
    print(f"{rounds} files in {options.minutes:g} minutes; nothing lost, rebuilt alike")


if __name__ == "__main__":
    main()
