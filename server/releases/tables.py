"""What was released, for the public changelog."""

from datetime import date

from sqlalchemy import String, Text
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
