"""What costs most to make, made once for each list and day: with a thousand rules that is longer than all the rest.

Public pages are the same for everybody, so that nothing of one reader can be kept for another.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from server.releases.reading import PublishedList

T = TypeVar("T")


class Kept:
    """Keeps what was made from the list that was shown last."""

    def __init__(self) -> None:
        self._published: PublishedList | None = None
        self._day = ""
        self._made: dict[str, Any] = {}

    def of(self, published: PublishedList, name: str, make: Callable[[], T]) -> T:
        """What ``make`` makes of ``published`` today, made again only when the list or the day has changed."""
        day = published.today().isoformat()
        if published is not self._published or day != self._day:
            self._published, self._day, self._made = published, day, {}
        made = self._made  # another thread may begin anew meanwhile; ours then goes with the old ones
        if name not in made:
            made[name] = make()
        value: T = made[name]
        return value
