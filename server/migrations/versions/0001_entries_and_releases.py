"""Entries and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(60), primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reviewed", sa.Boolean, nullable=False),
        sa.Column("removed_on", sa.Date),
    )
    op.create_table(
        "release",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("starter", sa.Boolean, nullable=False),
        sa.Column("development_keys", sa.Boolean, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("release")
    op.drop_table("entry")
