"""Bytes to text: by mark, else strict UTF-8, else strict GB18030. Nothing is guessed; the header must match afterwards.

A detector reads short Chinese cells as Korean, and most UTF-8 words decode as GB18030 without complaint: hence this order.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.model import Level, Problem

_UTF8_WORD = re.compile(rb"(?:[\xe4-\xe9][\x80-\xbf][\x80-\xbf]){2}")
_PIECE = 4 * 1024 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Coding:
    """How bytes are to be read, all of which were tried: the encoding, and how many bytes its mark takes at the begin."""

    encoding: str
    mark: int = 0


def text_of(data: bytes, *, declared: str = "") -> str | Problem:
    """The whole text, or why there is none; see `coding`."""
    found = coding(data, declared=declared)
    return found if isinstance(found, Problem) else data[found.mark :].decode(found.encoding)


def coding(data: bytes, *, declared: str = "") -> Coding | Problem:
    """The encoding, or `undecodable` / `mixed_encoding` with the byte offset. `declared` (for other scripts) is then the only way tried."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data, encoding, mark=len(mark))
    if wide := declared or unmarked_utf16(data):
        return _checked(data, wide)
    as_utf8 = _checked(data, "utf-8")
    if isinstance(as_utf8, Coding):
        return as_utf8
    as_gb = _checked(data, "gb18030")
    if isinstance(as_gb, Problem):
        return max(as_utf8, as_gb, key=lambda problem: int(problem.found))
    offset = _utf8_line(data)
    return as_gb if offset is None else _stop("mixed_encoding", offset)


def _checked(data: bytes, encoding: str, *, mark: int = 0) -> Coding | Problem:
    """Every byte decoded once, a few megabytes at a time: a line end is no part of another character but in UTF-16."""
    pieces = iter([(mark, len(data))]) if encoding.startswith("utf-16") or len(data) <= _PIECE else _pieces(data, mark)
    for begin, end in pieces:
        tried = _strict(data if begin == 0 and end == len(data) else data[begin:end], encoding, shift=begin)
        if isinstance(tried, Problem):
            return tried
    return Coding(encoding, mark)


def _pieces(data: bytes, begin: int) -> Iterator[tuple[int, int]]:
    while begin < len(data):
        end = data.find(b"\n", begin + _PIECE) + 1 or len(data)
        yield begin, end
        begin = end


def beginning(data: bytes, *, most: int = 4096) -> str:
    """The first characters, roughly decoded: enough to tell what kind of text this is, never to read it. No marks or blanks ahead."""
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "")
    encoding = marked or unmarked_utf16(data[: most + most % 2]) or "utf-8"
    return data[: most + most % 2].decode(encoding, "replace").lstrip("\ufeff \t\r\n")


def unmarked_utf16(data: bytes) -> str:
    """UTF-16 whose mark was lost: separators, digits and line ends leave zero bytes in every second place. Empty when it is not.

    The other places hold few of them (一 has one), and never two zero bytes make one character.
    """
    zeros = data.count(0)
    if zeros * 20 < len(data) or not zeros or len(data) % 2:
        return ""
    ahead = data[::2].count(0)
    encoding, most = ("utf-16-be", ahead) if ahead * 2 > zeros else ("utf-16-le", zeros - ahead)
    found = _strict(data, encoding) if most >= 4 * (zeros - most) else "\0"
    return encoding if isinstance(found, str) and "\0" not in found else ""


def _strict(data: bytes, encoding: str, *, shift: int = 0) -> str | Problem:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return _stop("undecodable", error.start + shift)
    except LookupError:
        return Problem("unknown_encoding", Level.QUARANTINE, found=encoding)


def _utf8_line(data: bytes) -> int | None:
    """Offset of a UTF-8 word on a line that is wholly UTF-8, in bytes that as a whole are not."""
    for found in _UTF8_WORD.finditer(data):
        begin = data.rfind(b"\n", 0, found.start()) + 1
        end = data.find(b"\n", found.end())
        if isinstance(_strict(data[begin : end if end >= 0 else len(data)], "utf-8"), str):
            return found.start()
    return None


def _stop(code: str, offset: int) -> Problem:
    return Problem(code, Level.QUARANTINE, found=str(offset), expected="UTF-8, GB18030")
