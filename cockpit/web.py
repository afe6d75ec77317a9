"""The web: one opened house, read only, behind waitress. Pages, API and files come from here; nothing here writes facts."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import flask
import waitress

import cockpit
from cockpit.api import asked, board, drafts, offers, reads, routes
from cockpit.house import House, alive
from cockpit.screen import assets, fonts, security, shell, table
from cockpit.screen import routes as screen_routes
from cockpit.store import acts

LOG = logging.getLogger("cockpit.web")
LOOK_SECONDS = 0.5
THREADS = 8
MAX_REQUEST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Web:
    """A web that is built and not yet listening; `board.look()` brings it up to date."""

    server: flask.Flask
    board: board.Board
    build: str


@dataclass(frozen=True, slots=True)
class Options:
    """What a start may choose. `cache` holds cut fonts and may be deleted any time."""

    cache: Path
    host: str = "127.0.0.1"
    port: int = 8050
    accept_open_network: bool = False
    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


def create(house: reads.Reads, pages: tuple[table.Route, ...], options: Options, *, pulse: Callable[[], reads.Pulse]) -> Web:
    """Everything but the listening socket. Raises `OpenNetwork` for an address others can reach, `UnknownAsset` for a stray file."""
    opened = security.check_host(options.host, accept_open_network=options.accept_open_network)
    plan = table.Table(pages, house)
    street = house.catalog.street
    newest = house.newest()
    wanted = fonts.needed(house.catalog, (assets.package(), assets.folder()), shown=newest)
    walls = fonts.on_walls(house.catalog, assets.package(), assets.folder(), shown=newest)
    settings = shell.Settings(
        title=f"{street.name.zh} 数字驾驶舱",
        version=cockpit.__version__,
        zone=street.zone,
        opened=opened,
        fonts=fonts.cuts(wanted, walls=walls, cache=options.cache / "fonts"),
        files=assets.load(assets.folder()),
    )
    made = shell.create(plan, settings)
    desk = board.Board(house, pulse, plan, made.build)
    made.server.register_blueprint(routes.blueprint(desk, clock=options.clock))
    made.server.register_blueprint(drafts.blueprint(desk, house.home, clock=options.clock))
    made.server.register_blueprint(offers.blueprint(desk, house.home))
    made.server.register_error_handler(asked.Wrong, asked.answer)
    return Web(made.server, desk, made.build)


def watch(web: Web, stop: threading.Event) -> threading.Thread:
    """Looks at the house twice a second until `stop`, and draws every page ahead when there is something new.

    It looks between two pages as well: a screen must not wait for a new figure until all pages of the old one are drawn.
    """

    def run() -> None:
        looked, news = 0.0, False

        def look() -> bool:
            nonlocal looked, news
            if time.monotonic() - looked >= LOOK_SECONDS:
                looked, news = time.monotonic(), web.board.look() or news
            return news

        while not stop.is_set():
            if look():
                news = False
                web.board.warm(look)
            else:
                stop.wait(LOOK_SECONDS / 2)

    thread = threading.Thread(target=run, name="look", daemon=True)
    thread.start()
    return thread


def listen(web: Web, options: Options) -> waitress.server.BaseWSGIServer:
    """A bound server whose `run()` serves. Address and port are the given ones; no environment is asked, no banner sent.

    That answers wait for a thread is the usual case when all screens ask at once, and not worth a line in the log for each of them.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return waitress.create_server(
        web.server, host=options.host, port=options.port, threads=THREADS, ident=None, max_request_body_size=MAX_REQUEST_BYTES,
        clear_untrusted_proxy_headers=True, connection_limit=1000, channel_timeout=60, asyncore_use_poll=True,
    )  # fmt: skip


def pulse(opened: House) -> reads.Pulse:
    """The newest act from the store, and the worker's sign of life from the file it touches."""
    with opened.state.store.begin() as conn:
        act = acts.last(conn)
    return reads.Pulse(act, alive.read(opened.home).seen_at)


def serve(opened: House, options: Options, *, said: Callable[[str], None] = lambda _: None) -> None:
    """Serves one opened house until interrupted. `said` gets the address once the socket listens."""
    web = create(opened, screen_routes.ROUTES, options, pulse=lambda: pulse(opened))
    server = listen(web, options)
    stop = threading.Event()
    watch(web, stop)
    said(f"http://{options.host}:{server.effective_port}")
    try:
        server.run()
    finally:
        stop.set()
        server.close()
