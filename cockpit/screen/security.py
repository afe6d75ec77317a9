"""What every answer and every request has to obey, whatever page or route it belongs to.

Settings are given, never read from the environment: a variable left over from somebody's tutorial must not switch on a
debugger, another address or a machine-tool endpoint.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import flask
import flask.typing
import orjson
from werkzeug import exceptions

from cockpit.screen import errors

LOG = logging.getLogger("cockpit.web")
MAX_JSON_BYTES = 1 << 20
MAX_DEPTH = 40
CALLBACKS = "/_dash-update-component"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class OpenNetwork(Exception):
    """An address other machines can reach was asked for without saying so."""


def check_host(host: str, *, accept_open_network: bool) -> bool:
    """Whether `host` is reachable by others. Raises `OpenNetwork` unless that was accepted in so many words."""
    if host == "localhost":
        return False
    try:
        opened = not ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        opened = True
    if opened and not accept_open_network:
        raise OpenNetwork(host)
    return opened


def forget_environment() -> tuple[str, ...]:
    """Drops variables by which Dash and Flask could be reconfigured from outside; the names of those that were set."""
    names = tuple(sorted(n for n in os.environ if n.upper().startswith(("DASH_", "FLASK_"))))
    for name in names:
        del os.environ[name]
    return names


def policy(script_hashes: Sequence[str]) -> str:
    """Content security policy: only our own files, no inline script but Dash's by hash, no frame, nothing from elsewhere."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src blob:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


def harden(server: flask.Flask, *, callbacks: Mapping[str, Any], csp: str) -> None:
    """Wires the guards of this module into `server`. `callbacks` is Dash's callback map, by output id.

    No secret key is set: then Flask opens no session, which nobody here uses and which every answer would pay for.
    """
    server.config.update(DEBUG=False, TESTING=False, MAX_CONTENT_LENGTH=MAX_JSON_BYTES, PROPAGATE_EXCEPTIONS=False)
    fixed = [(n.lower(), (n, v)) for n, v in {**HEADERS, "Content-Security-Policy": csp, "Cache-Control": "no-store"}.items()]
    server.before_request(lambda: _refuse(callbacks))
    server.after_request(lambda response: _dress(response, fixed))
    server.register_error_handler(exceptions.HTTPException, _expected)
    server.register_error_handler(Exception, _unexpected)


def _refuse(callbacks: Mapping[str, Any]) -> None:
    if flask.request.method not in {"GET", "HEAD", "OPTIONS"}:
        _refuse_foreign_posts()
        _refuse_malformed(callbacks)


def _refuse_foreign_posts() -> None:
    request = flask.request
    origin = request.headers.get("Origin")
    foreign = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    if foreign or (origin is not None and urlsplit(origin).netloc != request.host):
        raise exceptions.Forbidden("foreign origin")


def _refuse_malformed(callbacks: Mapping[str, Any]) -> None:
    """Dash trusts the shape of what a browser posts and fails with 500 on anything else; so the shape is checked first."""
    request = flask.request
    if request.path != CALLBACKS or request.method != "POST":
        return
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        raise exceptions.BadRequest("not JSON") from None
    if not _well_formed(body, callbacks):
        raise exceptions.BadRequest("not a callback of this application")


def _well_formed(body: Any, callbacks: Mapping[str, Any]) -> bool:
    if not isinstance(body, dict) or _deep(body) or not isinstance(body.get("output"), str):
        return False
    declared = callbacks.get(body["output"])
    if declared is None or "callback" not in declared:
        return False
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or not all(isinstance(c, str) for c in changed):
        return False
    return isinstance(body.get("outputs"), (dict, list)) and _fits(body, declared)


def _fits(body: dict[str, Any], declared: Mapping[str, Any]) -> bool:
    """Inputs and states are those that were declared, in number, id and property."""
    for said, known in (("inputs", "inputs"), ("state", "state")):
        given, wanted = body.get(said, []), declared.get(known, [])
        if not isinstance(given, list) or len(given) != len(wanted):
            return False
        for one, other in zip(given, wanted, strict=True):
            if not isinstance(one, dict) or (one.get("id"), one.get("property")) != (other["id"], other["property"]):
                return False
    return True


def _deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for one in level if isinstance(one, (dict, list)) for child in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True


def _dress(response: flask.Response, fixed: Sequence[tuple[str, tuple[str, str]]]) -> flask.Response:
    """What the answer says itself stands; looked for once, not once per header. `fixed` are headers by their names in small letters."""
    said = {name.lower() for name, _ in response.headers}
    response.headers.extend([header for name, header in fixed if name not in said])
    return response


def _expected(error: exceptions.HTTPException) -> flask.typing.ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    return errors.answer(error.code, path=flask.request.path, args=flask.request.args)


def _unexpected(error: Exception) -> flask.typing.ResponseReturnValue:
    """What went wrong stands in the log under an id; the page says only the id."""
    error_id = secrets.token_hex(4)
    LOG.error("error %s at %s", error_id, flask.request.path, exc_info=error)
    return errors.answer(500, path=flask.request.path, args=flask.request.args, error_id=error_id)
