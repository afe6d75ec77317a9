"""Columns of a source."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cockpit.catalog import conditions, known, names
from cockpit.catalog.entry import Entry, as_text, is_text
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Column
from cockpit.model import Text

TYPES = ("code", "text", "int", "dec", "bool", "date", "datetime", "month", "enum")
CLEAN = ("spaces", "numbering")
_NAME = re.compile(r"(?!.*__)[a-z][a-z0-9_]{0,40}")
_ONLY_FOR: Mapping[str, tuple[str, ...]] = {
    "scale": ("dec",), "values": ("enum",), "min": known.NUMBERS, "max": known.NUMBERS, "place": ("code",), "department": ("code",),
    "ref": ("code",), "formats": known.DATES, "past": ("date", "datetime"), "clean": ("code", "text"),
}  # fmt: skip


def columns(entry: Entry, so_far: known.Known) -> dict[str, Column]:
    """All columns of one source, in written order; complains about names that stand for two of them."""
    listed = entry.entry("columns", need=True)
    found: dict[str, Column] = {}
    spellings: dict[str, tuple[tuple[str, Node], ...]] = {}
    for name, node in listed.node.value.items() if listed else ():
        key = listed.node.key(name) if listed else node
        inner = entry.within(node, name, subject=Text(f"{entry.subject.zh} 列 {name}", f"{entry.subject.en} column {name}"))
        if inner is not None:
            _check_name(inner, key, name)
            found[name] = column(inner, name, so_far)
            spellings[name] = ((name, key), *((at.raw, at) for at in _written(node, ("zh", "aliases"))))
    known.clashes(entry, spellings)
    return found


def _check_name(entry: Entry, at: Node, name: str) -> None:
    if not _NAME.fullmatch(name):
        wanted = Text("小写字母开头的 a-z 0-9 _（不含 __）", "a-z 0-9 _ beginning with a letter (no __)")
        entry.complain(at, "bad_id", found=name, expected=wanted)


def column(entry: Entry, name: str, so_far: known.Known) -> Column:
    kind = entry.choice("type", TYPES, "text", need=True)
    for key, types in _ONLY_FOR.items():
        if entry.has(key) and kind not in types:
            entry.complain(entry.node.key(key), "not_for_type", name=key, found=kind, expected=" ".join(types))
    values, aliases = _values(entry, need=kind == "enum")
    found = Column(
        name=name,
        type=kind,
        label=_label(entry, name),
        aliases=entry.strings("aliases"),
        null=entry.flag("null"),
        scale=entry.whole("scale", high=9),
        unit=entry.text("unit"),
        values=values,
        value_aliases=aliases,
        low=entry.number("min"),
        high=entry.number("max"),
        place=entry.flag("place"),
        ref=entry.text("ref"),
        missing=entry.strings("missing"),
        formats=entry.strings("formats"),
        clean=_clean(entry),
        path=entry.text("path"),
        default=entry.text("default") or None,
        department=entry.flag("department"),
        past=entry.flag("past"),
    )
    if found.low is not None and found.high is not None and found.low > found.high:
        entry.complain(entry.get("min"), "low_above_high", found=f"{found.low:g}", expected=f"{found.high:g}")
    if (default := entry.get("default")) is not None and kind in ("enum", "code"):
        conditions.literal(entry, so_far, found, default)
    entry.close()
    return found


def _label(entry: Entry, name: str) -> Text:
    """`zh` and `en` stand beside the type; where one is missing the other lends itself, English first from the column's own name."""
    zh, en = entry.text("zh"), entry.text("en")
    spoken = name.replace("_", " ")
    return Text(zh or en or spoken, en or spoken)


def _clean(entry: Entry) -> tuple[str, ...]:
    listed = entry.texts("clean")
    for at in listed:
        if as_text(at) not in CLEAN:
            entry.unknown(at, "unknown_choice", CLEAN, found=as_text(at), name="clean")
    return tuple(as_text(at) for at in listed)


def _values(entry: Entry, *, need: bool) -> tuple[dict[str, Text], dict[str, str]]:
    """Codes with names, and alias → code. A plain list stands for codes that are their own names."""
    node = entry.get("values", need=need)
    if node is None:
        return {}, {}
    if node.is_list and all(is_text(item) for item in node.value):
        return {as_text(item): Text(as_text(item), as_text(item)) for item in node.value}, {}
    listed = entry.within(node, "values")
    named: dict[str, Text] = {}
    aliases: dict[str, str] = {}
    spellings: dict[str, tuple[tuple[str, Node], ...]] = {}
    for code, value in listed.node.value.items() if listed else ():
        named[code], said = _value(entry, value, code)
        aliases |= {as_text(at): code for at in said}
        key = node.key(code)
        spellings[code] = ((code, key), (named[code].zh, key), *((at.raw, at) for at in said))
    known.clashes(entry, spellings)
    return named, aliases


def _value(entry: Entry, node: Node, code: str) -> tuple[Text, tuple[Node, ...]]:
    if is_text(node):
        return Text(as_text(node), as_text(node)), ()
    inner = entry.within(node, f"values.{code}")
    if inner is None:
        return Text(code, code), ()
    zh, en, aliases = inner.text("zh"), inner.text("en"), inner.texts("aliases")
    inner.close()
    return Text(zh or en or code, en or zh or code), aliases


def _written(node: Node, keys: tuple[str, ...]) -> list[Node]:
    """The texts under these keys, each with its place."""
    found = [node.value[key] for key in keys if node.is_map and key in node.value]
    return [at for item in found for at in (item.value if item.is_list else (item,)) if is_text(at) and names.fold(at.raw)]
