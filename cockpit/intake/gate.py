"""At the gate: what the bytes really are, whatever the name says, and whether they are small enough to be opened."""

from __future__ import annotations

from pathlib import PurePath

from cockpit.catalog.schema import Source
from cockpit.intake import package
from cockpit.intake.limits import Limits
from cockpit.model import Level, Problem

MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
"""Byte-order marks: UTF-8, UTF-16 little and big endian."""

_MAGIC = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"), (b"%PDF", "pdf"),
    (b"\x89PNG", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"Rar!", "rar"), (b"7z\xbc\xaf", "7z"), (b"\x1f\x8b", "gz"),
    (b"SQLite format 3", "sqlite"), (b"{\\rtf", "rtf"),
)  # fmt: skip
_SUFFIXES = {"delimited": {".csv", ".txt", ".tsv"}, "workbook": {".xlsx"}, "records": {".json"}}
_KNOWN = frozenset((
    ".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".json", ".html", ".htm", ".pdf", ".doc", ".docx", ".zip",
))  # fmt: skip
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", "thumbs.db", "desktop.ini")
_TRUE_NAME = {"delimited": "csv", "workbook": "xlsx", "records": "json"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_ignored(name: str) -> bool:
    """Files nobody meant to send: lock files, hidden and half-copied ones."""
    lower = PurePath(name).name.lower()
    return lower.startswith(("~", ".")) or lower.endswith(_UNFINISHED)


def examine(data: bytes, *, name: str, source: Source | None, limits: Limits) -> str | Problem:
    """The reader this file needs (a key of READERS), or why it is not opened."""
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return _stop("empty_file")
    kind = true_kind(data, name=name, source=source)
    if kind not in _SUFFIXES:
        return _stop("encrypted_workbook" if kind == "encrypted" else "wrong_type", found=kind, expected=_expected(name, source))
    suffix = PurePath(name).suffix.lower()
    if suffix in _KNOWN and suffix not in _SUFFIXES[kind]:
        return _not_as_named(data, suffix=suffix, kind=kind)
    allowed = {"delimited": limits.csv_mb, "workbook": limits.xlsx_mb, "records": limits.json_mb}[kind]
    if len(data) > limits.bytes_of(allowed):
        return _stop("too_large", found=f"{len(data) / 1048576:.1f} MB", expected=f"{allowed:g} MB")
    return (package.inspect(data, limits=limits) if kind == "workbook" else None) or kind


def true_kind(data: bytes, *, name: str = "", source: Source | None = None) -> str:
    """`delimited`, `workbook` or `records`; else the usual name of what it is."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return {"zip": package.kind_of(data), "xls": "encrypted" if _ENCRYPTED in data else "xls"}.get(kind, kind)
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "html"
    if start.startswith(b"<?xml"):
        return "xml"
    declared_json = PurePath(name).suffix.lower() == ".json" or (source is not None and source.format == "json")
    return "records" if declared_json and start.startswith((b"{", b"[")) else "delimited"


def _not_as_named(data: bytes, *, suffix: str, kind: str) -> Problem:
    if kind == "workbook" and (found := package.active_content(data)):
        return found
    return _stop("wrong_type", found=_TRUE_NAME[kind], expected=suffix.removeprefix("."))


def _expected(name: str, source: Source | None) -> str:
    return source.format if source else PurePath(name).suffix.lower().removeprefix(".")


def _stop(code: str, *, found: str = "", expected: str = "") -> Problem:
    return Problem(code, Level.QUARANTINE, found=found, expected=expected)
