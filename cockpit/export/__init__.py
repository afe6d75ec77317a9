"""The weekly issue as files. A format is one module and one line in `WRITERS`.

Every writer gets the same frozen week and says the same: value, state in shape and word, n and N, coverage, period. Same
week, same bytes: nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cockpit.export import issue, listing, page, record, workbook
from cockpit.export.issue import WeekIssue

__all__ = ["LANGUAGES", "WRITERS", "WeekIssue", "gaps", "name", "write"]

Writer = Callable[[WeekIssue, str], bytes]
WRITERS: Mapping[str, Writer] = {"xlsx": workbook.write, "html": page.write, "csv": listing.write, "json": record.write}
LANGUAGES = ("zh", "en")
gaps = issue.gaps


def write(week: WeekIssue, fmt: str, lang: str) -> bytes:
    """The bytes of one file of the issue. Raises KeyError for a format nobody writes."""
    return WRITERS[fmt](week, lang)


def name(week: WeekIssue, fmt: str, lang: str) -> str:
    """`cockpit_demo_2026-W47.xlsx`; the second language says so before the dot, so that both can lie in one folder."""
    suffix = "" if lang == week.catalog.street.languages[0] else f"_{lang}"
    return f"cockpit_{week.catalog.street.id}_{week.week}{suffix}.{fmt}"
