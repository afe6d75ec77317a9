"""Names: how they are folded before they are compared, and how a file's words find a community, department, column or value."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from cockpit.catalog.schema import Catalog, Column, Community, Department, Source
from cockpit.model import Text

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Full-width to half-width, no blanks, no case: what two spellings of one name share. Suffixes (社区, 村) are never dropped."""
    return "".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split()).casefold()


def resolve_place(catalog: Catalog, text: str) -> str | None:
    """Code of the community that bears this code, name or alias."""
    return place_names(catalog.communities).get(fold(text))


def resolve_department(catalog: Catalog, text: str) -> str | None:
    """Code of the department that bears this code, name or alias."""
    return department_names(catalog.departments).get(fold(text))


def resolve_column(source: Source, header: str) -> str | None:
    """Name of the column that a file calls `header`."""
    return column_names(source).get(fold(header))


def resolve_value(column: Column, text: str) -> str | None:
    """Code of an enumeration's value that bears this code, name or alias."""
    return value_names(column).get(fold(text))


def place_names(communities: Mapping[str, Community]) -> Mapping[str, str]:
    """Folded code, name or alias → community code; build it once for many rows."""
    return index((c.code, (c.code, *spoken(c.name), *c.aliases)) for c in communities.values())


def department_names(departments: Mapping[str, Department]) -> Mapping[str, str]:
    """Folded code, name or alias → department code."""
    return index((d.code, (d.code, *spoken(d.name), *d.aliases)) for d in departments.values())


def column_names(source: Source) -> Mapping[str, str]:
    """Folded name, label or alias → column name."""
    columns = source.columns.values()
    return index([*((c.name, (c.name, c.label.zh, *c.aliases)) for c in columns), *((c.name, (c.label.en,)) for c in columns)])


def value_names(column: Column) -> Mapping[str, str]:
    """Folded code, name or alias → code of the enumeration."""
    values = column.values.items()
    aliases = ((code, (alias,)) for alias, code in column.value_aliases.items())
    return index([*((code, (code, name.zh)) for code, name in values), *aliases, *((code, (name.en,)) for code, name in values)])


def index(named: Iterable[tuple[str, Iterable[str]]]) -> Mapping[str, str]:
    """Folded name → code; the first to bear a name keeps it (clashes are complained about when the catalogue is read)."""
    found: dict[str, str] = {}
    for code, names in named:
        for name in names:
            found.setdefault(fold(name), code)
    found.pop("", None)
    return MappingProxyType(found)


def spoken(name: Text) -> tuple[str, str]:
    return name.zh, name.en


def width(text: str) -> float:
    """How wide a label is in Han characters: a Han character is 1, a Latin letter or digit a half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def has_han(text: str) -> bool:
    return any(unicodedata.east_asian_width(c) in "WF" for c in text)
