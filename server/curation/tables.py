"""Proposed changes, every form they have had, what was said about them, and the evidence kept with them.

Rows hold the account, the person and the name of whoever acted, as the log does: they must tell who decided what even
when an account is gone.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.privacy.tables import RowNumber


class Acted:
    """Who did it, and when. ``at`` is UTC without a zone, as in all tables."""

    account: Mapped[int]
    person: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class ChangeRow(Base):
    """One proposed change of one entry of the catalogue.

    ``document`` is the entry's canonical JSON as it shall be, empty if it shall be taken out. ``base_document`` is what
    stood in the catalogue when it was written, empty if nothing did. ``sha256`` is the hash of all that a reviewer
    decides on, ``version`` counts the edits. ``draft`` is the release on its way that holds the change, ``release`` the
    one that put it in force.
    """

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    entry: Mapped[str] = mapped_column(String(60), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int]
    document: Mapped[str | None] = mapped_column(Text)
    base_document: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime]
    draft: Mapped[int | None] = mapped_column(index=True)
    release: Mapped[int | None]


class RevisionRow(Acted, Base):
    """One form that a change has had. Who wrote one is an author of the change for good."""

    __tablename__ = "change_revision"
    __table_args__ = (UniqueConstraint("change_id", "version"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    version: Mapped[int]
    document: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(Text)


class RemarkRow(Acted, Base):
    """A comment, or a step of the review with what was said about it. ``step`` is empty for a comment alone.

    ``version`` and ``sha256`` say what was before the eyes of whoever wrote it.
    """

    __tablename__ = "change_remark"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    version: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    step: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)


class SnapshotRow(Base):
    """A file that shows what a source said, under the hash of its bytes. Handed out as a file only, never as a page."""

    __tablename__ = "snapshot"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    length: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class AttachmentRow(Acted, Base):
    """A snapshot that somebody put beside a source of a change."""

    __tablename__ = "change_snapshot"
    __table_args__ = (UniqueConstraint("change_id", "source", "sha256"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    source: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(ForeignKey("snapshot.sha256"))


class OpenedRow(Acted, Base):
    """A source that somebody has opened. ``sha256`` is the hash of what she was shown of it."""

    __tablename__ = "change_opened"
    __table_args__ = (UniqueConstraint("change_id", "source", "sha256", "person"),)

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"), index=True)
    source: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
