"""Frozen weeks and their files.

Route: `build(snapshot, catalog, choice=desk.choose(catalog, query), weeks=…)`; the route makes a `Frozen` of each stored week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cockpit import calendar
from cockpit.catalog import schema
from cockpit.model import Snapshot
from cockpit.views import desk, text
from cockpit.views.desk import Choice, Frame, Link


@dataclass(frozen=True, slots=True)
class Issue:
    """One issued file: its format, its language and where it is served."""

    format: str
    lang: str
    file: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen week as the store knows it. `late`: frozen after its appointed hour."""

    week: str
    frozen_at: datetime
    version: str
    late: bool = False
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    days: str
    href: str
    frozen: str
    late: str
    version: str
    files: tuple[Link, ...]
    none: str


@dataclass(frozen=True, slots=True)
class Weeks:
    frame: Frame
    title: str
    detail: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    empty: str


def build(snapshot: Snapshot, catalog: schema.Catalog, *, choice: Choice, weeks: Sequence[Frozen] = ()) -> Weeks:
    """Everything of `/weeks`, newest first."""
    lang = choice.lang
    heads = ("周", "日期", "冻结于", "文件", "快照"), ("Week", "Days", "Frozen at", "Files", "Snapshot")
    return Weeks(
        frame=desk.frame(snapshot, catalog, choice=choice, path="/weeks", title=text.pick(("周报", "Weekly issues"), lang)),
        title=text.pick(("周报", "Weekly issues"), lang),
        detail=text.pick(("冻结后不再改动；更正写在下一期的数据说明里", "Frozen for good; corrections are told in the next issue"), lang),
        heads=heads[lang == "en"],
        rows=tuple(_row(w, catalog, choice) for w in sorted(weeks, key=lambda w: w.week, reverse=True)),
        empty=text.pick(
            ("还没有冻结的周。每周冻结后，周报在这里下载。", "No week has been frozen yet. Issues will be here to download."), lang
        ),
    )


def _row(week: Frozen, catalog: schema.Catalog, choice: Choice) -> Row:
    lang = choice.lang
    end = desk.week_end(catalog, week.week)
    first = end - 6 * calendar.DAY
    wanted = [i for i in week.issues if i.lang in (lang, "")] or list(week.issues)
    return Row(
        name=f"{week.week[:4]} {text.week(week.week, lang)}",
        days=text.days_between(first, end, lang),
        href=desk.href(f"/weeks/{week.week}", desk.bare(choice), home=catalog.street.languages[0]),
        frozen=text.moment(desk.local(catalog, week.frozen_at), lang),
        late=text.pick(("补冻结", "Frozen late"), lang) if week.late else "",
        version=week.version[:8],
        files=tuple(Link(i.format.upper(), f"/api/v1/weeks/{week.week}/{i.file}") for i in wanted),
        none=text.pick(("尚未生成", "Not made yet"), lang) if not wanted else "",
    )
