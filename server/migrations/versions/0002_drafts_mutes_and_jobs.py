"""Drafts on their way to publication, suspended warnings, and the worker's jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("release", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("list_text", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("targets", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_table(
        "draft_event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft_id", sa.Integer, sa.ForeignKey("draft.id"), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
    )
    op.create_index("ix_draft_event_draft_id", "draft_event", ["draft_id"])
    op.create_table(
        "mute",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", sa.String(100), nullable=False),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("lift_reason", sa.Text),
        sa.Column("lifted_by", sa.String(100)),
        sa.Column("lift_decided_at", sa.DateTime),
        sa.Column("lifted_in", sa.Integer),
        sa.Column("lifted_on", sa.Date),
        sa.Column("lift_sha256", sa.String(64)),
    )
    op.create_index("ix_mute_rule_lifted_in", "mute", ["rule", "lifted_in"])
    op.create_table(
        "job",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("due_at", sa.DateTime, nullable=False),
        sa.Column("succeeded_at", sa.DateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failure", sa.Text),
    )


def downgrade() -> None:
    for table in ("job", "mute", "draft_event", "draft"):
        op.drop_table(table)
