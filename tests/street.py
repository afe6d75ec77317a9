"""A little street for the tests of the house: two communities, three sources, a handful of indicators, and a home in a folder of its own.

Files are dropped into its inbox as an office drops them; the clock is whatever a test says it is.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from cockpit import house
from cockpit.catalog import schema
from cockpit.house import House, pull, reading
from cockpit.house.state import Reader
from cockpit.model import STREET, Batch, Reading, Snapshot

CATALOG = """
street:
  id: little
  name: {zh: 小街, en: Little Street}
  zone: Asia/Shanghai
  week: {starts: mon, freeze: {day: mon, at: "09:00"}}
  coverage_floor: 0.5
  holidays: none
communities:
- {code: fengle, name: {zh: 丰乐, en: Fengle}, kind: community, aliases: [丰乐社区]}
- {code: heping, name: {zh: 和平, en: Heping}, kind: community, aliases: [和平社区]}
departments:
- {code: office, name: {zh: 党政综合办, en: Office}}
priorities:
- {id: 1, name: {zh: 社会治理, en: Governance}, short: {zh: 治理, en: Governance}}

sources:
- id: case
  name: {zh: 案件, en: Cases}
  owner: office
  level: L1
  key: [case_id]
  restates: events
  files: ["案件_{date}.csv", "案件_{week}.csv"]
  covers: name
  due: {cadence: daily, at: "09:00", grace: 2}
  columns:
    case_id: {type: code, zh: 编号, en: Case}
    community: {type: code, zh: 社区, en: Community, place: true, null: true}
    received_on: {type: date, zh: 接收日期, en: Received}
    closed_on: {type: date, zh: 办结日期, en: Closed, null: true}
    weight: {type: dec, scale: 2, zh: 重量, en: Weight, unit: kg, null: true, min: 0}
- id: ledger
  name: {zh: 台账, en: Ledger}
  owner: office
  level: L1
  key: [community_code, month, kind]
  restates: [community_code, month]
  files: ["台账_{month}.csv", "台账_{month}_{place}.csv"]
  covers: column:month
  due: {cadence: monthly, day: 5, at: "18:00", grace: 5}
  columns:
    community_code: {type: code, zh: 社区, en: Community, place: true}
    month: {type: month, zh: 月份, en: Month}
    kind: {type: code, zh: 种类, en: Kind}
    let_m2: {type: dec, scale: 2, zh: 已租, en: Let, unit: ㎡, min: 0}
    total_m2: {type: dec, scale: 2, zh: 可租, en: Lettable, unit: ㎡, min: 0}
- id: building
  name: {zh: 楼宇, en: Buildings}
  owner: office
  level: L1
  key: [building_id]
  restates: all
  files: ["楼宇.csv", "楼宇_{date}.csv"]
  covers: day_before
  due: none
  columns:
    building_id: {type: code, zh: 楼宇编号, en: Building}
    community: {type: code, zh: 社区, en: Community, place: true, null: true}
    area: {type: dec, scale: 2, zh: 面积, en: Area, unit: ㎡, min: 0}

indicators:
- id: case.received
  priority: 1
  name: {zh: 收案, en: Cases received}
  short: {zh: 收案, en: Received}
  wall: 1
  formula: {count: {table: case, when: received_on, place: community}}
  window: week
  unit: 件
  better: none
  owner: office
  level: L1
- id: case.closed_rate
  priority: 1
  name: {zh: 办结率, en: Closed}
  short: {zh: 办结, en: Closed}
  formula: {rate: {table: case, when: received_on, place: community, hit: [[closed_on, present]]}}
  window: week
  unit: "%"
  decimals: 1
  better: higher
  targets:
  - {since: 2025-01-01, target: 90, floor: 80, basis: OURS, document: Plan 2025}
  owner: office
  level: L1
- id: case.weight
  priority: 1
  name: {zh: 总重, en: Weight}
  formula: {sum: {table: case, of: weight, when: received_on, place: community}}
  window: all
  unit: kg
  decimals: 2
  better: none
  owner: office
  level: L1
- id: ledger.let
  priority: 1
  name: {zh: 出租率, en: Let}
  short: {zh: 出租, en: Let}
  formula: {share: {table: ledger, when: month, place: community_code, part: let_m2, whole: total_m2}}
  window: month
  unit: "%"
  decimals: 1
  better: higher
  targets:
  - {since: 2025-01-01, target: 80, floor: 70, basis: OURS, document: Plan 2025}
  owner: office
  level: L1
- id: building.area
  priority: 1
  name: {zh: 楼宇面积, en: Floor space}
  formula: {sum: {table: building, of: area, place: community}}
  window: stock
  unit: ㎡
  decimals: 2
  better: none
  owner: office
  level: L1

series:
- id: case.by_week
  name: {zh: 收案走势, en: Cases by week}
  by: week:received_on
  window: 13weeks
  unit: 件
  measures:
    received: {name: {zh: 收案, en: Received}, formula: {count: {table: case}}}
"""

HEAD = "编号,社区,接收日期,办结日期,重量\n"
TODAY = "2026-11-23"
"""A Monday."""
SECOND_NS = 1_000_000_000
DROPPED_NS = 1_700_000_000 * SECOND_NS
"""When the first file was dropped; each next one a second later, and all of them long ago."""
LATER_NS = 1_800_000_000 * SECOND_NS
Cells = dict[tuple[str, str], tuple[float | None, float | None, float | None]]


def cases(*rows: str) -> str:
    """The text of a case file: rows like `a1,丰乐,2026-11-22,,1.50`."""
    return HEAD + "".join(f"{row}\n" for row in rows)


def ledger(*rows: str) -> str:
    return "社区,月份,种类,已租,可租\n" + "".join(f"{row}\n" for row in rows)


def buildings(*rows: str) -> str:
    return "楼宇编号,社区,面积\n" + "".join(f"{row}\n" for row in rows)


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot with a short way to its readings."""

    snapshot: Snapshot

    def reading(self, indicator: str, place: str = STREET) -> Reading:
        return self.snapshot.reading(indicator, place)

    def value(self, indicator: str, place: str = STREET) -> float | None:
        return self.reading(indicator, place).value


@dataclass(slots=True)
class Street:
    """One data home. `offered` holds the bytes of every file in the order in which they were dropped."""

    home: Path
    reader: Callable[[schema.Catalog], Reader] = reading.InProcess
    opened: House | None = None
    offered: list[bytes] = field(default_factory=list)

    @classmethod
    def build(cls, home: Path, *, catalog: str = CATALOG, reader: Callable[[schema.Catalog], Reader] = reading.InProcess) -> Street:
        (home / "catalog").mkdir(parents=True)
        (home / "inbox").mkdir()
        (home / "catalog" / "street.yaml").write_text(catalog, encoding="utf-8")
        return cls(home, reader)

    @property
    def house(self) -> House:
        """The home opened for writing, once, and again after `close`."""
        if self.opened is None:
            self.opened = house.open_house(self.home, write=True, reader=self.reader, moment=datetime(2026, 1, 1, tzinfo=UTC))
        return self.opened

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def noon(self, as_of: str = TODAY) -> datetime:
        return self.house.office.instant(date.fromisoformat(as_of), time(12))

    def file(self, name: str | bytes, content: str | bytes, *, folder: str = "", at_ns: int = 0) -> Path:
        """Drop a file, written whole; the calls' order is that of the files' times unless `at_ns` says otherwise."""
        data = content.encode() if isinstance(content, str) else content
        place = self.home / "inbox" / folder / os.fsdecode(name)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        self.offered.append(data)
        stamp = at_ns or DROPPED_NS + len(self.offered) * SECOND_NS
        os.utime(place, ns=(stamp, stamp))
        return place

    def pull(self, as_of: str = TODAY, *, clock_ns: int = LATER_NS, source: str = "") -> pull.Pulled:
        """One pass at noon of that day; `clock_ns` is the clock by which files have settled."""
        return self.house.pull(self.noon(as_of), clock_ns=lambda: clock_ns, source=source)

    def take(self, as_of: str = TODAY) -> Taken:
        """What is known on that day, after whatever lies in the inbox was taken in."""
        if any((self.home / "inbox").iterdir()):
            self.pull(as_of)
        return Taken(self.house.take(date.fromisoformat(as_of)))

    def newest(self) -> Taken:
        """The newest kept snapshot."""
        found = self.house.newest()
        assert found is not None
        return Taken(found)

    def batches(self) -> list[Batch]:
        """Batches of offered files, oldest first."""
        return [b for b in reversed(self.house.batches()) if b.kind == "file"]

    def last(self) -> Batch:
        return self.batches()[-1]

    def why(self, number: int) -> list[str]:
        """Codes of what was found in a batch, notes left out."""
        found = self.house.batch(number)
        assert found is not None
        return [p.code for p in found[1] if p.level != "note"]

    def reasons(self) -> dict[str, str]:
        """The notes beside quarantined files, by their names."""
        return {p.name: p.read_text("utf-8") for p in sorted((self.home / "quarantine").glob("*.reason.txt"))}

    def waiting(self) -> list[str]:
        """What lies in the inbox."""
        return sorted(p.name for p in (self.home / "inbox").rglob("*") if not p.is_dir())

    def cells(self, as_of: str = TODAY) -> Cells:
        """Every figure as known now: value, n, N."""
        return figures(self.house.take(date.fromisoformat(as_of)))

    def copy(self, to: Path) -> Street:
        """The same home, closed and copied."""
        self.close()
        shutil.copytree(self.home, to)
        return Street(to, self.reader)


def figures(snapshot: Snapshot) -> Cells:
    return {key: (r.value, r.n, r.N) for key, r in snapshot.readings.items()}
