"""What a request asks for, checked against the catalogue. A wrong word is answered with the nearest right ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import flask

from cockpit import calendar
from cockpit.api import bodies
from cockpit.catalog.schema import Catalog
from cockpit.model import NOWHERE, STREET, Json, Period, Snapshot

MAX_ROWS = 1000
DEFAULT_ROWS = 100


class Wrong(Exception):
    """A request that cannot be answered: `code` 404 for unknown names, 400 for values that are no values."""

    def __init__(self, code: int, field: str, given: str, *, nearest: Iterable[str] = (), expected: str = "") -> None:
        super().__init__(f"{field}={given}")
        self.code, self.field, self.given = code, field, given
        self.nearest, self.expected = tuple(nearest), expected


def unknown(field: str, given: str, names: Iterable[str]) -> Wrong:
    return Wrong(404, field, given, nearest=difflib.get_close_matches(given, list(names), n=3, cutoff=0.4))


def indicator(args: Mapping[str, str], catalog: Catalog) -> str:
    given = args.get("indicator", "")
    if not given:
        raise Wrong(400, "indicator", "", expected="an indicator's id")
    if given not in catalog.indicators:
        raise unknown("indicator", given, catalog.indicators)
    return given


def place(args: Mapping[str, str], catalog: Catalog) -> str:
    given = args.get("place", STREET)
    if given not in {STREET, NOWHERE} and given not in catalog.communities:
        raise unknown("place", given, catalog.communities)
    return given


def period(args: Mapping[str, str], snapshot: Snapshot, *, of: tuple[str, str], office: calendar.Office, window: str) -> Period:
    """The asked period, long or short form; that of the reading `of` (indicator, place) when none is given."""
    given = args.get("period", "")
    if given:
        try:
            return office.parse_period(given, window)
        except ValueError:
            raise Wrong(400, "period", given, expected="week@2026-11-22, 2026-W47, 2026-10, 2026-Q3") from None
    told = snapshot.readings.get(of)
    if told is None:
        raise unknown("place", of[1], (p for i, p in snapshot.readings if i == of[0]))
    return told.period


def cursor(args: Mapping[str, str]) -> str:
    """Where the page before ended, as that page said it; digits and a dot, nothing else."""
    given = args.get("after", "")
    if given and not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,18})?", given):
        raise Wrong(400, "after", given, expected="the answer before's `after`")
    return given


def number(args: Mapping[str, str], name: str, *, default: int, low: int, high: int) -> int:
    given = args.get(name, "")
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or len(given) > 12 or not low <= int(given) <= high:
        raise Wrong(400, name, given, expected=f"{low}–{high}")
    return int(given)


def day(args: Mapping[str, str], name: str) -> date | None:
    given = args.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise Wrong(400, name, given, expected="2026-11-22") from None


def window(args: Mapping[str, str]) -> str:
    given = args.get("window", "")
    if given and not calendar.is_window(given):
        raise Wrong(400, "window", given, expected="day week 4weeks 13weeks month quarter ytd 12m stock all")
    return given


def lang(args: Mapping[str, str], catalog: Catalog) -> str:
    given = args.get("lang", "zh")
    if given not in catalog.street.languages:
        raise Wrong(400, "lang", given, expected=" ".join(catalog.street.languages))
    return given


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day asked for, both inclusive; None is open."""

    first: date | None
    last: date | None

    def has(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def span(args: Mapping[str, str]) -> Span:
    asked = Span(day(args, "from"), day(args, "to"))
    if asked.first and asked.last and asked.first > asked.last:
        raise Wrong(400, "from", asked.first.isoformat(), expected=f"≤ {asked.last.isoformat()}")
    return asked


def answer(error: Wrong) -> flask.Response:
    """What is said to a wrong request, whichever route it was for."""
    said: Json = {"code": error.code, "field": error.field, "given": error.given[:200]}
    if error.code == 404:
        said |= {"nearest": list(error.nearest), "zh": f"没有“{said['given']}”", "en": f"There is no {error.field} “{said['given']}”"}
    else:
        said |= {"expected": error.expected, "zh": f"参数{error.field}应为{error.expected}"}
        said["en"] = f"{error.field} should be {error.expected}"
    body = bodies.write({"error": said})
    return flask.Response(body, error.code, mimetype="application/json", headers={"Cache-Control": "no-store"})
