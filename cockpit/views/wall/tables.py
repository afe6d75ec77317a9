"""Panels with rows of their own: key buildings, water sections by month, petitions by days left."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.model import Period, Series
from cockpit.views import attention, text
from cockpit.views.charts import Heat, HeatCell, Part, StackRow, Stacks, Strip
from cockpit.views.wall import findings, flows, frame, words
from cockpit.views.wall.frame import Builder
from cockpit.views.wall.parts import Figure, Head, Note, Panel, Table, TableCell
from cockpit.views.wall.scene import Scene, column, filled

AREA = 10_000
"""Square metres in a 万㎡ (and in a hectare)."""
_SWATCH = {"warn": "warn_line", "bad": "bad", "gap": "stale"}
_ROMAN = ("", "I", "II", "III", "IV", "V")


def _building_rows(found: Series, ending: Series | None = None) -> list[tuple[int, float, float, float, float]]:
    """Position, let, vacant, ending, hazards; the emptiest first. `ending` has the leases ending by building, where there are such."""
    zero = (None,) * len(found.keys)
    runs = [found.values.get(m, zero) for m in ("let", "vacant", "expiring", "hazards_open")]
    if ending is not None:
        runs[2] = column(ending, "area", found.keys)
    rows = [
        (i, runs[0][i] or 0.0, runs[1][i] or 0.0, runs[2][i] or 0.0, runs[3][i] or 0.0)
        for i in range(len(found.keys))
        if runs[0][i] is not None and runs[1][i] is not None
    ]
    return sorted(rows, key=lambda r: (-r[2], r[0]))


def _parts(let: float, vacant: float, ending: float) -> tuple[Part, ...]:
    low = let + vacant > 0 and let / (let + vacant) < findings.LOW_LET
    ending = min(ending, let)
    return (Part(let - ending), *([Part(ending, "weak")] if ending else []), Part(vacant, "warn_hatch" if low else "hollow"))


def buildings(scene: Scene, w: int, h: int) -> Panel | None:
    """All key buildings: floor space as a bar, share let, vacant, ending, hazards; the sum below."""
    found = scene.series("building.floor_space")
    rows = _building_rows(found, scene.series("lease.building_ending")) if found else []
    if found is None or not rows:
        return None
    cw, ch = frame.room(w, h, notes=1)
    row_h = max(36, min(60, (ch - 36) // (len(rows) + 1)))
    kept = rows[: (ch - 36) // row_h - 1]
    widths = (124, 0, 104, 84, 132, 64) if scene.lang != "en" else (176, 0, 100, 84, 150, 92)
    bar_w = cw - sum(widths) - 12 * 5
    stacks = Stacks(
        bar_w, row_h * len(kept), tuple(StackRow("", _parts(a, b, c)) for _, a, b, c, _ in kept), 0, 0, 0.72, alt=scene.say("let")
    )
    heads = (
        scene.pick("楼宇", "Building"),
        scene.pick("可租面积 万㎡", "Floor space, ha"),
        scene.pick("入驻率", "Let"),
        scene.say("vacant"),
        scene.pick("12月内到期", "Ends in 12 m"),
        scene.pick("隐患", "Hazards"),
    )
    body = tuple(_building(scene, found, row) for row in kept)
    table = Table(heads, widths, body, row_h, 1, stacks, _total(scene, rows))
    keys = (
        ("data", scene.say("let")),
        ("weak", scene.pick("12个月内到期", "ends in 12 months")),
        ("hollow", scene.say("vacant")),
        ("warn_hatch", scene.say("low_let")),
    )
    rest = len(rows) - len(kept)
    return Panel(
        scene.pick(f"{len(rows)}栋重点楼宇", f"{len(rows)} key buildings"),
        (table, Note("", keys, scene.say("more", n=rest) if rest else "")),
        scene.pick("·", " · ").join(p for p in (scene.pick("按空置面积排序", "by vacant space"), _age(scene, found)) if p),
        h,
        stale_after=scene.stale_after("building.floor_space", "lease.building_ending"),
    )


def _age(scene: Scene, found: Series) -> str:
    return scene.age(Period("stock", found.data_as_of)) if found.data_as_of else ""


def _building(scene: Scene, found: Series, row: tuple[int, float, float, float, float]) -> tuple[TableCell, ...]:
    i, let, vacant, ending, hazards = row
    whole = let + vacant
    low = whole > 0 and let / whole < findings.LOW_LET
    share = text.number(100 * let / whole if whole else None, 1, edges=(100 * findings.LOW_LET,))
    return (
        TableCell(words.fit(words.plain(found.labels[i].of(scene.lang)), 23, 170 if scene.lang == "en" else 124), "strong" if low else ""),
        TableCell(""),
        TableCell(f"{share}%", "warn" if low else "ink", "warn" if low else ""),
        TableCell(text.number(vacant, 2, divisor=AREA), "warn" if low else ""),
        TableCell(text.number(ending, 2, divisor=AREA)),
        TableCell(text.count(hazards)),
    )


def _total(scene: Scene, rows: Sequence[tuple[int, float, float, float, float]]) -> tuple[TableCell, ...]:
    let, vacant = sum(r[1] for r in rows), sum(r[2] for r in rows)
    told = scene.reading("building.occupancy_rate")
    edges = (told.target, told.floor) if told else ()
    share = text.number(100 * let / (let + vacant) if let + vacant else None, 1, edges=edges)
    return (
        TableCell(scene.pick(f"合计{len(rows)}栋", f"All {len(rows)}"), "strong"),
        TableCell(""),
        TableCell(f"{share}%", "strong"),
        TableCell(text.number(vacant, 2, divisor=AREA), "strong"),
        TableCell(text.number(sum(r[3] for r in rows), 2, divisor=AREA), "strong"),
        TableCell(text.count(sum(r[4] for r in rows)), "strong"),
    )


def vacancies(scene: Scene, w: int, h: int) -> Panel | None:
    """The overview's short form: the emptiest buildings, vacant space at the right."""
    found, indicator = scene.series("building.floor_space"), scene.catalog.indicators.get("building.occupancy_rate")
    rows = _building_rows(found) if found else []
    if found is None or indicator is None or not rows:
        return None
    cw, ch = frame.room(w, h, heads=1, notes=1)
    kept = rows[: max(1, int(ch // 36))]
    drawn = tuple(
        StackRow(
            words.fit(words.plain(found.labels[i].of(scene.lang)), 20, 128),
            _parts(a, b, 0.0),
            text.number(b, 2, divisor=AREA),
            "warn" if a / (a + b) < findings.LOW_LET else "ink2",
            a / (a + b) < findings.LOW_LET,
        )
        for i, a, b, _, _ in kept
    )
    left = 10 + round(max(words.width(r.label, 20) for r in drawn))
    chart = Stacks(cw, ch, drawn, left=left, right=58, thick=0.66, alt=indicator.name.of(scene.lang))
    cell = scene.cell(indicator)
    note = Note("", (("data", scene.say("let")),), scene.pick(f"空置{scene.pick('万㎡', 'ha')}", "vacant, ha"))
    return Panel(
        scene.pick("楼宇入驻", "Buildings"),
        (Head(cell), Figure(chart), note),
        scene.pick("·", " · ").join(p for p in (scene.pick("可租面积口径", "by area"), cell.age) if p),
        h,
        stale_after=scene.stale_after(indicator.id),
    )


def open_strip(scene: Scene, w: int) -> tuple[Note, Figure] | None:
    """Open petitions by days left: overdue, near, later, far."""
    found = scene.series("petition.open")
    if found is None:
        return None
    values = dict(zip(found.keys, found.values.get("open", ()), strict=False))
    numbers = sorted(scene.catalog.series[found.id].bins)
    drawn = []
    for at, key in enumerate([*(str(n) for n in numbers), "more"]):
        size, style = values.get(key) or 0.0, _bin_style(key)
        if size:
            word = _bin_word(scene, numbers, at, key)
            drawn.append(Part(size, style, text.count(size), word, "bad" if style == "bad" else "ink2"))
    total = sum(p.value for p in drawn)
    return Note(scene.say("open_strip", n=text.count(total))), Figure(
        Strip(w, 66, tuple(drawn), alt=scene.say("open_strip", n=text.count(total)))
    )


def _bin_style(key: str) -> str:
    if key == "more":
        return "weak"
    return "bad" if int(key) < 0 else "warn" if int(key) <= attention.NEAR else "data"


def _bin_word(scene: Scene, numbers: list[int], at: int, key: str) -> str:
    if key == "more":
        return scene.say("more_than", n=numbers[-1]) if numbers else ""
    upper = int(key)
    if upper < 0:
        return scene.say("overdue")
    lower = numbers[at - 1] if at else None
    return f"{lower + 1}–{upper}" if lower is not None else f"≤{upper}"


def open_panel(scene: Scene, w: int, h: int) -> Panel | None:
    """The strip as a panel of its own."""
    found = open_strip(scene, w - 2 * frame.PAD_X)
    if found is None:
        return None
    series = scene.snapshot.series["petition.open"]
    return Panel(
        found[0].text, (found[1],), flows.told(scene, series), h, flows.stale_tag(scene, series), series.stale, scene.stale_after(series.id)
    )


def water(scene: Scene, w: int, h: int) -> Panel | None:
    """Water sections by month: the class as measured; IV outlined, V and worse filled. Targets differ by section, so no verdict here."""
    found = scene.series("water.class")
    if found is None:
        return None
    pairs = {
        tuple(k.split("|", 1)): (v, label)
        for k, v, label in zip(found.keys, found.values.get("class_no", ()), found.labels, strict=False)
        if "|" in k
    }
    sections = list(dict.fromkeys(k[0] for k in pairs))
    months = filled(tuple(sorted({k[1] for k in pairs})))[-12:]
    names = {k[0]: label.of(scene.lang).split("|")[0] for k, (_, label) in pairs.items()}
    cw, ch = frame.room(w, h, notes=1)
    kept = sections[: max(1, int((ch - 27) // 23))]
    cells = tuple(tuple(_class_cell(pairs.get((s, m), (None, None))[0]) for m in months) for s in kept)
    strong = tuple((i, row[-1].mark) for i, row in enumerate(cells) if row and row[-1].mark in ("bad", "warn"))
    left = 14 + round(max((words.width(names[s], 20) for s in kept), default=40))
    heat = Heat(
        cw,
        min(ch, 27 + 34 * len(kept)),
        tuple(names[s] for s in kept),
        tuple(str(int(m[5:])) for m in months),
        cells,
        strong,
        left,
        alt=scene.pick("水质类别", "water class"),
    )
    keys: tuple[tuple[str, str], ...] = (
        ("warn_line", scene.pick("IV类", "class IV")),
        ("bad", scene.pick("V类及以下", "V or worse")),
        ("stale", scene.pick("未测", "not sampled")),
    )
    drawn = {_SWATCH.get(c.mark, "") for row in cells for c in row}
    keys = tuple(k for k in keys if k[0] in drawn)
    return Panel(
        scene.pick(f"水环境{len(sections)}个断面", f"{len(sections)} water sections"),
        (Figure(heat), *([Note("", keys)] if keys else [])),
        scene.pick(f"近{len(months)}月·类别", f"{len(months)} months · class"),
        h,
        stale_after=scene.stale_after(found.id),
    )


def _class_cell(value: float | None) -> HeatCell:
    if value is None:
        return HeatCell(mark="gap")
    number = round(value)
    name = _ROMAN[number] if number < len(_ROMAN) else "V+"
    return HeatCell(0, name, "bad" if number >= 5 else "warn" if number == 4 else "")


def committees(scene: Scene, w: int, h: int) -> Panel | None:
    """Committees formed of those due, by community, in the catalogue's order; the least complete ones when not all fit."""
    found = scene.series("committee.places")
    if found is None:
        return None
    a, b = column(found, "formed", found.keys), column(found, "eligible", found.keys)
    rows = [(i, x or 0.0, y) for i, (x, y) in enumerate(zip(a, b, strict=True)) if y]
    cw, ch = frame.room(w, h, notes=1)
    room = int(ch // 30)
    if len(rows) > room:
        rows = sorted(rows, key=lambda r: (r[1] / r[2], r[0]))[:room]
    drawn = tuple(
        StackRow(scene.place(found.keys[i]), (Part(x), Part(max(0.0, y - x), "hollow")), f"{text.count(x)}/{text.count(y)}")
        for i, x, y in rows
    )
    left = 14 + round(max((words.width(r.label, 20) for r in drawn), default=60))
    keys = (("data", flows.measure_name(scene, found.id, "formed")), ("hollow", scene.pick("未组建", "not yet")))
    return Panel(
        flows.titled(scene, found.id, None),
        (Figure(Stacks(cw, min(ch, 62 * len(drawn)), drawn, left=left, right=66, thick=0.62)), Note("", keys)),
        flows.told(scene, found),
        h,
        stale_after=scene.stale_after(found.id),
    )


PANELS: dict[str, Builder] = {"buildings": buildings, "vacancies": vacancies, "water": water, "committees": committees, "open": open_panel}
