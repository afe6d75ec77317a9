"""Selections: rows of one table, in a window, at a place, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass

from cockpit import calendar
from cockpit.catalog import conditions
from cockpit.catalog.entry import Entry, as_text, is_number, shown
from cockpit.catalog.known import DATES, NUMBERS, Known, column, column_list, column_name
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Having, Membership, Place, Selection, Source, Where
from cockpit.model import Text

ELAPSED = ("seconds", "minutes", "hours", "days")
WINDOWS = ("day", "week", "4weeks", "13weeks", "month", "quarter", "ytd", "12m", "stock", "all")
_GROUPED = ("count", "sum", "count_distinct")
_COMPARED = ("=", "!=", "<", "<=", ">", ">=")
_TRIPLE = "[sum, column, >=, 100]"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the selection written in `entry`; `within` is its word's mapping, so fields of the word itself stay unasked."""

    entry: Entry
    known: Known

    def read(self, word: str = "count") -> tuple[Selection, Source | None]:
        """The selection with everything but `of`, which is the word's own business."""
        entry = self.entry
        source = self.known.table(entry, entry.get("table", need=True))
        said = conditions.Reader(entry, self.known, source)
        table = entry.get("table")
        found = Selection(
            table=table.raw if table else "",
            word=word,
            where=said.where(entry),
            after_last=Where(all=said.triples(entry.get("after_last"), "after_last")),
            when=column_name(entry, source, "when", types=DATES),
            window=window(entry, need=False),
            place=self.place(source),
            last=column_list(entry, source, "last"),
            per=column_list(entry, source, "per"),
            having=self._having(source),
            inside=self._inside(source),
        )
        self._check(found)
        return found, source

    def _check(self, found: Selection) -> None:
        entry = self.entry
        if entry.has("after_last") and not entry.has("last") and not entry.has("unit"):
            entry.complain(entry.node.key("after_last"), "after_last_alone")
        if bool(found.per) != bool(found.having):
            entry.complain(entry.node.key("per" if found.per else "having"), "having_alone")
        if entry.has("last") and not entry.has("when"):
            entry.complain(entry.node.key("last"), "last_without_when")

    def place(self, source: Source | None) -> Place:
        at = self.entry.get("place")
        if at is None or at.raw in ("none", "street"):
            return Place(none=True)
        if at.is_map:
            return self._via(at, source)
        found = column(self.entry, source, at, types=("code",), field_name="place")
        if found is not None and not found.place:
            self.entry.complain(at, "not_a_place", found=found.name)
        return Place(column=as_text(at))

    def _via(self, at: Node, source: Source | None) -> Place:
        inner = Entry(at, self.entry.log, self.entry.subject)
        register = self.known.table(inner, inner.get("via", need=True))
        key = column_name(inner, source, "key", need=True)
        via_key = inner.get("via_key") or inner.get("key")
        column(inner, register, via_key)
        place = inner.get("column", need=True)
        found = column(inner, register, place, types=("code",))
        if found is not None and place is not None and not found.place:
            inner.complain(place, "not_a_place", found=found.name)
        inner.close()
        return Place(column=inner.text("column"), via=inner.text("via"), key=key, via_key=as_text(via_key) if via_key else key)

    def _having(self, source: Source | None) -> tuple[Having, ...]:
        listed = self.entry.items("having")
        if listed and not listed[0].is_list:
            listed = (Node(listed, listed[0].file, listed[0].line),)
        return tuple(found for found in (self._group(item, source) for item in listed) if found is not None)

    def _group(self, at: Node, source: Source | None) -> Having | None:
        parts = at.parts
        if len(parts) == 3:
            parts = (parts[0], Node("", at.file, at.line), *parts[1:])
        if len(parts) != 4 or not is_number(parts[3]):
            self.entry.complain(at, "bad_triple", found=shown(at), expected=_TRIPLE)
            return None
        word, of, op = (p.raw for p in parts[:3])
        if word not in _GROUPED:
            self.entry.unknown(parts[0], "unknown_word", _GROUPED, found=word)
        if op not in _COMPARED:
            self.entry.unknown(parts[2], "unknown_operator", _COMPARED, found=op)
        if of not in ("", "*"):
            column(self.entry, source, parts[1], types=NUMBERS if word == "sum" else ())
        elif word != "count":
            self.entry.complain(at, "bad_triple", found=shown(at), expected=_TRIPLE)
        return Having(word, "" if of == "*" else of, op, float(parts[3].value))

    def _inside(self, source: Source | None) -> tuple[Membership, ...]:
        at = self.entry.get("in")
        listed = () if at is None else at.value if at.is_list else (at,)
        inner = [found for found in (self.entry.within(item, "in") for item in listed) if found is not None]
        return tuple(self._member(found, source) for found in inner)

    def _member(self, inner: Entry, source: Source | None) -> Membership:
        key = column_name(inner, source, "key", need=True)
        selection, other = Reader(inner, self.known).read()
        name = inner.get("column") or inner.get("key")
        column(inner, other, name, field_name="column")
        found = Membership(key, as_text(name) if name else key, selection, inner.flag("absent"))
        inner.close()
        return found


def measured(entry: Entry, source: Source | None) -> tuple[str, str, tuple[str, str] | None, str]:
    """`of:` or `elapsed:` as (word, of, elapsed, unit): what is summed, averaged or ranked."""
    at = entry.get("elapsed")
    if at is None:
        return "sum", column_name(entry, source, "of", types=NUMBERS, need=True), None, ""
    entry.get("of")
    parts = at.parts
    if len(parts) != 3 or parts[2].raw not in ELAPSED:
        entry.complain(at, "bad_triple", found=shown(at), expected="[from, to, " + "|".join(ELAPSED) + "]")
        return "elapsed", "", None, ""
    ends = [column(entry, source, part, types=("date", "datetime")) for part in parts[:2]]
    if parts[2].raw != "days":
        for end in ends:
            if end is not None and end.type == "date":
                entry.complain(at, "wrong_column_type", name=end.name, found=end.type, expected="datetime")
    return "elapsed", "", (as_text(parts[0]), as_text(parts[1])), parts[2].raw


def window(entry: Entry, *, need: bool, ahead: bool = False) -> str:
    """A window's name; `ahead` allows those that look forward (`next12m`)."""
    at = entry.get("window", need=need)
    if at is None:
        return ""
    name = as_text(at)
    if not calendar.is_window(name) or (name.startswith("next") and not ahead):
        entry.unknown(at, "unknown_window", (*WINDOWS, *(("next12m",) if ahead else ())), found=name)
    return name


def unit(entry: Entry, at: Node | None) -> str:
    """A unit of measurement; look-alikes of the percent sign are refused, since a rate takes its factor from it."""
    found = as_text(at) if at is not None else ""
    for sign, meant in _SIGNS.items():
        if found.casefold() in meant and at is not None:
            entry.complain(at, "unknown_unit", found=found, expected=Text("%（千分比 ‰）", "% (per mille ‰)"), hint=sign)
    return found


_SIGNS = {"%": ("％", "pct", "percent", "per cent", "百分比", "百分之", "％%"), "‰": ("permille", "per mille", "千分比", "千分之")}
