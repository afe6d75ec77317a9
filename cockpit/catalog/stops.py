"""Stop rules of a source: what makes a whole delivery wait for a person before any of its rows counts."""

from __future__ import annotations

from cockpit.catalog.entry import Entry
from cockpit.catalog.known import NUMBERS, column_name
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Source, Stop
from cockpit.model import Text

RULES = ("rows_fell", "place_missing", "jump", "total_fell")
_PERCENT = Text("1–100 的数字（百分之几）", "a number from 1 to 100 (percent)")
_TIMES = Text("大于 1 的数字（几倍）", "a number above 1 (how many times)")


def read(entry: Entry, of: Source) -> tuple[Stop, ...]:
    """`stops: [{rows_fell: 30}, {place_missing: true}, {jump: {column: tons, times: 40}}, {total_fell: {column: tons, by: 30}}]`."""
    found = (_stop(entry, inner, of) for item in entry.items("stops") if (inner := entry.within(item, "stops")) is not None)
    return tuple(stop for stop in found if stop is not None)


def _stop(entry: Entry, inner: Entry, of: Source) -> Stop | None:
    """One rule an item, so that each has its own line."""
    written = [rule for rule in RULES if inner.has(rule)]
    stop = _of_rule(inner, written[0], of) if written else None
    if len(written) > 1:
        inner.complain(None, "one_rule_each", found=" ".join(written))
    if not written and not any(inner.has(key) for key in inner.node.value):
        inner.complain(None, "missing_field", expected=" / ".join(RULES))
    inner.asked.update(RULES)
    inner.close()
    return stop


def _of_rule(inner: Entry, rule: str, of: Source) -> Stop | None:
    if rule == "rows_fell":
        return Stop(rule, limit=_number(inner, rule, high=100, wanted=_PERCENT))
    if rule == "place_missing":
        if not inner.flag(rule):
            return None
        if of.each == "place" or not any(c.place for c in of.columns.values()):
            inner.complain(inner.get(rule), "stop_without_place")
        return Stop(rule)
    said = inner.entry(rule)
    if said is None:
        return None
    name, wanted, high = ("times", _TIMES, 1e9) if rule == "jump" else ("by", _PERCENT, 100)
    stop = Stop(rule, column_name(said, of, "column", types=NUMBERS, need=True), _number(said, name, high=high, wanted=wanted))
    said.close()
    return stop


def _number(entry: Entry, key: str, *, high: float, wanted: Text) -> float:
    """A number within reason; 0 (and a complaint) for anything else."""
    at: Node | None = entry.get(key)
    found = entry.number(key, need=True)
    if found is not None and not 1 <= found <= high:
        entry.complain(at, "wrong_type", name=key, found=f"{found:g}", expected=wanted)
    return found or 0.0
