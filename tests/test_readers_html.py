"""Tables of HTML pages, mostly saved as .xls by some other system."""

from __future__ import annotations

import time

import pytest
from intake_street import notes, read
from test_readers import cells, sheets, tried

from cockpit.model import Problem

ROW = "<tr><td>a</td><td>2026-11-01</td></tr>"
HEAD = "<tr><th>编号</th><th>接收日期</th></tr>"


def page(table: str, *, around: str = "{}", charset: str = "utf-8") -> str:
    return around.format(
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><body>{table}</body></html>'
    )


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_A08_html_named_xls_is_read_and_noted(encoding: str) -> None:
    parsed = read(page(f"<table>{HEAD}{ROW}</table>", charset="gb2312").encode(encoding), name="案件.xls")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["a"] and parsed.rows.row == [2]
    assert "other_suffix" in notes(parsed)


@pytest.mark.parametrize(
    "text",
    [
        f"<table>{HEAD}{ROW}</table>",
        f"<!-- by a system --><TABLE border=1>{HEAD.upper()}{ROW}</TABLE>",
        f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body><table>{HEAD}{ROW}</table></body></html>",
        f"<style>td {{mso-number-format:'\\@'}}</style><div><table>{HEAD}{ROW}</table></div>",
        "<table><tr><th>编号<th>接收日期<tr><td>a<td>2026-11-01</table>",
        f"<table><thead>{HEAD}</thead><tbody>{ROW}</tbody></table>",
        f"<table>{HEAD}<tr><td>a<script>document.write('<td>x</td>')</script></td><td><b>2026</b>-11-<i>01</i></td></tr></table>",
    ],
    ids=["bare", "comment", "xhtml", "style", "unclosed cells", "parts", "script"],
)
def test_pages_as_systems_write_them(text: str) -> None:
    found = sheets(text, "案件.xls")
    assert [list(row) for row in found[0].head] == [["编号", "接收日期"], ["a", "2026-11-01"]] and cells(found[0]) == [["a", "2026-11-01"]]


def test_B14_cells_over_rows_and_columns_keep_their_places() -> None:
    table = (
        "<table><tr><td colspan=3>标题</td></tr><tr><th rowspan='2'>社区</th><th colspan=2>年内出生</th></tr>"
        "<tr><th>人数</th><th>率</th></tr>"
        "<tr><td rowspan=99>丰乐</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    found = sheets(table, "a.xls")[0]
    assert [list(row) for row in found.head] == [
        ["标题", "", ""], ["社区", "年内出生", ""], ["", "人数", "率"], ["丰乐", "1", "2"], ["", "3", "4"],
    ]  # fmt: skip
    assert set(found.merged) == {(0, 0, 0, 2), (1, 0, 2, 0), (1, 1, 1, 2), (3, 0, 4, 0)}


def test_text_of_a_cell() -> None:
    text = (
        "<table><tr><td> 甲 &amp;\n  乙<br>丙&nbsp;</td><td><p>一</p><p>二</p></td></tr><tr><td>&nbsp;</td><td>x &lt; 3</td></tr></table>"
    )
    assert [list(row) for row in sheets(text, "a.html")[0].head] == [["甲 & 乙\n丙", "一\n二"], ["", "x < 3"]]


def test_several_tables_and_tables_inside_tables() -> None:
    inner = f"<table>{HEAD}{ROW}</table>"
    found = sheets(f"<table><tr><td>菜单{inner}</td><td>x</td></tr></table><table><tr><td>脚</td></tr></table>", "a.html")
    assert [(s.name, list(s.head[0])) for s in found] == [("1", ["编号", "接收日期"]), ("2", ["菜单", "x"])]


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>请先登录</body></html>",
        "<html><table><tr><td>x</td></tr></table></html>",
        "<!DOCTYPE html><frameset><frame src='a_files/sheet001.htm'></frameset>",
    ],
)
def test_A08_a_page_without_a_table_names_its_true_type(text: str) -> None:
    found = tried(text, "案件.xls")
    assert isinstance(found, Problem) and (found.code, found.found) == ("wrong_type", "html")


def test_A03_a_page_cut_off_is_not_read_in_part() -> None:
    whole = page(f"<table>{HEAD}{ROW * 50}</table>")
    for share in (0.5, 0.9):
        found = tried(whole[: int(len(whole) * share)], "案件.xls")
        assert isinstance(found, Problem) and found.code == "broken_file"


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("<table>" + "<tr><td>1" * 1_001 + "</table>", "too_many_rows"),
        ("<table><tr>" + "<td>1" * 501 + "</table>", "too_many_columns"),
        ("<table><tr><td rowspan=65534 colspan=1000>1<td>1" + "<tr><td>1" * 20 + "</table>", "too_many_columns"),
        ("<table><tr>" + "<td>1" * 400 + "<tr><td>1" * 900 + "</table>", "too_many_cells"),
        ("<table><tr><td>a<td>" + "长" * 200_000 + "</table>", "cell_too_long"),
    ],
    ids=["B24", "B27 columns", "B22 spans", "B22 cells", "B27 cell"],
)
def test_limits_hold_for_pages(table: str, code: str) -> None:
    found = tried(table, "a.xls", xlsx_rows=1_000, cells=300_000)
    assert isinstance(found, Problem) and found.code == code


def test_A26_and_a_far_title_costs_nothing() -> None:
    big = tried(f"<table>{HEAD}{ROW * 100}</table>", "a.xls", html_mb=0.001)
    assert isinstance(big, Problem) and big.code == "too_large"
    assert len(sheets(f"<table><tr><td colspan=900>标题</td></tr>{HEAD}{ROW}</table>", "a.xls")[0].head[0]) == 2


@pytest.mark.parametrize(
    "junk", ["<", "<!", "<!--", "<a ", '<td a="', "&", "<table>", "<script>", "</", "<![CDATA[", "<tr><td colspan=1000>"]
)
def test_junk_takes_no_time(junk: str) -> None:
    begin = time.perf_counter()
    tried("<html>" + junk * (300_000 // len(junk)), "a.html")
    assert time.perf_counter() - begin < 5


def test_B01_a_page_in_another_script_says_so_itself() -> None:
    text = "<table><tr><th>編號</th><th>日期</th></tr><tr><td>甲</td><td>2026</td></tr></table>"
    for charset, encoding in (("Shift_JIS", "shift-jis"), ("big5", "big5")):
        assert list(sheets(page(text, charset=charset).encode(encoding), "a.xls")[0].head[0]) == ["編號", "日期"]
