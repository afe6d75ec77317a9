"""Commands that only look: check, show, rows."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import typer

from cockpit import catalog
from cockpit.cli import common
from cockpit.cli.common import Common
from cockpit.house import House, drill
from cockpit.model import STREET, Period, Reading, Snapshot
from cockpit.views import record, text


def check(options: Common) -> None:
    found, complaints = catalog.load(options.home / "catalog")
    lines = common.told(complaints, options.lang)
    if options.json:
        common.out_json({"ok": found is not None, "complaints": lines, "hash": found.hash if found else None})
    else:
        for line in lines:
            common.out(line)
        if found is not None:
            counts = (len(found.sources), len(found.indicators), len(found.communities))
            zh, en = "目录无误：数据源 {} 个，指标 {} 个，社区 {} 个。", "The catalogue is fine: {} sources, {} indicators, {} places."
            common.out((zh if options.lang == "zh" else en).format(*counts))
    if found is None:
        raise typer.Exit(common.FAILED)


def show(options: Common, *, indicator: str, place: str, period: str, as_of: str) -> None:
    with common.opened(options) as house:
        if indicator:
            common.known_indicator(house, indicator, options.lang)
        code = common.known_place(house, place, options.lang) if place else ""
        if period:
            readings = _of_period(house, options, indicator, code, period)
            version, day = _stamp(house)
        else:
            snapshot = _snapshot(house, options, as_of)
            readings = [
                r for r in snapshot.readings.values() if (not indicator or r.indicator == indicator) and (not code or r.place == code)
            ]
            version, day = snapshot.version, snapshot.as_of
        _tell(house, options, readings, version, day)


def _stamp(house: House) -> tuple[str, date | None]:
    newest = house.newest()
    return (newest.version, newest.as_of) if newest else ("", None)


def _snapshot(house: House, options: Common, as_of: str) -> Snapshot:
    if as_of:
        return house.take(common.day(as_of, options.lang))
    newest = house.newest()
    if newest is None:
        common.fail({"zh": "还没有快照：先运行 cockpit pull。", "en": "No snapshot yet: run cockpit pull first."}[options.lang])
    return newest


def _of_period(house: House, options: Common, indicator: str, place: str, period: str) -> list[Reading]:
    """Readings of any past window, as known now."""
    chosen = [house.catalog.indicators[indicator]] if indicator else list(house.catalog.indicators.values())
    found = []
    for each in chosen:
        window = parsed_period(house, options, each.window, period)
        for code in [place] if place else _places(house, each.id):
            found.append(house.rows(each.id, code, window, limit=1).reading)
    return found


def _places(house: House, indicator: str) -> list[str]:
    newest = house.newest()
    return [p for i, p in (newest.readings if newest else {}) if i == indicator] or [STREET]


def parsed_period(house: House, options: Common, window: str, period: str) -> Period:
    try:
        return house.office.parse_period(period, window)
    except ValueError:
        zh = f"不认识的时段 {period}，应写成 2026-W47、2026-10、2026-Q3 或 week@2026-11-22"
        en = f"Unknown period {period}; write 2026-W47, 2026-10, 2026-Q3 or week@2026-11-22"
        common.fail(zh if options.lang == "zh" else en, common.WRONG_USE)


def _tell(house: House, options: Common, readings: list[Reading], version: str, day: date | None) -> None:
    if options.json:
        told = record.readings(readings, house.catalog)
        common.out_json({"version": version, "as_of": day.isoformat() if day else None, "readings": told})
        return
    for reading in readings:
        common.out(_line(house, reading, options.lang))
    common.out(f"{'快照' if options.lang == 'zh' else 'snapshot'} {version}  as_of {day}")


def _line(house: House, reading: Reading, lang: str) -> str:
    indicator = house.catalog.indicators[reading.indicator]
    place = text.place(reading.place, {c.code: c.name.of(lang) for c in house.catalog.communities.values()}, lang)
    shown = text.figure(reading, unit=indicator.unit, decimals=indicator.decimals, better=indicator.better, lang=lang)
    value = (shown.text if reading.masked else shown.whole) + (f" |{shown.target}" if shown.target else "")
    why = text.why(reading.why, lang) if reading.why else f"n={_number(reading.n)} N={_number(reading.N)}"
    cells = [(reading.indicator, 34), (place, 12), (str(reading.period), 20), (value, 20), (text.state(reading.state, lang), 9)]
    return " ".join(_padded(cell, width) for cell, width in cells) + why


def _number(amount: float | None) -> str:
    return "—" if amount is None else f"{amount:g}" if amount != int(amount) else str(int(amount))


def _padded(cell: str, width: int) -> str:
    """Chinese characters take two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in cell)
    return cell + " " * max(0, width - taken)


def rows(options: Common, indicator: str, *, place: str, period: str, limit: int) -> None:
    with common.opened(options) as house:
        found = common.known_indicator(house, indicator, options.lang)
        code = common.known_place(house, place, options.lang)
        window = parsed_period(house, options, found.window, period) if period else _own_window(house, indicator, options)
        result = house.rows(indicator, code, window, limit=limit)
        if options.json:
            common.out_json(
                {
                    "reading": record.reading(result.reading, house.catalog),
                    "total_hit": result.total_hit,
                    "total_of": result.total_of,
                    "rows_hit": result.rows_hit,
                    "rows_of": result.rows_of,
                    "rows": [dict(row) for row in result.rows],
                    "after": result.after,
                }
            )
            return
        _table(house, result, window, options.lang)


def _own_window(house: House, indicator: str, options: Common) -> Period:
    return _snapshot(house, options, "").reading(indicator).period


def _table(house: House, result: drill.RowsResult, window: Period, lang: str) -> None:
    for row in result.rows:
        where = f"{row['_file']} {row['_sheet']} {'第' if lang == 'zh' else 'row '}{row['_row']}{'行' if lang == 'zh' else ''}".replace(
            "  ", " "
        )
        cells = " ".join(f"{name}={_cell(value)}" for name, value in row.items() if not name.startswith("_"))
        common.out(f"{where} | n={_number(row['_n'])} N={_number(row['_N'])} | {cells}")
    if result.reading.masked:
        common.out("<5: 不列出原始行" if lang == "zh" else "<5: rows are not listed")
    common.out(f"{window}  n = {_number(result.total_hit)}, N = {_number(result.total_of)}")


def _cell(value: Any) -> str:
    return "—" if value is None else str(value)
