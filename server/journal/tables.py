"""Where the log lies. The database itself refuses to change or remove a line of it."""

from datetime import datetime

from sqlalchemy import DateTime, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base


class EventRow(Base):
    """One thing that somebody did.

    ``account`` and ``person`` are empty for what the server did by itself or the operator on the command line.
    ``facts`` is JSON. ``sha256`` is the hash of everything else here, with the hash of the line before it.
    """

    __tablename__ = "journal"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime)
    account: Mapped[int | None]
    person: Mapped[str | None] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(40))
    object: Mapped[str] = mapped_column(String(100), index=True)
    facts: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
