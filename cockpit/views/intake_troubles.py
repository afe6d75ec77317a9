"""Rows of a draft that are not taken yet: each with its sentence, and the button that helps.

A refused row offers its wrong cells to be written anew; a held word offers the names it may mean. Either becomes part of the draft,
which is judged again; nothing of the file is changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cockpit.catalog import schema
from cockpit.house.drafts import Draft
from cockpit.model import Level, State
from cockpit.views import intake_words as words
from cockpit.views import problems, sentences, text
from cockpit.views.desk import Mark
from cockpit.views.intake_judged import Judged, Trouble
from cockpit.views.intake_words import Button, Option, Way

MOST = 20
"""Items written out; the rest stand in the file to be downloaded."""
KINDS = {"place": ("选社区", "Choose a community"), "department": ("选科室", "Choose a department"), "date": ("改日期", "Correct the date")}
KINDS |= {"month": ("改月份", "Correct the month"), "number": ("改数", "Correct the number"), "enum": ("选一个", "Choose")}
ALIASES = {"unknown_place": "place", "unknown_department": "department", "unknown_value": "value"}


@dataclass(frozen=True, slots=True)
class Field:
    """One cell to be written anew. `kind`: date, month, number, text, choice; `written` is what stands in the file."""

    id: str
    header: str
    label: str
    kind: str
    written: str
    value: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One row, or one word in several rows. `fields` are there when its form is open; then `close` leads back.

    `kind`: fix (cells are written anew) or alias (a word is given its meaning); `about` is what the form posts beside its fields, as JSON.
    """

    id: str
    mark: Mark
    title: str
    said: tuple[str, ...]
    buttons: tuple[Button, ...]
    kind: str = ""
    about: str = ""
    fields: tuple[Field, ...] = ()
    close: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every item is made from. `mend` is the id of the item whose form is open."""

    judged: Judged
    draft: Draft
    source: schema.Source | None
    catalog: schema.Catalog
    way: Way
    mend: str

    @property
    def lang(self) -> str:
        return self.way.lang

    def column(self, declared: str) -> schema.Column | None:
        return self.source.columns.get(declared) if self.source else None

    def sheet(self, name: str) -> str:
        """The sheet's name where several are read, for a title."""
        return name if sum(s.used for s in self.judged.sheets) > 1 else ""


def sentence(trouble: Trouble, lang: str) -> tuple[str, str]:
    """(finding, remedy) of one problem; the worker's own words where this house has none for its code."""
    if trouble.problem.code not in problems.PROBLEMS and any(trouble.said):
        return text.pick(trouble.said, lang), ""
    told = sentences.problem(trouble.problem, lang)
    return told.finding, told.remedy


def refused(desk: Desk) -> tuple[Item, ...]:
    """Row by row, all that is wrong with a row together."""
    rows: dict[tuple[str, int], list[Trouble]] = {}
    for trouble in desk.judged.troubles:
        if trouble.problem.level is Level.REFUSE and trouble.problem.row:
            rows.setdefault((trouble.problem.sheet, trouble.problem.row), []).append(trouble)
    return tuple(_refused(desk, *where, found) for where, found in sorted(rows.items())[:MOST])


def _refused(desk: Desk, sheet: str, row: int, found: Sequence[Trouble]) -> Item:
    id = f"r{_number(desk, sheet)}.{row}"
    cells = _cells(desk, found)
    title = " ".join(filter(None, (words.row_name([row], desk.sheet(sheet), desk.lang), _place(desk, row))))
    said = [_said(t, desk.lang, bare=bool(cells)) for t in found]
    item = Item(id, words.verdict("refused", desk.lang), title, tuple(dict.fromkeys(said)), ())
    if not cells:
        return item
    if desk.mend != id:
        return replace(item, buttons=(Button(_button(desk, [name for name, _ in cells]), go=desk.way.to(mend=id)),))
    about = json.dumps({"sheet": sheet, "row": row}, ensure_ascii=False)
    fields = tuple(_field(desk, id, row, name, header) for name, header in cells)
    return replace(item, kind="fix", about=about, fields=fields, close=desk.way.to())


def _number(desk: Desk, sheet: str) -> int:
    return next((i for i, s in enumerate(desk.judged.sheets) if s.name == sheet), 0)


def _said(trouble: Trouble, lang: str, *, bare: bool) -> str:
    """With a button beside it the finding is enough; without one it says what to do."""
    finding, remedy = sentence(trouble, lang)
    if bare or not remedy:
        return finding
    return text.pick((f"{finding}。处理：{remedy}", f"{finding}. To do: {remedy}"), lang)


def _cells(desk: Desk, found: Iterable[Trouble]) -> list[tuple[str, str]]:
    """(declared column, header) of every cell that may be at fault and stands in the file."""
    named = [(name, desk.judged.header_of(name)) for t in found for name in t.declared()]
    direct = [(_declared(desk, t.problem.column), t.problem.column) for t in found if t.problem.column and not t.declared()]
    return list(dict.fromkeys((name, header) for name, header in [*named, *direct] if header))


def _declared(desk: Desk, header: str) -> str:
    return next((c.column for c in desk.judged.columns if c.header == header), "")


def _place(desk: Desk, row: int) -> str:
    """The community's name as the row writes it, so that a person finds the row again."""
    of_place = next((name for name, c in desk.source.columns.items() if c.place), "") if desk.source else ""
    header = desk.judged.header_of(of_place) if of_place else ""
    known = any(r.row == row for r in desk.judged.rows)
    if not header or not known:
        return ""
    return desk.judged.cell(row, header).strip() or text.pick(("（空社区）", "(no community)"), desk.lang)


def _kind(column: schema.Column | None) -> str:
    if column is None:
        return "text"
    if column.place or column.department:
        return "place" if column.place else "department"
    return {"int": "number", "dec": "number", "date": "date", "month": "month", "enum": "enum"}.get(column.type, "text")


def _button(desk: Desk, names: Sequence[str]) -> str:
    kinds = {_kind(desk.column(name)) for name in names}
    if len(kinds) == 1 and (only := kinds.pop()) in KINDS:
        return text.pick(KINDS[only], desk.lang)
    return text.pick(("改一改", "Correct"), desk.lang)


def _field(desk: Desk, id: str, row: int, name: str, header: str) -> Field:
    kind, column = _kind(desk.column(name)), desk.column(name)
    options = _options(desk, column) if kind in {"place", "department", "enum"} else ()
    written = desk.judged.cell(row, header)
    value = written if kind in {"number", "text"} else ""
    label = words.column_label(desk.source, name, desk.lang) if name else header
    return Field(f"{id}.{name or header}", header, label, "choice" if options else kind, written, value, options)


def _options(desk: Desk, column: schema.Column | None) -> tuple[Option, ...]:
    """What may be chosen, by the names that are read as it; the first line chooses nothing."""
    if column is None:
        return ()
    if column.place:
        named = [(c.name.zh, c.name.of(desk.lang)) for c in desk.catalog.communities.values()]
    elif column.department:
        named = [(d.name.zh, d.name.of(desk.lang)) for d in desk.catalog.departments.values()]
    else:
        named = [(v.zh, v.of(desk.lang)) for v in column.values.values()]
    return (Option("", text.pick(("请选择", "Please choose"), desk.lang)), *(Option(value, shown) for value, shown in named))


# -- held words


def held(desk: Desk) -> tuple[Item, ...]:
    """Word by word: whatever rows hold the same word are confirmed together."""
    same: dict[tuple[str, str, str, str], list[Trouble]] = {}
    for trouble in desk.judged.troubles:
        p = trouble.problem
        if p.level is Level.HOLD and p.row:
            same.setdefault((p.code, p.sheet, p.column, p.found), []).append(trouble)
    return tuple(_held(desk, found) for found in list(same.values())[:MOST])


def _held(desk: Desk, found: Sequence[Trouble]) -> Item:
    first, p = found[0], found[0].problem
    rows = sorted({t.problem.row for t in found})
    id = f"h{_number(desk, p.sheet)}.{rows[0]}"
    title = words.row_name(rows, desk.sheet(p.sheet), desk.lang)
    item = Item(id, words.verdict("held", desk.lang), f"{title} {p.found}".strip(), (_said(first, desk.lang, bare=True),), ())
    kind = ALIASES.get(p.code, "")
    if not kind:
        return item
    known = _codes(desk, kind, first)
    if desk.mend == id:
        return replace(
            item, kind="alias", about=_alias(desk, kind, first, ""), fields=(_meaning(desk, id, first, known),), close=desk.way.to()
        )
    return replace(item, buttons=(*_confirm(desk, kind, first, known), Button(_other(desk, first, known), go=desk.way.to(mend=id))))


def _codes(desk: Desk, kind: str, trouble: Trouble) -> dict[str, str]:
    """What the word may stand for: code → name."""
    if kind == "place":
        return {c.code: c.name.of(desk.lang) for c in desk.catalog.communities.values()}
    if kind == "department":
        return {d.code: d.name.of(desk.lang) for d in desk.catalog.departments.values()}
    column = desk.column(next(iter(trouble.declared()), ""))
    return {code: name.of(desk.lang) for code, name in column.values.items()} if column else {}


def _confirm(desk: Desk, kind: str, trouble: Trouble, known: dict[str, str]) -> tuple[Button, ...]:
    post, busy = f"/api/v1/drafts/{desk.draft.id}", text.pick(("正在核对…", "Checking…"), desk.lang)
    said = ("是{name}", "It is {name}")
    return tuple(
        Button(
            text.pick(said, desk.lang).format(name=known[code]),
            post,
            json.dumps({"aliases": [_told(desk, kind, trouble, code)]}, ensure_ascii=False),
            busy=busy,
        )
        for code in trouble.nearest[:1]
        if code in known
    )


def _other(desk: Desk, trouble: Trouble, known: dict[str, str]) -> str:
    suggested = any(code in known for code in trouble.nearest)
    return text.pick(("选别的", "Another") if suggested else ("选一个", "Choose"), desk.lang)


def _told(desk: Desk, kind: str, trouble: Trouble, code: str) -> dict[str, object]:
    column = next(iter(trouble.declared()), "")
    where = [desk.source.id if desk.source else "", column] if kind == "value" else []
    return {"kind": kind, "alias": trouble.problem.found, "code": code, "where": where}


def _alias(desk: Desk, kind: str, trouble: Trouble, code: str) -> str:
    return json.dumps(_told(desk, kind, trouble, code), ensure_ascii=False)


def _meaning(desk: Desk, id: str, trouble: Trouble, known: dict[str, str]) -> Field:
    chosen = next((code for code in trouble.nearest if code in known), "")
    label = text.pick((f"“{trouble.problem.found}”是", f"“{trouble.problem.found}” is"), desk.lang)
    first = Option("", text.pick(("请选择", "Please choose"), desk.lang))
    return Field(f"{id}.code", "code", label, "choice", "", chosen, (first, *(Option(c, n) for c, n in known.items())))


# -- what was said so far


@dataclass(frozen=True, slots=True)
class Said:
    """One thing the person said, and the button that takes it back."""

    text: str
    back: Button


def so_far(desk: Desk) -> tuple[Said, ...]:
    """Cells written anew and words confirmed, in the order in which they were said."""
    post = f"/api/v1/drafts/{desk.draft.id}"
    back = text.pick(("取消", "Take back"), desk.lang)
    busy = text.pick(("正在核对…", "Checking…"), desk.lang)

    def button(body: dict[str, object]) -> Button:
        return Button(back, post, json.dumps(body, ensure_ascii=False), busy=busy)

    cells = [Said(_cell_said(desk, dict(f)), button({"fixes": [{**f, "value": None}]})) for f in desk.draft.fixes]
    meant = [Said(_alias_said(desk, dict(a)), button({"aliases": [{**a, "code": None}]})) for a in desk.draft.aliases]
    return (*cells, *meant)


def _cell_said(desk: Desk, fix: dict[str, object]) -> str:
    where = words.row_name([int(str(fix["row"]))], desk.sheet(str(fix["sheet"])), desk.lang)
    before = desk.judged.cell(int(str(fix["row"])), str(fix["column"])) or text.DASH
    return f"{where} {fix['column']} {before} → {fix['value']}"


def _alias_said(desk: Desk, alias: dict[str, object]) -> str:
    code, kind = str(alias["code"]), alias["kind"]
    registers = {"place": desk.catalog.communities.get(code), "department": desk.catalog.departments.get(code)}
    found = registers.get(str(kind))
    where = alias.get("where") or ["", ""]
    column = desk.column(str(where[-1])) if isinstance(where, list) and where else None
    name = found.name.of(desk.lang) if found else column.values[code].of(desk.lang) if column and code in column.values else code
    return text.pick((f"“{alias['alias']}”按{name}，入库后记住", f"“{alias['alias']}” read as {name}, remembered once taken in"), desk.lang)


STATES = {"ok": State.OK, "note": State.WATCH, "refused": State.MISSED, "held": State.WATCH, "unused": State.PLAIN}
