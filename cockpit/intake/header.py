"""Where the header row is and which field holds which declared column. Order is free; what is not declared never enters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.model import Level, Problem

_BRACKETED = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
_POWERS = {"百": 2, "千": 3, "万": 4, "亿": 8}
_EXACT, _LOOSE = 0, 1
NO_HEADER = -1

Learned = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Header:
    """`at` is the header's place in the head (-1: the file has none), `fields` column → field index, `names` column → header as in
    the file, `powers` column → power of ten by which a unit in the header (万元) differs from the declared one (元)."""

    at: int
    width: int
    fields: Mapping[str, int]
    names: Mapping[str, str]
    powers: Mapping[str, int] = field(default_factory=dict)


def find(head: Sequence[Sequence[str]], source: Source, *, learned: Learned, catalog: Catalog | None = None) -> Header | Problem:
    """The row of the head that names most declared columns. A Problem when it lacks a required one or names one twice.

    With `catalog` the other sources are asked whose columns these are.
    """
    if source.reader.get("header") is False:
        return _declared(source)
    known = {**column_names(source), **{fold(name): column for name, column in learned.get(f"{source.id}.headers", {}).items()}}
    found = [_match(row, known) for row in head]
    at = max(range(len(head)), key=lambda i: (len(found[i]), -i), default=NO_HEADER)
    if at == NO_HEADER or not found[at]:
        return _nothing(head, source, catalog)
    lacking = [c for c in required(source) if c.name not in found[at]]
    if lacking:
        return _lacking(head, at, source, lacking=lacking, catalog=catalog)
    return _header(head[at], at, source, found[at])


def required(source: Source) -> list[Column]:
    """Columns a file must bring: those that may not be absent and have no default."""
    return [c for c in source.columns.values() if (not c.null or c.name in source.key) and c.default is None]


def _declared(source: Source) -> Header:
    names = [str(name) for name in source.reader.get("names", source.columns)]
    fields = {name: at for at, name in enumerate(names) if name in source.columns}
    return Header(NO_HEADER, len(names), fields, {name: name for name in fields})


def _match(row: Sequence[str], known: Mapping[str, str]) -> dict[str, tuple[int, list[int]]]:
    """Column → (how well, fields): an exact name beats one that only matches without its bracketed unit."""
    found: dict[str, tuple[int, list[int]]] = {}
    for at, cell in enumerate(row):
        for rank, name in ((_EXACT, _folded(cell)), (_LOOSE, _BRACKETED.sub("", _folded(cell)).strip("*:"))):
            column = known.get(name)
            if column is None:
                continue
            best = found.get(column)
            if best is None or rank < best[0]:
                found[column] = (rank, [at])
            elif rank == best[0]:
                best[1].append(at)
            break
    return found


def _folded(cell: str) -> str:
    return fold(cell[:200]).strip("*:")


def _header(row: Sequence[str], at: int, source: Source, found: Mapping[str, tuple[int, list[int]]]) -> Header | Problem:
    for column, (_, fields) in found.items():
        if len(fields) > 1:
            names = " / ".join(row[i].strip() for i in fields)
            return _stop("duplicate_column", source, row=at + 1, found=names, expected=source.columns[column].label.zh)
    powers = {c: p for c, (_, fields) in found.items() if (p := _power(row[fields[0]], source.columns[c]))}
    width = len(row)
    return Header(at, width, {c: f[0] for c, (_, f) in found.items()}, {c: row[f[0]].strip() for c, (_, f) in found.items()}, powers)


def _power(cell: str, column: Column) -> int:
    """Power of ten from the unit in the header's brackets to the declared unit; 0 when they are the same or not comparable."""
    if column.type not in ("int", "dec"):
        return 0
    folded = fold(cell[:200])
    if _folded(cell) in {fold(name) for name in (column.name, column.label.zh, column.label.en, *column.aliases)}:
        return 0
    declared_power, declared_base = unit_parts(column.unit)
    for found in _BRACKETED.findall(folded):
        power, base = unit_parts(found.removeprefix("单位").lstrip(":"))
        if power != declared_power and (base == declared_base or not base):
            return power - declared_power
    return 0


def unit_parts(unit: str) -> tuple[int, str]:
    """(power of ten, base unit): 万元 is (4, 元), ㎡ is (0, m2)."""
    folded = fold(unicodedata.normalize("NFKC", unit))
    power = 0
    while folded and folded[0] in _POWERS:
        power += _POWERS[folded[0]]
        folded = folded[1:]
    return power, folded


def _nothing(head: Sequence[Sequence[str]], source: Source, catalog: Catalog | None) -> Problem:
    first = next((row for row in head if any(cell.strip() for cell in row)), ())
    return _other(head, source, catalog) or _stop("no_header", source, row=1, found=_shown(first), expected=_labels(required(source)))


def _lacking(
    head: Sequence[Sequence[str]], at: int, source: Source, *, lacking: Sequence[Column], catalog: Catalog | None
) -> Problem:  # fmt: skip
    other = _other(head, source, catalog)
    return other or _stop("missing_columns", source, row=at + 1, found=_shown(head[at]), expected=_labels(lacking))


def _other(head: Sequence[Sequence[str]], source: Source, catalog: Catalog | None) -> Problem | None:
    nearest = nearest_source(head, catalog.sources.values(), but=source.id) if catalog else None
    if nearest is None:
        return None
    row = max(head, key=lambda r: len(_match(r, column_names(nearest))), default=())
    return _stop("other_source_columns", source, row=head.index(row) + 1, found=_shown(row), expected=nearest.id)


def nearest_source(head: Sequence[Sequence[str]], sources: Iterable[Source], *, but: str = "") -> Source | None:
    """The source all of whose required columns one row of the head names; of several the one with most columns, None when none or a tie."""
    scores: list[tuple[int, Source]] = []
    for source in sources:
        if source.id == but or source.system or source.reader.get("header") is False:
            continue
        known = column_names(source)
        best = max((_match(row, known) for row in head), key=len, default={})
        if best and all(column.name in best for column in required(source)):
            scores.append((len(best), source))
    scores.sort(key=lambda scored: -scored[0])
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _labels(columns: Sequence[Column]) -> str:
    return "、".join(column.label.zh or column.name for column in columns)


def _shown(row: Sequence[str]) -> str:
    return "、".join(cell.strip() for cell in row if cell.strip())[:60]


def _stop(code: str, source: Source, *, row: int, found: str, expected: str) -> Problem:
    return Problem(code, Level.QUARANTINE, source=source.id, row=row, found=found[:60], expected=expected)
