"""Formula words: what an office writes, normalised to n, N and a hit. The list is closed; docs/catalogue.md describes each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cockpit.catalog import complaints, conditions, selections
from cockpit.catalog.entry import Entry
from cockpit.catalog.known import NUMBERS, Known, column_list, column_name
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Formula, Operand, Place, Selection, Source, Triple, Where

PLAN = "plan_phase"
FACTORS: Mapping[str, float] = {"%": 100.0, "‰": 1000.0}
RATIOS = ("rate", "share", "balance", "progress")


@dataclass(frozen=True, slots=True)
class Reader:
    """`own` is the indicator whose formula it is, for a plan that names none."""

    known: Known
    own: str = ""

    def formula(self, entry: Entry | None, *, unit: str) -> Formula | None:
        """The formula under `entry`; None (and a complaint) when its word cannot be read."""
        if entry is None:
            return None
        factor, complement = entry.number("factor"), entry.flag("complement")
        word = self._word(entry, tuple(WORDS))
        inner = entry.entry(word) if word else None
        if inner is None:
            entry.asked.update(WORDS)
            entry.close()
            return None
        entry.close()
        found = WORDS[word](self, inner)
        self._refuse_hit(word, inner)
        inner.close()
        usual = FACTORS.get(unit, 1.0) if found.N is not None and word in RATIOS else 1.0
        return replace(found, factor=usual if factor is None else factor, complement=complement)

    def _word(self, entry: Entry, words: tuple[str, ...]) -> str:
        """The one word of the mapping."""
        written = [key for key in entry.node.value if key not in ("factor", "complement")]
        entry.asked.update(written)
        for key in written:
            if key not in words:
                entry.unknown(entry.node.key(key), "unknown_word", words, found=key)
                return ""
        if len(written) != 1:
            entry.complain(None, "one_word", found=complaints.shown(written) or "0")
            return ""
        return str(written[0])

    def _refuse_hit(self, word: str, entry: Entry) -> None:
        """`hit` elsewhere than in a rate, said by name before the general complaint about unknown fields."""
        if "hit" in entry.node.value and "hit" not in entry.asked:
            entry.complain(entry.node.key("hit"), "hit_without_rate", found=word, hint="rate")
            entry.asked.add("hit")

    def side(self, entry: Entry, key: str) -> Selection:
        """One independent side: `{count: …}`, `{sum: …}`, `{count_distinct: …}` or `{balance: …}`."""
        outer = entry.entry(key, need=True)
        word = self._word(outer, tuple(SIDES)) if outer else ""
        inner = outer.entry(word) if outer and word else None
        if inner is None:
            return Selection("")
        found = SIDES[word](self, inner).n
        self._refuse_hit(word, inner)
        inner.close()
        return found

    def rows(self, entry: Entry) -> tuple[Selection, Source | None]:
        return selections.Reader(entry, self.known).read()

    def count(self, entry: Entry) -> Formula:
        return Formula("count", self.rows(entry)[0])

    def distinct(self, entry: Entry) -> Formula:
        rows, source = self.rows(entry)
        return Formula("count_distinct", replace(rows, word="distinct", of=column_name(entry, source, "of", need=True)))

    def sum(self, entry: Entry) -> Formula:
        return Formula("sum", self._amount(entry)[0])

    def _amount(self, entry: Entry) -> tuple[Selection, Source | None]:
        rows, source = self.rows(entry)
        word, of, elapsed, unit = selections.measured(entry, source)
        return replace(rows, word=word, of=of, elapsed=elapsed, unit=unit), source

    def mean(self, entry: Entry) -> Formula:
        n, _ = self._amount(entry)
        present = tuple(Triple(name, "present") for name in (n.elapsed or (n.of,)))
        where = Where(all=(*n.where.all, *present), any=n.where.any)
        return Formula("mean", n, replace(n, word="count", of="", elapsed=None, unit="", where=where))

    def quantile(self, entry: Entry) -> Formula:
        q = entry.number("q", need=True)
        if q is not None and not 0 <= q <= 1:
            entry.complain(entry.get("q"), "wrong_type", name="q", found=f"{q:g}", expected="0–1")
        return Formula("quantile", self._amount(entry)[0], q=q or 0.0)

    def rate(self, entry: Entry) -> Formula:
        if entry.has("n") or entry.has("N"):
            return self._sides("rate", entry)
        rows, source = self.rows(entry)
        said = conditions.Reader(entry, self.known, source)
        hit = entry.get("hit", need=True)
        if hit is not None and hit.is_map:
            inner = Entry(hit, entry.log, entry.subject)
            tests = said.where(inner)
            inner.close()
        else:
            tests = Where(all=said.triples(hit, "hit"))
        return Formula("rate", rows, rows, hit=tests)

    def share(self, entry: Entry) -> Formula:
        if entry.has("n") or entry.has("N"):
            return self._sides("share", entry)
        rows, source = self.rows(entry)
        part = column_name(entry, source, "part", types=NUMBERS, need=True)
        whole = column_name(entry, source, "whole", types=NUMBERS)
        if not entry.has("whole"):
            entry.complain(None, "share_without_whole", expected="whole")
        return Formula("share", replace(rows, word="sum", of=part), replace(rows, word="sum", of=whole))

    def _sides(self, word: str, entry: Entry) -> Formula:
        return Formula(word, self.side(entry, "n"), self.side(entry, "N"), independent=True)

    def balance(self, entry: Entry) -> Formula:
        rows, source = self.rows(entry)
        last = column_list(entry, source, "unit", need=True)
        if not rows.when:
            entry.complain(None, "last_without_when")
        rows = replace(rows, word="sum", last=last)
        part = column_name(entry, source, "part", types=NUMBERS, need=True)
        whole = column_name(entry, source, "whole", types=NUMBERS)
        return Formula("balance", replace(rows, of=part), replace(rows, of=whole) if whole else None)

    def progress(self, entry: Entry) -> Formula:
        n = self.side(entry, "n")
        plan, place = entry.get("plan"), entry.choice("place", ("none", "unit"), "none")
        if plan is not None and plan.raw not in self.known.indicator_ids:
            entry.unknown(plan, "unknown_indicator", self.known.indicator_ids, found=plan.raw)
        if PLAN not in self.known.sources:
            entry.unknown(plan or entry.node, "unknown_table", self.known.sources, found=PLAN)
        return Formula("progress", n, planned(plan.raw if plan else self.own, by_unit=place == "unit"), independent=True)


def planned(indicator: str, *, by_unit: bool = False) -> Selection:
    """The phased plan of an indicator in the month of the window's end: of each unit (a place), or of the whole street."""
    mine = Triple("indicator", "=", Operand(value=indicator))
    street = () if by_unit else (Triple("unit_code", "=", Operand(value="*")),)
    return Selection(
        PLAN, "sum", of="planned_cum", where=Where(all=(mine, *street)), when="month", window="month",
        place=Place(column="unit_code") if by_unit else Place(none=True),
    )  # fmt: skip


def selections_of(formula: Formula) -> tuple[Selection, ...]:
    return (formula.n,) if formula.N is None else (formula.n, formula.N)


def written_under(node: Node, key: str) -> Node:
    """The node under a key, or the mapping itself where the key is missing (for the place of a complaint)."""
    found: Node = node.value[key] if node.is_map and key in node.value else node
    return found


WORDS: Mapping[str, Callable[[Reader, Entry], Formula]] = {
    "count": Reader.count,
    "count_distinct": Reader.distinct,
    "sum": Reader.sum,
    "share": Reader.share,
    "rate": Reader.rate,
    "mean": Reader.mean,
    "quantile": Reader.quantile,
    "balance": Reader.balance,
    "progress": Reader.progress,
}
SIDES: Mapping[str, Callable[[Reader, Entry], Formula]] = {word: WORDS[word] for word in ("count", "count_distinct", "sum", "balance")}
