"""A draft as facts, for the command line and for programs."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.config import Settings
from server.curation.tables import ChangeRow
from server.releases import signatures
from server.releases.drafts import steps
from server.releases.effects import obstacle
from server.releases.progressing import next_step
from server.releases.rule_list import fingerprint
from server.releases.states import OPEN
from server.releases.tables import DraftRow

Facts = dict[str, Any]


def short(session: Session, row: DraftRow) -> Facts:
    """A draft in a list."""
    made = steps(session, row)[0]
    return {
        "number": row.id,
        "release": row.release,
        "kind": row.kind,
        "state": row.state,
        "sha256": row.sha256,
        "check_number": fingerprint(row.sha256),
        "made_at": made.at.isoformat() + "Z",
        "made_by": made.name,
    }


def whole(session: Session, settings: Settings, row: DraftRow) -> Facts:
    """All there is about a draft; what is over has neither a next step nor obstacles."""
    live = row.state in OPEN
    found = signatures.progress(settings, row)
    return {
        **short(session, row),
        "changes": json.loads(row.changes),
        "approved_changes": list(approved_changes(session, row)),
        "steps": [
            {"action": step.action, "by": step.name, "at": step.at.isoformat() + "Z", "remark": step.remark}
            for step in steps(session, row)
        ],
        "signatures": {"needed": found.needed, "signed_by": list(found.signed), "missing": list(found.missing)},
        "holds_until": signatures.targets_of(row).signed.expires.isoformat(),
        "next": next_step(row) if live else None,
        "obstacle": (obstacle(session, row) or None) if live else None,
    }


def approved_changes(session: Session, row: DraftRow) -> tuple[int, ...]:
    """The numbers of the changes that a draft brings."""
    return tuple(session.scalars(select(ChangeRow.id).where(ChangeRow.draft == row.id).order_by(ChangeRow.id)))
