"""Templates: a workbook to fill in for every source; whatever its own lists and checks allow goes in."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import intake_street
import openpyxl
import pytest
from intake_street import column, source
from typer.testing import CliRunner

from cockpit import catalog, cli, intake
from cockpit.catalog.schema import Catalog, Source
from cockpit.intake import Parsed, examples, guidance, marker, template
from cockpit.model import Level

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CATALOG = Path(__file__).parents[1] / "data" / "catalog"
FREE = {"code": "A{n:04}", "text": "说明文字 {n}"}


@cache
def demo() -> Catalog:
    found, complaints = catalog.load(CATALOG)
    assert found is not None, complaints
    return found


SOURCES = sorted(name for name, each in demo().sources.items() if not each.system)


def made(of: Source, street: Catalog, lang: str = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(template.write(of, street, day=DAY, lang=lang)))


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, of: Source, street: Catalog, *, name: str = "") -> Parsed:
    name = name or guidance.file_name(of, street, day=DAY, lang="zh")
    parsed = intake.parse(data, name=name, source=of, catalog=street, received=NOW)
    intake_street.assert_equation(parsed)
    return parsed


def bad(parsed: Parsed) -> list[tuple[str, int, str, str]]:
    return [(p.code, p.row, p.column, p.found) for p in parsed.problems if p.level is not Level.NOTE]


def allowed(book: Any) -> list[dict[str, Any]]:
    """Per column of the first sheet: header, format, and what its own check allows, as a spreadsheet program would judge it."""
    page = book.worksheets[0]
    columns = [{"title": str(cell.value), "format": page.column_dimensions[cell.column_letter].number_format} for cell in page[1]]
    for check in page.data_validations.dataValidation:
        for area in check.sqref.ranges:
            columns[area.min_col - 1]["check"] = check
    for each in columns:
        check = each.get("check")
        if check is not None and check.type == "list":
            sheet, _, cells = check.formula1.partition("!")
            each["words"] = [cell.value for row in book[sheet.strip("'")][cells.replace("$", "")] for cell in row]
    return columns


def typed(told: Mapping[str, Any], kind: str, dice: random.Random, n: int) -> Any:
    """A cell as a person may type it under this check."""
    if "words" in told:
        return dice.choice(told["words"])
    check = told.get("check")
    if check is None:
        return FREE[kind].format(n=n)
    if check.type == "date":
        day = datetime(2026, 1, 1) + timedelta(days=dice.randrange(300), minutes=dice.randrange(1440) if kind == "datetime" else 0)
        return day if kind == "datetime" else day.date()
    low, high = max(float(check.formula1), -5.0), min(float(check.formula2), 5000.0)
    low = max(low, float(check.formula1))
    return dice.randint(int(-(-low // 1)), int(high)) if check.type == "whole" else round(dice.uniform(low, high), 1)


def filled(of: Source, street: Catalog, *, lang: str = "zh", rows: int = 25, seed: int = 1) -> bytes:
    """The template with rows typed at random under its checks, the source's rules obeyed, some optional cells left empty."""
    book, dice = made(of, street, lang), random.Random(f"{of.id} {lang} {seed}")
    told, page = allowed(book), book.worksheets[0]
    fields = template.fields_of(of, street, lang=lang)
    for n in range(rows):
        cells = {f.column.name: _meant(f, typed(t, f.column.type, dice, n), dice) for f, t in zip(fields, told, strict=True)}
        row = examples.obeying(cells, of, street, day=DAY)
        for at, field in enumerate(fields, start=1):
            page.cell(n + 2, at).value = _cell(field, row[field.column.name])
    return saved(book)


def _meant(field: template.Field, cell: Any, dice: random.Random) -> Any:
    """What a typed cell means to the rules; now and then an optional one is left empty."""
    if field.column.null and dice.random() < 0.3:
        return None
    if field.words:
        code = next(code for code, word in field.words.items() if word == cell)
        return code == "true" if field.column.type == "bool" else code
    if field.column.type == "dec":
        low, high = field.column.low, field.column.high
        exact = Decimal(str(cell)).quantize(Decimal(1).scaleb(-field.column.scale))
        return min(max(exact, Decimal(str(low)) if low is not None else exact), Decimal(str(high)) if high is not None else exact)
    return cell


def _cell(field: template.Field, value: Any) -> Any:
    if value is None or not (field.words or isinstance(value, Decimal)):
        return value
    return float(value) if isinstance(value, Decimal) else template.shown(field, value)


@pytest.mark.parametrize("name", SOURCES)
def test_a_filled_template_always_passes(name: str) -> None:
    of = demo().sources[name]
    if of.each == "place":
        pytest.skip("one community a file: see below")
    parsed = read(filled(of, demo()), of, demo())
    assert bad(parsed) == [] and parsed.quarantine is None
    assert parsed.equation.read == 25 + parsed.equation.not_data and parsed.rows is not None


@pytest.mark.parametrize("name", [n for n in SOURCES if demo().sources[n].each == "place"])
def test_a_filled_template_of_one_community_passes(name: str) -> None:
    """Its community is the one the file is named after; a row of another one is refused, as in any file."""
    of, street = demo().sources[name], demo()
    only = next(iter(street.communities))
    alone = replace(street, communities={only: street.communities[only]})
    assert bad(read(filled(of, alone), of, street)) == []


@pytest.mark.parametrize("name", SOURCES)
def test_an_unfilled_template_is_no_rows_and_its_example_counts_nothing(name: str) -> None:
    of = demo().sources[name]
    parsed = read(template.write(of, demo(), day=DAY), of, demo())
    assert parsed.rows is None and bad(parsed) == [] and parsed.quarantine is None
    assert parsed.equation.read == parsed.equation.not_data
    noted = {p.code for p in parsed.problems}
    assert "empty_ledger" in noted and not noted & {"sheet_skipped", "hidden_sheet", "no_period", "column_absent"}


@pytest.mark.parametrize("name", SOURCES)
def test_the_example_is_a_row_that_passes(name: str) -> None:
    """The example beside each column, typed into the sheet, goes in."""
    of, street = demo().sources[name], demo()
    book = made(of, street)
    table = [[cell.value for cell in row] for row in book["说明"].iter_rows()]
    begin = next(at for at, row in enumerate(table) if row[0] == "列")
    for at, field in enumerate(template.fields_of(of, street, lang="zh"), start=1):
        assert table[begin + at][0] == field.title
        book.worksheets[0].cell(2, at).value = table[begin + at][4]
    parsed = read(saved(book), of, street)
    assert bad(parsed) == [] and parsed.rows is not None and len(parsed.rows) == 1


@pytest.mark.parametrize("name", ["petition_case", "garbage_tonnage", "building", "garbage_participation", "plan_phase"])
def test_an_english_template_passes_too(name: str) -> None:
    of, street = demo().sources[name], demo()
    only = dict(list(street.communities.items())[:1])
    data = filled(of, replace(street, communities=only) if of.each else street, lang="en")
    assert bad(read(data, of, street)) == []


@pytest.mark.parametrize("name", SOURCES)
def test_the_suggested_name_tells_the_period_and_the_source(name: str) -> None:
    of, street = demo().sources[name], demo()
    suggested = guidance.file_name(of, street, day=DAY, lang="zh")
    data = template.write(of, street, day=DAY)
    assert suggested.endswith(".xlsx")
    found = intake.identify(suggested, "", head=data, catalog=street)
    assert found == of
    parsed = read(filled(of, street, rows=1), of, street, name=suggested)
    if of.covers == "name" and of.files:
        assert parsed.covers is not None and parsed.covers[0] <= DAY <= parsed.covers[1]


def test_under_any_name_a_template_says_whose_it_is() -> None:
    of = demo().sources["building"]
    data = template.write(of, demo(), day=DAY)
    assert intake.identify("随便起的名字.xlsx", "", head=data, catalog=demo()) == of
    mark = marker.read(data)
    assert mark is not None and (mark.kind, mark.source, mark.aside) == ("template", "building", ("说明", "可选值"))


def test_headers_lists_checks_and_notes() -> None:
    book = made(demo().sources["building"], demo())
    page, told = book.worksheets[0], {each["title"]: each for each in allowed(book)}
    assert list(told)[:3] == ["楼宇编号*", "楼宇名称*", "所属社区*"] and "不纳入原因" in told
    assert told["楼宇类型*"]["words"] == ["商务写字楼", "商住综合", "商业", "产业园区", "其他"]
    assert told["是否在用*"]["words"] == ["是", "否"]
    assert {c.name.zh for c in demo().communities.values()} == set(told["所属社区*"]["words"])
    floors = told["楼层数*"]["check"]
    assert (floors.type, floors.formula1, floors.formula2) == ("whole", "1", "150")
    assert floors.error == "请填整数（1–150），不带单位和文字。"
    assert told["交付日期*"]["check"].type == "date" and told["交付日期*"]["format"] == "yyyy-mm-dd"
    assert "check" not in told["楼宇编号*"] and told["楼宇编号*"]["format"] == "@"
    assert "㎡" in page["E1"].comment.text and "Gross area" in page["E1"].comment.text
    assert page.freeze_panes == "A2" and book[marker.SHEET].sheet_state == "veryHidden"
    texts = " ".join(str(cell.value) for row in book["说明"].iter_rows() for cell in row)
    assert "建议文件名：楼宇登记_2026-11-20.xlsx" in texts and "可租面积不得大于建筑面积" in texts and "个人信息" in texts


def test_the_same_day_gives_the_same_bytes() -> None:
    of = demo().sources["lease"]
    assert template.write(of, demo(), day=DAY) == template.write(of, demo(), day=DAY)


def test_a_source_with_a_layout_of_its_own_takes_the_plain_template() -> None:
    """No header, one sheet, a list inside a document: none of that binds a template of ours."""
    street = intake_street.catalog()
    for reader in ({"header": False, "names": ["case_id", "received_on"]}, {"sheet": "数据"}, {"delimiter": "|"}):
        of = source(reader=reader, format="json", records="a.b")
        assert bad(read(filled(of, street, rows=3), of, street, name="案件.xlsx")) == []


def test_a_label_that_means_another_column_is_not_used() -> None:
    of = source(column("case_id", "code", "编号"), column("other", "text", "编号", null=True), column("received_on", "date", "接收日期"))
    assert [f.title for f in template.fields_of(of, intake_street.catalog(of), lang="zh")] == ["编号", "other", "接收日期"]


def test_B09_codes_typed_into_a_template_keep_their_zeros() -> None:
    of, street = source(), intake_street.catalog()
    book = made(of, street)
    page = book.worksheets[0]
    page["A2"], page["C2"] = "0012", date(2026, 11, 2)
    parsed = read(saved(book), of, street, name="案件.xlsx")
    assert parsed.rows is not None and parsed.rows.columns["case_id"] == ["0012"]


def test_a_row_below_the_checked_ones_is_read_as_well() -> None:
    of, street = source(), intake_street.catalog()
    book = made(of, street)
    book.worksheets[0].cell(template.ROWS + 10, 1).value = "A1"
    book.worksheets[0].cell(template.ROWS + 10, 3).value = "2026-11-02"
    assert len(read(saved(book), of, street, name="案件.xlsx").rows or ()) == 1


def test_the_command_writes_it_by_id_or_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run, home = CliRunner(), ["--home", str(CATALOG.parent)]
    assert run.invoke(cli.app, [*home, "template", "楼宇登记"]).exit_code == 0
    there = tmp_path / "楼宇登记_模板.xlsx"
    assert marker.read(there.read_bytes()) == marker.Marker("building", kind="template", aside=("说明", "可选值"))
    assert run.invoke(cli.app, [*home, "template", "building"]).exit_code == 2, "a template that may be filled in already is left alone"
    assert run.invoke(cli.app, [*home, "--lang", "en", "template", "building", "--out", "b.xlsx"]).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames[:2] == ["Building register", "About"]
    assert run.invoke(cli.app, [*home, "template", "bulding"]).exit_code == 5
    assert run.invoke(cli.app, [*home, "template", "import_batch"]).exit_code == 5, "a table the house writes itself"
    assert run.invoke(cli.app, [*home, "template", "building", "--out", "no/such/folder.xlsx"]).exit_code == 1
