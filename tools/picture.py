"""docs/wall.png: the wall of the demo street as it stands today, in 1920×1080, small enough for a README."""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

import running
from PIL import Image
from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parents[1] / "docs" / "wall.png"
LARGEST = 300_000
DRAWN = "document.fonts.status === 'loaded' && document.querySelector('#wall, main, [class*=wall]') !== null"


def taken(address: str, *, page: str, width: int, height: int) -> bytes:
    """A screenshot once the page has settled."""
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=arguments)
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.goto(address + page)
        tab.wait_for_function(DRAWN, timeout=60_000)
        tab.wait_for_timeout(4_000)  # charts draw after the page stands
        picture = tab.screenshot()
        browser.close()
    return picture


def small(picture: bytes, *, largest: int = LARGEST) -> bytes:
    """The same picture in as many colours as fit into `largest` bytes."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (256, 128, 64, 32):
        packed = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        if packed.tell() < largest:
            return packed.getvalue()
    raise SystemExit(f"the picture does not fit into {largest} bytes")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--page", default="/wall/overview")
    asked.add_argument("--size", default="1920x1080")
    asked.add_argument("--address", help="a running street; else one is started")
    asked.add_argument("--out", type=Path, default=TARGET)
    options = asked.parse_args()
    width, height = map(int, options.size.split("x"))
    if options.address:
        picture = taken(options.address, page=options.page, width=width, height=height)
    else:
        with tempfile.TemporaryDirectory() as folder, running.street(Path(folder) / "home") as (address, _):
            picture = taken(address, page=options.page, width=width, height=height)
    options.out.write_bytes(small(picture))
    sys.stdout.write(f"{options.out.name}: {options.out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
