"""What can be handed over: counts by day, and the signers who are shown anyway. Nothing else is there to export."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.petition.tables import SignatureRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def counts_by_day(session: Session, campaign: str) -> list[dict[str, object]]:
    """``day``, ``signatures`` confirmed that day and still counted, and ``total`` up to it."""
    days = (
        select(SignatureRow.confirmed_on, func.count())
        .where(
            SignatureRow.campaign == campaign,
            SignatureRow.confirmed_on.is_not(None),
            SignatureRow.invalidation_id.is_(None),
        )
        .group_by(SignatureRow.confirmed_on)
        .order_by(SignatureRow.confirmed_on)
    )
    total, rows = 0, []
    for day, number in session.execute(days):
        total += number
        rows.append({"day": _day(day), "signatures": number, "total": total})
    return rows


def public_signers(session: Session, campaign: str) -> Iterator[dict[str, object]]:
    """``name``, ``place``, ``role``, ``confirmed_on`` of those who are shown, the oldest first."""
    shown = (
        select(SignatureRow.shown_name, SignatureRow.place, SignatureRow.role, SignatureRow.confirmed_on)
        .where(
            SignatureRow.campaign == campaign,
            SignatureRow.shown_name.is_not(None),
            SignatureRow.confirmed_on.is_not(None),
            SignatureRow.invalidation_id.is_(None),
        )
        .order_by(SignatureRow.id)
        .execution_options(yield_per=1000)
    )
    for name, place, role, day in session.execute(shown):
        yield {"name": name, "place": place or "", "role": role or "", "confirmed_on": _day(day)}


def as_csv(rows: Iterable[dict[str, object]], columns: Sequence[str]) -> str:
    """Rows as CSV that no spreadsheet takes for formulas."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def as_json(rows: Iterable[dict[str, object]]) -> str:
    """Rows as JSON."""
    return json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _harmless(value: object) -> object:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else value
