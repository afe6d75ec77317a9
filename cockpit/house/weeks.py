"""Frozen weeks: a snapshot whose windows end with the reporting week, kept by hash and never changed; and the files issued from it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from cockpit import calendar
from cockpit.house import archive, taking
from cockpit.house.state import State
from cockpit.model import Snapshot
from cockpit.snapshot import codec
from cockpit.store import acts
from cockpit.store import weeks as stored


@dataclass(frozen=True, slots=True)
class Issued:
    """One frozen week with the files issued from it, by (format, lang)."""

    week: stored.Week
    files: dict[tuple[str, str], stored.Issue]


class WeekError(ValueError):
    """A week that cannot be frozen; `code` is malformed, not_over or nothing_known."""

    def __init__(self, code: str, week: str) -> None:
        super().__init__(f"{code}: {week}")
        self.code = code
        self.week = week


def freeze(state: State, week: str, *, moment: datetime) -> stored.Week:
    """Freeze a reporting week, once: a second call gives back what the first froze."""
    with state.store.begin() as conn:
        known = stored.get(conn, week)
    if known is not None:
        return known
    end = _end(state, week, moment)
    as_of = end + calendar.DAY
    then = state.office.instant(as_of, state.catalog.street.freeze_at)
    late = state.office.local_day(moment) > _freeze_day(state, end)
    with state.change() as conn:
        found = taking.recorded(state, conn, as_of=as_of, moment=then, week_end=end)
        if all(reading.value is None for reading in found.readings.values()):
            raise WeekError("nothing_known", week)
        sha256 = archive.keep(state.archive, zlib.compress(codec.dumps(found), 9))
        frozen = stored.Week(week, moment, late, found.version, sha256)
        acts.append(conn, "freeze", {"week": week, "version": found.version, "sha256": sha256, "late": late}, moment)
        stored.freeze(conn, frozen)
    acts.mirror(state.store, state.acts_path)
    return frozen


def _end(state: State, week: str, moment: datetime) -> date:
    try:
        end = state.office.week_of(week)
    except (ValueError, StopIteration) as error:
        raise WeekError("malformed", week) from error
    if end >= state.office.local_day(moment):
        raise WeekError("not_over", week)
    return end


def _freeze_day(state: State, end: date) -> date:
    wanted = calendar.WEEKDAYS.index(state.catalog.street.freeze_day)
    return next(d for d in (end + i * calendar.DAY for i in range(1, 8)) if d.weekday() == wanted)


def listed(conn: sa.Connection) -> list[Issued]:
    """All frozen weeks, newest first."""
    files: dict[str, dict[tuple[str, str], stored.Issue]] = {}
    for each in stored.issues(conn):
        files.setdefault(each.week, {})[each.format, each.lang] = each
    return [Issued(week, files.get(week.week, {})) for week in stored.listing(conn)]


def snapshot(root: Path, week: stored.Week) -> Snapshot:
    """The snapshot as it was frozen, from the archive."""
    return codec.loads(zlib.decompress(archive.fetch(root, week.sha256)))


def issue(state: State, week: str, fmt: str, lang: str, *, file: str, data: bytes, moment: datetime) -> stored.Issue:
    """Keep an issued file's bytes; once issued, the same bytes are served for ever: a second call gives back the first."""
    with state.store.begin() as conn:
        known = {(i.format, i.lang): i for i in stored.issues(conn, week)}
        if (fmt, lang) in known:
            return known[fmt, lang]
    issued = stored.Issue(week, fmt, lang, archive.keep(state.archive, data), file)
    with state.store.begin() as conn:
        acts.append(conn, "issue", {"week": week, "format": fmt, "lang": lang, "file": file, "sha256": issued.sha256}, moment)
        stored.issue(conn, issued)
    acts.mirror(state.store, state.acts_path)
    return issued
