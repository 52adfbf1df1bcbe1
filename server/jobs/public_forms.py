"""The worker's part in the petition: decide on forms, send letters, count, and forget."""

from datetime import UTC, datetime

from sqlalchemy import select

from server.accounts.managing import forget_old_invitations
from server.accounts.sessions import forget_old_sessions
from server.accounts.tables import AccountRow, InvitationRow, PasskeyRow, SessionRow
from server.accounts.tokens import forget_old_tokens
from server.context import Context
from server.errors import OptOutError
from server.forms.intake import forget_old_forms, work_off
from server.forms.tables import IntakeRow
from server.jobs.letter_desk import LetterDesk, sender_of
from server.joining import cleaning as joining
from server.joining.applying import Applying
from server.joining.tables import ParticipationRow
from server.mail.allowance import Allowance
from server.mail.budgets import forget_old_budgets
from server.mail.delivery import transport_of
from server.mail.outbox import deliver, forget_old_letters
from server.mail.tables import BudgetRow, OutboxRow
from server.petition.cleaning import forget_unconfirmed
from server.petition.counting import add_up, counted_campaigns, recount
from server.petition.signing import Signing
from server.petition.tables import SignatureRow
from server.privacy.cleaning import clean_log, rewrite_tables
from server.privacy.erasures import copy_erasures, forget_old_erasures

_PERSONAL = (
    *(SignatureRow, ParticipationRow, OutboxRow, IntakeRow, BudgetRow),
    *(AccountRow, PasskeyRow, InvitationRow, SessionRow),
)


def work_on_forms(context: Context, now: datetime) -> str:
    """Decide on the forms that wait."""
    allowance = Allowance(context.secrets, context.settings.mail_a_day)
    signing = Signing(context.secrets, allowance)
    applying = Applying(context.secrets, allowance)
    handlers = {
        "sign": signing.sign,
        "link": signing.send_link,
        "join": applying.apply,
        "join-link": applying.send_links,
    }
    counts = work_off(context.database, context.secrets, handlers, _stored(now))
    return ", ".join(f"{number} {outcome.value}" for outcome, number in counts.items() if number)


def send_letters(context: Context, now: datetime) -> str:
    """Send the letters that are due."""
    with context.database.read() as session:
        if session.scalar(select(OutboxRow.id).where(OutboxRow.due_at <= _stored(now)).limit(1)) is None:
            return ""
    desk, transport = LetterDesk(context), transport_of(context.settings)
    done = deliver(context.database, context.secrets, transport, sender_of(context), desk.make, _stored(now))
    if done.later:
        raise OptOutError(
            f"{done.later} letters could not be sent and are tried again; {done.sent} went out.",
            "See OPTOUT_SMTP_HOST and the mail server’s own log.",
        )
    return f"{done.sent} sent, {done.given_up} given up"


def add_signatures_up(context: Context, _now: datetime) -> str:
    """Add the changes of the count up."""
    with context.database.write() as session:
        changes = add_up(session)
    return f"{changes} changes" if changes else ""


def count_anew(context: Context, now: datetime) -> str:
    """Count the signatures themselves; the sum should never be wrong."""
    with context.database.write() as session:
        campaigns = counted_campaigns(session)
        wrong = {name: by for name in campaigns if (by := recount(session, name, _stored(now)))}
    if wrong:
        raise OptOutError(f"The count of {', '.join(sorted(wrong))} was wrong and is corrected.", "Please report it.")
    return f"{len(campaigns)} campaigns"


def forget(context: Context, now: datetime) -> str:
    """Delete whose time is over, and copy the log of erasures beside the database."""
    stored = _stored(now)
    with context.database.write() as session:
        gone = forget_unconfirmed(session, stored)
        joining.forget_unconfirmed(session, stored)
        forget_old_forms(session, stored)
        forget_old_letters(session, stored)
        forget_old_budgets(session, stored)
        forget_old_invitations(session, stored)
        forget_old_sessions(session, stored)
        forget_old_tokens(session, stored)
        copy_erasures(session, context.settings.erasures_file)
        forget_old_erasures(session, context.settings.erasures_file, stored)
    return f"{gone} never confirmed" if gone else ""


def ask_libraries(context: Context, now: datetime) -> str:
    """Ask libraries once a year if they still take part, and delete those that do not answer or wait too long."""
    today = _stored(now).date()
    with context.database.write() as session:
        asked, ended = joining.ask_again(session, context.secrets, today)
        unseen = joining.forget_unseen(session, context.secrets, today)
    return f"{asked} asked, {ended} taken out, {unseen} never looked at" if asked or ended or unseen else ""


def clean_the_log(context: Context, _now: datetime) -> str:
    """Empty SQLite's log of changes, so that what was deleted is nowhere in the files."""
    if not clean_log(context.database):
        raise OptOutError("The database’s log is in use and could not be emptied.", "It is tried again in a minute.")
    return ""


def rewrite(context: Context, _now: datetime) -> str:
    """Write PostgreSQL's tables anew, so that deleted rows are nowhere in their files."""
    rewrite_tables(context.database, _PERSONAL)
    return ""


def _stored(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None)
