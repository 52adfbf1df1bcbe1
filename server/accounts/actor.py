"""Who acts. Every service that changes something takes one, whether a page, the interface or a command calls it."""

from dataclasses import dataclass

from server.accounts.roles import Role


@dataclass(frozen=True)
class Actor:
    """A maintainer who does something.

    Attributes:
        account: the number of the account.
        name: the name under which others see what was done.
        roles: what the account may do here; a token may have fewer than its account.
        person: the same for all accounts of one person, so that nobody reviews herself.
        fresh: whether she has just shown again that it is she; always so for a token, which is limited otherwise.

    """

    account: int
    name: str
    roles: frozenset[Role]
    person: str
    fresh: bool = False
