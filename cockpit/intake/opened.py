"""A file taken apart into its sheets: through the gate, by the reader its content asks for, as the source it is one of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import gate, marker
from cockpit.intake.limits import Limits
from cockpit.intake.marker import Marker
from cockpit.intake.readers import READERS
from cockpit.intake.sheet import Sheet
from cockpit.model import Problem


@dataclass(frozen=True, slots=True)
class Opened:
    """`kind` is the reader's (a key of READERS), `mark` that of a workbook of ours, `source` as whose file it is read."""

    kind: str
    mark: Marker | None
    source: Source
    sheets: Sequence[Sheet]


def opened(data: bytes, *, name: str, source: Source, catalog: Catalog) -> Opened | Problem:
    """The sheets a person would find in the file, or why it is not opened."""
    limits = Limits.of(catalog.street.limits)
    kind = gate.examine(data, name=name, source=source, limits=limits)
    if isinstance(kind, Problem):
        return kind
    mark = marker.read(data)
    known = marker.source_of(mark, source)
    sheets = READERS[kind](data, known, limits)
    return sheets if isinstance(sheets, Problem) else Opened(kind, mark, known, marker.sheets_of(mark, sheets))
