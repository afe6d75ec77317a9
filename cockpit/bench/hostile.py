"""A small workbook whose last cell is the last of the grid: what refusing it costs the reading process, as the worker has it read."""

from __future__ import annotations

import io
import multiprocessing
import statistics
import tempfile
import time
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cockpit.bench import ground, served
from cockpit.bench.intake import LAST
from cockpit.bench.result import Result, figure
from cockpit.catalog import schema
from cockpit.house import open_house, reading, receive
from cockpit.model import Verdict

FAR = "XFD1048576"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = (
    f'<?xml version="1.0"?><worksheet xmlns="{_SPACE}"><dimension ref="A1:{FAR}"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
    f'<row r="1048576"><c r="{FAR}"><v>1</v></c></row></sheetData></worksheet>'
)


@dataclass(frozen=True, slots=True)
class _Cost:
    """Seconds from the bytes to the verdict with its reasons written; by how much the child's peak grew (None: not told)."""

    seconds: float
    grown_mb: float | None


def hostile(times: int = 3) -> Result:
    """Against a harmless workbook of the same kind that is read and taken in; each time a house and a child of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ground.write_workbook(folder / "small.xlsx", ground.rows(5, first=1, last_day=LAST))
        harmless = (folder / "small.xlsx").read_bytes()
        far = _far(harmless)
        base = [_offered(folder / f"harmless{i}", harmless, Verdict.ACCEPTED) for i in range(times)]
        ours = [_offered(folder / f"far{i}", far, Verdict.QUARANTINED) for i in range(times)]
    took, usually = (statistics.median(cost.seconds for cost in costs) for costs in (ours, base))
    figures = [figure("a far cell refused", took, usually, "s", "≤ 1 s")]
    grown, usual = ([cost.grown_mb for cost in costs if cost.grown_mb is not None] for costs in (ours, base))
    if grown and usual:
        figures.append(figure("the reading process grew by", max(grown), max(usual), "MB", "≤ 200 MB"))
    return Result("hostile", f"a workbook of {len(far) / 1000:.1f} KB that reaches {FAR}", tuple(figures))


def _far(harmless: bytes) -> bytes:
    """The same package with another sheet in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(harmless)) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for part in whole.namelist():
            package.writestr(part, _SHEET if part == "xl/worksheets/sheet1.xml" else whole.read(part))
    return made.getvalue()


def _offered(home: Path, data: bytes, due: Verdict) -> _Cost:
    """Raises RuntimeError when the workbook met another verdict than the one it is due."""
    ground.write_catalog(home)
    others = {each.pid for each in multiprocessing.active_children()}
    house = open_house(home, write=True, reader=_ready_child, moment=datetime(2026, 11, 1, tzinfo=UTC))
    try:
        child = next(each.pid for each in multiprocessing.active_children() if each.pid not in others)
        before, begun = served.peak_mb(child), time.perf_counter()
        offer = receive.Offer(data, f"事件_{LAST}.xlsx", datetime(LAST.year, LAST.month, LAST.day, 4, tzinfo=UTC) + timedelta(days=1))
        received = house.receive(offer)
        house.explain(offer, received)
        took, after = time.perf_counter() - begun, served.peak_mb(child)
        if received.batch.verdict is not due:
            raise RuntimeError(f"the workbook was {received.batch.verdict.value}, not {due.value}: {received.problems[:3]}")
        return _Cost(took, None if before is None or after is None else after - before)
    finally:
        house.close()


def _ready_child(catalog: schema.Catalog) -> reading.InChild:
    found = reading.InChild(catalog)
    found.child.start(catalog)
    return found
