"""Fix files: the refused and held rows of a file as a workbook to mend and drop in again, the reasons beside them.

The head of the original (title, unit line, header) is copied as it stands, so that what is read from the mended file is read as it was
there. Everything is written as text: nothing an office typed ever runs as a formula, and nothing is rounded or turned into a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cockpit.catalog import wide
from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import choices, fixsheet, raw
from cockpit.intake.fixsheet import Fix, Line
from cockpit.intake.header import Learned
from cockpit.intake.marker import Marker
from cockpit.intake.marker import read as marker
from cockpit.intake.personal import looks_personal
from cockpit.intake.raw import Raw
from cockpit.model import Batch, Level, Problem

__all__ = ["Cell", "Marker", "Say", "corrected", "draw", "marker", "pick", "write"]

MOST_ROWS = 20_000
"""Rows one fix file holds; how many more there are is said in it."""

Say = Callable[[Problem, str], str]
"""Makes the sentence of a problem in a language (`views.text.problem`, handed down by whoever opens the house)."""
Cell = tuple[str, int, str]
"""(sheet, row, header as in the file or declared column) of the original."""
_PERSONAL = frozenset(("personal_value", "personal_data"))
_BARE = frozenset(("int", "dec", "code"))
_HIDDEN = "（已隐去）"


@dataclass(frozen=True, slots=True)
class Picked:
    """The rows a fix file will hold, with their problems, and the rows that are left out because of personal data."""

    sheets: tuple[Raw, ...]
    problems: Mapping[raw.Place, tuple[Problem, ...]]
    personal: tuple[raw.Place, ...] = ()

    @property
    def count(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets)


def write(
    data: bytes, batch: Batch, *, problems: Sequence[Problem], source: Source, catalog: Catalog, say: Say, learned: Learned | None = None
) -> bytes | None:  # fmt: skip
    """A workbook of the rows that `problems` refuse or hold, out of the original bytes `data` of `batch` (whose `id` it bears).

    None where there is nothing to mend: no refused row, a file set aside whole, or nothing but rows with personal data.
    The same as `draw(pick(…), …)`: picking opens bytes from outside, drawing does not.
    """
    picked = pick(data, batch, problems=problems, source=source, catalog=catalog, learned=learned)
    return None if picked is None else draw(picked, batch, source=source, catalog=catalog, say=say)


def pick(
    data: bytes, batch: Batch, *, problems: Sequence[Problem], source: Source, catalog: Catalog, learned: Learned | None = None
) -> Picked | None:  # fmt: skip
    """The raw rows to mend. A batch set aside whole has none: its bytes are not to be copied, or could not be read."""
    if any(p.level is Level.QUARANTINE for p in problems):
        return None
    blamed: dict[raw.Place, tuple[Problem, ...]] = {}
    for problem in problems:
        if problem.row and problem.level in (Level.REFUSE, Level.HOLD):
            place = problem.sheet, problem.row
            blamed[place] = (*blamed.get(place, ()), problem)
    hidden = {place for place, found in blamed.items() if any(p.code in _PERSONAL for p in found)}
    wanted = [place for place in sorted(blamed) if place not in hidden][:MOST_ROWS]
    sheets = raw.read(data, name=batch.file, source=source, catalog=catalog, learned=learned, wanted=_by_sheet(wanted))
    straight = [sheet.straight({row for row in sheet.rows if _too_many(blamed[sheet.name, row])}) for sheet in sheets]
    cleared = [_without_persons(sheet, source, blamed) for sheet in straight]
    hidden |= {place for sheet, left_out in cleared for place in left_out}
    kept = tuple(sheet for sheet, _ in cleared if sheet.rows)
    return Picked(kept, blamed, tuple(sorted(hidden))) if kept else None


def draw(picked: Picked, batch: Batch, *, source: Source, catalog: Catalog, say: Say) -> bytes:
    """The workbook of these rows. The same rows give the same bytes."""
    languages = tuple(lang for lang in ("zh", "en") if lang in catalog.street.languages) or ("zh",)
    left = batch.equation.refused + batch.equation.held - picked.count - len(picked.personal)
    lines = {sheet.name: list(_lines(sheet, picked.problems, say=say, languages=languages)) for sheet in picked.sheets}
    words = _words(picked.sheets, lines, source, catalog, lang=languages[0])
    return fixsheet.write(Fix(batch, source, picked.sheets, lines, languages, picked.personal, max(left, 0), words))


def _words(
    sheets: Sequence[Raw], lines: Mapping[str, Sequence[Line]], source: Source, catalog: Catalog, *, lang: str
) -> dict[str, Sequence[str]]:  # fmt: skip
    """What may be chosen in the columns that have a cell to mend."""
    marked = {(sheet.name, at) for sheet in sheets for line in lines[sheet.name] for at in line.notes}
    blamed = [name for sheet in sheets for name, at in sheet.header.fields.items() if (sheet.name, at) in marked and name in source.columns]
    found = {name: tuple(choices.of(source.columns[name], source, catalog, lang=lang).values()) for name in dict.fromkeys(blamed)}
    return {name: words for name, words in found.items() if words}


def corrected(
    data: bytes, batch: Batch, *, values: Mapping[Cell, str], source: Source, catalog: Catalog, learned: Learned | None = None
) -> bytes | None:  # fmt: skip
    """A fix file made by the program: just the rows named in `values`, whole, with these cells set. None when it finds none of them."""
    wanted = _by_sheet([(sheet, row) for sheet, row, _ in values])
    found = raw.read(data, name=batch.file, source=source, catalog=catalog, learned=learned, wanted=wanted)
    cells = {sheet.name: {(row, title): text for (name, row, title), text in values.items() if name == sheet.name} for sheet in found}
    amended = [sheet.straight(frozenset()).with_cells(cells[sheet.name]) for sheet in found]
    sheets = tuple(sheet for sheet in amended if sheet.rows)
    lines = {sheet.name: [Line(row) for row in sheet.rows] for sheet in sheets}
    return fixsheet.write(Fix(batch, source, sheets, lines)) if sheets else None


def _by_sheet(places: Sequence[raw.Place]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for sheet, row in places:
        found.setdefault(sheet, set()).add(row)
    return found


def _too_many(problems: Sequence[Problem]) -> bool:
    return any(problem.code == "extra_cells" for problem in problems)


def _without_persons(sheet: Raw, source: Source, blamed: Mapping[raw.Place, Sequence[Problem]]) -> tuple[Raw, list[raw.Place]]:
    """The sheet without rows that carry a person's number where it would be read, and without such numbers anywhere else."""
    kinds = _kinds(sheet, source)
    rows: dict[int, Sequence[str]] = {}
    left_out = []
    for number, cells in sheet.rows.items():
        marked = frozenset[int]().union(*(sheet.about(problem) for problem in blamed.get((sheet.name, number), ())))
        # An amount or a case number that was read as one may look like a telephone's.
        suspects = {at for at, cell in enumerate(cells) if looks_personal(cell) and (at in marked or kinds.get(at) not in _BARE)}
        if suspects & (kinds.keys() | marked) or (suspects and len(cells) != sheet.header.width):
            left_out.append((sheet.name, number))
        else:
            rows[number] = [_HIDDEN if at in suspects else cell for at, cell in enumerate(cells)] if suspects else cells
    top = [[_HIDDEN if looks_personal(cell) else cell for cell in row] for row in sheet.top]
    return replace(sheet, rows=rows, top=top), left_out


def _kinds(sheet: Raw, source: Source) -> dict[int, str]:
    """Field → type, of the fields that are read; the cells of a wide sheet included."""
    kinds = {at: source.columns[name].type for name, at in sheet.header.fields.items() if name in source.columns}
    shape, spread = wide.of(source), sheet.header.spread
    if shape is not None and spread is not None:
        kinds |= {at: source.columns[shape.value].type for at, _, _ in spread.fields}
    return kinds


def _lines(sheet: Raw, blamed: Mapping[raw.Place, Sequence[Problem]], *, say: Say, languages: Sequence[str]) -> Iterator[Line]:
    for number in sheet.rows:
        found = blamed.get((sheet.name, number), ())
        said = [[say(_placeless(problem), lang) for problem in found] for lang in languages]
        notes: dict[int, str] = {}
        for problem, sentence in zip(found, said[0], strict=True):
            for at in sorted(sheet.about(problem)):
                notes[at] = f"{notes[at]}\n{sentence}" if at in notes else sentence
        yield Line(number, tuple("\n".join(dict.fromkeys(sentences)) for sentences in said), notes)


def _placeless(problem: Problem) -> Problem:
    """Beside its row and cell a sentence need not say where."""
    return replace(problem, source="", file="", sheet="", row=0)
