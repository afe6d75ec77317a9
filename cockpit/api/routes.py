"""The addresses of the API and what each answers. Thin: ask the board or the house, write the answer."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from datetime import datetime

import flask

from cockpit import house
from cockpit.api import asked, board, bodies, metrics, offers, openapi, templates
from cockpit.model import Json, Snapshot
from cockpit.views import record

NO_STORE = {"Cache-Control": "no-store"}


def blueprint(desk: board.Board, *, clock: Callable[[], datetime]) -> flask.Blueprint:
    """Every read of the API over `desk`. `clock` gives the aware moment that `live` prints."""
    api = flask.Blueprint("api", __name__)
    routes: dict[str, Callable[..., flask.Response]] = {
        "/healthz": lambda: _health(desk),
        "/metrics": lambda: flask.Response(metrics.text(desk), mimetype="text/plain", headers=NO_STORE),
        "/api/v1/live": lambda: flask.Response(desk.live(clock()), mimetype="application/json", headers=NO_STORE),
        "/api/v1/openapi.json": lambda: bodies.answer(desk.shelf.get("openapi", lambda: bodies.body(openapi.document()))),
        "/api/v1/snapshot": lambda: _snapshot(desk),
        "/api/v1/readings": lambda: _readings(desk),
        "/api/v1/rows": lambda: _rows(desk),
        "/api/v1/view/<path:page>": lambda page: _view(desk, page),
        "/api/v1/weeks": lambda: _weeks(desk),
        "/api/v1/weeks/<week>": lambda week: _week(desk, week),
        "/api/v1/weeks/<week>/<file>": lambda week, file: _file(desk, week, file),
        "/api/v1/batches/<id>": lambda id: _batch(desk, id),
        "/api/v1/batches/<int:number>/facts": lambda number: _facts(desk, number),
        "/api/v1/templates/<source>.xlsx": lambda source: templates.answer(desk, source, moment=clock()),
    }
    for rule, view in routes.items():
        api.add_url_rule(rule, endpoint=rule.replace(".", "_"), view_func=view)
    return api


def _unready(reason: str) -> flask.Response:
    body = {"status": "unready", "reason": reason}
    return flask.Response(bodies.write(body), 503, mimetype="application/json", headers={**NO_STORE, "Retry-After": "3"})


def _health(desk: board.Board) -> flask.Response:
    if desk.known is None:
        return _unready(desk.trouble or "no_snapshot")
    if desk.broken:
        return _unready("pages: " + ", ".join(sorted(desk.broken)))
    return flask.Response(bodies.write({"status": "ok"}), mimetype="application/json", headers=NO_STORE)


def _now(desk: board.Board) -> board.Known:
    if desk.known is None:
        flask.abort(_unready(desk.trouble or "no_snapshot"))
    return desk.known


def _pinned(desk: board.Board, args: Mapping[str, str]) -> Snapshot:
    """The snapshot of `version=`, else the newest."""
    newest, version = _now(desk).snapshot, args.get("version", "")
    if not version or version == newest.version:
        return newest
    found = desk.house.of_version(version)
    if found is None:
        raise asked.unknown("version", version, [newest.version])
    return found


def _snapshot(desk: board.Board) -> flask.Response:
    args, catalog = flask.request.args, desk.house.catalog
    lang, taken = asked.lang(args, catalog), _pinned(desk, args)
    key = ("snapshot", taken.version, lang)
    return bodies.answer(desk.shelf.get(key, lambda: bodies.body(record.snapshot(taken, catalog, lang=lang))))


def _readings(desk: board.Board) -> flask.Response:
    args, catalog = flask.request.args, desk.house.catalog
    indicator, place = asked.indicator(args, catalog), asked.place(args, catalog)
    window, span = asked.window(args), asked.span(args)
    points = desk.house.history(indicator, place, first=span.first, last=span.last, window=window)
    declared = catalog.indicators[indicator]
    return bodies.answer(
        bodies.body(
            {
                "version": _now(desk).snapshot.version,
                "indicator": indicator,
                "place": place,
                "unit": declared.unit,
                "better": declared.better,
                "readings": [record.point(p) for p in points],
            }
        )
    )


def _rows(desk: board.Board) -> flask.Response:
    args, catalog = flask.request.args, desk.house.catalog
    indicator, place, taken = asked.indicator(args, catalog), asked.place(args, catalog), _pinned(desk, args)
    window = catalog.indicators[indicator].window
    period = asked.period(args, taken, of=(indicator, place), office=desk.house.office, window=window)
    limit = asked.number(args, "limit", default=asked.DEFAULT_ROWS, low=0, high=asked.MAX_ROWS)
    found = desk.house.rows(indicator, place, period, limit=limit, after=asked.cursor(args))
    return bodies.answer(
        bodies.body(
            {
                "reading": record.reading(found.reading, catalog),
                "total_hit": found.total_hit,
                "total_of": found.total_of,
                "rows_hit": found.rows_hit,
                "rows_of": found.rows_of,
                "rows": list(found.rows),
                "after": found.after,
            }
        )
    )


def _view(desk: board.Board, page: str) -> flask.Response:
    args, catalog, known = flask.request.args, desk.house.catalog, _now(desk)
    lang, part = asked.lang(args, catalog), args.get("part", "")
    if part not in {"", "tree"}:
        raise asked.Wrong(400, "part", part, expected="tree")
    if not desk.pages.known(page, catalog):
        raise asked.unknown("page", page, [*desk.pages.names(catalog), *(f"i/{i}" for i in catalog.indicators)])
    return bodies.answer(desk.view(page, known, lang=lang, query=args, part=part))


def _weeks(desk: board.Board) -> flask.Response:
    return bodies.answer(bodies.body({"weeks": [_issued(w) for w in desk.house.weeks()]}))


def _issued(told: house.Issued) -> Json:
    week = told.week
    files = [{"file": f.file, "format": f.format, "lang": f.lang, "sha256": f.sha256} for f in told.files.values()]
    return {"week": week.week, "frozen_at": record.moment(week.frozen_at), "late": week.late, "version": week.version, "files": files}


def _one(desk: board.Board, week: str) -> house.Issued:
    weeks = {w.week.week: w for w in desk.house.weeks()}
    if week not in weeks:
        raise asked.unknown("week", week, weeks)
    return weeks[week]


def _week(desk: board.Board, week: str) -> flask.Response:
    """The frozen week with its snapshot as it was issued."""
    issued, frozen = _one(desk, week), desk.house.week(week)
    snapshot = record.snapshot(frozen[1], desk.house.catalog) if frozen is not None else None
    return bodies.answer(bodies.body({**_issued(issued), "snapshot": snapshot}))


def _file(desk: board.Board, week: str, file: str) -> flask.Response:
    found = _one(desk, week)
    files = {f.file: f for f in found.files.values()}
    if file not in files:
        raise asked.unknown("file", file, files)
    wanted, content = files[file], desk.house.issued(files[file])
    mime = mimetypes.guess_type(wanted.file)[0] or "application/octet-stream"
    response = flask.Response(content, mimetype=mime, headers={"Cache-Control": "private, no-cache"})
    response.headers.set("Content-Disposition", "attachment", filename=wanted.file)
    response.set_etag(wanted.sha256)
    response.make_conditional(flask.request)
    return response


def _batch(desk: board.Board, id: str) -> flask.Response:
    lang = asked.lang(flask.request.args, desk.house.catalog)
    claim = offers.Claim.parse(id)
    number = int(id) if id.isascii() and id.isdigit() and len(id) < 13 else 0
    if claim is not None:
        own = offers.find(desk, claim)
        if own is None:
            return offers.pending(claim)
        number = own.id
    found = desk.house.batch(number) if number else None
    if found is None:
        raise asked.unknown("batch", id, [])
    facts, moved = desk.house.facts(found[0]), desk.house.moved(found[0])
    return bodies.answer(bodies.body(record.batch(*found, lang=lang) | record.led(facts, moved, desk.house.catalog)))


def _facts(desk: board.Board, number: int) -> flask.Response:
    args, found = flask.request.args, desk.house.batch(number)
    if found is None:
        raise asked.unknown("batch", str(number), [])
    limit = asked.number(args, "limit", default=asked.DEFAULT_ROWS, low=0, high=asked.MAX_ROWS)
    after = asked.number(args, "after", default=0, low=0, high=2**62)
    facts = desk.house.facts(found[0], limit=limit, after=str(after) if after else "")
    counted = {"opened": facts.opened, "standing": facts.standing, "closed": facts.closed, "withheld": facts.withheld}
    told = {"batch": number, "source": found[0].source, **counted, "rows": list(facts.rows), "after": facts.after}
    return bodies.answer(bodies.body(told))
