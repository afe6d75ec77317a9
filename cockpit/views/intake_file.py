"""The file of a draft as it is, a verdict beside every row, and what each of its columns is read as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit.model import Level, State
from cockpit.views import intake_troubles as troubles
from cockpit.views import intake_words as words
from cockpit.views import text
from cockpit.views.desk import Mark
from cockpit.views.intake_judged import Column, Row
from cockpit.views.intake_troubles import STATES, Desk
from cockpit.views.intake_words import Option, Pane

MOST_NOTES, MOST_SAID = 8, 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `wrong` are the cells at fault, counted from 0; `kind` is the verdict's name, for tint."""

    number: str
    mark: Mark
    kind: str
    cells: tuple[str, ...]
    why: str
    wrong: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """One column of the file and what it is read as."""

    id: str
    header: str
    chosen: str
    options: tuple[Option, ...]
    note: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Raw:
    """The first rows; `width` is the number of cells of the widest."""

    pane: Pane
    width: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    pane: Pane
    heads: tuple[str, ...]
    columns: tuple[Mapped, ...]
    notes: tuple[str, ...]


def raw(table: Desk) -> Raw:
    rows = table.judged.rows
    return Raw(_raw(table), max((len(r.cells) for r in rows), default=0), tuple(_line(table, r) for r in rows))


def columns(table: Desk) -> Columns:
    heads = (("文件里的列", "系统字段", "说明", "判断"), ("Column of the file", "Read as", "Note", "Verdict"))[table.lang == "en"]
    listed = _listed(table)
    return Columns(_columns_pane(table, listed), heads, tuple(_mapped(table, i, c) for i, c in enumerate(listed)), _notes(table))


def _listed(table: Desk) -> tuple[Column, ...]:
    """The file's columns; where one that must be there was not found, the headings of that row, so that a person can tell which it is."""
    missing = next((t.problem.row for t in table.judged.troubles if t.problem.code == "missing_columns" and t.problem.row), 0)
    if table.judged.columns or not missing or table.source is None:
        return table.judged.columns
    cells = next((r.cells for r in table.judged.rows if r.row == missing), ())
    known = {
        word.strip().casefold(): c.name for c in table.source.columns.values() for word in (c.name, c.label.zh, c.label.en, *c.aliases)
    }
    chosen = [(h, table.draft.mapping.get(h, known.get(h.strip().casefold(), ""))) for h in dict.fromkeys(filter(None, cells))]
    return tuple(Column(h, column, "ok" if column else "unused") for h, column in chosen)


def source(table: Desk) -> Mapped:
    """Which source it is read as, and all it could be."""
    lang = table.lang
    offered = sorted((s.name.of(lang), s.id) for s in table.catalog.sources.values() if not s.system)
    options = tuple(Option(id, name) for name, id in offered)
    chosen = table.source.id if table.source else ""
    first = () if chosen else (Option("", text.pick(("请选择数据源", "Choose the source"), lang)),)
    return Mapped("source", text.pick(("数据源", "Source"), lang), chosen, (*first, *options), "", Mark("", ""))


# -- the file as it is


def _raw(table: Desk) -> Pane:
    lang, found = table.lang, table.judged
    rows = len(found.rows)
    right = []
    if found.header_row:
        right.append(text.pick((f"表头识别为第{found.header_row}行", f"header found in row {found.header_row}"), lang))
    if found.merged:
        right.append(text.pick((f"合并单元格{found.merged}处已拆", f"merged cells spread: {found.merged}"), lang))
    detail = text.pick((f"前{rows}行·左侧为系统对每行的判断", f"first {rows} rows, our verdict at the left"), lang) if rows else ""
    return Pane(text.pick(("文件原样", "The file as it is"), lang), detail, text.dot(lang).join(right))


def _line(table: Desk, row: Row) -> Line:
    wrong = {
        table.judged.at(header)
        for t in table.judged.troubles
        if t.problem.row == row.row and t.problem.level in (Level.REFUSE, Level.HOLD)
        for header in (t.problem.column, *(table.judged.header_of(n) for n in t.declared()))
        if header
    }
    mark = words.verdict(row.verdict, table.lang)
    return Line(str(row.row), mark, row.verdict, row.cells, words.said(row.why, table.lang), tuple(sorted(wrong - {-1})))


# -- columns


def _columns_pane(table: Desk, columns: Sequence[Column]) -> Pane:
    lang = table.lang
    unused = sum(not c.column for c in columns)
    right = text.pick((f"{len(columns)}列·{unused}列不导入", f"{len(columns)} columns, {unused} left out"), lang) if columns else ""
    return Pane(
        text.pick(("列对应", "Columns"), lang),
        text.pick(("上次同类文件的对应已套用，可改", "as remembered from earlier files; may be changed"), lang),
        right,
    )


def _mapped(table: Desk, at: int, column: Column) -> Mapped:
    state = STATES.get(column.state, State.OK)
    shown = {State.OK: ("已对上", "Read"), State.WATCH: ("请看说明", "See the note"), State.MISSED: ("有不收的", "Some refused")}
    mark = Mark(state.value, text.pick(shown.get(state, ("不导入", "Left out")), table.lang))
    return Mapped(f"c{at}", column.header, column.column, _choices(table), _note(table, column), mark)


def _note(table: Desk, column: Column) -> str:
    """What was found in a column: what is wrong before what was only rewritten, each said once with its number of rows."""
    own = [t for t in table.judged.troubles if t.problem.column and t.problem.column == column.header]
    said: dict[str, set[int]] = {}
    for trouble in sorted(own, key=lambda t: t.problem.level is Level.NOTE):
        said.setdefault(troubles.sentence(trouble, table.lang)[0], set()).add(trouble.problem.row)
    told = [
        f"{text.pick((f'{len(rows)}行', f'{len(rows)} rows '), table.lang) if len(rows) > 1 else ''}{finding}"
        for finding, rows in said.items()
    ]
    more = (
        text.pick((f"；另有{len(told) - MOST_SAID}种", f"; {len(told) - MOST_SAID} more kinds"), table.lang)
        if len(told) > MOST_SAID
        else ""
    )
    return text.pick(("；", "; "), table.lang).join(told[:MOST_SAID]) + more if told else words.said(column.note, table.lang)


def _choices(table: Desk) -> tuple[Option, ...]:
    """Every declared column, and that a column of the file is not taken in."""
    known = [c for c, _ in table.judged.choices] or (list(table.source.columns) if table.source else [])
    named = {c: words.said(label, table.lang) for c, label in table.judged.choices}
    declared = table.source.columns if table.source else {}
    options = [Option(c, words.column_label(table.source, c, table.lang) if c in declared else named.get(c) or c) for c in known if c]
    return (Option("", text.pick(("不导入", "Left out"), table.lang)), *options)


def _notes(table: Desk) -> tuple[str, ...]:
    """How the file was read: what was rewritten by rule, which sheets were passed over."""
    lang = table.lang
    columns = {c.header for c in table.judged.columns}
    notes = [t for t in table.judged.troubles if t.problem.level is Level.NOTE and t.problem.column not in columns]
    named = [(troubles.sentence(t, lang)[0], t.problem.column or t.problem.sheet) for t in notes]
    said_of = {t.problem.sheet for t in table.judged.troubles} | {name for _, name in named}
    sheets = [(words.said(s.why, lang), s.name) for s in table.judged.sheets if not s.used and s.why and s.name not in said_of]
    told = [f"{name}{text.pick(('：', ': '), lang)}{finding}" if name else finding for finding, name in [*named, *sheets]]
    return tuple(dict.fromkeys(told))[:MOST_NOTES]
