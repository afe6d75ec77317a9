"""Files of office programs made by hand, so that each fault can be put where it hurts: old .xls, ODS, crafted XLSX parts, zips."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

from intake_street import workbook

_SECTOR, _END, _FREE = 512, 0xFFFFFFFE, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
Cell = str | float | date


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def bof(kind: int) -> bytes:
    return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def cell(row: int, column: int, value: Cell) -> bytes:
    """LABEL, or NUMBER in the format of numbers (0) or dates (1)."""
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return record(0x204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)
    days = float((value - date(1899, 12, 30)).days) if isinstance(value, date) else float(value)
    return record(0x203, struct.pack("<HHHd", row, column, int(isinstance(value, date)), days))


def xls(
    *sheets: Sequence[Sequence[Cell]], hidden: Sequence[int] = (), merged: Sequence[tuple[int, int, int, int]] = (), more: bytes = b"",
    extra: bytes = b"", kinds: Mapping[int, int] | None = None, names: Sequence[str] = (), storages: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """A workbook in the old format. `more` are further records of the book, `extra` of its last sheet, `kinds` other sheet types."""
    titles = [names[i] if i < len(names) else f"表{i + 1}" for i in range(len(sheets))]
    formats = b"".join(record(0xE0, struct.pack("<HH16x", 0, code)) for code in (0, 14))
    parts = []
    for i, rows in enumerate(sheets):
        cells = b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != "")
        ranges = record(0xE5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<HHHH", a, c, b, d) for a, b, c, d in merged))
        last = extra if i == len(sheets) - 1 else b""
        parts.append(bof(0x10) + cells + (ranges if merged and not i else b"") + last + record(0x0A))
    named = [(i, title.encode("utf-16-le")) for i, title in enumerate(titles)]
    size = len(bof(5) + formats + more + record(0x0A)) + sum(12 + len(title) for _, title in named)
    places = [size + sum(map(len, parts[:i])) for i in range(len(parts))]
    bounds = b"".join(
        record(0x85, struct.pack("<IBBBB", places[i], int(i in hidden), (kinds or {}).get(i, 0), len(title) // 2, 1) + title)
        for i, title in named
    )
    return compound({"Workbook": bof(5) + formats + more + bounds + record(0x0A) + b"".join(parts)}, storages=storages)


def compound(streams: Mapping[str, bytes], *, storages: Sequence[str] = ()) -> bytes:
    """A compound file of these streams (filled up to 4096 bytes) and empty storages."""
    padded = {name: content.ljust(4096, b"\0") for name, content in streams.items()}
    chains, at = [], 0
    for content in padded.values():
        count = -(-len(content) // _SECTOR)
        chains.append((at, count))
        at += count
    entries = [("Root Entry", _ROOT, _END, 0), *((n, _STORAGE, _END, 0) for n in storages)]
    entries += [(name, _STREAM, chains[i][0], len(content)) for i, (name, content) in enumerate(padded.items())]
    directory = b"".join(_entry(*entry) for entry in entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    chains.append((at, len(directory) // _SECTOR))
    at += len(directory) // _SECTOR
    fat_count = 1
    while fat_count * (_SECTOR // 4) < at + fat_count:
        fat_count += 1
    fat = [n for first, count in chains for n in (*range(first + 1, first + count), _END)] + [0xFFFFFFFD] * fat_count
    fat += [_FREE] * (fat_count * (_SECTOR // 4) - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH10x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIII", fat_count, chains[-1][0], 0, 4096, _END, 0, _END, 0)[:-4] + struct.pack("<I", 0)
    header += b"".join(struct.pack("<I", at + i if i < fat_count else _FREE) for i in range(109))
    body = b"".join(content.ljust(-(-len(content) // _SECTOR) * _SECTOR, b"\0") for content in padded.values())
    return header + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return encoded.ljust(64, b"\0") + struct.pack("<HBBIII36xII4x", len(encoded), kind, 1, _FREE, _FREE, _FREE, start, size)


_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style", "script")
)


def ods(*tables: str, styles: str = "", parts: Mapping[str, bytes] | None = None) -> bytes:
    """An ODS workbook of these `<table:table>` elements; `parts` are further files."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    entries = {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    return packed(entries | dict(parts or {}))


def ods_table(rows: Sequence[Sequence[Cell]], *, name: str = "明细", more: str = "", style: str = "") -> str:
    cells = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{cells}{more}</table:table>'


def ods_cell(value: Cell, attributes: str = "") -> str:
    if value == "":
        return f"<table:table-cell {attributes}/>"
    kind = "string" if isinstance(value, str) else "date" if isinstance(value, date) else "float"
    told = {"string": "", "date": f'office:date-value="{value}"', "float": f'office:value="{value}"'}[kind]
    return f'<table:table-cell office:value-type="{kind}" {told} {attributes}><text:p>{value}</text:p></table:table-cell>'


def packed(entries: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def crafted(sheet: str, **more: bytes) -> bytes:
    """A real workbook whose sheet is replaced by this XML; `more` are further parts (`__` stands for the slash)."""
    entries = parts_of(workbook([["编号", "接收日期"], ["a", "2026-11-01"]])) | {"xl/worksheets/sheet1.xml": sheet.encode()}
    return packed(entries | {name.replace("__", "/"): content for name, content in more.items()})


def cell_sheet(cells: str) -> str:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
