"""Sources that are asked: on its schedule a database or an HTTP API is asked, and its answer offered like any dropped file.

`Fetcher` is the one thing callers need; `database` and `web` know how to ask, `since` from where on, `schedule` when.
"""

from cockpit.house.fetching.fetcher import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher"]
