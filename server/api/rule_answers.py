"""The answers about rules. See ``answers`` for what they promise."""

from datetime import date

from server.api.answers import Envelope, Evidence, Link, Text
from server.api.routing import Answer
from server.rules.model import Asker, How, Level, Route, Status, Via
from server.rules.standing import Reason, StandingName


class Host(Answer):
    """Where a product lives."""

    host: str
    """The host name, in ASCII form."""
    with_subdomains: bool
    """Whether every subdomain belongs to it."""
    known_subdomains: tuple[str, ...]
    """Subdomains known to be used."""
    paths: tuple[str, ...]
    """Path prefixes on segment borders; empty: every path."""
    only_via: tuple[Via, ...]
    """For a host that others visit too: only when reached in one of these ways."""


class Datum(Answer):
    """One kind of data."""

    id: str
    """Stable."""
    label: Text
    """In words."""
    dpv: str | None
    """The matching concept of the W3C Data Privacy Vocabulary."""


class Moment(Answer):
    """The moment at which something is asked for."""

    id: str
    """Stable."""
    label: Text
    """In words; completes "Asks for your e-mail address …"."""


class Scope(Answer):
    """Who says it, of whose service."""

    who: str
    """Who speaks."""
    name: str | None
    """The library or network that speaks of its own service."""
    country: str | None
    """Where that one is: ISO 3166-1."""
    route: Route
    """On which way to the product it holds."""


class Dates(Answer):
    """What the sources say about when. `null` where none says it."""

    announced_on: date | None
    """When it was announced."""
    in_force_from: date | None
    """The day from which it was to hold, or has held."""
    postponed_on: str | None
    """When it was put off: a day, a month or a year."""
    withdrawn_on: date | None
    """When it was withdrawn."""


class Disclosure(Answer):
    """One thing that a patron has to give, how it stands today and why, with the evidence."""

    id: str
    """Unique within its rule; stable."""
    standing: StandingName
    """What a patron is shown on the day `as_of`. Computed anew each day: quote it with that day. Do not show what has a
    value that you do not know."""
    reason: Reason
    """Why the standing is what it is."""
    confirmed_on: str | None
    """The newest date that a confirming source itself bears; `null` if none bears one."""
    sentence: Text
    """What may be said, as strongly as the standing carries."""
    said_by: Text
    """Who says so and when, in words: belongs beside the sentence."""
    unless: Text | None
    """When it does not hold: belongs beside the sentence too."""
    instead: Text | None
    """What to do instead."""
    asker: Asker
    """Who asks."""
    how: How
    """Whether she is asked, or it is read from her library record."""
    data: tuple[Datum, ...]
    """What is asked for."""
    or_data: tuple[Datum, ...]
    """What may be given in its place."""
    step: Moment
    """When it is asked for."""
    level: Level
    """How binding the source says it is."""
    status: Status
    """Where it stands, decided by people."""
    scope: Scope
    """Of whose service the sources speak."""
    dates: Dates
    """What the sources say about when."""
    review_by: date
    """The day by which it is checked again; after it, it no longer counts as confirmed."""
    evidence: tuple[Evidence, ...]
    """The sources, never empty."""


class Muted(Answer):
    """Warnings about this rule are suspended; its disclosures stand as `disputed`."""

    reason: str
    """Why."""


class VendorReply(Answer):
    """What the vendor answers, in its own words."""

    received_on: date
    """When it came."""
    text: str
    """The answer."""
    url: str | None
    """Where it stands in public."""


class Rule(Answer):
    """One product of one vendor and what it asks patrons for."""

    id: str
    """Stable; never used for anything else."""
    url: str
    """This rule's own address in this interface."""
    name: str
    """The product."""
    vendor: str
    """The company."""
    names: tuple[str, ...]
    """Exactly as library pages call it."""
    hosts: tuple[Host, ...]
    """Where it lives; empty: known by its names alone, or in no browser at all."""
    campaign: Link | None
    """The campaign it is part of."""
    muted: Muted | None
    """Whether its warnings are suspended, and why."""
    advice: tuple[Text, ...]
    """What helps today: show it first."""
    disclosures: tuple[Disclosure, ...]
    """The one that decides what a patron sees comes first."""
    vendor_reply: VendorReply | None
    """What the vendor says to it: show it wherever you quote the rule."""


class RulesAnswer(Envelope):
    """Every rule, whole."""

    rules: tuple[Rule, ...]
    """Sorted by id."""


class RuleAnswer(Envelope):
    """One rule."""

    rule: Rule
    """The rule."""
