"""What may happen to a draft, as a table: who reads it sees every way from a first draft to a published release."""

from enum import StrEnum
from types import MappingProxyType

from server.errors import OptOutError


class State(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes requested"
    SIGNED = "signed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What is done to a draft."""

    REQUEST_REVIEW = "request review"
    APPROVE = "approve"
    REQUEST_CHANGES = "request changes"
    SIGN = "sign"  # the last signature that was needed has arrived
    SIGN_ALONE = "sign unreviewed"  # the same, where nobody has an account yet, or with development keys
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class MovedOnError(OptOutError):
    """A release or a mute does not stand where somebody saw it: others were faster, or the step does not lead on."""


# The content of a draft never changes: what has to be different comes in a new one.
TRANSITIONS = MappingProxyType(
    {
        (State.DRAFT, Action.REQUEST_REVIEW): State.IN_REVIEW,
        (State.IN_REVIEW, Action.APPROVE): State.APPROVED,
        (State.IN_REVIEW, Action.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.APPROVED, Action.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.APPROVED, Action.SIGN): State.SIGNED,
        (State.DRAFT, Action.SIGN_ALONE): State.SIGNED,
        (State.SIGNED, Action.PUBLISH): State.PUBLISHED,
        (State.DRAFT, Action.WITHDRAW): State.WITHDRAWN,
        (State.IN_REVIEW, Action.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Action.WITHDRAW): State.WITHDRAWN,
        (State.SIGNED, Action.WITHDRAW): State.WITHDRAWN,
    }
)
OPEN = tuple(dict.fromkeys(before for before, _ in TRANSITIONS))


def after(state: State, action: Action) -> State:
    """The state to which ``action`` leads.

    Raises:
        MovedOnError: it is not possible from ``state``; says what is.

    """
    if (state, action) in TRANSITIONS:
        return TRANSITIONS[state, action]
    possible = ", ".join(sorted(action for before, action in TRANSITIONS if before is state)) or "nothing any more"
    raise MovedOnError(f"A release that is {state} cannot be changed by {action!s}.", f"Possible now: {possible}.")
