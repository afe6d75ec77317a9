"""Sources: what arrives, whose columns mean what, when it is due, what its rows must keep."""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from datetime import date, time
from typing import Any

from cockpit import calendar
from cockpit.catalog import columns, conditions, feeds, known, stops, wide
from cockpit.catalog.entry import Entry, as_text, is_text, shown
from cockpit.catalog.known import DATES, NUMBERS, Known, column, column_list, column_name
from cockpit.catalog.places import HANDSHAKES
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Deadline, Due, Rule, Source
from cockpit.model import Text

LEVELS = ("L1", "L2", "L3")
FORMATS = ("csv", "xlsx", "json", "jsonl", "geojson", "xls", "ods", "html")
CADENCES = ("daily", "weekly", "monthly", "quarterly", "yearly", "none")
TOKENS = ("{date}", "{week}", "{month}", "{quarter}", "{year}", "{place}", "{*}")
DATED = TOKENS[:5]
CLOCKS = ("calendar", "workdays")
ALWAYS = date(1970, 1, 1)
_TOKEN = re.compile(r"\{[^{}]*\}|[{}]")


def source(node: Node, so_far: Known) -> None:
    """One source into `so_far`, best effort where it is wrong, so that what names it is not complained about as well."""
    code = node.value["id"].raw if node.is_map and "id" in node.value else "?"
    entry = Entry(node, so_far.log, Text(f"数据源 {code}", f"source {code}"))
    code = so_far.declare(entry, "source", form="name")
    name, owner = entry.name("name", need=True), so_far.department(entry)
    bare = Source(code, name, owner, entry.choice("level", LEVELS, "L2", need=True), (), columns.columns(entry, so_far), ())
    found = replace(
        bare,
        key=column_list(entry, bare, "key", need=True),
        due=_dues(entry),
        restates=_restates(entry, bare),
        files=_files(entry),
        each=entry.choice("each", ("place",)),
        format=entry.choice("format", FORMATS, "csv"),
        records=entry.text("records"),
        reader=_reader(entry.entry("reader"), bare),
        rules=tuple(r for r in (_rule(entry, item, bare, so_far) for item in entry.items("rules")) if r is not None),
        stops=stops.read(entry, replace(bare, each=entry.text("each"))),
        plans=entry.flag("plans"),
        deadline=_deadline(entry, bare, so_far),
        excluded_reason=entry.name("excluded_reason") if entry.has("excluded_reason") else None,
    )
    entry.get("excluded_reason")
    found = replace(found, feed=feeds.feed(entry, found), handshake=entry.choice("handshake", HANDSHAKES))
    found = replace(found, covers=_covers(entry, found))
    _check_key(entry, found)
    entry.close()
    if code:
        so_far.sources[code] = found


def schedule(node: Node, so_far: Known) -> None:
    """`{source: id, due: …}`: the dues of a source written apart from it, in place of its own (a schedule that changed over time)."""
    entry = Entry(node, so_far.log, Text("报送安排", "schedule"))
    code = entry.text("source", need=True)
    dues = _dues(entry)
    entry.close()
    if code in so_far.sources:
        so_far.sources[code] = replace(so_far.sources[code], due=dues)
    elif code:
        entry.unknown(entry.get("source") or node, "unknown_choice", list(so_far.sources), found=code, name="source")


def _check_key(entry: Entry, found: Source) -> None:
    """A row must be told by something: a key of one column, or all columns of one, cannot be absent."""
    declared = [found.columns[name] for name in found.key if name in found.columns]
    if declared and all(c.null for c in declared):
        entry.complain(entry.get("key"), "key_absent", found=" ".join(found.key))
    if found.each == "place" and not any("{place}" in f for f in found.files) and not any(c.place for c in found.columns.values()):
        entry.complain(entry.get("each"), "each_without_place")


def _restates(entry: Entry, of: Source) -> tuple[str, ...]:
    at = entry.get("restates")
    if at is None or at.raw == "events":
        return ()
    if at.raw == "all":
        return ("*",)
    if at.is_list:
        return column_list(entry, of, "restates")
    entry.unknown(at, "unknown_choice", ("events", "all", "[column, …]"), found=shown(at), name="restates")
    return ()


def _files(entry: Entry) -> tuple[str, ...]:
    listed = entry.texts("files")
    for at in listed:
        for token in _TOKEN.findall(as_text(at)):
            if token not in TOKENS:
                entry.unknown(at, "unknown_token", TOKENS, found=token)
    return tuple(as_text(at) for at in listed)


def _covers(entry: Entry, of: Source) -> str:
    """`name`, `day_before` or `column:<date column>`."""
    at = entry.get("covers")
    said = entry.text("covers", "day_before" if of.feed else "name")
    if said.startswith("column:") and at is not None:
        name = said.removeprefix("column:").strip()
        column(entry, of, Node(name, at.file, at.line, name), types=DATES)
        return f"column:{name}"
    if said not in ("name", "day_before"):
        entry.unknown(at or entry.node, "unknown_choice", ("name", "day_before", "column:<date column>"), found=said, name="covers")
    elif said == "name":
        for pattern in entry.texts("files"):
            if not any(token in as_text(pattern) for token in DATED):
                entry.complain(pattern, "covers_without_date", found=as_text(pattern), expected=" ".join(DATED))
    return said


def _reader(entry: Entry | None, of: Source) -> dict[str, Any]:
    """What a reader must be told: `header: false` with `names`, a sheet, a delimiter, an encoding, and the shape of wide sheets."""
    if entry is None:
        return {}
    said: dict[str, Any] = {"header": entry.flag("header", True), "names": entry.strings("names"), "sheet": entry.text("sheet")}
    delimiter = entry.get("delimiter")
    if delimiter is not None and not (isinstance(delimiter.value, str) and len(delimiter.value) == 1):
        entry.mistyped(delimiter, "delimiter", "text")
    said["delimiter"] = delimiter.raw if delimiter else ""
    said["encoding"] = _encoding(entry)
    said |= wide.read(entry, of)
    entry.close()
    return {key: value for key, value in said.items() if entry.has(key)}


def _encoding(entry: Entry) -> str:
    name = entry.text("encoding")
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        entry.unknown(entry.get("encoding") or entry.node, "unknown_choice", ("utf-8", "gb18030", "big5"), found=name, name="encoding")
        return ""


def _dues(entry: Entry) -> tuple[Due, ...]:
    node = entry.get("due", need=True)
    if node is None:
        return ()
    if node.raw == "none":
        return (Due(ALWAYS, "none"),)
    found = [_due(inner) for inner in (entry.within(item, "due") for item in (node.value if node.is_list else (node,))) if inner]
    return tuple(sorted(found, key=lambda due: due.since))


def _due(entry: Entry) -> Due:
    cadence = entry.choice("cadence", CADENCES, "none", need=True)
    day = ""
    if cadence == "weekly":
        day = entry.choice("day", calendar.WEEKDAYS, "mon", need=True)
    elif cadence in ("monthly", "quarterly", "yearly"):
        day = str(entry.whole("day", 5, need=True, low=1, high=31))
    since = entry.day("since", ALWAYS) or ALWAYS
    found = Due(since, cadence, day, entry.clock("at", time(9)), entry.flag("workdays", True), entry.whole("grace", 2, high=400))
    entry.close()
    return found


def _rule(entry: Entry, node: Node, of: Source, so_far: Known) -> Rule | None:
    code = node.value["id"].raw if node.is_map and "id" in node.value else "?"
    inner = entry.within(node, "rules", subject=Text(f"{entry.subject.zh} 规则 {code}", f"{entry.subject.en} rule {code}"))
    if inner is None:
        return None
    said = conditions.Reader(inner, so_far, of, clock=False)
    zh, en = inner.text("zh"), inner.text("en")
    rule = Rule(
        id=inner.text("id", need=True),
        text=Text(zh or en, en or zh),
        level=inner.choice("level", ("refuse", "note"), "refuse"),
        when=said.triples(inner.get("when"), "when"),
        test=said.triples(inner.get("test"), "test"),
        sum_of=column_list(inner, of, "sum_of", types=NUMBERS),
        whole=column_name(inner, of, "whole", types=NUMBERS),
        within_pct=inner.number("within_pct", 0.0) or 0.0,
        blank=column_list(inner, of, "blank"),
    )
    if not zh and not en:
        inner.complain(None, "missing_field", expected="zh")
    if inner.has("test") == (inner.has("sum_of") and inner.has("whole")):
        inner.complain(None, "rule_without_test")
    inner.close()
    return rule


def _deadline(entry: Entry, of: Source, so_far: Known) -> Deadline | None:
    inner = entry.entry("deadline")
    if inner is None:
        return None
    zh, en = inner.text("zh"), inner.text("en")
    found = Deadline(
        due=column_name(inner, of, "due", types=DATES, need=True),
        done=column_name(inner, of, "done", need=True),
        owner=column_name(inner, of, "owner", types=("code",)),
        where=conditions.Reader(inner, so_far, of, clock=False).triples(inner.get("where"), "where"),
        label=Text(zh or en or of.name.zh, en or zh or of.name.en),
        clock=inner.choice("clock", CLOCKS, "calendar"),
    )
    inner.close()
    return found


def check_refs(nodes: tuple[Node, ...], so_far: Known) -> None:
    """`ref: table.column` of every column, once all sources are known; and patterns that two sources share."""
    owners: dict[str, str] = {}
    for node in nodes:
        if not node.is_map or "id" not in node.value:
            continue
        code = node.value["id"].raw
        entry = Entry(node, so_far.log, Text(f"数据源 {code}", f"source {code}"))
        for at in entry.texts("files"):
            other = owners.setdefault(at.raw, code)
            if other != code:
                entry.complain(at, "pattern_twice", found=at.raw, expected=other)
        listed = node.value.get("columns")
        for item in listed.value.values() if listed is not None and listed.is_map else ():
            if item.is_map and "ref" in item.value and is_text(item.value["ref"]):
                check_ref(entry, item.value["ref"], so_far)


def check_ref(entry: Entry, at: Node, so_far: known.Known) -> None:
    """`table.column` must name a declared source and one of its columns."""
    table, _, name = as_text(at).partition(".")
    found = so_far.table(entry, Node(table, at.file, at.line, table))
    column(entry, found, Node(name, at.file, at.line, name))


