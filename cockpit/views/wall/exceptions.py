"""The page of exceptions: the whole rail in two columns, sources that did not deliver, what was refused."""

from __future__ import annotations

from collections import Counter

from cockpit.model import Level, SourceReport, SourceState
from cockpit.views import text
from cockpit.views.wall import frame, pages, rail, words
from cockpit.views.wall.parts import Block, Column, Header, Note, Panel, Rail, RailItem, Table, TableCell
from cockpit.views.wall.scene import Scene

LATE = (SourceState.NEVER, SourceState.SILENT, SourceState.LATE)
WIDTHS = (590, 590)


def columns(scene: Scene, height: int) -> tuple[Column, ...]:
    """Two columns of items, one of sources and refusals."""
    every = rail.items(scene)
    if scene.canvas.far or scene.canvas.shape == "tall":
        return _elsewhere(scene, every, height)
    room = (height - 2 * frame.PAD_Y - frame.TITLE) // pages.ITEM
    half = min(room, -(-len(every) // 2)) if len(every) > 6 else len(every)
    first, second = every[:half], every[half : half + room]
    boxes = [_box(scene.say("exceptions"), first, scene.say("total", n=len(every)), height)]
    if second:
        boxes.append(_box(scene.pick("需要处置（续）", "Needs action, continued"), second, "", height))
    columns = [Column(w, (b,)) for w, b in zip(WIDTHS, boxes, strict=False)]
    left = scene.canvas.width - sum(c.w for c in columns) - frame.GAP * len(columns)
    return (*columns, Column(left, _right(scene, left, height, every[len(first) + len(second) :])))


def _elsewhere(scene: Scene, every: tuple[RailItem, ...], height: int) -> tuple[Column, ...]:
    """A smaller canvas: one column of items beside the sources, or in portrait above them; where both find no room, the items alone."""
    width = scene.canvas.width
    if scene.canvas.shape == "tall":
        tables = [_table_height(len(late_sources(scene)), 300), _table_height(len(_refusals(scene)), 300)]
        left = height - sum(tables) - 2 * frame.GAP
        return (Column(width, (_listed(scene, every, width, left), sources(scene, width, tables[0]), refused(scene, width, tables[1]))),)
    one, other = frame.split(width, (1.0, 1.0))
    if other < LEAST_TABLE:
        return (Column(width, (_listed(scene, every, width, height),)),)
    upper = _table_height(len(late_sources(scene)), height // 2)
    right = (sources(scene, other, upper), refused(scene, other, height - upper - frame.GAP))
    return Column(one, (_listed(scene, every, one, height),)), Column(other, right)


LEAST_TABLE = 560


def _listed(scene: Scene, every: tuple[RailItem, ...], w: int, h: int) -> Panel:
    found = rail.build(scene, max(1, (h - 2 * frame.PAD_Y - frame.TITLE) // pages.ITEM), w)
    return Panel(scene.say("act"), (found,), found.count if every else scene.say("act_none"), h)


def _right(scene: Scene, w: int, height: int, others: tuple[RailItem, ...]) -> tuple[Panel, ...]:
    """Sources and refusals as high as they need to be; below them the items that found no place yet."""
    upper, middle = _table_height(len(late_sources(scene)), int(height * 0.5)), _table_height(len(_refusals(scene)), int(height * 0.36))
    below = height - upper - middle - 2 * frame.GAP
    room = (below - 2 * frame.PAD_Y - frame.TITLE) // pages.ITEM
    if not others or room < 1:
        return sources(scene, w, upper), refused(scene, w, height - upper - frame.GAP)
    rest = len(others) - room
    box = _box(
        scene.pick("需要处置（续）", "Needs action, continued"), others[:room], scene.say("rest_desk", n=rest) if rest > 0 else "", below
    )
    return sources(scene, w, upper), refused(scene, w, middle), box


def _box(title: str, items: tuple[RailItem, ...], right: str, h: int) -> Panel:
    return Panel(title, (Rail(tuple(rail.fitted(i, WIDTHS[0]) for i in items), "", ""),), right, h)


def late_sources(scene: Scene) -> list[SourceReport]:
    found = [
        r
        for r in scene.snapshot.sources.values()
        if r.state in LATE and r.id in scene.catalog.sources and not scene.catalog.sources[r.id].system
    ]
    return sorted(found, key=lambda r: (LATE.index(r.state), r.data_as_of or scene.snapshot.as_of, r.id))


def _table_height(rows: int, most: int) -> int:
    return min(most, 2 * frame.PAD_Y + frame.TITLE + (36 + 44 * rows if rows else frame.NOTE) + 6)


def sources(scene: Scene, w: int, h: int) -> Panel:
    """What is due and did not come: since when, how many deliveries, which unit owes it."""
    late = late_sources(scene)
    if not late:
        return Panel(scene.say("sources_late"), (Note(scene.say("sources_fine")),), "", h)
    rows = tuple(_source(scene, r) for r in late[: _rows(h, len(late))])
    heads = (scene.say("source"), scene.say("unit"), scene.say("last_told"), scene.say("missed_deliveries"))
    rest = len(late) - len(rows)
    blocks: tuple[Block, ...] = (
        Table(heads, (0, 168, 112, 64), rows, 44, left=2),
        *([Note(scene.say("rest_desk", n=rest))] if rest else []),
    )
    return Panel(scene.say("sources_late"), blocks, scene.pick(f"{len(late)}个", f"{len(late)}"), h)


def _source(scene: Scene, report: SourceReport) -> tuple[TableCell, ...]:
    style, mark = (
        ("", "stale") if report.state is SourceState.SILENT else ("", "none") if report.state is SourceState.NEVER else ("warn", "warn")
    )
    name = words.plain(scene.catalog.sources[report.id].name.of(scene.lang))
    return (
        TableCell(words.fit(name, 23, 200), "strong", mark),
        TableCell(words.fit(scene.unit(report.owner), 22, 166)),
        TableCell(_short_day(scene, report)),
        TableCell(scene.say("times", n=report.missed) if report.missed else text.source_state(report.state, scene.lang), style),
    )


def _short_day(scene: Scene, report: SourceReport) -> str:
    return text.day(report.data_as_of, scene.lang) if report.data_as_of else text.DASH


def refused(scene: Scene, w: int, h: int) -> Panel:
    """Rows and files not taken in, by source and column. The refused values themselves stay off the wall: they may be anything."""
    refusals = [p for p in scene.snapshot.problems if p.level is not Level.NOTE]
    if not refusals:
        return Panel(scene.say("refused"), (Note(scene.say("refused_none")),), "", h)
    ranked = _refusals(scene)
    rows = tuple(_refusal(scene, source, column, n) for source, column, n in ranked[: _rows(h, len(ranked))])
    heads = (scene.say("source"), scene.pick("栏目", "Column"), scene.pick("处", "n"))
    rest = len(ranked) - len(rows)
    blocks: tuple[Block, ...] = (Table(heads, (0, 200, 52), rows, 44, left=2), *([Note(scene.say("rest_desk", n=rest))] if rest else []))
    return Panel(scene.say("refused"), blocks, scene.say("refused_n", n=len(refusals)), h)


def _rows(h: int, count: int) -> int:
    """How many rows a table of this panel height takes; one line is kept for saying how many are left out."""
    room = (h - 2 * frame.PAD_Y - frame.TITLE - 36) // 44
    return count if count <= room else max(1, (h - 2 * frame.PAD_Y - frame.TITLE - 36 - frame.NOTE) // 44)


def _refusals(scene: Scene) -> list[tuple[str, str, int]]:
    """Source, column, how often; the most frequent first."""
    groups = Counter((p.source, p.column) for p in scene.snapshot.problems if p.level is not Level.NOTE)
    return sorted(((source, column, n) for (source, column), n in groups.items()), key=lambda g: (-g[2], g[0], g[1]))


def _refusal(scene: Scene, source: str, column: str, count: int) -> tuple[TableCell, ...]:
    known = scene.catalog.sources.get(source)
    name = words.plain(known.name.of(scene.lang)) if known else scene.pick("未识别的文件", "Unknown file")
    return (
        TableCell(words.fit(name, 23, 320), "strong"),
        TableCell(words.fit(_column(scene, source, column), 22, 196)),
        TableCell(str(count)),
    )


def _column(scene: Scene, source: str, header: str) -> str:
    """The column by its declared name where the header is one of its own; the whole file otherwise."""
    if not header:
        return scene.pick("整个文件", "whole file")
    known = scene.catalog.sources.get(source)
    for column in known.columns.values() if known else ():
        if header in (column.name, column.label.zh, column.label.en, *column.aliases):
            return column.label.of(scene.lang)
    return scene.pick("其他栏目", "another column")


def header(scene: Scene, feeds: tuple[str, str]) -> Header:
    """The page's name and what there is, in numbers."""
    return Header(
        scene.say("exceptions"),
        scene.say("exceptions_small"),
        say=rail.summary(scene, rail.items(scene)) or scene.say("act_none"),
        feeds=feeds,
    )
