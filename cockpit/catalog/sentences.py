"""Every kind of complaint as a sentence in both languages. `{name}` is a field, `{found}` and `{expected}` as they are called."""

from __future__ import annotations

from collections.abc import Mapping

OF: Mapping[str, tuple[str, str]] = {
    # the files themselves
    "no_catalog": ("没有任何 *.yaml 目录文件", "there is no *.yaml catalogue file"),
    "not_utf8": ("不是 UTF-8 编码（字节 {found}），请另存为 UTF-8", "not UTF-8 (byte {found}); save it as UTF-8"),
    "tab": ("行首用了制表符，请改用空格缩进", "the line is indented with a tab; use blanks"),
    "bad_yaml": ("YAML 写法有误：{found}", "not valid YAML: {found}"),
    "bad_value": ("读不懂的值 {found}", "a value that cannot be read: {found}"),
    "duplicate_key": ("字段 {found} 重复（第 {expected} 行已写）", "field {found} is repeated (first on line {expected})"),
    "bad_csv": ("第 {name} 列读到“{found}”，应为 {expected}", "column {name}: found “{found}”, expected {expected}"),
    "bad_geojson": ("不是可用的 GeoJSON：{found}", "not a usable GeoJSON: {found}"),
    # fields
    "unknown_field": ("未知字段 {found}", "unknown field {found}"),
    "missing_field": ("缺少字段 {expected}", "field {expected} is missing"),
    "wrong_type": ("字段 {name} 读到“{found}”，应为{expected}", "field {name}: found “{found}”, expected {expected}"),
    "unknown_choice": ("字段 {name} 不认识“{found}”，可用：{expected}", "field {name}: unknown “{found}”, known are {expected}"),
    "bad_id": ("编号“{found}”不可用，应为{expected}", "the id “{found}” cannot be used, expected {expected}"),
    "duplicate_id": ("编号 {found} 重复（已见于 {expected}）", "the id {found} is taken (by {expected})"),
    "alias_clash": ("名称“{found}”同时指 {expected}", "the name “{found}” stands for {expected} at once"),
    "none_declared": ("没有声明 {expected}，而 {found} 要用到", "no {expected} are declared, yet {found} name them"),
    "street_twice": ("街道只能声明一次（已见于 {expected}）", "the street is declared twice (first at {expected})"),
    # names of other things
    "unknown_table": ("没有数据源 {found}，可用：{expected}", "there is no source {found}; known are {expected}"),
    "unknown_column": ("{name} 没有列 {found}", "{name} has no column {found}"),
    "unknown_place": ("没有社区 {found}", "there is no community {found}"),
    "unknown_department": ("没有科室 {found}，可用：{expected}", "there is no department {found}; known are {expected}"),
    "unknown_priority": ("没有编号为 {found} 的重点工作，可用：{expected}", "there is no priority {found}; known are {expected}"),
    "unknown_indicator": ("没有指标 {found}", "there is no indicator {found}"),
    "unknown_page": ("大屏没有页面 {found}，可用：{expected}", "the wall has no page {found}; known are {expected}"),
    "unknown_series": ("没有系列 {found}", "there is no series {found}"),
    "unknown_value": ("列 {name} 没有取值 {found}，可用：{expected}", "column {name} has no value {found}; known are {expected}"),
    "unknown_unit": ("不认识单位“{found}”，百分比须写作 {expected}", "unknown unit “{found}”, a percentage is written {expected}"),
    "unknown_operator": ("没有运算符 {found}，可用：{expected}", "there is no operator {found}; known are {expected}"),
    "unknown_window": ("没有时间窗 {found}，可用：{expected}", "there is no window {found}; known are {expected}"),
    "unknown_word": ("没有公式词 {found}，可用：{expected}", "there is no formula word {found}; known are {expected}"),
    "unknown_token": ("文件名样式里没有记号 {found}，可用：{expected}", "there is no file name token {found}; known are {expected}"),
    # columns and sources
    "wrong_column_type": ("列 {name} 的类型是 {found}，此处应为 {expected}", "column {name} is {found}, expected {expected} here"),
    "not_for_type": (
        "字段 {name} 不适用于 {found} 列，只适用于 {expected}",
        "field {name} does not go with a {found} column, only with {expected}",
    ),
    "key_absent": ("主键列 {found} 不能声明 null: true", "key column {found} must not be null: true"),
    "covers_without_date": (
        "covers: name，但文件名样式“{found}”没有日期记号，应含 {expected}，或写 covers: day_before",
        "covers: name, but the pattern “{found}” has no date token; give it one of {expected}, or write covers: day_before",
    ),
    "each_without_place": (
        "each: place，但文件名样式无 {{place}} 且没有 place: true 的列",
        "each: place, but no pattern has {{place}} and no column is place: true",
    ),
    "bad_pattern": ("字段 {name} 的样式“{found}”写法有误：{expected}", "field {name}: the pattern “{found}” is not valid: {expected}"),
    "pattern_twice": ("文件名样式“{found}”也属于 {expected}", "the file name pattern “{found}” belongs to {expected} too"),
    "low_above_high": ("下限 {found} 大于上限 {expected}", "the lower bound {found} is above the upper {expected}"),
    "rule_without_test": ("规则须有 test，或 sum_of 与 whole，二者取一", "a rule needs either test, or sum_of with whole"),
    "one_rule_each": ("每条停止规则只写一种，读到 {found}，请分开写", "one rule to each stop, found {found}; write them apart"),
    "stop_without_place": (
        "place_missing 要有 place: true 的列，且不用于 each: place 的数据源",
        "place_missing needs a column with place: true and goes with no source that is each: place",
    ),
    "as_of_in_rule": ("规则和期限里不能用 as_of，它只在公式里有意义", "as_of has a meaning in formulas only, not in rules"),
    # where a source is asked for
    "one_origin": ("from 须写 sql 或 http 之一，读到 {found}", "from needs either sql or http, found {found}"),
    "never_asked": ("有 from 却是 due: none，永远不会去取", "with from and due: none it would never be asked"),
    "not_with_from": ("有 from 时不写 {found}：答复由本系统写成文件", "{found} does not go with from: we write the answer ourselves"),
    "not_a_select": ("query 须是一条 select（或 with）语句，读到“{found}”", "query must be one select (or with), found “{found}”"),
    "since_unbound": (
        "since 与 {expected} 须同时写：列名在 since，位置在查询或参数里",
        "since and {expected} go together: the column here, its place in the query or the parameters",
    ),
    "since_restates": (
        "有 since 的答复只是一部分，须写 restates: events，否则未变的行会被关闭",
        "an answer since a moment is a part only: it needs restates: events, else unchanged rows would be closed",
    ),
    "one_paging": (
        "page 须写 param、next 或 link: true 之一（param 可与 next 同用）",
        "page needs param, next or link: true (param may go with next)",
    ),
    # conditions
    "bad_triple": ("条件“{found}”应写作 {expected}", "the condition “{found}” should be written {expected}"),
    "bad_as_of": ("“{found}”应写作 {expected}", "“{found}” should be written {expected}"),
    "as_of_on": (
        "列 {name} 是 {found}，不能与 as_of 比较，只有 {expected} 可以",
        "column {name} is {found} and cannot be compared with as_of, only {expected} can",
    ),
    "operator_type": ("运算符 {found} 不能用于 {expected} 列 {name}", "operator {found} does not go with the {expected} column {name}"),
    "literal_type": ("列 {name} 是 {expected}，不能与“{found}”比较", "column {name} is {expected} and cannot be compared with “{found}”"),
    "columns_apart": ("列 {name}（{expected}）与列 {found} 不能相比", "column {name} ({expected}) cannot be compared with column {found}"),
    # formulas
    "one_word": ("公式须有且只有一个公式词，读到 {found}", "a formula has exactly one word, found {found}"),
    "hit_without_rate": ("hit 只能用在 rate 里", "hit belongs in a rate only"),
    "share_without_whole": ("share 缺少 whole（整体的列），没有整体就没有占比", "share lacks whole: without a whole there is no share"),
    "after_last_alone": ("有 after_last 却没有 last", "after_last without last"),
    "having_alone": ("having 与 per 必须同时出现", "having and per go together"),
    "last_without_when": ("取每单位最后一行（last、balance）须写 when", "the last row per unit (last, balance) needs when"),
    "window_without_date": (
        "时间窗是 {found}，但公式没有 when，会数进整张表",
        "the window is {found}, but the formula has no when and would count the whole table",
    ),
    "not_a_place": ("列 {found} 没有声明 place: true", "column {found} is not declared place: true"),
    # indicators
    "mask_without_place": ("有 mask_below，但公式没有 place，无处可遮", "mask_below is given, but the formula has no place to mask"),
    "wall_taken": ("大屏位置 {found} 已被 {expected} 占用", "wall slot {found} is taken by {expected}"),
    "short_too_long": ("短名“{found}”太长，应为{expected}", "the short label “{found}” is too long, expected {expected}"),
    "companion_missing": (
        "满意度指标须有 companion（参评率、回访率），否则不予展示",
        "a satisfaction indicator needs a companion (its response share)",
    ),
    "floor_side": (
        "底线 {found} 在目标 {expected} 的另一侧（better: {name}）",
        "the floor {found} lies on the wrong side of the target {expected} (better: {name})",
    ),
    "target_shape": ("better: {name} 的目标“{found}”应为{expected}", "with better: {name} the target “{found}” should be {expected}"),
    "no_targets": ("没有目标；不评分的写 target: none", "there is no target; write target: none for one that is not scored"),
    # beside the catalogue
    "boundary_unknown": ("边界的 code“{found}”不是已声明的社区", "the boundary's code “{found}” is no declared community"),
    "boundary_missing": ("社区 {found} 没有边界", "community {found} has no boundary"),
    "learned_unknown": ("学到的别名指向不存在的 {found}，已忽略", "a learned alias points to {found}, which does not exist; ignored"),
    "holidays_unused": ("holidays: none，holidays.csv 不起作用", "holidays: none, so holidays.csv is not used"),
}
