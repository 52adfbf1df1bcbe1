"""Proposed changes of the list, with their revisions, remarks and evidence."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("entry", sa.String(60), nullable=False, index=True),
        sa.Column("state", sa.String(20), nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", sa.Text),
        sa.Column("base_document", sa.Text),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("draft", sa.Integer, index=True),
        sa.Column("release", sa.Integer),
    )
    op.create_table(
        "change_revision",
        *_of_a_change(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("document", sa.Text),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.UniqueConstraint("change_id", "version"),
    )
    op.create_table(
        "change_remark",
        *_of_a_change(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("step", sa.String(20), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "snapshot",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "change_snapshot",
        *_of_a_change(),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("snapshot.sha256"), nullable=False),
        sa.UniqueConstraint("change_id", "source", "sha256"),
    )
    op.create_table(
        "change_opened",
        *_of_a_change(),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.UniqueConstraint("change_id", "source", "sha256", "person"),
    )


def _of_a_change() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", _NUMBER, primary_key=True),
        sa.Column("change_id", _NUMBER, sa.ForeignKey("change.id"), nullable=False, index=True),
        sa.Column("account", sa.Integer, nullable=False),
        sa.Column("person", sa.String(32), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    ]


def downgrade() -> None:
    for table in ("change_opened", "change_snapshot", "snapshot", "change_remark", "change_revision", "change"):
        op.drop_table(table)
