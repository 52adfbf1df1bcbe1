"""What each address of the maintainers' pages takes. Without a line here for each of them the server does not start.

A GET shows; whether she has just shown that it is she is asked for by what acts.
"""

from dataclasses import dataclass
from types import MappingProxyType

from server.accounts.policy import Action


@dataclass(frozen=True)
class Need:
    """What it takes.

    Attributes:
        action: what she must be allowed to do; ``None``: nothing, anybody may come.
        fresh: also where the policy does not say so, she must have shown just now that it is she.
        unfinished: open also to who came by an invitation, and has no way in of her own yet.

    """

    action: Action | None
    fresh: bool = False
    unfinished: bool = False


# How much may be sent there, in bytes; elsewhere as everywhere on the site.
LARGE = MappingProxyType(
    {
        "maintain.propose_new_entry": 512 * 1024,
        "maintain.propose_change": 512 * 1024,
        "maintain.propose_taking_out": 512 * 1024,
        "maintain.save_change": 512 * 1024,
        "maintain.comment": 32 * 1024,
        "maintain.approve": 32 * 1024,
        "maintain.request_changes": 32 * 1024,
        "maintain.withdraw": 32 * 1024,
        "maintain.attach": 5 * 1024 * 1024,
        "maintain.draft_roll_back": 32 * 1024,
        "maintain.request_release_changes": 32 * 1024,
        "maintain.upload_signatures": 20 * 1024 * 1024,
    }
)
_ANYBODY = Need(None)
_OWN = Need(Action.OWN_ACCOUNT)
_ACCOUNTS = Need(Action.MANAGE_ACCOUNTS)
_WAY_IN = Need(Action.OWN_ACCOUNT, fresh=True, unfinished=True)

ROUTES = MappingProxyType(
    {
        "maintain.static": _ANYBODY,
        "maintain.log_in": _ANYBODY,
        "maintain.log_in_with_password": _ANYBODY,
        "maintain.log_in_with_passkey": _ANYBODY,
        "maintain.invitation": _ANYBODY,
        "maintain.accept_invitation": _ANYBODY,
        "maintain.log_out": Need(Action.OWN_ACCOUNT, unfinished=True),
        "maintain.again": _OWN,
        "maintain.again_with_password": _OWN,
        "maintain.again_with_passkey": _OWN,
        "maintain.home": Need(Action.READ),
        "maintain.account": Need(Action.OWN_ACCOUNT, unfinished=True),
        "maintain.new_passkey": _WAY_IN,
        "maintain.add_passkey": _WAY_IN,
        "maintain.remove_passkey": Need(Action.OWN_ACCOUNT, fresh=True),
        "maintain.password": _WAY_IN,
        "maintain.set_password": _WAY_IN,
        "maintain.remove_password": Need(Action.OWN_ACCOUNT, fresh=True),
        "maintain.end_session": _OWN,
        "maintain.end_other_sessions": _OWN,
        "maintain.accounts": _ACCOUNTS,
        "maintain.invite": _ACCOUNTS,
        "maintain.send_invitation": _ACCOUNTS,
        "maintain.one_account": _ACCOUNTS,
        "maintain.change_account": _ACCOUNTS,
        "maintain.agree": _ACCOUNTS,
        "maintain.curated": Need(Action.READ),
        "maintain.entries": Need(Action.READ),
        "maintain.new_entry": Need(Action.PROPOSE),
        "maintain.propose_new_entry": Need(Action.PROPOSE),
        "maintain.change_entry": Need(Action.PROPOSE),
        "maintain.propose_change": Need(Action.PROPOSE),
        "maintain.take_out": Need(Action.PROPOSE),
        "maintain.propose_taking_out": Need(Action.PROPOSE),
        "maintain.all_changes": Need(Action.READ),
        "maintain.change": Need(Action.READ),
        "maintain.edit_change": Need(Action.EDIT),
        "maintain.save_change": Need(Action.EDIT),
        "maintain.request_review": Need(Action.REQUEST_REVIEW),
        "maintain.approve": Need(Action.APPROVE),
        "maintain.request_changes": Need(Action.REQUEST_CHANGES),
        "maintain.withdraw": Need(Action.WITHDRAW),
        "maintain.comment": Need(Action.COMMENT),
        "maintain.source": Need(Action.READ),
        "maintain.open_source": Need(Action.READ),
        "maintain.attach": Need(Action.EDIT),
        "maintain.file": Need(Action.READ),
        "maintain.releases": Need(Action.READ),
        "maintain.draft_release": Need(Action.DRAFT_RELEASE),
        "maintain.roll_back": Need(Action.ROLL_BACK),
        "maintain.draft_roll_back": Need(Action.ROLL_BACK),
        "maintain.release_draft": Need(Action.READ),
        "maintain.release_effects": Need(Action.READ),
        "maintain.release_bundle": Need(Action.READ),
        "maintain.request_release_review": Need(Action.DRAFT_RELEASE),
        "maintain.approve_release": Need(Action.APPROVE_RELEASE),
        "maintain.request_release_changes": Need(Action.REQUEST_CHANGES),
        "maintain.withdraw_release": Need(Action.DRAFT_RELEASE),
        "maintain.upload_signatures": Need(Action.UPLOAD_SIGNATURES),
        "maintain.publish_release": Need(Action.PUBLISH),
        "maintain.mutes": Need(Action.READ),
        "maintain.new_mute": Need(Action.MUTE),
        "maintain.suspend": Need(Action.MUTE),
        "maintain.mute": Need(Action.READ),
        "maintain.bring_back": Need(Action.LIFT_MUTE),
        "maintain.log": Need(Action.READ_AUDIT),
        "maintain.export_log": Need(Action.EXPORT_AUDIT),
    }
)
