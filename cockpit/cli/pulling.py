"""`cockpit pull`: one pass over the inbox, by this process or by the live worker."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

import typer

from cockpit.cli import common, handing
from cockpit.cli.common import Common
from cockpit.house import HomeError, House, taking
from cockpit.house.fetching import Fetched, Fetcher
from cockpit.model import Batch, Level, Problem, Verdict

_LONGEST_SETTLE_S = 60


def pull(options: Common, *, as_of: str, source: str) -> None:
    begun = time.monotonic()
    try:
        with common.opened_or_busy(options) as house:
            told = _pulled(house, options, _moment(house, options, as_of=as_of, source=source), source)
    except HomeError:
        told = _handed_over(options, as_of=as_of, source=source)
    _tell(options, told, time.monotonic() - begun)


def _moment(house: House, options: Common, *, as_of: str, source: str) -> datetime | None:
    """Noon of the day that is acted, None for now; both arguments are checked here."""
    if source and source not in house.catalog.sources:
        common.unknown("数据源" if options.lang == "zh" else "source", source, house.catalog.sources, options.lang)
    return house.office.instant(common.day(as_of, options.lang), taking.NOON) if as_of else None


def _pulled(house: House, options: Common, moment: datetime | None, source: str) -> dict[str, Any]:
    """Sources that are due are asked; then pass after pass until nothing waits: what has not settled is waited for, up to a minute."""
    asked = Fetched() if moment else Fetcher(house.state).all(common.now(), source=source, at_once=bool(source))
    batches, problems = asked.batches, asked.problems
    problems += [lost.why for name, lost in house.state.lost.items() if source in ("", name)]
    until = time.monotonic() + _LONGEST_SETTLE_S
    while True:
        done = house.pull(common.now(), clock_ns=time.time_ns, as_of=moment, source=source, done=batches.append)
        problems += done.problems
        problems += [Problem("reading_ended", Level.HOLD, file=name) for name, _ in done.failed]
        if not done.waiting or (not done.batches and time.monotonic() > until):
            return _told(options, batches, problems, version=done.snapshot.version, waiting=done.waiting)
        time.sleep(0.0 if done.batches else 0.3)


def _handed_over(options: Common, *, as_of: str, source: str) -> dict[str, Any]:
    """The same by the live worker, asked until nothing waits; told is all that was taken in meanwhile."""
    with common.opened(options) as house:
        moment = _moment(house, options, as_of=as_of, source=source)
        before = max((b.id for b in house.batches(limit=1)), default=0)
    body = {"source": source, "as_of": moment.isoformat() if moment else "", "ask": True}
    until = time.monotonic() + _LONGEST_SETTLE_S
    while "error" not in (answer := handing.over(options, "pull", body)):
        if not answer["waiting"] or (not answer["batches"] and time.monotonic() > until):
            break
        time.sleep(0.0 if answer["batches"] else 1.0)
        body["ask"] = False
    if "error" in answer:
        return answer
    with common.opened(options) as house:
        taken = [b for b in reversed(house.batches(after=before)) if b.kind == "file"]
        problems = [p for b in taken for p in (house.batch(b.id) or (b, []))[1]]
    return _told(options, taken, problems, version=answer["version"], waiting=answer["waiting"])


def _told(options: Common, batches: list[Batch], problems: list[Problem], *, version: str, waiting: int) -> dict[str, Any]:
    sentences = [common.say(p, options.lang) for p in problems if p.level is not Level.NOTE]
    bad = (Verdict.QUARANTINED, Verdict.RESTRICTED, Verdict.HELD)
    return {
        "batches": [b.id for b in batches],
        "rows": sum(b.equation.read for b in batches),
        "problems": len(sentences),
        "sentences": sentences,
        "version": version,
        "trouble": bool(sentences) or any(b.equation.refused or b.equation.held or b.verdict in bad for b in batches),
        "waiting": waiting,
    }


def _tell(options: Common, told: dict[str, Any], seconds: float) -> None:
    if "error" in told:
        common.fail(f"{told['error']}: {told.get('about', '')}")
    if options.json:
        common.out_json({**told, "seconds": round(seconds, 2)})
    else:
        for sentence in told.get("sentences", []):
            common.out(sentence)
        zh = "文件 {} 个，行 {}，问题 {}，快照 {}，用时 {:.1f} 秒"
        en = "{} files, {} rows, {} problems, snapshot {}, {:.1f} s"
        common.out(
            (zh if options.lang == "zh" else en).format(len(told["batches"]), told["rows"], told["problems"], told["version"], seconds)
        )
    if told.get("trouble"):
        raise typer.Exit(common.REFUSED)
