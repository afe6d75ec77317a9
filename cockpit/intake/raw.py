"""The raw cells of certain rows: a file read once more, for these rows only, as its reader gives them and before anything is understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import header, marker, opened, shift
from cockpit.intake.cells import Context
from cockpit.intake.header import Header, Learned
from cockpit.intake.sheet import Chunk, Sheet
from cockpit.model import Problem

_MOST_RAGGED = 8
"""How many numbers of fields, other than the header's, are looked after; a file with more is no table any more."""
_MOST_FIELDS = 200

Place = tuple[str, int]
"""(sheet, row)"""
Span = tuple[int, int, int, int]
"""A merged range: first row, first column, last row, last column, from 0."""


@dataclass(frozen=True, slots=True)
class Raw:
    """The wanted rows of one sheet: row number as a spreadsheet program shows it → cells as texts, as many as the row had.

    `top` are the rows down to the header as they stand (none where a file has no header), `merged` the ranges within them.
    `native` and `plain` as in `Marker`; `shifted`: whole rows have a running number ahead for which the header has no name.
    """

    name: str
    top: Sequence[Sequence[str]]
    header: Header
    merged: Sequence[Span]
    rows: Mapping[int, Sequence[str]]
    native: bool
    plain: bool = False
    shifted: bool = False

    @property
    def width(self) -> int:
        """Fields of a whole row."""
        return max([self.header.width, *map(len, self.top)])

    def about(self, problem: Problem) -> frozenset[int]:
        """The fields a problem of one of these rows is about; none where it is about the row as such."""
        named = [problem.values.get("column", ""), *(k.removeprefix("found.") for k in problem.values if k.startswith("found."))]
        known = frozenset(self.header.fields[name] for name in named if name in self.header.fields)
        return known or frozenset(at for at in [self.field(problem.column)] if at is not None)

    def field(self, title: str) -> int | None:
        """The field under this header, or of this declared column."""
        written = {cell.strip(): at for row in self.top for at, cell in enumerate(row) if cell.strip()}
        turned = {head: at for at, head, _ in self.header.spread.fields} if self.header.spread else {}
        named = {self.header.names.get(column, column): at for column, at in self.header.fields.items()}
        return {**written, **turned, **named, **self.header.fields}.get(title)

    def straight(self, doubtful: Set[int]) -> Raw:
        """Under a header that lacks the running number's name, the rows without that number.

        `doubtful` rows were refused for a cell too many: which one it is a person must say, so they keep all of them.
        """
        if not self.shifted:
            return self
        rows = {number: _straight(cells, self.header.width, doubtful=number in doubtful) for number, cells in self.rows.items()}
        return replace(self, rows=rows, shifted=False)

    def with_cells(self, cells: Mapping[tuple[int, str], str]) -> Raw:
        """Only the rows named here by (row, header or column), with these cells set. A cell under no header is passed over."""
        rows: dict[int, Sequence[str]] = {}
        for (number, title), text in cells.items():
            at, row = self.field(title), rows.get(number, self.rows.get(number))
            if at is not None and row is not None:
                whole = [*row, *[""] * (at + 1 - len(row))]
                rows[number] = [*whole[:at], text, *whole[at + 1 :]]
        return replace(self, rows=dict(sorted(rows.items())))


def read(
    data: bytes, *, name: str, source: Source, catalog: Catalog, learned: Learned | None = None, wanted: Mapping[str, Set[int]]
) -> list[Raw]:  # fmt: skip
    """The wanted rows by sheet. A file that can no longer be read, or a sheet without its header, gives nothing."""
    file = opened.opened(data, name=name, source=source, catalog=catalog)
    if isinstance(file, Problem):
        return []
    known, found = file.source, []
    for sheet in file.sheets:
        if not wanted.get(sheet.name):
            continue
        head = header.find(sheet.head, known, learned=learned or {}, catalog=catalog, merged=sheet.merged)
        if isinstance(head, Header):
            context = Context(catalog, source.id, ZoneInfo(catalog.street.zone), learned or {}, sheet.native)
            fitted = shift.fitted(sheet.head, head, known, context)
            picked = replace(_raw(sheet, fitted, known, wanted[sheet.name]), plain=known is not source, header=head, shifted=fitted.shifted)
            found.append(_own_cut_off(picked) if file.mark is not None and file.mark.kind == marker.FIX else picked)
    return found


def _straight(cells: Sequence[str], width: int, *, doubtful: bool) -> Sequence[str]:
    if cells[0].strip().isdecimal() and not doubtful:
        return cells[1:]
    # A row without its number fits the header; a cell too many keeps it from coming in before a person has looked.
    return cells if any(cell.strip() for cell in cells[width:]) else [*cells[:width], marker.MISSING]


def _own_cut_off(found: Raw) -> Raw:
    """Of a fix file the columns we added ourselves are no part of the row."""
    width = next((at for row in found.top for at, cell in enumerate(row) if cell.strip() in marker.ROW_TITLES), None)
    if width is None:
        return found
    rows = {number: row[:width] for number, row in found.rows.items()}
    return replace(found, header=replace(found.header, width=width), top=[row[:width] for row in found.top], rows=rows)


def _raw(sheet: Sheet, head: Header, source: Source, wanted: Set[int]) -> Raw:
    begin = head.at + 1
    naming = {at for name, at in head.fields.items() if source.columns[name].type not in ("int", "dec")}
    below = (span for span in sheet.merged if span[0] >= begin and span[1] in naming)
    spread = {span for span in below if any(span[0] < row <= span[2] + 1 for row in wanted)}
    rows = _rows(sheet, head, wanted | {span[0] + 1 for span in spread})
    for span in spread:
        _spread(rows, span)
    merged = [span for span in sheet.merged if span[2] < begin]
    return Raw(sheet.name, sheet.head[:begin], head, merged, {row: rows[row] for row in sorted(wanted) if row in rows}, sheet.native)


def _spread(rows: dict[int, list[str]], span: Span) -> None:
    """A word in a merged cell counts for all rows it stands beside (`merged.spread`); alone, each of them must say it itself."""
    first, at, last, _ = span
    above = rows.get(first + 1)
    if above is None or at >= len(above):
        return
    for number in range(first + 2, last + 2):
        if at < len(rows.get(number, ())):
            rows[number][at] = rows[number][at].strip() or above[at]


def _rows(sheet: Sheet, head: Header, wanted: Set[int]) -> dict[int, list[str]]:
    """Rows of the header's width at once; those with another number of fields by reading again with theirs."""
    found: dict[int, list[str]] = {}
    ragged: dict[int, set[int]] = {}
    for chunk in _chunks(sheet, head, head.width):
        for row in _among(wanted, chunk):
            at = row - chunk.first_row
            if at in chunk.widths:
                ragged.setdefault(chunk.widths[at], set()).add(row)
            else:
                found[row] = [str(chunk.columns[index][at]) for index in range(head.width)]
    for fields in sorted(ragged)[:_MOST_RAGGED]:
        found |= _of_width(sheet, head, ragged[fields], fields=min(fields, _MOST_FIELDS))
    return found


def _of_width(sheet: Sheet, head: Header, rows: Set[int], *, fields: int) -> dict[int, list[str]]:
    found = {}
    for chunk in _chunks(sheet, head, fields):
        for row in _among(rows, chunk):
            at = row - chunk.first_row
            if at not in chunk.widths:
                found[row] = [str(chunk.columns[index][at]) for index in range(fields)]
    return found


def _chunks(sheet: Sheet, head: Header, width: int) -> Iterator[Chunk]:
    for chunk in sheet.body(head.at + 1, list(range(width)), width):
        if isinstance(chunk, Problem):
            return
        yield chunk


def _among(wanted: Set[int], chunk: Chunk) -> list[int]:
    last = chunk.first_row + chunk.length
    return [row for row in sorted(wanted) if chunk.first_row <= row < last]
