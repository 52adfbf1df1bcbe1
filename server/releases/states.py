"""What may happen to a draft, as a table: who reads it sees every way from a first draft to a published release.

More steps (review, approval) are more rows here, and nothing else.
"""

from enum import StrEnum
from types import MappingProxyType

from server.errors import OptOutError


class State(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What is done to a draft."""

    SIGN = "sign"  # the last signature that was needed has arrived
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


TRANSITIONS = MappingProxyType(
    {
        (State.DRAFT, Action.SIGN): State.SIGNED,
        (State.SIGNED, Action.PUBLISH): State.PUBLISHED,
        (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
        (State.SIGNED, Action.WITHDRAW): State.WITHDRAWN,
    }
)
OPEN = tuple({before for before, _ in TRANSITIONS})


def after(state: State, action: Action) -> State:
    """The state to which ``action`` leads.

    Raises:
        OptOutError: it is not possible from ``state``; says what is.

    """
    if (state, action) in TRANSITIONS:
        return TRANSITIONS[state, action]
    possible = ", ".join(sorted(action for before, action in TRANSITIONS if before is state)) or "nothing any more"
    raise OptOutError(f"A release that is {state} cannot be changed by {action!s}.", f"Possible now: {possible}.")
