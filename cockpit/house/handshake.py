"""The hand-shake of the inbox: `x.csv.ok` beside `x.csv` says that the file is whole, and may declare its rows, size and sha256."""

from __future__ import annotations

import hashlib
from datetime import datetime

from cockpit.house import inbox, reading
from cockpit.house.inbox import Offered
from cockpit.house.state import State
from cockpit.model import Level, Problem

DECLARED = ("size", "sha256", "rows")
_LARGEST = 4096
Declared = dict[str, str]


def wanted(state: State, offered: Offered) -> bool:
    """Whether this file counts only once its `.ok` is there: as its source says, by folder or name, else as the street says."""
    known = state.awaited.get(offered.path)
    if known is None:
        known = state.awaited[offered.path] = _asked(state, offered)
    return known


def _asked(state: State, offered: Offered) -> bool:
    street = state.catalog.street.handshake
    if not any(source.handshake for source in state.catalog.sources.values()):
        return street == "ok"
    found = state.read.identify(b"", offered.name, offered.folder)
    own = "" if isinstance(found, Problem) else found.handshake
    return (own or street) == "ok"


def given(state: State, offered: Offered, *, now_ns: int, seconds: float) -> bool:
    """Whether nothing is waited for: no `.ok` is wanted, or it is there and has settled itself."""
    ok = offered.ok
    if ok is None:
        return not wanted(state, offered)
    return ok.mtime_ns > now_ns or now_ns - ok.mtime_ns >= seconds * 1e9


def disagreement(state: State, offered: Offered, data: bytes, moment: datetime) -> Problem | None:
    """What the `.ok` declares and the file does not hold. Rows are those of data: titles, totals and blank lines are none.

    A file with personal data is sealed for that reason, whatever its `.ok` says.
    """
    declared = _declared(offered)
    wrong = _bytes_differ(declared, data)
    if wrong is None and "rows" not in declared:
        return None
    source = state.read.identify(data, offered.name, offered.folder)
    if isinstance(source, Problem):
        return wrong
    parsed = reading.parse(state.read, state.catalog, data, offered.name, source, moment)
    if parsed.quarantine is not None:
        return None if parsed.quarantine.code == "personal_data" else wrong
    counted = parsed.equation.read - parsed.equation.not_data
    return wrong or _differs("rows", declared.get("rows", ""), str(counted))


def _declared(offered: Offered) -> Declared:
    """`key=value` lines; what is not known is passed over, and an empty `.ok` declares nothing."""
    data = None if offered.ok is None or offered.ok.size > _LARGEST else inbox.read(offered.ok)
    if data is None:
        return {}
    lines = (line.partition("=") for line in data.decode("utf-8-sig", "replace").splitlines())
    pairs = {key.strip().lower(): value.strip().lower() for key, sign, value in lines if sign}
    return {key: value for key, value in pairs.items() if key in DECLARED}


def _bytes_differ(declared: Declared, data: bytes) -> Problem | None:
    size = _differs("size", declared.get("size", ""), str(len(data)))
    if size is not None or "sha256" not in declared:
        return size
    return _differs("sha256", declared["sha256"], hashlib.sha256(data).hexdigest())


def _differs(what: str, said: str, found: str) -> Problem | None:
    """Numbers are compared as numbers; what cannot be read as one differs."""
    same = not said or said == found or (said.isdecimal() and found.isdecimal() and int(said) == int(found))
    return None if same else Problem("declared_mismatch", Level.QUARANTINE, found=f"{what}={found}", expected=f"{what}={said[:64]}")
