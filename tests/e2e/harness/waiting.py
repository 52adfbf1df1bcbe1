"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
POLL = 0.05


def wait_for(probe: Callable[[], T], what: str, seconds: float = 30) -> T:
    """Poll until ``probe()`` is true and return its value; an error counts as not yet."""
    end, last = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if found := probe():
                return found
            last = found
        except Exception as error:  # noqa: BLE001 - whatever is not there yet
            last = error
        time.sleep(POLL)
    raise TimeoutError(f"waited {seconds} s for {what}; last: {last!r}")
