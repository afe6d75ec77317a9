"""The demo street adds up: rows to figures, tallies to rows, what grew to what is measured anew, the archive to the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import demo_street
import pytest
import sqlalchemy as sa
import yaml
from demo_street import DemoHome

from cockpit import house
from cockpit.catalog.schema import Formula, Indicator
from cockpit.house import House, rebuilding, taking
from cockpit.measure import dimensions, evaluate, selections, tallies, touches
from cockpit.measure.evaluate import Panel, Ratio
from cockpit.model import STREET, Period, Snapshot
from cockpit.snapshot import codec, masking, panels, readings, take, workbench
from cockpit.store import tables

ROOT = Path(__file__).parents[1]
EIGHT_WEEKS = timedelta(weeks=8)
PAGE = 400
ALL = 1_000_000
SHORT_LIFE = 2
LATER = 3
"""The file so many days before the newest: its days lie in windows that only the daily snapshots looked at."""


def _declared() -> list[str]:
    files = sorted((ROOT / "data" / "catalog" / "indicators").glob("*.yaml"))
    return [indicator["id"] for path in files for indicator in yaml.safe_load(path.read_text("utf-8"))["indicators"]]


@pytest.fixture(scope="module")
def opened(demo_home: DemoHome) -> Iterator[House]:
    found = demo_home.open()
    yield found
    found.close()


@pytest.fixture(scope="module")
def snapshot(opened: House) -> Snapshot:
    found = opened.newest()
    assert found is not None
    return found


def _periods(snapshot: Snapshot, indicator: str) -> list[Period]:
    """The windows of the last eight weeks, newest first."""
    points = snapshot.history[indicator, STREET]
    return [p.period for p in reversed(points) if p.period.end > points[-1].period.end - EIGHT_WEEKS]


def _kept(opened: House, key: str) -> dict[Period, Panel]:
    with opened.state.store.begin() as conn:
        return {period: entry.now for period, entry in panels.all_of(conn, key).items()}


def _scales(opened: House, formula: Formula) -> tuple[int, int]:
    return selections.scale(opened.catalog, formula.n), evaluate.denominator_scale(opened.catalog, formula)


def _natural(opened: House, formula: Formula, cell: Ratio) -> tuple[float | None, float | None]:
    own, whole = _scales(opened, formula)
    return evaluate.natural(cell.n, own), evaluate.natural(cell.N, whole)


# ---------------------------------------------------------------- rows and figures


@pytest.mark.parametrize("indicator", _declared())
def test_rows_add_up_to_the_figure(indicator: str, opened: House, snapshot: Snapshot) -> None:
    """n and N of every place in every window of eight weeks are the shares of its rows, and those of the panel that was kept."""
    formula = opened.catalog.indicators[indicator].formula
    kept = _kept(opened, workbench.definition(opened.catalog.indicators[indicator]))
    places = [place for name, place in snapshot.readings if name == indicator]
    for period in _periods(snapshot, indicator):
        if period not in kept:
            continue  # before the first delivery nothing was measured
        for place in {*places, *kept[period].cells}:
            cell = kept[period].get(place)
            known = (None, None) if cell is None else _natural(opened, formula, cell)
            _adds_up(opened, indicator, place, period, known)


def _adds_up(opened: House, indicator: str, place: str, period: Period, known: tuple[float | None, float | None]) -> None:
    """`known` is what the kept panel says; no cell and a cell of noughts are the same to a reader."""
    found = opened.rows(indicator, place, period, limit=ALL, masked=False)
    assert found.after == ""
    told = (found.reading.n or 0, found.reading.N or 0)
    assert told == (known[0] or 0, known[1] or 0), (place, period)
    assert told == (found.total_hit or 0, found.total_of or 0), (place, period)
    exact = _scales(opened, opened.catalog.indicators[indicator].formula)
    for side, total, unit in (("_n", told[0], exact[0]), ("_N", told[1], exact[1])):
        assert sum(round((row[side] or 0) * unit) for row in found.rows) == round(total * unit), (place, period, side)
    assert found.rows_hit == sum(bool(row["_n"]) for row in found.rows) and found.rows_of == sum(bool(row["_N"]) for row in found.rows)
    assert place == STREET or {row["_place"] for row in found.rows} <= {place}
    assert all(row["_file"] or row["_table"] in ("feed_expectation", "import_batch") for row in found.rows)


@pytest.mark.parametrize(
    "indicator", ["hotline.on_time_rate", "building.tax_per_sqm", "garbage.recycling_rate", "building.station_update_rate"]
)
def test_pages_hold_each_row_once(indicator: str, opened: House, snapshot: Snapshot) -> None:
    period = snapshot.reading(indicator).period
    whole = opened.rows(indicator, STREET, period, limit=ALL, masked=False)
    limit = max(2, min(PAGE, len(whole.rows) // 3))
    pages: list[object] = []
    after = ""
    while True:
        page = opened.rows(indicator, STREET, period, limit=limit, after=after, masked=False)
        assert (page.total_hit, page.total_of) == (whole.total_hit, whole.total_of)
        pages += page.rows
        after = page.after
        if not after:
            break
        assert len(page.rows) == limit
    assert pages == list(whole.rows) and len(pages) > limit


# ---------------------------------------------------------------- grown and anew


def _formulas(indicator: Indicator) -> list[tuple[str, Formula]]:
    key = workbench.definition(indicator)
    return [(key, indicator.formula), *([(f"{key}~", indicator.companion.formula)] if indicator.companion else [])]


@pytest.mark.parametrize("indicator", _declared())
def test_what_grew_is_what_is_measured_anew(indicator: str, opened: House, snapshot: Snapshot) -> None:
    """Every kept panel that claims to be current equals one from scratch, those of the newest snapshot all claim it, and so do tallies."""
    state = opened.state
    with state.store.begin() as conn:
        ctx, touched = state.context(conn), state.touches()
        for key, formula in _formulas(opened.catalog.indicators[indicator]):
            current = set()
            for period, entry in panels.all_of(conn, key).items():
                anew = evaluate.panel(ctx, formula, period)
                if tallies.additive(formula):
                    assert tallies.panel(ctx, key, formula, period) == anew, period
                if entry.fingerprint == touches.fingerprint(ctx, touched, formula, period):
                    current.add(period)
                    assert entry.now == anew, period
            assert snapshot.reading(indicator).period in current


def test_a_history_is_as_known_now(lived: Path) -> None:
    """Also windows that no snapshot has looked at since a file about them was taken back."""
    opened = house.open_house(lived)
    try:
        with opened.state.store.begin() as conn:
            ctx = opened.state.context(conn)
            for indicator in opened.catalog.indicators.values():
                for point in opened.history(indicator.id, STREET):
                    cell = evaluate.panel(ctx, indicator.formula, point.period).get(STREET)
                    cell = cell or readings.true_zero(indicator.formula, STREET)
                    value = None if cell is None else evaluate.value(opened.catalog, indicator.formula, cell)
                    assert point.value == value, (indicator.id, point)
    finally:
        opened.close()


def test_series_grew_into_what_they_are_anew(opened: House) -> None:
    state = opened.state
    with state.store.begin() as conn:
        ctx, touched = state.context(conn), state.touches()
        keys = set(conn.execute(sa.select(tables.panel.c.indicator).where(tables.panel.c.indicator.startswith("~"))).scalars())
        for series in opened.catalog.series.values():
            key = next(key for key in keys if key.startswith(f"~{series.id}#"))
            period, entry = max(panels.all_of(conn, key).items(), key=lambda item: item[0].end)
            assert entry.fingerprint == max(touches.fingerprint(ctx, touched, formula, period) for formula in series.measures.values()), (
                series.id
            )
            found, values = dimensions.measure(ctx, series, period)
            assert entry.extra == {"k": found, "v": {name: list(measured) for name, measured in values.items()}}, series.id


def test_open_duties_are_the_rows_not_done(opened: House, snapshot: Snapshot) -> None:
    """Deadlines come from tallies; counted anew they are the same."""
    state = opened.state
    with state.store.begin() as conn:
        ctx = state.context(conn)
        for source in opened.catalog.sources.values():
            if (formula := take.duty_formula(source)) is not None:
                anew = evaluate.panel(ctx, formula, Period("all", date(2100, 1, 1))).get(STREET)
                told = sum(sum(each.days.values()) for each in snapshot.deadlines if each.source == source.id)
                assert told == (anew.n if anew else 0), source.id


# ---------------------------------------------------------------- what must not be found out


@pytest.mark.parametrize("indicator", _declared())
def test_no_masked_cell_is_the_street_less_what_is_shown(indicator: str, opened: House, snapshot: Snapshot, bare: Snapshot) -> None:
    limit = opened.catalog.indicators[indicator].mask_below
    shown = {place: reading for (name, place), reading in snapshot.readings.items() if name == indicator and place != STREET}
    true = {place: reading for (name, place), reading in bare.readings.items() if name == indicator and place != STREET}
    masked = [true[place] for place, reading in shown.items() if reading.masked]
    assert limit or not masked
    for reading in shown.values():
        if reading.masked:
            assert [reading.value, reading.n, reading.N, reading.previous, reading.year_ago, reading.companion] == [None] * 6
        elif limit and reading.n is not None:
            assert not masking.small(Ratio(int(reading.n), int(reading.N or 0)), limit), reading
    others = [reading for place, reading in true.items() if reading.value is not None and not shown[place].masked]
    _not_recoverable([(r.n, r.N) for r in masked if r.value is not None], limit, any_shown=bool(others))


@pytest.fixture(scope="module")
def bare(opened: House, demo_home: DemoHome) -> Snapshot:
    """The newest snapshot as nobody may see it."""
    return opened.take(demo_home.until, masked=False)


def _not_recoverable(cells: Sequence[tuple[float | None, float | None]], limit: int, *, any_shown: bool) -> None:
    """Nobody who takes what is shown from the street's total is left with one cell or a small sum; with none shown, with the street."""
    if cells and any_shown:
        n, whole = (sum(int(cell[side] or 0) for cell in cells) for side in (0, 1))
        assert len(cells) > 1 and not masking.small(Ratio(n, whole), limit)


@pytest.mark.parametrize("indicator", _declared())
def test_no_masked_cell_of_the_past_is_found(indicator: str, opened: House, snapshot: Snapshot, bare: Snapshot) -> None:
    """The same for every window in the histories, which are shown beside the readings."""
    limit = opened.catalog.indicators[indicator].mask_below
    street = {point.period for point in snapshot.history[indicator, STREET] if point.value is not None}
    shown: set[Period] = set()
    hidden: dict[Period, list[tuple[float | None, float | None]]] = {}
    for (name, place), points in bare.history.items():
        if name == indicator and place != STREET:
            for true, told in zip(points, snapshot.history[name, place], strict=True):
                assert told.value is None or not limit or not masking.small(Ratio(int(told.n or 0), int(told.N or 0)), limit), told
                if told.value is not None:
                    shown.add(told.period)
                elif true.value is not None:
                    hidden.setdefault(true.period, []).append((true.n, true.N))
    for period, cells in hidden.items():
        assert limit
        if period in street:
            _not_recoverable(cells, limit, any_shown=period in shown)


def test_masked_cells_give_no_rows(opened: House, snapshot: Snapshot) -> None:
    masked = [reading for reading in snapshot.readings.values() if reading.masked]
    assert masked
    for reading in masked:
        found = opened.rows(reading.indicator, reading.place, reading.period)
        assert found.rows == () and (found.total_hit, found.total_of, found.rows_hit, found.rows_of) == (None, None, 0, 0)


# ---------------------------------------------------------------- the archive and the store


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short life with everything in it: refused rows, a duplicate, a page for a workbook, corrections taken back, frozen weeks."""
    home = demo_street.live(tmp_path_factory.mktemp("lived"), weeks=SHORT_LIFE, yearly=False).path
    opened = house.open_house(home, write=True)
    try:
        moment = opened.office.instant(demo_street.UNTIL, taking.NOON) + timedelta(hours=1)
        corrected = next(batch for batch in opened.batches() if batch.equation.changed)
        undo = opened.undo(corrected.id, moment=moment)
        opened.keep(as_of=demo_street.UNTIL, moment=moment)
        opened.undo(undo.id, moment=moment + timedelta(hours=1))
        orders = [batch for batch in opened.batches(source="hotline_order") if batch.equation.changed]
        opened.undo(orders[LATER].id, moment=moment + timedelta(hours=2))
        opened.keep(as_of=demo_street.UNTIL, moment=moment + timedelta(hours=2))
    finally:
        opened.close()
    return home


def _remembered(home: Path) -> tuple[str, bytes, list[object], list[object]]:
    """Newest snapshot as bytes, every panel, every frozen week."""
    opened = house.open_house(home)
    try:
        found = opened.newest()
        assert found is not None
        with opened.state.store.begin() as conn:
            t = tables.panel
            kept = [tuple(row) for row in conn.execute(sa.select(t).order_by(t.c.indicator, t.c.period, t.c.seq))]
        weeks: list[object] = [issued.week for issued in opened.weeks()]
        return found.version, codec.dumps(found), list(kept), weeks
    finally:
        opened.close()


def test_rebuild_gives_the_same_to_the_byte(lived: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(lived, home)
    before = _remembered(home)
    (home / "cockpit.sqlite").write_bytes(b"")
    rebuilding.rebuild(home)
    after = _remembered(home)
    assert after[0] == before[0]
    assert after[1] == before[1]
    assert after[2] == before[2] and before[2]
    assert after[3] == before[3] and before[3]
