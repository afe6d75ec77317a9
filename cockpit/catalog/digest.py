"""Hashes of meaning: the same catalogue in another order of keys, with other comments or blanks, has the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from typing import Any

from cockpit.catalog.schema import Indicator


def of(value: Any) -> str:
    """SHA-256 over canonical JSON (sorted keys, no blanks)."""
    text = json.dumps(canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def of_indicator(indicator: Indicator) -> str:
    """Of everything that changes what the figure means, and nothing that changes only how it is called or judged."""
    said = (indicator.formula, indicator.window, indicator.unit, indicator.better, indicator.min_n, indicator.min_n_of)
    return of(said)


def canonical(value: Any) -> Any:
    """Plain JSON. Fields at their default are left out, so that a later field with a default changes no hash."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: canonical(getattr(value, f.name)) for f in fields(value) if _said(f, getattr(value, f.name))}
    if isinstance(value, Mapping):
        return {str(key): canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [canonical(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(canonical(item) for item in value)
    return value.isoformat() if isinstance(value, date | time) else value


def _said(field: Any, value: Any) -> bool:
    if field.default_factory is not MISSING:
        return bool(value != field.default_factory())
    return bool(field.default is MISSING or value != field.default)
