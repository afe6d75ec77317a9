"""Old .xls files, looked into before any reader opens them: the compound file they lie in, and how far their cells reach.

The container is [MS-CFB], the records inside are BIFF [MS-XLS]: a type and a length of two bytes each, then the content.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.intake import extent
from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SECTOR = 0xFFFFFFF0
_MINI = 64
_ENTRY = 128
_STREAM, _ROOT = 2, 5
_BROKEN = (struct.error, ValueError, IndexError)

_EOF, _BOF, _FORMULA, _FILEPASS, _BOUNDSHEET, _SUPBOOK = 0x0A, 0x809, 0x06, 0x2F, 0x85, 0x1AE
_CELLS = frozenset((0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6))
_SEVERAL = 0xBD
_MACRO_SHEETS = (1, 6)
_OWN_BOOK = (0x0401, 0x3A01)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class _Container:
    """The streams of a compound file. Raises ValueError, IndexError or struct.error where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        sector_shift, _ = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12):
            raise ValueError("sector size")
        self.sector = 1 << sector_shift
        fat_count, directory, self.cutoff, mini_fat, mini_count, more, more_count = struct.unpack_from("<II4xIIIII", data, 44)
        self.fat = self._table(self._fat_sectors(more, more_count, fat_count))
        self.mini_fat = self._table(list(self._chain(mini_fat, self.fat)) if mini_count else [])
        self.entries = self._directory(directory)
        root = next((entry for entry in self.entries if entry.kind == _ROOT), None)
        self.mini = self._joined(root.start, root.size) if root and root.size else b""

    def stream(self, *names: str) -> bytes:
        """The content of the first stream of these names; empty when there is none."""
        entry = next((e for name in names for e in self.entries if e.kind == _STREAM and e.name == name), None)
        if entry is None:
            return b""
        found = self._joined(entry.start, entry.size) if entry.size >= self.cutoff else self._small(entry)
        if len(found) < entry.size:
            raise ValueError("cut")
        return found

    def _at(self, number: int) -> bytes:
        begin = (number + 1) * self.sector
        if begin >= len(self.data):
            raise ValueError("sector beyond the end")
        return self.data[begin : begin + self.sector]

    def _fat_sectors(self, more: int, more_count: int, count: int) -> list[int]:
        found = [number for number in struct.unpack_from("<109I", self.data, 76) if number < _NO_SECTOR]
        for _ in range(min(more_count, len(self.data) // self.sector)):
            if more >= _NO_SECTOR:
                break
            *numbers, more = struct.unpack(f"<{self.sector // 4}I", self._at(more))
            found += [number for number in numbers if number < _NO_SECTOR]
        return found[:count]

    def _table(self, sectors: list[int]) -> array[int]:
        joined = b"".join(map(self._at, sectors))
        return array("I", struct.unpack(f"<{len(joined) // 4}I", joined[: len(joined) // 4 * 4]))

    def _chain(self, start: int, table: array[int]) -> Iterator[int]:
        """Sector numbers from `start` on; a chain that bites its tail is damage."""
        for _ in range(len(table) + 1):
            if start >= _NO_SECTOR:
                return
            yield start
            start = table[start]
        raise ValueError("circle")

    def _joined(self, start: int, size: int) -> bytes:
        return b"".join(map(self._at, self._chain(start, self.fat)))[:size]

    def _small(self, entry: _Entry) -> bytes:
        parts = (self.mini[number * _MINI : (number + 1) * _MINI] for number in self._chain(entry.start, self.mini_fat))
        return b"".join(parts)[: entry.size]

    def _directory(self, start: int) -> list[_Entry]:
        content = b"".join(map(self._at, self._chain(start, self.fat)))
        found = []
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", content, at + 64)
            first, size = struct.unpack_from("<II", content, at + 116)
            if kind:
                found.append(_Entry(content[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"), kind, first, size))
        return found


def kind_of(data: bytes) -> str:
    """`xls`, `encrypted`, or the usual name of this compound file; `xls` too when it is damaged beyond telling."""
    try:
        names = {entry.name for entry in _Container(data).entries}
    except _BROKEN:
        return "xls"
    known = {"Workbook": "xls", "Book": "xls", "EncryptedPackage": "encrypted", "WordDocument": "doc", "PowerPoint Document": "ppt"}
    return next((kind for name, kind in known.items() if name in names), "ole")


def inspect(data: bytes, *, limits: Limits) -> Problem | None:
    """None when the workbook may be opened: whole, without password, macros, embedded objects and links, its cells near enough."""
    try:
        container = _Container(data)
        return _active(container) or _records(container.stream("Workbook", "Book"), limits)
    except _BROKEN as error:
        return _stop("broken_file", found=type(error).__name__)


def _active(container: _Container) -> Problem | None:
    names = [entry.name for entry in container.entries]
    if any(name in ("_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA") for name in names):
        return _stop("macro_workbook")
    found = next((n for n in names if n.startswith(("MBD", "LNK")) or n in ("ObjectPool", "\x01Ole10Native")), "")
    return _stop("embedded_content", found=found) if found else None


def _records(stream: bytes, limits: Limits) -> Problem | None:
    """Walk the records: what may not be in them, and the last row and column of every sheet."""
    header, at, end, depth = struct.Struct("<HH").unpack_from, 0, len(stream), 0
    row, column, cells = -1, -1, 0
    while at + 4 <= end:
        kind, length = header(stream, at)
        at += 4
        if kind in _CELLS or kind == _SEVERAL:
            row = max(row, header(stream, at)[0])
            column = max(column, header(stream, at + (length - 4 if kind == _SEVERAL else 0))[1])
        elif kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            cells += (row + 1) * (column + 1)
            if found := extent.stop(row + 1, column + 1, cells, limits):
                return found
            row = column = -1
        elif found := _forbidden(kind, stream[at : at + length]):
            return found
        at += length
    return _stop("broken_file", found="EOF") if depth > 0 or not end or at > end else None


def _forbidden(kind: int, content: bytes) -> Problem | None:
    if kind == _FILEPASS:
        return _stop("encrypted_workbook", found="xls")
    if kind == _BOUNDSHEET and content[5:6] and content[5] in _MACRO_SHEETS:
        return _stop("macro_workbook")
    if kind == _SUPBOOK and struct.unpack_from("<H", content, 2)[0] not in _OWN_BOOK:
        return _stop("embedded_content", found="SUPBOOK")
    return None


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
