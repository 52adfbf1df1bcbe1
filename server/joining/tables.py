"""Libraries on their way into the list, and those in it. What the public sees of them is an entry of the catalogue."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.privacy.tables import RowNumber


class State(StrEnum):
    """How far a library has come. One that was refused or has left has no row."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    LISTED = "listed"


class ParticipationRow(Base):
    """One library and the person who speaks for it. ``entry`` is the id of its catalogue entry, once it is listed.

    ``proof`` says how it was shown that the person speaks for the library; empty: not at all so far. Her address is
    sealed, and kept as long as the library takes part, for the letter that asks once a year.
    """

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("domain", "address_key"),
        UniqueConstraint("token_hash"),
        UniqueConstraint("uid"),
        UniqueConstraint("entry"),
        Index(
            "ix_participation_expires_at",
            "expires_at",
            sqlite_where=text("expires_at IS NOT NULL"),
            postgresql_where=text("expires_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    uid: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(100))
    type: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(String(80))
    site: Mapped[str] = mapped_column(String(500))
    domain: Mapped[str] = mapped_column(String(253))
    signs: Mapped[str | None] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(Text)
    address_key: Mapped[str] = mapped_column(String(64))
    address_fits: Mapped[bool]
    token_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12))
    proof: Mapped[str | None] = mapped_column(String(12))
    expires_at: Mapped[datetime | None]
    confirmed_on: Mapped[date | None]
    entry: Mapped[str | None] = mapped_column(String(60))
    listed_by: Mapped[str | None] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(Text)
    ask_again_on: Mapped[date | None]
    asked_on: Mapped[date | None]
