"""What stands beside the YAML: the holiday table and the boundaries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from chinese_calendar import constants

from cockpit.catalog import complaints, names, positions
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Community
from cockpit.model import Text

Rings = tuple[tuple[tuple[float, float], ...], ...]
EVERY_YEAR = frozenset(range(1970, 2200))
_SUBJECT = Text("节假日", "holidays")
_EDGES = Text("边界", "boundaries")


def holidays(kind: str, content: bytes | None, file: str, log: complaints.Log) -> tuple[dict[date, bool], frozenset[int]]:
    """Days that differ from Monday–Friday, and the years officially known; a year with rows in `holidays.csv` counts as known."""
    if kind == "none":
        if content is not None:
            log.add(Node(None, file, 1), "holidays_unused", subject=_SUBJECT, severity="warning")
        return {}, EVERY_YEAR
    days: dict[date, bool] = {**dict.fromkeys(constants.holidays, False), **dict.fromkeys(constants.workdays, True)}
    days |= _own_days(content, file, log) if content is not None else {}
    years = frozenset(day.year for day in days)
    return {day: worked for day, worked in sorted(days.items()) if worked != (day.weekday() < 5)}, years


def _own_days(content: bytes, file: str, log: complaints.Log) -> dict[date, bool]:
    text = positions.decode(content, file, log=log)
    rows = csv.DictReader(io.StringIO(text or ""))
    found: dict[date, bool] = {}
    if text is not None and not {"date", "workday"} <= set(rows.fieldnames or ()):
        header = ",".join(rows.fieldnames or ())
        log.add(Node(None, file, 1), "bad_csv", subject=_SUBJECT, name="1", found=header, expected="date,workday,name")
        return {}
    for row in rows:
        day, worked = _day(row["date"] or ""), {"0": False, "1": True}.get((row["workday"] or "").strip())
        if day is not None and worked is not None:
            found[day] = worked
            continue
        name, wanted = ("date", "2026-01-31") if day is None else ("workday", "0 / 1")
        log.add(Node(None, file, rows.line_num), "bad_csv", subject=_SUBJECT, name=name, found=row[name] or "", expected=wanted)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def boundaries(
    content: bytes | None, file: str, log: complaints.Log, communities: Mapping[str, Community]
) -> dict[str, Rings]:
    """Rings by community code, from features with `properties.code`; all problems here are warnings but an unreadable file."""
    if content is None:
        return {}
    text = positions.decode(content, file, log=log) or ""
    try:
        features = json.loads(text)["features"]
        found = {str(f["properties"]["code"]): _rings(f["geometry"]) for f in features}
    except (ValueError, KeyError, TypeError) as fault:
        line = fault.lineno if isinstance(fault, json.JSONDecodeError) else 1
        log.add(Node(None, file, line), "bad_geojson", subject=_EDGES, found=f"{type(fault).__name__} {fault}")
        return {}
    for code in found:
        if code not in communities:
            hint = names.place_names(communities).get(names.fold(code), "") or complaints.nearest(code, communities)
            log.add(_at(text, file, code), "boundary_unknown", subject=_EDGES, found=code, hint=hint, severity="warning")
    for code in communities:
        if code not in found:
            log.add(Node(None, file, 1), "boundary_missing", subject=_EDGES, found=code, severity="warning")
    return {code: rings for code, rings in found.items() if code in communities}


def _at(text: str, file: str, code: str) -> Node:
    """The line that names the code."""
    return Node(None, file, text[: max(text.find(f'"{code}"'), 0)].count("\n") + 1)


def _rings(geometry: Mapping[str, Any]) -> Rings:
    """Outer and inner rings of a Polygon, or of all polygons of a MultiPolygon."""
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    return tuple(tuple((float(x), float(y)) for x, y, *_ in ring) for polygon in polygons for ring in polygon)
