"""What comes next for a release on its way, and for whom."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy.orm import Session

from server.accounts import policy
from server.accounts.actor import Actor
from server.curation import approved
from server.releases import mutes
from server.releases.drafts import open_draft
from server.releases.governing import hands
from server.releases.rule_list import muted_in
from server.releases.states import State
from server.releases.tables import DraftRow


class Next(StrEnum):
    """The one step that leads on."""

    DRAFT = "draft"
    REQUEST_REVIEW = "request review"
    APPROVE = "approve"
    SIGN = "sign"
    PUBLISH = "publish"


# A draft that nobody reviewed is signed at once only where nobody has an account; nobody sees a page there.
_STEPS = MappingProxyType(
    {
        State.DRAFT: Next.REQUEST_REVIEW,
        State.IN_REVIEW: Next.APPROVE,
        State.APPROVED: Next.SIGN,
        State.SIGNED: Next.PUBLISH,
    }
)
_TAKES = MappingProxyType(
    {
        Next.DRAFT: policy.Action.DRAFT_RELEASE,
        Next.REQUEST_REVIEW: policy.Action.DRAFT_RELEASE,
        Next.APPROVE: policy.Action.APPROVE_RELEASE,
        Next.SIGN: policy.Action.UPLOAD_SIGNATURES,
        Next.PUBLISH: policy.Action.PUBLISH,
    }
)


@dataclass(frozen=True)
class Waiting:
    """What no release on its way has yet.

    Attributes:
        changes: the numbers of approved changes.
        lifts: the rules whose warnings shall come back.

    """

    changes: tuple[int, ...]
    lifts: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to release."""
        return bool(self.changes or self.lifts)


def waiting(session: Session) -> Waiting:
    """What waits for a draft."""
    present = open_draft(session)
    carried = muted_in(present.list_text.encode()) if present else None
    return Waiting(
        tuple(row.id for row in approved.waiting_changes(session) if row.draft is None),
        tuple(
            row.rule
            for row in mutes.in_force(session)
            if row.lift_decided_at and (carried is None or row.rule in carried)
        ),
    )


def next_step(row: DraftRow | None) -> Next | None:
    """What leads on from where a draft stands, or to a first one; ``None`` if nothing does."""
    return Next.DRAFT if row is None else _STEPS.get(State(row.state))


def is_hers(session: Session, actor: Actor, row: DraftRow | None, step: Next) -> bool:
    """Whether ``actor`` may take this step, apart from freshness."""
    return policy.allowed(actor, _TAKES[step], hands(session, row) if row else ())
