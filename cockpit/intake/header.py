"""Where the header is and which field holds which declared column. Order is free; what is not declared never enters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cockpit.catalog import wide
from cockpit.catalog.names import column_names, fold
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.intake import labels, pivot, scaling, units
from cockpit.intake.labels import Labels, Merged
from cockpit.intake.pivot import Spread
from cockpit.model import Level, Problem

_BRACKETED = re.compile(r"[(\[【〔](.*?)[)\]】〕]")
NO_HEADER = -1

Learned = Mapping[str, Mapping[str, str]]
Found = dict[str, tuple[int, list[int]]]
"""Column → (how well it is named, 0 best; the fields that are named so)."""


@dataclass(frozen=True, slots=True)
class Header:
    """`at` is the place of the header's lowest row in the head (-1: the file has none), `rows` how many it takes (a row of units below
    included), `fields` column → field index, `names` column → header as in the file, `powers` column → power of ten by which a unit in the
    header or above it (万元) differs from the declared one (元), `lent` those powers that no header of the column itself says,
    `spread` the fields of a wide sheet that become rows."""

    at: int
    width: int
    fields: Mapping[str, int]
    names: Mapping[str, str]
    powers: Mapping[str, int] = field(default_factory=dict)
    rows: int = 1
    lent: Mapping[str, str] = field(default_factory=dict)
    spread: Spread | None = None
    shifted: bool = False

    @property
    def top(self) -> int:
        """How many rows stand above the header."""
        return max(self.at - self.rows + 1, 0)


def find(
    head: Sequence[Sequence[str]], source: Source, *, learned: Learned, catalog: Catalog | None = None, merged: Merged = ()
) -> Header | Problem:  # fmt: skip
    """The rows of the head that name most declared columns. A Problem when they lack a required one or name one twice.

    With `catalog` the other sources are asked whose columns these are. `merged` are the sheet's merged ranges.
    """
    if source.reader.get("header") is False:
        return _declared(source)
    known = {**column_names(source), **{fold(name).strip("*:"): column for name, column in learned.get(f"{source.id}.headers", {}).items()}}
    best, found, spread = _best(head, source, known, catalog, merged)
    if best is None or not found:
        return _nothing(head, source, catalog)
    lacking = [c for c in required(source) if c.name not in found]
    if lacking or (spread is not None and not spread.fields):
        return _lacking(head, best.bottom, source, lacking=lacking or _spreading(source), catalog=catalog)
    return _header(head, best, source, found, spread)


def required(source: Source) -> list[Column]:
    """Columns a file must bring: those that may not be absent, have no default and are not told elsewhere (a sheet's name)."""
    elsewhere = wide.told_elsewhere(source)
    named = (c for c in source.columns.values() if c.name not in elsewhere)
    return [c for c in named if (not c.null or c.name in source.key) and c.default is None]


def _spreading(source: Source) -> list[Column]:
    found = wide.of(source)
    return [source.columns[found.column]] if found else []


def _declared(source: Source) -> Header:
    names = [str(name) for name in source.reader.get("names", source.columns)]
    fields = {name: at for at, name in enumerate(names) if name in source.columns}
    return Header(NO_HEADER, len(names), fields, {name: name for name in fields})


def _best(
    head: Sequence[Sequence[str]], source: Source, known: Mapping[str, str], catalog: Catalog | None, merged: Merged
) -> tuple[Labels | None, Found, Spread | None]:  # fmt: skip
    """The run of rows that names most columns and fields of a wide sheet; of equals the lower, then the earlier."""
    best: tuple[Labels | None, Found, Spread | None] = (None, {}, None)
    most, words = 0, pivot.words(source, catalog)
    for candidate in labels.candidates(head, merged):
        if candidate.bottom > candidate.top and len(best[1]) == len(source.columns):
            break
        found = _match(candidate.names, known)
        spread = pivot.find(candidate.names, _taken(found), source, words)
        score = len(found) + (spread.known if spread else 0)
        if score > most:
            most, best = score, (candidate, found, spread)
    return best


def _taken(found: Found) -> set[int]:
    return {at for _, fields in found.values() for at in fields}


def _match(names: Sequence[Sequence[str]], known: Mapping[str, str]) -> Found:
    """Column → (how well, fields): more words beat fewer, an exact name beats one that only matches without its unit."""
    found: Found = {}
    for at, called in enumerate(names):
        for rank, name in _spellings(called):
            column = known.get(name)
            if column is None:
                continue
            if not column:  # a person said that it is not taken in
                break
            best = found.get(column)
            if best is None or rank < best[0]:
                found[column] = (rank, [at])
            elif rank == best[0]:
                best[1].append(at)
            break
    return found


def _spellings(called: Sequence[str]) -> Iterable[tuple[int, str]]:
    for at, cell in enumerate(called):
        folded = fold(cell[:200])
        yield 2 * at, folded.strip("*:")
        yield 2 * at + 1, _BRACKETED.sub("", units.without(folded)).strip("*:")


def _header(
    head: Sequence[Sequence[str]], best: Labels, source: Source, found: Found, spread: Spread | None
) -> Header | Problem:  # fmt: skip
    for column, (_, fields) in found.items():
        if len(fields) > 1:
            shown = " / ".join(best.names[i][0] for i in fields)
            return _stop("duplicate_column", source, row=best.bottom + 1, found=shown, expected=source.columns[column].label.zh)
    fields_of = {column: fields[0] for column, (_, fields) in found.items()}
    below = units.of_row(head[best.bottom + 1]) if best.bottom + 1 < len(head) else {}
    read = scaling.read(head, best, source, fields_of, below, spread)
    if isinstance(read, Problem):
        return read
    powers, lent = read
    names = {column: _shown_name(best.names[at]) for column, at in fields_of.items()}
    row, more = best.bottom + (1 if below else 0), best.bottom - best.top + (2 if below else 1)
    return Header(row, len(head[best.bottom]), fields_of, names, powers, more, lent, spread)


def _shown_name(called: Sequence[str]) -> str:
    return called[0]


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
    row = max(head, key=lambda r: len(_match(_single(r), column_names(nearest))), default=())
    told = _stop("other_source_columns", source, row=head.index(row) + 1, found=_shown(row), expected=nearest.id)
    return replace(told, values={"sources.zh": nearest.name.zh or nearest.id, "sources.en": nearest.name.en or nearest.id})


def _single(row: Sequence[str]) -> list[list[str]]:
    return [[cell] for cell in row]


def nearest_source(
    head: Sequence[Sequence[str]], sources: Iterable[Source], *, but: str = "", catalog: Catalog | None = None, merged: Merged = ()
) -> Source | None:  # fmt: skip
    """The source all of whose required columns the head names; of several the one with most columns, None when none or a tie."""
    scores: list[tuple[int, Source]] = []
    for source in sources:
        if source.id == but or source.system or source.reader.get("header") is False:
            continue
        _, best, spread = _best(head, source, column_names(source), catalog, merged)
        if best and all(column.name in best for column in required(source)) and (spread is None or spread.known):
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
