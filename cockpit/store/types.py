"""Column types every engine and STRICT tables take, and how dates and instants become the integers in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

EPOCH = date(1970, 1, 1)

# STRICT 表只认 INTEGER、TEXT、BLOB；别的数据库的 INTEGER 只有 32 位，散列值放不下。
INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
BLOB = sa.LargeBinary()

TEXTUAL = frozenset({"code", "text", "enum"})
"""Declared column types that are stored as text; all others are stored as integers."""


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    return EPOCH + timedelta(days=number)


def seconds(moment: datetime) -> int:
    """UTC epoch seconds of an aware moment. Raises ValueError for a naive one: its zone is not ours to guess."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} bears no zone")
    return int(moment.timestamp())


def instant(number: int) -> datetime:
    return datetime.fromtimestamp(number, UTC)
