"""Accounts of maintainers, and what each holds. No e-mail or IP address, no password or token in the clear."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.roles import Role
from server.database import Base
from server.privacy.tables import RowNumber


class AccountRow(Base):
    """One account.

    ``username`` is what its owner types to sign in, ``name`` what others see. ``person`` is the same for all accounts
    of one person. ``uid`` stands in session cookies: a new one ends them all. ``passkey_user`` is what her passkeys
    know her by. ``failures`` since ``failing_since`` slow guessing down; ``totp_counter`` is the last code that was
    used. Times are UTC without a zone, as in all tables.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    person: Mapped[str] = mapped_column(String(32), index=True)
    role_names: Mapped[str] = mapped_column(String(100))
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    password: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_counter: Mapped[int | None]
    passkey_user: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]

    passkeys: Mapped[list["PasskeyRow"]] = relationship(
        back_populates="account", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def has_roles(self) -> frozenset[Role]:
        """What the account may do."""
        return frozenset(Role(name) for name in self.role_names.split())

    @property
    def can_sign_in(self) -> bool:
        """Whether there is a complete way in: a passkey, or a password together with a second factor."""
        return bool(self.passkeys) or bool(self.password and self.totp_secret)


class PasskeyRow(Base):
    """A passkey: its public half, and what the browser told about it."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    extensions: Mapped[str | None] = mapped_column(String(255))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]

    account: Mapped[AccountRow] = relationship(back_populates="passkeys")


class InvitationRow(Base):
    """A link with which somebody makes an account hers. One that gives power waits until a second person agrees."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(100))
    made_by_person: Mapped[str | None] = mapped_column(String(32))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    agreed_by: Mapped[str | None] = mapped_column(String(100))
    used_at: Mapped[datetime | None]

    account: Mapped[AccountRow] = relationship(lazy="joined")


class SessionRow(Base):
    """One browser that is signed in. ``browser`` is its kind, such as “Firefox on Linux”, to tell one from another."""

    __tablename__ = "maintainer_session"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    way: Mapped[str] = mapped_column(String(20))
    browser: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiTokenRow(Base):
    """A token for programs. ``role_names`` may be fewer than its account's; ``ending`` helps to find it again."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    ending: Mapped[str] = mapped_column(String(4))
    role_names: Mapped[str] = mapped_column(String(100))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_on: Mapped[date | None]

    account: Mapped[AccountRow] = relationship(lazy="joined")
