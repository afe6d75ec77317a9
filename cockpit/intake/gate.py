"""At the gate: what the bytes really are, whatever the name says, and whether they are small enough to be opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePath

from cockpit.catalog.schema import Source
from cockpit.intake import compound, decode, opendocument, package
from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (compound.MAGIC, "compound"), (b"%PDF", "pdf"), (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gz"),
    (b"SQLite format 3", "sqlite"), (b"{\\rtf", "rtf"), (b"MIME-Version:", "mhtml"),
)  # fmt: skip
_LIMIT: dict[str, Callable[[Limits], float]] = {
    "delimited": lambda limits: limits.csv_mb, "workbook": lambda limits: limits.xlsx_mb, "legacy": lambda limits: limits.xls_mb,
    "records": lambda limits: limits.json_mb, "lines": lambda limits: limits.lines_mb, "features": lambda limits: limits.json_mb,
    "html": lambda limits: limits.html_mb,
}  # fmt: skip
_TRUE_NAME = {"delimited": "csv", "workbook": "xlsx", "records": "json", "lines": "jsonl", "features": "geojson", "html": "html"}
_SUFFIXES = {
    "csv": {".csv", ".txt", ".tsv", ".tab"}, "xlsx": {".xlsx"}, "xls": {".xls", ".et"}, "ods": {".ods"}, "json": {".json"},
    "jsonl": {".jsonl", ".ndjson", ".json"}, "geojson": {".geojson", ".json"}, "html": {".html", ".htm"},
}  # fmt: skip
READABLE = frozenset().union(*_SUFFIXES.values())
"""Suffixes of the kinds of files that are read; a file may bear another one of them than its own."""
_KNOWN = READABLE | {".xlsm", ".xlsb", ".pdf", ".doc", ".docx", ".zip"}
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", "thumbs.db", "desktop.ini")
_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|title|style|body|div|center|table)\b", re.I | re.S
)
_JSON = re.compile(r'\{\s*["}]|\[\s*[{\]]')
_FEATURES = re.compile(rb'"type"\s*:\s*"FeatureCollection"')
_ENDS = 4096
_LONGEST_LINE = 1024 * 1024


def is_ignored(name: str) -> bool:
    """Files nobody meant to send: lock files, hidden and half-copied ones."""
    lower = PurePath(name).name.lower()
    return lower.startswith(("~", ".")) or lower.endswith(_UNFINISHED)


def examine(data: bytes, *, name: str, source: Source | None, limits: Limits) -> str | Problem:
    """The reader this file needs (a key of READERS) by its content, or why it is not opened."""
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return _stop("empty_file")
    kind = true_kind(data, name=name, source=source)
    if kind not in _LIMIT:
        return _stop("encrypted_workbook" if kind == "encrypted" else "wrong_type", found=kind, expected=_expected(name, source))
    allowed = _LIMIT[kind](limits)
    if len(data) > limits.bytes_of(allowed):
        return _stop("too_large", found=f"{len(data) / 1048576:.1f} MB", expected=f"{allowed:g} MB")
    return _inspected(data, kind, limits) or kind


def other_suffix(data: bytes, *, name: str, kind: str) -> Problem | None:
    """The note on a readable file that bears the suffix of another kind: found its true one, expected what the name says."""
    suffix, found = PurePath(name).suffix.lower(), _true_name(data, kind)
    if suffix not in _KNOWN or suffix in _SUFFIXES[found]:
        return None
    return Problem("other_suffix", Level.NOTE, found=found, expected=suffix.removeprefix("."))


def true_kind(data: bytes, *, name: str = "", source: Source | None = None) -> str:
    """A key of READERS; else the usual name of what it is."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            found = package.kind_of(data) if kind == "zip" else compound.kind_of(data) if kind == "compound" else kind
            return "legacy" if found in ("xls", "ods") else found
    start = decode.beginning(data)
    if _PAGE.match(start) or (start.startswith("<?xml") and "<html" in start[:1000].lower()):
        return "html"
    return "xml" if start.startswith("<?xml") else _json_kind(data, start, name, source) or "delimited"


def _json_kind(data: bytes, start: str, name: str, source: Source | None) -> str:
    """`records`, `lines` or `features`; empty when this is no JSON. A declared place of the records comes before a document's own kind."""
    suffix, declared = PurePath(name).suffix.lower(), source.format if source else ""
    if not start.startswith(("{", "[")) or not (_JSON.match(start) or "json" in suffix or "json" in declared):
        return ""
    if start.startswith("{") and _is_lines(data):
        return "lines"
    is_shapes = start.startswith("{") and (_FEATURES.search(data[:_ENDS]) or _FEATURES.search(data[-_ENDS:]))
    if is_shapes and not (source is not None and source.records):
        return "features"
    return "lines" if start.startswith("{") and (suffix in (".jsonl", ".ndjson") or declared == "jsonl") else "records"


def _is_lines(data: bytes) -> bool:
    """The first line is an object by itself, and another object follows."""
    first, _, rest = data[:_LONGEST_LINE].removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if not rest.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except ValueError:
        return False


def _inspected(data: bytes, kind: str, limits: Limits) -> Problem | None:
    if kind == "workbook":
        return package.inspect(data, limits=limits)
    if kind != "legacy":
        return None
    return opendocument.inspect(data, limits=limits) if data.startswith(b"PK") else compound.inspect(data, limits=limits)


def _true_name(data: bytes, kind: str) -> str:
    return _TRUE_NAME.get(kind) or ("ods" if data.startswith(b"PK") else "xls")


def _expected(name: str, source: Source | None) -> str:
    return source.format if source else PurePath(name).suffix.lower().removeprefix(".")


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
