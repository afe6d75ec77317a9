"""Templates to fill in, made when they are asked for; the same day gives the same bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime

import flask

from cockpit.api import asked, board
from cockpit.intake import template

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(desk: board.Board, source: str, *, moment: datetime) -> flask.Response:
    """The workbook of one source, to be saved under a name that says what it is. `moment` (aware) gives the day its example tells of."""
    catalog = desk.house.catalog
    lang = asked.lang(flask.request.args, catalog)
    known = {name: each for name, each in catalog.sources.items() if not each.system}
    if source not in known:
        raise asked.unknown("source", source, known)
    made = template.write(known[source], catalog, day=desk.house.office.local_day(moment), lang=lang)
    response = flask.Response(made, mimetype=MIME, headers={"Cache-Control": "private, no-cache"})
    response.headers.set("Content-Disposition", "attachment", filename=template.blank_name(known[source], lang))
    response.set_etag(hashlib.sha256(made).hexdigest())
    response.make_conditional(flask.request)
    return response
