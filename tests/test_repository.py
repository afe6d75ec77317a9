"""What lies in the repository: small files, no machine's paths, no address of a package index, nothing left to do."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 1_000_000
LARGEST_PICTURE = 300_000
BINARY = {".png", ".xlsx", ".xls", ".jpg", ".gz", ".woff2", ".ods"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|Users|opt)/[\w.-]+|[A-Z]:\\Users\\")
INDEX = re.compile(r"--(?:extra-)?index-url|--find-links|https?://[\w.]*(?:pypi|pythonhosted|mirror)[\w./-]*", re.IGNORECASE)
LEFT = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b")
ITSELF = "tests/test_repository.py"


@cache
def offered() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


@cache
def texts() -> dict[str, str]:
    own = {path.relative_to(ROOT).as_posix(): path for path in offered() if path.suffix.lower() not in BINARY}
    return {name: path.read_bytes().decode("utf-8", errors="replace") for name, path in own.items()}


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number} {hit.group()}"
        for name, text in texts().items()
        if name != ITSELF
        for number, line in enumerate(text.splitlines(), 1)
        if (hit := pattern.search(line))
    ]


def test_no_file_is_large() -> None:
    assert [f"{path.name} {path.stat().st_size}" for path in offered() if path.stat().st_size > LARGEST] == []


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "wall.png").stat().st_size < LARGEST_PICTURE


def test_no_path_of_a_machine() -> None:
    assert found(MACHINE) == []


def test_no_address_of_a_package_index() -> None:
    assert [hit for hit in found(INDEX) if not hit.startswith("Makefile:") or "--no-emit" not in hit] == []


def test_nothing_is_left_to_do() -> None:
    assert found(LEFT) == []


def test_data_made_by_a_command_are_not_committed() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in offered()]
    assert [name for name in names if name.startswith("data/") and not name.startswith("data/catalog/")] == []
    assert {"data/catalog/schedule.yaml", "data/catalog/learned.yaml"} & set(names) == set()


def test_lock_files_say_what_the_project_needs() -> None:
    """Every line pinned and hashed; the development lock has the same versions."""
    runtime, development = (pins(texts()[name]) for name in ("requirements.lock", "requirements-dev.lock"))
    assert runtime.items() <= development.items()
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", texts()[name].strip())
        assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def pins(lock: str) -> dict[str, str]:
    return dict(line.rstrip(" \\").split("==", 1) for line in lock.splitlines() if re.match(r"[\w.-]+==", line))
