"""Names out of files as plain text. Plotly reads `<b>`, `<br>`, `<a href>` and `&…;` in any text; a building's name must not use that."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

Spec = TypeVar("Spec")


def plain(spec: Spec) -> Spec:
    """The same spec with `<`, `>` and `&` written out, so that every text is drawn as it stands."""
    cleaned: Spec = _plain(spec)
    return cleaned


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if isinstance(value, tuple):
        return tuple(_plain(v) for v in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value) if f.init}
        return dataclasses.replace(value, **changed)
    return value
