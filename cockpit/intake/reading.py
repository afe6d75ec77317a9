"""From a file's bytes to its rows, block by block: gate, reader, header, chunks, keys, coverage. Pure: same bytes, same answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from cockpit.calendar import day_number
from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import chunks, covers, findings, frames, gate, header, marker, merged, opened, patterns, personal, table
from cockpit.intake import rows as rows_of
from cockpit.intake.cells import Context
from cockpit.intake.fates import Fates
from cockpit.intake.header import Header, Learned
from cockpit.intake.ledger import Ledger
from cockpit.intake.limits import Limits
from cockpit.intake.patterns import Named, Span
from cockpit.intake.rows import Blocks, Parsed, Part, Rows
from cockpit.intake.sheet import Chunk, Sheet
from cockpit.model import Equation, Level, Problem

_Reads = Generator[Rows, None, Problem | None]
"""Gives blocks; ends with the problem that stops the file, if any."""


@dataclass(slots=True)
class _Reading:
    """One file while it is being read. Of the parts that went on only keys, hashes and row numbers are kept."""

    source: Source
    catalog: Catalog
    learned: Learned
    ledger: Ledger
    today: date
    named: Named | None
    parts: list[Part] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    told: Span | None = None
    fates: Fates | None = None
    titles: int = 0
    personal: int = 0
    known: rows_of.Known = field(default_factory=rows_of.Known)
    first: list[frames.Ints] = field(default_factory=list)
    last: list[frames.Ints] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.named.place if self.named else ""


def parse(
    data: bytes,
    *,
    name: str,
    source: Source,
    catalog: Catalog,
    received: datetime,
    learned: Learned | None = None,
    told: Named | None = None,
    fates: bool = False,
) -> Parsed:
    """As `blocks`, read to the end and held as a whole."""
    return rows_of.collect(
        blocks(data, name=name, source=source, catalog=catalog, received=received, learned=learned, told=told, fates=fates)
    )


def blocks(
    data: bytes,
    *,
    name: str,
    source: Source,
    catalog: Catalog,
    received: datetime,
    learned: Learned | None = None,
    told: Named | None = None,
    fates: bool = False,
) -> Blocks:
    """Read one offered file as `source`, block by block. `received` is aware; `learned` holds confirmed names:
    `place`, `department` or `<source>.<column>` → {word: code}, and `<source>.headers` → {header: column}.

    `told` stands in for what the name tells (a mended file covers what the original covered); with its span no column is asked.
    `fates` asks what became of each row (`Parsed.fates`, the first 2,000).
    Bad data raise nothing: the file is quarantined, its rows refused, held or noted, and `problems` says where and why.
    """
    today = received.astimezone(ZoneInfo(catalog.street.zone)).date()
    reading = _Reading(source, catalog, learned or {}, Ledger(source.id, name), today, told or patterns.read(name, source, catalog))
    reading.told = told.covers if told else None
    reading.fates = Fates() if fates else None
    stopped = _named_wrong(reading, name) or (yield from _read(reading, data, name))
    if stopped is not None:
        return _quarantined(reading, stopped)
    return _finished(reading)


def _named_wrong(reading: _Reading, name: str) -> Problem | None:
    """What the name alone forbids: a period that has not begun, a community nobody knows."""
    named = reading.named
    if named is None:
        if reading.source.covers == "name" and reading.source.files:
            reading.ledger.add(Problem("no_period", Level.NOTE, found=name[:60], expected=reading.source.files[0]))
        return None
    if named.unknown and reading.source.each == "place":
        return Problem("unknown_place_in_name", Level.QUARANTINE, found=named.unknown[:60])
    return covers.future(reading.source, named.covers, received=reading.today)


def _read(reading: _Reading, data: bytes, name: str) -> _Reads:
    file = opened.opened(data, name=name, source=reading.source, catalog=reading.catalog)
    if isinstance(file, Problem):
        return file
    if note := gate.other_suffix(data, name=name, kind=file.kind):
        reading.ledger.add(note)
    reading.source = file.source
    seen = _visible(reading, file.sheets)
    if file.mark is None and any(marker.lost(sheet) for sheet in seen):
        return Problem("fix_unmarked", Level.QUARANTINE)
    known, catalog = reading.learned, reading.catalog
    found = [(sheet, header.find(sheet.head, reading.source, learned=known, catalog=catalog, merged=sheet.merged)) for sheet in seen]
    if stopped := _personal_hidden(file.sheets) or _forbidden(found):
        return stopped
    return (yield from _choose(reading, found, Limits.of(catalog.street.limits)))


def _visible(reading: _Reading, sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets a person sees; that there are others is said, but for those a workbook of ours carries for itself."""
    for sheet in sheets:
        if sheet.hidden and not sheet.name.startswith(marker.SHEET):
            reading.ledger.add(Problem("hidden_sheet", Level.NOTE, sheet=sheet.name, found=sheet.name[:60]))
    return [sheet for sheet in sheets if not sheet.hidden]


def _personal_hidden(sheets: Sequence[Sheet]) -> Problem | None:
    """Personal data in a hidden sheet lie in the file all the same."""
    for sheet in sheets:
        if sheet.hidden and (title := personal.header(sheet.head)):
            return Problem("personal_data", Level.QUARANTINE, sheet=sheet.name, column=title[:60], values={"header": title[:60]})
    return None


def _forbidden(found: Sequence[tuple[Sheet, Header | Problem]]) -> Problem | None:
    """A header that announces personal data, in any sheet, sets the whole file aside."""
    for sheet, head in found:
        upper = sheet.head if isinstance(head, Problem) else sheet.head[: head.at + 1]
        if title := personal.header(upper):
            return Problem("personal_data", Level.QUARANTINE, sheet=sheet.name, column=title[:60], values={"header": title[:60]})
    return None


def _choose(reading: _Reading, found: Sequence[tuple[Sheet, Header | Problem]], limits: Limits) -> _Reads:
    """Read every sheet whose header fits; when none does, the best reason why."""
    good = [(sheet, head) for sheet, head in found if isinstance(head, Header)]
    if not found:
        return Problem("no_sheet", Level.QUARANTINE, expected=str(reading.source.reader.get("sheet", "")))
    if not good:
        reasons = [replace(p, sheet=sheet.name) for sheet, p in found if isinstance(p, Problem)]
        worth = {"duplicate_column": 0, "unit_differs": 0, "other_source_columns": 1, "missing_columns": 2}
        return min(reasons, key=lambda p: worth.get(p.code, 3), default=Problem("no_header", Level.QUARANTINE))
    for sheet, problem in found:
        if isinstance(problem, Problem) and any(cell.strip() for row in sheet.head for cell in row):
            if problem.code in ("duplicate_column", "unit_differs"):
                return replace(problem, sheet=sheet.name)
            reading.ledger.add(Problem("sheet_skipped", Level.NOTE, sheet=sheet.name, found=problem.code))
    for sheet, head in good:
        if stopped := (yield from _sheet(reading, sheet, head, limits)):
            return stopped
    return None


def _sheet(reading: _Reading, sheet: Sheet, head: Header, limits: Limits) -> _Reads:
    if head.width > limits.columns:
        return Problem("too_many_columns", Level.QUARANTINE, sheet=sheet.name, found=str(head.width), expected=f"{limits.columns:g}")
    task = table.task(
        sheet, head, reading.source, context=_context(reading, sheet), ledger=reading.ledger, today=day_number(reading.today),
        place=reading.place, fates=reading.fates,
    )  # fmt: skip
    if not isinstance(task, findings.Task):
        return None if task is None else replace(task, sheet=sheet.name)
    reading.headers.update(head.names)
    reading.titles += head.top
    for chunk in sheet.body(head.at + 1, table.wanted(task.header), task.header.width):
        if isinstance(chunk, Problem):
            return replace(chunk, sheet=sheet.name)
        taken = _take(reading, sheet, chunk, task)
        if isinstance(taken, Problem):
            return taken
        if len(taken):
            yield taken
    findings.of_totals(task)
    return None


def _context(reading: _Reading, sheet: Sheet) -> Context:
    period = reading.named.covers if reading.named else None
    zone = ZoneInfo(reading.catalog.street.zone)
    return Context(reading.catalog, reading.source.id, zone, reading.learned, sheet.native, period)


def _take(reading: _Reading, sheet: Sheet, chunk: Chunk, task: findings.Task) -> Rows | Problem:
    whole, filled = merged.spread(chunk, sheet.merged, task.header.fields, reading.source) if sheet.merged else (chunk, {})
    for name, positions in filled.items():
        findings.gather(whole, task, "merged_spread", name=name, positions=np.asarray(positions, dtype=np.int64))
    if chunk.mended:
        reading.ledger.gather("stray_quotes", sheet=sheet.name, column="", rows=[chunk.row(at) for at in chunk.mended])
    outcome = chunks.take(whole, task)
    if isinstance(outcome, Problem):
        return outcome
    reading.parts.append(replace(outcome.part, columns={}))
    reading.personal += outcome.personal
    reading.first.append(outcome.first)
    reading.last.append(outcome.last)
    if reading.personal > personal.MOST_ROWS:
        return Problem("personal_data", Level.QUARANTINE, sheet=sheet.name, found="", values={"rows": str(reading.personal)})
    return rows_of.block(outcome.part, reading.source.id, again=reading.known.again(outcome.part.key))


def _quarantined(reading: _Reading, problem: Problem) -> Parsed:
    """Nothing of the file counts. Of one with personal data not even the other findings are told."""
    signed = replace(problem, source=reading.source.id, file=reading.ledger.file)
    if problem.code == "personal_data":
        return Parsed(None, Equation(), (signed,), place=reading.place, quarantine=signed)
    others = tuple(p for p in reading.ledger.all() if p.level != Level.NOTE)
    return Parsed(None, Equation(), (signed, *others), place=reading.place, quarantine=signed, header=reading.headers)


def _finished(reading: _Reading) -> Parsed:
    key, digest = (np.concatenate([rows_of.no_keys(), *(getattr(part, name) for part in reading.parts)]) for name in ("key", "hash"))
    gone = frames.superseded(key)
    lost = np.flatnonzero(gone)
    span = _span(reading)
    if stopped := covers.future(reading.source, span, received=reading.today):
        return _quarantined(reading, stopped)
    if len(lost):
        _merged(reading, lost, digest[lost] == digest[frames.last_positions(key)[lost]])
    counts: Counter[str] = Counter()
    for part in reading.parts:
        counts.update(read=part.read, not_data=part.not_data, refused=part.refused, held=part.held)
    if counts["read"] == counts["not_data"]:
        reading.ledger.add(Problem("empty_ledger", Level.NOTE))
    equation = Equation(
        read=counts["read"] + reading.titles, merged=len(lost), held=counts["held"], refused=counts["refused"],
        not_data=counts["not_data"] + reading.titles,
    )  # fmt: skip
    mentioned = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(part.mentioned for part in reading.parts)]))
    kept = None if gone.all() else Rows(reading.source.id, {}, key[~gone], digest[~gone], [], [], mentioned)
    told = reading.fates.all() if reading.fates else ()
    return Parsed(kept, equation, reading.ledger.all(), span, reading.place, None, reading.headers, told)


def _span(reading: _Reading) -> Span | None:
    if reading.told is not None:
        return reading.told
    if not covers.column(reading.source):
        return covers.by_name(reading.source, reading.named, received=reading.today)
    nothing = np.zeros(0, dtype=np.int64)
    first, last = np.concatenate([nothing, *reading.first]), np.concatenate([nothing, *reading.last])
    begun = first <= day_number(reading.today)
    # Single rows of the future were refused; a file that holds nothing else is judged by them.
    return covers.span(first, last) if reading.source.plans or not begun.any() else covers.span(first[begun], last[begun])


def _merged(reading: _Reading, lost: frames.Ints, same: frames.Mask) -> None:
    """Note the rows whose key comes again: word for word the `same`, or replaced by the later row."""
    row = np.concatenate([part.row for part in reading.parts])
    sheets = [sheet for part in reading.parts for sheet in [part.sheet] * len(part.row)]
    for code, chosen in (("repeated_row", same), ("replaced_row", ~same)):
        by_sheet: dict[str, list[int]] = {}
        for at in lost[chosen].tolist():
            by_sheet.setdefault(sheets[at], []).append(int(row[at]))
        for sheet, numbers in by_sheet.items():
            reading.ledger.gather(code, sheet=sheet, column="", rows=numbers, values=_keys(reading.source))
            if reading.fates is not None:
                reading.fates.note(code, numbers, sheet)


def _keys(source: Source) -> Mapping[str, str]:
    return {"key": "、".join(source.columns[name].label.zh or name for name in source.key)}
