"""JSON: a list of records somewhere in a document; a declared column is found by its `path` inside the record, else by its names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Column, Source
from cockpit.intake import decode, frames
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

NOT_SCALAR = "\x00{}"
"""Stands for a list or an object where one value belongs: no column takes it."""


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """One sheet whose header row 0 lists what the records hold; record 1 is row 1. Numbers keep their digits as text."""
    text = decode.text_of(data, declared=str(source.reader.get("encoding", "")))
    if isinstance(text, Problem):
        return text
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        return Problem("bad_json", Level.QUARANTINE, row=getattr(error, "lineno", 0), found=type(error).__name__)
    found = dig(document, source.records) if source.records else document
    if not isinstance(found, list) or not all(isinstance(record, Mapping) for record in found):
        return Problem("no_records", Level.QUARANTINE, found=type(found).__name__, expected=source.records or "[…]")
    return [_sheet(found, source)]


def _sheet(found: list[Mapping[str, Any]], source: Source) -> Sheet:
    fields = _fields(found, source)
    head = [list(fields), *([as_text(dig(record, path)) for path in fields.values()] for record in found[: HEAD_ROWS - 1])]
    paths = list(fields.values())

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        yield Chunk(1, len(found), {index: frames.texts([as_text(dig(record, paths[index])) for record in found]) for index in wanted})

    return Sheet("", head, body, named=True)


def _fields(found: list[Mapping[str, Any]], source: Source) -> dict[str, str]:
    """Header → path: declared paths under the column's own name, then whatever top-level fields any record has."""
    if not found:
        return {column.name: column.path or column.name for column in source.columns.values()}
    fields = {column.name: column.path for column in source.columns.values() if column.path and _has_path(found, column)}
    known = column_names(source)
    for record in found:
        for name in record:
            if known.get(fold(str(name))) not in fields:
                fields.setdefault(str(name), str(name))
    return fields


def _has_path(found: list[Mapping[str, Any]], column: Column) -> bool:
    return any(dig(record, column.path) is not None for record in found)


def dig(node: Any, path: str) -> Any:
    """The value at a dotted path (a number picks from a list); None where the way ends. A name that holds dots is tried whole first."""
    if isinstance(node, Mapping) and path in node:
        return node[path]
    step, _, rest = path.partition(".")
    if isinstance(node, Mapping):
        node = node.get(step)
    elif isinstance(node, list) and step.lstrip("-").isdecimal():
        node = node[int(step)] if -len(node) <= int(step) < len(node) else None
    else:
        return None
    return dig(node, rest) if rest else node


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return NOT_SCALAR if isinstance(value, list | dict) else str(value)
