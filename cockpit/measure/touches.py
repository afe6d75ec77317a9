"""Which batches touched which days: what lets a refresh cost what changed.

A panel measured once holds until a batch touches a window it reads, in *each* date column it uses; a register counts by its deliveries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.measure import selections
from cockpit.measure.context import Context
from cockpit.model import Period


@dataclass(frozen=True, slots=True)
class Touch:
    """Batch `batch` opened or closed rows of a source whose date column lies between the day numbers `low` and `high`."""

    batch: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Touches:
    """By (source, date column), in batch order; column "" collects every batch that changed the source at all."""

    by_column: Mapping[tuple[str, str], tuple[Touch, ...]] = field(default_factory=dict)

    def newest(self, source: str, column: str, low: int, high: int) -> int:
        """The newest batch that touched a day of [low, high]; 0 when none did."""
        for touch in reversed(self.by_column.get((source, column), ())):
            if touch.low <= high and touch.high >= low:
                return touch.batch
        return 0


def date_columns(catalog: schema.Catalog) -> dict[str, tuple[str, ...]]:
    """Every date column by which a formula puts rows of a source into a window."""
    found: dict[str, set[str]] = {}
    formulas = [i.formula for i in catalog.indicators.values()]
    formulas += [i.companion.formula for i in catalog.indicators.values() if i.companion]
    formulas += [f for s in catalog.series.values() for f in s.measures.values()]
    for formula in formulas:
        for selection in selections_of(formula):
            if selection.when:
                found.setdefault(selection.table, set()).add(selection.when)
    return {source: tuple(sorted(columns)) for source, columns in found.items()}


def selections_of(formula: schema.Formula) -> Iterator[schema.Selection]:
    """Every selection a formula reads, memberships included."""
    waiting = [formula.n, *([formula.N] if formula.N else [])]
    while waiting:
        selection = waiting.pop()
        yield selection
        waiting += [member.selection for member in selection.inside]


def sources_of(formula: schema.Formula) -> frozenset[str]:
    """Ids of the sources whose rows are counted (registers that only name a place are not among them)."""
    return frozenset(selection.table for selection in selections_of(formula))


def fingerprint(ctx: Context, touches: Touches, formula: schema.Formula, period: Period) -> int:
    """The newest batch that can have changed this panel. Equal fingerprints mean equal panels."""
    newest = 0
    for selection in selections_of(formula):
        window = selections.own_period(selection, period)
        if selection.when:
            low = -(10**9) if selection.last or window.window in ("stock", "all") else calendar.day_number(calendar.start(window))
            high = calendar.day_number(calendar.last_day(window))
            newest = max(newest, touches.newest(selection.table, selection.when, low, high))
        else:
            newest = max(newest, _register(ctx, touches, selection.table, window))
        if selection.place.via:
            newest = max(newest, _register(ctx, touches, selection.place.via, window))
    return newest


def _register(ctx: Context, touches: Touches, source: str, period: Period) -> int:
    batch = ctx.batch_on(source, period.end)
    return touches.newest(source, "", -(10**9), 10**9) if batch is None else batch
