"""The log of erasures, so that a restored backup forgets again what was erased after it was made."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base

# SQLite counts rows up by itself only if the key is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer(), "sqlite")


class ErasureRow(Base):
    """One erasure: ``what`` was erased of the record ``uid``, a random name that says nothing about anybody."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(RowNumber, primary_key=True)
    what: Mapped[str] = mapped_column(String(20))
    uid: Mapped[str] = mapped_column(String(64))
    erased_at: Mapped[datetime]
