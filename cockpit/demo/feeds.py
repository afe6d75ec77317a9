"""Every source the demo can fill, by id."""

from __future__ import annotations

from cockpit.demo import assembly, buildings, civic, elderly, environment, garbage, growth, livelihood, party, petitions, plans
from cockpit.demo.feed import Feed

ROOMS = (buildings, garbage, petitions, civic, elderly, party, assembly, environment, growth, livelihood, plans)


def all_feeds() -> dict[str, Feed]:
    return {source: feed for room in ROOMS for source, feed in room.feeds().items()}
