"""Letters that wait, how many may still go, and who must never be written to."""

from datetime import date, datetime

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.privacy.tables import RowNumber


class OutboxRow(Base):
    """A letter that waits, sealed with its address. It is gone once the mail server has taken it."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)


class BudgetRow(Base):
    """How much of one budget is used up until ``ends`` (seconds since 1970). ``key`` is a keyed hash."""

    __tablename__ = "budget"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    used: Mapped[int]


class NeverAgainRow(Base):
    """The keyed hash of an address that asked never to be written to."""

    __tablename__ = "never_again"

    address_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[date]
