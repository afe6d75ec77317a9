"""`cockpit web` and `cockpit serve`: the pages, alone or with a worker beside them."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from typing import NoReturn

import typer

from cockpit import web as web_of
from cockpit.cli import common, working
from cockpit.cli.common import Common
from cockpit.demo import living
from cockpit.screen import security


def web(options: Common, *, host: str, port: int, accept_open_network: bool) -> None:
    common.logging_to_stderr(options)
    _free(options, host, port, accept_open_network=accept_open_network)
    _serve_web(options, host=host, port=port, accept_open_network=accept_open_network)


def _serve_web(options: Common, *, host: str, port: int, accept_open_network: bool) -> None:
    chosen = web_of.Options(options.home / "cache", host=host, port=port, accept_open_network=accept_open_network)
    with common.opened(options) as house:
        try:
            web_of.serve(house, chosen, said=lambda address: _addresses(address, options))
        except OSError as error:
            _cannot_listen(options, host, port, error)


def _free(options: Common, host: str, port: int, *, accept_open_network: bool) -> None:
    """Whether this address may and can be listened on, said before anything long is begun."""
    try:
        security.check_host(host, accept_open_network=accept_open_network)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except security.OpenNetwork:
        zh = f"不在 {host} 上监听：只听本机。确需开放请加 --accept-open-network，页面会一直提示没有登录。"
        en = f"Not listening on {host}: loopback only. To open it, add --accept-open-network; pages will say that there is no login."
        common.fail(zh if options.lang == "zh" else en)
    except OSError as error:
        _cannot_listen(options, host, port, error)


def _cannot_listen(options: Common, host: str, port: int, error: OSError) -> NoReturn:
    zh = f"{host}:{port} 不能监听（{error.strerror}），换一个 --port。"
    en = f"Cannot listen on {host}:{port} ({error.strerror}); choose another --port."
    common.fail(zh if options.lang == "zh" else en)


def _addresses(address: str, options: Common) -> None:
    if options.quiet:
        return
    pages = (
        ("大屏" if options.lang == "zh" else "wall", "/wall"),
        ("桌面" if options.lang == "zh" else "desk", "/"),
        ("数据体检" if options.lang == "zh" else "health", "/health"),
        ("周快照" if options.lang == "zh" else "weeks", "/weeks"),
    )
    for name, path in pages:
        common.out(f"{name} {address}{path}")
    sys.stdout.flush()


def serve(options: Common, *, host: str, port: int, demo: bool, accept_open_network: bool) -> None:
    """The worker as a process of its own beside the web in this one; when either ends, so does the other."""
    common.logging_to_stderr(options)
    _free(options, host, port, accept_open_network=accept_open_network)
    if demo and not living.is_up_to_date(options.home, common.now()) and subprocess.run(_command(options, "demo"), check=False).returncode:
        raise typer.Exit(common.FAILED)
    if not demo:
        working.first_snapshot(options)
    child = subprocess.Popen(_command(options, "worker"))
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        _serve_web(options, host=host, port=port, accept_open_network=accept_open_network)
    except KeyboardInterrupt:
        pass
    finally:
        child.terminate()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _command(options: Common, name: str) -> list[str]:
    """Another command of this program on the same home, in a process of its own."""
    store = ["--store", options.store] if options.store else []
    return [
        sys.executable,
        "-m",
        "cockpit",
        "--home",
        str(options.home),
        "--lang",
        options.lang,
        *store,
        *(["--quiet"] if options.quiet else []),
        name,
    ]
