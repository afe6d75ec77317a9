"""The table of pages: which view and which layout stand at which address, found, checked, drawn.

A pattern's `{…}` parts are checked against the catalogue before anything is drawn; what is not in the table is a 404.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cockpit.catalog.schema import Catalog
from cockpit.model import Snapshot
from cockpit.screen import shell
from cockpit.views import wall

DARK, LIGHT = "dark", "light"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a view may be built from. `parts` are the pattern's values, `query` what the person chose, checked for length only."""

    page: str
    parts: Mapping[str, str]
    snapshot: Snapshot
    catalog: Catalog
    lang: str
    query: Mapping[str, str]
    house: Any


@dataclass(frozen=True, slots=True)
class Route:
    """`page` is the address without its slashes (`overview` for `/`). `query` are the names the page listens to.

    `stamp` tells, from the house, of what the page shows that stands in no snapshot.
    """

    page: str
    theme: str
    build: Callable[[Scene], Any]
    layout: Callable[[Any], Any]
    query: tuple[str, ...] = ()
    stamp: Callable[[Any], str] = lambda _: ""


_ALLOWED: dict[str, Callable[[Catalog], Sequence[str]]] = {
    "priority": lambda catalog: [str(p) for p in catalog.priorities],
    "indicator": lambda catalog: list(catalog.indicators),
    "community": lambda catalog: list(catalog.communities),
    "wall": wall.pages_of,
}
MAX_QUERY_CHARACTERS = 100
SPELLED = ("wall", "priority")
ALIASES = {"wall": "wall/overview"}


@functools.lru_cache(maxsize=4096)
def _parts(pattern: str, page: str) -> Mapping[str, str] | None:
    """The values of the pattern's `{…}` parts; None where the page is not of it. Screens ask for the same few all day."""
    found = re.fullmatch(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(pattern)), page)
    return MappingProxyType(found.groupdict()) if found else None


@dataclass(frozen=True, slots=True)
class Table:
    """The routes over one opened house: finds, names and draws pages. `weeks` are checked against the house itself."""

    routes: tuple[Route, ...]
    house: Any

    def find(self, path: str) -> shell.Place | None:
        page = self.page(path)
        found = self._match(page, self.house.catalog)
        return shell.Place(page, found[0].theme, self._title(found[1])) if found else None

    def _title(self, parts: Mapping[str, str]) -> str:
        """What the browser's tab says before the street's name."""
        catalog = self.house.catalog
        named = {"priority": lambda v: catalog.priorities[int(v)].short.zh, "indicator": lambda v: catalog.indicators[v].name.zh}
        return " · ".join(str(named.get(name, str)(value)) for name, value in parts.items() if name != "wall")

    def page(self, path: str) -> str:
        """The page at a path: `/` is the overview, `/wall` its first page."""
        if path != "/" and path.endswith("/"):
            return ""
        page = path.strip("/") or "overview"
        return "" if path == "/overview" else ALIASES.get(page, page)

    def known(self, page: str, catalog: Catalog) -> bool:
        return self._match(page, catalog) is not None

    def names(self, catalog: Catalog) -> list[str]:
        """Every page without an open end, walls and priorities spelled out; those that are drawn ahead of being asked for."""
        found = []
        for route in self.routes:
            part = next((p for p in SPELLED if f"{{{p}}}" in route.page), "")
            found += [route.page.replace(f"{{{part}}}", value) for value in _ALLOWED[part](catalog)] if part else [route.page]
        return [name for name in found if "{" not in name]

    def accepts(self, page: str) -> frozenset[str]:
        found = self._match(page, self.house.catalog)
        return frozenset(found[0].query) if found else frozenset()

    def stamp(self, page: str) -> str:
        found = self._match(page, self.house.catalog)
        return found[0].stamp(self.house) if found else ""

    def draw(self, page: str, snapshot: Snapshot, *, lang: str, query: Mapping[str, str]) -> tuple[object, object]:
        """The page's view and its tree. Raises LookupError for a page that is not in the table."""
        found = self._match(page, self.house.catalog)
        if found is None:
            raise LookupError(page)
        route, parts = found
        short = {k: v for k, v in query.items() if len(v) <= MAX_QUERY_CHARACTERS}
        view = route.build(Scene(page, parts, snapshot, self.house.catalog, lang, short, self.house))
        return view, route.layout(view)

    def _match(self, page: str, catalog: Catalog) -> tuple[Route, Mapping[str, str]] | None:
        for route in self.routes:
            parts = _parts(route.page, page)
            if parts is not None and all(self._allowed(name, value, catalog) for name, value in parts.items()):
                return route, parts
        return None

    def _allowed(self, name: str, value: str, catalog: Catalog) -> bool:
        if name == "week":
            return any(issued.week.week == value for issued in self.house.weeks())
        return value in _ALLOWED[name](catalog)
