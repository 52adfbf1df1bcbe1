"""The roles that a maintainer can have; one person may have several."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is trusted with. What each may do stands in ``policy.py``."""

    REPORTER = "reporter"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


# These can put something before patrons, or let others do so.
POWERFUL = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
