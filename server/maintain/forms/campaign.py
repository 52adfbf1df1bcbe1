"""The form of a campaign."""

from server.campaigns.model import CampaignState, Signing
from server.catalogue.model import Kind
from server.maintain.forms.shape import Field, Form, Part
from server.maintain.forms.shared import PARTIAL, both, choice, entry_id, sources

_SOURCES = "Ids of sources below, one a line."


def _passages(name: str, label: str, help_: str) -> Part:
    fields = (
        *both("text", "Text", "One plain paragraph."),
        Field("sources", "On what it rests", f"{_SOURCES} Needed for whatever it says about others.", "lines"),
    )
    return Part(name, label, help_, fields, "paragraph")


FORM = Form(
    Kind.CAMPAIGN,
    "campaigns",
    "campaign",
    "Campaigns",
    "A statement with its sources and its timeline, which people can sign.",
    "title.en",
    ("state",),
    (
        Part(
            "",
            "The campaign",
            "",
            (
                entry_id("library-card-is-enough"),
                *both("title", "Title", shape="line"),
                choice("state", "Where it stands", CampaignState, "A draft stays here: neither list nor site has it."),
                *both("summary", "Summary", "One sentence. It rests on what the statement cites."),
                Field("goal", "Goal", "How many signatures. Empty: no goal is shown.", "number"),
                choice(
                    "signing",
                    "Signatures",
                    Signing,
                    "Only where it does not follow from where it stands: an open campaign takes some.",
                    needed=False,
                ),
            ),
        ),
        Part(
            "",
            "What came of it",
            "Leave it empty while nothing has.",
            (
                *both("outcome.text", "Outcome", "Comes first on the page.", needed=False),
                Field("outcome.sources", "On what it rests", _SOURCES, "lines"),
            ),
        ),
        _passages("statement", "The statement", "What people sign. Who has signed has signed these words."),
        Part(
            "asks",
            "What is asked",
            "Of whom, and what; once it is won: what to do now.",
            both("", "Wish", "One plain sentence."),
            "wish",
        ),
        Part(
            "timeline",
            "What happened",
            "In the order in which it happened.",
            (
                Field("on", "When", PARTIAL, needed=True),
                *both("text", "What happened", "One plain sentence."),
                Field("sources", "On what it rests", _SOURCES, "lines", needed=True),
            ),
            "event",
        ),
        _passages("record", "The record", "What is worth keeping about what went before."),
        sources("sources", "Public, and dated where the source bears a date."),
    ),
)
