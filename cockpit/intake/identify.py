"""Whose file is this? By the folder it lies in, else by its name, else by the mark of a workbook of ours, else by its columns."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from cockpit.catalog.names import fold
from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import gate, header, marker, patterns
from cockpit.intake.limits import Limits
from cockpit.intake.readers import READERS
from cockpit.model import Level, Problem


def identify(name: str, folder: str, *, head: bytes, catalog: Catalog) -> Source | Problem:
    """The source of an offered file. `folder` is the inbox's sub-folder (empty: none), `head` the file's bytes.

    `unknown_source` and `ambiguous_file` are the reasons why not; the nearest names are in `expected`.
    """
    if folder:
        return _by_folder(folder, catalog)
    named = by_name(name, catalog)
    if len(named) == 1:
        return named[0]
    mark = marker.read(head)
    if mark is not None and mark.source in catalog.sources:
        return catalog.sources[mark.source]
    found = by_columns(head, name, named or list(catalog.sources.values()), catalog)
    if found is not None:
        return found
    if named:
        return _unknown("ambiguous_file", name, "、".join(source.id for source in named), named)
    known = {_stem(pattern): (pattern, source) for source in catalog.sources.values() for pattern in source.files}
    near = difflib.get_close_matches(_stem(name), list(known), n=2, cutoff=0.4)
    return _unknown("unknown_source", name, "、".join(known[stem][0] for stem in near), [known[stem][1] for stem in near])


def by_name(name: str, catalog: Catalog) -> list[Source]:
    """The sources whose pattern fits this name best; several when it fits equally well."""
    read = ((patterns.read(name, source, catalog), source) for source in catalog.sources.values() if not source.system)
    found = [(named, source) for named, source in read if named is not None]
    best = max(((not n.unknown, n.weight) for n, _ in found), default=None)
    return [source for named, source in found if (not named.unknown, named.weight) == best]


def by_columns(data: bytes, name: str, sources: list[Source], catalog: Catalog) -> Source | None:
    """The one source all of whose required columns the file's header names."""
    limits = Limits.of(catalog.street.limits)
    kinds: dict[str, list[Source]] = {}
    for source in sources:
        kind = gate.examine(data, name=name, source=source, limits=limits)
        if isinstance(kind, str) and not source.system:
            kinds.setdefault(kind if kind != "records" else f"records:{source.records}", []).append(source)
    found = [best for kind, asked in kinds.items() if (best := _nearest(data, kind.partition(":")[0], asked, limits))]
    return found[0] if len(found) == 1 else None


def _nearest(data: bytes, kind: str, asked: list[Source], limits: Limits) -> Source | None:
    sheets = READERS[kind](data, asked[0], limits)
    if isinstance(sheets, Problem):
        return None
    found = {best.id: best for sheet in sheets if (best := header.nearest_source(sheet.head, asked))}
    return next(iter(found.values())) if len(found) == 1 else None


def _by_folder(folder: str, catalog: Catalog) -> Source | Problem:
    wanted = fold(folder)
    sources = [source for source in catalog.sources.values() if not source.system]
    names = {fold(word): source for source in sources for word in (source.name.en, source.name.zh, source.id)}
    if wanted in names:
        return names[wanted]
    near = difflib.get_close_matches(wanted, list(names), n=1, cutoff=0.5)
    return _unknown("unknown_source", folder, names[near[0]].id if near else "", [names[name] for name in near])


def _stem(name: str) -> str:
    return fold(name).rsplit(".", 1)[0].split("{", 1)[0].strip("_-0123456789")


def _unknown(code: str, found: str, nearest: str, sources: Sequence[Source]) -> Problem:
    values = {"nearest": nearest, **names_of(sources)} if nearest else {}
    return Problem(code, Level.QUARANTINE, found=found[:60], expected=nearest, values=values)


def names_of(sources: Iterable[Source]) -> dict[str, str]:
    """What these sources are called, for a sentence (`sources`, in both languages)."""
    said = list(dict.fromkeys((source.name.zh or source.id, source.name.en or source.id) for source in sources))
    return {"sources.zh": "、".join(zh for zh, _ in said), "sources.en": ", ".join(en for _, en in said)}
