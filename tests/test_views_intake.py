"""The intake pages over a made-up judgement: every row has its verdict, every trouble its sentence and button, every number its place."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import fakes
import judged
import pytest
from dash.development.base_component import Component

from cockpit import catalog as catalogs
from cockpit.api import bodies
from cockpit.catalog.schema import Catalog
from cockpit.house.drafts import Draft
from cockpit.model import Batch, Equation, Level, Problem, Snapshot, Verdict
from cockpit.screen import intake as screen
from cockpit.views import desk, intake, intake_draft, intake_question, intake_words
from cockpit.views.intake_draft import Page

NOW = datetime(2026, 11, 23, 0, 36, tzinfo=UTC)
ID = "0123456789abcdef0123456789abcdef"
HAN = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    found, complaints = catalogs.load(Path(__file__).parent.parent / "data")
    assert found is not None, complaints
    return found


@pytest.fixture(scope="module")
def snapshot(catalog: Catalog) -> Snapshot:
    return fakes.snapshot(catalog, date(2026, 11, 23))


def draft(**changes: Any) -> Draft:
    return dataclasses.replace(Draft(ID, judged.NAME, NOW, judged.SOURCE, state="judged"), **changes)


def page(
    snapshot: Snapshot, catalog: Catalog, lang: str = "zh", *, mend: str = "", told: dict[str, Any] | None = None, **changes: Any
) -> Page:
    choice = desk.Choice(lang=lang)
    found = judged.judged() if told is None else told
    return intake_draft.build(snapshot, catalog, draft=draft(**changes), judged=found, choice=choice, mend=mend)


def batch(number: int, verdict: Verdict = Verdict.ACCEPTED, *, days: int = 1, **more: Any) -> Batch:
    received = NOW - timedelta(days=days)
    return Batch(number, judged.SOURCE, f"{number}.csv", "0", received, verdict, Equation(7, new=4, held=3), **more)


def nodes(tree: Any) -> Iterator[Component]:
    if isinstance(tree, Component):
        yield tree
        yield from nodes(getattr(tree, "children", None))
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from nodes(child)


def words(tree: Any) -> Iterator[str]:
    """What a person reads, but not what stands in the file or is its name."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Component):
        if "asis" not in (getattr(tree, "className", "") or "").split():
            yield from words(getattr(tree, "children", None))
    elif isinstance(tree, list | tuple):
        for child in tree:
            yield from words(child)


# -- the file


def test_every_row_has_a_shape_a_word_and_its_number(snapshot: Snapshot, catalog: Catalog) -> None:
    lines = page(snapshot, catalog).raw.lines
    assert [line.number for line in lines] == [str(row) for row, _, _ in judged.ROWS]
    assert [(line.mark.state, line.mark.word) for line in lines[3:8]] == [
        ("ok", "附注"), ("plain", "空行"), ("watch", "待确认"), ("missed", "不收"), ("missed", "不收"),
    ]  # fmt: skip
    assert lines[6].wrong == (2,) and lines[7].wrong == (3, 4), "the cells at fault are named, both of a rule"


def test_E14_what_stands_in_a_file_is_text(snapshot: Snapshot, catalog: Catalog) -> None:
    tree = screen.layout(page(snapshot, catalog, name=judged.NASTY))
    assert sum(judged.NASTY in str(getattr(n, "children", "")) for n in nodes(tree) if isinstance(getattr(n, "children", None), str)) >= 2
    assert not [n for n in nodes(tree) if type(n).__name__ in {"Img", "Script", "Iframe", "Markdown", "DangerouslySetInnerHTML"}]


def test_the_remembered_mapping_is_applied_and_every_column_may_be_left_out(snapshot: Snapshot, catalog: Catalog) -> None:
    columns = page(snapshot, catalog).columns
    assert [c.chosen for c in columns.columns][:3] == ["inspection_id", "community_code", "inspected_on"]
    assert all(c.options[0].value == "" and c.options[0].text == "不导入" for c in columns.columns)
    assert "抽查袋数（袋）" in [o.text for o in columns.columns[0].options]
    assert columns.pane.right == "7列·2列不导入"
    assert columns.columns[2].note == "日历上没有“2026-11-31”；有4行的数换成了标准写法（如“11月16日”）"
    assert columns.columns[1].note.startswith("必填的格子是空的；社区名册里没有")
    assert columns.notes == ("说明：没有表头",)


# -- the equation


def test_the_equation_has_all_its_terms(snapshot: Snapshot, catalog: Catalog) -> None:
    shown = page(snapshot, catalog).balance
    assert shown.pane.title == "418行的去向" and shown.pane.right == "398 + 2 + 11 + 3 + 4 = 418"
    assert [(t.number, t.word) for t in shown.totals] == [
        ("398", "可入库"), ("2", "重复合并"), ("11", "待您确认"), ("3", "暂不收"), ("4", "非数据"),
    ]  # fmt: skip
    assert shown.equation == "可入库398 = 新增390 + 更正5 + 未变3"


def test_figures_that_would_change_stand_before_and_after(snapshot: Snapshot, catalog: Catalog) -> None:
    street, community = page(snapshot, catalog).balance.effect
    assert (street.before, street.after) == ("91.4%", "91.5%") and street.name.endswith("（全街道）")
    assert community.before == "—", "no figure before is a dash, never a nought"
    nothing = page(snapshot, catalog, told=judged.judged(effect=[])).balance
    assert nothing.effect_pane.detail == "没有公开数字会变"


# -- what helps


def test_each_refused_row_has_its_sentence_and_the_button_that_helps(snapshot: Snapshot, catalog: Catalog) -> None:
    shown = page(snapshot, catalog)
    assert shown.refused_pane.title == "暂不收3行"
    assert [(i.title, i.buttons[0].text) for i in shown.refused] == [
        ("第7行 渡口社区", "改日期"), ("第8行 书林社区", "改数"), ("第9行 （空社区）", "选社区"),
    ]  # fmt: skip
    assert shown.refused[0].said == ("日历上没有“2026-11-31”",)
    assert "合格袋数不得大于抽查袋数" in shown.refused[1].said[0]


def test_the_form_of_a_row_has_the_right_fields(snapshot: Snapshot, catalog: Catalog) -> None:
    def fields(mend: str) -> list[tuple[str, str, str]]:
        return [(f.header, f.kind, f.value) for i in page(snapshot, catalog, mend=mend).refused for f in i.fields]

    assert fields("r0.7") == [("检查日期", "date", "")]
    assert fields("r0.8") == [("合格户", "number", "168"), ("抽查户数", "number", "160")]
    assert fields("r0.9") == [("社区名称", "choice", "")]
    assert fields("r0.77") == [] and fields("<b>") == []
    opened = next(i for i in page(snapshot, catalog, mend="r0.7").refused if i.fields)
    assert json.loads(opened.about) == {"sheet": "11月", "row": 7} and opened.close == f"/intake?draft={ID}"


def test_rows_that_hold_the_same_word_are_confirmed_together(snapshot: Snapshot, catalog: Catalog) -> None:
    one, many = page(snapshot, catalog).held
    assert one.title == "第6行 锦湾湾" and many.title == "第33–42行，共10行 锦湾"
    name = catalog.communities["c01"].name.zh
    assert [b.text for b in many.buttons] == [f"是{name}", "选别的"]
    assert json.loads(many.buttons[0].body) == {"aliases": [{"kind": "place", "alias": "锦湾", "code": "c01", "where": []}]}
    opened = page(snapshot, catalog, mend="h0.33").held[1]
    assert opened.fields[0].value == "c01" and {o.value for o in opened.fields[0].options} == {"", *catalog.communities}


def test_what_was_said_can_be_taken_back(snapshot: Snapshot, catalog: Catalog) -> None:
    fix = {"sheet": "11月", "row": 7, "column": "检查日期", "value": "2026-11-30"}
    alias = {"kind": "place", "alias": "锦湾", "code": "c01", "where": []}
    cell, word = page(snapshot, catalog, fixes=(fix,), aliases=(alias,)).said
    assert cell.text == "第7行 检查日期 2026-11-31 → 2026-11-30" and json.loads(cell.back.body) == {"fixes": [{**fix, "value": None}]}
    assert "锦湾" in word.text and json.loads(word.back.body) == {"aliases": [{**alias, "code": None}]}


# -- what can be done


def test_the_bar_says_how_many_rows_go_in_and_how_many_stay(snapshot: Snapshot, catalog: Catalog) -> None:
    shown = page(snapshot, catalog)
    assert shown.take is not None and shown.take.text == "入库398行，其余留待处理" and shown.take.post == f"/api/v1/drafts/{ID}/take"
    assert shown.download is not None and shown.download.text == "下载14行（含原因）"
    assert [s.text for s in shown.sheets] == ["11月", "说明"]
    none = judged.judged(equation={"read": 4, "refused": 3, "not_data": 1})
    assert page(snapshot, catalog, told=none).take is None, "nothing to take in"
    whole = judged.judged(equation={"read": 5, "new": 5}, sheets=[])
    assert page(snapshot, catalog, told=whole).take == dataclasses.replace(shown.take, text="入库5行")
    stopped = judged.judged(stops=[{"zh": f"{judged.NAME}：行数比上次少42%", "en": "42% fewer rows"}])
    held = page(snapshot, catalog, told=stopped)
    assert held.take is not None and held.take.text == "提交398行，等待放行" and held.alerts == ("行数比上次少42%",)


def test_a_file_nobody_knows_asks_for_its_source(snapshot: Snapshot, catalog: Catalog) -> None:
    unknown = {"source": "", "problems": [{"code": "unknown_source", "level": "quarantine", "row": 0}]}
    shown = page(snapshot, catalog, told=unknown, source="")
    assert shown.source.chosen == "" and len(shown.source.options) > 20
    assert shown.alerts == ("看文件名和表头都认不出是哪种表。请在上方选数据源",)
    assert shown.take is None


@pytest.mark.parametrize(
    "told", [{}, {"rows": None, "problems": [None, 3], "equation": "x"}, {"sheets": [{}], "columns": [{}], "effect": [{}]}]
)
def test_whatever_is_missing_the_page_stands(snapshot: Snapshot, catalog: Catalog, told: dict[str, Any]) -> None:
    for state in ("judging", "failed", "judged", "taking", "taken"):
        for lang in ("zh", "en"):
            assert b"NaN" not in bodies.write(screen.layout(page(snapshot, catalog, lang, told=told, state=state)))


def test_a_taken_draft_shows_its_batch_and_how_to_take_it_back(snapshot: Snapshot, catalog: Catalog) -> None:
    made = batch(2001, Verdict.PARTIAL)
    told = draft(state="taken", batch=2001)
    shown = intake_draft.build(snapshot, catalog, draft=told, judged=judged.judged(), choice=desk.Choice(), batch=made)
    assert shown.status == "批次2001：已入库，有拒收行" and shown.balance.pane.title == "7行的去向"
    assert [(b.text, b.go) for b in shown.outcome][:3] == [
        ("看大屏", "/wall"), ("撤回批次2001", "/intake?ask=undo.2001"), ("下载3行（含原因）", "/api/v1/batches/2001/fix.xlsx"),
    ]  # fmt: skip
    assert [s.state for s in shown.steps] == ["done", "done", "on"] and shown.take is None


def test_a_held_draft_leads_to_its_release(snapshot: Snapshot, catalog: Catalog) -> None:
    told = draft(state="taken", batch=2002)
    made = batch(2002, Verdict.HELD)
    shown = intake_draft.build(snapshot, catalog, draft=told, judged=judged.judged(), choice=desk.Choice(), batch=made)
    assert (shown.outcome[0].text, shown.outcome[0].go) == ("接受批次2002", "/intake?ask=accept.2002")
    assert shown.balance.totals[0].word == "可入库", "nothing went in"
    assert "撤回" not in "".join(b.text for b in shown.outcome)


# -- the list


def entries(snapshot: Snapshot, catalog: Catalog, *told: Batch) -> dict[str, str]:
    shown = intake.build(snapshot, catalog, choice=desk.Choice(), batches=told)
    return {e.line.id: e.button.text if e.button else "" for e in shown.batches}


def test_only_what_can_be_done_has_a_button(snapshot: Snapshot, catalog: Catalog) -> None:
    told = (
        batch(1), batch(2, days=31), batch(3, Verdict.HELD), batch(4, Verdict.HELD, released_by=5), batch(5, undone_by=6),
        batch(6, kind="undo", undoes=5), batch(7, Verdict.QUARANTINED), batch(8, Verdict.DUPLICATE), batch(9, kind="expected"),
    )  # fmt: skip
    assert entries(snapshot, catalog, *told) == {
        "1": "撤回", "2": "", "3": "接受", "4": "", "5": "", "6": "撤销撤回", "7": "", "8": "", "9": "",
    }  # fmt: skip


def test_a_question_says_what_it_means_before_it_is_answered(snapshot: Snapshot, catalog: Catalog) -> None:
    asked = intake_question.Question("undo", batch(12), source=judged.SOURCE)
    shown = intake.build(snapshot, catalog, choice=desk.Choice(), question=asked).confirm
    assert shown is not None and shown.title == "撤回批次12？" and shown.said[1] == "7 = 新增4 + 待确认3"
    assert shown.yes.post == "/api/v1/batches/12/undo" and shown.no == f"/intake?source={judged.SOURCE}"
    why = Problem("stop_rows_fell", found="58", expected="100")
    asked = intake_question.Question("accept", batch(13, Verdict.HELD), (dataclasses.replace(why, level=Level.HOLD),))
    shown = intake.build(snapshot, catalog, choice=desk.Choice(lang="en"), question=asked).confirm
    assert shown is not None and shown.yes.post == "/api/v1/batches/13/accept" and len(shown.said) == 4


def test_a_failure_is_a_sentence_even_when_nobody_wrote_one() -> None:
    for code in (*intake_words.FAILURES, "no_such_code"):
        for lang in ("zh", "en"):
            assert len(intake_words.failure(code, lang)) > 5


def test_templates_and_files_to_mend_are_a_click_away(snapshot: Snapshot, catalog: Catalog) -> None:
    shown = intake.build(snapshot, catalog, choice=desk.Choice(), batches=[batch(7), batch(8)], mended={8})
    links = {getattr(n, "href", "") for n in nodes(screen.layout(shown))}
    assert "/api/v1/batches/8/fix.xlsx" in links and "/api/v1/batches/7/fix.xlsx" not in links
    assert {f"/api/v1/templates/{s.id}.xlsx" for s in catalog.sources.values() if not s.system} <= links


# -- language and keys


def trees(snapshot: Snapshot, catalog: Catalog, lang: str) -> Iterator[Component]:
    choice = desk.Choice(lang=lang)
    alias = {"kind": "place", "alias": "x", "code": "c01", "where": []}
    for mend in ("", "r0.7", "r0.8", "r0.9", "h0.6"):
        yield screen.layout(page(snapshot, catalog, lang, mend=mend, aliases=(alias,)))
    held, drafts = [batch(3, Verdict.HELD)], [draft(), draft(state="failed")]
    yield screen.layout(intake.build(snapshot, catalog, choice=choice, held=held, batches=[*held, batch(4)], drafts=drafts, mended={4}))
    for ask, number in (("undo", 4), ("accept", 3)):
        question = intake_question.Question(ask, batch(number), failed="too_old")
        yield screen.layout(intake.build(snapshot, catalog, choice=choice, question=question))


def test_English_pages_have_no_Han_but_what_stands_in_the_file(snapshot: Snapshot, catalog: Catalog) -> None:
    from_file = {*(c for _, cells, _ in judged.ROWS for c in cells), "锦湾", "锦湾湾", "锦湾社区", "说明", "11月", "中文", *judged.HEAD}
    for tree in trees(snapshot, catalog, "en"):
        for said in words(tree):
            for own in sorted(from_file, key=len, reverse=True):
                said = said.replace(own, "") if own else said
            assert not HAN.search(said), said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_is_labelled_and_every_button_speaks(snapshot: Snapshot, catalog: Catalog, lang: str) -> None:
    for tree in trees(snapshot, catalog, lang):
        found = list(nodes(tree))
        labelled = {getattr(n, "htmlFor", "") for n in found if type(n).__name__ == "Label"}
        for node in found:
            if type(node).__name__ in {"Field", "Choice"}:
                own = str(getattr(node, "id", None) or "")
                assert own in labelled or getattr(node, "aria-label", None), own
            if type(node).__name__ in {"Button", "A"}:
                assert "".join(words(node)).strip() or getattr(node, "className", "").startswith("asis"), node
        ids = [str(each) for n in found if (each := getattr(n, "id", None))]
        assert len(ids) == len(set(ids))


def test_every_state_is_an_address_that_keeps_the_language(snapshot: Snapshot, catalog: Catalog) -> None:
    for tree in trees(snapshot, catalog, "en"):
        for node in nodes(tree):
            target = getattr(node, "href", None) or getattr(node, "data-go", None)
            if target and target.startswith("/intake") and "".join(words(node)) != "中文":
                assert parse_qs(urlsplit(target).query)["lang"] == ["en"], target
