"""Aliases that people confirmed while filing: `learned.yaml`, merged into the catalogue and no part of its hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from cockpit.catalog import complaints, names, positions
from cockpit.catalog.entry import Entry, as_text, is_text
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.model import Text

FILE = "learned.yaml"
SUBJECT = Text("学到的别名", "learned aliases")
KINDS = ("place", "department", "column", "value")
_MOST_CHARS = 200
_HEAD = "# 确认过的别名，由程序写入；删去一行即不再认。Confirmed aliases, written by the program; a line taken out is forgotten.\n"


@dataclass(frozen=True, slots=True)
class Alias:
    """One confirmed alias: `kind` place, department, column or value; `code` what it stands for; `where` the source and column."""

    kind: str
    alias: str
    code: str
    where: tuple[str, ...] = ()


def with_learned(catalog: Catalog, learned: Mapping[str, Any]) -> Catalog:
    """The catalogue with these aliases added, given as in `learned.yaml`:
    `{sources: {s: {columns: {header: column}, values: {column: {alias: code}}}}, places: {alias: code}}`.

    What does not exist (any more) is passed over; `load` warns about it.
    """
    return _merged(catalog, [alias for alias in aliases(learned) if exists(catalog, alias)])


def with_aliases(catalog: Catalog, known: list[Alias]) -> Catalog:
    """The catalogue as if these aliases had been learned; those that stand for nothing declared are passed over."""
    return _merged(catalog, [alias for alias in known if exists(catalog, alias)])


def read(node: Node, catalog: Catalog, log: complaints.Log) -> Catalog:
    """The same from the file, with a warning for each alias that points nowhere."""
    entry = Entry(node, log, SUBJECT)
    for key in ("sources", "places", "departments"):
        entry.entry(key)
    entry.close()
    known = list(aliases(_plain(node)))
    for alias in known:
        if not exists(catalog, alias):
            found = "/".join((*alias.where, alias.code))
            entry.complain(_placed(node, alias), "learned_unknown", found=found, severity="warning")
    return _merged(catalog, [alias for alias in known if exists(catalog, alias)])


def aliases(learned: Mapping[str, Any]) -> Iterator[Alias]:
    """Every alias, one by one."""
    for kind, key in (("place", "places"), ("department", "departments")):
        for alias, code in _map(learned.get(key)).items():
            yield Alias(kind, str(alias), str(code))
    for source, said in _map(learned.get("sources")).items():
        for header, column in _map(_map(said).get("columns")).items():
            yield Alias("column", str(header), str(column), (source,))
        for column, values in _map(_map(said).get("values")).items():
            for alias, code in _map(values).items():
                yield Alias("value", str(alias), str(code), (source, column))


def exists(catalog: Catalog, alias: Alias) -> bool:
    """Whether what the alias stands for is declared."""
    if alias.kind == "place":
        return alias.code in catalog.communities
    if alias.kind == "department":
        return alias.code in catalog.departments
    source = catalog.sources.get(alias.where[0])
    if source is None:
        return False
    if alias.kind == "column":
        return alias.code in source.columns
    column = source.columns.get(alias.where[1])
    return column is not None and alias.code in column.values


def _merged(catalog: Catalog, known: list[Alias]) -> Catalog:
    places = {code: replace(c, aliases=_grown(c.aliases, known, "place", code)) for code, c in catalog.communities.items()}
    offices = {code: replace(d, aliases=_grown(d.aliases, known, "department", code)) for code, d in catalog.departments.items()}
    sources = {code: _source(source, [a for a in known if a.where[:1] == (code,)]) for code, source in catalog.sources.items()}
    return replace(catalog, communities=places, departments=offices, sources=sources)


def _source(source: Source, known: list[Alias]) -> Source:
    if not known:
        return source
    return replace(source, columns={name: _column(column, known) for name, column in source.columns.items()})


def _column(column: Column, known: list[Alias]) -> Column:
    values = {a.alias: a.code for a in known if a.kind == "value" and a.where[1] == column.name}
    grown = _grown(column.aliases, known, "column", column.name)
    return replace(column, aliases=grown, value_aliases={**values, **column.value_aliases})


def _grown(own: tuple[str, ...], known: list[Alias], kind: str, code: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *(a.alias for a in known if a.kind == kind and a.code == code))))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(node: Node) -> dict[str, Any]:
    """Like `node.plain()`, with every scalar as text."""
    read: Callable[[Node], Any] = lambda n: _plain(n) if n.is_map else as_text(n) if is_text(n) else ""  # noqa: E731
    return {key: read(value) for key, value in node.value.items()} if node.is_map else {}


def _placed(node: Node, alias: Alias) -> Node:
    """The alias's own line."""
    for key, value in node.walk():
        if key == alias.alias and value.raw == alias.code:
            return value
    return node


class AliasError(ValueError):
    """An alias that cannot be learned; `code`: unknown_kind, unknown_code, bad_word, alias_clash (then `known` is what the word means)."""

    def __init__(self, code: str, alias: Alias, *, known: str = "") -> None:
        super().__init__(f"{code}: {alias.alias} = {alias.code}")
        self.code = code
        self.alias = alias
        self.known = known


def check(catalog: Catalog, alias: Alias) -> None:
    """Raises AliasError for a word that says nothing, stands for nothing declared, or means something else already."""
    wanted = {"place": 0, "department": 0, "column": 1, "value": 2}
    if alias.kind not in wanted or len(alias.where) != wanted[alias.kind]:
        raise AliasError("unknown_kind", alias)
    if not exists(catalog, alias):
        raise AliasError("unknown_code", alias)
    if not names.fold(alias.alias) or len(alias.alias) > _MOST_CHARS or not alias.alias.isprintable():
        raise AliasError("bad_word", alias)
    known = meaning(catalog, alias)
    if known not in ("", alias.code):
        raise AliasError("alias_clash", alias, known=known)


def meaning(catalog: Catalog, alias: Alias) -> str:
    """What the word stands for already; empty for a new one."""
    if alias.kind == "place":
        return names.resolve_place(catalog, alias.alias) or ""
    if alias.kind == "department":
        return names.resolve_department(catalog, alias.alias) or ""
    source = catalog.sources[alias.where[0]]
    if alias.kind == "column":
        return names.resolve_column(source, alias.alias) or ""
    return names.resolve_value(source.columns[alias.where[1]], alias.alias) or ""


def added(text: str, alias: Alias) -> str:
    """The text of `learned.yaml` with one more alias; what stood there stays, comments do not."""
    node = positions.read(text.encode(), FILE, log=complaints.Log()) if text.strip() else None
    told = _plain(node) if node is not None else {}
    at = told
    for key in _path(alias):
        at = at.setdefault(key, {})
    at[alias.alias] = alias.code
    return _HEAD + yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=1000)


def _path(alias: Alias) -> tuple[str, ...]:
    if alias.kind in ("place", "department"):
        return (f"{alias.kind}s",)
    source, *column = alias.where
    return ("sources", source, f"{alias.kind}s", *column)
