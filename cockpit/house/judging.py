"""What would become of a dropped file: every row's verdict, what is wrong and what helps, and which public figures would move.

Nothing is changed by it. What a person said about the file (columns, words, cells written anew) counts already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from cockpit.catalog import learned, schema
from cockpit.catalog.learned import Alias
from cockpit.house import archive, entering, judged, memory, mends, reading, replaying, taking, trying
from cockpit.house.drafts import Draft
from cockpit.house.reading import Reader
from cockpit.house.state import State
from cockpit.intake import mending
from cockpit.intake.looking import Look
from cockpit.intake.rows import Parsed
from cockpit.model import Batch, Equation, Guide, Json, Level, Problem, Verdict
from cockpit.store import batches


@dataclass(frozen=True, slots=True)
class Case:
    """One draft while it is judged: the catalogue with the words it brings, how it is read, and of which batch it mends rows, if any."""

    state: State
    draft: Draft
    data: bytes
    catalog: schema.Catalog
    read: Reader
    source: schema.Source
    moment: datetime
    of: Batch | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`told` is `judged.json` (docs/api.md); `fix` a workbook of the rows to mend, where there are any."""

    told: Json
    fix: bytes | None = None
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What trying it gave: the file, and the cells written anew as a part of it (`mended`: their rows' verdicts)."""

    equation: Equation
    problems: tuple[Problem, ...]
    would: Mapping[str, int]
    effect: Sequence[Json] = ()
    stopped: Sequence[Problem] = ()
    mended: Mapping[judged.Place, str] = field(default_factory=dict)
    duplicate_of: int = 0


def guide(draft: Draft) -> Guide:
    return Guide(tuple(sorted(draft.mapping.items())), draft.sheet)


def aliases(draft: Draft) -> list[Alias]:
    """The words a person gave a meaning in this draft."""
    return [Alias(str(a["kind"]), str(a["alias"]), str(a["code"]), tuple(map(str, a.get("where", ())))) for a in draft.aliases]


def judge(state: State, draft: Draft, data: bytes, *, moment: datetime) -> Judgement:
    """What would become of the draft's bytes, taken in as the person says."""
    catalog = learned.with_aliases(state.catalog, aliases(draft))
    read = memory.reader(state, catalog)
    mended = mends.of(state, data)
    named = mended.source if isinstance(mended, mends.Mended) else mended or read.identify(data, draft.name, draft.source)
    if isinstance(named, Problem):
        return Judgement(judged.unknown(replace(named, file=draft.name), state.say))
    source = catalog.sources[named.id]
    case = Case(state, draft, data, catalog, read, source, moment, mended.batch if isinstance(mended, mends.Mended) else None)
    parsed = _parsed(case)
    personal = parsed.quarantine is not None and parsed.quarantine.code == "personal_data"
    outcome, fix = _tried(case, parsed), _fix(case, parsed)
    told = judged.told(source, draft.name, parsed, Look() if personal else _look(case), outcome, state.say)
    return Judgement({**told, "fix": fix is not None}, fix, personal)


def _parsed(case: Case) -> Parsed:
    if case.of is not None:
        with case.state.store.begin() as conn:
            return replaying.mended(case.state, conn, case.data, case.of, found=case.catalog, fates=True)
    said = guide(case.draft)
    return reading.parse(case.read, case.catalog, case.data, case.draft.name, case.source, case.moment, guide=said, fates=True)


def _look(case: Case) -> Look:
    read, source = reading.chosen(case.read, case.catalog, case.source, guide(case.draft))
    return read.look(case.data, case.draft.name, source, headers=case.draft.mapping)


def _fix(case: Case, parsed: Parsed) -> bytes | None:
    """The rows to mend as a workbook; it bears no batch yet, and is known again by the bytes once they were taken in."""
    if case.of is not None or parsed.quarantine is not None:
        return None
    bare = Batch(0, case.source.id, case.draft.name, archive.digest(case.data), case.moment, Verdict.PARTIAL, parsed.equation)
    read, source = reading.chosen(case.read, case.catalog, case.source, guide(case.draft))
    picked = read.pick(case.data, bare, problems=parsed.problems, source=source, headers=case.draft.mapping)
    return None if picked is None else mending.draw(picked, bare, source=case.source, catalog=case.catalog, say=case.state.say)


def _tried(case: Case, parsed: Parsed) -> Outcome:
    state, sha256 = case.state, archive.digest(case.data)
    if parsed.quarantine is not None:
        return Outcome(parsed.equation, parsed.problems, {})
    entry = entering.Entry(
        case.source, parsed, case.draft.name, sha256, case.moment, size=len(case.data), guide=guide(case.draft), of=case.of,
        part=case.of is not None, judged=case.of is None, heeded=False,
    )  # fmt: skip
    with trying.as_if(state) as conn:
        newest = taking.newest(conn)
        twin = next(iter(batches.twins(conn, case.source.id, sha256)), None)
        main = entering.enter(state, conn, entry)
        cells = _cells(case, main.problems)
        fix = entering.enter(state, conn, again[0]) if (again := _again(case, main.batch, cells)) else None
        brought = [each.batch for each in (main, fix) if each is not None]
        moved = trying.effect(state, conn, case.source, brought, newest[1] if newest else None, moment=case.moment)
    same = twin.id if twin is not None and main.batch.verdict is Verdict.DUPLICATE else 0
    if fix is None or again is None:
        return Outcome(main.batch.equation, main.problems, _would(brought), moved, main.stopped, duplicate_of=same)
    return _joined(main, fix, again[1], Outcome(main.batch.equation, main.problems, _would(brought), moved, main.stopped))


def _would(brought: Sequence[Batch]) -> dict[str, int]:
    names = ("new", "changed", "unchanged")
    counted = {name: sum(getattr(b.equation, name) for b in brought) for name in names}
    return {**counted, "closed": sum(b.closed for b in brought)}


def _cells(case: Case, problems: Sequence[Problem]) -> dict[mending.Cell, str]:
    """Cells written anew, of rows that are refused or held; others are as they are."""
    open_rows = {(p.sheet, p.row) for p in problems if p.row and p.level in (Level.REFUSE, Level.HOLD)}
    return cells(case.draft, open_rows)


def cells(draft: Draft, open_rows: set[judged.Place]) -> dict[mending.Cell, str]:
    fixes: list[Mapping[str, Any]] = list(draft.fixes)
    found = {(str(f["sheet"]), int(f["row"]), str(f["column"])): str(f["value"]) for f in fixes}
    return {cell: value for cell, value in found.items() if cell[:2] in open_rows}


def _again(case: Case, batch: Batch, wanted: dict[mending.Cell, str]) -> tuple[entering.Entry, dict[judged.Place, judged.Place]] | None:
    """The cells written anew as the part they will come in as, and where its rows stand in the file itself."""
    if not wanted:
        return None
    read, source = reading.chosen(case.read, case.catalog, case.source, guide(case.draft))
    made = read.corrected(case.data, batch, values=wanted, source=source, headers=case.draft.mapping)
    mark = None if made is None else reading.marker(case.read, made)
    if made is None or mark is None:
        return None
    parsed = reading.parse(case.read, case.catalog, made, case.draft.name, case.source, case.moment, guide=guide(case.draft))
    told = tuple(p for p in parsed.problems if p.level is not Level.NOTE)
    part = replace(parsed, problems=told, covers=(batch.covers_from, batch.covers_to) if batch.covers_from and batch.covers_to else None)
    entry = entering.Entry(case.source, part, case.draft.name, archive.digest(made), case.moment, of=batch, part=True, judged=False)
    return entry, dict(mark.rows)


def _joined(main: entering.Entered, fix: entering.Entered, rows: Mapping[judged.Place, judged.Place], bare: Outcome) -> Outcome:
    """One answer out of both: a row written anew has the verdict it has now."""
    mended = frozenset(rows.values())
    before = [p for p in main.problems if (p.sheet, p.row) not in mended]
    after = [replace(p, sheet=at[0], row=at[1]) for p in fix.problems if (at := rows.get((p.sheet, p.row)))]
    refused = {(p.sheet, p.row) for p in main.problems if p.level is Level.REFUSE} & mended
    wrong = {(p.sheet, p.row): "refused" if p.level is Level.REFUSE else "held" for p in after if p.level is not Level.NOTE}
    e, f = main.batch.equation, fix.batch.equation
    counted = Equation(
        e.read, e.new + f.new, e.changed + f.changed, e.unchanged + f.unchanged, e.merged + f.merged,
        e.held - (len(mended) - len(refused)) + f.held, e.refused - len(refused) + f.refused, e.not_data,
    )  # fmt: skip
    return replace(bare, equation=counted, problems=(*before, *after), mended={place: wrong.get(place, "ok") for place in mended})
