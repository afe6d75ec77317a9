"""What may stand in a column that takes only certain words, as a person would choose it from a list; every choice reads back as itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from cockpit.catalog.names import department_names, fold, place_names, value_names
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.model import STREET, Text

_FLAGS: Mapping[str, Text] = {"true": Text("是", "yes"), "false": Text("否", "no")}


def of(column: Column, source: Source, catalog: Catalog, *, lang: str) -> dict[str, str]:
    """Code → the word to choose, in declared order; empty where the column takes anything. Communities that closed are no choice.

    Only a plan speaks of the street as a whole; anywhere else that choice would tempt.
    """
    if column.place:
        standing = ((c.code, c.name) for c in catalog.communities.values() if c.active_to is None)
        found = _words(standing, place_names(catalog.communities).get, lang)
        return {**found, STREET: catalog.street.name.of(lang)} if source.plans else found
    if column.department:
        named = ((d.code, d.name) for d in catalog.departments.values())
        return _words(named, department_names(catalog.departments).get, lang)
    if column.type == "enum":
        return _words(column.values.items(), value_names(column).get, lang)
    return {code: name.of(lang) for code, name in _FLAGS.items()} if column.type == "bool" else {}


def _words(named: Iterable[tuple[str, Text]], resolve: Callable[[str], str | None], lang: str) -> dict[str, str]:
    """The name in the reader's language, the Chinese one, or the code: the first that names this and nothing else."""
    found = {}
    for code, name in named:
        found[code] = next((word for word in (name.of(lang), name.zh, code) if resolve(fold(word)) == code), code)
    return found
