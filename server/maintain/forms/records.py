"""The forms of short records: organisations listed in 2019, kinds of data, steps."""

from server.catalogue.model import Kind
from server.libraries.model import LibraryType
from server.maintain.forms.shape import Field, Form, Part
from server.maintain.forms.shared import both, choice, entry_id

LISTED = Form(
    Kind.LISTED,
    "listed-2019",
    "organisation of 2019",
    "Organisations listed in 2019",
    "As the campaign page of about 2019 named them: a record, which changes only if it was copied wrongly.",
    "name",
    ("type",),
    (
        Part(
            "",
            "The organisation",
            "The page gave names alone. State nothing else, and nothing about its position today.",
            (
                entry_id("alameda-county-library"),
                Field("name", "Name", "As the page of 2019 wrote it.", needed=True),
                choice("type", "Type", LibraryType, "As the name says it."),
            ),
        ),
    ),
)
TERM = Form(
    Kind.TERM,
    "terms",
    "kind of data",
    "Kinds of data",
    "What can be asked for, with its words in each language.",
    "label.en",
    ("dpv",),
    (
        Part(
            "",
            "The kind of data",
            "",
            (
                entry_id("email-address"),
                *both("label", "Words", "They complete “Asks for …”: your e-mail address.", shape="line"),
                Field("dpv", "Data Privacy Vocabulary", "The W3C’s concept, if there is one: pd:EmailAddress."),
                Field(
                    "warns",
                    "It never warns",
                    "For what she gives to her own library anyway, or makes up herself.",
                    "tick",
                    ticked=False,
                ),
            ),
        ),
    ),
)
STEP = Form(
    Kind.STEP,
    "steps",
    "step",
    "Steps",
    "When something is asked for, with its words in each language.",
    "label.en",
    (),
    (
        Part(
            "",
            "The step",
            "",
            (
                entry_id("registration"),
                *both("label", "Words", "They complete “Asks for your e-mail address …”.", shape="line"),
            ),
        ),
    ),
)
