"""States of readings and priorities. Decided on unrounded values; order of precedence as in the house rules, §6."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.catalog import schema
from cockpit.model import State, Target

Bound = float | tuple[float, float] | None
_ASSESSABLE = (State.OK, State.WATCH, State.MISSED)


def reaches(value: float, bound: float | tuple[float, float], better: str) -> bool:
    """Whether `value` satisfies a target or floor: at least, at most, or within a band."""
    if isinstance(bound, tuple):
        return bound[0] <= value <= bound[1]
    return value <= bound if better == "lower" else value >= bound


def state(
    indicator: schema.Indicator,
    value: float | None,
    *,
    n: float | None,
    whole: float | None,
    rows: int | None,
    target: Bound,
    floor: Bound,
    stale: bool,
) -> State:
    """State of one reading; STALE, PLAIN or NONE when we have no right to an opinion.

    Decided on the unrounded value: 89.96 against 90 is a miss, whatever the tile prints. `rows` serves `min_n_of: rows`.
    """
    if value is None:
        return State.NONE
    if stale:
        return State.STALE
    return opinion(indicator, value, n=n, whole=whole, rows=rows, target=target, floor=floor)


def opinion(
    indicator: schema.Indicator, value: float, *, n: float | None, whole: float | None, rows: int | None, target: Bound, floor: Bound
) -> State:
    """What would be said if nothing were stale: plain, ok, watch or missed. Gates know no small numbers."""
    if target is None or indicator.better == "none":
        return State.PLAIN
    counted = rows if indicator.min_n_of == "rows" else whole if whole is not None else n
    if not indicator.gate and counted is not None and counted < indicator.min_n:
        return State.PLAIN
    if reaches(value, target, indicator.better):
        return State.OK
    return State.WATCH if floor is not None and reaches(value, floor, indicator.better) else State.MISSED


def bounds(target: Target | None, plan: float | None) -> tuple[Bound, Bound]:
    """Target and floor in force; of a plan they are its value and a share of it, absent where no plan was given."""
    if target is None:
        return None, None
    if not target.plan:
        return target.target, target.floor
    return (None, None) if plan is None else (plan, plan * target.floor_share)


def priority(states: Sequence[tuple[State, State | None, bool, bool]]) -> State:
    """State of a priority from its indicators' (state, state before it went stale, is gate, has target)."""
    assessable = [s for s, _, _, _ in states if s in _ASSESSABLE]
    scored = [s for s, _, _, target in states if target]
    missed = sum(s is State.MISSED for s in assessable)
    gate = any(is_gate and State.MISSED in (s, before) for s, before, is_gate, _ in states)
    if gate or (assessable and missed * 3 >= len(assessable)):
        return State.MISSED
    if any(s in (State.WATCH, State.MISSED) for s in assessable):
        return State.WATCH
    if not scored or len(assessable) < 0.6 * len(scored):
        return State.STALE
    return State.OK
