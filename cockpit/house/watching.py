"""Whether the folders are there into which others put files: a share that is unmounted says nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cockpit.house import inbox, reach
from cockpit.house.state import State
from cockpit.model import Level, Problem

GONE_FOR = timedelta(seconds=30)
"""A folder is called gone after so long: somebody may just be putting another in its place."""
GONE = "inbox_gone"


@dataclass(slots=True)
class Watch:
    """Remembers which sub-folders were there. `gone` tells since when one is not; the inbox itself stands as empty."""

    state: State
    known: set[str] = field(default_factory=set)
    gone: dict[str, datetime] = field(default_factory=dict)

    def look(self, moment: datetime) -> bool:
        """Notes what went away and what came back; says whether that changed anything."""
        there = inbox.folders(self.state.home / "inbox")
        missing = {""} if there is None else self.known - there
        self.known |= (there or set()) & self.state.catalog.sources.keys()
        self.gone = {name: self.gone.get(name, moment) for name in missing}
        long_gone = {name for name, since in self.gone.items() if moment - since >= GONE_FOR}
        lost = {source: Problem(GONE, Level.HOLD, source=source, found=name) for name, source in self._of(long_gone)}
        mine = {source for source, known in self.state.lost.items() if known.why.code == GONE}
        waiting = {source for _, source in self._of(missing)}
        return reach.note(self.state, lost=lost, back=tuple(sorted(mine - waiting)), moment=moment)

    def _of(self, names: set[str]) -> list[tuple[str, str]]:
        """(Folder as a person knows it, source): all whose files come by the inbox when that is gone, else the one of the sub-folder."""
        own = [s.id for s in self.state.catalog.sources.values() if s.feed is None and not s.system]
        if "" in names:
            return [("inbox", source) for source in own]
        return [(f"inbox/{name}", name) for name in sorted(names) if name in own]
