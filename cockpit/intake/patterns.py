"""File names as a source declares them: `信访事项_{week}.csv` tells the period a delivery covers and the community that sent it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import PurePath

from cockpit.calendar import Office, month_end, quarter_end
from cockpit.catalog.names import fold, place_names
from cockpit.catalog.schema import Catalog, Source

_TOKENS: Mapping[str, str] = {
    "{date}": r"(?P<date{n}>\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{8}}|\d{{4}}年\d{{1,2}}月\d{{1,2}}日)",
    "{week}": r"(?P<week{n}>\d{{4}}-?W\d{{1,2}})",
    "{month}": r"(?P<month{n}>\d{{4}}-\d{{1,2}}|\d{{6}}|\d{{4}}年\d{{1,2}}月)",
    "{quarter}": r"(?P<quarter{n}>\d{{4}}-?Q[1-4])",
    "{year}": r"(?P<year{n}>\d{{4}})年?",
    "{place}": r"(?P<place{n}>[^_]+?)",
    "{*}": r".*?",
}
_COPY = re.compile(r"\s*(?:[(（]\d{1,3}[)）]|-\s*副本(?:\s*[(（]\d+[)）])?|_?副本| - copy)$", re.IGNORECASE)
_ENDINGS = frozenset(
    (
        ".csv", ".txt", ".tsv", ".xlsx", ".xls", ".et", ".ods", ".json", ".jsonl", ".geojson", ".html", ".htm",
        ".xlsm", ".xlsb", ".pdf", ".doc", ".docx", ".zip",
    )
)  # fmt: skip
"""Also of kinds that are not read: whoever sends one is to hear that, not that nobody knows the file."""
_OTHER_ENDING = 1000
"""How much less a name under another ending weighs than any under the declared one."""
_SPLIT = re.compile(r"(\{(?:date|week|month|quarter|year|place|\*)\})")
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Named:
    """What a name tells: the span it covers, the community's code (`unknown` the word that named none), how specific the pattern was
    (negative when only the ending differs)."""

    covers: Span | None
    place: str
    unknown: str
    weight: int


def read(name: str, source: Source, catalog: Catalog) -> Named | None:
    """What this name tells under the source's patterns; None when it fits none of them."""
    plain = _plain(name)
    found = [n for pattern in source.files if (n := _read_either(plain, _plain(pattern), catalog))]
    return max(found, key=lambda named: (named.covers is not None, not named.unknown, named.weight), default=None)


def _read_either(name: str, pattern: str, catalog: Catalog) -> Named | None:
    """As the pattern stands, else under its ending: a template filled in for a CSV source is a workbook and tells its week all the same."""
    stem, dot, ending = name.rpartition(".")
    found = _read_one(name, pattern, catalog)
    if found is not None or f".{ending}" not in _ENDINGS or PurePath(pattern).suffix not in _ENDINGS:
        return found
    other = _read_one(f"{stem}{dot}{PurePath(pattern).suffix[1:]}", pattern, catalog)
    return None if other is None else replace(other, weight=other.weight - _OTHER_ENDING)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """Composed, half-width, lower-case, and without the mark a second download or copy gets."""
    path = PurePath(PurePath(name).name)
    return unicodedata.normalize("NFKC", _COPY.sub("", path.stem) + path.suffix).lower()


def _read_one(name: str, pattern: str, catalog: Catalog) -> Named | None:
    match = _compiled(pattern).fullmatch(name)
    if match is None:
        return None
    words = {key.rstrip("0123456789"): value for key, value in match.groupdict().items()}
    try:
        spans = [span for key, value in match.groupdict().items() if (span := _span(key, value, catalog))]
    except (ValueError, OverflowError):
        return None
    place = place_names(catalog.communities).get(fold(words.get("place", "")), "")
    covers = (min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None
    unknown = words.get("place", "") if not place else ""
    return Named(covers, place, unknown, len(_SPLIT.sub("", pattern)))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = [
        _TOKENS[part].format(n=n) if part in _TOKENS else re.escape(part) for n, part in enumerate(_SPLIT.split(pattern))
    ]  # fmt: skip
    return re.compile("".join(parts), re.IGNORECASE)


def _span(key: str, value: str, catalog: Catalog) -> Span | None:
    """The days of one token's text. Raises ValueError or OverflowError for a day or week that does not exist."""
    kind = key.rstrip("0123456789")
    if kind == "place":
        return None
    if kind == "week":
        end = Office(catalog.street.zone, catalog.street.week_starts).week_of(value.upper())
        return end - timedelta(days=6), end
    digits = [int(part) for part in re.findall(r"\d+", value)]
    if kind == "date":
        year, month, day = digits if len(digits) == 3 else (digits[0] // 10_000, digits[0] // 100 % 100, digits[0] % 100)
        return date(year, month, day), date(year, month, day)
    if kind == "month":
        year, month = digits if len(digits) == 2 else (digits[0] // 100, digits[0] % 100)
        return date(year, month, 1), month_end(date(year, month, 1))
    if kind == "quarter":
        first = date(digits[0], digits[1] * 3 - 2, 1)
        return first, quarter_end(first)
    return date(digits[0], 1, 1), date(digits[0], 12, 31)
