"""The parts of `cockpit bench wall` in small: baselines that answer, a crowd that is counted, and the whole once where time allows."""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import demo_street
import pytest

from cockpit.bench import browsed, calls, crowd, history, plain, wall

CHART = {"figure": {"data": [{"type": "bar", "y": [1, 2]}], "layout": {}}, "config": {}, "style": {"width": "80px", "height": "40px"}}
GIVEN = plain.Bytes(b"\x1f\x8b" + b"x" * 500, "abc", (CHART,))


def ask(asked: crowd.Asking) -> crowd.Answered:
    """In a thread of its own: where browser tests came before, this one has an event loop running."""
    with ThreadPoolExecutor(1) as own:
        return own.submit(crowd.ask, asked).result()


def test_a_crowd_counts_every_answer_of_a_bare_server() -> None:
    with plain.serving(GIVEN) as (port, pid):
        whole = ask(crowd.Asking(port, "/view", screens=5, seconds=0.4))
        again = ask(crowd.Asking(port, "/view", screens=5, seconds=0.4, etag='"abc"'))
        slow = ask(crowd.Asking(port, "/view", screens=5, seconds=0.4, pause_s=0.3))
        lost = ask(crowd.Asking(port, "/nothing", screens=2, seconds=0.2))
    assert pid is not None
    assert set(whole.statuses) == {200} and whole.size == len(GIVEN.view) and whole.p99 > 0
    assert set(again.statuses) == {304} and again.size == 0, "each 304 on a connection of its own, none counted as lost"
    assert 5 <= len(slow.seconds) <= 15
    assert set(lost.statuses) == {404}
    assert ask(crowd.Asking(port, "/view", screens=2, seconds=0.2)).statuses == {0: 2}, "nobody is there any more"


def test_the_plain_page_answers_with_fourteen_results_of_the_same_rows(demo_home: demo_street.DemoHome) -> None:
    server = plain.page_of_dash(demo_home.path / "cockpit.sqlite").server
    answer = server.test_client().post("/_dash-update-component", data=plain.asked_of_dash(), content_type="application/json")
    told = answer.get_json()["response"]
    assert len(told) == 14 and told["n0"]["children"] > 0
    assert all(told[f"c{i}"]["figure"]["data"] for i in range(plain.FIGURES))


def test_the_page_without_framework_holds_every_chart() -> None:
    answer = plain.bare(GIVEN).test_client().get("/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert '<div id="c0" style="width:80px;height:40px">' in plain._page(GIVEN.charts)


def test_two_histories_are_compared(tmp_path: Path) -> None:
    figures = list(history.history(tmp_path, (60, 6000), asks=20))
    assert len(figures) == 2 and all(figure.ours > 0 and figure.baseline > 0 for figure in figures)


def test_an_answer_that_is_none_is_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="404"):
        calls.get(plain.bare(GIVEN), "/nothing", calls.GZIP)()


def test_without_a_browser_the_others_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with browsed.chromium() as browser:
        assert browser is None


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("COCKPIT_SOAK"), reason="the long form: COCKPIT_SOAK=1")
@pytest.mark.timeout(900)
def test_the_whole_wall_is_measured() -> None:
    with ThreadPoolExecutor(1) as own:
        done = own.submit(wall.wall, 4, rows=(600, 6000), screens=20, seconds=1.0, asks=50, loads=1).result()
    told = {figure.name: figure for figure in done.figures}
    assert told["a refresh, 200, against plain Dash"].ratio > 30
    assert "20 screens without pause, 304, p99" in told
    assert any("on the wire" in name for name in told) or done.notes == (wall.NO_BROWSER,)
    json.dumps(done.as_json())
