"""A bare street for benchmarks: one event source with ten columns, three indicators, and files of any length."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

_CATALOG = """
street:
  {id: bench, name: {zh: 测速街道, en: Bench}, zone: Asia/Shanghai, week: {starts: mon, freeze: {day: mon, at: "09:00"}}, holidays: none}
communities:
%s
departments:
- {code: d1, name: {zh: 一科, en: One}}
- {code: d2, name: {zh: 二科, en: Two}}
priorities:
- {id: 1, name: {zh: 测速, en: Bench}, short: {zh: 测速, en: Bench}, lift: {zh: 快, en: Fast}}
sources:
- id: events
  name: {zh: 事件, en: Events}
  owner: d1
  level: L1
  key: [event_id]
  restates: events
  files: ["事件_{date}.csv"]
  covers: "column:reported_on"
  due: none
  columns:
    event_id: {type: code, zh: 编号, en: Event}
    community_code: {type: code, zh: 社区, en: Place, place: true}
    dept: {type: code, zh: 科室, en: Unit, department: true}
    kind: {type: enum, zh: 类别, en: Kind, values: {safety: 安全, dispute: 纠纷, service: 服务, other: 其他}}
    level: {type: int, zh: 级别, en: Level, min: 1, max: 4}
    reported_on: {type: date, zh: 上报日期, en: Reported}
    due_on: {type: date, zh: 期限, en: Due}
    closed_on: {type: date, zh: 办结日期, en: Closed, null: true}
    tons: {type: dec, scale: 3, zh: 吨数, en: Tons, unit: t, min: 0}
    valid: {type: bool, zh: 有效, en: Valid}
  rules:
  - {id: due_after, zh: 期限不早于上报, en: due after report, test: [[due_on, ">=", {column: reported_on}]]}
  deadline: {due: due_on, done: closed_on, owner: dept, zh: 事件, en: Events}
indicators:
- {id: events.on_time, priority: 1, name: {zh: 按期率, en: On time},
   short: {zh: 按期率, en: On time}, window: week, unit: "%%", decimals: 1, better: higher,
   min_n: 5, owner: d1, level: L1, targets: [{since: 2020-01-01, target: 90, floor: 80, basis: OURS, document: bench}],
   formula: {rate: {table: events, when: due_on, place: community_code, where: [[valid, "=", true]],
             hit: [[closed_on, "<=", {column: due_on}]]}}}
- {id: events.tons, priority: 1, name: {zh: 吨数占比, en: Tons},
   short: {zh: 吨数, en: Tons}, window: 13weeks, unit: "%%", decimals: 1, better: higher,
   min_n: 1, owner: d1, level: L1, targets: [{since: 2020-01-01, target: 90, floor: 80, basis: OURS, document: bench}],
   formula: {share: {n: {sum: {table: events, of: tons, when: reported_on, place: community_code, where: [[kind, "=", safety]]}},
                     N: {sum: {table: events, of: tons, when: reported_on, place: community_code}}}}}
- {id: events.count, priority: 1, name: {zh: 件数, en: Count},
   short: {zh: 件数, en: Count}, window: month, unit: 件, decimals: 0, better: none,
   min_n: 1, owner: d1, level: L1, targets: [{since: 2020-01-01, target: none, basis: OURS}],
   formula: {count: {table: events, when: reported_on, place: community_code}}}
"""
HEADER = "编号,社区,科室,类别,级别,上报日期,期限,办结日期,吨数,有效"
PLACES = 18


def write_catalog(home: Path) -> None:
    places = "\n".join(f"- {{code: c{i:02d}, name: {{zh: 社区{i:02d}, en: Place {i:02d}}}, kind: community}}" for i in range(1, PLACES + 1))
    (home / "catalog").mkdir(parents=True, exist_ok=True)
    (home / "catalog" / "street.yaml").write_text(_CATALOG % places, encoding="utf-8")


def rows(count: int, *, first: int, last_day: date, per_day: int = 3000, seed: int = 1) -> str:
    """A CSV of `count` events ending on `last_day`, `per_day` a day going back; ids from `first` on."""
    chance = random.Random(seed)
    lines = [HEADER]
    for i in range(count):
        day = last_day - timedelta(days=(count - 1 - i) // per_day)
        due = day + timedelta(days=chance.randrange(1, 8))
        closed = "" if chance.random() < 0.1 else (day + timedelta(days=chance.randrange(0, 9))).isoformat()
        kind = ("安全", "纠纷", "服务", "其他")[chance.randrange(4)]
        place, unit = f"社区{chance.randrange(1, PLACES + 1):02d}", ("一科", "二科")[i % 2]
        cells = (
            f"E{first + i:08d}",
            place,
            unit,
            kind,
            chance.randrange(1, 5),
            day,
            due,
            closed,
            f"{chance.random() * 9:.3f}",
            "是" if i % 9 else "否",
        )
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


def write_workbook(path: Path, text: str) -> None:
    """The same rows as a workbook: numbers as numbers, days as text, as most programs export them."""
    made = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = made.add_worksheet("数据")
    for row, line in enumerate(text.splitlines()):
        for column, cell in enumerate(line.split(",")):
            if row and column in (4, 8):
                sheet.write_number(row, column, float(cell))
            elif cell:
                sheet.write_string(row, column, cell)
    made.close()
