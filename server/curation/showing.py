"""A change as facts, and as lines for a terminal."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from server.accounts.actor import Actor
from server.catalogue.lines import canonical
from server.curation import changes, differences, evidence, queues, reviewing
from server.curation.documents import parsed
from server.curation.errors import Flaw
from server.curation.states import State
from server.curation.tables import ChangeRow
from server.journal.commands import plain

Facts = dict[str, Any]


def short(session: Session, row: ChangeRow) -> Facts:
    """A change in a list."""
    written = changes.revisions(session, row.id)
    return {
        "number": row.id,
        "kind": row.kind,
        "entry": row.entry,
        "state": row.state,
        "version": row.version,
        "sha256": row.sha256,
        "why": row.why,
        "authors": list(dict.fromkeys(form.name for form in written)),
        "changed_at": row.changed_at.isoformat(timespec="seconds") + "Z",
        "release": row.release,
    }


def whole(session: Session, row: ChangeRow, today: date) -> Facts:
    """All there is about a change."""
    lines = differences.list_of(row)
    return {
        **short(session, row),
        "document": parsed(row.document),
        "base": parsed(row.base_document),
        "fields": [vars(field) for field in differences.fields_of(row)],
        "list": {"removed": lines.removed, "added": lines.added},
        "flaws": [flaw_of(flaw) for flaw in reviewing.flaws(session, row, today)] if row.state in _LIVE else [],
        "evidence": [source(found) for found in evidence.evidence_of(session, row)],
        "remarks": [
            {
                "by": said.name,
                "at": said.at.isoformat() + "Z",
                "version": said.version,
                "step": said.step,
                "text": said.text,
            }
            for said in reviewing.remarks(session, row.id)
        ],
    }


def flaw_of(flaw: Flaw) -> Facts:
    """What a gate has found."""
    return {"field": flaw.field, "message": flaw.message, "mend": flaw.mend}


def source(found: evidence.Evidence) -> Facts:
    """A source of a change, with its files."""
    return {
        "source": found.source,
        "to_open": found.to_open,
        "files": [{"sha256": file.sha256, "type": file.media_type} for file in found.snapshots],
    }


def queue(session: Session, actor: Actor, today: date) -> Facts:
    """What waits for whom."""
    return {
        "to_review": [
            {**short(session, waiting.change), "own": waiting.own} for waiting in queues.to_review(session, actor)
        ],
        "to_check": [
            {**vars(due), "review_by": due.review_by.isoformat()} for due in queues.to_check(session, actor, today)
        ],
    }


def line(facts: Facts) -> str:
    """A change in one line."""
    by = ", ".join(facts["authors"])
    return plain(
        f"{facts['number']}: {facts['kind']} {facts['entry']}, {facts['state']}, version {facts['version']}, by {by}: "
        f"{facts['why']}"
    )


def page(facts: Facts) -> Iterator[str]:
    """A change as lines; nothing that somebody typed can begin one of its own."""
    yield line(facts)
    yield f"sha256 {facts['sha256']}"
    for field in facts["fields"]:
        yield plain(f"  {field['field']}: {_shown(field['before'])} → {_shown(field['after'])}")
    for word, sign in (("removed", "-"), ("added", "+")):
        for text in facts["list"][word]:
            yield plain(f"{sign} {text}")
    for flaw in facts["flaws"]:
        yield plain(f"! {flaw['field'] or 'the whole'}: {flaw['message']}. {flaw['mend']}")
    for found in facts["evidence"]:
        mark = "to open" if found["to_open"] else "known"
        yield plain(
            f"evidence {found['source']['id']} ({mark}, {len(found['files'])} files): {found['source']['says']}"
        )
    for said in facts["remarks"]:
        words = f": {said['text']}" if said["text"] else ""
        yield plain(f"{said['at']}  {said['by']}, {said['step'] or 'comment'} (version {said['version']}){words}")


_LIVE = (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)


def _shown(value: object) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else canonical(value)
