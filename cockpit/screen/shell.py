"""The Dash application around the pages: one skeleton per request, one clientside callback, our own files first.

Pages arrive as finished component trees from `/api/v1/view/<page>`; Dash only puts them on the screen.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Protocol
from urllib.parse import quote, urlencode

import dash
import flask
from dash import dcc, html
from dash.exceptions import DependencyException
from dash.fingerprint import check_fingerprint

from cockpit.screen import assets, errors, fonts, security

Register = Callable[[dash.Dash], None]
Answers = Callable[..., Any]
SUITES = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
"""Dash's own name for the addresses of its scripts."""
BEAT_MS = 1000
"""Between looks at what `heartbeat.js` heard; no request is made for it."""
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' "
    "fill='%230A5FAE'/%3E%3Cpath d='M3 11h2V7H3zm4 0h2V4H7zm4 0h2V9h-2z' fill='%23fff'/%3E%3C/svg%3E"
)
BANNER = ("本服务对整个网络开放且没有登录，请尽快改回仅本机访问", "This service is open to the whole network without a login")
INDEX = """<!doctype html>
<html {attributes}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
<link rel="icon" href="{icon}">{preload}
{css}</head>
<body>{banner}
{entry}
<footer>{config}{scripts}{renderer}</footer></body></html>"""


class Pages(Protocol):
    """What the shell asks of the table of routes."""

    def find(self, path: str) -> Place | None: ...


@dataclass(frozen=True, slots=True)
class Place:
    """The page that stands at a path, and its theme (`dark` for walls, `light` for desks)."""

    page: str
    theme: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """A running application: Dash, its Flask server, and the id of this build."""

    app: dash.Dash
    server: flask.Flask
    build: str


@dataclass(frozen=True, slots=True)
class Settings:
    """How the shell is dressed. `register` are functions that wire a page's own callbacks into the application."""

    title: str
    version: str
    zone: str = ""
    opened: bool = False
    fonts: tuple[fonts.Font, ...] = ()
    register: tuple[Register, ...] = ()
    files: Mapping[str, assets.Asset] = field(default_factory=dict)


class Skeleton(dash.Dash):
    """Dash with our own index page: theme, page and language of the asked path stand on `<html>` before any script runs."""

    dressed: Callable[[Mapping[str, str]], str]

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        return self.dressed(parts)

    def _config(self) -> dict[str, Any]:
        """Without what tells a stranger which interpreter runs here, and without Plotly's version address."""
        told: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        return {**told, "python_version": "", "dash_version_url": ""}


def create(pages: Pages, settings: Settings) -> Shell:
    """Builds the application. Every callback has to be registered by `settings.register`: the policy's hashes are taken here."""
    ignored = security.forget_environment()
    if ignored:
        security.LOG.warning("ignored settings from the environment: %s", ", ".join(ignored))
    files = {**settings.files, **_font_sheet(settings.fonts)}
    own = {**files, assets.PLOTLY: assets.plotly()}
    server = flask.Flask("cockpit", static_folder=None)
    app = _dash(server, settings.title, own)
    app.dressed = lambda parts: _index(parts, pages=pages, settings=settings)
    app.layout = layout()
    register(app)
    for wire in settings.register:
        wire(app)
    _serve(server, own=own, cut=settings.fonts)
    _refuse_unknown_paths(server, pages)
    _squeeze_suites(server)
    security.harden(server, callbacks=app.callback_map, csp=security.policy(app.csp_hashes()))
    return Shell(app, server, assets.build_id(settings.version, own.values(), sources=assets.package()))


def layout() -> html.Div:
    return html.Div(
        [
            dcc.Location(id="url", refresh=False),
            dcc.Interval(id="beat", interval=BEAT_MS),
            html.Div(id="page"),
        ]
    )


def register(app: dash.Dash) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        dash.ClientsideFunction("cockpit", "view"),
        dash.Output("page", "children"),
        dash.Input("beat", "n_intervals"),
        dash.Input("url", "pathname"),
        dash.Input("url", "search"),
    )


def _dash(server: flask.Flask, title: str, own: Mapping[str, assets.Asset]) -> Skeleton:
    scripts = sorted((a for a in own.values() if a.name.endswith(".js")), key=lambda a: a.name != assets.PLOTLY)
    app = Skeleton(
        "cockpit", server=server, title=title,  # type: ignore[arg-type]
        update_title="", use_pages=False, pages_folder="", serve_locally=True, enable_mcp=False,
        suppress_callback_exceptions=True, compress=False, url_base_pathname="/", include_assets_files=False, assets_folder="_none",
        assets_url_path="_none", assets_external_path="", eager_loading=False, add_log_handler=False, mcp_path="_none",
        external_scripts=[{"src": a.url} for a in scripts],
        external_stylesheets=[a.url for a in own.values() if a.name.endswith(".css")],
    )  # fmt: skip
    off = ("ui", "props_check", "hot_reload", "serve_dev_bundles", "prune_errors")
    app.enable_dev_tools(debug=False, dev_tools_silence_routes_logging=True, **{f"dev_tools_{name}": False for name in off})
    return app


def _font_sheet(cut: Iterable[fonts.Font]) -> dict[str, assets.Asset]:
    sheet = fonts.css(cut, url="/fonts/{name}-{hash}.woff2")
    return {"fonts.css": assets.asset("fonts.css", sheet.encode())} if sheet else {}


def _index(parts: Mapping[str, str], *, pages: Pages, settings: Settings) -> str:
    place = pages.find(flask.request.path) or Place("overview", "light")
    lang = "en" if flask.request.args.get("lang") == "en" else "zh"
    view = f"/api/v1/view/{quote(place.page)}?{urlencode([*flask.request.args.items(multi=True), ('part', 'tree')])}"
    banner = f'<div id="open-network" role="alert">{escape(BANNER[lang == "en"])}</div>' if settings.opened else ""
    spoken = "en" if lang == "en" else "zh-Hans"
    said = {"lang": spoken, "data-theme": place.theme, "data-page": place.page, "data-zone": settings.zone}
    return INDEX.format(
        attributes=" ".join(f'{name}="{escape(value)}"' for name, value in said.items()),
        title=escape(" · ".join(t for t in (place.title, settings.title) if t)),
        icon=ICON,
        preload=f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{escape(view)}">',
        banner=banner,
        entry=parts["app_entry"],
        **{name: parts[name] for name in ("css", "config", "scripts", "renderer")},
    )


def _serve(server: flask.Flask, *, own: Mapping[str, assets.Asset], cut: Iterable[fonts.Font]) -> None:
    by_url = {f"{font.name}-{font.hash}.woff2": font for font in cut}

    def file(name: str) -> flask.Response:
        found = own.get(name) or flask.abort(404)
        response = packed(found.body, found.zipped, mime=found.mime)
        response.headers["Cache-Control"] = assets.FOREVER if flask.request.args.get("v") == found.hash else "no-cache"
        return response

    def font(name: str) -> flask.Response:
        found = by_url.get(name) or flask.abort(404)
        return flask.Response(found.woff2(), mimetype="font/woff2", headers={"Cache-Control": assets.FOREVER})

    server.add_url_rule("/assets/<path:name>", "cockpit_asset", file)
    server.add_url_rule("/fonts/<path:name>", "cockpit_font", font)


def packed(body: bytes, zipped: bytes, *, mime: str) -> flask.Response:
    """The compressed bytes where the browser takes them, and the others where it does not."""
    response = flask.Response(mimetype=mime)
    response.content_type = mime
    small = bool(zipped) and _takes_gzip()
    response.set_data(zipped if small else body)
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    return response


def _takes_gzip() -> bool:
    return flask.request.accept_encodings.quality("gzip") > 0


def _refuse_unknown_paths(server: flask.Flask, pages: Pages) -> None:
    """Dash answers every path with its index; ours answers only the paths of the table of routes."""

    def guarded(index: Answers) -> Answers:
        def page(**parts: str) -> Any:
            if pages.find(flask.request.path) is None:
                flask.abort(404)
            return index(**parts)

        return page

    for endpoint in ("/", "/<path:path>"):
        server.view_functions[endpoint] = guarded(server.view_functions[endpoint])
    server.register_error_handler(DependencyException, lambda _: errors.answer(404, path=flask.request.path, args=flask.request.args))


def _squeeze_suites(server: flask.Flask) -> None:
    """Dash's own scripts, compressed once each. Keyed by the file, not the address: any fingerprint leads to the same file.

    Only these addresses pay for it: an answer to a screen goes through no hook but those of `security`.
    """
    kept: OrderedDict[str, bytes] = OrderedDict()
    given: Answers = server.view_functions[SUITES]

    def squeezed(**parts: str) -> flask.Response:
        response = flask.make_response(given(**parts))
        file, fingerprinted = check_fingerprint(flask.request.path)  # type: ignore[no-untyped-call]
        response.headers["Cache-Control"] = assets.FOREVER if fingerprinted else "no-cache"
        if response.status_code == 304:
            return response
        if _takes_gzip() and not response.direct_passthrough:
            if file not in kept:
                kept[file] = gzip.compress(response.get_data(), mtime=0)
            response.set_data(kept[file])
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    server.view_functions[SUITES] = squeezed
