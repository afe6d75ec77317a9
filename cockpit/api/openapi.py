"""The description of the API that programs read. One line per address; kept complete by a test over the registered routes."""

from __future__ import annotations

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
    "/api/v1/live": ("Version, build and the worker's sign of life; always 200, from memory", ()),
    "/api/v1/openapi.json": ("This description", ()),
    "/api/v1/snapshot": ("The newest snapshot, or that of a version", ("version", "lang")),
    "/api/v1/readings": ("History of an indicator, as first reported and as known now", ("indicator", "place", "window", "from", "to")),
    "/api/v1/rows": ("The rows behind a reading; totals whatever the limit", ("indicator", "place", "period", "version", "limit", "after")),
    "/api/v1/view/{page}": ("A page's view as data and component tree", ("lang", "part")),
    "/api/v1/weeks": ("Weekly issues", ()),
    "/api/v1/weeks/{week}": ("One issue with its frozen snapshot", ()),
    "/api/v1/weeks/{week}/{file}": ("A file of an issue, as issued", ()),
    "/api/v1/batches/{id}": ("A batch with its equation and problems", ("lang",)),
}


def document() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {"title": "cockpit", "version": "1"},
        "paths": {path: {"get": _get(path, text, names)} for path, (text, names) in PATHS.items()},
    }


def _get(path: str, text: str, names: tuple[str, ...]) -> Json:
    inside = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    here = [{"name": n, "in": "path", "required": True, "schema": _TEXT} for n in inside]
    asked = [{"name": n, "in": "query", "required": n == "indicator", "schema": _PARAMETERS[n]} for n in names]
    answers: Json = {"200": {"description": text}} | ({"400": {"description": "A value that is none"}} if asked else {})
    answers["404"] = {"description": "An unknown name, with the nearest"}
    return {"summary": text, "parameters": here + asked, "responses": answers}
