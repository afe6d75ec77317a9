"""`cockpit doctor`: what is unsafe, missing, too old or nearly full, each in one sentence with what to do."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from cockpit import catalog
from cockpit.catalog.schema import Catalog
from cockpit.house import HomeError, House, alive, open_house, quarantine
from cockpit.model import SourceState, Text
from cockpit.screen import assets, fonts
from cockpit.store import StoreError, sqlite

SHAPES = {"good": "√", "warn": "▲", "bad": "◆"}
_FREE_BAD, _FREE_WARN = 200 << 20, 2 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `level`: good, warn (will trouble soon) or bad (troubles now)."""

    code: str
    level: str
    text: Text


def examine(home: Path, *, store_url: str | None, now: datetime) -> list[Finding]:
    """Everything that can be looked at without writing anything."""
    found = [*_disk(home), *_folders(home), *_library()]
    loaded, complaints = catalog.load(home / "catalog")
    if loaded is None:
        lines = "；".join(c.sentence("zh") for c in complaints[:3])
        english = "; ".join(c.sentence("en") for c in complaints[:3])
        return [
            *found,
            Finding(
                "catalog", "bad", Text(f"目录有误，先运行 cockpit check：{lines}", f"The catalogue is wrong, run cockpit check: {english}")
            ),
        ]
    found += [Finding("catalog", "good", Text("目录无误。", "The catalogue is fine.")), *_holidays(loaded, now.date()), *_glyphs(loaded)]
    found += _quarantine(home, loaded)
    return found + list(_opened(home, store_url, now))


def _opened(home: Path, store_url: str | None, now: datetime) -> Iterator[Finding]:
    try:
        house = open_house(home, store_url=store_url)
    except (StoreError, HomeError) as error:
        yield Finding("store", "bad", Text(f"数据库打不开：{error}", f"The store cannot be opened: {error}"))
        return
    try:
        looks: tuple[Callable[[House, datetime], Iterator[Finding]], ...] = (_integrity, _sources, _worker)
        for look in looks:
            yield from look(house, now)
    finally:
        house.close()


def _integrity(house: House, now: datetime) -> Iterator[Finding]:
    with house.state.store.begin() as conn:
        if conn.dialect.name == "sqlite" and conn.exec_driver_sql("PRAGMA quick_check").scalar() != "ok":
            yield Finding(
                "store", "bad", Text("数据库损坏：停止服务，运行 cockpit rebuild。", "The store is damaged: stop and run cockpit rebuild.")
            )
            return
    yield Finding("store", "good", Text("数据库完好。", "The store is sound."))


def _sources(house: House, now: datetime) -> Iterator[Finding]:
    newest = house.newest()
    if newest is None:
        yield Finding("snapshot", "warn", Text("还没有快照：运行 cockpit pull。", "No snapshot yet: run cockpit pull."))
        return
    silent = [s.id for s in newest.sources.values() if s.state is SourceState.SILENT]
    if silent:
        names = "、".join(house.catalog.sources[s].name.zh for s in silent)
        english = ", ".join(house.catalog.sources[s].name.en for s in silent)
        yield Finding(
            "silent", "warn", Text(f"停更的数据源：{names}。请责任科室补报。", f"Silent sources: {english}. Ask their units to send.")
        )


def _worker(house: House, now: datetime) -> Iterator[Finding]:
    seen = alive.read(house.home).seen_at
    if seen is None or now - seen > alive.LOST_AFTER:
        told = seen.isoformat(timespec="minutes") if seen else "—"
        yield Finding("worker", "warn", Text(f"工作进程没有运行（最近一次 {told}）。", f"The worker is not running (last seen {told})."))


def _disk(home: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(home if home.exists() else home.parent).free
    level = "bad" if free < _FREE_BAD else "warn" if free < _FREE_WARN else "good"
    size = f"{free / (1 << 30):.1f} GB"
    yield Finding("disk", level, Text(f"磁盘剩余 {size}。", f"{size} of disk free."))


def _quarantine(home: Path, found: Catalog) -> Iterator[Finding]:
    """What is younger than six months is never removed: then somebody has to make room, or look who sends so much."""
    size, most = quarantine.size(home), quarantine.most(found.street.limits)
    if size > most:
        told = f"{size / (1 << 20):.1f} MB", f"{round(most / (1 << 20), 2):g} MB"
        zh = f"隔离区 {told[0]}，超过 {told[1]}：请责任科室处理坏文件，或调高 limits.quarantine_mb。"
        en = f"The quarantine holds {told[0]}, more than {told[1]}: have its files mended, or raise limits.quarantine_mb."
        yield Finding("quarantine", "warn", Text(zh, en))


def _folders(home: Path) -> Iterator[Finding]:
    if not home.is_dir():
        yield Finding("home", "bad", Text(f"没有数据目录 {home.name}。", f"There is no data home {home.name}."))
        return
    restricted = home / "restricted"
    for folder, forbidden in ((home, stat.S_IWOTH), (restricted, stat.S_IRWXG | stat.S_IRWXO)):
        if folder.is_dir() and folder.stat().st_mode & forbidden:
            zh, en = f"目录 {folder.name} 权限过宽，应收紧。", f"The folder {folder.name} is open to others; tighten it."
            yield Finding("permissions", "bad", Text(zh, en))


def _library() -> Iterator[Finding]:
    version = sqlite.driver().sqlite_version
    safe = sqlite.journal(sqlite.driver()) == "wal"
    zh, en = f"SQLite {version}。", f"SQLite {version}."
    if not safe:
        zh, en = (
            f"SQLite {version} 有已知的日志缺陷，已改用回滚日志。",
            f"SQLite {version} has a known journal fault; the rollback journal is used.",
        )
    yield Finding("sqlite", "good" if safe else "warn", Text(zh, en))


def _holidays(found: Catalog, today: date) -> Iterator[Finding]:
    """Thirty days before the official table runs out there is still time to write the next year's."""
    soon = today + timedelta(days=30)
    if found.holiday_years and soon.year not in found.holiday_years:
        zh = f"未配置 {soon.year} 年节假日：在 catalog/holidays.csv 补上，此前工作日为暂定。"
        en = f"No holidays for {soon.year}: add them to catalog/holidays.csv; until then working days are provisional."
        yield Finding("holidays", "warn", Text(zh, en))


def _glyphs(found: Catalog) -> Iterator[Finding]:
    missing = fonts.missing(fonts.needed(found, (assets.package(), assets.folder())))
    if missing:
        shown = "".join(sorted(missing)[:20])
        yield Finding("glyphs", "bad", Text(f"字体缺字：{shown}", f"The font lacks these characters: {shown}"))
