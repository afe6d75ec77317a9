"""Askings under way, each in a thread of its own with a time limit: one that hangs is given up and blocks nobody."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

from cockpit.house.fetching.answer import Answer, Fault

log = logging.getLogger("cockpit.fetching")
AT_ONCE = 8
GRACE_S = 5.0
"""How long past its time an asking may take to notice by itself that its time is up."""
STUCK = 3
"""A source of which so many given-up askings still hang is not asked again until one of them ends."""


@dataclass(slots=True)
class Asking:
    """One asking of a source for a period. `outcome` is there once it came to its end."""

    source: str
    period: str
    seconds: float
    begun: float = field(default_factory=time.monotonic)
    outcome: Answer | Fault | None = None
    thread: threading.Thread | None = None

    def start(self, ask: Callable[[], Answer]) -> None:
        self.thread = threading.Thread(target=self._run, args=(ask,), name=f"cockpit-ask-{self.source}", daemon=True)
        self.thread.start()

    def _run(self, ask: Callable[[], Answer]) -> None:
        try:
            self.outcome = ask()
        except Fault as fault:
            self.outcome = fault
        except Exception as error:  # a bug: loud, but an error's words may hold what must not be told
            log.error("asking %s failed: %s\n%s", self.source, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
            self.outcome = Fault("fetch_failed", found=type(error).__name__)

    @property
    def overdue(self) -> bool:
        return time.monotonic() - self.begun > self.seconds + GRACE_S


@dataclass(slots=True)
class Askings:
    """What is being asked now, by source, and what was given up and still hangs."""

    going: dict[str, Asking] = field(default_factory=dict)
    given_up: list[Asking] = field(default_factory=list)

    def room(self, source: str) -> bool:
        """Whether this source may be asked now."""
        self.given_up = [a for a in self.given_up if a.thread is not None and a.thread.is_alive()]
        hanging = sum(a.source == source for a in self.given_up)
        return source not in self.going and len(self.going) < AT_ONCE and hanging < STUCK

    def begin(self, asking: Asking, ask: Callable[[], Answer]) -> None:
        self.going[asking.source] = asking
        asking.start(ask)

    def ended(self) -> list[tuple[Asking, Answer | Fault]]:
        """What came to its end, and what is given up now. Each stays under way until `forget`."""
        found: list[tuple[Asking, Answer | Fault]] = []
        for asking in list(self.going.values()):
            if asking.outcome is not None:
                found.append((asking, asking.outcome))
            elif asking.overdue:
                self.given_up.append(asking)
                found.append((asking, Fault("fetch_overran", expected=f"{asking.seconds:g} s")))
        return found

    def forget(self, asking: Asking) -> None:
        self.going.pop(asking.source, None)

    def wait(self, seconds: float = 0.05) -> None:
        """A moment, or until the first of them ends."""
        first = next((a.thread for a in self.going.values() if a.thread is not None), None)
        if first is not None:
            first.join(seconds)
