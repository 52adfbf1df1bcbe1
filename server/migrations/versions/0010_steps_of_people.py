"""Who did which step of a release, and what she said about it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for column in (sa.Column("person", sa.String(32)), sa.Column("name", sa.String(100)), sa.Column("remark", sa.Text)):
        op.add_column("draft_event", column)


def downgrade() -> None:
    for name in ("remark", "name", "person"):
        op.drop_column("draft_event", name)
