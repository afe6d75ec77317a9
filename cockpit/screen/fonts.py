"""Noto Sans SC as WOFF2 files cut from the installed font wheel: what walls write, what the house writes, and the rest of common Chinese.

A browser fetches a file only when a page shows a character of it (unicode-range), so a wall usually pays for the first
alone. A file is cut when it is first asked for and then lies in the cache; its name comes from its characters.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import hashlib
import io
import re
import string
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from fontTools import subset, ttLib

from cockpit.catalog import schema
from cockpit.model import Snapshot

FAMILY = "Noto Sans SC"
SYMBOLS = "①②③④⑤⑥⑦⑧⑨⑩≥≤≠−–—…·•±×÷％‰㎡㎥²³℃↑↓←→↗↘↙↖▲▼△▽◆◇○●□■✓★☆“”‘’《》「」『』【】（）、，。；：！？￥∑∞"
SOURCES = (".py", ".js", ".css")
WALL_FOLDERS = ("views/wall", "figures")
WALL_FILES = ("views/text.py", "views/words.py", "views/attention.py", "screen/wall.py", "screen/panels.py", "screen/marks.py")
UNSEEN = frozenset({"formula", "measures", "targets", "excludes", "definition", "basis_note"})
"""What an entry of the catalogue says to those who look it up, and no wall writes."""


@dataclass(frozen=True, slots=True)
class Font:
    """One cut of the font: the characters it holds and where it lies once it was cut. `hash` names exactly this content."""

    name: str
    hash: str
    path: Path
    characters: frozenset[str]

    def woff2(self) -> bytes:
        """Its bytes. The first call on a machine takes seconds, later ones read the cache."""
        if not self.path.is_file():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            half = self.path.with_suffix(f".{threading.get_ident()}.part")
            half.write_bytes(_subset(self.characters))
            half.replace(self.path)
        return self.path.read_bytes()


def common(first: int, last: int) -> frozenset[str]:
    """Han characters of the GB 2312 rows `first` to `last`: level 1 is 16–55, level 2 is 56–87."""
    rows = (bytes((0xA0 + row, cell)) for row in range(first, last + 1) for cell in range(0xA1, 0xFF))
    return frozenset("".join(row.decode("gb2312", errors="ignore") for row in rows))


def needed(catalog: schema.Catalog | None, folders: Iterable[Path], *, shown: Snapshot | None = None) -> frozenset[str]:
    """Every character the house itself can print: ASCII, symbols, the catalogue, the sources' texts, and the labels `shown` carries."""
    text = [string.printable, SYMBOLS]
    if shown is not None:
        text.extend(label.zh + label.en for series in shown.series.values() for label in series.labels)
    if catalog is not None:
        text.extend(catalog.files.values())
        text.append(repr(catalog.street) + repr(catalog.communities) + repr(catalog.indicators) + repr(catalog.priorities))
    text.extend(map(_spoken_in, folders))
    return frozenset(c for c in "".join(text) if c.isprintable())


def on_walls(catalog: schema.Catalog, package: Path, assets: Path, *, shown: Snapshot | None = None) -> frozenset[str]:
    """What a wall is made of: the catalogue's names, the labels `shown` carries, and the words of what writes walls.

    The bar that says the server is away is of it, for then nothing can be fetched any more.
    """
    street, own = (catalog.street, catalog.communities, catalog.departments, catalog.priorities), (catalog.indicators, catalog.series)
    text = [string.printable, SYMBOLS, *_names((street, own, catalog.pages)), *(s.name.zh + s.name.en for s in catalog.sources.values())]
    if shown is not None:
        text.extend(label.zh + label.en for series in shown.series.values() for label in series.labels)
    text.extend(_spoken_in(package / folder) for folder in WALL_FOLDERS)
    text.extend(_spoken(place) for place in (*(package / file for file in WALL_FILES), assets / "heartbeat.js"))
    return frozenset(c for c in "".join(text) if c.isprintable())


def _names(value: object) -> Iterator[str]:
    """Every name and every word for people in a part of the catalogue; its ids are ASCII."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for inner in value.values() for text in _names(inner))
    elif isinstance(value, tuple | list):
        yield from (text for inner in value for text in _names(inner))
    elif dataclasses.is_dataclass(value):
        yield from (text for field in dataclasses.fields(value) if field.name not in UNSEEN for text in _names(getattr(value, field.name)))


@functools.cache
def _spoken_in(folder: Path) -> str:
    """Installed sources do not change under a running program, so they are read once."""
    return "".join(_spoken(path) for path in sorted(folder.rglob("*")) if path.suffix in SOURCES)


def _spoken(path: Path) -> str:
    """A script or a style sheet whole; of Python only its string literals, for comments are read by nobody on a wall."""
    text = path.read_text("utf-8")
    if path.suffix != ".py":
        return re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return "".join(node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def missing(wanted: Iterable[str]) -> tuple[str, ...]:
    """Characters of `wanted` for which the font has no glyph: they would be drawn as boxes. For `doctor`."""
    known = _known()
    return tuple(sorted(c for c in set(wanted) if ord(c) not in known and not c.isspace()))


def cuts(wanted: Iterable[str], *, walls: frozenset[str] = frozenset(), cache: Path) -> tuple[Font, ...]:
    """Of the house's own characters those on its walls, then the others, then what remains of the two levels of GB 2312."""
    own = frozenset(wanted)
    sets = {"wall": own & walls, "own": own - walls, "common": common(16, 55) - own, "rare": common(56, 87) - own}
    return tuple(_font(name, frozenset(c for c in characters if ord(c) in _known()), cache) for name, characters in sets.items())


def css(fonts: Iterable[Font], *, url: str) -> str:
    """@font-face rules; `url` has `{name}` and `{hash}`. Bold is the system's, else regular, never smeared."""
    rules = []
    for font in fonts:
        where = url.format(name=font.name, hash=font.hash)
        for weight, local in (("100 600", ""), ("601 900", 'local("Noto Sans CJK SC Bold"),local("NotoSansCJKsc-Bold"),')):
            rules.append(
                f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;src:{local}url("{where}") format("woff2");'
                f"unicode-range:{_ranges(font.characters)}}}"
            )
    return "\n".join(rules)


def _ranges(characters: Iterable[str]) -> str:
    codes = sorted(ord(c) for c in characters)
    runs: list[list[int]] = []
    for code in codes:
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def _font(name: str, characters: frozenset[str], cache: Path) -> Font:
    key = hashlib.sha256(f"{_file().stat().st_size} {''.join(sorted(characters))}".encode()).hexdigest()[:16]
    return Font(name, key, cache / f"{name}-{key}.woff2", characters)


def _subset(characters: frozenset[str]) -> bytes:
    options = subset.Options(flavor="woff2", hinting=False, layout_features=[], name_IDs=[0, 1, 2, 13, 14], notdef_outline=True)
    cutter = subset.Subsetter(options)
    font = subset.load_font(str(_file()), options)
    cutter.populate(unicodes=[ord(c) for c in characters])
    cutter.subset(font)
    made = io.BytesIO()
    subset.save_font(font, made, options)
    return made.getvalue()


def _file() -> Path:
    return Path(str(resources.files("pylopdf_fonts_zh_cn") / "NotoSansSC-Regular.otf"))


@functools.cache
def _known() -> frozenset[int]:
    with ttLib.TTFont(_file(), lazy=True) as font:
        return frozenset(font.getBestCmap())
