"""Write down what was erased, keep a copy beside the database, and do it again on a restored one."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.privacy.tables import ErasureRow

# Longer than any backup may be kept; docs/for-maintainers/backups.md says so.
REMEMBERED = timedelta(days=400)

Again = Callable[[Session, str], None]


def now_utc() -> datetime:
    """The time as all tables hold it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def note_erasure(session: Session, what: str, uid: str) -> None:
    """Write down, in the same transaction, that ``what`` of the record ``uid`` is erased."""
    session.add(ErasureRow(what=what, uid=uid, erased_at=now_utc()))


def copy_erasures(session: Session, path: Path) -> int:
    """Append to the file what it does not hold yet; how many. The file outlives the database."""
    known = {(entry["what"], entry["uid"]) for entry in read_erasures(path)}
    rows = session.scalars(select(ErasureRow).order_by(ErasureRow.id))
    new = [row for row in rows if (row.what, row.uid) not in known]
    if new:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(_line(row.what, row.uid, row.erased_at) for row in new)
    return len(new)


def read_erasures(path: Path) -> list[dict[str, str]]:
    """The copied log; empty if there is none yet."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def erase_again(session: Session, entries: Iterable[Mapping[str, str]], again: Mapping[str, Again]) -> int:
    """Do every erasure of ``entries`` once more, and remember them in this database too; how many.

    Args:
        session: on the restored database.
        entries: from ``read_erasures``, or the old database's table.
        again: what to do for each ``what``.

    """
    known = {(what, uid) for what, uid in session.execute(select(ErasureRow.what, ErasureRow.uid))}
    count = 0
    for entry in entries:
        again[entry["what"]](session, entry["uid"])
        count += 1
        if (entry["what"], entry["uid"]) not in known:
            erased_at = datetime.fromisoformat(entry["at"])
            session.add(ErasureRow(what=entry["what"], uid=entry["uid"], erased_at=erased_at))
    return count


def forget_old_erasures(session: Session, path: Path, now: datetime) -> None:
    """Remove entries that no backup can need any more, from the table and the file."""
    session.execute(delete(ErasureRow).where(ErasureRow.erased_at < now - REMEMBERED))
    entries = read_erasures(path)
    kept = [entry for entry in entries if datetime.fromisoformat(entry["at"]) >= now - REMEMBERED]
    if len(kept) < len(entries):
        path.write_text("".join(json.dumps(entry) + "\n" for entry in kept), encoding="utf-8")


def _line(what: str, uid: str, erased_at: datetime) -> str:
    return json.dumps({"what": what, "uid": uid, "at": erased_at.isoformat(timespec="seconds")}) + "\n"
