"""Who may do what: the table, held against what a reader would expect of it."""

import pytest

from server.accounts.actor import Actor
from server.accounts.policy import POLICY, Action, NotAllowedError, NotFreshError, allowed, require
from server.accounts.roles import Role

# What patrons will see, or what decides who may let them see it.
BEFORE_PATRONS = {
    Action.APPROVE,
    Action.APPROVE_RELEASE,
    Action.PUBLISH,
    Action.ROLL_BACK,
    Action.MUTE,
    Action.LIFT_MUTE,
    Action.MANAGE_ACCOUNTS,
    Action.INVALIDATE_SIGNATURES,
}


def actor(*roles: Role, person: str = "p1", fresh: bool = True) -> Actor:
    return Actor(account=1, name="A. Editor", roles=frozenset(roles), person=person, fresh=fresh)


def test_every_action_has_its_row() -> None:
    assert set(POLICY) == set(Action)


def test_without_a_role_nothing_may_be_done() -> None:
    assert not any(allowed(actor(), action, authors) for action in Action for authors in ([], ["p1"], ["p2"]))


@pytest.mark.parametrize("action", [Action.APPROVE, Action.APPROVE_RELEASE])
def test_with_all_roles_together_nobody_approves_what_she_had_a_hand_in(action) -> None:
    everything = actor(*Role)
    assert allowed(everything, action, ["p2", "p3"])
    assert not allowed(everything, action, ["p2", "p1"])
    with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
        require(everything, action, ["p1"])


def test_a_second_account_of_the_same_person_is_the_same_person() -> None:
    second = Actor(account=2, name="Another name", roles=frozenset({Role.REVIEWER}), person="p1", fresh=True)
    assert not allowed(second, Action.APPROVE, ["p1"])


def test_a_reporter_edits_her_own_and_nobody_else_s() -> None:
    reporter = actor(Role.REPORTER)
    assert allowed(reporter, Action.EDIT, ["p1"])
    assert not allowed(reporter, Action.EDIT, ["p2"])
    assert not allowed(reporter, Action.EDIT, ["p1", "p2"])
    assert not allowed(reporter, Action.REQUEST_REVIEW, ["p1"])


@pytest.mark.parametrize("action", sorted(BEFORE_PATRONS))
def test_what_patrons_will_see_asks_for_freshness(action) -> None:
    stale = actor(*Role, fresh=False)
    with pytest.raises(NotFreshError):
        require(stale, action)
    require(actor(*Role), action)


def test_nothing_else_asks_for_it() -> None:
    assert {action for action, grant in POLICY.items() if grant.fresh} == BEFORE_PATRONS


def test_an_editor_alone_brings_nothing_before_patrons_and_an_administrator_alone_approves_nothing() -> None:
    assert not any(allowed(actor(Role.EDITOR), action) for action in BEFORE_PATRONS)
    assert not any(allowed(actor(Role.ADMINISTRATOR), action) for action in (Action.APPROVE, Action.APPROVE_RELEASE))


def test_a_refusal_names_the_role_that_it_takes() -> None:
    with pytest.raises(NotAllowedError, match="That takes the role of administrator"):
        require(actor(Role.EDITOR), Action.MANAGE_ACCOUNTS)
