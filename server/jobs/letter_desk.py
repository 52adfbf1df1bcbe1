"""Makes the letters that wait in the outbox: their words, in the language of who gets them, and their links."""

from collections.abc import Mapping
from typing import Any

from server.config import Environment
from server.context import Context
from server.joining import letters as joining
from server.languages import ENGLISH, Language, languages
from server.mail.letters import Letter, Sender
from server.petition import letters as petition
from server.releases.reading import PublishedReader


class LetterDesk:
    """Turns a letter's kind and facts into the letter.

    Args:
        context: settings for the links, and the published list for the campaigns' titles.

    """

    def __init__(self, context: Context) -> None:
        self._site = context.settings.site
        spoken = languages(with_pseudo=context.settings.environment is Environment.DEVELOPMENT)
        self._languages = {language.tag: language for language in spoken}
        published = PublishedReader(context.settings.updates_folder).current()
        self._campaigns = {c.id: c for c in published.catalogue.campaigns} if published else {}

    def make(self, kind: str, tag: str, facts: Mapping[str, Any]) -> Letter:
        """The letter of this kind."""
        language = self._languages.get(tag, ENGLISH)
        if kind in joining.LETTERS:
            return self._to_library(kind, language, facts)
        path = "news" if kind == "news" else "signature"
        address = f"{self._site}{language.prefix}/{path}/{facts['token']}/"
        about = petition.Subject(self._title(facts["campaign"], language), address)
        if kind == "news":
            return petition.news_letter(language.text, about, facts["subject"], tuple(facts["paragraphs"]))
        make = petition.confirm_letter if kind == "confirm" else petition.link_letter
        return make(language.text, about)

    def _to_library(self, kind: str, language: Language, facts: Mapping[str, Any]) -> Letter:
        pages = f"{self._site}{language.prefix}/libraries"
        about = joining.Subject(f"{pages}/entry/{facts['token']}/", f"{pages}/{facts.get('entry', '')}/", facts)
        return joining.LETTERS[kind](language.text, about)

    def _title(self, name: str, language: Language) -> str:
        campaign = self._campaigns.get(name)
        if campaign is None:
            return name
        return getattr(campaign.title, language.locale.language, None) or campaign.title.en


def sender_of(context: Context) -> Sender:
    """Who writes our letters."""
    settings = context.settings
    return Sender(settings.mail_from, settings.operator or "Libraries OptOut", settings.site)
