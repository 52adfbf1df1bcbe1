"""A campaign as data. Field order here is the order in the YAML files."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from server.rules.fields import Id, LocalName, LocalParagraph, LocalSentence, Model, PartialDate
from server.rules.model import Source


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    OPEN = "open"
    WON = "won"
    CLOSED = "closed"


class Passage(Model):
    """A paragraph of the statement, with the sources of what it says about others."""

    text: LocalParagraph
    sources: tuple[Id, ...] = ()


class TimelineEntry(Model):
    """One dated event."""

    on: PartialDate
    text: LocalSentence
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]


class Signing(StrEnum):
    """Whether a campaign takes signatures, where that does not follow from its state."""

    OPEN = "open"
    CLOSED = "closed"


class Campaign(Model):
    """One campaign. ``goal`` counts signatures."""

    id: Id
    title: LocalName
    state: CampaignState
    summary: LocalSentence
    outcome: Passage | None = None
    statement: Annotated[tuple[Passage, ...], Field(min_length=1, max_length=12)]
    asks: tuple[LocalSentence, ...] = ()
    record: tuple[Passage, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    goal: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    signing: Signing | None = None
    sources: tuple[Source, ...] = ()

    @property
    def signing_open(self) -> bool:
        """Whether it takes signatures, as far as its data says."""
        return self.signing is Signing.OPEN or (self.signing is None and self.state is CampaignState.OPEN)

    @property
    def cited(self) -> frozenset[str]:
        """Ids of the sources on which statement and outcome rest, and with them what sums them up."""
        passages = [*self.statement, *([self.outcome] if self.outcome else [])]
        return frozenset(name for passage in passages for name in passage.sources)
