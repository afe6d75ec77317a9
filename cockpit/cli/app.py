"""The commands and their options; what they do stands in the modules beside this one."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

import cockpit
from cockpit.cli import common

app = typer.Typer(
    name="cockpit",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="街道数字驾驶舱 · the digital cockpit of a sub-district office",
)

_VALUED = ("--home", "--store", "--lang")
_FLAGS = ("--json", "--quiet")
_state: dict[str, common.Common] = {}


def moved_options(args: list[str]) -> list[str]:
    """Bring the common options to the front, wherever they were typed."""
    front: list[str] = []
    rest: list[str] = []
    waiting = iter(args)
    for arg in waiting:
        name = arg.partition("=")[0]
        if name in _VALUED and not _is_commands_own(name, rest):
            front += [arg] if "=" in arg else [arg, next(waiting, "")]
        elif arg in _FLAGS:
            front.append(arg)
        else:
            rest.append(arg)
    return front + rest


def _is_commands_own(name: str, rest: list[str]) -> bool:
    """`export week --lang` is the language of the issue."""
    return name == "--lang" and rest[:1] == ["export"]


def _room(name: str) -> Any:
    """The module that does a command, loaded when it is asked for: a `version` need not wait for the web to load."""
    return importlib.import_module(f"cockpit.cli.{name}")


def options() -> common.Common:
    return _state["common"]


@app.callback()
def _common(
    home: Annotated[Path | None, typer.Option(help="数据目录 data home; else $COCKPIT_HOME, else ./data")] = None,
    store: Annotated[
        str | None, typer.Option(help="数据库地址 SQLAlchemy URL; else $COCKPIT_STORE, else cockpit.sqlite in the home")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="一个 JSON 对象 one JSON object")] = False,
    quiet: Annotated[bool, typer.Option(help="只说结果 results only")] = False,
    lang: Annotated[str, typer.Option(help="zh 或 en")] = "zh",
) -> None:
    if lang not in ("zh", "en"):
        common.fail("--lang: zh / en", common.WRONG_USE)
    _state["common"] = common.common(home, store, as_json, quiet, lang)


@app.command()
def version() -> None:
    """版本 the program's version."""
    common.out(cockpit.__version__)


@app.command()
def check() -> None:
    """检查目录 check the catalogue; every complaint at once."""
    _room("showing").check(options())


@app.command()
def demo(
    until: Annotated[str, typer.Option(help="演示到哪一天 last day; today by default")] = "",
    weeks: Annotated[int, typer.Option(min=4, max=200)] = 60,
    rows: Annotated[int | None, typer.Option(min=1000, help="总行数 scale to about so many rows")] = None,
    seed: Annotated[int, typer.Option()] = 1,
    files_only: Annotated[Path | None, typer.Option(help="只写文件 write the files here, take nothing in")] = None,
) -> None:
    """示例街道 write the demo street's files and live them through."""
    _room("making").demo(options(), until=until, weeks=weeks, rows=rows, seed=seed, files_only=files_only)


@app.command()
def pull(
    as_of: Annotated[str, typer.Option(help="按这一天中午 act as at noon of this day")] = "",
    source: Annotated[str, typer.Option(help="只收这个数据源 this source only")] = "",
) -> None:
    """收一遍 take in whatever lies in the inbox, measure, take a snapshot."""
    _room("pulling").pull(options(), as_of=as_of, source=source)


@app.command()
def show(
    indicator: Annotated[str, typer.Argument()] = "",
    place: Annotated[str, typer.Option()] = "",
    period: Annotated[str, typer.Option()] = "",
    as_of: Annotated[str, typer.Option()] = "",
) -> None:
    """看读数 readings of the newest snapshot, or as of a date."""
    _room("showing").show(options(), indicator=indicator, place=place, period=period, as_of=as_of)


@app.command()
def rows(
    indicator: Annotated[str, typer.Argument()],
    place: Annotated[str, typer.Option()] = "*",
    period: Annotated[str, typer.Option()] = "",
    limit: Annotated[int, typer.Option(min=1)] = 10_000,
) -> None:
    """看原始行 the rows behind a reading; ends with n = …, N = …"""
    _room("showing").rows(options(), indicator, place=place, period=period, limit=limit)


@app.command()
def batches(number: Annotated[int | None, typer.Argument()] = None, limit: Annotated[int, typer.Option(min=1)] = 50) -> None:
    """批次 the batches with their equation."""
    _room("files").batches(options(), number, limit=limit)


@app.command()
def template(
    source: Annotated[str, typer.Argument(help="数据源编号或名称 id or name")],
    out: Annotated[Path | None, typer.Option(help="写到这个文件 write it here")] = None,
) -> None:
    """填报模板 an XLSX to fill in for a source."""
    _room("templating").write(options(), source, out=out)


@app.command()
def accept(
    number: Annotated[int, typer.Argument()],
    alias: Annotated[list[str] | None, typer.Option(help="确认一个词 a word and its code, 词=code; repeatable")] = None,
) -> None:
    """放行 release a held batch; with --alias confirm what a held word stands for."""
    _room("releasing").accept(options(), number, aliases=alias or [])


@app.command()
def undo(number: Annotated[int, typer.Argument()]) -> None:
    """撤销一个批次 take a batch back."""
    _room("files").undo(options(), number)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="week")],
    week: Annotated[str, typer.Option(help="2026-W47; the last complete week by default")] = "",
    fmt: Annotated[list[str] | None, typer.Option("--format", help="可多次 repeatable; all by default")] = None,
    lang: Annotated[str, typer.Option()] = "zh",
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """周快照 freeze the week if it is not frozen, and write the issue."""
    _room("files").export(options(), what, week=week, formats=fmt or [], lang=lang, folder=out)


@app.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8050,
    demo: Annotated[bool, typer.Option("--demo")] = False,
    accept_open_network: Annotated[bool, typer.Option(help="允许对外监听 allow another host than loopback")] = False,
) -> None:
    """网页与工作进程一起 web and worker together."""
    _room("serving").serve(options(), host=host, port=port, demo=demo, accept_open_network=accept_open_network)


@app.command()
def web(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8050,
    accept_open_network: Annotated[bool, typer.Option()] = False,
) -> None:
    """只要网页 the web alone."""
    _room("serving").web(options(), host=host, port=port, accept_open_network=accept_open_network)


@app.command()
def worker() -> None:
    """只要工作进程 the worker alone."""
    _room("working").worker(options())


@app.command()
def rebuild() -> None:
    """重建数据库 the store again from archive/ and catalog/; same readings to the byte."""
    _room("making").rebuild(options())


@app.command()
def doctor() -> None:
    """体检 what is unsafe, missing, too old, nearly full."""
    _room("examining").doctor(options())


@app.command()
def bench(names: Annotated[list[str] | None, typer.Argument()] = None) -> None:
    """自测 the project's own benchmarks, as ratios against a baseline of the same run."""
    _room("examining").bench(options(), names or [])
