"""The letters of a page come in as few bytes as can be: what walls write lies in a cut of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import demo_street
import orjson
import pytest

from cockpit import web
from cockpit.screen import assets, fonts, routes


@pytest.fixture(scope="module")
def served(demo_home: demo_street.DemoHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[web.Web]:
    house = demo_home.open()
    made = web.create(house, routes.ROUTES, web.Options(tmp_path_factory.mktemp("cache")), pulse=lambda: web.pulse(house))
    made.board.look()
    yield made
    house.close()


def written(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        yield from (text for inner in tree.values() for text in written(inner))
    elif isinstance(tree, list):
        yield from (text for inner in tree for text in written(inner))
    elif isinstance(tree, str):
        yield tree


def test_no_wall_of_the_demo_street_needs_more_than_the_first_cut(served: web.Web) -> None:
    house = served.board.house
    cut = fonts.on_walls(house.catalog, assets.package(), assets.folder(), shown=house.newest())
    assert set("离线与服务器断开磁盘已满") <= cut, "when the server is away nothing more can be fetched"
    client = served.server.test_client()
    for name in served.board.pages.names(house.catalog):
        if name.startswith("wall/"):
            for lang in house.catalog.street.languages:
                text = "".join(written(orjson.loads(client.get(f"/api/v1/view/{name}?part=tree&lang={lang}").data)["tree"]))
                assert {c for c in text if c.isprintable()} - cut == set(), f"{name} {lang}"


def test_a_character_lies_in_one_cut_and_the_rest_of_the_house_in_the_second(tmp_path: Path) -> None:
    found = {font.name: font.characters for font in fonts.cuts("楼宇台账AB", walls=frozenset("楼宇AB外"), cache=tmp_path)}
    assert found["wall"] == set("楼宇AB") and found["own"] == set("台账")
    assert "外" in found["common"] and sum(map(len, found.values())) == len(frozenset().union(*found.values()))
