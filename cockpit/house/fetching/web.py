"""Asking an HTTP API: JSON, page by page, from one host only, within a time, a size and a number of pages."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from cockpit.catalog import feeds, schema
from cockpit.catalog.names import column_names, fold
from cockpit.house.fetching import answer
from cockpit.house.fetching import since as since_of
from cockpit.house.fetching.answer import Answer, Bounds, Fault
from cockpit.house.fetching.since import Since
from cockpit.intake import decode
from cockpit.intake.readers import records
from cockpit.model import Problem

CONNECT_S, READ_S = 10.0, 30.0
AGAIN = (429, 500, 502, 503, 504)
"""What a server says that may be otherwise in a moment. Asked again a few times at once; later ones are the schedule's."""
TRIES, BACKOFF_S, LONGEST_WAIT_S = 3, 0.5, 20
REDIRECTS = 5
_BLOCK = 65536
_MB = 1024 * 1024


def ask(feed: schema.WebApi, source: schema.Source, since: Since | None, *, bounds: Bounds) -> Answer:
    """All pages' records as a file with the declared columns; raises Fault. What is not declared is not taken along."""
    wanted = {key: _value(value, feed, since) for key, value in feed.params.items()}
    with _session(feed) as session:
        try:
            found = [record for page in _pages(session, feed, wanted, bounds) for record in page]
        except requests.RequestException as error:
            # 库里的错误文字可能带着网址和口令，只留类名。
            raise Fault("fetch_unreachable", found=type(error).__name__) from None
    return _table(found, source, bounds)


def _value(value: str, feed: schema.WebApi, since: Since | None) -> str:
    return since_of.text(since, feed.form) if value == feeds.SINCE and since is not None else value


def _session(feed: schema.WebApi) -> requests.Session:
    again = Retry(
        total=TRIES,
        status_forcelist=AGAIN,
        allowed_methods=("GET",),
        backoff_factor=BACKOFF_S,
        backoff_max=LONGEST_WAIT_S,
        retry_after_max=LONGEST_WAIT_S,
        raise_on_status=False,
    )
    session = requests.Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=again))
    session.headers["Accept"] = "application/json"
    session.auth = _token(feed)
    return session


class _Token(requests.auth.AuthBase):
    """Puts the token into its header. With an `auth` of ours no `.netrc` is asked for another."""

    def __init__(self, header: str, token: str) -> None:
        self.header, self.token = header, token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers[self.header] = self.token
        return request


def _token(feed: schema.WebApi) -> _Token:
    token = os.environ.get(feed.token_env, "").strip() if feed.token_env else ""
    if feed.token_env and not (token and token.isprintable()):
        raise Fault("fetch_not_set", expected=feed.token_env)
    return _Token(feed.header or "Authorization", token if feed.header or not token else f"Bearer {token}")


def _pages(session: requests.Session, feed: schema.WebApi, wanted: dict[str, str], bounds: Bounds) -> Iterator[list[Mapping[str, Any]]]:
    """The records of one page after the other. A page that comes twice would come for ever: that is no answer."""
    paging, url, seen = feed.paging, feed.url, set[str]()
    counted = bool(paging.param and not paging.next)
    asked = {**wanted, paging.param: str(paging.first)} if counted else wanted
    size = 0
    for number in range(paging.most):
        told, body = _get(session, url, asked, feed, bounds, room=feed.size_mb * _MB - size)
        size += len(body)
        document = _document(body)
        found = _records(document, feed)
        yield found
        mark = hashlib.sha256(body).hexdigest() if counted else _next(told, document, feed)
        if not mark or (counted and not found):
            return
        if mark in seen:
            raise Fault("fetch_paging", found=str(number + 1))
        seen.add(mark)
        if counted:
            asked = {**wanted, paging.param: str(paging.first + (number + 1) * paging.step)}
        elif paging.param:
            asked = {**wanted, paging.param: mark}
        else:
            url, asked = _same_host(urljoin(url, mark), feed), {}
    raise Fault("fetch_too_large", found=f">{paging.most}", expected=f"{paging.most}")


def _next(told: requests.Response, document: Any, feed: schema.WebApi) -> str:
    """Where the next page is, or the value that asks for it; empty after the last."""
    if feed.paging.link:
        return str(told.links.get("next", {}).get("url", ""))
    found = records.dig(document, feed.paging.next) if feed.paging.next else None
    return str(found) if found not in (None, "", False) else ""


def _get(
    session: requests.Session, url: str, params: dict[str, str], feed: schema.WebApi, bounds: Bounds, *, room: int
) -> tuple[requests.Response, bytes]:
    """One page, redirects within the same host followed; anything but 200 raises."""
    for _ in range(REDIRECTS + 1):
        limits = (min(CONNECT_S, bounds.in_time()), min(READ_S, bounds.in_time()))
        with session.get(url, params=params, timeout=limits, stream=True, allow_redirects=False) as told:
            if told.is_redirect:
                url, params = _same_host(urljoin(told.url, told.headers["Location"]), feed), {}
                continue
            if told.status_code != 200:
                denied = told.status_code in (401, 403)
                raise Fault("fetch_denied" if denied else "fetch_status", found=str(told.status_code))
            return told, _body(told, feed, bounds, room)
    raise Fault("fetch_redirected", found=f">{REDIRECTS}")


def _same_host(url: str, feed: schema.WebApi) -> str:
    """The token must not follow a stranger's sign, nor leave the encrypted way."""
    ours, theirs = urlsplit(feed.url), urlsplit(url)
    same = (ours.scheme, ours.hostname, ours.port) == (theirs.scheme, theirs.hostname, theirs.port)
    safer = (ours.scheme, theirs.scheme) == ("http", "https") and ours.hostname == theirs.hostname
    if not (same or safer) or theirs.username or theirs.password:
        raise Fault("fetch_redirected", found=(theirs.hostname or "")[:60], expected=ours.hostname or "")
    return url


def _body(told: requests.Response, feed: schema.WebApi, bounds: Bounds, room: int) -> bytes:
    """The answer's bytes, unpacked, counted while they come."""
    found = bytearray()
    for block in told.iter_content(_BLOCK):
        bounds.in_time()
        found += block
        if len(found) > room:
            raise Fault("fetch_too_large", found=f">{feed.size_mb} MB", expected=f"{feed.size_mb} MB")
    return bytes(found)


def _document(body: bytes) -> Any:
    """JSON; numbers keep their digits as text."""
    text = decode.text_of(body, declared="")
    if isinstance(text, Problem):
        raise Fault("fetch_bad_answer", found=text.code, expected="JSON")
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Fault("fetch_bad_answer", found=type(error).__name__, expected="JSON") from None


def _records(document: Any, feed: schema.WebApi) -> list[Mapping[str, Any]]:
    found = records.dig(document, feed.records) if feed.records else document
    if not isinstance(found, list) or not all(isinstance(record, Mapping) for record in found):
        raise Fault("fetch_bad_answer", found=type(found).__name__, expected=feed.records or "[…]")
    return found


def _table(found: list[Mapping[str, Any]], source: schema.Source, bounds: Bounds) -> Answer:
    """Only the columns that any record has: one that is needed and nowhere there is then complained about as in any file."""
    names = column_names(source)
    by_key: dict[str, str] = {}
    rows: list[dict[str, str]] = []
    for record in found:
        for key in record:
            by_key.setdefault(key, names.get(fold(str(key)), ""))
        row = {by_key[key]: records.as_text(record[key]) for key in record if by_key[key]}
        row |= {key: records.as_text(record[key]) for key in record if key in source.columns}
        dug = ((c.name, records.dig(record, c.path)) for c in source.columns.values() if c.path)
        rows.append(row | {name: records.as_text(value) for name, value in dug if value is not None})
    present = [name for name in source.columns if any(name in row for row in rows)]
    return answer.written(present, ([row.get(name, "") for name in present] for row in rows), bounds=bounds)
