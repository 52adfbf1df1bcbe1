"""The signatures of a draft: how many it has, how many it needs, and how new ones are taken in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from tuf.api.metadata import Metadata, Targets

from server.accounts import policy
from server.config import Settings
from server.curation.errors import Flaw, UnfitError
from server.journal import chain
from server.releases import governing
from server.releases.bundles import Bundle
from server.releases.drafts import Who, open_draft
from server.releases.publishing import settle
from server.releases.repository import Repository
from server.releases.staging import trusted_root
from server.releases.states import MovedOnError, State
from server.releases.tables import DraftRow
from server.releases.writing import verification


@dataclass(frozen=True)
class Progress:
    """Which keys have signed a draft. ``signed`` and ``missing`` are key ids; only signatures that hold count."""

    signed: tuple[str, ...]
    missing: tuple[str, ...]
    needed: int

    @property
    def complete(self) -> bool:
        """Whether enough have signed."""
        return len(self.signed) >= self.needed


def progress(settings: Settings, row: DraftRow) -> Progress:
    """How far the signatures of a draft are, judged by the root under which it would be published.

    Raises:
        OptOutError: there is no root yet.

    """
    found = verification(trusted_root(Repository(settings.updates_folder), settings), targets_of(row))
    return Progress(tuple(sorted(found.signed)), tuple(sorted(found.unsigned)), found.threshold)


def targets_of(row: DraftRow) -> Metadata[Targets]:
    """The metadata that is signed, with the signatures that it has."""
    return Metadata[Targets].from_bytes(row.targets.encode())


def take_in(  # noqa: PLR0913 - who brings what, to which draft
    session: Session, settings: Settings, who: Who, bundle: Bundle, now: datetime, draft: int | None = None
) -> tuple[DraftRow, Progress]:
    """Add the signatures that key holders have put on a draft's file.

    Args:
        session: a transaction of ``alone``.
        settings: of this installation.
        who: who brings them.
        bundle: the file.
        now: the time of it.
        draft: the number of the draft, if she means a certain one.

    Raises:
        NotAllowedError: her roles do not allow it, or there are maintainers and it is nobody's step.
        MovedOnError: the file is of no draft that is on its way, or that draft is not approved yet.
        UnfitError: it brings no signature that counts.

    """
    governing.require_somebody(session, who, policy.Action.UPLOAD_SIGNATURES)
    settle(session, Repository(settings.updates_folder), now)
    chain.lock(session)
    row = open_draft(session)
    if row is None or draft not in {None, row.id} or bundle.targets.signed != targets_of(row).signed:
        raise MovedOnError(
            "This file is not of the draft that is open here.", "Take the file of that one, and have it signed anew."
        )
    governing.require_signable(session, row)
    _add(settings, row, bundle)
    state = progress(settings, row)
    if state.complete and row.state != State.SIGNED:
        governing.sign(session, who, row, now)
    else:
        chain.record(session, who, "upload signatures", f"release {row.release}", signatures=len(state.signed))
    return row, state


def _add(settings: Settings, row: DraftRow, bundle: Bundle) -> None:
    """Only what holds is kept: a damaged signature must not take the place of a good one of the same key."""
    root, ours = trusted_root(Repository(settings.updates_folder), settings), targets_of(row)
    good = verification(root, bundle.targets).signed
    if not good:
        flaw = Flaw("targets.signatures", "hold no signature by a key that may sign a list")
        raise UnfitError(
            "This file brings no signature that counts.",
            (flaw,),
            "On a key holder’s computer: optout release sign FILE --key targets-1.pem",
        )
    ours.signatures.update({keyid: bundle.targets.signatures[keyid] for keyid in good})
    row.targets = ours.to_bytes().decode()
