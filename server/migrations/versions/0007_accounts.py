"""Maintainers' accounts, with their passkeys, invitations, sessions and tokens."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("uid", sa.String(64), nullable=False, unique=True),
        sa.Column("username", sa.String(40), nullable=False, unique=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("person", sa.String(32), nullable=False, index=True),
        sa.Column("role_names", sa.String(100), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("totp_secret", sa.Text),
        sa.Column("totp_counter", sa.Integer),
        sa.Column("passkey_user", sa.String(64), nullable=False, unique=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.DateTime),
    )
    _passkeys()
    op.create_table(
        "invitation",
        *_of_an_account(),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_by_person", sa.String(32)),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("agreed_by", sa.String(100)),
        sa.Column("used_at", sa.DateTime),
    )
    op.create_table(
        "maintainer_session",
        *_of_an_account(),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("browser", sa.String(60), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "api_token",
        *_of_an_account(),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("ending", sa.String(4), nullable=False),
        sa.Column("role_names", sa.String(100), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        sa.Column("used_on", sa.Date),
    )


def _passkeys() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", _NUMBER, primary_key=True),
        _account(),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1024), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        sa.Column("transports", sa.JSON),
        sa.Column("extensions", sa.String(255)),
        sa.Column("backup_state", sa.Boolean, nullable=False),
        sa.Column("device_type", sa.String(64), nullable=False),
        sa.Column("usage", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime, nullable=False),
    )


def _account() -> sa.Column[int]:
    return sa.Column("account_id", _NUMBER, sa.ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True)


def _of_an_account() -> list[sa.Column[int] | sa.Column[str]]:
    return [
        sa.Column("id", _NUMBER, primary_key=True),
        _account(),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    ]


def downgrade() -> None:
    for table in ("api_token", "maintainer_session", "invitation", "passkey", "account"):
        op.drop_table(table)
