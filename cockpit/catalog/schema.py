"""The catalogue as frozen objects: what the YAML files of a data home say, checked and resolved.

Nothing here knows YAML (that is `load`) or SQL (that is `measure`). See docs/catalogue.md for the written form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from cockpit.model import Target, Text


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column. `type`: code text int dec bool date datetime month enum.

    dec is stored as an integer of `scale` decimal places, date as the day number since 1970-01-01, month as its last day,
    datetime as UTC epoch seconds plus `<name>__day`, its day in the office's zone. `values` maps an enum's code to its
    names; `low`/`high` bound a number, inclusive. `formats` are strptime patterns for forms the usual rules do not know.
    `ref` is `table.column` of a register the code should stand in (a note when it does not; for places see `place`,
    for departments `department`). What a `past` column tells has happened: a day after the file's own is refused.
    """

    name: str
    type: str
    label: Text
    aliases: tuple[str, ...] = ()
    null: bool = False
    scale: int = 0
    unit: str = ""
    values: Mapping[str, Text] = field(default_factory=dict)
    value_aliases: Mapping[str, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    place: bool = False
    ref: str = ""
    missing: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    clean: tuple[str, ...] = ()
    path: str = ""
    default: str | None = None
    department: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over the columns of one row. `test` must hold for every row to which `when` applies (triples, see Where).

    Or `sum_of`/`whole`/`within_pct`: the parts must add to the whole within a tolerance. `level` is `refuse` or `note`;
    a note with `blank` empties these columns for the row (they read as absent) and keeps the row.
    """

    id: str
    text: Text
    level: str = "refuse"
    when: tuple[Triple, ...] = ()
    test: tuple[Triple, ...] = ()
    sum_of: tuple[str, ...] = ()
    whole: str = ""
    within_pct: float = 0.0
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """What makes a whole delivery wait for a person. `rule`: rows_fell, place_missing, jump, total_fell.

    `limit` is a fall in percent against the delivery before, for jump how many times the median of what stands. `column`: jump, total_fell.
    """

    rule: str
    column: str = ""
    limit: float = 0.0


@dataclass(frozen=True, slots=True)
class Due:
    """When deliveries are due from `since` on. cadence: daily weekly monthly quarterly yearly none.

    daily: the day after the day told, at `at`; weekly: on weekday `day` (`mon` … `sun`) after the reporting week;
    monthly, quarterly, yearly: on day of month `day` after the period. With `workdays` a due day that is none moves to the next
    working day.
    `grace` days (working days with `workdays`) after the due moment the source is silent.
    """

    since: date
    cadence: str
    day: str = ""
    at: time = time(9, 0)
    workdays: bool = True
    grace: int = 2


@dataclass(frozen=True, slots=True)
class Source:
    """What arrives. `table` is its id. `restates`: `()` upserts by key (events); column names: keys of the
    same scope that a batch lacks are closed; `('*',)`: the whole table is restated.

    `files`: name patterns with {date} {week} {month} {quarter} {year} {place} {*}; `covers`: `name`, `column:<name>` or `day_before`.
    `format`: csv xlsx json; `records` is the path of the list inside a JSON document. `reader` holds what a reader needs
    to know (delimiter, header=false with `names`, sheet). `system` marks the two tables the house writes itself.
    `deadline`: {"due": column, "done": column, "owner": column or "", "where": triples} for open duties.
    `feed`: where it is asked for on its schedule. `handshake`: `ok` when a file counts only once its `.ok` is there, `none` when not, empty
    as the street says.
    """

    id: str
    name: Text
    owner: str
    level: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    due: tuple[Due, ...]
    restates: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    covers: str = "name"
    each: str = ""
    format: str = "csv"
    records: str = ""
    reader: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    stops: tuple[Stop, ...] = ()
    plans: bool = False
    system: bool = False
    deadline: Deadline | None = None
    excluded_reason: Text | None = None
    feed: Database | WebApi | None = None
    handshake: str = ""


@dataclass(frozen=True, slots=True)
class Database:
    """Where a source is asked for by a query. `url_env` names the environment variable with its SQLAlchemy URL: no secret stands here.

    `since` is the column by which only what is newer is asked for (int, date or datetime), bound to `:since`; `begin` is its first
    value, `overlap` how far back it reaches again (numbers, days, seconds). `rows` is the most an answer may have, `timeout_s` its time.
    """

    url_env: str
    query: str
    since: str = ""
    begin: str = ""
    overlap: int = 0
    rows: int = 1_000_000
    timeout_s: int = 120


@dataclass(frozen=True, slots=True)
class Paging:
    """How an API gives its pages, `most` at most. `param` alone counts from `first` by `step` until a page is empty; `next` is the dotted
    path of the next page's address, or with `param` of the value it takes; `link` follows the header Link, rel="next".
    """

    param: str = ""
    first: int = 1
    step: int = 1
    next: str = ""
    link: bool = False
    most: int = 1000


@dataclass(frozen=True, slots=True)
class WebApi:
    """Where a source is asked for over HTTP as JSON. `records` is the dotted path of the list in each answer (empty: it is the list).

    `params` go into the address; one whose value is `:since` gets what `Database.since` explains, written by the strftime pattern `form`
    (empty: ISO). The token comes from the environment variable `token_env` and goes into `header`, or as a bearer token when that is empty.
    """

    url: str
    records: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    paging: Paging = Paging()
    token_env: str = ""
    header: str = ""
    since: str = ""
    begin: str = ""
    overlap: int = 0
    form: str = ""
    size_mb: int = 50
    timeout_s: int = 120


@dataclass(frozen=True, slots=True)
class Deadline:
    """Which rows of a source are open duties: `done` absent, due on `due`; counted by `owner` (a dept column, or the source's owner)."""

    due: str
    done: str
    owner: str = ""
    where: tuple[Triple, ...] = ()
    label: Text = Text("", "")
    clock: str = "calendar"


@dataclass(frozen=True, slots=True)
class Operand:
    """Right side of a comparison: exactly one is set. `shift_days` adds days (to as_of, or to the column), `shift_seconds` (hours,
    minutes and seconds as written) only to a datetime column. `value` may be a `datetime.date`.
    """

    value: Any = None
    values: tuple[Any, ...] = ()
    column: str = ""
    as_of: bool = False
    shift_days: int = 0
    shift_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Triple:
    """`column operator operand`. Operators: = != < <= > >= in not_in present absent is (bool). Null-safe: a comparison with an absent
    cell is false, `!=` and `not_in` with an absent cell are true.
    """

    column: str
    op: str
    operand: Operand = Operand()


@dataclass(frozen=True, slots=True)
class Where:
    """All of `all` hold and, when `any` is given, at least one of its lists holds whole."""

    all: tuple[Triple, ...] = ()
    any: tuple[tuple[Triple, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row belongs: a community `column` of its own, or `column` of register `via` through `key`; `none` has no places."""

    column: str = ""
    via: str = ""
    key: str = ""
    via_key: str = ""
    none: bool = False


@dataclass(frozen=True, slots=True)
class Having:
    """A condition on a group: `word` count, sum or count_distinct of `of`, `op`, `value` (in the column's natural unit)."""

    word: str
    of: str
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class Membership:
    """`key` of the row must (or with `absent` must not) stand as `column` in the rows of another selection."""

    key: str
    column: str
    selection: Selection
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one table and what is made of them.

    `word`: count, distinct, sum, or elapsed (seconds or days between two columns). `when` puts a row in the window; empty: a register
    read as it stood. `window` overrides the indicator's. `last` keeps the last row per these columns on or before the window's last day,
    after `where` and before `after_last`. `per`/`having` keep whole groups.
    """

    table: str
    word: str = "count"
    of: str = ""
    elapsed: tuple[str, str] | None = None
    unit: str = ""
    where: Where = Where()
    after_last: Where = Where()
    when: str = ""
    window: str = ""
    place: Place = Place(none=True)
    last: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    having: tuple[Having, ...] = ()
    inside: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A word and its selections. `n` over `of` (None for counts, sums, quantiles); `hit` narrows n inside the same rows of `N`.

    word: count count_distinct sum share rate mean quantile balance progress. `independent`: n and N come from selections of their own.
    `factor` multiplies n/N (100 for a rate in %). `complement`: 100 − value. `q` is the quantile.
    """

    word: str
    n: Selection
    N: Selection | None = None
    hit: Where | None = None
    independent: bool = False
    factor: float = 1.0
    complement: bool = False
    q: float = 0.0


@dataclass(frozen=True, slots=True)
class Companion:
    """Shown with its indicator, always: a formula with a name and unit of its own."""

    name: Text
    formula: Formula
    unit: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Indicator:
    """What we promise to watch. `hash` is made of everything that changes its meaning (formula, window, unit), not of names or targets."""

    id: str
    priority: int
    name: Text
    short: Text
    formula: Formula
    window: str
    unit: str
    decimals: int
    better: str
    min_n: int
    targets: tuple[Target, ...]
    owner: str
    level: str
    hash: str
    min_n_of: str = "N"
    gate: bool = False
    mask_below: int = 0
    wall: int = 0
    companion: Companion | None = None
    series: str = ""
    excludes: Text = Text("", "")
    definition: Text = Text("", "")
    basis_note: str = ""
    where_line: int = 0
    where_file: str = ""

    def target_on(self, day: date) -> Target | None:
        """The target in force on `day`; None before the first."""
        return max((t for t in self.targets if t.since <= day), key=lambda t: t.since, default=None)


@dataclass(frozen=True, slots=True)
class SeriesDef:
    """A series for pages. `by`: one or two (comma-separated) of `column:<name>`, `month:<col>`, `week:<col>`, `place`, `days_left:<col>`.

    `label`: `table.column` that names the dimension's codes. `window` as for indicators, or `next12m`. `bins` are upper bounds of
    days left.
    `top` keeps the largest by the first measure. `mask_below`: a key with a smaller count is shown without its numbers.
    """

    id: str
    name: Text
    by: str
    measures: Mapping[str, Formula]
    window: str
    measure_names: Mapping[str, Text] = field(default_factory=dict)
    label: str = ""
    bins: tuple[int, ...] = ()
    unit: str = ""
    top: int = 0
    mask_below: int = 0
    measure_units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Community:
    """A place. `polygon` comes from boundaries.geojson by code."""

    code: str
    name: Text
    kind: str
    aliases: tuple[str, ...] = ()
    active_from: date | None = None
    active_to: date | None = None


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Priority:
    """One of the office's priorities, by number. `panels` lists what its wall page shows (views decide how)."""

    id: int
    name: Text
    lift: Text
    short: Text
    panels: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of the wall's playlist: its seconds, and its seconds while it is in alarm."""

    page: str
    seconds: int
    alarm: int


@dataclass(frozen=True, slots=True)
class Screen:
    """How the wall behaves and how large it is. An empty playlist: every page. `night` is None for never. `memory_mb`: above it the page
    is loaded anew. `width_m` of the screen and `distance_m` from where it is looked at are None where nobody told them."""

    playlist: tuple[Turn, ...] = ()
    night: tuple[time, time] | None = (time(22), time(6, 30))
    reload_at: time = time(4)
    memory_mb: int = 500
    width_m: float | None = None
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Street:
    id: str
    name: Text
    zone: str
    week_starts: str
    freeze_day: str
    freeze_at: time
    coverage_floor: float = 0.8
    rotation: Mapping[str, int] = field(default_factory=dict)
    languages: tuple[str, ...] = ("zh", "en")
    limits: Mapping[str, float] = field(default_factory=dict)
    holidays: str = "china"
    handshake: str = "none"
    wall: Screen = Screen()


@dataclass(frozen=True, slots=True)
class Catalog:
    """One checked catalogue. Mappings keep the written order. `hash` covers its files' meaning, not their comments and not learned aliases.

    `files` maps each file read (`catalog/petition.yaml`) to its text, so that the version in force can be kept.
    """

    hash: str
    street: Street
    communities: Mapping[str, Community]
    departments: Mapping[str, Department]
    priorities: Mapping[int, Priority]
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]
    series: Mapping[str, SeriesDef]
    holidays: Mapping[date, bool]
    holiday_years: frozenset[int]
    boundaries: Mapping[str, tuple[tuple[tuple[float, float], ...], ...]]
    pages: Mapping[str, Any]
    files: Mapping[str, str]
