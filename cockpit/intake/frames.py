"""The few things intake asks of pandas and numpy, in one place and typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

_SIPHASH_KEY = "cockpit-rows-v01"


def texts(values: Sequence[Any]) -> Texts:
    """An object array of these values, whatever they are (numpy would look into sequences)."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def factorize(values: Texts) -> tuple[Ints, Texts]:
    """(code per position, distinct values) in order of appearance; there is no None among them."""
    codes, uniques = pd.factorize(values)
    return codes.astype(np.int64, copy=False), np.asarray(uniques, dtype=object)


_SAMPLE = 2000


def distinct(values: Texts) -> tuple[Ints, Texts]:
    """(code per position, texts to read): the distinct ones, or all as they stand where nearly every one is distinct anyway."""
    if len(values) > 2 * _SAMPLE and len(set(values[:_SAMPLE].tolist())) > 0.75 * _SAMPLE:
        return np.arange(len(values), dtype=np.int64), values
    return factorize(values)


def text_hashes(values: Texts) -> Words:
    """64-bit hash of each text, the same on every machine and in every run."""
    return np.asarray(pd.util.hash_array(values, hash_key=_SIPHASH_KEY, categorize=False), dtype=np.uint64)


def superseded(keys: Ints) -> Mask:
    """True where the same key comes again further down."""
    return np.asarray(pd.Series(keys).duplicated(keep="last"), dtype=np.bool_)


def last_positions(keys: Ints) -> Ints:
    """For every position, the position where its key comes last."""
    codes, _ = pd.factorize(keys)
    last = np.zeros(int(codes.max()) + 1 if len(codes) else 0, dtype=np.int64)
    last[codes] = np.arange(len(codes))
    return np.asarray(last[codes], dtype=np.int64)


def parse_times(values: Sequence[str], pattern: str) -> tuple[Ints, Mask]:
    """(seconds since 1970 without a zone, understood) of texts in one strptime pattern."""
    found = pd.to_datetime(pd.Index(list(values), dtype=object), format=pattern, errors="coerce")
    understood = ~np.asarray(found.isna(), dtype=np.bool_)
    return np.asarray(found.to_numpy().astype("datetime64[s]").astype(np.int64)), understood


def read_fields(block: bytes, *, width: int, wanted: Sequence[int], delimiter: str, quoted: bool) -> dict[int, Texts]:
    """Columns of a block of records that all have `width` fields (the caller has counted), every cell as its text."""
    try:
        frame = pd.read_csv(
            io.BytesIO(block), header=None, names=list(range(width)), usecols=list(wanted), dtype=object, na_filter=False,
            sep=delimiter, quoting=0 if quoted else 3, skip_blank_lines=False, engine="c", low_memory=False, encoding="utf-8",
            index_col=False,
        )  # fmt: skip
    except pd.errors.ParserError as error:
        # 内存用完时，pandas 也说是解析错误。
        raise MemoryError if "out of memory" in str(error) else error from error
    return {index: np.asarray(frame[index].array, dtype=object) for index in wanted}
