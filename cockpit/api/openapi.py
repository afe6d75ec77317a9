"""The description of the API that programs read. One line per address; kept complete by a test over the registered routes."""

from __future__ import annotations

import re

from cockpit.model import Json

_TEXT: Json = {"type": "string"}
_COUNT: Json = {"type": "integer", "minimum": 0}
_DAY: Json = {"type": "string", "format": "date"}
_PARAMETERS: dict[str, Json] = {
    "version": _TEXT,
    "indicator": _TEXT,
    "place": {"type": "string", "default": "*"},
    "window": _TEXT,
    "from": _DAY,
    "to": _DAY,
    "period": _TEXT,
    "limit": {"type": "integer", "minimum": 0, "maximum": 1000, "default": 100},
    "after": _COUNT,
    "lang": {"type": "string", "enum": ["zh", "en"], "default": "zh"},
    "part": {"type": "string", "enum": ["tree"]},
}
PATHS: dict[str, tuple[str, tuple[str, ...]]] = {
    "/healthz": ("200 once every page can be drawn, 503 with the reason before", ()),
    "/metrics": ("Prometheus text", ()),
    "/api/v1/live": ("Version, build, the worker's sign of life and what keeps it from writing; always 200, from memory", ()),
    "/api/v1/openapi.json": ("This description", ()),
    "/api/v1/snapshot": ("The newest snapshot, or that of a version", ("version", "lang")),
    "/api/v1/readings": ("History of an indicator, as first reported and as known now", ("indicator", "place", "window", "from", "to")),
    "/api/v1/rows": ("The rows behind a reading; totals whatever the limit", ("indicator", "place", "period", "version", "limit", "after")),
    "/api/v1/view/{page}": ("A page's view as data and component tree", ("lang", "part")),
    "/api/v1/weeks": ("Weekly issues", ()),
    "/api/v1/weeks/{week}": ("One issue with its frozen snapshot", ()),
    "/api/v1/weeks/{week}/{file}": ("A file of an issue, as issued", ()),
    "/api/v1/batches/{id}": ("A batch with its equation, its problems, and the readings it moved", ("lang",)),
    "/api/v1/batches/{number}/facts": ("The rows a batch brought in, with file, sheet and row", ("limit", "after")),
    "/api/v1/templates/{source}.xlsx": ("A workbook to fill in for a source", ("lang",)),
}


WORK: tuple[tuple[str, str, str, str], ...] = (
    ("get", "/api/v1/drafts", "200", "Drafts, and a stamp that changes with them and with batches"),
    ("post", "/api/v1/drafts", "201", "A file (the body; X-Filename, percent-encoded) to be judged; nothing of it counts yet"),
    ("get", "/api/v1/drafts/{id}", "200", "A draft with what the worker found in it"),
    ("post", "/api/v1/drafts/{id}", "202", "What its columns, words and cells mean: mapping, aliases, fixes, source, sheet; judged again"),
    ("delete", "/api/v1/drafts/{id}", "204", "Forget a draft"),
    ("post", "/api/v1/drafts/{id}/take", "202", "Take in the good part: {\"part\": \"good\"}"),
    ("get", "/api/v1/drafts/{id}/fix.xlsx", "200", "The rows that would not be taken, with their reasons"),
    ("get", "/api/v1/batches/{number}/fix.xlsx", "200", "The rows of a batch that were not taken, with their reasons"),
    ("post", "/api/v1/batches/{number}/accept", "202", "Ask the worker to release a held batch"),
    ("post", "/api/v1/batches/{number}/undo", "202", "Ask the worker to take a batch back"),
    ("get", "/api/v1/requests/{id}", "200", "What the worker answered to a request"),
)
"""What the page /intake does (`api.drafts`): method, address, status, meaning. All but `get` need the header `X-Cockpit: 1`."""


def document() -> Json:
    paths: dict[str, Json] = {path: {"get": _get(path, text, names)} for path, (text, names) in PATHS.items()}
    for method, path, status, text in WORK:
        paths.setdefault(path, {})[method] = _work(path, method, status, text)
    paths.setdefault("/api/v1/batches", {})["post"] = _offer()
    return {"openapi": "3.1.0", "info": {"title": "cockpit", "version": "1"}, "paths": paths}


def _offer() -> Json:
    """The address by which other programs hand a file in."""
    asked = [{"name": "source", "in": "query", "required": True, "schema": _TEXT}]
    asked += [{"name": "wait", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0, "maximum": 60, "default": 0}}]
    header = {"name": "X-Filename", "in": "header", "required": True, "schema": _TEXT}
    answers = {
        "202": "Handed in; Location tells where the verdict will stand", "201": "Accepted (with wait)", "200": "A duplicate (with wait)",
        "409": "Held for a person (with wait)", "422": "Refused (with wait)", "403": "Neither X-Cockpit: 1 nor a type no form can send",
        "404": "An unknown source, with the nearest", "413": "Over 64 MB",
    }  # fmt: skip
    text = "A file (the body; X-Filename, percent-encoded) for a source"
    body = {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
    told = {status: {"description": said} for status, said in answers.items()}
    return {"summary": text, "parameters": [*asked, header], "requestBody": body, "responses": told}


def _work(path: str, method: str, status: str, text: str) -> Json:
    told = _get(path, text, ())
    answers = {status: {"description": text}, "404": told["responses"]["404"]}
    if method == "get":
        return told | {"responses": answers}
    header = {"name": "X-Cockpit", "in": "header", "required": True, "schema": {"type": "string", "const": "1"}}
    refused = {"403": {"description": "Without the header, or from another site"}}
    return told | {"parameters": [*told["parameters"], header], "responses": answers | refused}


def _get(path: str, text: str, names: tuple[str, ...]) -> Json:
    inside = re.findall(r"{(\w+)}", path)
    here = [{"name": n, "in": "path", "required": True, "schema": _TEXT} for n in inside]
    asked = [{"name": n, "in": "query", "required": n == "indicator", "schema": _PARAMETERS[n]} for n in names]
    answers: Json = {"200": {"description": text}} | ({"400": {"description": "A value that is none"}} if asked else {})
    answers["404"] = {"description": "An unknown name, with the nearest"}
    return {"summary": text, "parameters": here + asked, "responses": answers}
