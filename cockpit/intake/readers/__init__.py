"""Formats: one module each, one line in READERS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cockpit.catalog.schema import Source
from cockpit.intake.limits import Limits
from cockpit.intake.readers import delimited, lines, records, webpage, workbook
from cockpit.intake.sheet import Sheet
from cockpit.model import Problem

Reader = Callable[[bytes, Source, Limits], "Sequence[Sheet] | Problem"]

READERS: Mapping[str, Reader] = {
    "delimited": delimited.read,
    "workbook": workbook.read,
    "legacy": workbook.read,
    "records": records.read,
    "lines": lines.read,
    "features": records.read_features,
    "html": webpage.read,
}
