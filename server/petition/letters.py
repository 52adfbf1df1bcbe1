"""The letters to signers. Nothing in them was typed by anybody but us and the campaign's authors."""

from dataclasses import dataclass

from server.mail.letters import Letter, Say


@dataclass(frozen=True)
class Subject:
    """Which signature a letter is about: the campaign's title, and the private link."""

    campaign: str
    link: str


def confirm_letter(_: Say, about: Subject) -> Letter:
    """Asks to confirm."""
    somebody = _("Somebody, most likely you, signed “{campaign}” with this e-mail address.")
    return Letter(
        subject=_("Please confirm your signature"),
        paragraphs=(
            somebody.format(campaign=about.campaign),
            _(
                "The signature counts only once it is confirmed. The page that opens shows what would be published, "
                "and asks you before it does anything."
            ),
        ),
        action=(_("Look and confirm"), about.link),
        afterwards=(
            _(
                "Not you? Then do nothing: it is deleted after 72 hours. The same page lets you delete it at once, "
                "and ask us never to write to this address again."
            ),
            _(
                "Keep this letter: its link is your key. With it you can hide or show your name, download what we "
                "hold, or withdraw, at any time. We delete your address, so we cannot look the link up for you."
            ),
        ),
    )


def link_letter(_: Say, about: Subject) -> Letter:
    """Brings the private link of a confirmed signature."""
    somebody = _(
        "Somebody, most likely you, typed this e-mail address on our page. It has signed “{campaign}” already, "
        "and still counts once."
    )
    return Letter(
        subject=_("The link to your signature"),
        paragraphs=(
            somebody.format(campaign=about.campaign),
            _(
                "Here is a new private link. With it you can hide or show your name, download what we hold, or "
                "withdraw. The link in earlier letters no longer works."
            ),
        ),
        action=(_("Open my signature"), about.link),
        afterwards=(_("Not you? Nothing has changed, and you need not do anything."),),
    )


def news_letter(_: Say, about: Subject, subject: str, paragraphs: tuple[str, ...]) -> Letter:
    """News that the campaign's people wrote; ``about.link`` ends them."""
    return Letter(
        subject=subject,
        paragraphs=paragraphs,
        afterwards=(
            _("You get this because you asked for news of “{campaign}”.").format(campaign=about.campaign),
            _("No more news, and my address deleted: {link}").format(link=about.link),
        ),
        unsubscribe=about.link,
    )
