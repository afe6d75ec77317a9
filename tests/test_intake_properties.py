"""What holds for any bytes and any rows."""

from __future__ import annotations

import dataclasses
import random
import re
import time
from pathlib import Path
from typing import Any

import messy
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_street import CASE, NOW, assert_equation, catalog, read, source, text_file, workbook

from cockpit import intake
from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import Parsed, Rows, decode, frames, hashing
from cockpit.intake.readers import delimited
from cockpit.intake.sheet import Chunk

CALM = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
HEAD = ["编号", "社区", "接收日期", "办结时间", "类型", "面积", "人数", "备注"]
ROW = st.tuples(
    st.sampled_from([f"k{i}" for i in range(8)]),
    st.sampled_from(["丰乐", "和平社区", "不详", "", "*"]),
    st.sampled_from(["2026-11-01", "2026/11/2", "", "26/1/5", "2026-02-30"]),
    st.sampled_from(["2026-11-01 09:00:00", "", "无", "2026/11/1 9:05"]),
    st.sampled_from(["诉求", "appeal", "无", "别的", ""]),
    st.one_of(st.sampled_from(["1,234", "1.2万", "—", "inf"]), st.decimals(-1000, 1000, places=2).map(str)),
    st.integers(0, 50).map(str),
    st.text(alphabet="街道 ab\"',\n\t、", max_size=6),
)  # fmt: skip


def under_a_header(text: str) -> bytes:
    return ("编号,接收日期\n" + text).encode("utf-8", "replace")


@CALM
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(under_a_header)), st.sampled_from(["a.csv", "a.xlsx", "a.json", "a"]))
def test_any_bytes_give_an_answer_and_the_equation_holds(data: bytes, name: str) -> None:
    for of in (source(), source(format="json")):
        read(data, of, name=name)


@CALM
@given(st.binary(max_size=40), st.integers(0, 6000))
def test_a_workbook_with_any_damage_gives_an_answer(damage: bytes, at: int) -> None:
    whole = workbook([["编号", "接收日期"], ["a", "2026-11-01"]])
    at %= len(whole)
    read(whole[:at] + damage + whole[at + len(damage) :], name="a.xlsx")


@CALM
@given(st.lists(ROW, max_size=25), st.randoms(use_true_random=False))
def test_row_order_never_changes_keys_nor_hashes(rows: list[tuple[str, ...]], dice: random.Random) -> None:
    # Of rows with one key the later stands, by rule: here each key says one thing only.
    told = {row[0]: row for row in rows}
    once = [told[row[0]] for row in rows]
    shuffled = list(once)
    dice.shuffle(shuffled)
    one, two = read(text_file([HEAD, *once])), read(text_file([HEAD, *shuffled]))
    assert standing(one) == standing(two)
    assert one.equation == two.equation
    assert one.rows is None or two.rows is None or one.rows.mentioned.tolist() == two.rows.mentioned.tolist()


def standing(parsed: Any) -> set[tuple[int, int]]:
    return set(zip(parsed.rows.key.tolist(), parsed.rows.hash.tolist(), strict=True)) if parsed.rows else set()


@CALM
@given(st.lists(ROW, min_size=1, max_size=12))
def test_columns_in_any_order_and_csv_or_workbook_give_the_same_rows(rows: list[tuple[str, ...]]) -> None:
    straight = [HEAD, *map(list, rows)]
    turned = [list(reversed(row)) for row in straight]
    one, two, three = read(text_file(straight)), read(text_file(turned)), read(workbook(straight), name="案件.xlsx")
    assert standing(one) == standing(two) == standing(three)


@CALM
@given(st.lists(st.lists(st.text(alphabet='ab街",\n\r ', max_size=4), min_size=3, max_size=3), max_size=12), st.booleans())
def test_the_fast_reader_reads_what_the_strict_one_reads(rows: list[list[str]], final: bool) -> None:
    text = text_file(rows)
    text = text if final else text.removesuffix("\n")
    shape = delimited._Shape(",", [0, 1, 2], 3, 3)
    fast, slow = delimited._chunk(text.encode(), 1, shape), delimited._slow_chunk(text, 1, shape)
    assert isinstance(fast, Chunk) and isinstance(slow, Chunk)
    assert fast.length == slow.length and {k: v.tolist() for k, v in fast.columns.items()} == {
        k: v.tolist() for k, v in slow.columns.items()
    }


@st.composite
def mutated(draw: st.DrawFn) -> messy.Case:
    """A real-looking messy file with a few of its bytes, or a run of them, changed, cut, doubled or moved."""
    case = draw(st.sampled_from(CORPUS))
    data = bytearray(case.data)
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(data))), draw(st.integers(0, 40))
        other = draw(st.one_of(st.binary(max_size=8), st.sampled_from(NASTY), st.just(bytes(data[at : at + length]))))
        kind = draw(st.sampled_from(["over", "in", "out", "end"]))
        if kind == "end":
            del data[at:]
        else:
            data[at : at + {"over": len(other), "in": 0, "out": length}[kind]] = b"" if kind == "out" else other
    return dataclasses.replace(case, data=bytes(data))


CORPUS = list(messy.corpus(40, 7))
NASTY = [
    text.encode(code) for code in ("utf-8", "gb18030")
    for text in ("合计", "\n", ",,", '"', "单位：万元\n", "其中：", "一百五", "2016.1", "抽查户数", "\x00", "１２", "①", "\r", "9" * 30)
]  # fmt: skip


@CALM
@given(mutated())
def test_any_change_of_a_messy_file_gives_an_answer_and_nothing_wrong_gets_through(case: messy.Case) -> None:
    street = catalog(messy.LEDGER, messy.MONTHS, messy.YEARBOOK)
    began = time.monotonic()
    parsed = intake.parse(case.data, name=case.name, source=case.of, catalog=street, received=NOW, fates=True)
    assert time.monotonic() - began < 20
    assert_equation(parsed)
    assert (parsed.quarantine is None) or (parsed.rows is None and parsed.quarantine in parsed.problems)
    if parsed.rows is not None:
        _assert_fits(parsed.rows, case.of, street)
    if case.name.endswith(".csv") and parsed.quarantine is None:
        _assert_every_record_counted(case, parsed)


def _assert_fits(rows: Rows, of: Source, street: Catalog) -> None:
    """Whatever goes on fits the catalogue: known names, bounds, present where it must be, one row per key."""
    for name, column in of.columns.items():
        values = [value for value in rows.columns[name] if value is not None]
        assert column.null or len(values) == len(rows), name
        if column.place:
            assert set(values) <= {*street.communities, "*"}
        elif column.type == "enum":
            assert set(values) <= set(column.values)
        elif column.type in ("int", "dec"):
            low, high = (None if bound is None else bound * 10**column.scale for bound in (column.low, column.high))
            assert all((low is None or value >= low) and (high is None or value <= high) for value in values)
    assert len(set(rows.key.tolist())) == len(rows)


def _assert_every_record_counted(case: messy.Case, parsed: Parsed) -> None:
    """Counted independently: every record of the text is a header row or stands in the equation, once per cell of a wide sheet."""
    text = decode.text_of(case.data)
    assert isinstance(text, str)
    if '"' in text or "\x00" in text or case.of is not messy.LEDGER:
        return
    # The csv module knows three line ends, as the readers do; io.StringIO would know more.
    records = len(re.split("\r\n|\n|\r", text)) - (1 if text.endswith(("\n", "\r")) else 0)
    headers = [fate.row for fate in parsed.fates if fate.verdict == "header"]
    # A header that stands again further down is a row read, and no data.
    assert parsed.equation.read + sum(row <= min(headers) + 2 for row in headers) == records


def test_a_long_file_is_read_in_blocks_without_a_seam(monkeypatch: Any) -> None:
    rows = [["编号", "接收日期", "备注"], *([f"k{i}", "2026-11-01", 'a "quoted"\nline' if i % 7 == 0 else "街道"] for i in range(500))]
    whole = read(text_file(rows))
    monkeypatch.setattr(delimited, "_BLOCK_BYTES", (100,))
    blocks = read(text_file(rows))
    assert whole.rows is not None and blocks.rows is not None
    assert whole.rows.columns == blocks.rows.columns and whole.rows.row == blocks.rows.row == list(range(2, 502))


def test_hashes_are_the_same_on_every_machine_and_in_every_run() -> None:
    """A change here makes every standing row of every street look changed."""
    present = np.zeros(2, dtype=np.bool_)
    numbers, words = hashing.of_cells(np.array([7, -1], dtype=np.int64)), hashing.of_cells(frames.texts(["丰乐", "a"]))
    assert hashing.of_rows([("n", numbers, present), ("w", words, present)], length=2).tolist() == GOLDEN
    assert hashing.of_rows([("w", words, present), ("n", numbers, present)], length=2).tolist() == GOLDEN


GOLDEN = [-8794435347560208667, -7692306242268770196]


def test_a_column_that_no_row_fills_changes_no_hash() -> None:
    of = source(*[c for c in CASE if c.name != "remark"])
    one, two = read("编号,接收日期,面积\na,2026-11-01,3\n", of), read("编号,接收日期,面积\na,2026-11-01,3.00\n")
    assert standing(one) == standing(two)


def test_every_code_is_in_the_docs() -> None:
    root = Path(__file__).parent.parent
    text = "".join(path.read_text("utf-8") for path in (root / "cockpit" / "intake").rglob("*.py"))
    emitted = set(re.findall(r'(?:Problem|Fault|_stop|_unknown|_stopped|full|gather)\(\s*"([a-z_]+)"', text))
    emitted |= {"normalised", "rounded", "exponent", "time_absent", "repeated_row", "replaced_row", "rule_broken", "rule_noted"}
    emitted |= {"extra_cells", "too_few_cells", "encrypted_workbook", "unknown_value", "unknown_place", "unknown_department"}
    emitted |= {"cell_too_long", "broken_quotes"}
    documented = set(re.findall(r"^\| `([a-z_]+)`", (root / "docs" / "problems.md").read_text("utf-8"), re.MULTILINE))
    assert emitted <= documented, emitted - documented
    everywhere = "".join(path.read_text("utf-8") for path in (root / "cockpit").rglob("*.py"))
    assert documented <= emitted | set(re.findall(r'"([a-z_]+)"', everywhere)), "documented but never emitted"
