"""Signatures and their count. What each column is for, and until when, stands in ``server/petition/retention.py``."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.privacy.tables import RowNumber

_SHOWN = "shown_name IS NOT NULL AND confirmed_on IS NOT NULL AND invalidation_id IS NULL"


class SignatureRow(Base):
    """One person's signature under one campaign. There is no address in it, unless she wants news.

    Unconfirmed until ``confirmed_on`` is set; then ``expires_at`` is empty. A withdrawn signature has no row.
    A name is there only if it is shown, in the form in which it is shown.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("campaign", "address_key"),
        UniqueConstraint("token_hash"),
        UniqueConstraint("uid"),
        Index(
            "ix_signature_expires_at",
            "expires_at",
            sqlite_where=text("expires_at IS NOT NULL"),
            postgresql_where=text("expires_at IS NOT NULL"),
        ),
        Index("ix_signature_shown", "campaign", "id", sqlite_where=text(_SHOWN), postgresql_where=text(_SHOWN)),
        Index(
            "ix_signature_initial",
            "campaign",
            "initial",
            "id",
            sqlite_where=text(_SHOWN),
            postgresql_where=text(_SHOWN),
        ),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    uid: Mapped[str] = mapped_column(String(32))
    campaign: Mapped[str] = mapped_column(String(60))
    address_key: Mapped[str] = mapped_column(String(64))
    domain_key: Mapped[str] = mapped_column(String(64))
    token_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    shown_name: Mapped[str | None] = mapped_column(String(120))
    initial: Mapped[str | None] = mapped_column(String(4))
    place: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(80))
    news_address: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    invalidation_id: Mapped[int | None] = mapped_column(ForeignKey("invalidation.id"), index=True)

    @property
    def counts(self) -> bool:
        """Whether it is one of the signatures of the campaign."""
        return self.confirmed_on is not None and self.invalidation_id is None


class InvalidationRow(Base):
    """Signatures that an administrator took out of the count together, with the reason; ``undone_at`` if put back."""

    __tablename__ = "invalidation"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    campaign: Mapped[str] = mapped_column(String(60))
    conditions: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    done_by: Mapped[str] = mapped_column(String(100))
    done_at: Mapped[datetime]
    signatures: Mapped[int]
    undone_by: Mapped[str | None] = mapped_column(String(100))
    undone_at: Mapped[datetime | None]


class TallyRow(Base):
    """What is known of a campaign's count, and whether signing was opened or closed by hand."""

    __tablename__ = "tally"

    campaign: Mapped[str] = mapped_column(String(60), primary_key=True)
    signatures: Mapped[int] = mapped_column(default=0)
    signing: Mapped[bool | None]
    recounted_at: Mapped[datetime | None]


class TallyChangeRow(Base):
    """One change that is not yet added up in ``TallyRow``: nobody waits for anybody to write it."""

    __tablename__ = "tally_change"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    campaign: Mapped[str] = mapped_column(String(60), index=True)
    change: Mapped[int]
