"""The form of a rule."""

from server.catalogue.model import Kind
from server.maintain.forms.shape import Field, Form, Part
from server.maintain.forms.shared import both, choice, entry_id, sources
from server.rules.model import Asker, How, Level, Route, Status

_HOST = (
    Field("host", "Host", "creativebug.com means it and every subdomain; =www.x.com means it alone.", needed=True),
    Field("subdomains", "Known subdomains", "One a line: learn, m. For libraries’ proxies.", "lines"),
    Field("paths", "Paths", "One a line: /learning. None: every page of the host.", "lines"),
    Field("only_via", "Only when reached", "proxied or wrapped, one a line; empty: always.", "lines"),
)
_DISCLOSURE = (
    Field("id", "Id of the statement", "Within this rule: account.", needed=True),
    choice("asker", "Who asks", Asker, "A library’s own door is never a warning by itself."),
    choice("how", "How", How, "Leave empty for “asked”.", needed=False),
    Field("data", "What is asked for", "Data terms, one a line: email-address.", "lines", needed=True),
    Field("or_data", "Or instead", "If one of several will do.", "lines"),
    Field("step", "At which step", "A step’s id: account, registration.", needed=True),
    choice("level", "How binding", Level, "unclear: the source does not say; never warns."),
    choice(
        "scope.who",
        "Who says so",
        ["vendor", "library", "libraries", "consortium", "association", "press"],
        "Of whose service it is said.",
    ),
    Field("scope.name", "Name of that library", "If one speaks of its own service alone."),
    Field("scope.country", "Its country", "Two letters: CA."),
    choice("scope.route", "On which way in", Route, "Leave empty for any.", needed=False),
    choice("status", "Where it stands", Status, "Decided by people, on evidence."),
    Field("announced_on", "Announced on", "2026-11-29; only if a source says so.", "day"),
    Field("in_force_from", "In force from", "Only if a source says so.", "day"),
    Field("postponed_on", "Paused on", "2019, 2019-07 or 2019-07-22."),
    Field("withdrawn_on", "Withdrawn on", "Only if a source says so.", "day"),
    Field("review_by", "Check again by", "At most 12 months after it was read; 6 for undated.", "day", needed=True),
    *both("unless", "Unless", "When it is not so, in a sentence.", needed=False),
    *both("instead", "What to do instead", "Only if a source or the library says so.", needed=False),
    Field("evidence", "On what evidence", "Ids of sources below, one a line.", "lines", needed=True),
)
FORM = Form(
    Kind.RULE,
    "rules",
    "rule",
    "Rules",
    "What a resource asks for, where it lives, and on what evidence.",
    "name",
    ("vendor", "hosts"),
    (
        Part(
            "",
            "The resource",
            "",
            (
                entry_id("linkedin-learning"),
                Field("name", "Name of the resource", "As the company writes it.", needed=True),
                Field("vendor", "Company", "Who makes it.", needed=True),
                Field("names", "Names on library pages", "One a line: exactly as libraries’ pages call it.", "lines"),
                Field("campaign", "Campaign", "The id of a campaign that it belongs to, if any."),
            ),
        ),
        Part("hosts", "Where it lives", "Without any, the resource is known by its names alone.", _HOST, "host"),
        Part(
            "advice",
            "What helps, whatever is asked",
            "Comes first in what a patron reads.",
            (
                Field("en", "In English", "One plain line, no markup.", "long", needed=True),
                Field("es", "In Spanish", "If you can.", "long"),
            ),
            "piece of advice",
        ),
        Part(
            "disclosures",
            "What is asked for",
            "State only what a source states, of whom it states it.",
            _DISCLOSURE,
            "statement",
        ),
        sources("evidence", "Public, and dated where the source bears a date."),
        Part(
            "",
            "The company’s answer",
            "Leave it empty if there is none.",
            (
                Field("vendor_reply.received_on", "Received on", "Year-month-day: 2026-11-29.", "day"),
                Field("vendor_reply.text", "What the company answers", "In its own words.", "long"),
                Field("vendor_reply.url", "Address of the answer", "If it is public.", "address"),
            ),
        ),
    ),
    "Whether the rule knows them. One a line; they are not kept.",
)
