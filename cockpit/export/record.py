"""The issue as JSON: the snapshot as the API gives it, with the week, when it was frozen, and whether late."""

from __future__ import annotations

import orjson

from cockpit.export import issue
from cockpit.views import record


def write(week: issue.WeekIssue, lang: str) -> bytes:
    frozen = {"week": week.week, "frozen_at": record.moment(week.frozen_at), "late": week.late}
    told = {**frozen, **record.snapshot(week.snapshot, week.catalog, lang=lang)}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
