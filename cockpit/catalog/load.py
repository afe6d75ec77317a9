"""A catalogue directory to one checked Catalog, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cockpit.catalog import (
    complaints,
    digest,
    indicators,
    known,
    learned,
    pages,
    places,
    positions,
    screens,
    series,
    sources,
    surroundings,
    system,
)
from cockpit.catalog.complaints import CatalogError, Complaint
from cockpit.catalog.entry import Entry
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Catalog, Indicator, SeriesDef, Street
from cockpit.model import Text

LISTS = ("communities", "departments", "priorities", "sources", "schedules", "indicators", "series")
LEARNED, HOLIDAYS, BOUNDARIES = learned.FILE, "holidays.csv", "boundaries.geojson"
_TOP = Text("目录", "catalogue")


@dataclass(slots=True)
class Merged:
    """The top-level entries of all files together, in the order of file names."""

    lists: dict[str, list[Node]] = field(default_factory=lambda: {key: [] for key in LISTS})
    street: Node | None = None
    pages: dict[str, Node] = field(default_factory=dict)

    def nodes(self, key: str) -> tuple[Node, ...]:
        return tuple(self.lists[key])

    def plain(self) -> dict[str, Any]:
        """Everything written, without places: what the catalogue's hash is made of."""
        return {
            "street": self.street.plain() if self.street else None,
            "pages": {key: node.plain() for key, node in self.pages.items()},
            **{key: [node.plain() for node in listed] for key, listed in self.lists.items()},
        }


def load(home: Path) -> tuple[Catalog | None, tuple[Complaint, ...]]:
    """Read `home/catalog` (or `home` itself when it is the catalogue). The Catalog is None when any complaint is an error."""
    folder = home / "catalog" if (home / "catalog").is_dir() else home
    log = complaints.Log()
    files = _files(folder)
    catalog = _catalog(files, folder.name, log)
    log.forget_what_is_missing()
    found = log.ordered()
    return (None if any(c.severity == "error" for c in found) else catalog), found


def load_or_raise(home: Path) -> Catalog:
    """The catalogue; raises CatalogError with all complaints when it must not be used."""
    catalog, found = load(home)
    if catalog is None:
        raise CatalogError(found)
    return catalog


def _files(folder: Path) -> dict[str, bytes]:
    """Everything the catalogue consists of, by `catalog/<relative path>`."""
    paths = [*sorted(p for p in folder.rglob("*.yaml") if p.is_file()), folder / HOLIDAYS, folder / BOUNDARIES]
    return {f"{folder.name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in paths if path.is_file()}


def _catalog(files: dict[str, bytes], prefix: str, log: complaints.Log) -> Catalog | None:
    later = f"{prefix}/{LEARNED}"
    names = [name for name in files if name.endswith(".yaml") and name != later]
    if not names:
        log.add(Node(None, prefix, 0), "no_catalog")
        return None
    merged = _merge([node for node in (positions.read(files[name], name, log=log) for name in names) if node is not None], log)
    street = _street(merged, names[0], log)
    so_far = known.Known(log)
    found, sequences = _read(merged, so_far)
    days, years = surroundings.holidays(street.holidays, files.get(f"{prefix}/{HOLIDAYS}"), f"{prefix}/{HOLIDAYS}", log)
    edges = surroundings.boundaries(files.get(f"{prefix}/{BOUNDARIES}"), f"{prefix}/{BOUNDARIES}", log, so_far.communities)
    screens.check(merged.street, so_far.priorities.values(), log)
    pages.check(merged.pages, merged.nodes("priorities"), found, sequences, log)
    catalog = Catalog(
        hash=digest.of([merged.plain(), {day.isoformat(): worked for day, worked in days.items()}, edges]),
        street=street,
        communities=so_far.communities,
        departments=so_far.departments,
        priorities=so_far.priorities,
        sources=so_far.sources,
        indicators=found,
        series=sequences,
        holidays=days,
        holiday_years=years,
        boundaries=edges,
        pages={key: node.plain() for key, node in merged.pages.items()},
        files={name: content.decode("utf-8", "replace") for name, content in files.items()},
    )
    node = positions.read(files[later], later, log=log) if later in files else None
    return catalog if node is None else learned.read(node, catalog, log)


def _merge(documents: list[Node], log: complaints.Log) -> Merged:
    merged = Merged()
    for document in documents:
        if not document.is_map:
            log.add(document, "wrong_type", name="*.yaml", found=document.raw, expected=Text("键值表", "a mapping"))
            continue
        entry = Entry(document, log, _TOP)
        for key in LISTS:
            merged.lists[key] += _entries(entry, key)
        _single(entry, merged)
        entry.close()
    return merged


def _entries(entry: Entry, key: str) -> list[Node]:
    """The mappings of one top-level list."""
    listed = entry.items(key)
    for node in listed:
        if not node.is_map:
            entry.mistyped(node, key, "mapping")
    return [node for node in listed if node.is_map]


def _single(entry: Entry, merged: Merged) -> None:
    """`street`, which only one file may declare, and `pages`, whose keys must differ."""
    street, own_pages = entry.entry("street"), entry.entry("pages")
    if street is not None and merged.street is not None:
        first = f"{merged.street.file}:{merged.street.line}"
        entry.complain(entry.node.key("street"), "street_twice", expected=first)
    elif street is not None:
        merged.street = street.node
    for key, node in own_pages.node.value.items() if own_pages else ():
        if key in merged.pages:
            entry.complain(node, "duplicate_id", found=key, expected=f"{merged.pages[key].file}:{merged.pages[key].line}")
        merged.pages.setdefault(key, node)


def _street(merged: Merged, first: str, log: complaints.Log) -> Street:
    if merged.street is None and not any(c.code in complaints.UNREAD for c in log.found):
        log.add(Node(None, first, 1), "missing_field", subject=_TOP, expected="street")
    return places.street(merged.street, log) if merged.street is not None else places.NOWHERE


def _read(merged: Merged, so_far: known.Known) -> tuple[dict[str, Indicator], dict[str, SeriesDef]]:
    """Everything in the order in which one may name the other."""
    so_far.indicator_ids = tuple(n.value["id"].raw for n in merged.nodes("indicators") if "id" in n.value)
    steps: tuple[tuple[str, Callable[[Node, known.Known], None]], ...] = (
        ("communities", places.community), ("departments", places.department), ("priorities", places.priority),
    )  # fmt: skip
    for key, read in steps:
        for node in merged.nodes(key):
            read(node, so_far)
    places.check_aliases(merged.nodes("communities"), so_far.log, Text("社区", "communities"))
    places.check_aliases(merged.nodes("departments"), so_far.log, Text("科室", "departments"))
    for key, users in (("departments", "sources"), ("priorities", "indicators")):
        for node in merged.nodes(users)[:1] if not merged.nodes(key) else ():
            so_far.log.add(node, "none_declared", subject=_TOP, found=users, expected=key)
    so_far.sources |= system.sources(next(iter(so_far.departments), ""))
    so_far.declared |= {("source", code): "cockpit" for code in system.IDS}
    for node in merged.nodes("sources"):
        sources.source(node, so_far)
    sources.check_refs(merged.nodes("sources"), so_far)
    for node in merged.nodes("schedules"):
        sources.schedule(node, so_far)
    found = {i.id: i for i in (indicators.indicator(n, so_far) for n in merged.nodes("indicators")) if i is not None}
    indicators.check_wall(found, so_far, merged.nodes("indicators"))
    sequences = {s.id: s for s in (series.series(n, so_far) for n in merged.nodes("series")) if s is not None}
    return found, sequences
