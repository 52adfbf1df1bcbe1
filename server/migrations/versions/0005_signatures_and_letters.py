"""Signatures, their count, the forms' queue, letters, budgets, and the log of erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SHOWN = sa.text("shown_name IS NOT NULL AND confirmed_on IS NOT NULL AND invalidation_id IS NULL")
_EXPIRES = sa.text("expires_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("uid", sa.String(64), nullable=False),
        sa.Column("erased_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "intake",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("sent_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
    )
    op.create_table(
        "budget",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("ends", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("used", sa.Integer, nullable=False),
    )
    op.create_table(
        "never_again",
        sa.Column("address_key", sa.String(64), primary_key=True),
        sa.Column("since", sa.Date, nullable=False),
    )
    _tallies()
    _signatures()


def _tallies() -> None:
    op.create_table(
        "tally",
        sa.Column("campaign", sa.String(60), primary_key=True),
        sa.Column("signatures", sa.Integer, nullable=False),
        sa.Column("signing", sa.Boolean),
        sa.Column("recounted_at", sa.DateTime),
    )
    op.create_table(
        "tally_change",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("campaign", sa.String(60), nullable=False, index=True),
        sa.Column("change", sa.Integer, nullable=False),
    )
    op.create_table(
        "invalidation",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("campaign", sa.String(60), nullable=False),
        sa.Column("conditions", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("done_by", sa.String(100), nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
        sa.Column("signatures", sa.Integer, nullable=False),
        sa.Column("undone_by", sa.String(100)),
        sa.Column("undone_at", sa.DateTime),
    )


def _signatures() -> None:
    op.create_table(
        "signature",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("uid", sa.String(32), nullable=False, unique=True),
        sa.Column("campaign", sa.String(60), nullable=False),
        sa.Column("address_key", sa.String(64), nullable=False),
        sa.Column("domain_key", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("shown_name", sa.String(120)),
        sa.Column("initial", sa.String(4)),
        sa.Column("place", sa.String(80)),
        sa.Column("role", sa.String(80)),
        sa.Column("news_address", sa.Text),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("invalidation_id", _NUMBER, sa.ForeignKey("invalidation.id"), index=True),
        sa.UniqueConstraint("campaign", "address_key"),
    )
    for name, columns, where in (
        ("ix_signature_expires_at", ["expires_at"], _EXPIRES),
        ("ix_signature_shown", ["campaign", "id"], _SHOWN),
        ("ix_signature_initial", ["campaign", "initial", "id"], _SHOWN),
    ):
        op.create_index(name, "signature", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in (
        "signature",
        "invalidation",
        "tally_change",
        "tally",
        "never_again",
        "budget",
        "outbox",
        "intake",
        "erasure",
    ):
        op.drop_table(table)
