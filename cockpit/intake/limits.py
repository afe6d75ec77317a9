"""What a file may cost before it is refused; an office sets its own under `street.limits`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in megabytes, the rest in numbers. `unpack_ratio` binds only what unpacks to more than 10 MB."""

    csv_mb: float = 300
    json_mb: float = 50
    xlsx_mb: float = 30
    xlsx_unpacked_mb: float = 200
    unpack_ratio: float = 100
    xlsx_rows: float = 200_000
    cells: float = 5_000_000
    columns: float = 500
    cell_chars: float = 100_000

    @classmethod
    def of(cls, declared: Mapping[str, float]) -> Limits:
        """The declared limits over the usual ones; names this room does not know belong to others."""
        return cls(**{f.name: declared[f.name] for f in fields(cls) if f.name in declared})

    def bytes_of(self, megabytes: float) -> int:
        return int(megabytes * _MB)
