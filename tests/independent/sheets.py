"""One office's file as rows of text by Chinese header: CSV in two encodings, workbooks with or without a line above the header."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pandas as pd


def read(name: str, data: bytes) -> pd.DataFrame | None:
    """Cells as text, absent ones None; None when the bytes are no such file at all (a log-in page saved as a workbook)."""
    if name.endswith(".xlsx"):
        return _workbook(data) if data.startswith(b"PK") else None
    return _named(pd.read_csv(io.BytesIO(data), dtype=str, encoding=_encoding(data), keep_default_na=False))


def _encoding(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _workbook(data: bytes) -> pd.DataFrame:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    lines = [[_text(cell) for cell in line] for line in sheet.iter_rows(values_only=True)]
    top = next(number for number, line in enumerate(lines) if sum(map(bool, line)) > 1)
    return _named(pd.DataFrame(lines[top + 1 :], columns=lines[top], dtype=object))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Headers without the unit some offices add in brackets; empty cells are absent."""
    bare = frame.rename(columns=lambda header: str(header).partition("（")[0] if str(header).endswith("）") else header).astype(object)
    return bare.where(bare != "", None)
