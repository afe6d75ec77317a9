"""The catalogue: a good one loads, a broken one says where, what and what was probably meant."""

from __future__ import annotations

import json
import random
from datetime import date, time
from pathlib import Path
from typing import Any

import broken_catalogs
import pytest
import yaml
from broken_catalogs import FILES, P

from cockpit import catalog
from cockpit.catalog import sentences
from cockpit.catalog.schema import Catalog


@pytest.fixture
def tiny(tmp_path: Path) -> Catalog:
    return catalog.load_or_raise(broken_catalogs.write(tmp_path))


def load(home: Path, files: dict[str, str]) -> tuple[Catalog | None, tuple[catalog.Complaint, ...]]:
    return catalog.load(broken_catalogs.write(home, files))


def with_formula(home: Path, formula: str, **fields: str) -> catalog.schema.Indicator:
    """The open-petitions indicator with another formula."""
    old = next(line for line in FILES[P].splitlines() if "formula: {count" in line)
    text = FILES[P].replace(old, f"  formula: {formula}")
    for key, value in fields.items():
        text = text.replace({"unit": "  unit: 件", "window": "  window: stock"}[key], f"  {key}: {value}")
    return catalog.load_or_raise(broken_catalogs.write(home, {**FILES, P: text})).indicators["petition.open_count"]


def test_a_good_catalogue_has_no_complaints(tmp_path: Path) -> None:
    found, complaints = catalog.load(broken_catalogs.write(tmp_path))
    assert complaints == ()
    assert found is not None
    assert list(found.indicators) == ["garbage.accuracy_rate", "petition.on_time_rate", "petition.open_count"]
    assert catalog.load(tmp_path / "catalog")[0] == found


@pytest.mark.parametrize("name", broken_catalogs.BROKEN)
def test_a_broken_catalogue_says_where_and_what_was_meant(tmp_path: Path, name: str) -> None:
    case = broken_catalogs.BROKEN[name]
    files, where = broken_catalogs.broken(case)
    found, complaints = load(tmp_path, files)
    assert found is None
    said = [(f"{c.file}:{c.line}", c.code, c.hint) for c in complaints]
    assert (where, case.code, case.hint) in said, "\n".join(c.sentence() for c in complaints)
    assert len(said) == 1 or not case.alone, "\n".join(c.sentence() for c in complaints)


def test_the_sentence_is_one_a_clerk_can_act_on(tmp_path: Path) -> None:
    files, where = broken_catalogs.broken(broken_catalogs.BROKEN["unknown field"])
    complaint = next(c for c in load(tmp_path, files)[1] if c.code == "unknown_field")
    assert complaint.sentence("zh") == f"{where} 指标 petition.on_time_rate：未知字段 formla，是否想写 formula？"
    assert complaint.sentence("en") == f"{where} indicator petition.on_time_rate: unknown field formla, did you mean formula?"


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = FILES[P].replace("min_n: 5", "min_n: five").replace("window: week", "window: weekly").replace("basis: LAW, ", "")
    street = FILES["street.yaml"].replace("kind: community", "kind: town", 1)
    _, complaints = load(tmp_path, {**FILES, P: text, "street.yaml": street})
    assert {c.code for c in complaints} == {"wrong_type", "unknown_window", "missing_field", "unknown_choice"}
    assert [(c.file, c.line) for c in complaints] == sorted((c.file, c.line) for c in complaints)


def test_a_file_that_cannot_be_read_does_not_make_its_names_unknown_elsewhere(tmp_path: Path) -> None:
    street = FILES["street.yaml"].replace("departments:", "departments")
    assert [(c.file, c.code) for c in load(tmp_path, {**FILES, "street.yaml": street})[1]] == [("catalog/street.yaml", "bad_yaml")]


def test_load_or_raise_carries_every_complaint(tmp_path: Path) -> None:
    files, where = broken_catalogs.broken(broken_catalogs.BROKEN["tab"])
    with pytest.raises(catalog.CatalogError, match=where) as caught:
        catalog.load_or_raise(broken_catalogs.write(tmp_path, files))
    assert any(c.code == "tab" for c in caught.value.complaints)


def test_an_empty_folder_is_no_catalogue(tmp_path: Path) -> None:
    assert [c.code for c in catalog.load(tmp_path)[1]] == ["no_catalog"]


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    broken_catalogs.write(tmp_path)
    (tmp_path / "catalog" / "street.yaml").write_bytes(broken_catalogs.STREET.encode("gb18030"))
    complaint = next(c for c in catalog.load(tmp_path)[1] if c.code == "not_utf8")
    assert (complaint.file, complaint.line) == ("catalog/street.yaml", 3)


def test_aliases_of_aliases_do_not_blow_up(tmp_path: Path) -> None:
    bomb = "pages:\n  a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"  {b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert "bad_yaml" in {c.code for c in load(tmp_path, {**FILES, "pages.yaml": bomb})[1]}
    assert "bad_yaml" in {c.code for c in load(tmp_path, {**FILES, "pages.yaml": "pages: &p\n  again: *p\n"})[1]}


def test_words_that_other_readers_turn_into_booleans_stay_words(tmp_path: Path) -> None:
    text = FILES[P].replace("zh: 身份清楚, en: Identity clear", "zh: 身份清楚, en: no, missing: [off, on, y]")
    found = catalog.load_or_raise(broken_catalogs.write(tmp_path, {**FILES, P: text}))
    column = found.sources["petition_case"].columns["clear"]
    assert (column.label.en, column.missing) == ("no", ("off", "on", "y"))


# ---- hashes


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same plain data with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(5))
def test_order_of_keys_and_comments_change_no_hash(tmp_path: Path, tiny: Catalog, seed: int) -> None:
    chance = random.Random(seed)
    files = {name: shuffled(yaml.safe_load(text), chance) for name, text in FILES.items()}
    told = {name: "# 说明\n" + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=60) for name, data in files.items()}
    again = catalog.load_or_raise(broken_catalogs.write(tmp_path / "again", told))
    assert again.hash == tiny.hash
    assert {i.id: i.hash for i in again.indicators.values()} == {i.id: i.hash for i in tiny.indicators.values()}


def test_names_and_targets_change_no_indicator_but_the_formula_does(tmp_path: Path, tiny: Catalog) -> None:
    name = "petition.on_time_rate"
    called = FILES[P].replace("信访按期答复率", "按期答复率").replace("floor: 95", "floor: 90")
    counted = FILES[P].replace('where: [[kind, "=", appeal]],\n', 'where: [[kind, "=", report]],\n')
    other = catalog.load_or_raise(broken_catalogs.write(tmp_path / "a", {**FILES, P: called}))
    third = catalog.load_or_raise(broken_catalogs.write(tmp_path / "b", {**FILES, P: counted}))
    assert other.hash != tiny.hash
    assert other.indicators[name].hash == tiny.indicators[name].hash != third.indicators[name].hash


# ---- what formulas become


def test_a_rate_counts_hits_within_the_same_rows(tiny: Catalog) -> None:
    formula = tiny.indicators["petition.on_time_rate"].formula
    assert formula.n == formula.N
    assert (formula.word, formula.n.word, formula.independent, formula.factor) == ("rate", "count", False, 100.0)
    assert formula.hit is not None and formula.hit.all[0].operand.column == "reply_due_on"
    assert (formula.n.place.column, formula.n.when, formula.n.where.all[0].operand.value) == ("community_code", "reply_due_on", "appeal")


def test_a_share_is_two_sums_over_the_same_rows(tiny: Catalog) -> None:
    formula = tiny.indicators["garbage.accuracy_rate"].formula
    assert formula.N is not None and not formula.independent
    assert (formula.n.word, formula.n.of, formula.N.of, formula.factor) == ("sum", "bags_correct", "bags_checked", 100.0)


def test_as_of_takes_days(tiny: Catalog) -> None:
    absent, soon = tiny.indicators["petition.open_count"].formula.n.where.all
    assert (absent.op, soon.operand.as_of, soon.operand.shift_days) == ("absent", True, 30)


def test_a_date_stays_a_date_and_a_column_may_be_shifted(tmp_path: Path) -> None:
    tests = '[[reply_due_on, ">=", 2026-01-01], [replied_on, "<=", {column: reply_due_on, days: 15}], [clear, "=", true]]'
    since, shifted_by, clear = with_formula(tmp_path, f"{{count: {{table: petition_case, where: {tests}}}}}").formula.n.where.all
    assert since.operand.value == date(2026, 1, 1)
    assert (shifted_by.operand.column, shifted_by.operand.shift_days) == ("reply_due_on", 15)
    assert clear.operand.value is True


def test_mean_divides_by_the_rows_that_have_a_value(tmp_path: Path) -> None:
    told = "{mean: {table: petition_case, elapsed: [reply_due_on, replied_on, days]}}"
    formula = with_formula(tmp_path, told, unit="天").formula
    assert formula.N is not None
    assert (formula.n.word, formula.n.elapsed, formula.n.unit) == ("elapsed", ("reply_due_on", "replied_on"), "days")
    assert [(t.column, t.op) for t in formula.N.where.all] == [("reply_due_on", "present"), ("replied_on", "present")]


def test_quantile_balance_and_distinct(tmp_path: Path) -> None:
    quantile = with_formula(tmp_path / "q", "{quantile: {table: garbage_inspection, q: 0.9, of: bags_checked}}").formula
    assert (quantile.q, quantile.N, quantile.n.of) == (0.9, None, "bags_checked")
    told = "{balance: {table: garbage_inspection, when: inspected_on, unit: [community_code], part: bags_correct, whole: bags_checked}}"
    balance = with_formula(tmp_path / "b", told, unit='"‰"').formula
    assert balance.N is not None
    assert (balance.n.last, balance.N.last, balance.factor) == (("community_code",), ("community_code",), 1000.0)
    distinct = with_formula(tmp_path / "d", "{count_distinct: {table: petition_case, of: dept}, factor: 2}").formula
    assert (distinct.word, distinct.n.word, distinct.n.of, distinct.factor) == ("count_distinct", "distinct", "dept", 2.0)


def test_progress_reads_the_phased_plan(tmp_path: Path) -> None:
    plan = """\
sources:
- id: plan_phase
  name: 年度计划
  owner: city
  level: L1
  key: [indicator, unit_code, month]
  plans: true
  files: ["计划_{year}.xlsx"]
  due: none
  columns: {indicator: {type: code}, unit_code: {type: code}, month: {type: month}, planned_cum: {type: dec, scale: 2}}
"""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "catalog" / "plan.yaml").write_text(plan, encoding="utf-8")
    side = "n: {sum: {table: garbage_inspection, when: inspected_on, of: bags_checked}}"
    formula = with_formula(tmp_path, f"{{progress: {{{side}, place: unit}}}}", unit='"%"', window="ytd").formula
    assert formula.N is not None and formula.independent
    assert (formula.N.table, formula.N.of, formula.N.window, formula.N.place.column) == ("plan_phase", "planned_cum", "month", "unit_code")
    assert [(t.column, t.operand.value) for t in formula.N.where.all] == [("indicator", "petition.open_count")]
    street = with_formula(tmp_path, f"{{progress: {{{side}, plan: garbage.accuracy_rate}}}}", unit='"%"', window="ytd").formula
    assert street.N is not None and street.N.place.none
    assert [t.operand.value for t in street.N.where.all] == ["garbage.accuracy_rate", "*"]


def test_sides_memberships_groups_and_places_through_a_register(tmp_path: Path) -> None:
    side = """{table: petition_case, per: [dept], having: [[count, ">=", 2]],
      place: {via: garbage_inspection, key: case_id, via_key: inspection_id, column: community_code},
      in: {key: case_id, table: garbage_inspection, column: inspection_id, absent: true, window: all}}"""
    formula = with_formula(
        tmp_path, f"{{rate: {{n: {{count: {side}}}, N: {{count_distinct: {{table: petition_case, of: dept}}}}}}}}"
    ).formula
    assert formula.independent and formula.N is not None and formula.N.word == "distinct"
    assert (formula.n.place.via, formula.n.place.via_key) == ("garbage_inspection", "inspection_id")
    (member,) = formula.n.inside
    assert (member.column, member.absent, member.selection.window) == ("inspection_id", True, "all")
    assert (formula.n.having[0].word, formula.n.having[0].of, formula.n.having[0].value) == ("count", "", 2.0)


def test_a_date_dimension_becomes_the_measures_date(tiny: Catalog) -> None:
    series = tiny.series["garbage.by_week"]
    assert series.measures["checked"].n.when == "inspected_on"
    assert (series.by, series.measure_names["checked"].en, series.measure_units["checked"]) == ("week:inspected_on", "Checked", "袋")


# ---- what stands beside


def test_every_street_has_the_two_system_sources(tiny: Catalog) -> None:
    expectation, batch = tiny.sources["feed_expectation"], tiny.sources["import_batch"]
    assert expectation.system and batch.system and expectation.owner == "lawful"
    assert (expectation.key, batch.key) == (("feed", "period"), ("batch_id",))


def test_places_and_values_are_found_by_code_name_and_declared_alias_only(tiny: Catalog) -> None:
    assert [catalog.resolve_place(tiny, said) for said in ("fengle", "丰　乐", "丰乐社区", "ＦＥＮＧＬＥ", "丰乐村")] == ["fengle"] * 4 + [
        None
    ]
    assert catalog.resolve_department(tiny, " 平安办") == "lawful"
    source = tiny.sources["petition_case"]
    assert catalog.resolve_column(source, "编 号") == "case_id"
    assert catalog.resolve_value(source.columns["kind"], "诉求") == "appeal"


def test_learned_aliases_are_used_and_change_no_hash(tmp_path: Path, tiny: Catalog) -> None:
    learned = (
        "sources: {petition_case: {columns: {单号: case_id}, values: {kind: {求决: appeal}}}}\nplaces:\n  丰乐苑: fengle\n  旧村: gone\n"
    )
    found, complaints = load(tmp_path, {**FILES, "learned.yaml": learned})
    assert found is not None and found.hash == tiny.hash
    assert [(c.file, c.line, c.code, c.severity) for c in complaints] == [("catalog/learned.yaml", 4, "learned_unknown", "warning")]
    assert catalog.resolve_place(found, "丰乐苑") == "fengle"
    assert catalog.resolve_column(found.sources["petition_case"], "单号") == "case_id"
    assert catalog.resolve_value(found.sources["petition_case"].columns["kind"], "求决") == "appeal"
    assert catalog.resolve_place(catalog.with_learned(tiny, {"places": {"丰乐里": "fengle"}}), "丰乐里") == "fengle"


def test_the_official_table_knows_make_up_days_and_the_offices_own_goes_over_it(tmp_path: Path, tiny: Catalog) -> None:
    assert (tiny.holidays[date(2026, 10, 1)], tiny.holidays[date(2026, 10, 10)]) == (False, True)
    assert max(tiny.holiday_years) == 2026 and all(worked != (day.weekday() < 5) for day, worked in tiny.holidays.items())
    own = "date,workday,name\n2026-10-10,0,本街道休息\n2027-01-01,0,元旦\nsoon,0,\n"
    found, complaints = load(tmp_path, {**FILES, "holidays.csv": own})
    assert [(c.line, c.code, c.found) for c in complaints] == [(4, "bad_csv", "soon")]
    found = catalog.load_or_raise(broken_catalogs.write(tmp_path, {**FILES, "holidays.csv": own.replace("soon,0,\n", "")}))
    assert date(2026, 10, 10) not in found.holidays and found.holidays[date(2027, 1, 1)] is False and 2027 in found.holiday_years


def test_boundaries_warn_and_never_stop(tmp_path: Path) -> None:
    ring = [[0, 0], [0, 1], [1, 1], [0, 0]]
    features = [
        {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code in ("fengle", "nampu")
    ]
    found, complaints = load(tmp_path, {**FILES, "boundaries.geojson": json.dumps({"features": features}, indent=0)})
    assert found is not None and found.boundaries["fengle"][0][1] == (0.0, 1.0)
    assert {(c.code, c.hint, c.severity) for c in complaints} == {
        ("boundary_unknown", "nanpu", "warning"),
        ("boundary_missing", "", "warning"),
    }


def test_deliveries_targets_and_the_week(tiny: Catalog) -> None:
    (due,) = tiny.sources["garbage_inspection"].due
    assert (due.cadence, due.day, due.at, due.grace, due.workdays) == ("weekly", "mon", time(10), 1, True)
    indicator = tiny.indicators["garbage.accuracy_rate"]
    assert [(t.target, t.floor) for t in indicator.targets] == [(85.0, 75.0), (90.0, 80.0)]
    in_force = indicator.target_on(date(2025, 12, 31))
    assert in_force is not None and in_force.target == 85.0
    assert (tiny.street.week_starts, tiny.street.freeze_at) == ("mon", time(9))


def test_every_kind_of_complaint_is_said_in_both_languages() -> None:
    for zh, en in sentences.OF.values():
        assert zh and en and zh != en
        said = {"name": "n", "found": "f", "expected": "e"}
        assert zh.format(**said) and en.format(**said)
