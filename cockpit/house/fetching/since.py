"""From where on a source is asked: by what stands in the store, so that there is no mark that could be lost or run ahead of the rows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.house.state import State
from cockpit.store.types import instant, seconds

Since = int | date | datetime
"""A number, a day, or an aware moment in the office's zone."""
_FIRST = date(1970, 1, 1)


def mark(state: State, source: schema.Source, *, moment: datetime) -> Since | None:
    """The newest standing value less the overlap, else where the catalogue says to begin; None where all is asked for each time.

    A value from the future is no mark: one mistyped year would keep everything away until then.
    """
    feed = source.feed
    if feed is None or not feed.since:
        return None
    kind = source.columns[feed.since].type
    newest = _newest(state, source, feed.since, kind, moment)
    if newest is None:
        return _begin(feed.begin, kind, state.office.tz)
    if kind == "int":
        return newest - feed.overlap
    if kind == "date":
        return calendar.from_number(newest) - timedelta(days=feed.overlap)
    return instant(newest - feed.overlap).astimezone(state.office.tz)


def _newest(state: State, source: schema.Source, name: str, kind: str, moment: datetime) -> int | None:
    table = state.store.facts[source.id]
    column = table.c[name]
    newest = sa.select(sa.func.max(column)).where(table.c["_out"].is_(None))
    if kind == "date":
        newest = newest.where(column <= calendar.day_number(state.office.local_day(moment)))
    elif kind == "datetime":
        newest = newest.where(column <= seconds(moment))
    with state.store.begin() as conn:
        found = conn.execute(newest).scalar()
    return None if found is None else int(found)


def _begin(said: str, kind: str, tz: ZoneInfo) -> Since:
    if kind == "int":
        return int(float(said)) if said else -1
    if kind == "date":
        return date.fromisoformat(said[:10]) if said else _FIRST
    moment = datetime.fromisoformat(said) if said else datetime(1970, 1, 1)
    return moment.replace(tzinfo=tz) if moment.tzinfo is None else moment.astimezone(tz)


def text(since: Since, form: str) -> str:
    """As it stands in an address: by the strftime pattern, else ISO."""
    if isinstance(since, int):
        return str(since)
    if form:
        return since.strftime(form)
    return since.isoformat(timespec="seconds") if isinstance(since, datetime) else since.isoformat()
