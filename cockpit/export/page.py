"""The issue as one HTML file: no script, no address outside it, readable with the cable out and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cockpit.export import columns, issue
from cockpit.model import STREET, Point, State
from cockpit.views import text

STYLE = """
:root{--ink:#16202A;--ink2:#43505D;--ink3:#596673;--line:#D3DAE1;--bad:#C02B1E;--accent:#0A5FAE;--data:#5A7189}
*{box-sizing:border-box;margin:0;padding:0}
body{font:14px/1.6 "Noto Sans SC","Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);
background:#fff;max-width:1240px;margin:0 auto;padding:32px 24px 64px;font-variant-numeric:tabular-nums}
h1{font-size:30px;line-height:1.3}h1:before{content:"";display:block;width:68px;height:6px;background:var(--accent);margin-bottom:16px}
h2{font-size:19px;margin:36px 0 8px}h2 small{font-size:13px;font-weight:400;color:var(--ink3);margin-left:10px}
h3{font-size:14px;margin:16px 0 4px}.sub{font-size:18px;color:var(--ink2)}.meta{color:var(--ink3);font-size:13px}
.six{border-top:2px solid var(--ink);margin-top:24px;padding-top:12px}
.six{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px 16px}
.six b{display:block;font-size:22px;font-weight:500}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:13px}
th{font-weight:400;font-size:12px;color:var(--ink3);text-align:left;border-bottom:1px solid var(--ink3);padding:4px 8px;white-space:nowrap}
td{border-bottom:1px solid var(--line);padding:5px 8px;vertical-align:middle}td.n,th.n{text-align:right;white-space:nowrap;padding-left:2px}
table.even{table-layout:fixed;min-width:1000px}td small{display:block;color:var(--ink3);font-size:12px}
td.v{font-weight:500}td.note{color:var(--ink2);font-size:12px;min-width:10em}
.tag{white-space:nowrap;padding:1px 8px;border-radius:4px}.tag.missed{background:var(--bad);color:#fff;font-weight:700}
.tag.watch{background:#FFE9B8;color:#8A5800;font-weight:700}
.tag.stale{background:repeating-linear-gradient(135deg,#fff 0 5px,var(--line) 5px 6px);box-shadow:inset 0 0 0 1px #9AA8B5}
.tag.none{box-shadow:inset 0 0 0 1px var(--line);border:1px dashed #9AA8B5}.tag.ok,.tag.plain{color:var(--ink2);padding-left:0}
.spark{width:96px;height:24px;display:block}li{margin:2px 0 2px 1.4em}
details summary{cursor:pointer;font-size:19px;font-weight:700;margin:36px 0 8px}
footer{margin-top:40px;border-top:1px solid var(--line);padding-top:8px;color:var(--ink3);font-size:12px}
@page{size:A4 landscape;margin:14mm}
@media print{details::details-content{content-visibility:visible;height:auto}
body{max-width:none;padding:0}h2{break-after:avoid}tr{break-inside:avoid}}
"""
PAGE = """<!doctype html>
<html lang="{code}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,"><title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1><p class="sub">{subtitle}</p><p class="meta">{frozen}</p>
{body}
<footer>{title} · {week} · {frozen} · {version}</footer></body></html>
"""
COLUMNS = "".join(f'<col style="width:{share}%">' for share in (18, 8, 6, 6, 7, 9, 8, 8, 7, 5, 10, 8))
WIDTH, HEIGHT, PAD = 96.0, 24.0, 3.0


def write(week: issue.WeekIssue, lang: str) -> bytes:
    priorities = "".join(_priority(week, number, lang) for number in week.catalog.priorities)
    page = PAGE.format(
        code="en" if lang == "en" else "zh-Hans",
        title=escape(issue.title(week, lang)),
        subtitle=escape(issue.subtitle(week, lang)),
        frozen=escape(issue.frozen(week, lang)),
        week=escape(week.week),
        version=escape(week.snapshot.version),
        style=STYLE,
        body=_headlines(week, lang) + priorities + _notes(week, lang) + _appendix(week, lang),
    )
    return page.encode()


def _headlines(week: issue.WeekIssue, lang: str) -> str:
    cards = []
    for report in week.snapshot.priorities:
        name = escape(issue.label(week.catalog.priorities[report.id], lang))
        part = f" <small>{escape(said)}</small>" if (said := issue.assessable(report, lang)) else ""
        cards.append(f"<div>{name}<b>{escape(issue.headline(report, lang))}</b>{_tag(report.state, lang)}{part}</div>")
    return f'<div class="six">{"".join(cards)}</div>'


def _tag(state: State, lang: str) -> str:
    return f'<span class="tag {state.value}">{escape(issue.said(state, lang))}</span>'


def _priority(week: issue.WeekIssue, number: int, lang: str) -> str:
    priority, told = week.catalog.priorities[number], issue.lines(week, lang, priority=number)
    heads = text.pick(
        (
            "指标 数值 目标 底线 较上期 近期 状态 n N 覆盖 时段 说明",
            "Indicator Value Target Floor Change Recent State n N Coverage Period Note",
        ),
        lang,
    ).split()
    numeric = {1, 4, 7, 8, 9}
    head = "".join(f"<th{' class=n' if at in numeric else ''}>{escape(word)}</th>" for at, word in enumerate(heads))
    rows = "".join(_row(week, line, lang) for line in told)
    longer = priority.name.of(lang) if priority.name.of(lang) != priority.short.of(lang) else ""
    title = f"<h2>{escape(issue.label(priority, lang))}<small>{escape(longer)}</small></h2>"
    table = f'<table class="even"><colgroup>{COLUMNS}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    return f'{title}<div class="wide">{table}</div>'


def _row(week: issue.WeekIssue, line: issue.Line, lang: str) -> str:
    spark = sparkline(week.snapshot.history.get((line.indicator.id, STREET), ()), line.reading.target)
    cells = (
        ("", escape(line.name) + (f"<small>{escape(line.companion)}</small>" if line.companion else "")),
        ("n v", escape(text.join(line.shown, line.unit) if line.shown != text.DASH else text.DASH)),
        ("", escape(line.target)),
        ("", escape(line.floor)),
        ("n", escape(line.changed)),
        ("", spark),
        ("", _tag(line.reading.state, lang)),
        ("n", escape(text.count(line.n))),
        ("n", escape(text.count(line.N))),
        ("n", escape(issue.percent(line.coverage))),
        ("", escape(line.period)),
        ("note", escape(line.note)),
    )
    return "<tr>" + "".join(f'<td class="{kind}">{content}</td>' if kind else f"<td>{content}</td>" for kind, content in cells) + "</tr>"


def sparkline(points: Sequence[Point], target: float | tuple[float, float] | None) -> str:
    """The last windows as a line with gaps where nothing was told, the target dashed, the last point accented."""
    values = [p.value for p in points]
    known = [v for v in values if v is not None]
    if len(known) < 2:
        return ""
    aims = [] if target is None else list(target) if isinstance(target, tuple) else [target]
    low, high = min([*known, *aims]), max([*known, *aims])
    spread = (high - low) or 1.0

    def y(value: float) -> float:
        return round(HEIGHT - PAD - (value - low) / spread * (HEIGHT - 2 * PAD), 1)

    at = [round(PAD + i * (WIDTH - 2 * PAD) / (len(values) - 1), 1) for i in range(len(values))]
    path, pen = [], "M"
    for x, value in zip(at, values, strict=True):
        if value is None:
            pen = "M"
        else:
            path.append(f"{pen}{x} {y(value)}")
            pen = "L"
    aim = "".join(f'<path d="M0 {y(a)}H{WIDTH:g}" stroke="#596673" stroke-dasharray="3 3" fill="none"/>' for a in aims)
    last = max(i for i, v in enumerate(values) if v is not None)
    dot = f'<circle cx="{at[last]}" cy="{y(known[-1])}" r="2.5" fill="#0A5FAE"/>'
    line = f'<path d="{"".join(path)}" stroke="#5A7189" stroke-width="1.5" fill="none"/>'
    return f'<svg class="spark" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">{aim}{line}{dot}</svg>'


def _notes(week: issue.WeekIssue, lang: str) -> str:
    parts = []
    for heading, said in issue.notes(week, lang):
        parts.append(f"<h3>{escape(heading)}</h3><ul>{''.join(f'<li>{escape(s)}</li>' for s in said)}</ul>")
    after = text.pick(("冻结后到达的数据不回写本期。", "Data that arrive after the freeze do not change this issue."), lang)
    return f"<h2>{escape(text.pick(('数据说明', 'Notes on the data'), lang))}</h2>{''.join(parts)}<p class=meta>{escape(after)}</p>"


def _appendix(week: issue.WeekIssue, lang: str) -> str:
    shown = [c for c in columns.OF_APPENDIX if c not in columns.BESIDE]
    head = "".join(f"<th{' class=n' if c.kind in {'value', 'count'} else ''}>{escape(c.title(lang))}</th>" for c in shown)
    rows = []
    for line in issue.lines(week, lang, places=True):
        cells = (f"<td{' class=n' if c.kind in {'value', 'count'} else ''}>{_appendix_cell(c, line, lang)}</td>" for c in shown)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    title = text.pick(("附录：全部指标与社区的n与N", "Appendix: n and N of every indicator and place"), lang)
    table = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    return f"<details><summary>{escape(title)}</summary>{table}</details>"


def _appendix_cell(column: columns.Column, line: issue.Line, lang: str) -> str:
    if column.kind == "state":
        return _tag(line.reading.state, lang)
    if column.kind == "value":
        return escape(line.shown)
    value = column.cell(line)
    return escape(value if isinstance(value, str) else text.count(value))
