"""Nobody guesses what bytes mean: no detector of character sets stands in the path, and short cells come out right."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from nothing_lost import withstood
from street import Street, cases

from cockpit.intake import decode
from cockpit.model import Verdict

ROOT = Path(__file__).resolve().parents[1]
GUESSERS = {"chardet", "cchardet", "charset_normalizer", "faust_cchardet", "magic", "ftfy", "bs4"}
GUESSED = {"apparent_encoding", "detect_encoding", "from_bytes_best"}
"""What libraries that are there for something else offer for guessing."""
SHORT = ("丰乐", "和平", "街道", "社区", "办结", "已租", "石泉", "是", "否", "无", "安全", "纠纷", "服务", "楼宇")


def test_B05_no_guesser_is_imported_or_asked() -> None:
    imported: set[str] = set()
    asked: set[str] = set()
    for path in (ROOT / "cockpit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add((node.module or "").partition(".")[0])
            elif isinstance(node, ast.Attribute):
                asked.add(node.attr)
    assert imported & GUESSERS == set() and asked & GUESSED == set()


def test_B05_an_answer_from_the_network_is_decoded_by_our_own_rule() -> None:
    """The HTTP library has a detector built in: neither its text nor its JSON is asked for, the bytes alone."""
    asking = ROOT / "cockpit" / "house" / "fetching" / "web.py"
    used = [node for node in ast.walk(ast.parse(asking.read_text("utf-8"))) if isinstance(node, ast.Attribute)]
    responses = {"response", "told", "answer", "got", "reply"}
    assert [n.attr for n in used if n.attr in {"text", "json"} and isinstance(n.value, ast.Name) and n.value.id in responses] == []


@pytest.mark.parametrize("word", SHORT)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_B05_a_file_of_one_short_cell_comes_out_right(word: str, encoding: str) -> None:
    """The whole file is decoded, never a cell: 石泉 by itself is valid in both encodings, under a header it is not."""
    text = f"编号,社区\na,{word}\n"
    assert decode.text_of(text.encode(encoding)) == text


def test_B05_a_small_gbk_file_gives_the_right_places(street: Street, caplog: pytest.LogCaptureFixture) -> None:
    with withstood(street, caplog):
        street.file("案件_2026-11-21.csv", cases("g1,丰乐,2026-11-21,,1.00", "g2,和平,2026-11-21,,2.00").encode("gbk"))
        street.pull()
        assert (street.last().verdict, street.last().equation.new) == (Verdict.ACCEPTED, 2)
        assert street.newest().value("case.weight", "fengle") == 3.00 + 1.00
