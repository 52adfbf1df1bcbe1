"""Every sentence about what a resource asks for, whole, so that it can be translated whole.

``{data}``: "your e-mail address and a password"; ``{other}``: the other way to satisfy the demand; ``{step}``: "before
you can use it"; ``{speaker}``: the library or network that says so; ``{day}``: a date.
"""

from enum import Enum

from server.languages import N_
from server.rules.model import Disclosure, How
from server.rules.standing import Reason, StandingName


class Form(Enum):
    """How the data is come by, which decides the verb."""

    ASKED = "asks for … at a step"
    ASKED_OR = "asks for …, or for …"
    TAKEN = "takes … from the library record"


def form_of(disclosure: Disclosure) -> Form:
    """The form of a disclosure's sentence."""
    if disclosure.how is How.FROM_LIBRARY_RECORD:
        return Form.TAKEN
    return Form.ASKED_OR if disclosure.or_data else Form.ASKED


# What the sources say at large.
UNSPOKEN: dict[tuple[StandingName, Form], str] = {
    (StandingName.REQUIRED, Form.ASKED): N_("Asks for {data} {step}."),
    (StandingName.REQUIRED, Form.ASKED_OR): N_("Asks for {data} {step}, or for {other}."),
    (StandingName.REQUIRED, Form.TAKEN): N_("Takes {data} from your library record {step}."),
    (StandingName.AVOIDABLE, Form.ASKED): N_("You can say no: it asks for {data} {step}, but there is another way."),
    (StandingName.AVOIDABLE, Form.ASKED_OR): N_(
        "You can say no: it asks for {data} {step}, or for {other}, but there is another way."
    ),
    (StandingName.AVOIDABLE, Form.TAKEN): N_(
        "You can say no: it takes {data} from your library record {step}, but there is another way."
    ),
    (StandingName.REPORTED, Form.ASKED): N_("Reported, not confirmed: it asks for {data} {step}."),
    (StandingName.REPORTED, Form.ASKED_OR): N_("Reported, not confirmed: it asks for {data} {step}, or for {other}."),
    (StandingName.REPORTED, Form.TAKEN): N_(
        "Reported, not confirmed: it takes {data} from your library record {step}."
    ),
    (StandingName.DISPUTED, Form.ASKED): N_("This is disputed: it was said that it asks for {data} {step}."),
    (StandingName.DISPUTED, Form.ASKED_OR): N_(
        "This is disputed: it was said that it asks for {data} {step}, or for {other}."
    ),
    (StandingName.DISPUTED, Form.TAKEN): N_(
        "This is disputed: it was said that it takes {data} from your library record {step}."
    ),
    (StandingName.UNCLEAR, Form.ASKED): N_(
        "Not clear: it asks for {data} {step}, but the source does not say whether you can do without."
    ),
    (StandingName.UNCLEAR, Form.ASKED_OR): N_(
        "Not clear: it asks for {data} {step}, or for {other}, but the source does not say whether you can do without."
    ),
    (StandingName.UNCLEAR, Form.TAKEN): N_(
        "Not clear: it takes {data} from your library record {step}, but the source does not say whether you can do "
        "without."
    ),
    (StandingName.TIP, Form.ASKED): N_("Your library’s own page asks for {data} {step}."),
    (StandingName.TIP, Form.ASKED_OR): N_("Your library’s own page asks for {data} {step}, or for {other}."),
    (StandingName.TIP, Form.TAKEN): N_("Your library’s own page takes {data} from your library record {step}."),
    (StandingName.OPTIONAL, Form.ASKED): N_("Only if you want extra features: it asks for {data} {step}."),
    (StandingName.OPTIONAL, Form.ASKED_OR): N_(
        "Only if you want extra features: it asks for {data} {step}, or for {other}."
    ),
    (StandingName.OPTIONAL, Form.TAKEN): N_(
        "Only if you want extra features: it takes {data} from your library record {step}."
    ),
    (StandingName.ENOUGH, Form.ASKED): N_("Good news: it only asks for {data} {step}."),
    (StandingName.ENOUGH, Form.ASKED_OR): N_("Good news: it only asks for {data} {step}, or for {other}."),
    (StandingName.ENOUGH, Form.TAKEN): N_("Good news: it only takes {data} from your library record {step}."),
}
# What one library or network says of its own service: it is named first.
SPOKEN: dict[tuple[StandingName, Form], str] = {
    (StandingName.REPORTED, Form.ASKED): N_("{speaker} says of its own service: it asks for {data} {step}."),
    (StandingName.REPORTED, Form.ASKED_OR): N_(
        "{speaker} says of its own service: it asks for {data} {step}, or for {other}."
    ),
    (StandingName.REPORTED, Form.TAKEN): N_(
        "{speaker} says of its own service: it takes {data} from your library record {step}."
    ),
    (StandingName.TIP, Form.ASKED): N_("{speaker} says of its own service: its page asks for {data} {step}."),
    (StandingName.TIP, Form.ASKED_OR): N_(
        "{speaker} says of its own service: its page asks for {data} {step}, or for {other}."
    ),
    (StandingName.TIP, Form.TAKEN): N_(
        "{speaker} says of its own service: its page takes {data} from your library record {step}."
    ),
    (StandingName.OPTIONAL, Form.ASKED): N_(
        "{speaker} says of its own service: only if you want extra features, it asks for {data} {step}."
    ),
    (StandingName.OPTIONAL, Form.ASKED_OR): N_(
        "{speaker} says of its own service: only if you want extra features, it asks for {data} {step}, or for {other}."
    ),
    (StandingName.OPTIONAL, Form.TAKEN): N_(
        "{speaker} says of its own service: only if you want extra features, it takes {data} from your library record "
        "{step}."
    ),
    (StandingName.ENOUGH, Form.ASKED): N_("{speaker} says of its own service: it only asks for {data} {step}."),
    (StandingName.ENOUGH, Form.ASKED_OR): N_(
        "{speaker} says of its own service: it only asks for {data} {step}, or for {other}."
    ),
    (StandingName.ENOUGH, Form.TAKEN): N_(
        "{speaker} says of its own service: it only takes {data} from your library record {step}."
    ),
}
OVERDUE: dict[Form, str] = {
    Form.ASKED: N_("Not checked lately: it was said that it asks for {data} {step}."),
    Form.ASKED_OR: N_("Not checked lately: it was said that it asks for {data} {step}, or for {other}."),
    Form.TAKEN: N_("Not checked lately: it was said that it takes {data} from your library record {step}."),
}
OLD_GOOD_NEWS: dict[Form, str] = {
    Form.ASKED: N_("Last said on {day}: it only asks for {data} {step}."),
    Form.ASKED_OR: N_("Last said on {day}: it only asks for {data} {step}, or for {other}."),
    Form.TAKEN: N_("Last said on {day}: it only takes {data} from your library record {step}."),
}
PLANNED = N_("Planned, not yet: it is to ask for {data}.")
PLANNED_FROM = N_("Planned from {day}: it is to ask for {data}.")
PLAN_WITHDRAWN = N_("No longer so: a plan of {announced} to ask for {data} was withdrawn on {day}.")
ENDED = N_("No longer so: asking for {data} ended on {day}.")

# The word beside the shape, and the shape's name in templates/shapes.html.
BADGES: dict[StandingName, tuple[str, str]] = {
    StandingName.REQUIRED: (N_("Asks for more than a card"), "alert"),
    StandingName.AVOIDABLE: (N_("You can say no"), "fork"),
    StandingName.REPORTED: (N_("Reported"), "speech"),
    StandingName.ANNOUNCED: (N_("Planned"), "clock"),
    StandingName.DISPUTED: (N_("Disputed"), "unequal"),
    StandingName.UNCLEAR: (N_("Not clear"), "question"),
    StandingName.TIP: (N_("Good to know"), "info"),
    StandingName.OPTIONAL: (N_("Only for extras"), "plus"),
    StandingName.PAST: (N_("No longer so"), "past"),
    StandingName.ENOUGH: (N_("Little is asked"), "check"),
}

# Why a claim is shown as strongly, or as carefully, as it is.
REASONS: dict[Reason, str] = {
    Reason.MUTED: N_("The warning is suspended while somebody looks at it."),
    Reason.WITHDRAWN: N_("A source says that it was withdrawn."),
    Reason.VENDOR_DISAGREES: N_("The company disagrees, and it is not settled."),
    Reason.NOT_YET: N_("It was announced; no source says from which day."),
    Reason.DAY_SET: N_("It was announced, and a source gives the day."),
    Reason.DAY_PASSED: N_("The announced day has passed; nobody has confirmed it."),
    Reason.NOTHING_ABOUT_HER: N_("It asks for nothing but what your library has anyway, or what you make up yourself."),
    Reason.GOOD_NEWS_IS_OLD: N_("Every source is over five years old: do not rely on it."),
    Reason.EXTRA_FEATURES: N_("It is asked for extra features only."),
    Reason.SOURCE_SILENT: N_("The source does not say whether there is a way round."),
    Reason.LIBRARY_ASKS: N_("A library asks, not the company."),
    Reason.BY_VENDOR: N_("The company’s own page says so."),
    Reason.BY_TWO: N_("Two sources that do not depend on each other say so."),
    Reason.REVIEW_OVERDUE: N_("It should have been checked again by now, and has not been."),
    Reason.SOURCES_TOO_OLD: N_("Every source is over five years old."),
    Reason.ONE_SOURCE: N_("One source says so; we wait for a second one before we call it confirmed."),
    Reason.NO_CONFIRMING_KIND: N_("No company, library, network or association has said so: it is not confirmed."),
}
