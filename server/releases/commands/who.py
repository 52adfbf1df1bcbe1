"""Whose token a command has, in the variable ``OPTOUT_TOKEN``."""

from server.accounts.acting import acting, has_people
from server.context import Context
from server.database import explained
from server.journal.chain import COMMAND_LINE
from server.releases.drafts import Who


def who_acts(context: Context) -> Who:
    """Whose token it is; the operator, as long as nobody has an account.

    In a transaction of its own: whoever publishes locks the repository before she speaks to the database.
    """
    with explained(context.settings.database), context.database.write() as session:
        return acting(session) if has_people(session) else COMMAND_LINE
