"""YAML text to plain values that know their file and line. Nodes are composed, never constructed: no tag can make an object.

Narrower than YAML 1.1 on purpose: only `true`/`false` are booleans and `9:30` is text, so that `no`, `on` and clock times stay
what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from cockpit.catalog import complaints

NODES = 400_000
"""More nodes than this (aliases of aliases) is no catalogue."""
_TABBED = re.compile(r"^[ ]*\t")
_CORE: tuple[tuple[str, str, str], ...] = (
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-+0123456789"),
    ("timestamp", r"\d{4}-\d{2}-\d{2}", "0123456789"),
    ("merge", r"<<", "<"),
)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader with our own, narrower idea of what a bare word means."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the library's own class attribute


for _tag, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), [c.strip("\0") for c in _first])


@dataclass(frozen=True, slots=True)
class Node:
    """A plain value with its place: str int float bool date None, a dict of Nodes (keys are text), or a tuple of Nodes.

    `raw` is a scalar as written; `lines` has the line of every key of a mapping.
    """

    value: Any
    file: str
    line: int
    raw: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_map(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, tuple)

    @property
    def parts(self) -> tuple[Node, ...]:
        """The items of a list, none of anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    def key(self, name: str) -> Node:
        """The place of a key itself, where a complaint is about the key and not its value."""
        return Node(name, self.file, self.lines.get(name, self.line), name)

    def plain(self) -> Any:
        """The value without places, ready for JSON: dates as ISO text."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value.isoformat() if isinstance(self.value, date) else self.value

    def walk(self) -> Iterator[tuple[str, Node]]:
        """Every (key, value) below, depth first; the items of a list bear the list's key."""
        for key, node in self.value.items() if self.is_map else ():
            yield from ((key, item) for item in (node.value if node.is_list else (node,)))
            yield from node.walk()
        for node in self.value if self.is_list else ():
            yield from node.walk()


def read(content: bytes, file: str, *, log: complaints.Log) -> Node | None:
    """One YAML document; None when it is empty or cannot be read (then the log says why)."""
    text = decode(content, file, log=log)
    if text is None or _has_tabs(text, file, log=log):
        return None
    loader = _Loader(text)
    try:
        top = loader.get_single_node()
        return None if top is None else _Builder(file, log).node(top, ())
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        log.add(Node(None, file, mark.line + 1 if mark else 1), "bad_yaml", found=str(fault.problem or fault.context))
    except (yaml.YAMLError, RecursionError) as fault:
        log.add(Node(None, file, 1), "bad_yaml", found=type(fault).__name__)
    finally:
        loader.dispose()
    return None


def decode(content: bytes, file: str, *, log: complaints.Log) -> str | None:
    """Strict UTF-8, with or without a mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        log.add(Node(None, file, content[: fault.start].count(b"\n") + 1), "not_utf8", found=f"0x{content[fault.start]:02X}")
        return None


def _has_tabs(text: str, file: str, *, log: complaints.Log) -> bool:
    tabbed = [number for number, line in enumerate(text.split("\n"), 1) if _TABBED.match(line)]
    for number in tabbed:
        log.add(Node(None, file, number), "tab")
    return bool(tabbed)


@dataclass(slots=True)
class _Builder:
    """Turns one file's YAML nodes into ours; counts them, so that aliases cannot blow up."""

    file: str
    log: complaints.Log
    made: int = 0

    def node(self, found: yaml.Node, above: tuple[int, ...]) -> Node:
        self.made += 1
        line = found.start_mark.line + 1
        if self.made > NODES or id(found) in above:
            raise yaml.MarkedYAMLError(problem="alias without end", problem_mark=found.start_mark)
        above = (*above, id(found))
        if isinstance(found, yaml.MappingNode):
            return self._mapping(found, above)
        if isinstance(found, yaml.SequenceNode):
            return Node(tuple(self.node(item, above) for item in found.value), self.file, line)
        return Node(self._scalar(found), self.file, line, found.value)

    def _mapping(self, found: yaml.MappingNode, above: tuple[int, ...]) -> Node:
        values: dict[str, Node] = {}
        lines: dict[str, int] = {}
        merged: dict[str, Node] = {}
        for key, value in found.value:
            line = key.start_mark.line + 1
            if key.tag == "tag:yaml.org,2002:merge":
                merged.update(self._merged(value, above))
            elif not isinstance(key, yaml.ScalarNode):
                self.log.add(Node(None, self.file, line), "bad_yaml", found="complex key")
            elif key.value in values:
                self.log.add(Node(None, self.file, line), "duplicate_key", found=key.value, expected=str(lines[key.value]))
            else:
                values[key.value], lines[key.value] = self.node(value, above), line
        values = {**{k: v for k, v in merged.items() if k not in values}, **values}
        return Node(values, self.file, found.start_mark.line + 1, lines={**{k: v.line for k, v in merged.items()}, **lines})

    def _merged(self, value: yaml.Node, above: tuple[int, ...]) -> dict[str, Node]:
        node = self.node(value, above)
        parts = node.value if node.is_list else (node,)
        return {key: item for part in reversed(parts) if part.is_map for key, item in part.value.items()}

    def _scalar(self, found: yaml.Node) -> Any:
        """Exact text for anything that is no plain number, boolean, date or nothing; other tags are refused."""
        text, tag = str(found.value), found.tag.rpartition(":")[2]
        if tag in ("str", "merge"):
            return text
        try:
            return _READ[tag](text)
        except (KeyError, ValueError):
            said = text if tag in _READ else f"{found.tag} {text}"
            self.log.add(Node(None, self.file, found.start_mark.line + 1), "bad_value", found=said)
            return text


_READ: Mapping[str, Any] = {
    "null": lambda text: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": float,
    "timestamp": date.fromisoformat,
}
