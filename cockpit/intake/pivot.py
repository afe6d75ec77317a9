"""Wide sheets: periods or places stand as columns. Each cell under such a header becomes a row of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cockpit.catalog import wide
from cockpit.catalog.names import fold
from cockpit.catalog.schema import Catalog, Column, Source
from cockpit.intake import frames, total_words, units
from cockpit.intake import words as words_of
from cockpit.intake.sheet import Chunk
from cockpit.intake.typed import ABSENT

WORD, VALUE = -2, -3
"""Field indexes under which an unpivoted chunk holds the header's word and the cell."""


@dataclass(frozen=True, slots=True)
class Spread:
    """`fields`: (field index, header as it stands, its word for the column). `known` is how many of them are surely meant,
    `total` the field of a total over them (-1: none) and `total_header` its header, `unread` are headers neither declared nor taken."""

    fields: tuple[tuple[int, str, str], ...]
    known: int
    total: int = -1
    total_header: str = ""
    unread: tuple[str, ...] = ()


def words(source: Source, catalog: Catalog | None) -> Mapping[str, str]:
    """Folded names the wide column knows; empty when its words are periods."""
    shape = wide.of(source)
    column = source.columns.get(shape.column) if shape else None
    return words_of.names_of(column, catalog) if column is not None else {}


def find(names: Sequence[Sequence[str]], taken: Collection[int], source: Source, known: Mapping[str, str]) -> Spread | None:
    """The fields of a header that become rows; None when the source is not wide."""
    shape = wide.of(source)
    if shape is None:
        return None
    column = source.columns[shape.column]
    fields: list[tuple[int, str, str]] = []
    total, header, sure, unread = -1, "", 0, []
    for at, called in enumerate(names):
        if at in taken or not called:
            continue
        word = next((found for name in called if (found := _word(shape, name, known))), "") or shape.word(called[0])
        if word and not (total_words.is_total(word) and fold(word) not in known):
            fields.append((at, called[0], _value(word, column)))
            sure += fold(word) in known if not shape.headers else 1
        elif any(total_words.is_total(name) for name in called):
            total, header = at, called[0]
        else:
            unread.append(called[0])
    return Spread(tuple(fields), sure, total, header, tuple(unread))


def _word(shape: wide.Wide, name: str, known: Mapping[str, str]) -> str:
    """A name that is surely one of the column's words."""
    return shape.word(name) if shape.headers or fold(name) in known else ""


def _value(word: str, column: Column) -> str:
    """A bare year in a month or date column is its last month or day."""
    if len(word) != 4 or not word.isdecimal():
        return word
    return {"month": f"{word}-12", "date": f"{word}-12-31"}.get(column.type, word)


def told(word: str, column: Column) -> str:
    """What a sheet's name or a line above the table says, as the text of a column."""
    return _value(word, column)


def long(chunk: Chunk, spread: Spread, shape: wide.Wide, unit: int | None) -> Chunk:
    """One row per line and spread field, line by line. `unit` is the field of the row's unit, whose 万 or 亿 goes to the value."""
    count = len(spread.fields)
    read = dict(chunk.columns)
    if unit is not None:
        powers = [_power(text) for text in read[unit].tolist()]
        for at in (*(at for at, _, _ in spread.fields), *([spread.total] if spread.total >= 0 else [])):
            pairs = zip(read[at].tolist(), powers, strict=True)
            read[at] = frames.texts([_scaled(text, power) for text, (power, _) in pairs])
        read[unit] = frames.texts([bare for _, bare in powers])
    cells = [read[at] for at, _, _ in spread.fields]
    columns = {at: np.repeat(column, count) for at, column in read.items()}
    columns[VALUE] = np.stack(cells, axis=1).ravel() if cells else frames.texts([])
    columns[WORD] = np.tile(frames.texts([word for _, _, word in spread.fields]), chunk.length)
    heads = np.tile(frames.texts([header for _, header, _ in spread.fields]), chunk.length)
    rows = np.repeat(np.arange(chunk.first_row, chunk.first_row + chunk.length, dtype=np.int64), count)
    widths = {at * count + i: found for at, found in chunk.widths.items() for i in range(count)}
    return Chunk(chunk.first_row, chunk.length * count, columns, widths, rows=rows, heads=heads)


def _power(unit: str) -> tuple[str, str]:
    """(万, 人) of 万人; a unit without a multiple as it is."""
    power, bare = units.bare(unit)
    mark = {4: "万", 8: "亿"}.get(power, "")
    return (mark, bare) if mark and bare else ("", unit)


def _scaled(text: str, mark: str) -> str:
    # Behind a cell's own 万 it reads as nothing and is refused, as it should be.
    return text.strip() + mark if mark and text.strip() and text.strip() not in ABSENT else text


def of_header(header_fields: Mapping[str, int], shape: wide.Wide) -> dict[str, int]:
    """The fields of an unpivoted chunk."""
    return {**header_fields, shape.column: WORD, shape.value: VALUE}


def blanks(chunk: Chunk, *, absent_too: Collection[str]) -> frames.Mask:
    """Cells of an unpivoted chunk that say nothing at all; `absent_too` are marks that count as nothing."""
    return np.array([not text or not text.strip() or text.strip() in absent_too for text in chunk.columns[VALUE].tolist()], dtype=np.bool_)
