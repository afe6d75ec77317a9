"""Scripts and styles a page loads: a closed list, read once into memory, compressed once, named by their content.

Nothing is served from a folder: what is not in the list does not exist for a browser, and a file that is in the folder
without standing in the list stops the start (somebody dropped data, or a script, where everybody can read it).
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

MANIFEST = ("tokens.css", "wall.css", "desk.css", "shell.css", "heartbeat.js", "intake.js", "keep.js", "page.js", "rotation.js", "view.js")
PLOTLY = "plotly-2d.js"
SHIM = b"window.process={env:{}};\n"
OUTSIDE = (b"https://cloud.plotly.com/newchart", b"https://cdn.plot.ly/un/")
"""Plotly's own defaults for sharing and for maps."""
FOREVER = "public, max-age=31536000, immutable"
FOLDER = "assets"


class UnknownAsset(Exception):
    """Files in the assets folder that are not in the manifest, or the other way round."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as served. `hash` is of its uncompressed content."""

    name: str
    mime: str
    body: bytes
    zipped: bytes
    hash: str

    @property
    def url(self) -> str:
        return f"/assets/{self.name}?v={self.hash}"


def asset(name: str, body: bytes, *, squeeze: bool = True) -> Asset:
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    mime = {"text/javascript": "text/javascript; charset=utf-8", "text/css": "text/css; charset=utf-8"}.get(mime, mime)
    return Asset(name, mime, body, gzip.compress(body, mtime=0) if squeeze else b"", hashlib.sha256(body).hexdigest()[:16])


def folder() -> Path:
    """Inside the installed package, or beside it in a checkout."""
    inside = package() / FOLDER
    return inside if inside.is_dir() else package().parent / FOLDER


def package() -> Path:
    """Where the installed code lies."""
    return Path(str(resources.files("cockpit")))


def load(place: Path, *, manifest: Iterable[str] = MANIFEST) -> dict[str, Asset]:
    """The manifest's files. Raises `UnknownAsset` naming every file too many or too few."""
    wanted, there = list(manifest), {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file() or p.is_symlink()}
    wrong = sorted(there.symmetric_difference(wanted))
    if wrong:
        raise UnknownAsset(f"{place}: {', '.join(wrong)}")
    return {name: asset(name, (place / name).read_bytes()) for name in wanted}


@functools.cache
def plotly() -> Asset:
    """plotly.js for flat charts, 0.7 MB on the wire instead of 1.4: put in front of Dash's own, which is then never fetched.

    The bundle expects Node's `process`; without the shim it throws and Dash falls back to the big file. Where it would post
    a figure to its makers or fetch a map from them, unless told otherwise, it is told otherwise here.
    """
    body = (resources.files("mirage") / "js" / "plotly_comprehensive_2d.js").read_bytes()
    for address in OUTSIDE:
        body = body.replace(address, b"/_none/")
    return asset(PLOTLY, SHIM + body)


def build_id(version: str, assets: Iterable[Asset], *, sources: Path) -> str:
    """Changes whenever a page could look different: the version, what browsers load, and the code that draws."""
    digest = hashlib.sha256(version.encode())
    for one in assets:
        digest.update(one.hash.encode())
    for path in sorted(sources.rglob("*.py")):
        digest.update(path.relative_to(sources).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
