"""Libraries that take part, and those on their way."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EXPIRES = sa.text("expires_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "participation",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("type", sa.String(20), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("site", sa.String(500), nullable=False),
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("signs", sa.String(60)),
        sa.Column("role", sa.String(80), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_key", sa.String(64), nullable=False),
        sa.Column("address_fits", sa.Boolean, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("proof", sa.String(12)),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("entry", sa.String(60), unique=True),
        sa.Column("listed_by", sa.String(100)),
        sa.Column("note", sa.Text),
        sa.Column("ask_again_on", sa.Date),
        sa.Column("asked_on", sa.Date),
        sa.UniqueConstraint("domain", "address_key"),
    )
    op.create_index(
        "ix_participation_expires_at",
        "participation",
        ["expires_at"],
        sqlite_where=_EXPIRES,
        postgresql_where=_EXPIRES,
    )


def downgrade() -> None:
    op.drop_table("participation")
