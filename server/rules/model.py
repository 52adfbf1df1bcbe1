"""The rule as data. Field order here is the order in the YAML files.

The model checks what one record can know about itself; what needs the other records, the suffix list or today's
date is checked in ``server.catalogue.gates``.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.rules.fields import (
    Country,
    Id,
    Items,
    LocalSentence,
    Model,
    Name,
    Paragraph,
    PartialDate,
    Sentence,
    WebAddress,
)


class Asker(StrEnum):
    """Who asks: the vendor, or the library's own door (never a warning by itself)."""

    VENDOR = "vendor"
    LIBRARY = "library"


class Level(StrEnum):
    """How binding the demand is."""

    REQUIRED = "required"
    AVOIDABLE = "avoidable"
    OPTIONAL = "optional"
    UNCLEAR = "unclear"


class Status(StrEnum):
    """Where the demand stands, decided by people."""

    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    """Whether the patron is asked, or the data is read from her library record."""

    ASKED = "asked"
    FROM_LIBRARY_RECORD = "from-library-record"


class Route(StrEnum):
    """On which way to the product the demand is met."""

    ON_SITE = "on-site"
    REMOTE = "remote"
    ANY = "any"


class Via(StrEnum):
    """How an address leads to a host: see ``docs/matching.md`` for the grammar."""

    DIRECT = "direct"
    PROXIED = "proxied"
    WRAPPED = "wrapped"


class SourceKind(StrEnum):
    """Who speaks in a source."""

    VENDOR = "vendor"
    LIBRARY = "library"
    CONSORTIUM = "consortium"
    ASSOCIATION = "association"
    WALK_THROUGH = "walk-through"
    PRESS = "press"
    AGENCY = "agency"
    CONFIGURATION = "configuration"
    PERSON = "person"
    RECORD = "record"


Path = Annotated[str, StringConstraints(pattern=r"^(/[A-Za-z0-9._~-]+)+$", max_length=100)]
Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$")]


class Host(Model):
    """Where a product lives.

    ``host`` means itself and every subdomain; with ``=`` before it, itself alone. ``subdomains`` are known ones, for
    exact recognition behind a hyphenating proxy. ``paths`` are prefixes on segment borders. ``only_via`` limits a host
    that also serves people who come without a library.
    """

    host: Annotated[str, StringConstraints(min_length=3, max_length=254)]
    subdomains: Annotated[tuple[Label, ...], Field(max_length=20)] = ()
    paths: Annotated[tuple[Path, ...], Field(max_length=20)] = ()
    only_via: tuple[Literal[Via.PROXIED, Via.WRAPPED], ...] = ()

    @property
    def name(self) -> str:
        """The host name without the mark for "itself alone"."""
        return self.host.removeprefix("=")

    @property
    def with_subdomains(self) -> bool:
        """Whether every subdomain belongs to it."""
        return not self.host.startswith("=")


class Source(Model):
    """A public, dated source and what it states, in our own words."""

    id: Id
    kind: SourceKind
    publisher: Name
    title: Sentence | None = None
    url: WebAddress | None = None
    archive: WebAddress | None = None
    published_on: PartialDate | None = None
    date_note: Name | None = None
    read_on: date
    copy_read: Literal["live", "stored"] = Field(alias="copy")
    says: Paragraph


class Scope(Model):
    """Who says it, of whose service, on which route."""

    who: Literal["vendor", "library", "libraries", "consortium", "association", "press"]
    name: Name | None = None
    country: Country | None = None
    route: Route = Route.ANY


class Disclosure(Model):
    """One thing that a patron has to give, at which step, how binding, since when, on what evidence."""

    id: Id
    asker: Asker
    how: How = How.ASKED
    data: Annotated[tuple[Id, ...], Field(min_length=1, max_length=12)]
    or_data: Annotated[tuple[Id, ...], Field(max_length=6)] = ()
    step: Id
    level: Level
    scope: Scope
    status: Status
    announced_on: date | None = None
    in_force_from: date | None = None
    postponed_on: PartialDate | None = None
    withdrawn_on: date | None = None
    review_by: date
    unless: LocalSentence | None = None
    instead: LocalSentence | None = None
    evidence: Annotated[tuple[Id, ...], Field(min_length=1, max_length=12)]


class VendorReply(Model):
    """What the vendor answers, in its own words, and when."""

    received_on: date
    text: Paragraph
    url: WebAddress | None = None


class Rule(Model):
    """One product of one vendor, the hosts and paths it lives on, and its disclosures."""

    id: Id
    name: Name
    vendor: Name
    hosts: Annotated[tuple[Host, ...], Field(max_length=20)] = ()
    names: Items = ()
    campaign: Id | None = None
    advice: Annotated[tuple[LocalSentence, ...], Field(max_length=6)] = ()
    disclosures: Annotated[tuple[Disclosure, ...], Field(min_length=1, max_length=12)]
    evidence: Annotated[tuple[Source, ...], Field(min_length=1, max_length=30)]
    vendor_reply: VendorReply | None = None

    def sources(self, disclosure: Disclosure) -> tuple[Source, ...]:
        """The evidence that a disclosure names, in its order; unknown ids are left out."""
        by_id = {source.id: source for source in self.evidence}
        return tuple(by_id[name] for name in disclosure.evidence if name in by_id)
