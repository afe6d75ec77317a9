"""What the web knows at this moment, held in memory: the newest snapshot, the last sign of life, finished page bodies.

`look` asks the house one small question; the server calls it once a second from a thread of its own, so that a screen's
question never waits for a disk. Until a look succeeds again the last known state stays in force.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cockpit.api import bodies, reads
from cockpit.house import alive
from cockpit.model import Snapshot
from cockpit.views import record

LOG = logging.getLogger("cockpit.web")
KEPT = 512


@dataclass(frozen=True, slots=True)
class Known:
    """One consistent state: a snapshot and the act up to which it was read."""

    snapshot: Snapshot
    act: int
    worker_seen_at: datetime | None


@dataclass(slots=True)
class Board:
    """The one mutable object of the web. `known` is exchanged whole; readers take it once and keep to it."""

    house: reads.Reads
    pulse: Callable[[], reads.Pulse]
    pages: reads.Pages
    build: str
    known: Known | None = None
    broken: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    sign: alive.Sign = field(default_factory=alive.Sign)
    shelf: bodies.Shelf = field(default_factory=lambda: bodies.Shelf(KEPT))

    def look(self) -> bool:
        """Whether there is something new. A house that cannot be read changes nothing but `trouble`, said once in the log."""
        # 先看工作进程的状态文件：数据库本身打不开时，正要靠它说明原因。
        self.sign = alive.read(self.house.home)
        try:
            changed = self._look()
        except Exception as error:
            if not self.trouble:
                LOG.error("the store cannot be read; the last snapshot stays on show", exc_info=error)
            self.trouble = "store_unreadable"
            return False
        self.trouble = ""
        return changed

    def _look(self) -> bool:
        pulse, newest, before = self.pulse(), self.house.newest(), self.known
        if newest is None:
            return False
        self.known = Known(newest, pulse.act, pulse.worker_seen_at)
        return before is None or (before.snapshot.version, before.act) != (newest.version, pulse.act)

    def warm(self, newer: Callable[[], bool] = lambda: False) -> None:
        """Draws every page once, so that no screen waits and `healthz` can say whether all of them can be drawn.

        `newer` is asked after each page; when it says yes there is something newer to draw, and this round ends unfinished.
        """
        known = self.known
        if known is None:
            return
        broken: dict[str, str] = {}
        for page in self.pages.names(self.house.catalog):
            try:
                self.view(page, known, lang="zh", query={}, part="tree")
            except Exception as error:
                LOG.error("page %s cannot be drawn", page, exc_info=error)
                broken[page] = type(error).__name__
            if newer():
                return
        self.broken = broken

    def live(self, now: datetime) -> bytes:
        """Under 300 bytes, whatever happens."""
        known, trouble = self.known, self.sign.shown(now)
        return bodies.write(
            {
                "version": known.snapshot.version if known else None,
                "build": self.build,
                "as_of": known.snapshot.as_of.isoformat() if known else None,
                "worker_seen_at": record.moment(known.worker_seen_at) if known else None,
                "trouble": {"code": trouble.code, "since": record.moment(trouble.since)} if trouble else None,
                "now": record.moment(now),
            }
        )

    def stamp(self, page: str) -> str:
        """Changes with what a page shows beside the snapshot (drafts, batches); empty for pages that show nothing else."""
        own = self.pages.stamp(page)
        return f"{self.known.act if self.known else 0}.{own}" if own else ""

    def view(self, page: str, known: Known, *, lang: str, query: Mapping[str, str], part: str = "") -> bodies.Body:
        """A page's body; built once per data version, build, page, language and accepted query. `part="tree"` leaves the plain data out."""
        accepts = self.pages.accepts(page)
        accepted = tuple(sorted((k, v) for k, v in query.items() if k in accepts))
        stamp = self.stamp(page)
        key = (known.snapshot.version, known.act, self.build, page, lang, part, accepted, stamp)

        def make() -> bodies.Body:
            view, tree = self.pages.draw(page, known.snapshot, lang=lang, query=dict(accepted))
            said = {"version": known.snapshot.version, "build": self.build, "page": page, "lang": lang}
            said |= {"stamp": stamp} if stamp else {}
            return bodies.body({**said, **({} if part == "tree" else {"view": view}), "tree": tree})

        return self.shelf.get(key, make)
