"""What may happen to a proposed change, as a table: who reads it sees every way from a first draft into a release."""

from enum import StrEnum
from types import MappingProxyType

from server.errors import OptOutError


class State(StrEnum):
    """Where a change stands."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    CHANGES_REQUESTED = "changes requested"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"


class Step(StrEnum):
    """What is done to a change."""

    EDIT = "edit"
    REQUEST_REVIEW = "request review"
    REQUEST_CHANGES = "request changes"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    RELEASE = "release"


# An edit always leads back to a draft: whatever was approved before, this was not.
TRANSITIONS = MappingProxyType(
    {
        (State.DRAFT, Step.EDIT): State.DRAFT,
        (State.IN_REVIEW, Step.EDIT): State.DRAFT,
        (State.CHANGES_REQUESTED, Step.EDIT): State.DRAFT,
        (State.APPROVED, Step.EDIT): State.DRAFT,
        (State.DRAFT, Step.REQUEST_REVIEW): State.IN_REVIEW,
        (State.CHANGES_REQUESTED, Step.REQUEST_REVIEW): State.IN_REVIEW,
        (State.IN_REVIEW, Step.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.APPROVED, Step.REQUEST_CHANGES): State.CHANGES_REQUESTED,
        (State.IN_REVIEW, Step.APPROVE): State.APPROVED,
        (State.DRAFT, Step.WITHDRAW): State.WITHDRAWN,
        (State.IN_REVIEW, Step.WITHDRAW): State.WITHDRAWN,
        (State.CHANGES_REQUESTED, Step.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Step.WITHDRAW): State.WITHDRAWN,
        (State.APPROVED, Step.RELEASE): State.RELEASED,
    }
)
OPEN = tuple(dict.fromkeys(before for before, _ in TRANSITIONS))


class NotPossibleError(OptOutError):
    """A step that does not lead on from where the change stands."""


def possible(state: State) -> tuple[Step, ...]:
    """The steps that lead on from ``state``."""
    return tuple(step for before, step in TRANSITIONS if before is state)


def after(state: State, step: Step) -> State:
    """The state to which ``step`` leads.

    Raises:
        NotPossibleError: it is not possible from ``state``; says what is.

    """
    if (state, step) in TRANSITIONS:
        return TRANSITIONS[state, step]
    ways = ", ".join(possible(state)) or "nothing any more"
    raise NotPossibleError(f"For a change that is {state}, “{step}” is not possible.", f"Possible now: {ways}.")
