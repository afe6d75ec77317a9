"""Series: measures by one or two dimensions, for pages."""

from __future__ import annotations

from dataclasses import replace

from cockpit.catalog import formulas, selections, sources
from cockpit.catalog.entry import Entry
from cockpit.catalog.known import DATES, Known, column
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Formula, SeriesDef
from cockpit.model import Text

KINDS = ("column", "place", "month", "week", "days_left")
_TIMES = ("month", "week")


def series(node: Node, so_far: Known) -> SeriesDef | None:
    """None when it has no usable id."""
    code = node.value["id"].raw if node.is_map and "id" in node.value else "?"
    entry = Entry(node, so_far.log, Text(f"系列 {code}", f"series {code}"))
    code = so_far.declare(entry, "series")
    unit = selections.unit(entry, entry.get("unit"))
    by, label = entry.get("by", need=True), entry.get("label")
    measures, spoken, units = _measures(entry, so_far, by, unit)
    if label is not None:
        sources.check_ref(entry, label, so_far)
    found = SeriesDef(
        id=code,
        name=entry.name("name", need=True),
        by=",".join(f"{kind}:{name}".rstrip(":") for kind, name in dimensions(by)),
        measures=measures,
        window=selections.window(entry, need=True, ahead=True),
        measure_names=spoken,
        label=label.raw if label else "",
        bins=_bins(entry),
        unit=unit,
        top=entry.whole("top", high=1000),
        mask_below=entry.whole("mask_below"),
        measure_units=units,
    )
    entry.close()
    return found if code else None


def dimensions(by: Node | None) -> list[tuple[str, str]]:
    """`column:section_id, month:sampled_on` as (kind, column) pairs."""
    pairs = [part.strip().partition(":") for part in by.raw.split(",")] if by is not None else []
    return [(kind.strip(), name.strip()) for kind, _, name in pairs]


def _measures(
    entry: Entry, so_far: Known, by: Node | None, unit: str
) -> tuple[dict[str, Formula], dict[str, Text], dict[str, str]]:
    listed = entry.entry("measures", need=True)
    found: dict[str, Formula] = {}
    spoken: dict[str, Text] = {}
    units: dict[str, str] = {}
    for kind, _ in dimensions(by):
        if kind not in KINDS and by is not None:
            entry.unknown(by, "unknown_choice", KINDS, found=kind, name="by")
    for name, node in listed.node.value.items() if listed else ():
        inner = entry.within(node, name)
        if inner is None:
            continue
        said = selections.unit(inner, inner.get("unit")) or unit
        formula = formulas.Reader(so_far).formula(inner.entry("formula", need=True), unit=said)
        spoken[name] = inner.name("name", Text(name, name))
        inner.close()
        if formula is not None and by is not None:
            found[name] = _placed(inner, so_far, formula, by)
            units[name] = said
    return found, spoken, units


def _placed(entry: Entry, so_far: Known, formula: Formula, by: Node) -> Formula:
    """Checks that the measure can be told apart by every dimension; a date dimension becomes its `when` where it has none of its own."""
    for kind, name in dimensions(by):
        at = Node(name, by.file, by.line, name)
        source = so_far.sources.get(formula.n.table)
        if kind in ("column", "days_left"):
            column(entry, source, at, types=DATES if kind == "days_left" else (), field_name="by")
        elif kind in _TIMES and not formula.n.when:
            column(entry, source, at, types=DATES, field_name="by")
            n = replace(formula.n, when=name)
            N = replace(formula.N, when=formula.N.when or name) if formula.N is not None and formula.N.table == n.table else formula.N
            formula = replace(formula, n=n, N=N)
        elif kind == "place" and formula.n.place.none:
            entry.complain(entry.node, "missing_field", expected="place")
    return formula


def _bins(entry: Entry) -> tuple[int, ...]:
    """Upper bounds of days left, ascending."""
    at = entry.get("bins")
    if at is None:
        return ()
    values = [n.value for n in at.value] if at.is_list else []
    if not values or not all(isinstance(v, int) for v in values) or values != sorted(set(values)):
        entry.complain(at, "wrong_type", name="bins", found=at.raw, expected=Text("递增的整数列表", "a rising list of whole numbers"))
        return ()
    return tuple(values)
