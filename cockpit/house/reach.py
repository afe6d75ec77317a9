"""Which sources can be reached: what was lost and came back, what was asked and had nothing new. Acts, so that a rebuild knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from cockpit.house import ledger
from cockpit.house.state import State
from cockpit.model import Json, Problem
from cockpit.store import acts


def note(state: State, *, lost: Mapping[str, Problem] | None = None, back: tuple[str, ...] = (), moment: datetime) -> bool:
    """Write down what changed; says whether anything did. What is lost already keeps its first moment and reason."""
    new = {source: why for source, why in (lost or {}).items() if source not in state.lost}
    again = [source for source in back if source in state.lost]
    if not new and not again:
        return False
    replay(state, ledger.REACH, {"lost": {s: [why.code, why.found, why.expected] for s, why in new.items()}, "back": again}, moment)
    acts.mirror(state.store, state.acts_path)
    return True


def asked(state: State, source: str, *, first: date, last: date, moment: datetime) -> bool:
    """A source was asked and had nothing new: that too tells of these days. Not where nothing ever came: nothing is no zero."""
    known = state.deliveries.get(source)
    if not known or max(d.last for d in known) >= last:
        return False
    batch = max(d.batch for d in known)
    replay(state, ledger.ASKED, {"source": source, "batch": batch, "first": first.isoformat(), "last": last.isoformat()}, moment)
    acts.mirror(state.store, state.acts_path)
    return True


def replay(state: State, kind: str, body: Json, at: datetime) -> None:
    """Do such an act, for the first time or again: the record of it, and what is known in memory."""
    with state.change() as conn:
        acts.append(conn, kind, body, at)
    if kind == ledger.REACH:
        ledger.enter_reach(state.lost, body, at)
    else:
        state.deliveries.setdefault(body["source"], []).append(ledger.asked(body, at))
