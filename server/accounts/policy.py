"""Who may do what, as one table. Pages, interface and commands ask here, and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.errors import OptOutError


class Action(StrEnum):
    """Everything that a maintainer can do, in the words of a sentence: “You may not …”."""

    READ = "see this"
    COMMENT = "comment"
    PROPOSE = "propose a change"
    EDIT = "edit this change"
    REQUEST_REVIEW = "ask for a review"
    REQUEST_CHANGES = "ask for changes"
    APPROVE = "approve this"
    WITHDRAW = "withdraw this"
    IMPORT = "import rules"
    DRAFT_RELEASE = "draft a release"
    APPROVE_RELEASE = "approve this release"
    UPLOAD_SIGNATURES = "upload signatures"
    PUBLISH = "publish"
    ROLL_BACK = "roll back"
    MUTE = "suspend a warning"
    LIFT_MUTE = "bring a warning back"
    READ_AUDIT = "read the log"
    EXPORT_AUDIT = "export the log"
    LOOK_AT_LIBRARIES = "decide about libraries"
    INVALIDATE_SIGNATURES = "take signatures out"
    MANAGE_ACCOUNTS = "look after accounts"
    OWN_ACCOUNT = "look after your account"


@dataclass(frozen=True)
class Grant:
    """To whom an action is open.

    Attributes:
        roles: who may do it to anything.
        own: who may do it to what she alone has written.
        not_own: nobody may do it to what she has had a hand in.
        fresh: she must have shown just now that it is she.

    """

    roles: frozenset[Role]
    own: frozenset[Role] = frozenset()
    not_own: bool = False
    fresh: bool = False


_ALL = frozenset(Role)
_REPORTER, _EDITOR = frozenset({Role.REPORTER}), frozenset({Role.EDITOR})
_REVIEWER, _ADMINISTRATOR = frozenset({Role.REVIEWER}), frozenset({Role.ADMINISTRATOR})

POLICY = MappingProxyType(
    {
        Action.READ: Grant(_ALL),
        Action.COMMENT: Grant(_ALL),
        Action.PROPOSE: Grant(_REPORTER | _EDITOR),
        Action.EDIT: Grant(_EDITOR, own=_REPORTER),
        Action.REQUEST_REVIEW: Grant(_EDITOR),
        Action.REQUEST_CHANGES: Grant(_REVIEWER),
        Action.APPROVE: Grant(_REVIEWER, not_own=True, fresh=True),
        Action.WITHDRAW: Grant(_EDITOR | _REVIEWER, own=_REPORTER),
        Action.IMPORT: Grant(_EDITOR),
        Action.DRAFT_RELEASE: Grant(_EDITOR | _REVIEWER),
        Action.APPROVE_RELEASE: Grant(_REVIEWER, not_own=True, fresh=True),
        Action.UPLOAD_SIGNATURES: Grant(_REVIEWER | _ADMINISTRATOR),
        Action.PUBLISH: Grant(_REVIEWER | _ADMINISTRATOR, fresh=True),
        Action.ROLL_BACK: Grant(_REVIEWER, fresh=True),
        Action.MUTE: Grant(_REVIEWER | _ADMINISTRATOR, fresh=True),
        Action.LIFT_MUTE: Grant(_REVIEWER, fresh=True),
        Action.READ_AUDIT: Grant(_ALL),
        Action.EXPORT_AUDIT: Grant(_REVIEWER | _ADMINISTRATOR),
        Action.LOOK_AT_LIBRARIES: Grant(_REVIEWER | _ADMINISTRATOR),
        Action.INVALIDATE_SIGNATURES: Grant(_ADMINISTRATOR, fresh=True),
        Action.MANAGE_ACCOUNTS: Grant(_ADMINISTRATOR, fresh=True),
        Action.OWN_ACCOUNT: Grant(_ALL),
    }
)


class NotAllowedError(OptOutError):
    """Somebody may not do what she asked for."""


class NotFreshError(NotAllowedError):
    """She may, once she has shown again that it is she."""


def allowed(actor: Actor, action: Action, authors: Collection[str] = ()) -> bool:
    """Whether ``actor`` may do it, apart from freshness.

    Args:
        actor: who wants to.
        action: what.
        authors: the persons (``Actor.person``) who had a hand in the thing it is done to.

    """
    grant = POLICY[action]
    if grant.not_own and actor.person in authors:
        return False
    if actor.roles & grant.roles:
        return True
    return bool(actor.roles & grant.own) and set(authors) == {actor.person}


def require(actor: Actor, action: Action, authors: Collection[str] = ()) -> None:
    """Refuse what ``actor`` may not do.

    Raises:
        NotAllowedError: her roles do not allow it, or she had a hand in it herself.
        NotFreshError: she has to show again that it is she.

    """
    if not allowed(actor, action, authors):
        if POLICY[action].not_own and actor.person in authors:
            raise NotAllowedError(
                f"You may not {action}: you had a hand in it yourself.", "Ask somebody else who may review."
            )
        wanted = " or ".join(sorted(POLICY[action].roles | POLICY[action].own))
        raise NotAllowedError(f"You may not {action}.", f"That takes the role of {wanted}.")
    if POLICY[action].fresh and not actor.fresh:
        raise NotFreshError("Please show that it is you once more.", "That is asked for before what patrons will see.")
