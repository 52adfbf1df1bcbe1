"""What every answer says of itself, and the answers about campaigns, libraries and releases.

These models are the promise of ``/api/v1/``: a field is never renamed, removed or given another meaning. They stand
apart from the models of ``rules/``, which may change.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, RootModel

from server.api.routing import Answer, Input
from server.campaigns.model import CampaignState
from server.catalogue.model import Kind
from server.libraries.model import LibraryType, Proof
from server.rules.model import SourceKind

# An id as it stands in a path: what does not look like one is not there.
PathId = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["creativebug"], description="Its stable id."),
]


class ById(Input):
    """Names one entry."""

    id: PathId


def _written_plainly(value: object) -> object:
    # "01" would be another address of the same thing, and another entry in every cache on the way.
    if not re.fullmatch(r"[1-9][0-9]*", str(value)):
        raise ValueError("is not a number as we write it")
    return value


class ByNumber(Input):
    """Names one release."""

    number: Annotated[
        int,
        BeforeValidator(_written_plainly),
        Field(ge=1, le=2**31 - 1, examples=[1], description="Its number."),
    ]


class Text(Answer):
    """A text in the languages we have."""

    en: str
    """English, always there."""
    es: str | None = None
    """Spanish, not yet reviewed by a native speaker: show the English beside a statement about a company."""


class PublishedListInfo(Answer):
    """Which published list an answer comes from: the same one that every extension shows."""

    number: int
    """The release's number."""
    date: date
    """The day of the release."""
    check_number: str
    """The short form of `sha256`, as the extension shows it."""
    sha256: str
    """The hash of the signed list."""
    starter: bool
    """Whether the list is a starter list, not yet reviewed by two people."""
    development_keys: bool
    """Whether it is signed with development keys: a test installation, not to be relied on."""
    cautions: tuple[str, ...]
    """Sentences that belong wherever anything of this list is shown."""


class Envelope(Answer):
    """What every answer about the list begins with."""

    list: PublishedListInfo
    """The list that this comes from."""
    as_of: date
    """The day for which standings were computed: today in UTC, but never before the list's own date."""
    licence: str
    """The licence of the data: its address."""
    attribution: str
    """How to name the source."""


class Evidence(Answer):
    """A public source and what it states, in our own words."""

    id: str
    """Unique within its rule or campaign."""
    kind: SourceKind
    """Who speaks."""
    publisher: str
    """Who published it."""
    title: str | None
    """Its title."""
    url: str | None
    """Its address."""
    archive: str | None
    """The address of an archived copy."""
    published_on: str | None
    """The date it bears: a day, a month or a year; `null` if it bears none, which must be said when quoting."""
    date_note: str | None
    """What is known about its age otherwise."""
    read_on: date
    """When we read it."""
    copy_read: str
    """`live`: we saw the page itself; `stored`: we read a saved copy."""
    says: str
    """What it states, paraphrased."""


class Passage(Answer):
    """A paragraph, with the evidence of what it says about others."""

    text: Text
    """The paragraph."""
    evidence: tuple[Evidence, ...]
    """Its sources; empty where it says nothing about anyone else."""


class Event(Answer):
    """One dated event."""

    on: str
    """When: a day, a month or a year."""
    text: Text
    """What happened."""
    evidence: tuple[Evidence, ...]
    """Who says so."""


class Link(Answer):
    """Another answer of this interface."""

    id: str
    """The entry's id."""
    url: str
    """The answer's address."""


class Campaign(Answer):
    """One campaign. Everything it says about others stands beside its evidence."""

    id: str
    """Stable; never used for anything else."""
    url: str
    """This campaign's own address in this interface."""
    title: Text
    """Its name."""
    state: CampaignState
    """Where it stands."""
    summary: Text
    """It in one or two sentences; `evidence` has the sources."""
    outcome: Passage | None
    """How it ended."""
    statement: tuple[Passage, ...]
    """What the libraries say."""
    asks: tuple[Text, ...]
    """What is asked for, or what to do now."""
    record: tuple[Passage, ...]
    """What was counted at the time."""
    timeline: tuple[Event, ...]
    """What happened, oldest first."""
    goal: int | None
    """How many signatures are wanted."""
    rules: tuple[Link, ...]
    """The rules it is about: how they stand today is there, with the evidence."""
    evidence: tuple[Evidence, ...]
    """All sources of the campaign."""


class CampaignsAnswer(Envelope):
    """Every campaign."""

    campaigns: tuple[Campaign, ...]
    """Sorted by id."""


class CampaignAnswer(Envelope):
    """One campaign."""

    campaign: Campaign
    """The campaign."""


class ListedLibrary(Answer):
    """An organisation that stood on the campaign page of about 2019."""

    id: str
    """Stable."""
    name: str
    """As it stood there."""
    type: LibraryType
    """Read from the name; the page stated nothing else."""


class ParticipatingLibrary(ListedLibrary):
    """A library that has joined here and was verified."""

    since: date
    """The day it joined."""
    country: str | None
    """ISO 3166-1 code."""
    place: str | None
    """Town, region or state."""
    site: str | None
    """The library's own site."""
    signs: str | None
    """Id of the campaign whose statement it signs; without one it supports the principle, which names no company."""
    proof: Proof | None
    """How it was shown that whoever joined speaks for the library."""


class ListedIn2019(Answer):
    """The record of about 2019."""

    note: str
    """What may be said of it."""
    libraries: tuple[ListedLibrary, ...]
    """Sorted by id."""
    evidence: tuple[Evidence, ...]
    """The page they stood on."""


class LibrariesAnswer(Envelope):
    """Who takes part today, and who was listed in 2019: two different statements."""

    taking_part: tuple[ParticipatingLibrary, ...]
    """Joined here and verified; may be empty."""
    listed_in_2019: ListedIn2019
    """A record: the position of these organisations today is not known."""


class ChangedEntry(Answer):
    """One entry that a release touched."""

    kind: Kind | Literal["mute"]
    """What it is; `mute`: that a rule’s warning is suspended."""
    id: str
    """Its id; of a removed one too. A mute has its rule’s."""


class Changes(Answer):
    """How a release differs from the one before."""

    added: tuple[ChangedEntry, ...]
    """Not there before."""
    changed: tuple[ChangedEntry, ...]
    """There before, in another form."""
    removed: tuple[ChangedEntry, ...]
    """No longer there."""


class Release(Answer):
    """One published list."""

    number: int
    """Counts up; a roll-back is a new release."""
    url: str
    """Its address in this interface."""
    published_on: date
    """The day."""
    check_number: str
    """The short form of `sha256`, as the extension shows it."""
    sha256: str
    """The hash of the list."""
    bytes: int
    """The list's length."""
    rules: int
    """How many rules it holds."""
    starter: bool
    """Whether it was a starter list, not yet reviewed by two people."""
    development_keys: bool
    """Whether it was signed with development keys."""
    changes: Changes
    """Against the release before; a first release adds everything."""


class MuteChange(Answer):
    """The warning of a rule was suspended between two releases, or came back with one."""

    rule: str
    """The rule’s id, also if it is no longer in the list."""
    change: Literal["suspended", "came_back"]
    """What happened."""
    on: date
    """The day, in UTC."""
    reason: str
    """Why, in the words of who decided."""
    decided_by: str | None
    """Who decided, usually a role; `null` if the warning came back because the rule left the list."""
    release: int | None
    """The release that brought the warning back; `null` for a suspension, which needs none."""
    check_number: str
    """The short form of `sha256`."""
    sha256: str
    """The hash of `mute.jsonl` as the change left it."""


class ReleasesAnswer(Envelope):
    """Every release, and every suspension of a warning."""

    releases: tuple[Release, ...]
    """Newest first."""
    mutes: tuple[MuteChange, ...]
    """Newest first."""


class ReleaseAnswer(Envelope):
    """One release."""

    release: Release
    """The release."""


class OpenApiDocument(RootModel[dict[str, Any]]):
    """The OpenAPI 3.1 document of this interface."""
