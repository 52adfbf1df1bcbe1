"""What was released, for the public changelog; what is on its way there; and which warnings are suspended."""

from datetime import date, datetime

from sqlalchemy import DateTime, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base


class ReleaseRow(Base):
    """One published release. ``changes`` is JSON: ``{"added": [...], "changed": [...], "removed": [...]}``."""

    __tablename__ = "release"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_on: Mapped[date]
    sha256: Mapped[str] = mapped_column(String(64))
    length: Mapped[int]
    rules: Mapped[int]
    starter: Mapped[bool]
    development_keys: Mapped[bool]
    changes: Mapped[str] = mapped_column(Text)


class DraftRow(Base):
    """One list on its way to publication. ``state`` and what may follow stand in ``states.py``.

    ``targets`` is the metadata with the signatures that have arrived so far, ``changes`` as in ``ReleaseRow``.
    """

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    release: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    list_text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    targets: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)


class DraftEventRow(Base):
    """One step of a draft: ``before`` is empty for its making. ``at`` is UTC without a zone, as in all tables.

    ``person`` and ``name`` are empty for what the operator or the server did.
    """

    __tablename__ = "draft_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), index=True)
    at: Mapped[datetime] = mapped_column(DateTime)
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    person: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str | None] = mapped_column(String(100))
    remark: Mapped[str | None] = mapped_column(Text)


class MuteRow(Base):
    """One warning that is, or was, suspended.

    It ends with the release ``lifted_in``, which an offline key has signed. Everything here becomes public;
    ``decided_by`` and ``lifted_by`` are what the operator gave for that, a role rather than a name. ``sha256`` and
    ``lift_sha256`` are the hashes of ``mute.jsonl`` as the change left it.
    """

    __tablename__ = "mute"
    __table_args__ = (Index("ix_mute_rule_lifted_in", "rule", "lifted_in"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(100))
    added_at: Mapped[datetime] = mapped_column(DateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    lift_reason: Mapped[str | None] = mapped_column(Text)
    lifted_by: Mapped[str | None] = mapped_column(String(100))
    lift_decided_at: Mapped[datetime | None] = mapped_column(DateTime)
    lifted_in: Mapped[int | None]
    lifted_on: Mapped[date | None]
    lift_sha256: Mapped[str | None] = mapped_column(String(64))
