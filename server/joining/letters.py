"""The letters to libraries. A library's name stands only in letters about one that a maintainer has looked at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.mail.letters import Letter, Say


@dataclass(frozen=True)
class Subject:
    """Which library a letter is about: its private link, and where its public page is."""

    link: str
    public: str
    facts: Mapping[str, Any]


def confirm_letter(_: Say, about: Subject) -> Letter:
    """Asks to confirm the application."""
    return Letter(
        subject=_("Please confirm: your library wants to take part"),
        paragraphs=(
            _("Somebody, most likely you, asked on our page to list a library, and gave this e-mail address."),
            _(
                "The page that opens shows what was written, and asks you before it does anything. Once you have "
                "confirmed, one of us looks at it; only then is the library listed."
            ),
        ),
        action=(_("Look and confirm"), about.link),
        afterwards=(
            _(
                "Not you? Then do nothing: it is deleted after 72 hours. The same page lets you delete it at once, "
                "and ask us never to write to this address again."
            ),
        ),
    )


def link_letter(_: Say, about: Subject) -> Letter:
    """Brings the private link again."""
    return Letter(
        subject=_("The link to your library’s entry"),
        paragraphs=(
            _("Somebody, most likely you, typed this e-mail address on our page for libraries."),
            _(
                "Here is a new private link. With it you can see how far the library has come, say that it still "
                "takes part, or leave. The link in earlier letters no longer works."
            ),
        ),
        action=(_("Open the entry"), about.link),
        afterwards=(_("Not you? Nothing has changed, and you need not do anything."),),
    )


def listed_letter(_: Say, about: Subject) -> Letter:
    """Says that the library is listed."""
    return Letter(
        subject=_("Your library is listed"),
        paragraphs=(
            _("{library} is listed as taking part. Thank you!").format(library=about.facts["library"]),
            _("Its page, with a badge for your own site: {page}").format(page=about.public),
            _(
                "Once a year we ask whether it still takes part. Keep this letter: with its link you can leave at "
                "any time."
            ),
        ),
        action=(_("Open the entry"), about.link),
    )


def again_letter(_: Say, about: Subject) -> Letter:
    """Asks, after a year, whether the library still takes part."""
    return Letter(
        subject=_("Does your library still take part?"),
        paragraphs=(
            _("{library} has been listed as taking part for a year.").format(library=about.facts["library"]),
            _(
                "Please say whether it still does. Without an answer within 60 days we take it out of the list, for "
                "the list must be true on the day it is read."
            ),
        ),
        action=(_("Answer"), about.link),
    )


def lapsed_letter(_: Say, about: Subject) -> Letter:
    """Says that the library is out of the list, because nobody answered."""
    return Letter(
        subject=_("Your library is no longer listed"),
        paragraphs=(
            _("We asked whether {library} still takes part, and heard nothing for 60 days.").format(
                library=about.facts["library"]
            ),
            _("So it is out of the list, and we have deleted your address. You are welcome to join again."),
        ),
    )


def ended_letter(_: Say, about: Subject) -> Letter:
    """Says that the library is not listed, and why, in the words of the maintainer."""
    return Letter(
        subject=_("Your library is not listed"),
        paragraphs=(
            _("We looked at what you wrote and could not list the library, or had to take it out of the list."),
            _("The reason: {reason}").format(reason=about.facts["reason"]),
            _("We have deleted what you wrote, and your address. You are welcome to try again."),
        ),
    )


def unseen_letter(_: Say, about: Subject) -> Letter:  # noqa: ARG001 - every letter is made alike
    """Says that nobody of us looked in time; no name in it, for nobody has looked at that either."""
    return Letter(
        subject=_("We did not look at your library in time"),
        paragraphs=(
            _("Your library waited for 90 days, and none of us came to look at it. We are sorry."),
            _(
                "We keep no address longer than that without a reason, so what you wrote and your address are "
                "deleted. You are welcome to try again."
            ),
        ),
    )


LETTERS: Mapping[str, Callable[[Say, Subject], Letter]] = {
    "join-confirm": confirm_letter,
    "join-link": link_letter,
    "join-listed": listed_letter,
    "join-again": again_letter,
    "join-lapsed": lapsed_letter,
    "join-ended": ended_letter,
    "join-unseen": unseen_letter,
}
