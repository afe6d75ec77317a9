"""One sheet's table before its rows are read: its header, and what its name and the lines above it say."""

from __future__ import annotations

from dataclasses import replace

from cockpit.catalog import wide
from cockpit.catalog.schema import Column, Source
from cockpit.intake import above, pivot, shift, words
from cockpit.intake.cells import Context
from cockpit.intake.fates import Fates
from cockpit.intake.findings import Task
from cockpit.intake.header import Header
from cockpit.intake.ledger import Ledger
from cockpit.intake.sheet import Sheet
from cockpit.model import Level, Problem


def task(
    sheet: Sheet, found: Header, source: Source, *, context: Context, ledger: Ledger, today: int, place: str, fates: Fates | None
) -> Task | Problem | None:  # fmt: skip
    """What the rows of this sheet are read with; None when the sheet's name says that it is not meant, a Problem when a line is missing."""
    told = _told(sheet, found, source)
    if not isinstance(told, dict):
        if told is None:
            ledger.add(Problem("sheet_skipped", Level.NOTE, sheet=sheet.name, found=sheet.name[:60]))
        return told
    header = shift.fitted(sheet.head, found, source, context)
    shape = wide.of(source)
    if shape is not None and header.spread is not None:
        header = replace(header, fields=pivot.of_header(header.fields, shape))
    names = {at: words.names_of(source.columns[name], context.catalog) for name, at in header.fields.items()}
    made = Task(
        source, header, context, ledger, sheet.name, today, place, told,
        names={at: known for at, known in names.items() if known and at >= 0}, fates=fates,
    )  # fmt: skip
    _say(made, sheet)
    if fates is not None:
        _tell(fates, made, sheet)
    return made


def wanted(header: Header) -> list[int]:
    """The fields whose cells are read."""
    spread = header.spread
    more = {at for at, _, _ in spread.fields} | {spread.total} if spread else set()
    return sorted(at for at in {0, *header.fields.values(), *more} if at >= 0)


def _told(sheet: Sheet, found: Header, source: Source) -> dict[str, str] | Problem | None:
    """Texts of columns from the sheet's name and the lines above the table."""
    told = above.words(sheet.head[: found.top], wide.preface(source))
    lacking = [column for name in wide.preface(source) if name not in told and _needed(column := source.columns[name])]
    if lacking:
        labels = "、".join(wide.preface(source)[column.name] for column in lacking)
        return Problem("missing_columns", Level.QUARANTINE, source=source.id, row=1, found="", expected=labels[:60])
    if (named := wide.sheet_as(source)) is not None:
        word = named.word(sheet.name)
        if not word:
            return None
        told[named.column] = word
    return {name: pivot.told(word, source.columns[name]) for name, word in told.items()}


def _needed(column: Column) -> bool:
    return not column.null and column.default is None


def _say(made: Task, sheet: Sheet) -> None:
    """Notes on the header: units from elsewhere, a header moved by one, headers nobody reads, columns the file lacks."""
    header, row = made.header, made.header.at + 1
    for unit in dict.fromkeys(header.lent.values()):
        columns = "、".join(header.names.get(n, made.source.columns[n].label.zh or n) for n, lent in header.lent.items() if lent == unit)
        _note(made, "unit_lent", column=columns, row=row, found=unit)
    if header.shifted:
        _note(made, "header_shifted", column="", row=row)
    if header.spread is not None and header.spread.unread:
        _note(made, "columns_unread", column="", row=row, found="、".join(header.spread.unread))
    for column in made.source.columns.values():
        elsewhere = column.name in header.fields or column.name in made.told or column.default is not None
        if not elsewhere and not (column.place and made.place):
            label, values = column.label.zh or column.name, {"column": column.name}
            made.ledger.add(Problem("column_absent", Level.NOTE, sheet=sheet.name, expected=label, values=values))


def _note(made: Task, code: str, *, column: str, row: int, found: str = "") -> None:
    made.ledger.gather(code, sheet=made.sheet, column=column, rows=[row], found=found)


def _tell(fates: Fates, made: Task, sheet: Sheet) -> None:
    fates.begin(sheet.name)
    for at in range(made.header.at + 1):
        blank = not any(cell.strip() for cell in sheet.head[at])
        fates.tell(at + 1, "header" if at >= made.header.top else "blank" if blank else "title")
