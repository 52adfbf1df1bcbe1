"""What can be wrong with a proposed change: a page, the interface and a command each say it in their way."""

from dataclasses import dataclass
from typing import Any

from server.errors import OptOutError

Document = dict[str, Any]


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong.

    Attributes:
        field: its place, such as ``disclosures[0].data``; empty for the whole.
        message: what is wrong with it.
        mend: what mends it.
        within: where ``field`` is a name that the author made up, the place in which it stands.

    """

    field: str
    message: str
    mend: str = ""
    within: str | None = None

    @property
    def known_field(self) -> str:
        """The place without anything that its author made up."""
        return self.field if self.within is None else self.within


class UnknownError(OptOutError):
    """There is no such change, source or snapshot."""


class UnfitError(OptOutError):
    """The content is not what it has to be.

    Args:
        problem: as a sentence.
        flaws: what is wrong in detail.

    """

    def __init__(self, problem: str, flaws: tuple[Flaw, ...] = (), mend: str = "") -> None:
        super().__init__(problem, mend)
        self.flaws = flaws


class OvertakenError(OptOutError):
    """Somebody else was faster. The three contents let the editor merge; ``None`` where there is none.

    Args:
        problem: as a sentence.
        mend: what to do.
        base: what the editor began with.
        theirs: what is there now.
        mine: what the editor has sent.

    """

    def __init__(
        self,
        problem: str,
        mend: str,
        *,
        base: Document | None = None,
        theirs: Document | None = None,
        mine: Document | None = None,
    ) -> None:
        super().__init__(problem, mend)
        self.base, self.theirs, self.mine = base, theirs, mine


class UnseenError(OptOutError):
    """The reviewer has not opened all of the evidence. ``sources`` are the ids of what is left."""

    def __init__(self, sources: tuple[str, ...]) -> None:
        super().__init__(
            f"You have not opened all of the evidence yet: {', '.join(sources)}.", "Open each source, and read it."
        )
        self.sources = sources
