"""The queue between the public forms and the worker."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.privacy.tables import RowNumber


class IntakeRow(Base):
    """A form as it was sent, sealed. It lives until the worker has read it: seconds, at most 72 hours."""

    __tablename__ = "intake"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    form: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime]
