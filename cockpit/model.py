"""The nouns every room speaks with. Standard library only; nothing here reads, asks the clock or decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

STREET = "*"
"""Place code of the whole street."""
NOWHERE = "-"
"""Place code of rows that belong to no declared community (未归属)."""


class State(StrEnum):
    """What may be said of a reading or a priority; precedence is decided in `measure.judge`."""

    OK = "ok"
    WATCH = "watch"
    MISSED = "missed"
    STALE = "stale"
    NONE = "none"
    PLAIN = "plain"


class SourceState(StrEnum):
    """Whether a source's deliveries came: `late` misses one, `silent` misses it beyond its grace."""

    FRESH = "fresh"
    LATE = "late"
    SILENT = "silent"
    NEVER = "never"


class Verdict(StrEnum):
    """What became of an offered file."""

    ACCEPTED = "accepted"
    PARTIAL = "accepted_with_refusals"
    DUPLICATE = "duplicate"
    HELD = "held"
    QUARANTINED = "quarantined"
    RESTRICTED = "restricted"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Text:
    """A name in both languages of the interface; Chinese first."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Period:
    """A window and its last day, written `week@2026-11-22`. Its first day is `calendar.start(period)`."""

    window: str
    end: date

    def __str__(self) -> str:
        return f"{self.window}@{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the long form only; `calendar.parse_period` knows the short forms too. Raises ValueError."""
        window, _, end = text.partition("@")
        return cls(window, date.fromisoformat(end))


@dataclass(frozen=True, slots=True)
class Why:
    """Why there is no value: a code and its values. The sentence is made by `views.text`."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


class Level(StrEnum):
    """How much a problem costs: a note costs nothing, a refusal its row, a quarantine its file."""

    NOTE = "note"
    REFUSE = "refuse"
    HOLD = "hold"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Problem:
    """Where, what was found, what was expected; what to do follows from the code (`views.text.problem`).

    `file` is the name as offered; `sheet` is empty for text files; `row` counts from 1 as a spreadsheet
    program shows it (the header is usually row 1), 0 where the whole file is meant. `column` is the header as it stands in the file.
    """

    code: str
    level: Level = Level.REFUSE
    source: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    found: str = ""
    expected: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Equation:
    """What became of the rows of one offered file: read = new + changed + unchanged + merged + held + refused + not_data."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    merged: int = 0
    held: int = 0
    refused: int = 0
    not_data: int = 0

    @property
    def accepted(self) -> int:
        return self.new + self.changed + self.unchanged

    def holds(self) -> bool:
        return self.read == self.accepted + self.merged + self.held + self.refused + self.not_data


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person said about how one file is to be read: (header, column; empty: not taken in), and the one sheet to read."""

    headers: tuple[tuple[str, str], ...] = ()
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """One offered file (or an undo, a release, a re-reading) and its verdict. `id` is its place in the acts, from 1.

    `kind`: file, undo, expected, accept (a held file released, or one set aside for its headings once they were confirmed), reread (what
    a confirmed word lets be read of a file that counts).
    `closed` counts standing rows which the batch ended without restating them. Times are aware, UTC. `mtime_ns` is the modification
    time of the file as it lay in the inbox: with name and bytes it recognises a file whose moving away was interrupted.
    `origin` is the batch whose rows come in with this one: that an accept releases, a reread reads again, a mended file mends, or with
    whose undo this one went along. `released_by` stands on a held batch: the one that confirmed it.
    """

    id: int
    source: str
    file: str
    sha256: str
    received_at: datetime
    verdict: Verdict
    equation: Equation
    kind: str = "file"
    size: int = 0
    covers_from: date | None = None
    covers_to: date | None = None
    place: str = ""
    closed: int = 0
    undoes: int = 0
    undone_by: int = 0
    mtime_ns: int = 0
    origin: int = 0
    released_by: int = 0
    guide: Guide = Guide()


@dataclass(frozen=True, slots=True)
class Target:
    """A dated target of one indicator: a number, a band `(low, high)`, or None where it is not scored.

    `plan` is the share of `plan_phase` that counts as target (1.0) when the number comes from the plan.
    """

    since: date
    target: float | tuple[float, float] | None
    floor: float | tuple[float, float] | None
    basis: str
    document: str = ""
    note: str = ""
    plan: bool = False
    floor_share: float = 0.9


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator, one place, one window. Numbers are unrounded; `value` is None exactly when `why` is given or `masked`.

    `n`, `N` are in the natural unit of what is counted (rows, kg, yuan); `value` in the indicator's unit (a rate in %).
    `previous` is the value one window earlier, `year_ago` that of the same window a year earlier.
    `last_state` is the state a stale reading had; `partial` says coverage is below 1 (but above the floor).
    `companion` is the value shown with it (response share, p90), in the companion's own unit.
    """

    indicator: str
    place: str
    period: Period
    value: float | None
    n: float | None
    N: float | None
    state: State
    target: float | tuple[float, float] | None = None
    floor: float | tuple[float, float] | None = None
    previous: float | None = None
    year_ago: float | None = None
    data_as_of: date | None = None
    coverage: float | None = None
    partial: bool = False
    why: Why | None = None
    masked: bool = False
    last_state: State | None = None
    companion: float | None = None
    companion_n: float | None = None
    companion_N: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """One past window in a reading's history, oldest first in `Snapshot.history`. `first` is the value as first reported."""

    period: Period
    value: float | None
    n: float | None
    N: float | None
    first: float | None = None
    target: float | tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """What a page shows beside indicators: one row per key of the dimension, one number per declared measure.

    `keys` are the dimension's codes (a building id, `2026-11`, `2026-W47`, a days-left bin), `labels` their names in zh and en;
    `values[measure]` runs parallel to `keys`, None where there is nothing. `shares` likewise for two-sided measures (n, N).
    """

    id: str
    keys: tuple[str, ...]
    labels: tuple[Text, ...]
    values: Mapping[str, tuple[float | None, ...]]
    data_as_of: date | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """Open duties of one source and one responsible unit, counted by days left at `as_of` (negative: over).

    `days` maps days left → count. No row, no place, no person: this is about the office's own duties.
    """

    source: str
    owner: str
    days: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source stands at `as_of`. `missed` counts expected deliveries that did not come; `next_due` is the coming one.

    `silent_at` is when the first delivery still owed will be missed beyond its grace, if nothing comes until then.
    `unreachable` says why the place where it comes from cannot be reached: what it brought last stays in force, and `state` says how old.
    """

    id: str
    state: SourceState
    data_as_of: date | None
    received_at: datetime | None
    due_at: datetime | None
    next_due: datetime | None
    owner: str
    rows: int
    batch: int
    missed: int = 0
    places_missing: tuple[str, ...] = ()
    unreachable_since: datetime | None = None
    unreachable: Problem | None = None
    silent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PriorityReport:
    """Headline of one priority: counts, never a score. `oldest` is the oldest data among its indicators."""

    id: int
    state: State
    ok: int
    watch: int
    missed: int
    stale: int
    none: int
    plain: int
    assessable: int
    declared: int
    oldest: date | None
    ok_before: int | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything known at one moment, frozen. `version` is a hash of what went in: no clock, no id, no path."""

    version: str
    as_of: date
    taken_at: datetime
    catalog: str
    readings: Mapping[tuple[str, str], Reading]
    history: Mapping[tuple[str, str], tuple[Point, ...]]
    series: Mapping[str, Series]
    deadlines: tuple[Deadline, ...]
    priorities: tuple[PriorityReport, ...]
    sources: Mapping[str, SourceReport]
    problems: tuple[Problem, ...]
    batches: int = 0

    def reading(self, indicator: str, place: str = STREET) -> Reading:
        return self.readings[indicator, place]


Json = dict[str, Any]
