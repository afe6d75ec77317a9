"""`from`: where a source is asked for on its schedule, a database or an HTTP JSON API. Secrets stand in the environment, never here."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from cockpit.catalog.entry import Entry, as_text, is_number, is_text, shown
from cockpit.catalog.known import column_name
from cockpit.catalog.positions import Node
from cockpit.catalog.schema import Database, Paging, Source, WebApi
from cockpit.model import Text

SINCE = ":since"
SINCE_TYPES = ("int", "date", "datetime")
OVERLAPS = {"int": 0, "date": 1, "datetime": 3600}
"""How far back is asked again where the catalogue does not say: rows committed late bear an earlier time."""
KINDS = ("sql", "http")
_DATABASE, _WEB, _PAGES = Database("", ""), WebApi(""), Paging()
"""What is meant where nothing is said."""
_ENV = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_READS = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_BOUND = re.compile(r"(?<![:\w]):since\b")


def feed(entry: Entry, of: Source) -> Database | WebApi | None:
    """What a source's `from` says; complains where it is asked for in a way that cannot work."""
    inner = entry.entry("from")
    if inner is None:
        return None
    kinds = [kind for kind in KINDS if inner.has(kind)]
    if len(kinds) != 1:
        inner.complain(None, "one_origin", found=" ".join(kinds) or "—")
    said = {kind: inner.entry(kind) for kind in KINDS}
    inner.close()
    _fits(entry, of)
    if said["sql"] is not None:
        return _database(said["sql"], of)
    return _web(said["http"], of) if said["http"] is not None else None


def _fits(entry: Entry, of: Source) -> None:
    """A source without a schedule would never be asked; the answer is written by us, so nothing is to be said of how it is read."""
    if of.due and all(due.cadence == "none" for due in of.due):
        entry.complain(entry.get("due"), "never_asked")
    if of.reader:
        entry.complain(entry.node.key("reader"), "not_with_from", found="reader")


def _database(entry: Entry, of: Source) -> Database:
    query = entry.text("query", need=True)
    if query and not _READS.match(query):
        entry.complain(entry.get("query"), "not_a_select", found=query[:30])
    found = Database(
        url_env=_environment(entry, "url_env", need=True),
        query=query.rstrip().removesuffix(";"),
        since=_since(entry, of, bound=bool(_BOUND.search(query))),
        begin=_begin(entry, of),
        overlap=_overlap(entry, of),
        rows=entry.whole("rows", _DATABASE.rows, low=1, high=10**8),
        timeout_s=entry.whole("timeout_s", _DATABASE.timeout_s, low=1, high=3600),
    )
    entry.close()
    return found


def _web(entry: Entry, of: Source) -> WebApi:
    params = _params(entry.entry("params"))
    found = WebApi(
        url=_address(entry),
        records=entry.text("records"),
        params=params,
        paging=_paging(entry.entry("page")),
        token_env=_environment(entry, "token_env"),
        header=_header(entry),
        since=_since(entry, of, bound=SINCE in params.values()),
        begin=_begin(entry, of),
        overlap=_overlap(entry, of),
        form=entry.text("form"),
        size_mb=entry.whole("size_mb", _WEB.size_mb, low=1, high=2000),
        timeout_s=entry.whole("timeout_s", _WEB.timeout_s, low=1, high=3600),
    )
    entry.close()
    return found


def _environment(entry: Entry, key: str, *, need: bool = False) -> str:
    """The name of an environment variable. A URL or token written here by mistake is not repeated in the complaint."""
    name = entry.text(key, need=need)
    if name and not _ENV.fullmatch(name):
        wanted = Text("环境变量的名称（网址、口令不写在目录里）", "the name of an environment variable (no address or token stands here)")
        entry.complain(entry.get(key), "wrong_type", name=key, found="…", expected=wanted)
    return name


def _since(entry: Entry, of: Source, *, bound: bool) -> str:
    """The column by which only what is newer is asked for. An answer of that kind is never the whole, so it restates nothing."""
    name = column_name(entry, of, "since", types=SINCE_TYPES)
    if bool(name) != bound:
        entry.complain(entry.get("since"), "since_unbound", expected=SINCE)
    if name and of.restates:
        entry.complain(entry.get("since"), "since_restates")
    return name


def _begin(entry: Entry, of: Source) -> str:
    """The first value of `since`: a number or a day, as its column is."""
    at = entry.get("begin")
    if at is None:
        return ""
    kind = _kind(entry, of)
    right = is_number(at) if kind == "int" else isinstance(at.value, date) or _is_moment(at)
    if not right:
        entry.mistyped(at, "begin", "whole" if kind == "int" else "day")
    return at.value.isoformat() if isinstance(at.value, date) else at.raw


def _is_moment(at: Node) -> bool:
    try:
        datetime.fromisoformat(at.raw)
    except ValueError:
        return False
    return True


def _overlap(entry: Entry, of: Source) -> int:
    return entry.whole("overlap", OVERLAPS.get(_kind(entry, of), 0))


def _kind(entry: Entry, of: Source) -> str:
    column = of.columns.get(entry.text("since"))
    return column.type if column else ""


def _address(entry: Entry) -> str:
    """http(s) with a host, and no user or password in it."""
    url = entry.text("url", need=True)
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and not parts.password
    except ValueError:
        good = False
    if url and not good:
        wanted = Text("http(s) 网址，不含用户名和口令", "an http(s) address without user and password")
        entry.complain(entry.get("url"), "wrong_type", name="url", found="…", expected=wanted)
    return url


def _params(entry: Entry | None) -> dict[str, str]:
    if entry is None:
        return {}
    found = {key: entry.get(key) for key in entry.node.value}
    for key, at in found.items():
        if at is not None and not is_text(at) and not is_number(at):
            entry.mistyped(at, key, "text")
    return {key: as_text(at) if is_text(at) else shown(at) for key, at in found.items() if at is not None}


def _header(entry: Entry) -> str:
    name = entry.text("header")
    if name and not _HEADER.fullmatch(name):
        entry.mistyped(entry.get("header") or entry.node, "header", "text")
    return name


def _paging(entry: Entry | None) -> Paging:
    if entry is None:
        return _PAGES
    found = Paging(
        param=entry.text("param"),
        first=entry.whole("first", _PAGES.first),
        step=entry.whole("step", _PAGES.step, low=1),
        next=entry.text("next"),
        link=entry.flag("link"),
        most=entry.whole("most", _PAGES.most, low=1, high=100_000),
    )
    if not (found.param or found.next or found.link) or (found.link and (found.param or found.next)):
        entry.complain(None, "one_paging")
    entry.close()
    return found
