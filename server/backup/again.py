"""Erase once more what was erased since a backup was made."""

from collections.abc import Iterable, Mapping

from server.accounts.managing import ERASE_AGAIN as ACCOUNTS
from server.context import Context
from server.joining.cleaning import ERASE_AGAIN as LIBRARIES
from server.petition import counting
from server.petition.cleaning import ERASE_AGAIN as SIGNATURES
from server.privacy.erasures import Again, erase_again, now_utc

EVERYTHING: Mapping[str, Again] = {**SIGNATURES, **LIBRARIES, **ACCOUNTS}


def erase_everything_again(context: Context, entries: Iterable[Mapping[str, str]]) -> int:
    """Go through the log of erasures, and count the signatures anew; how many erasures there were."""
    with context.database.write() as session:
        count = erase_again(session, entries, EVERYTHING)
        for name in counting.counted_campaigns(session):
            counting.recount(session, name, now_utc())
    return count
