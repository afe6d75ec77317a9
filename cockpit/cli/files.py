"""Commands about batches and issues: batches, undo, export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from cockpit import export as exporting
from cockpit.catalog.schema import Catalog
from cockpit.cli import common, handing
from cockpit.cli.common import Common
from cockpit.house import Facts, HomeError, House, Moved, WeekError, archive, undoing
from cockpit.model import Batch
from cockpit.views import led, record, text

MOST_MOVED = 20


def batches(options: Common, number: int | None, *, limit: int) -> None:
    with common.opened(options) as house:
        if number is not None:
            found = house.batch(number)
            if found is None:
                common.unknown(
                    "批次" if options.lang == "zh" else "batch", str(number), [str(b.id) for b in house.batches(limit=20)], options.lang
                )
            _one(options, *found, facts=house.facts(found[0]), moved=house.moved(found[0]), catalog=house.catalog)
            return
        listed = house.batches(limit=limit)
        if options.json:
            common.out_json({"batches": [record.batch(b, (), lang=options.lang) for b in listed]})
            return
        for batch in listed:
            common.out(_line(batch, options.lang))


def _one(options: Common, batch: Batch, problems: list[Any], *, facts: Facts, moved: Moved, catalog: Catalog) -> None:
    if options.json:
        common.out_json(record.batch(batch, problems, lang=options.lang) | record.led(facts, moved, catalog))
        return
    common.out(_line(batch, options.lang))
    for problem in problems:
        common.out("  " + text.problem(problem, options.lang))
    for line in _led(facts, moved, catalog, options.lang):
        common.out("  " + line)


def _led(facts: Facts, moved: Moved, catalog: Catalog, lang: str) -> Iterator[str]:
    zh = lang == "zh"
    if facts.opened or facts.closed:
        yield (
            f"写入{facts.opened}行，其中{facts.standing}行现在仍有效；结束旧行{facts.closed}行。"
            if zh
            else f"{facts.opened} rows written, {facts.standing} of them still standing; {facts.closed} rows ended."
        )
    if not moved.readings:
        return
    shared = (f"（期间还有{moved.along}批）" if zh else f" (with {moved.along} other batches)") if moved.along else ""
    yield f"改变的读数{shared}：" if zh else f"Readings that changed{shared}:"
    for was, now in moved.readings[:MOST_MOVED]:
        indicator = catalog.indicators[now.indicator]
        place = text.place(now.place, {c.code: c.name.of(lang) for c in catalog.communities.values()}, lang)
        before, after = (led.figure(each, indicator, lang) for each in (was, now))
        yield f"  {indicator.name.of(lang)} {place} {now.period}{'：' if zh else ': '}{before} → {after}"
    if (more := len(moved.readings) - MOST_MOVED) > 0:
        yield f"  另有{more}个，见 --json" if zh else f"  and {more} more, see --json"


def _line(batch: Batch, lang: str) -> str:
    e = batch.equation
    sums = f"{e.read} = {e.new}+{e.changed}+{e.unchanged} + {e.merged} + {e.held} + {e.refused} + {e.not_data}"
    names = (
        "读到 = 新增+更改+未变 + 合并 + 待定 + 拒收 + 非数据"
        if lang == "zh"
        else "read = new+changed+unchanged + merged + held + refused + not data"
    )
    undone = (f"（已被 {batch.undone_by} 撤销）" if lang == "zh" else f" (undone by {batch.undone_by})") if batch.undone_by else ""
    if batch.released_by:
        undone += f"（由 {batch.released_by} 放行）" if lang == "zh" else f" (released by {batch.released_by})"
    head = f"{batch.id:>6} {batch.kind:<8} {batch.source or '?':<24} {text.verdict(batch.verdict, lang)}{undone}"
    return f"{head}  {batch.file}  {names}: {sums}"


def undo(options: Common, number: int) -> None:
    now = common.now()
    try:
        with common.opened_or_busy(options) as house:
            batch = house.undo(number, moment=now)
            house.keep(as_of=house.office.local_day(now), moment=now)
            told = batch.id
    except HomeError:
        answer = handing.over(options, "undo", {"batch": number})
        told = answer.get("batch", 0)
        if "error" in answer:
            common.fail(_undo_error(answer["error"], number, options.lang))
    except undoing.UndoError as error:
        common.fail(_undo_error(error.code, number, options.lang))
    common.out(f"批次 {number} 已撤销（撤销批次 {told}）" if options.lang == "zh" else f"Batch {number} undone by batch {told}")


def _undo_error(code: str, number: int, lang: str) -> str:
    zh = {"unknown": "没有批次 {}。", "already_undone": "批次 {} 已经撤销过。", "not_accepted": "批次 {} 没有入库的行，无需撤销。"}
    en = {"unknown": "There is no batch {}.", "already_undone": "Batch {} is undone already.", "not_accepted": "Batch {} brought no rows."}
    return (zh if lang == "zh" else en).get(code, code).format(number)


def export(options: Common, what: str, *, week: str, formats: list[str], lang: str, folder: Path | None) -> None:
    if what != "week":
        common.fail("export: week", common.WRONG_USE)
    wanted = _formats(formats, options.lang)
    try:
        with common.opened_or_busy(options) as house:
            done, missing = written(house, week=week, formats=wanted, lang=lang, folder=folder, now=common.now())
    except HomeError:
        body = {"week": week, "formats": wanted, "lang": lang, "folder": str(folder.absolute()) if folder else ""}
        answer = handing.over(options, "issue", body)
        if "error" in answer:
            common.fail(f"{answer['error']}: {answer.get('about', '')}")
        done, missing = answer["done"], answer["missing"]
    except WeekError as error:
        common.fail(week_error(error, options.lang))
    except OSError as error:
        common.fail(f"写不了：{error.strerror}。" if options.lang == "zh" else f"Cannot write: {error.strerror}.")
    _told(options, done, missing)


def _formats(formats: list[str], lang: str) -> list[str]:
    names = [name for given in formats for name in given.split(",")]
    for name in names:
        if name not in exporting.WRITERS:
            common.unknown("格式" if lang == "zh" else "format", name, exporting.WRITERS, lang)
    return names or list(exporting.WRITERS)


def week_error(error: WeekError, lang: str) -> str:
    zh = {"malformed": "不是周号：{}，应写成 2026-W47。", "not_over": "{} 还没有结束。", "nothing_known": "{} 没有任何数据。"}
    en = {"malformed": "Not a week: {}; write 2026-W47.", "not_over": "{} is not over yet.", "nothing_known": "Nothing is known of {}."}
    return (zh if lang == "zh" else en)[error.code].format(error.week)


def written(
    house: House, *, week: str, formats: list[str], lang: str, folder: Path | None, now: datetime
) -> tuple[list[dict[str, str]], list[str]]:
    """Freeze if need be, issue what was not issued before, write the issued bytes into `folder`; and what the issue lacks."""
    wanted = week or _last_complete(house)
    house.freeze(wanted, moment=now)
    frozen = house.week(wanted)
    assert frozen is not None
    issued, snapshot = frozen
    told = exporting.WeekIssue(wanted, issued.week.frozen_at, issued.week.late, snapshot, house.catalog)
    place = folder or house.home / "exports"
    done = []
    for fmt in formats:
        known = issued.files.get((fmt, lang))
        if known is None:
            file = exporting.name(told, fmt, lang)
            known = house.issue(wanted, fmt, lang, file=file, data=exporting.write(told, fmt, lang), moment=now)
        archive.write_whole(place / known.file, house.issued(known))
        done.append({"week": wanted, "format": fmt, "file": str(place / known.file), "sha256": known.sha256})
    return done, list(exporting.gaps(told))


def _last_complete(house: House) -> str:
    """The last reporting week complete before the day the newest snapshot looks from."""
    newest = house.newest()
    if newest is None:
        raise WeekError("nothing_known", "—")
    return house.office.week_id(house.office.last_complete_week(newest.as_of))


def _told(options: Common, done: list[dict[str, str]], missing: list[str]) -> None:
    if options.json:
        common.out_json({"files": done, "incomplete": missing})
    else:
        common.out(done[0]["week"] if done else "")
        for each in done:
            common.out(each["file"])
        if missing and not options.quiet:
            head = "本期不完整：" if options.lang == "zh" else "This issue is incomplete: "
            common.out(head + "；".join(missing))
    if missing:
        raise typer.Exit(common.INCOMPLETE)
