"""Where the catalogue lies in the database: one row an entry, as a validated document."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base


class EntryRow(Base):
    """One entry. ``document`` is its canonical JSON, ``sha256`` the hash of exactly those bytes.

    A removed entry keeps its row with ``removed_on``: its id is never given to anything else.
    """

    __tablename__ = "entry"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    reviewed: Mapped[bool] = mapped_column(default=False)
    removed_on: Mapped[date | None]
