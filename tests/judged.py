"""A judgement as the worker writes it (`judged.json`), of a file of the kind an office makes: title, blank row, total, and three faults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from cockpit.house import drafts

SOURCE = "garbage_inspection"
NAME = "分类检查11月(最终版2)(1).xlsx"
HEAD = ("检查编号", "社区名称", "检查日期", "抽查户数", "合格户", "准确率", "备注")
NASTY = "<img src=x onerror=window.pwned=1>"
ROWS: tuple[tuple[int, tuple[str, ...], str], ...] = (
    (1, ("", "垃圾分类检查汇总表（11月）", "", "", "", "", ""), "title"),
    (2, HEAD, "header"),
    (3, ("J1", "石泉村", "2026/11/16", "120", "102", "85.0%", ""), "ok"),
    (4, ("J2", "丰乐社区", "11月16日", "200", "173", "86.5%", ""), "note"),
    (5, ("",) * 7, "blank"),
    (6, ("J3", "锦湾湾", "2026.11.16", "150", "132", "88%", NASTY), "held"),
    (7, ("J4", "渡口社区", "2026-11-31", "150", "134", "89.3%", ""), "refused"),
    (8, ("J5", "书林社区", "2026-11-16", "160", "168", "105%", ""), "refused"),
    (9, ("J6", "", "2026-11-16", "100", "90", "90%", ""), "refused"),
    (10, ("", "合计", "", "810", "875", "", "手工加"), "total"),
)


def problem(row: int, header: str, code: str, level: str = "refuse", *, found: str = "", **values: str) -> dict[str, Any]:
    place = {"row": row, "sheet": "11月", "column": header}
    return {**place, "code": code, "level": level, "zh": "", "en": "", "found": found, "expected": "", "values": values}


def judged(**changes: Any) -> dict[str, Any]:
    """418 rows of which 398 can go in."""
    rule = {"rule.zh": "合格袋数不得大于抽查袋数", "rule.en": "Bags correct must not exceed bags checked"}
    word = {"column": "community_code", "nearest": "锦湾社区", "nearest_code": "c01"}
    columns = ("inspection_id", "community_code", "inspected_on", "bags_checked", "bags_correct", "", "")
    states = ("ok", "note", "refused", "ok", "refused", "unused", "unused")
    return {
        "source": SOURCE,
        "source_name": "垃圾分类检查",
        "sheets": [{"name": "11月", "used": True, "why": ""}, {"name": "说明", "used": False, "why": ["没有表头", "no header"]}],
        "encoding": "",
        "header_row": 2,
        "merged": 1,
        "rows": [{"row": row, "cells": list(cells), "verdict": verdict, "why": ""} for row, cells, verdict in ROWS],
        "columns": [{"header": h, "column": c, "state": s, "note": ""} for h, c, s in zip(HEAD, columns, states, strict=True)],
        "choices": [],
        "equation": {"read": 418, "new": 390, "changed": 5, "unchanged": 3, "merged": 2, "held": 11, "refused": 3, "not_data": 4},
        "problems": [
            problem(7, "检查日期", "impossible_date", found="2026-11-31", column="inspected_on"),
            problem(8, "合格户", "rule_broken", found="168", **rule, **{"found.bags_correct": "168", "found.bags_checked": "160"}),
            problem(9, "社区名称", "missing_value", column="community_code"),
            problem(6, "社区名称", "unknown_place", "hold", found="锦湾湾", **word),
            *[problem(33 + i, "社区名称", "unknown_place", "hold", found="锦湾", **word) for i in range(10)],
            problem(0, "检查日期", "normalised", "note", found="11月16日", count="4"),
        ],
        "effect": [
            {"indicator": "garbage.accuracy_rate", "name": "", "place": "*", "before": 91.44, "after": 91.52, "unit": "%", "decimals": 1},
            {"indicator": "garbage.accuracy_rate", "name": "", "place": "c01", "before": None, "after": 88.0, "unit": "%", "decimals": 1},
        ],
        "would": {"new": 390, "changed": 5, "unchanged": 3, "closed": 0},
        "stops": [],
        "duplicate_of": 0,
        "fix": True,
        **changes,
    }


def write(home: Path, id: str, told: dict[str, Any]) -> None:
    """As the worker does, into the draft's folder."""
    (drafts.folder(home, id) / "judged.json").write_bytes(orjson.dumps(told))
