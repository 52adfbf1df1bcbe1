"""News for signers who asked for them. Each letter has a link that ends them and deletes the address."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.mail.outbox import post
from server.petition.managing import unsubscribe_token
from server.petition.tables import SignatureRow
from server.privacy.secrets import Secrets


def readers(session: Session, campaign: str) -> Sequence[SignatureRow]:
    """Signers whose signature counts and who asked for news."""
    wanted = select(SignatureRow).where(
        SignatureRow.campaign == campaign,
        SignatureRow.news_address.is_not(None),
        SignatureRow.confirmed_on.is_not(None),
        SignatureRow.invalidation_id.is_(None),
    )
    return session.scalars(wanted.order_by(SignatureRow.id)).all()


def send(
    session: Session, secrets: Secrets, rows: Sequence[SignatureRow], subject: str, paragraphs: Sequence[str]
) -> None:
    """Put a letter for each into the outbox."""
    for row in rows:
        held = secrets.unseal(row.news_address or "")
        if held is None:  # sealed with a key that is gone
            continue
        facts = {"campaign": row.campaign, "subject": subject, "paragraphs": list(paragraphs)}
        post(session, secrets, held["to"], "news", row.language, token=unsubscribe_token(secrets, row), **facts)
