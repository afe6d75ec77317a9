"""`template`: a workbook to fill in."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from cockpit import calendar, catalog
from cockpit.cli import common
from cockpit.cli.common import Common
from cockpit.house import archive
from cockpit.intake import template


def write(options: Common, source: str, *, out: Path | None) -> None:
    """Write the template of one source; a file that is there already is only replaced when `out` names it."""
    found, complaints = catalog.load(options.home / "catalog")
    if found is None:
        common.fail("\n".join(common.told(complaints, options.lang)))
    known = {name: each for name, each in found.sources.items() if not each.system}
    by_name = {word: name for name, each in known.items() for word in (name, each.name.zh, each.name.en)}
    if source not in by_name:
        common.unknown("数据源" if options.lang == "zh" else "source", source, by_name, options.lang)
    chosen = known[by_name[source]]
    place = out or Path(template.blank_name(chosen, options.lang))
    if out is None and place.exists():
        common.fail(_there(place, options.lang), common.WRONG_USE)
    office = calendar.Office(found.street.zone, found.street.week_starts)
    made = template.write(chosen, found, day=office.local_day(common.now()), lang=options.lang)
    try:
        if not place.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        archive.write_whole(place, made)
    except OSError as error:
        common.fail(_unwritten(place, error, options.lang))
    if options.json:
        common.out_json({"source": chosen.id, "file": str(place), "size": len(made)})
    else:
        common.out(str(place))


def _there(place: Path, lang: str) -> str:
    zh, en = f"{place} 已经在这里：用 --out 另给一个文件名。", f"{place} is there already: give another name with --out."
    return en if lang == "en" else zh


def _unwritten(place: Path, error: OSError, lang: str) -> str:
    return f"Cannot write {place}: {error.strerror}." if lang == "en" else f"写不了 {place}：{error.strerror}。"
