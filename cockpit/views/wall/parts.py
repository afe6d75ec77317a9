"""What a wall page consists of, as plain data with texts already in one language. `screen.wall` lays it out.

States are the style names of the status grammar: ok, warn, bad, stale, none, plain.
"""

from __future__ import annotations

from dataclasses import dataclass

from cockpit.model import State
from cockpit.views.charts import Chart
from cockpit.views.wall.canvas import USUAL, Canvas

STYLES = {State.OK: "ok", State.WATCH: "warn", State.MISSED: "bad", State.STALE: "stale", State.NONE: "none", State.PLAIN: "plain"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One indicator in small: never a value alone. `age` is empty when it is the page's default; `note` the companion.

    `stale_after`, here and below: epoch seconds after which its source counts as silent if nothing newer has come; 0 for never
    (or already told as stale).
    """

    id: str
    label: str
    style: str
    value: str
    unit: str
    target: str
    arrow: str
    change: str
    age: str
    note: str = ""
    partial: bool = False
    stale_after: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """How a priority's indicators stand, as shares of what should be assessed."""

    ok: int
    watch: int
    missed: int
    blind: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One priority: tag, name, counts, four headline indicators."""

    id: int
    sign: str
    name: str
    lift: str
    style: str
    word: str
    ok: int
    assessable: int
    bar: Bar
    change: str
    missing: str
    cells: tuple[Cell, ...]
    stale_after: int = 0


@dataclass(frozen=True, slots=True)
class RailItem:
    """One thing to act on: what, which unit, and the days, points or deliveries it is about. Never a person."""

    kind: str
    group: str
    title: str
    who: str
    due: str
    due_unit: str
    stale_after: int = 0


@dataclass(frozen=True, slots=True)
class Rail:
    """The items that fit, how many there are in all (`count`) and by group (`summary`)."""

    items: tuple[RailItem, ...]
    count: str
    summary: str
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    chart: Chart


@dataclass(frozen=True, slots=True)
class Head:
    """The panel's own value, large."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text under or between figures; `keys` are (style, word) of a legend standing before it."""

    text: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    right: str = ""


@dataclass(frozen=True, slots=True)
class TableCell:
    text: str
    style: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text, optionally with one figure spanning all rows of the column `figure_at`. `widths` in pixels; 0 takes the rest."""

    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    row_h: int
    figure_at: int = -1
    figure: Chart | None = None
    total: tuple[TableCell, ...] = ()
    left: int = 1


Block = Figure | Head | Note | Table | Rail


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled box of exact height. `right` is its unit, window or age; `tag` a status tag (style, word)."""

    title: str
    blocks: tuple[Block, ...]
    right: str = ""
    h: int = 0
    tag: tuple[str, str] | None = None
    stale: bool = False
    stale_after: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """Panels one below the other; `alone` takes the whole width, above the others."""

    w: int
    panels: tuple[Panel, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    style: str
    number: int
    word: str
    signs: str


@dataclass(frozen=True, slots=True)
class Header:
    """Overview: `counts`. A priority page: its tag, `ok`/`assessable` and `say`, the finding."""

    name: str
    small: str
    counts: tuple[Count, ...] = ()
    tag: tuple[str, str] | None = None
    score: str = ""
    score_word: str = ""
    say: str = ""
    feeds: tuple[str, str] = ("", "")
    stale_after: int = 0
    dated: bool = True


@dataclass(frozen=True, slots=True)
class Keep:
    """When the screen dims and when it loads itself anew, as office hours `HH:MM`; no night where `night_from` is empty."""

    night_from: str = ""
    night_to: str = ""
    reload_at: str = ""
    memory_mb: int = 0


@dataclass(frozen=True, slots=True)
class Footer:
    """`skipped`: pages of the playlist without any data; a screen adds those it could not get."""

    legend: tuple[tuple[str, str], ...]
    coverage: str
    dots: tuple[bool, ...]
    next: str
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class WallView:
    """One page of the wall. `rotation` lists (page, seconds); `overdue` lets a screen notice a new overdue duty.

    The overview has `ledger`, `feeds`, `side`; other pages `strip` and `columns`. `wide` is the 3840 × 1080 canvas; there a page has the
    overview `beside` it. `areas` are the widths of the overview's blocks where they are not the usual ones, `strip_columns` how many
    indicators stand side by side.
    """

    page: str
    lang: str
    zone: str
    title: str
    header: Header
    footer: Footer
    rotation: tuple[tuple[str, int], ...]
    overdue: int
    version: str
    keep: Keep = Keep()
    ledger_words: tuple[str, str, str, str] = ("", "", "", "")
    ledger: tuple[LedgerRow, ...] = ()
    feeds: tuple[Panel, ...] = ()
    side: tuple[Panel, ...] = ()
    strip: tuple[Cell, ...] = ()
    columns: tuple[Column, ...] = ()
    wide: bool = False
    beside: WallView | None = None
    canvas: Canvas = USUAL
    areas: tuple[int, ...] = ()
    strip_columns: int = 0
