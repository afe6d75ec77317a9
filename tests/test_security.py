"""What a stranger may try: settings by environment, foreign posts, malformed bodies, traversal, stray files, traces in answers."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import orjson
import paper
import pytest
from flask.testing import FlaskClient

from cockpit import web
from cockpit.screen import assets, security

CALLBACKS = "/_dash-update-component"
LOAD = assets.load
DEEP = b"[" * 100_000
WRONG_TYPES = (
    b"", b"x", b"null", b"[]", b"{}", b'{"output":1}', b'{"output":"page.children"}', b'{"output":"no.such","inputs":[],"outputs":{}}',
    b'{"output":"page.children","inputs":"x","outputs":{},"changedPropIds":5}', b'{"output":' + b'{"a":' * 60 + b"1" + b"}" * 61, DEEP,
)  # fmt: skip


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with pytest.MonkeyPatch.context() as patch:
        yield build(tmp_path_factory.mktemp("cache"), patch).server.test_client()


def build(cache: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> web.Web:
    monkeypatch.setattr(assets, "load", lambda place: {"view.js": assets.asset("view.js", b"// view")})
    house = paper.House()
    made = web.create(house, paper.PAGES, web.Options(cache=cache, clock=lambda: paper.NOON, **options), pulse=house.pulse)  # type: ignore[arg-type]
    made.board.look()
    return made


@pytest.mark.parametrize("body", WRONG_TYPES, ids=range(len(WRONG_TYPES)))
def test_E04_E05_malformed_callbacks_are_400(stranger: FlaskClient, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    answer = stranger.post(CALLBACKS, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "Traceback" not in answer.text and not caplog.records


def test_E04_huge_bodies_are_413(stranger: FlaskClient) -> None:
    assert stranger.post(CALLBACKS, data=b"x" * 2_000_000, content_type="application/json").status_code == 413


def test_E06_an_error_is_an_id_to_the_visitor_and_a_trace_in_the_log(stranger: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = stranger.get("/api/v1/view/overview?sort=bug")
    assert answer.status_code == 500 and "secret" not in answer.text and "hunter2" not in answer.text
    assert orjson.loads(answer.data)["error"]["id"] in caplog.text


@pytest.mark.parametrize(
    "name", ["DASH_DEBUG", "DASH_MCP_ENABLED", "DASH_UI", "FLASK_DEBUG", "DASH_URL_BASE_PATHNAME", "DASH_ASSETS_EXTERNAL_PATH"]
)
def test_E07_E09_the_environment_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "/evil/" if "PATH" in name else "true")
    visitor = build(tmp_path, monkeypatch).server.test_client()
    assert visitor.get("/").status_code == 200 and "/evil/" not in visitor.get("/").text
    assert visitor.get("/_mcp").status_code == 404 and visitor.post("/_mcp", json={}).status_code in {404, 405}
    assert not visitor.application.debug and '"ui":false' in visitor.get("/").text


def test_E08_the_address_is_the_given_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "1")
    server = web.listen(build(tmp_path, monkeypatch), web.Options(cache=tmp_path, port=0))
    assert server.effective_host == "127.0.0.1" and int(server.effective_port) > 1024
    server.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "cockpit.example", ""])
def test_an_open_address_has_to_be_accepted_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with pytest.raises(security.OpenNetwork):
        build(tmp_path, monkeypatch, host=host)
    opened = build(tmp_path, monkeypatch, host=host, accept_open_network=True)
    assert "没有登录" in opened.server.test_client().get("/").text


def test_a_loopback_page_has_no_banner(stranger: FlaskClient) -> None:
    assert "没有登录" not in stranger.get("/").text


def test_E16_a_stray_file_in_assets_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "view.js").write_text("//")
    assert set(LOAD(tmp_path, manifest=["view.js"])) == {"view.js"}
    (tmp_path / "names.csv").write_text("secret")
    with pytest.raises(assets.UnknownAsset, match=r"names\.csv"):
        LOAD(tmp_path, manifest=["view.js"])


def test_the_manifest_is_what_lies_in_assets() -> None:
    assert set(LOAD(assets.folder())) == set(assets.MANIFEST)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml", "/assets/..%2fpyproject.toml", "/assets//etc/passwd", "/assets/%00",
        "/fonts/../../x.woff2", "/_none/x",
        "/_dash-component-suites/dash/../../x.js", "/_dash-component-suites/os/path.py", "/api/v1/../../x",
        "/unknown", "/p/9", "/i/no.such", "/p/1/2", "/wall/9", "/_alive_x", "/overview", "/wall/", "/weeks/2026-W01",
    ],
)  # fmt: skip
def test_E17_what_is_not_in_the_tables_is_404(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 404 and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/wall", "/wall/overview", "/wall/4", "/wall/exceptions", "/p/4", "/i/petition.on_time", "/weeks/2026-W47"]
)
def test_every_route_is_a_page(stranger: FlaskClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert ('data-theme="dark"' in answer.text) == path.startswith("/wall")


@pytest.mark.parametrize("path", ["/", "/unknown", "/api/v1/live", "/api/v1/view/overview", "/assets/view.js", "/_dash-layout", "/healthz"])
def test_E22_every_answer_wears_the_headers(stranger: FlaskClient, path: str) -> None:
    headers = stranger.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin" and "Server" not in headers


def test_an_answer_passes_no_hook_but_the_guards_and_opens_no_session(stranger: FlaskClient) -> None:
    """Each of them costs every answer to every screen as much as finding the finished view."""
    server = stranger.application
    assert server.secret_key is None and not server.teardown_request_funcs
    assert len(server.before_request_funcs[None]) == 2, "Dash's own and the guard"
    assert len(server.after_request_funcs[None]) == 1


def test_screens_that_wait_for_a_thread_leave_no_line_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logging.getLogger("waitress.queue").setLevel(logging.NOTSET)
    server = web.listen(build(tmp_path, monkeypatch), web.Options(cache=tmp_path, port=0))
    server.close()
    assert not logging.getLogger("waitress.queue").isEnabledFor(logging.WARNING)


def test_E22_hashed_scripts_are_kept_for_ever_and_compressed(stranger: FlaskClient) -> None:
    addresses = re.findall(r'(?:src|href)="(/(?:assets|_dash-component-suites)[^"]+)"', stranger.get("/").text)
    assert any("plotly-2d" in a for a in addresses) and addresses[0].endswith(".css?v=" + addresses[0][-16:])
    for address in addresses:
        answer = stranger.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"], address
        assert answer.headers["Content-Encoding"] == "gzip"
    assert stranger.get("/assets/view.js?v=0").headers["Cache-Control"] == "no-cache"


def test_no_page_names_an_outside_address_or_the_interpreter(stranger: FlaskClient) -> None:
    text = re.sub(r"http://www\.w3\.org/2000/svg", "", stranger.get("/").text)
    assert "http:" not in text and "https:" not in text
    assert '"python_version":""' in text


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost.evil.example"}, {"Sec-Fetch-Site": "cross-site"}],
)
def test_E23_a_post_from_another_site_is_403(stranger: FlaskClient, headers: dict[str, str]) -> None:
    assert stranger.post(CALLBACKS, json={}, headers=headers).status_code == 403
    assert stranger.post(CALLBACKS, json={}, headers={"Origin": "http://localhost"}).status_code == 400


def test_E14_a_name_from_the_address_is_text(stranger: FlaskClient) -> None:
    answer = stranger.get("/api/v1/rows?indicator=<script>alert(1)</script>")
    assert answer.mimetype == "application/json" and answer.status_code == 404
    page = stranger.get('/wall/overview?lang="><script>alert(1)</script>')
    assert "<script>alert" not in page.text


def test_E15_E25_E26_dangerous_calls_are_not_in_the_sources() -> None:
    banned = re.compile(
        r"dangerously_allow_html\s*=\s*True|background\s*=\s*True|import pickle|yaml\.load\(|yaml\.unsafe_load|"
        r"(?<![\w.])eval\(|(?<![\w.])exec\(|shell\s*=\s*True|os\.system"
    )
    found = [f"{p.name}: {m[0]}" for p in assets.package().rglob("*.py") if (m := banned.search(p.read_text("utf-8")))]
    assert not found
