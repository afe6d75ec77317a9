"""Handing an act over to the live worker and waiting for its answer."""

from __future__ import annotations

import time
from typing import Any

from cockpit.cli import common
from cockpit.cli.common import Common
from cockpit.house import requests

_PATIENCE_S = 300


def over(options: Common, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """The worker's answer. Ends with a sentence when none comes."""
    place = requests.hand_in(options.home, kind, body)
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        answer = requests.answered(place)
        if answer is not None:
            return answer
        time.sleep(0.1)
    place.unlink(missing_ok=True)
    common.fail(
        {"zh": "工作进程没有回应：看它是否还在运行。", "en": "The worker does not answer: see whether it still runs."}[options.lang]
    )
