"""Whether a campaign takes signatures: as its data says, unless an operator decided otherwise by hand."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.campaigns.model import Campaign
from server.database import insert_or_else
from server.petition.counting import count
from server.petition.tables import TallyRow


def is_open(session: Session, campaign: Campaign) -> bool:
    """Whether people can sign now."""
    by_hand = session.scalar(select(TallyRow.signing).where(TallyRow.campaign == campaign.id))
    return campaign.signing_open if by_hand is None else by_hand


def set_by_hand(session: Session, campaign: str, *, signing: bool | None) -> None:
    """Open or close signing at once; ``None`` leaves it to the campaign's data again."""
    row = insert_or_else(session, TallyRow).values(campaign=campaign, signatures=0, signing=signing)
    session.execute(row.on_conflict_do_update(index_elements=[TallyRow.campaign], set_={"signing": signing}))


@dataclass(frozen=True)
class PetitionState:
    """What a campaign's pages show of its petition: whether people can sign now, and how many have."""

    open: bool
    signatures: int
    goal: int | None


def petition_state(session: Session, campaign: Campaign) -> PetitionState:
    """The state of a campaign's petition at this moment."""
    return PetitionState(is_open(session, campaign), count(session, campaign.id), campaign.goal)
