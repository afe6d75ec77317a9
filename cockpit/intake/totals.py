"""Total rows checked against the sum of the rows they stand for. They are never counted; a sum that does not agree is a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cockpit.intake import frames, total_words
from cockpit.intake.cells import Cells

_RATIOS = ("%", "‰", "％", "/", "每")
_RATIO_NAMES = ("率", "比", "比例", "占比", "比重", "指数", "平均", "均值", "增速", "增长", "年份", "年度")
Key = tuple[str, str]
"""(column, header of a wide sheet or nothing)."""
Run = tuple[int, int, int]
"""(sum, rows, rows that could not be read)."""
_NOTHING: Run = (0, 0, 0)


def additive(cells: Cells) -> bool:
    """Whether sums of this column mean anything: a number that is no ratio."""
    column = cells.column
    ratio = any(mark in column.unit for mark in _RATIOS) or column.label.zh.endswith(_RATIO_NAMES)
    return column.type in ("int", "dec") and not ratio


@dataclass(frozen=True, slots=True)
class Total:
    """A total row: its place, its word, per key what it says, and the running sums where it stands."""

    row: int
    word: str
    said: Mapping[Key, int]
    runs: Mapping[Key, Run]


@dataclass(slots=True)
class Sums:
    """Running sums of one sheet, up to every total row and to the end; `across` are total columns, already checked."""

    found: list[Total] = field(default_factory=list)
    across: list[Checked] = field(default_factory=list)
    running: dict[Key, Run] = field(default_factory=dict)

    def add(self, key: Key, values: frames.Ints, readable: frames.Mask) -> None:
        """Add a run of data rows: their sum, how many there were, how many could not be read."""
        total, count, unread = self.running.get(key, _NOTHING)
        lacking = len(values) - int(readable.sum())
        more = exact_sum(values[readable] if lacking else values)
        self.running[key] = (total + more, count + len(values), unread + lacking)

    def mark(self, row: int, word: str, said: Mapping[Key, int]) -> None:
        """A total row stands here."""
        self.found.append(Total(row, word, said, dict(self.running)))


def exact_sum(values: frames.Ints) -> int:
    """The sum as an integer of any size."""
    if not len(values):
        return 0
    largest = max(abs(int(values.max())), abs(int(values.min())))
    return int(values.sum()) if largest * len(values) < 2**62 else sum(values.tolist())


@dataclass(frozen=True, slots=True)
class Checked:
    """One total compared: `expected` is the sum it should show, `agrees` whether it does."""

    row: int
    column: str
    label: str
    found: int
    expected: int
    agrees: bool


def check(sums: Sums) -> list[Checked]:
    """Every total with what it stands for: the rows since the last one of its kind, all above it, or (at the top of a table) all below."""
    done = list(sums.across)
    for at, total in enumerate(sums.found):
        for key, said in total.said.items() if not total_words.is_running(total.word) else ():
            spans = _spans(sums, at, key)
            if spans:
                agrees = said in spans
                done.append(Checked(total.row, *key, said, said if agrees else spans[0], agrees))
    return done


def _spans(sums: Sums, at: int, key: Key) -> list[int]:
    """The sums this total may be meant to be, the likeliest first; those with rows that could not be read are left out."""
    total, subtotal = sums.found[at], total_words.is_subtotal(sums.found[at].word)
    here = total.runs.get(key, _NOTHING)
    same = [before for before in sums.found[:at] if subtotal or not total_words.is_subtotal(before.word)]
    begins = [before.runs.get(key, _NOTHING) for before in same[-1:]]
    above = [(here, begin) for begin in ([*begins, _NOTHING] if subtotal else [_NOTHING, *begins])]
    after = [later.runs.get(key, _NOTHING) for later in sums.found[at + 1 : at + 2]]
    below = [(last, here) for last in (sums.running.get(key, _NOTHING), *after)] if not here[1] else []
    pairs = [(last, first) for last, first in (*above, *below) if last[1] > first[1]]
    return [last[0] - first[0] for last, first in pairs if last[2] == first[2]]
