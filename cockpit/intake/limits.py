"""What a file may cost before it is refused; an office sets its own under `street.limits`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """`…_mb` are megabytes, `reading_s` seconds, the rest numbers. `unpack_ratio` binds only what unpacks to more than 10 MB; `cells` and
    `xlsx_rows` hold for every kind of workbook and for HTML; `reading_…` bind the reading process."""

    csv_mb: float = 300
    lines_mb: float = 300
    json_mb: float = 50
    html_mb: float = 30
    xlsx_mb: float = 30
    xls_mb: float = 30
    xlsx_unpacked_mb: float = 200
    unpack_ratio: float = 100
    xlsx_rows: float = 200_000
    cells: float = 5_000_000
    columns: float = 500
    cell_chars: float = 100_000
    reading_s: float = 60
    reading_mb: float = 1500

    @classmethod
    def of(cls, declared: Mapping[str, float]) -> Limits:
        """The declared limits over the usual ones; names this room does not know belong to others."""
        return cls(**{f.name: declared[f.name] for f in fields(cls) if f.name in declared})

    def bytes_of(self, megabytes: float) -> int:
        return int(megabytes * _MB)
