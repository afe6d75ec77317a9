"""JSON: a list of records in a document, the properties of a GeoJSON's features, or a record a line.

A declared column is found by its `path` inside the record, else by its names. A name that stands twice in one object is a fault: which of
the two values counts is nowhere said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Source
from cockpit.intake import decode, frames
from cockpit.intake.limits import Limits
from cockpit.intake.sheet import HEAD_ROWS, Chunk, Sheet
from cockpit.model import Level, Problem

_HALF = re.compile("[\ud800-\udfff]")
"""Half a character, which JSON can write and no text can hold."""
NOT_SCALAR = "\x00{}"
"""Stands for a list or an object where one value belongs: no column takes it."""


class Twice(ValueError):
    """A name stands twice in one object."""


def read(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """One sheet whose header row 0 lists what the records hold; record 1 is row 1. Numbers keep their digits as text."""
    document = _document(data, source)
    if isinstance(document, Problem):
        return document
    found = dig(document, source.records) if source.records else document
    if not isinstance(found, list) or not all(isinstance(record, Mapping) for record in found):
        return Problem("no_records", Level.QUARANTINE, found=type(found).__name__, expected=source.records or "[…]")
    return _sheets(found, source, limits)


def _is_feature(found: Any) -> bool:
    return isinstance(found, Mapping) and isinstance(found.get("properties") or {}, Mapping)


def read_features(data: bytes, source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    """GeoJSON: a record per feature, made of its properties and, where it has one, its `id`. Shapes are not read."""
    document = _document(data, source)
    if isinstance(document, Problem):
        return document
    features = document.get("features") if isinstance(document, Mapping) else None
    if not isinstance(features, list) or not all(map(_is_feature, features)):
        return Problem("no_records", Level.QUARANTINE, found=type(features).__name__, expected="features")
    found: list[Mapping[str, Any]] = [{**({"id": f["id"]} if "id" in f else {}), **(f.get("properties") or {})} for f in features]
    return _sheets(found, source, limits)


def _document(data: bytes, source: Source) -> Any:
    """The document, or a Problem."""
    text = decode.text_of(data, declared=str(source.reader.get("encoding", "")))
    return text if isinstance(text, Problem) else parsed(text)


def parsed(text: str, *, row: int = 0) -> Any:
    """The value, every number as its digits; or the Problem at this row (0: at the line of the text where it ends to be JSON)."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
    except Twice as twice:
        return Problem("repeated_field", Level.QUARANTINE, row=row, found=str(twice)[:60])
    except (ValueError, RecursionError) as error:
        return Problem("bad_json", Level.QUARANTINE, row=row or getattr(error, "lineno", 0), found=type(error).__name__)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Twice(next(name for at, (name, _) in enumerate(pairs) if name in dict(pairs[:at])))
    return found


def _sheets(found: list[Mapping[str, Any]], source: Source, limits: Limits) -> Sequence[Sheet] | Problem:
    fields = fields_of(found, source, limits)
    if isinstance(fields, Problem):
        return fields
    head = [list(fields), *([as_text(dig(record, path)) for path in fields.values()] for record in found[: HEAD_ROWS - 1])]
    paths = list(fields.values())

    def body(skip: int, wanted: Sequence[int], width: int) -> Iterator[Chunk | Problem]:
        yield chunk(found, [(index, paths[index]) for index in wanted], first_row=1, most=int(limits.cell_chars))

    return [Sheet("", head, body, named=True)]


def chunk(found: list[Mapping[str, Any]], wanted: Sequence[tuple[int, str]], *, first_row: int, most: int) -> Chunk | Problem:
    """The wanted fields (index, path) of these records as columns; a Problem where a value is longer than `most` characters."""
    columns = {index: [as_text(dig(record, path)) for record in found] for index, path in wanted}
    for column in columns.values():
        for at, value in enumerate(column):
            if len(value) > most:
                return Problem("cell_too_long", Level.QUARANTINE, row=first_row + at, expected=str(most))
    return Chunk(first_row, len(found), {index: frames.texts(column) for index, column in columns.items()})


def fields_of(found: Iterable[Mapping[str, Any]], source: Source, limits: Limits) -> dict[str, str] | Problem:
    """Header → path: declared paths under the column's own name, then whatever top-level fields any record has."""
    declared = {column.name: column.path for column in source.columns.values() if column.path}
    seen: dict[str, str] = {}
    met: set[str] = set()
    for record in found:
        seen.update((name, name) for name in map(str, record) if name not in seen)
        met.update(name for name, path in declared.items() if name not in met and dig(record, path) is not None)
        if len(seen) > limits.columns:
            return Problem("too_many_columns", Level.QUARANTINE, found=str(len(seen)), expected=f"{limits.columns:g}")
    if not seen and not met:
        return {column.name: column.path or column.name for column in source.columns.values()}
    fields, known = {name: path for name, path in declared.items() if name in met}, column_names(source)
    return {**fields, **{name: name for name in seen if known.get(fold(name)) not in fields and name not in fields}}


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
    if isinstance(value, list | dict):
        return NOT_SCALAR
    text = str(value)
    return text if text.isascii() or not _HALF.search(text) else _HALF.sub("\x00", text)
