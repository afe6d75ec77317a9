"""A plausible, seeded Snapshot for any Catalog: what the screens show when there is no measuring core at hand.

Every indicator for the street and its communities with thirteen windows, every declared series, duties, sources of which one is silent.
Numbers hang together (n/N gives the value, states follow target and floor) but mean nothing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from cockpit import calendar
from cockpit.catalog.schema import Catalog, Indicator, SeriesDef
from cockpit.model import (
    STREET,
    Deadline,
    Level,
    Period,
    Point,
    PriorityReport,
    Problem,
    Reading,
    Series,
    Snapshot,
    SourceReport,
    SourceState,
    State,
    Target,
    Text,
    Why,
)

SILENT = "device_day"
"""The source that has fallen silent (the first one where the catalogue has no such source)."""
Edge = float | tuple[float, float] | None
_BUILDINGS = (
    ("星河国际", "Xinghe Int'l"),
    ("丰乐商务", "Fengle Plaza"),
    ("跨境产业园", "Cross-border Park"),
    ("渡口时尚园", "Dukou Fashion"),
    ("青禾广场", "Qinghe Square"),
    ("锦湾中心", "Jinwan Centre"),
    ("梧桐广场", "Wutong Square"),
    ("南浦中心", "Nanpu Centre"),
    ("云帆大厦", "Yunfan Tower"),
    ("长堤大厦", "Changdi Tower"),
    ("东篱科创", "Dongli Tech"),
    ("书林大厦", "Shulin Tower"),
)
_PLANTED = {
    "building.occupancy_rate": 88.6,
    "garbage.accuracy_rate": 88.9,
    "petition.on_time_reply_rate": 92.6,
    "water.section_compliance_rate": 87.5,
    "city.project_on_schedule_rate": 88.0,
    "elderly.device_online_rate": 96.4,
    "party.brand_milestone_rate": 97.0,
    "property.committee_rate": 95.0,
}
_FLOOR = (68, 43, 92, 76, 24, 54, 36, 31, 49, 39, 61, 27)
_LET = (0.750, 0.709, 0.925, 0.920, 0.779, 0.909, 0.911, 0.900, 0.941, 0.931, 0.961, 0.941)


def snapshot(catalog: Catalog, as_of: date, *, seed: int = 7) -> Snapshot:
    """A snapshot of `catalog` at `as_of`; the same arguments give the same snapshot."""
    silent = SILENT if SILENT in catalog.sources else next(iter(catalog.sources), "")
    readings: dict[tuple[str, str], Reading] = {}
    history: dict[tuple[str, str], tuple[Point, ...]] = {}
    for indicator in catalog.indicators.values():
        stale = indicator.formula.n.table == silent
        for place in _places(indicator, catalog):
            rng = random.Random(f"{seed}/{indicator.id}/{place}")
            reading, points = _reading(indicator, place, as_of, rng, stale=stale)
            readings[indicator.id, place] = reading
            history[indicator.id, place] = points
    sources = {s.id: _source(s.id, s.owner, as_of, i, silent=s.id == silent) for i, s in enumerate(catalog.sources.values())}
    return Snapshot(
        version=f"fake{seed:04d}",
        as_of=as_of,
        taken_at=datetime(as_of.year, as_of.month, as_of.day, 0, 2, tzinfo=UTC),
        catalog=catalog.hash,
        readings=readings,
        history=history,
        series={
            d.id: _series(d, catalog, as_of, random.Random(f"{seed}/{d.id}"), stale=any(f.n.table == silent for f in d.measures.values()))
            for d in catalog.series.values()
        },
        deadlines=_deadlines(catalog, seed),
        priorities=tuple(_priority(p, catalog, readings, as_of) for p in catalog.priorities),
        sources=sources,
        problems=_problems(catalog),
        batches=412,
    )


def _places(indicator: Indicator, catalog: Catalog) -> Iterator[str]:
    yield STREET
    if not indicator.formula.n.place.none:
        yield from catalog.communities


def _reading(indicator: Indicator, place: str, as_of: date, rng: random.Random, *, stale: bool) -> tuple[Reading, tuple[Point, ...]]:
    target = indicator.target_on(as_of)
    end = as_of - timedelta(days=5 if stale else 1)
    period = calendar.close(indicator.window, end)
    aim, floor = _edges(target, indicator)
    values = _walk(indicator, aim, floor, rng, street=place == STREET)
    size = rng.randint(40, 420) if place == STREET else max(indicator.min_n - 3, 4) + rng.randint(1, 90)
    points = tuple(_point(p, v, size, indicator, aim) for p, v in zip(calendar.history(period), values, strict=True))
    now = points[-1]
    if place != STREET and rng.random() < 0.03:
        return _absent(indicator, place, period, aim, floor), (*points[:-1], Point(period, None, None, None))
    state = judge(now.value, aim, floor, indicator.better)
    if state is not State.PLAIN and now.N is not None and indicator.min_n > now.N and not indicator.gate:
        state = State.PLAIN
    companion = (rng.uniform(55, 80), 120.0, 190.0) if indicator.companion else (None, None, None)
    partial = indicator.id == "garbage.accuracy_rate" and place == STREET
    return Reading(
        indicator.id,
        place,
        period,
        now.value,
        now.n,
        now.N,
        State.STALE if stale else state,
        aim,
        floor,
        previous=points[-2].value,
        year_ago=values[0] * 0.97,
        data_as_of=end,
        coverage=17 / 18 if partial else 1.0,
        partial=partial,
        last_state=state if stale else None,
        companion=companion[0],
        companion_n=companion[1],
        companion_N=companion[2],
    ), points


def _absent(indicator: Indicator, place: str, period: Period, aim: Edge, floor: Edge) -> Reading:
    return Reading(indicator.id, place, period, None, None, None, State.NONE, aim, floor, why=Why("no_rows"), coverage=0.0)


def _edges(target: Target | None, indicator: Indicator) -> tuple[Edge, Edge]:
    if target is None or (target.target is None and not target.plan):
        return None, None
    if target.plan:
        aim = 84.0 if indicator.unit == "%" else 6.0
        return aim, aim * target.floor_share
    return target.target, target.floor


def _walk(indicator: Indicator, aim: Edge, floor: Edge, rng: random.Random, *, street: bool) -> list[float]:
    """Thirteen values ending where the seed wants this indicator: on track mostly, sometimes short."""
    middle = (
        (aim[0] + aim[1]) / 2
        if isinstance(aim, tuple)
        else aim
        if aim is not None
        else 58_600.0
        if indicator.unit in ("㎡", "平方米")
        else 100.0
    )
    reach = 0.05 * middle if floor is None else max(abs(middle - (floor[0] if isinstance(floor, tuple) else floor)), 0.02 * middle)
    sign = -1 if indicator.better == "lower" else 1
    bent = rng.choices((0.4, -0.5, -1.6), (6, 2, 1) if street else (40, 5, 1))[0]
    last = _PLANTED[indicator.id] if street and indicator.id in _PLANTED else middle + sign * bent * reach
    values = [last + (k * -0.05 * sign + math.sin(k / 2 + rng.random())) * reach * 0.35 for k in range(12, 0, -1)] + [last]
    top = 100.0 if indicator.unit == "%" and not isinstance(aim, tuple) else math.inf
    return [max(0.0, min(v, top)) for v in values]


def _point(period: Period, value: float, size: int, indicator: Indicator, aim: Edge) -> Point:
    if indicator.unit != "%":
        whole = float(round(value)) if indicator.decimals == 0 else value
        return Point(period, whole, whole, None, target=aim)
    n = float(round(value * size / 100))
    return Point(period, 100.0 * n / size, n, float(size), target=aim)


def judge(value: float | None, aim: Edge, floor: Edge, better: str) -> State:
    """The state of a value; the same rule as the real one, for tests that need no store."""
    if value is None:
        return State.NONE
    if aim is None or floor is None:
        return State.PLAIN
    if _meets(value, aim, better):
        return State.OK
    return State.WATCH if _meets(value, floor, better) else State.MISSED


def _meets(value: float, edge: float | tuple[float, float], better: str) -> bool:
    if isinstance(edge, tuple):
        return edge[0] <= value <= edge[1]
    return value <= edge if better == "lower" else value >= edge


def _source(source: str, owner: str, as_of: date, index: int, *, silent: bool) -> SourceReport:
    noon = datetime(as_of.year, as_of.month, as_of.day, 0, 2, tzinfo=UTC)
    state = SourceState.SILENT if silent else SourceState.LATE if index % 17 == 11 else SourceState.FRESH
    gap = {SourceState.SILENT: 5, SourceState.LATE: 2}.get(state, 1)
    return SourceReport(
        source,
        state,
        as_of - timedelta(days=gap),
        noon - timedelta(days=gap - 1),
        noon,
        noon + timedelta(days=1, hours=1),
        owner,
        400 + 37 * index,
        index + 1,
        missed=gap - 1,
        places_missing=(),
    )


def _deadlines(catalog: Catalog, seed: int) -> tuple[Deadline, ...]:
    rng = random.Random(f"{seed}/deadlines")
    found = []
    for source in catalog.sources.values():
        if source.deadline is None:
            continue
        days = {d: rng.randint(1, 6) for d in (1, 3, 8, 15, 40)}
        if rng.random() < 0.6:
            days |= {-rng.randint(1, 6): rng.randint(1, 4)}
        found.append(Deadline(source.id, source.owner, days))
    return tuple(found)


def _priority(number: int, catalog: Catalog, readings: dict[tuple[str, str], Reading], as_of: date) -> PriorityReport:
    mine = [(i, readings[i.id, STREET]) for i in catalog.indicators.values() if i.priority == number]
    count = {s: sum(r.state is s for _, r in mine) for s in State}
    assessable = count[State.OK] + count[State.WATCH] + count[State.MISSED]
    aimed = assessable + count[State.STALE] + count[State.NONE]
    gate = any(i.gate and State.MISSED in (r.state, r.last_state) for i, r in mine)
    if gate or (count[State.MISSED] and count[State.MISSED] * 3 >= assessable):
        state = State.MISSED
    elif count[State.WATCH] or count[State.MISSED]:
        state = State.WATCH
    else:
        state = State.STALE if assessable < 0.6 * aimed else State.OK
    oldest = min((r.data_as_of for _, r in mine if r.data_as_of), default=None)
    return PriorityReport(
        number,
        state,
        count[State.OK],
        count[State.WATCH],
        count[State.MISSED],
        count[State.STALE],
        count[State.NONE],
        count[State.PLAIN],
        assessable,
        len(mine),
        oldest,
        ok_before=max(0, count[State.OK] - number % 3 + 1),
    )


def _problems(catalog: Catalog) -> tuple[Problem, ...]:
    names = [s.id for s in catalog.sources.values() if not s.system][4:7]
    return tuple(
        Problem(
            "not_a_date",
            Level.REFUSE,
            source=s,
            file=f"{catalog.sources[s].name.zh}_2026-11-22.csv",
            row=14 + i,
            column=next(iter(catalog.sources[s].columns.values())).label.zh,
            found="2026-11-31",
            expected="date",
        )
        for i, s in enumerate(names)
    )


def _series(definition: SeriesDef, catalog: Catalog, as_of: date, rng: random.Random, *, stale: bool) -> Series:
    keys, labels = _keys(definition, catalog, as_of)
    values: dict[str, tuple[float | None, ...]] = {}
    for at, measure in enumerate(definition.measures):
        values[measure] = tuple(_value(definition.id, measure, at, i, len(keys), rng) for i in range(len(keys)))
    return Series(definition.id, keys, labels, values, data_as_of=as_of - timedelta(days=5 if stale else 1), stale=stale)


def _keys(definition: SeriesDef, catalog: Catalog, as_of: date) -> tuple[tuple[str, ...], tuple[Text, ...]]:
    axes = [_axis(definition, part, catalog, as_of) for part in definition.by.split(",")]
    if len(axes) == 1:
        return tuple(k for k, _ in axes[0]), tuple(t for _, t in axes[0])
    pairs = [(f"{a}|{b}", Text(f"{ta.zh}|{tb.zh}", f"{ta.en}|{tb.en}")) for a, ta in axes[0] for b, tb in axes[1]]
    return tuple(k for k, _ in pairs), tuple(t for _, t in pairs)


def _axis(definition: SeriesDef, by: str, catalog: Catalog, as_of: date) -> list[tuple[str, Text]]:
    kind, _, column = by.partition(":")
    if kind == "place":
        return [(code, c.name) for code, c in catalog.communities.items()]
    if kind == "month":
        return [(k, Text(k, k)) for k in _months(definition.window, as_of)]
    if kind == "week":
        weeks = int("".join(c for c in definition.window if c.isdigit()) or 12)
        days = [as_of - timedelta(days=1 + 7 * k) for k in range(weeks - 1, -1, -1)]
        return [
            (f"{d.isocalendar().year}-W{d.isocalendar().week:02d}", Text(f"第{d.isocalendar().week}周", f"Week {d.isocalendar().week}"))
            for d in days
        ]
    if kind == "days_left":
        return [(str(b), Text(str(b), str(b))) for b in (*definition.bins, "more")]
    if column == "feed":
        return [(s.id, s.name) for s in catalog.sources.values() if not s.system]
    known = _COLUMNS.get(column)
    if column == "kind" and "hazard" in definition.id:
        known = _COLUMNS["hazard_kind"]
    if column == "building_id":
        known = tuple((f"b{i:02d}", zh, en) for i, (zh, en) in enumerate(_BUILDINGS, start=1))
    return [
        (k, Text(zh, en))
        for k, zh, en in known or (("a", "甲类", "Kind A"), ("b", "乙类", "Kind B"), ("c", "丙类", "Kind C"), ("d", "其他", "Other"))
    ]


def _months(window: str, as_of: date) -> list[str]:
    digits = int("".join(c for c in window if c.isdigit()) or as_of.month)
    first = 0 if window.startswith("next") else 1 - (as_of.month if window == "ytd" else digits)
    return [
        f"{d:%Y-%m}"
        for d in (calendar.add_months(as_of.replace(day=1), first + k) for k in range(as_of.month if window == "ytd" else digits))
    ]


_COLUMNS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "brand": (
        ("action", "先锋行动", "Vanguard action"),
        ("bench", "板凳评议团", "Bench panel"),
        ("link", "组团联楼", "Building links"),
        ("neighbour", "邻里汇", "Neighbour hub"),
        ("alliance", "党建联盟", "Alliance"),
    ),
    "topic": (
        ("parking", "停车", "Parking"),
        ("repair_fund", "维修资金", "Repair fund"),
        ("noise", "噪声", "Noise"),
        ("charging", "充电", "Charging"),
        ("fee", "物业费", "Fees"),
    ),
    "industry": (
        ("fashion", "时尚", "Fashion"),
        ("cross_border_ecommerce", "跨境电商", "E-commerce"),
        ("tech", "科技", "Tech"),
        ("finance", "金融", "Finance"),
        ("other", "其他", "Other"),
    ),
    "village_code": (("c16", "石泉村", "Shiquan"), ("c17", "望山村", "Wangshan"), ("c18", "松涛村", "Songtao")),
    "facility_id": (("f1", "易腐处理站", "Organic plant"), ("f2", "分拣中心", "Sorting centre"), ("f3", "中转站", "Transfer")),
    "group": (("12", "12", "12"), ("8", "8", "8"), ("N", "N", "N")),
    "section_id": tuple((f"s{i}", f"{i}号", f"No. {i}") for i in range(1, 9)),
    "batch": (("d1", "示例河北片", "North bank"), ("d2", "长堤旧改", "Changdi renewal"), ("d3", "石泉安置", "Shiquan resettle")),
    "category": (
        ("housing", "住房", "Housing"),
        ("property", "物业", "Property"),
        ("environment", "环境", "Environment"),
        ("traffic", "交通", "Traffic"),
        ("labour", "劳动", "Labour"),
        ("other", "其他", "Other"),
    ),
    "kind": (
        ("safety", "安全", "Safety"),
        ("dispute", "纠纷", "Dispute"),
        ("environment", "环境", "Environment"),
        ("service", "服务", "Service"),
        ("other", "其他", "Other"),
    ),
    "hazard_kind": (("fire", "消防", "Fire"), ("electric", "用电", "Electric"), ("elevator", "电梯", "Lifts"), ("gas", "燃气", "Gas")),
    "source": (("congress", "人大代表", "Congress"), ("assembly", "居民议事代表", "Assembly")),
    "device_kind": (("door", "门磁", "Door"), ("infrared", "红外", "Infrared"), ("sos", "呼叫器", "SOS"), ("mattress", "床垫", "Mattress")),
    "feed": (
        ("garbage_inspection", "分类检查", "Inspections"),
        ("petition_case", "信访事项", "Petitions"),
        ("building_snapshot", "楼宇快照", "Buildings"),
        ("device_day", "设备日报", "Devices"),
        ("grid_event", "网格事件", "Grid events"),
        ("hotline_order", "12345工单", "12345 orders"),
    ),
    "status": (("listed", "挂牌", "Listed"), ("reserved", "预留", "Reserved"), ("withdrawn", "撤回", "Withdrawn")),
    "project_id": tuple(
        (f"p{i}", zh, en)
        for i, (zh, en) in enumerate(
            (
                ("口袋公园", "Pocket parks"),
                ("老旧电梯", "Old lifts"),
                ("助餐点", "Meal points"),
                ("校门口停车", "School parking"),
                ("托育园", "Childcare"),
                ("雨污分流", "Drainage"),
                ("健身步道", "Fitness path"),
                ("救护站", "First aid"),
            ),
            start=1,
        )
    ),
    "center_id": (("k1", "丰乐中心", "Fengle"), ("k2", "渡口中心", "Dukou"), ("k3", "青禾中心", "Qinghe"), ("k4", "锦湾中心", "Jinwan")),
}


_LEVELS: dict[str, float] = {
    "garbage.tonnage": 180,
    "lease.ending": 5200,
    "lease.building_ending": 4100,
    "village.income": 430_000,
    "livelihood.fund": 31_000_000,
    "care.visits": 1900,
    "meal.flow": 8200,
    "vacant.status": 21_000,
    "device.kind": 420,
    "facility.load": 230,
    "demolition.batches": 140,
    "committee.places": 6,
    "brand.milestones": 11,
    "enterprise.industry": 120,
    "care.beds": 210,
    "grid.kind": 160,
    "hotline.category": 70,
    "deputy.status": 24,
    "feed.on_time": 22,
    "talent.by_month": 26,
    "enterprise.landed": 19,
    "bench.flow": 12,
    "assembly.status": 9,
}
_SHARES = {
    "late": 0.06,
    "overdue": 0.08,
    "repeat": 0.12,
    "vacant": 0.1,
    "issues_raised": 0.5,
    "issues_closed": 0.46,
    "moved_out": 0.8,
    "delivered": 0.55,
    "organic": 0.6,
    "other": 1.4,
}
_WITHIN = {
    "done": 0.94,
    "on_time": 0.97,
    "online": 0.98,
    "formed": 0.95,
    "occupied": 0.82,
    "signed": 0.86,
    "lead": 0.62,
    "processed": 0.78,
    "closed": 0.98,
    "verified": 0.92,
    "replied": 0.85,
    "disposed": 1.1,
    "paid": 0.96,
    "actual": 1.02,
}


def _value(series: str, measure: str, at: int, i: int, count: int, rng: random.Random) -> float | None:
    """A number of the series' own size; parts are shares of the whole of the same key (`level` depends on series and key only)."""
    if series == "building.floor_space":
        floor = _FLOOR[i % 12] * 1000.0
        return {"let": floor * _LET[i % 12], "vacant": floor * (1 - _LET[i % 12]), "expiring": floor * 0.1}.get(
            measure, float((3, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0)[i % 12])
        )
    if series == "water.class":
        return float(rng.choices((2, 3, 4, 5), (9, 9, 1.4, 0.3))[0])
    if series == "city_project.status":
        return float({"done": (10, 6, 11), "running": (2, 1, 3), "late": (0, 1, 3), "pending": (0, 0, 1)}.get(measure, (0, 0, 0))[i % 3])
    if series == "petition.open":
        return float((6, 9, 18, 17)[i % 4])
    if series == "livelihood.progress":
        return float(55 + 4 * i) if measure == "planned" else float(58 + 4 * i - (14 if i == 3 else 0))
    level = _LEVELS.get(series, 26) * random.Random(f"{series}/{i}").uniform(0.75, 1.25)
    if series == "livelihood.fund":
        level = _LEVELS[series] * (i + 1) / count
    share = _WITHIN.get(measure, _SHARES.get(measure, 1.0))
    return float(round(level * share * rng.uniform(0.98, 1.02) if share < 1 else level * share))
