"""How a house reads files: here (tests, demo, rebuild), or in a child process with limits (the worker)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cockpit import intake
from cockpit.catalog import schema
from cockpit.intake import reader_process
from cockpit.intake.rows import Parsed
from cockpit.model import Problem


@dataclass(frozen=True, slots=True)
class InProcess:
    """Reads in this process. What the catalogue has learned is part of it."""

    catalog: schema.Catalog

    def identify(self, data: bytes, name: str, folder: str) -> schema.Source | Problem:
        return intake.identify(name, folder, head=data, catalog=self.catalog)

    def parse(self, data: bytes, name: str, source: schema.Source, received: datetime) -> Parsed:
        return intake.parse(data, name=name, source=source, catalog=self.catalog, received=received)

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

    def parse(self, data: bytes, name: str, source: schema.Source, received: datetime) -> Parsed:
        return self.child.parse(data, name=name, source=source, catalog=self.catalog, received=received)

    def close(self) -> None:
        self.child.close()
