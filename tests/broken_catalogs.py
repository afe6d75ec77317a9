"""A tiny street whose catalogue is good, and what happens to it when one thing is written wrong.

A `Broken` replaces `old` by `new` in the good text; the line that must be complained about bears the mark `# ✗`.
It is the only complaint where it stands `alone`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MARK = "# ✗"

STREET = """\
street:
  id: tiny
  name: {zh: 小街, en: Tiny Street}
  zone: Asia/Shanghai
  week: {starts: mon, freeze: {day: mon, at: "09:00"}}
  holidays: china
communities:
- {code: fengle, name: {zh: 丰乐, en: Fengle}, kind: community, aliases: [丰乐社区]}
- {code: nanpu, name: {zh: 南浦, en: Nanpu}, kind: community, aliases: [南浦社区]}
departments:
- {code: lawful, name: {zh: 平安法治办公室, en: Law office}, aliases: [平安办]}
- {code: city, name: {zh: 城市管理办公室, en: City office}}
priorities:
- {id: 3, name: {zh: 环境整治, en: Environment}}
- {id: 4, name: {zh: 基层治理, en: Governance}}
"""

PETITION = """\
sources:
- id: petition_case
  name: {zh: 信访事项, en: Petition cases}
  owner: lawful
  level: L2
  key: [case_id]
  files: ["信访事项_{date}.csv"]
  due: {cadence: daily, at: "09:00"}
  columns:
    case_id: {type: code, zh: 事项编号, en: Case, aliases: [编号]}
    kind: {type: enum, zh: 类型, en: Kind, values: {appeal: {zh: 申诉求决, en: Appeal, aliases: [诉求]}, report: 检举控告}}
    community_code: {type: code, zh: 社区, en: Community, place: true, null: true}
    clear: {type: bool, zh: 身份清楚, en: Identity clear}
    reply_due_on: {type: date, zh: 答复期限, en: Reply due}
    replied_on: {type: date, zh: 答复日期, en: Replied on, null: true}
    dept: {type: code, zh: 责任科室, en: Department, department: true}
  rules:
  - {id: due, level: refuse, zh: 诉求须有期限, en: An appeal needs a date, when: [[kind, "=", appeal]], test: [[reply_due_on, present]]}
  deadline: {due: reply_due_on, done: replied_on, owner: dept, where: [[kind, "=", appeal]], zh: 信访答复, en: Petition replies}
indicators:
- id: petition.on_time_rate
  priority: 4
  name: {zh: 信访按期答复率, en: Petitions answered on time}
  short: {zh: 信访按期答复, en: Replied on time}
  wall: 1
  formula: {rate: {table: petition_case, when: reply_due_on, place: community_code, where: [[kind, "=", appeal]],
    hit: [[replied_on, "<=", {column: reply_due_on}]]}}
  window: week
  better: higher
  min_n: 5
  mask_below: 3
  targets:
  - {since: 2025-01-01, target: 100, floor: 95, basis: LAW, document: 信访工作条例 第三十四条}
  owner: lawful
  level: L2
- id: petition.open_count
  priority: 4
  name: {zh: 在办信访, en: Open petitions}
  formula: {count: {table: petition_case, where: [[replied_on, absent], [reply_due_on, "<=", as_of + 30]]}}
  window: stock
  unit: 件
  better: none
  owner: lawful
  level: L2
"""

GARBAGE = """\
sources:
- id: garbage_inspection
  name: {zh: 垃圾分类检查, en: Sorting inspections}
  owner: city
  level: L1
  key: [inspection_id]
  files: ["分类检查_{date}.csv", "分类检查_{week}.csv"]
  due: {cadence: weekly, day: mon, at: "10:00", grace: 1}
  columns:
    inspection_id: {type: code, zh: 检查编号, en: Inspection}
    community_code: {type: code, zh: 社区, en: Community, place: true}
    inspected_on: {type: date, zh: 检查日期, en: Inspected on}
    bags_checked: {type: int, zh: 抽查袋数, en: Bags checked, min: 1}
    bags_correct: {type: int, zh: 合格袋数, en: Bags correct, min: 0}
  rules:
  - {id: part, zh: 合格不多于抽查, en: Correct bags within checked bags, test: [[bags_correct, "<=", {column: bags_checked}]]}
indicators:
- id: garbage.accuracy_rate
  priority: 3
  name: {zh: 垃圾分类准确率, en: Sorting accuracy}
  short: {zh: 分类准确率, en: Sorting accuracy}
  wall: 1
  formula: {share: {table: garbage_inspection, when: inspected_on, place: community_code, part: bags_correct, whole: bags_checked}}
  window: week
  unit: "%"
  decimals: 1
  better: higher
  min_n: 50
  targets:
  - {since: 2025-01-01, target: 85, floor: 75, basis: OURS, document: 示例通知〔2025〕1号}
  - {since: 2026-01-01, target: 90, floor: 80, basis: OURS, document: 示例通知〔2026〕1号}
  owner: city
  level: L1
series:
- id: garbage.by_week
  name: {zh: 每周抽查, en: Bags by week}
  by: week:inspected_on
  window: 12weeks
  unit: 袋
  measures:
    checked: {name: {zh: 抽查, en: Checked}, formula: {sum: {table: garbage_inspection, of: bags_checked}}}
"""

FILES = {"street.yaml": STREET, "petition.yaml": PETITION, "garbage.yaml": GARBAGE}


@dataclass(frozen=True)
class Broken:
    """One thing wrong: `file` with `old` → `new`, the complaint's code, and its hint."""

    file: str
    old: str
    new: str
    code: str
    hint: str = ""
    alone: bool = True


def write(home: Path, files: dict[str, str] | None = None) -> Path:
    """A data home with this catalogue (the good one by default)."""
    folder = home / "catalog"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES if files is None else files).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return home


def broken(case: Broken) -> tuple[dict[str, str], str]:
    """The files with that one thing wrong, and `catalog/<file>:<line>` of the mark."""
    assert case.old in FILES[case.file], case.old
    text = FILES[case.file].replace(case.old, case.new, 1)
    line = next(number for number, said in enumerate(text.splitlines(), 1) if MARK in said)
    return {**FILES, case.file: text}, f"catalog/{case.file}:{line}"


P, G, S = "petition.yaml", "garbage.yaml", "street.yaml"
_RATE = 'formula: {rate: {table: petition_case, when: reply_due_on, place: community_code, where: [[kind, "=", appeal]],'
_HIT = '    hit: [[replied_on, "<=", {column: reply_due_on}]]}}\n'
_SHARE = "formula: {share: {table: garbage_inspection, when: inspected_on, place: community_code, part: bags_correct, whole: bags_checked}}"
_LAW = "  - {since: 2025-01-01, target: 100, floor: 95, basis: LAW, document: 信访工作条例 第三十四条}\n"
_OPEN = '[reply_due_on, "<=", as_of + 30]]}}\n'
_CASE = "    case_id: {type: code, zh: 事项编号, en: Case, aliases: [编号]}\n"
_BAGS = "    bags_checked: {type: int, zh: 抽查袋数, en: Bags checked, min: 1}\n"

_ZONE = "  zone: Asia/Shanghai\n"

BROKEN = {
    "unknown field": Broken(P, _RATE, _RATE.replace("formula", "formla") + f"  {MARK}", "unknown_field", "formula"),
    "missing field": Broken(G, "- id: garbage.accuracy_rate\n  priority: 3\n", f"- id: garbage.accuracy_rate  {MARK}\n", "missing_field"),
    "wrong type": Broken(P, "  min_n: 5\n", f"  min_n: five  {MARK}\n", "wrong_type"),
    "unknown table": Broken(P, _RATE, _RATE.replace("petition_case", "petition_cases") + f"  {MARK}", "unknown_table", "petition_case"),
    "unknown column": Broken(
        P, _HIT, f'    hit: [[replyed_on, "<=", {{column: reply_due_on}}]]}}}}  {MARK}\n', "unknown_column", "replied_on"
    ),
    "column by its Chinese name": Broken(P, "[case_id]", f"[事项编号]  {MARK}", "unknown_column", "case_id"),
    "unknown unit column": Broken(
        G,
        _SHARE,
        f"formula: {{balance: {{table: garbage_inspection, when: inspected_on, unit: [community], part: bags_correct}}}}  {MARK}",
        "unknown_column",
        "community_code",
    ),
    "unit that only looks like percent": Broken(G, '  unit: "%"\n', f"  unit: ％  {MARK}\n", "unknown_unit", "%"),
    "unknown place": Broken(P, _HIT, f'    hit: [[community_code, "=", 丰乐社区]]}}}}  {MARK}\n', "unknown_place", "fengle"),
    "unknown department": Broken(
        G, "  owner: city\n  level: L1\n  key", f"  owner: citi  {MARK}\n  level: L1\n  key", "unknown_department", "city"
    ),
    "department in a condition": Broken(P, _HIT, f'    hit: [[dept, "=", 平安办]]}}}}  {MARK}\n', "unknown_department", "lawful"),
    "unknown priority": Broken(G, "  priority: 3\n", f"  priority: 7  {MARK}\n", "unknown_priority"),
    "unknown value of an enumeration": Broken(
        P, _HIT, f"    hit: [[kind, in, [appeal, reports]]]}}}}  {MARK}\n", "unknown_value", "report"
    ),
    "value by its alias": Broken(P, _HIT, f'    hit: [[kind, "=", 诉求]]}}}}  {MARK}\n', "unknown_value", "appeal"),
    "unknown operator": Broken(P, _HIT, f'    hit: [[replied_on, "=<", {{column: reply_due_on}}]]}}}}  {MARK}\n', "unknown_operator", "<="),
    "operator in another spelling": Broken(P, _HIT, f'    hit: [[kind, "<>", appeal]]}}}}  {MARK}\n', "unknown_operator", "!="),
    "order among codes": Broken(P, _HIT, f'    hit: [[kind, ">", appeal]]}}}}  {MARK}\n', "operator_type"),
    "half a triple": Broken(P, _HIT, f'    hit: [[replied_on, "<="]]}}}}  {MARK}\n', "bad_triple"),
    "as_of written otherwise": Broken(P, _OPEN, f'[reply_due_on, "<=", as_of plus 30]]}}}}  {MARK}\n', "bad_as_of"),
    "as_of against a code": Broken(P, _OPEN, f'[case_id, "=", as_of]]}}}}  {MARK}\n', "as_of_on"),
    "yes for true": Broken(P, _OPEN, f'[clear, "=", yes]]}}}}  {MARK}\n', "literal_type", "true"),
    "null for absent": Broken(P, _OPEN, f'[replied_on, "=", null]]}}}}  {MARK}\n', "literal_type", "absent"),
    "date against a number": Broken(G, "{column: bags_checked}", f"{{column: inspected_on}}]]}}  {MARK}\n  #", "columns_apart"),
    "unknown window": Broken(P, "  window: week\n", f"  window: weekly  {MARK}\n", "unknown_window", "week"),
    "unknown word": Broken(G, _SHARE, _SHARE.replace("share", "shares") + f"  {MARK}", "unknown_word", "share"),
    "hit outside a rate": Broken(
        G,
        _SHARE,
        _SHARE.replace("}}", f", hit: [[bags_checked, present]]}}}}  {MARK}"),
        "hit_without_rate",
        "rate",
    ),
    "share without whole": Broken(G, _SHARE, _SHARE.replace(", whole: bags_checked", "") + f"  {MARK}", "share_without_whole"),
    "mask without place": Broken(
        P,
        _RATE + "\n" + _HIT + "  window: week\n  better: higher\n  min_n: 5\n  mask_below: 3\n",
        "formula: {count: {table: petition_case, when: reply_due_on}}\n  window: week\n  unit: 件\n  better: higher\n"
        f"  mask_below: 3  {MARK}\n",
        "mask_without_place",
    ),
    "wall slot taken twice": Broken(
        P,
        "  formula: {count:",
        f"  wall: 1  {MARK}\n  short: 在办\n  formula: {{count:",
        "wall_taken",
    ),
    "short label too long": Broken(
        P,
        "  short: {zh: 信访按期答复, en: Replied on time}\n",
        f"  short: {{zh: 信访事项按期答复率, en: Replied}}  {MARK}\n",
        "short_too_long",
    ),
    "satisfaction alone": Broken(P, "- id: petition.open_count\n", f"- id: petition.satisfaction  {MARK}\n", "companion_missing"),
    "id taken in another file": Broken(P, "- id: petition.on_time_rate\n", f"- id: garbage.accuracy_rate  {MARK}\n", "duplicate_id"),
    "system source declared": Broken(G, "- id: garbage_inspection\n", f"- id: import_batch  {MARK}\n", "duplicate_id", alone=False),
    "target without basis": Broken(
        P, _LAW, f"  - {{since: 2025-01-01, target: 100, floor: 95, document: 条例}}  {MARK}\n", "missing_field"
    ),
    "target without document": Broken(P, _LAW, f"  - {{since: 2025-01-01, target: 100, floor: 95, basis: LAW}}  {MARK}\n", "missing_field"),
    "unknown basis": Broken(P, "basis: LAW", f"basis: LAWS, document: x}}  {MARK}\n  #", "unknown_choice", "LAW"),
    "floor above the target": Broken(
        P, "floor: 95, basis: LAW, document: 信访工作条例 第三十四条}", f"floor: 105, basis: LAW, document: x}}  {MARK}", "floor_side"
    ),
    "target from a plan that nobody declares": Broken(
        P,
        "  targets:\n" + _LAW,
        f"  targets:\n  - {{since: 2025-01-01, target: plan, floor: plan*0.9, basis: OURS, document: x}}  {MARK}\n",
        "unknown_table",
    ),
    "unknown token": Broken(P, '["信访事项_{date}.csv"]', f'["信访事项_{{dat}}_{{week}}.csv"]  {MARK}', "unknown_token", "{date}"),
    "no date in the name": Broken(P, '["信访事项_{date}.csv"]', f'["信访事项.csv"]  {MARK}', "covers_without_date"),
    "pattern of another source": Broken(P, '信访事项_{date}.csv"]', f'分类检查_{{date}}.csv"]  {MARK}', "pattern_twice"),
    "covers an unknown column": Broken(
        P, "  due: {cadence", f"  covers: column:replied  {MARK}\n  due: {{cadence", "unknown_column", "replied_on"
    ),
    "restates an unknown column": Broken(
        P, "  due: {cadence", f"  restates: [comunity_code]  {MARK}\n  due: {{cadence", "unknown_column", "community_code"
    ),
    "rule with an unknown column": Broken(
        P, "test: [[reply_due_on, present]]}", f"test: [[reply_due, present]]}}  {MARK}", "unknown_column", "reply_due_on"
    ),
    "as_of in a rule": Broken(P, "test: [[reply_due_on, present]]}", f'test: [[reply_due_on, "<=", as_of]]}}  {MARK}', "as_of_in_rule"),
    "ref to an unknown register": Broken(
        P,
        _CASE,
        f"    case_id: {{type: code, zh: 事项编号, ref: garbage_inspections.inspection_id}}  {MARK}\n",
        "unknown_table",
        "garbage_inspection",
    ),
    "one alias for two values": Broken(
        P, "report: 检举控告}}", f"report: {{zh: 检举控告, en: Report, aliases: [诉 求]}}}}}}  {MARK}", "alias_clash"
    ),
    "one alias for two columns": Broken(P, "zh: 身份清楚,", f"zh: 身份清楚, aliases: [编号], en: x}}  {MARK}\n   #", "alias_clash"),
    "one alias for two communities": Broken(S, "aliases: [南浦社区]}", f"aliases: [丰乐]}}  {MARK}", "alias_clash"),
    "deadline on an unknown column": Broken(
        P, "deadline: {due: reply_due_on,", f"deadline: {{due: due_on, {MARK}\n   ", "unknown_column", "reply_due_on"
    ),
    "a key that may be absent": Broken(P, "  key: [case_id]\n", f"  key: [replied_on]  {MARK}\n", "key_absent"),
    "scale on a whole number": Broken(G, _BAGS, f"    bags_checked: {{type: int, scale: 2, zh: 抽查袋数}}  {MARK}\n", "not_for_type"),
    "window without a date": Broken(
        G, _SHARE, _SHARE.replace("when: inspected_on, ", "") + f"\n  window: week  {MARK}\n  #", "window_without_date", alone=False
    ),
    "duplicate field": Broken(P, "  min_n: 5\n", f"  min_n: 5\n  min_n: 6  {MARK}\n", "duplicate_key"),
    "tab": Broken(P, "  min_n: 5\n", f"\tmin_n: 5  {MARK}\n", "tab"),
    "not YAML": Broken(P, "  level: L2\n  key: [case_id]\n", f"  level: L2\n  key: [case_id\n  files: x  {MARK}\n", "bad_yaml"),
    "a tag that makes objects": Broken(P, "  min_n: 5\n", f"  min_n: !!python/name:os.system 5  {MARK}\n", "bad_value", alone=False),
    "unknown time zone": Broken(S, "  zone: Asia/Shanghai\n", f"  zone: Asia/Shangai  {MARK}\n", "wrong_type"),
    "unknown kind of page": Broken(S, _ZONE, f"{_ZONE}  rotation: {{overveiw: 30}}  {MARK}\n", "unknown_field", "overview"),
    "a page that stands for a second": Broken(S, _ZONE, f"{_ZONE}  rotation: {{overview: 1}}  {MARK}\n", "wrong_type"),
    "unknown page in the playlist": Broken(S, _ZONE, f"{_ZONE}  wall: {{playlist: [overview, 7]}}  {MARK}\n", "unknown_page"),
    "misspelled page in the playlist": Broken(
        S,
        _ZONE,
        f"{_ZONE}  wall:\n    playlist:\n    - overview\n    - {{page: exeptions, seconds: 20}}  {MARK}\n",
        "unknown_page",
        "exceptions",
    ),
    "a page that stands twice in the playlist": Broken(S, _ZONE, f"{_ZONE}  wall: {{playlist: [4, 4]}}  {MARK}\n", "duplicate_id"),
    "an empty playlist": Broken(S, _ZONE, f"{_ZONE}  wall: {{playlist: []}}  {MARK}\n", "wrong_type"),
    "a night that is no time": Broken(S, _ZONE, f"{_ZONE}  wall: {{night: {{from: evening}}}}  {MARK}\n", "wrong_type"),
    "a wall of no width": Broken(S, _ZONE, f"{_ZONE}  wall: {{width_m: 0.1}}  {MARK}\n", "wrong_type"),
    "unknown field of the wall": Broken(S, _ZONE, f"{_ZONE}  wall: {{relaod: {{}}}}  {MARK}\n", "unknown_field", "reload"),
    "unknown top field": Broken(S, "departments:\n", f"department:  {MARK}\n", "unknown_field", "departments", alone=False),
}
