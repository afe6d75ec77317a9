"""Commands that make something: demo, rebuild."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cockpit import demo as street
from cockpit.cli import common
from cockpit.cli.common import Common
from cockpit.demo import living
from cockpit.house import open_house, opening, rebuilding


@contextmanager
def progress(title: str, total: int | None, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere. The given function takes the work done so far."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, disable=quiet or not sys.stderr.isatty()) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


def ensure_catalog(options: Common) -> None:
    """A home without a catalogue gets the demo street's."""
    living.copy_catalog(options.home)


def demo(options: Common, *, until: str, weeks: int, rows: int | None, seed: int, files_only: Path | None) -> None:
    ensure_catalog(options)
    day = common.day(until, options.lang) if until else _today(options)
    if files_only is not None:
        with common.sentences(options.lang):
            found = opening.load_catalog(options.home)
        count = living.files_into(files_only, street.files(found, until=day, weeks=weeks, seed=seed, rows=rows))
        common.out(f"{count} 个文件在 {files_only}" if options.lang == "zh" else f"{count} files in {files_only}")
        return
    live_demo(options, until=day, weeks=weeks, rows=rows, seed=seed)


def _today(options: Common) -> date:
    with common.sentences(options.lang):
        opening.load_catalog(options.home)
    return living.today(options.home, common.now())


def live_demo(options: Common, *, until: date | None = None, weeks: int = 60, rows: int | None = None, seed: int = 1) -> None:
    """The street lives up to `until`; a home that has lived already lives only the days it missed."""
    ensure_catalog(options)
    until = until or _today(options)
    with common.sentences(options.lang):
        living.prepare(options.home, until=until, weeks=weeks)
        house = open_house(
            options.home,
            store_url=options.store,
            write=True,
            say=common.say,
            moment=living.birthday(options.home, until=until, weeks=weeks),
        )
        try:
            with progress("示例街道" if options.lang == "zh" else "Demo street", None, quiet=options.quiet) as done:
                lived = living.live(house, until=until, weeks=weeks, rows=rows, seed=seed, done=done)
        finally:
            house.close()
    if not options.quiet:
        zh = f"示例街道：收 {lived.files} 个文件、{lived.rows} 行，快照 {lived.version}"
        en = f"Demo street: {lived.files} files, {lived.rows} rows, snapshot {lived.version}"
        common.out(zh if options.lang == "zh" else en)


def rebuild(options: Common) -> None:
    with common.sentences(options.lang), progress("重建" if options.lang == "zh" else "Rebuild", None, quiet=options.quiet) as done:
        acts = rebuilding.rebuild(options.home, url=options.store, say=common.say, done=lambda now, _of: done(now))
    common.out(f"已按 {acts} 条动作重建。" if options.lang == "zh" else f"Rebuilt from {acts} acts.")
