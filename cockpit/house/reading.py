"""How a house reads files: here (tests, demo, rebuild), or in a child process with limits (the worker)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from cockpit import intake
from cockpit.catalog import schema
from cockpit.intake import looking, mending, reader_process
from cockpit.intake.rows import Blocks, Parsed, collect
from cockpit.model import Batch, Guide, Problem

Headers = Mapping[str, str]
"""Header → column, as a person said for one file; empty: the column is not taken in."""
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: XLSX and ODS, XLS."""


class Reader(Protocol):
    """How files are read: here, or in a child process with limits. `under` is the same reader with another catalogue."""

    def identify(self, data: bytes, name: str, folder: str) -> schema.Source | Problem: ...
    def blocks(
        self, data: bytes, name: str, source: schema.Source, received: datetime, *, headers: Headers | None = None, fates: bool = False
    ) -> Blocks: ...
    def marker(self, data: bytes) -> mending.Marker | None: ...
    def pick(
        self, data: bytes, batch: Batch, *, problems: Sequence[Problem], source: schema.Source, headers: Headers | None = None
    ) -> mending.Picked | None: ...
    def corrected(
        self, data: bytes, batch: Batch, *, values: Mapping[mending.Cell, str], source: schema.Source, headers: Headers | None = None
    ) -> bytes | None: ...
    def look(self, data: bytes, name: str, source: schema.Source, *, headers: Headers | None = None) -> looking.Look: ...
    def under(self, catalog: schema.Catalog) -> Reader: ...
    def close(self) -> None: ...


def parse(
    read: Reader, catalog: schema.Catalog, data: bytes, name: str, source: schema.Source, received: datetime, *, guide: Guide | None = None,
    fates: bool = False,
) -> Parsed:  # fmt: skip
    """As `blocks`, read to the end and held as a whole."""
    return collect(blocks(read, catalog, data, name, source, received, guide=guide or Guide(), fates=fates))


def blocks(
    read: Reader, catalog: schema.Catalog, data: bytes, name: str, source: schema.Source, received: datetime, *, guide: Guide,
    fates: bool = False,
) -> Blocks:  # fmt: skip
    """Read a file as a person said it is to be read."""
    if guide == Guide() and not fates:
        return read.blocks(data, name, source, received)
    read, source = chosen(read, catalog, source, guide)
    return read.blocks(data, name, source, received, headers=dict(guide.headers), fates=fates)


def chosen(read: Reader, catalog: schema.Catalog, source: schema.Source, guide: Guide) -> tuple[Reader, schema.Source]:
    """The reader and the source of which one sheet alone is read, where a person chose one."""
    if not guide.sheet:
        return read, source
    source = replace(source, reader={**source.reader, "sheet": guide.sheet})
    return read.under(replace(catalog, sources={**catalog.sources, source.id: source})), source


def marker(read: Reader, data: bytes) -> mending.Marker | None:
    """Whose rows a mended file brings back; None for every other file."""
    return read.marker(data) if data.startswith(_BOOKS) else None


def _more(fates: bool) -> dict[str, Any]:
    """Every row's fate is asked for only where a person looks at it: it costs."""
    return {"fates": True} if fates else {}


def _learned(source: schema.Source, headers: Headers | None) -> dict[str, Headers] | None:
    return {f"{source.id}.headers": headers} if headers else None


@dataclass(frozen=True, slots=True)
class InProcess:
    """Reads in this process. What the catalogue has learned is part of it."""

    catalog: schema.Catalog

    def identify(self, data: bytes, name: str, folder: str) -> schema.Source | Problem:
        return intake.identify(name, folder, head=data, catalog=self.catalog)

    def blocks(
        self, data: bytes, name: str, source: schema.Source, received: datetime, *, headers: Headers | None = None, fates: bool = False
    ) -> Blocks:
        said = _learned(source, headers)
        return intake.blocks(data, name=name, source=source, catalog=self.catalog, received=received, learned=said, **_more(fates))

    def marker(self, data: bytes) -> mending.Marker | None:
        return mending.marker(data)

    def pick(
        self, data: bytes, batch: Batch, *, problems: Sequence[Problem], source: schema.Source, headers: Headers | None = None
    ) -> mending.Picked | None:
        said = _learned(source, headers)
        return mending.pick(data, batch, problems=problems, source=source, catalog=self.catalog, learned=said)

    def corrected(
        self, data: bytes, batch: Batch, *, values: Mapping[mending.Cell, str], source: schema.Source, headers: Headers | None = None
    ) -> bytes | None:
        said = _learned(source, headers)
        return mending.corrected(data, batch, values=values, source=source, catalog=self.catalog, learned=said)

    def look(self, data: bytes, name: str, source: schema.Source, *, headers: Headers | None = None) -> looking.Look:
        return looking.look(data, name=name, source=source, catalog=self.catalog, learned=_learned(source, headers))

    def under(self, catalog: schema.Catalog) -> InProcess:
        return replace(self, catalog=catalog)

    def close(self) -> None:
        """Nothing is held."""


@dataclass(frozen=True, slots=True)
class InChild:
    """Reads in one reused child process with a time and a memory limit: a hung or greedy file costs the child, never the worker."""

    catalog: schema.Catalog
    child: reader_process.ReaderProcess = field(default_factory=reader_process.ReaderProcess)

    def identify(self, data: bytes, name: str, folder: str) -> schema.Source | Problem:
        """By folder or name here; where these do not tell, the child looks into the bytes."""
        named = intake.identify(name, folder, head=b"", catalog=self.catalog)
        if folder or not isinstance(named, Problem):
            return named
        return self.child.identify(name, folder, head=data, catalog=self.catalog)

    def blocks(
        self, data: bytes, name: str, source: schema.Source, received: datetime, *, headers: Headers | None = None, fates: bool = False
    ) -> Blocks:
        said = _learned(source, headers)
        return self.child.blocks(data, name=name, source=source, catalog=self.catalog, received=received, learned=said, **_more(fates))

    def marker(self, data: bytes) -> mending.Marker | None:
        return self.child.marker(data, catalog=self.catalog)

    def pick(
        self, data: bytes, batch: Batch, *, problems: Sequence[Problem], source: schema.Source, headers: Headers | None = None
    ) -> mending.Picked | None:
        said = _learned(source, headers)
        return self.child.pick(data, batch, problems=problems, source=source, catalog=self.catalog, learned=said)

    def corrected(
        self, data: bytes, batch: Batch, *, values: Mapping[mending.Cell, str], source: schema.Source, headers: Headers | None = None
    ) -> bytes | None:
        said = _learned(source, headers)
        return self.child.corrected(data, batch, values=values, source=source, catalog=self.catalog, learned=said)

    def look(self, data: bytes, name: str, source: schema.Source, *, headers: Headers | None = None) -> looking.Look:
        return self.child.look(data, name=name, source=source, catalog=self.catalog, learned=_learned(source, headers))

    def under(self, catalog: schema.Catalog) -> InChild:
        return replace(self, catalog=catalog)

    def close(self) -> None:
        self.child.close()
